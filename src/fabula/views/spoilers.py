"""How far into the story a reader must be before a claim spoils nothing."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from fabula.story.ontology import Modality, When
from fabula.story.text import Span
from fabula.views.index import Index

__all__ = ["Curtain"]


@dataclass(frozen=True)
class Curtain:
    """Ranks on the scale of events in story order (0: known from the start).

    A sentence has the rank of the last event that it, or a sentence before it in its telling, tells as happening now:
    who has read so far knows it. A claim has the lowest rank of the sentences that say it.
    """

    index: Index
    sentences: dict[str, list[int]] = field(init=False)

    def __post_init__(self) -> None:
        told: dict[tuple[str, int], int] = defaultdict(int)
        for event in self.index.story.events:
            if event.modality is Modality.ACTUAL and event.when is When.NOW and event.id not in self.index.early:
                for span in event.triggers[:1]:
                    telling = self.index.tellings.get(span.telling)
                    if telling:
                        key = (span.telling, telling.sentence_at(span.start))
                        told[key] = max(told[key], self.index.numbers[event.id])
        ranks = {}
        for telling in self.index.story.tellings:
            last, row = 0, []
            for number in range(len(telling.sentences) + 1):
                last = max(last, told[telling.id, number])
                row.append(last)
            ranks[telling.id] = row
        object.__setattr__(self, "sentences", ranks)

    def sentence(self, telling: str, number: int) -> int:
        """The rank of a sentence, by its number from 1."""
        row = self.sentences.get(telling, [0])
        return row[min(number, len(row) - 1)]

    def rank(self, spans: Iterable[Span]) -> int:
        """The rank of what ``spans`` say: the lowest of theirs; 0 where there are none."""
        return min((self._of(s) for s in spans if s.telling in self.index.tellings), default=0)

    def _of(self, span: Span) -> int:
        starts = [s for s, _ in self.index.tellings[span.telling].sentences]
        return self.sentence(span.telling, bisect_right(starts, span.start))
