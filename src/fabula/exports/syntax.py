"""Words, sentences and, where somebody has parsed them, the grammar of a telling.

A story keeps no words of its own: an export that needs them takes a ``Syntax`` for each telling, or splits the text by
a plain rule and leaves the grammar empty.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["Syntax", "Token", "plain_syntax", "syntax_of"]

_WORD = re.compile(r"(?i)\w+?(?=n['’]t\b)|n['’]t\b|['’](?:s|ll|re|ve|d|m)\b|\w+(?:[-‐‑.&]\w+)*|\S")


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its ``[start, end)`` in code points of the telling, and what a parser says of it.

    ``head`` is the number, counted from 1, of its head within the sentence, 0 for the root, ``None`` where nobody has
    parsed the sentence. Empty strings stand for what is not known. Tags are those of Universal Dependencies (``upos``,
    ``deprel``) and of the Penn Treebank (``xpos``).
    """

    start: int
    end: int
    lemma: str = ""
    upos: str = ""
    xpos: str = ""
    head: int | None = None
    deprel: str = ""


@dataclass(frozen=True, slots=True)
class Syntax:
    """The sentences of one telling, each a tuple of its words, in the order of the text."""

    telling: Telling
    sentences: tuple[tuple[Token, ...], ...]

    @property
    def tokens(self) -> tuple[Token, ...]:
        """The words of all sentences."""
        return tuple(token for sentence in self.sentences for token in sentence)

    @property
    def parsed(self) -> bool:
        """Whether every word has a head."""
        return all(token.head is not None for sentence in self.sentences for token in sentence)

    def word(self, token: Token) -> str:
        """The word as it stands in the text."""
        return self.telling.text[token.start : token.end]


def plain_syntax(telling: Telling, cuts: Iterable[int] = ()) -> Syntax:
    """Split a telling into words and into the sentences it brings, by rule; grammar stays empty.

    ``cuts`` are offsets at which a word must end or begin, whatever the rule says: the bounds of mentions and triggers.
    """
    text, bounds = telling.text, sorted({*cuts, *(offset for pair in telling.sentences for offset in pair)})
    tokens: list[Token] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        inner = bounds[bisect_right(bounds, start) : bisect_left(bounds, end)]
        edges = [start, *inner, end]
        tokens += [Token(a, b) for a, b in itertools.pairwise(edges)]
    starts = [start for start, _ in telling.sentences]
    sentences: dict[int, list[Token]] = {}
    for token in tokens:
        sentences.setdefault(max(bisect_right(starts, token.start), 1), []).append(token)
    return Syntax(telling, tuple(tuple(sentence) for sentence in sentences.values()))


def syntax_of(story: Story, telling: Telling, given: Mapping[str, Syntax] | None = None) -> Syntax:
    """The syntax of one telling: the one ``given`` under the telling's id, or a plain one cut at the story's spans."""
    if given and telling.id in given:
        return given[telling.id]
    return plain_syntax(telling, (offset for span in spans_of(story, telling.id) for offset in (span.start, span.end)))


def spans_of(story: Story, telling: str) -> Iterable[Span]:
    """The mentions and triggers of one telling."""
    for mention in story.mentions:
        if mention.span.telling == telling:
            yield mention.span
    for event in story.events:
        yield from (span for span in event.triggers if span.telling == telling)


class Places:
    """Finds the words that a span covers."""

    def __init__(self, tokens: tuple[Token, ...]) -> None:
        self._starts = [token.start for token in tokens]
        self._ends = [token.end for token in tokens]

    def __call__(self, start: int, end: int) -> tuple[int, int] | None:
        """The numbers ``[first, last]``, from 0, of the words that overlap ``[start, end)``; ``None`` if none do."""
        first, last = bisect_right(self._ends, start), bisect_left(self._starts, end) - 1
        return (first, last) if first <= last else None
