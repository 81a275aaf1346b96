"""A text that may hold several tellings, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from fabula.comparing.beginnings import beginnings

__all__ = ["Part", "Splitting", "split"]


class Splitting(StrEnum):
    """How a text is taken apart: by itself, not at all, or at every paragraph."""

    AUTO = "auto"
    FILE = "file"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Part:
    """One telling in a text: the code points ``[start, end)`` of it, and what stands there, without outer blanks."""

    start: int
    end: int
    text: str


def split(text: str, how: Splitting | str = Splitting.AUTO) -> list[Part]:
    """The tellings that ``text`` holds, in order; none if it holds nothing but blanks.

    ``auto`` finds out whether its paragraphs are one telling or several, ``file`` takes it for one, ``paragraph`` takes
    every paragraph for one. Paragraphs are parted by blank lines where lines are broken at a width, else by line ends.
    """
    how = Splitting(how)
    places = _paragraphs(text)
    if not places:
        return []
    if how is Splitting.FILE:
        begins = [0]
    elif how is Splitting.PARAGRAPH:
        begins = list(range(len(places)))
    else:
        begins = beginnings(text, places)
    ends = [*begins[1:], len(places)]
    parts = []
    for begin, end in zip(begins, ends, strict=True):
        start, stop = places[begin][0], places[end - 1][1]
        parts.append(Part(start, stop, text[start:stop]))
    return parts


_LINE = re.compile(r"[^\r\n]+")
_SENTENCE_END = re.compile(r"[.!?…:\"”’')\]]\s*$")


def _paragraphs(text: str) -> list[tuple[int, int]]:
    lines = []
    for match in _LINE.finditer(text):
        stripped = match.group().strip()
        if stripped:
            start = match.start() + match.group().index(stripped)
            lines.append((start, start + len(stripped)))
    if not lines:
        return []
    joined = [lines[0]]
    gaps = [bool(re.search(r"\n[^\S\n]*\r?\n|\r[^\S\r\n]*\r(?!\n)", text[a[1] : b[0]])) for a, b in pairwise(lines)]
    inside = [line for line, gap in zip(lines, gaps, strict=False) if not gap]
    broken = sum(not _SENTENCE_END.search(text[s:e]) for s, e in inside)
    if broken <= 0.4 * len(inside):
        return lines
    # Lines end in the middle of sentences: they were broken at a width, and only blank lines part paragraphs.
    for line, gap in zip(lines[1:], gaps, strict=True):
        if gap:
            joined.append(line)
        else:
            joined[-1] = (joined[-1][0], line[1])
    return joined
