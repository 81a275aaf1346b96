"""A telling's text with its mentions and triggers marked, as HTML that nests well whatever the spans do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from fabula.story.text import Span, Telling
from fabula.views.elements import opening
from fabula.views.index import Index
from fabula.views.plain import shown, token

__all__ = ["Sentence", "evidence_of", "paragraphs"]

_DEEPEST = 24  # marks nested deeper than this are left out: no telling nests so, only a hostile story file


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its marks: ``number`` from 1, or 0 for words outside all sentences."""

    number: int
    html: Markup


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    open: Markup
    close: Markup
    link: bool


def paragraphs(index: Index, telling: Telling) -> list[list[Sentence]]:
    """The telling's paragraphs as lists of marked sentences, all its words in order."""
    marks = _marks(index, telling)
    starts = [m.start for m in marks]
    cuts = sorted({p for s in evidence_of(index) if s.telling == telling.id for p in (s.start, s.end)})
    found: list[list[Sentence]] = [[]]
    at = 0
    for number, (start, end) in enumerate((*telling.sentences, (len(telling.text), len(telling.text))), 1):
        gap = telling.text[at:start]
        if gap.strip():
            found[-1].append(Sentence(0, _marked(telling.text, at, start, _within(marks, starts, at, start), cuts)))
        if "\n" in gap and found[-1]:
            found.append([])
        if start < end:
            found[-1].append(
                Sentence(number, _marked(telling.text, start, end, _within(marks, starts, start, end), cuts))
            )
        at = max(at, end)
    return [p for p in found if p]


def evidence_of(index: Index) -> Iterator[Span]:
    """Every span that some claim, character or disagreement of the story rests on."""
    story = index.story
    for claim in story.claims():
        yield from claim.evidence
    for event in story.events:
        yield from event.triggers
    for knowledge in story.knowledge:
        yield from knowledge.content
    for character in story.characters:
        yield from character.evidence
        for attribute in character.attributes:
            yield from attribute.evidence
    for disagreement in story.disagreements:
        for side in disagreement.sides:
            yield from side.evidence


def _marks(index: Index, telling: Telling) -> list[_Mark]:
    marks = []
    for mention in index.story.mentions:
        known = [c for c in mention.characters if c in index.characters]
        if mention.span.telling == telling.id and mention.span.start < mention.span.end and known:
            style = index.style(known[0]).classes
            span = mention.span
            tag = opening(
                "span",
                class_=f"mention {mention.form} {style}{' many' if len(known) > 1 else ''}",
                data_character=" ".join(token(c) for c in known),
                data_span=f"{token(telling.id)}:{span.start}:{span.end}",
                title=", ".join(index.name(c, 40) for c in known[:6]),
            )
            marks.append(_Mark(span.start, span.end, tag, Markup("</span>"), False))
    told: dict[Span, list[str]] = defaultdict(list)
    for event in index.story.events:
        for span in event.triggers:
            if span.telling == telling.id and span.start < span.end:
                told[span].append(event.id)
    for span, events in told.items():
        ids = " ".join(token(e) for e in events)
        alone = index.several and all(len({s.telling for s in index.events[e].triggers}) == 1 for e in events)
        tag = opening(
            "a",
            class_=f"trigger {index.events[events[0]].modality}{' only' if alone else ''}",
            href=f"#event-{token(events[0])}",
            data_event=ids,
            data_claim=ids,
            data_span=f"{token(span.telling)}:{span.start}:{span.end}",
        )
        marks.append(_Mark(span.start, span.end, tag, Markup("</a>"), True))
    return sorted(marks, key=lambda m: (m.start, -m.end, m.link))


def _within(marks: list[_Mark], starts: list[int], start: int, end: int) -> list[_Mark]:
    """The marks that touch ``[start, end)``, cut to it."""
    last = bisect_left(starts, end)
    return [_cut(m, max(m.start, start), min(m.end, end)) for m in marks[:last] if m.end > start]


def _cut(mark: _Mark, start: int, end: int) -> _Mark:
    return mark if (start, end) == (mark.start, mark.end) else _Mark(start, end, mark.open, mark.close, mark.link)


def _marked(text: str, start: int, end: int, marks: list[_Mark], cuts: list[int]) -> Markup:
    return Markup("").join(_nest(text, start, end, marks, cuts, 0, False))


def _nest(
    text: str, start: int, end: int, marks: list[_Mark], cuts: list[int], depth: int, linked: bool
) -> Iterable[Markup]:
    """The words ``[start, end)`` with ``marks`` (sorted) around them. A mark that crosses another is cut in two."""
    at = start
    while marks:
        mark, rest = marks[0], marks[1:]
        inside, after = [], []
        for other in rest:
            if other.start >= mark.end:
                after.append(other)
            elif other.end > mark.end:
                inside.append(_cut(other, other.start, mark.end))
                after.append(_cut(other, mark.end, other.end))
            else:
                inside.append(other)
        yield from _leaves(text, at, mark.start, cuts)
        # A link within a link is no HTML.
        plain = depth >= _DEEPEST or (linked and mark.link)
        if not plain:
            yield mark.open
        yield from _nest(
            text, mark.start, mark.end, [] if depth >= _DEEPEST else inside, cuts, depth + 1, linked or mark.link
        )
        if not plain:
            yield mark.close
        at = mark.end
        marks = sorted(after, key=lambda m: (m.start, -m.end, m.link))
    yield from _leaves(text, at, end, cuts)


def _leaves(text: str, start: int, end: int, cuts: list[int]) -> Iterator[Markup]:
    """Plain words, cut wherever some evidence begins or ends, each piece saying where it starts."""
    if start >= end:
        return
    points = [start, *cuts[bisect_right(cuts, start) : bisect_left(cuts, end)], end]
    for a, b in pairwise(points):
        yield Markup(f'<span class="w" data-o="{a}">{escape(shown(text[a:b]))}</span>')
