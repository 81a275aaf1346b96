"""How much a paragraph sounds like the opening of a telling, or like its close, by its first or last words alone.

Two logistic regressions over words (``openings.txt``: a word, its weight in an opening, its weight in a close), fitted
on the first, middle and last paragraphs of film plots and retold plays; names and numbers count as such.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from fabula.comparing.words import FUNCTION_WORDS
from fabula.story.names import WORD, fold

__all__ = ["close_marks", "closes", "opening_marks", "opens"]

_OPENING = 22
_CLOSE = 30


def opening_marks(text: str, names: frozenset[str]) -> frozenset[str]:
    """The words that a paragraph begins with; the very first also by itself."""
    words = _marks(text[:400], names)[:_OPENING]
    return frozenset(words) | frozenset(f"^{w}" for w in words[:1])


def close_marks(text: str, names: frozenset[str]) -> frozenset[str]:
    """The words that a paragraph ends with."""
    return frozenset(_marks(text[-400:], names)[-_CLOSE:])


def opens(text: str, names: frozenset[str]) -> float:
    """The log-odds that ``text`` begins a telling; ``names`` are the folded names of the whole text."""
    weights = _weights()
    return sum(weights[w][0] for w in ("", *opening_marks(text, names)) if w in weights)


def closes(text: str, names: frozenset[str]) -> float:
    """The log-odds that ``text`` ends a telling."""
    weights = _weights()
    return sum(weights[w][1] for w in ("", *close_marks(text, names)) if w in weights)


def _marks(text: str, names: frozenset[str]) -> list[str]:
    marks = []
    for match in WORD.finditer(text):
        word = fold(match.group())
        name = match.group()[0].isupper() and (word in names or (match.start() > 0 and word not in FUNCTION_WORDS))
        marks.append("<name>" if name else "<number>" if word.isdigit() else word)
    return marks


@cache
def _weights() -> dict[str, tuple[float, float]]:
    lines = files("fabula.comparing").joinpath("openings.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {word: (float(opening), float(close)) for word, opening, close in rows}
