"""Texts and places in them.

Offsets are half-open ``[start, end)`` and count Unicode code points of one telling's text, always.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Span", "Telling"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """The code points ``[start, end)`` of the telling with the id ``telling``."""

    telling: str
    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies inside this span of the same telling."""
        return self.telling == other.telling and self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a code point of the same telling."""
        return self.telling == other.telling and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Telling:
    """One text that tells a story.

    ``id`` is unique within a story; ``sentences`` are the ``(start, end)`` bounds of its sentences, in order;
    ``source`` says where the text came from (a file name, a record's field); ``language`` is an ISO 639-1 code.
    """

    id: str
    text: str
    title: str = ""
    source: str = ""
    language: str = "en"
    sentences: tuple[tuple[int, int], ...] = ()

    def words(self, span: Span) -> str:
        """The words of this telling that ``span`` covers."""
        return self.text[span.start : span.end]

    def sentence_at(self, offset: int) -> int:
        """The number, from 1, of the sentence that ``offset`` stands in or that ends last before it; 0 if none does."""
        number = 0
        for start, _ in self.sentences:
            if start > offset:
                break
            number += 1
        return number
