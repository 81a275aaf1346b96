"""Holding on to words: from a span to an anchor, and from an anchor back to a span in whatever texts there are now."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.story.corrections import Anchor
from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["CONTEXT", "anchor", "place"]

CONTEXT = 32
"""How many code points of context an anchor keeps on each side."""

# In the telling an anchor comes from, this much context shows that a text was edited around the same words; in another
# telling, whose id tells nothing, all of a full context on at least one side must be there.
_SAME_TELLING = 8


def anchor(story: Story, span: Span) -> Anchor:
    """The words that ``span`` covers, with what stands around them. Raises ``KeyError`` for an unknown telling."""
    text = story.telling(span.telling).text
    before, after = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
    return Anchor(telling=span.telling, start=span.start, words=text[span.start : span.end], before=before, after=after)


def place(story: Story, anchor: Anchor) -> Span | None:
    """Where the words of ``anchor`` stand now; ``None`` where they are gone or could be any of several places.

    An unchanged text gives the same offsets. In a text that was edited, or comes back under another id, the words are
    looked for with their context; the place whose context agrees longest wins, and in the anchor's own telling the
    nearest of equals.
    """
    if not anchor.words:
        return None
    own = [t for t in story.tellings if t.id == anchor.telling]
    for telling in own:
        if _agreement(telling, anchor.start, anchor) == len(anchor.before) + len(anchor.after):
            return Span(telling.id, anchor.start, anchor.start + len(anchor.words))
        found = _nearest(telling, anchor)
        if found is not None:
            return found
    elsewhere = [s for t in story.tellings if t.id != anchor.telling for s in _whole(t, anchor)]
    return elsewhere[0] if len(elsewhere) == 1 else None


def _nearest(telling: Telling, anchor: Anchor) -> Span | None:
    needed = min(_SAME_TELLING, len(anchor.before) + len(anchor.after))
    ranked = sorted(
        (-agreement, abs(start - anchor.start), start)
        for start in _starts(telling.text, anchor.words)
        if (agreement := _agreement(telling, start, anchor)) >= needed
    )
    return Span(telling.id, ranked[0][2], ranked[0][2] + len(anchor.words)) if ranked else None


def _whole(telling: Telling, anchor: Anchor) -> Iterator[Span]:
    """The places of another telling where the words stand with all of the context of one full side."""
    for start in _starts(telling.text, anchor.words):
        end = start + len(anchor.words)
        before = len(anchor.before) == CONTEXT and telling.text.endswith(anchor.before, 0, start)
        after = len(anchor.after) == CONTEXT and telling.text.startswith(anchor.after, end)
        both = telling.text[:start].endswith(anchor.before) and telling.text.startswith(anchor.after, end)
        if before or after or (both and len(anchor.before) + len(anchor.after) >= _SAME_TELLING):
            yield Span(telling.id, start, end)


def _starts(text: str, words: str) -> Iterator[int]:
    start = text.find(words)
    while start >= 0:
        yield start
        start = text.find(words, start + 1)


def _agreement(telling: Telling, start: int, anchor: Anchor) -> int:
    """How many code points of context agree around ``words`` at ``start``; -1 where the words do not stand there."""
    text, end = telling.text, start + len(anchor.words)
    if text[start:end] != anchor.words:
        return -1
    left = _common(reversed(text[max(0, start - len(anchor.before)) : start]), reversed(anchor.before))
    return left + _common(iter(text[end : end + len(anchor.after)]), iter(anchor.after))


def _common(a: Iterator[str], b: Iterator[str]) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count
