"""Reading in blocks: memory holds the encoder's vectors of some pages, however long the telling.

The stages that look at one sentence at a time (:class:`Near`) see one block after the other, and what they make is
joined for those that follow.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile
from typing import Any, Protocol, runtime_checkable

from fabula.models.model import Encoding, Model
from fabula.models.windows import CONTEXT
from fabula.reading.pipeline import Pipeline
from fabula.reading.segment import Words
from fabula.story.text import Telling

__all__ = ["BLOCK", "Blocks", "Near"]

BLOCK = 4_000
"""Words of a block, about: it ends with a sentence. A shorter telling is one block."""


@runtime_checkable
class Near(Protocol):
    """A stage that looks at one sentence at a time, so that a telling can go through it in blocks."""

    def join(self, words: Words, made: Sequence[tuple[int, Any]], /) -> Any:
        """The layer of all ``words`` from those of its blocks, each with the number of the block's first word."""


class Blocks:
    """Stages that are ready to run over any telling: first the near ones, which alone see the encoder's vectors.

    Raises ``PipelineError`` if the stages do not fit together.
    """

    def __init__(self, stages: Sequence[Callable[..., Any]], model: Model) -> None:
        self._model = model
        self._near: list[Any] = list(takewhile(lambda stage: isinstance(stage, Near), stages))
        self._first = Pipeline(self._near, given=(Telling, Words, Encoding))
        self._rest = Pipeline(stages[len(self._near) :], given=(Telling, Words, *self._first.makes))

    def __call__(self, telling: Telling, words: Words) -> dict[type, Any]:
        """Every layer that the stages make, by type."""
        made: list[list[tuple[int, Any]]] = [[] for _ in self._near]
        for lead, first, end in _cuts(words):
            start = words.sentences[first][0] if words.sentences else 0
            for parts, layer in zip(made, self._block(telling, words, lead, first, end), strict=True):
                parts.append((start, layer))
        joined = [
            parts[0][1] if len(parts) == 1 else stage.join(words, parts)
            for stage, parts in zip(self._near, made, strict=True)
        ]
        return self._rest.run(telling, words, *joined)

    def _block(self, telling: Telling, words: Words, lead: int, first: int, end: int) -> list[Any]:
        """What the near stages make of the sentences ``[first, end)``; the encoder begins at ``lead``."""
        (encoding,) = self._model.encode([words.part(lead, end)])
        skip = words.sentences[first][0] - words.sentences[lead][0] if lead < first else 0
        own = Encoding(
            {name: rows[skip:] for name, rows in encoding.parts.items()},
            {name: rows[skip:] for name, rows in encoding.tokens.items()},
        )
        layers = self._first.run(telling, words.part(first, end), own)
        return [layers[type] for type in self._first.makes]


def _cuts(words: Words) -> Iterator[tuple[int, int, int]]:
    """The blocks as numbers of sentences: where the encoder begins, where the block begins, where it ends.

    The encoder sees the sentences before a block, too, as it does between its windows.
    """
    first, sentences = 0, words.sentences
    for end in range(1, len(sentences) + 1):
        start = sentences[first][0]
        if end < len(sentences) and sentences[end][0] - start < BLOCK:
            continue
        lead = first
        while lead > 0 and start - sentences[lead - 1][0] <= CONTEXT:
            lead -= 1
        yield lead, first, end
        first = end
    if not sentences:
        yield 0, 0, 0
