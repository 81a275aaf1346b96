"""How much a paragraph sounds like the opening of a telling, or like its close, by its first or last words alone.

Two logistic regressions over marks (``openings.txt``: a mark, its weight in an opening, its weight in a close), fitted
on the first, middle and last paragraphs of film plots and retold plays. A mark is a word, how near to the edge it
stands, or two words side by side; names, full names, numbers and what sets off an apposition count as words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise

from fabula.comparing.words import FUNCTION_WORDS
from fabula.story.names import fold

__all__ = ["Weights", "close_marks", "closes", "fitted", "opening_marks", "opens"]

Weights = Mapping[str, tuple[float, float]]  # of each mark, in an opening and in a close; that of "" is always counted

_REACH = 500  # code points
_NEAR = (12, 32)  # words
_TOKEN = re.compile(r"\w+(?:[’'\-]\w+)*|[(),:;\"“\[]")


def opening_marks(text: str, names: frozenset[str]) -> frozenset[str]:
    """The marks of what a paragraph begins with."""
    return _marks(_tokens(text, 0, min(_REACH, len(text)), names))


def close_marks(text: str, names: frozenset[str]) -> frozenset[str]:
    """The marks of what a paragraph ends with, its last word first."""
    return _marks(_tokens(text, max(len(text) - _REACH, 0), len(text), names)[::-1])


def opens(text: str, names: frozenset[str], weights: Weights) -> float:
    """The log-odds that ``text`` begins a telling; ``names`` are the folded names of the whole text."""
    return math.fsum(weights[mark][0] for mark in ("", *opening_marks(text, names)) if mark in weights)


def closes(text: str, names: frozenset[str], weights: Weights) -> float:
    """The log-odds that ``text`` ends a telling."""
    return math.fsum(weights[mark][1] for mark in ("", *close_marks(text, names)) if mark in weights)


def _marks(tokens: list[str]) -> frozenset[str]:
    marks = {f"{a} {b}" for a, b in pairwise(("^", *tokens[: _NEAR[-1]]))}
    for near in _NEAR:
        marks.update(f"{token}/{near}" for token in tokens[:near])
    return frozenset(marks.union(tokens))


def _tokens(text: str, start: int, end: int, names: frozenset[str]) -> list[str]:
    """The tokens of ``text[start:end]``, without those that a cut may have made."""
    tokens: list[str] = []
    for match in _TOKEN.finditer(text, start):
        if match.end() > end:
            break
        if 0 < match.start() == start:
            continue
        word = fold(match.group())
        if match.group()[0].isupper() and (word in names or (match.start() > 0 and word not in FUNCTION_WORDS)):
            if tokens and tokens[-1] in {"<name>", "<names>"}:
                tokens[-1] = "<names>"
            else:
                tokens.append("<name>")
        else:
            tokens.append("<number>" if word.isdigit() else word or match.group())
    return tokens


@cache
def fitted() -> Weights:
    """``openings.txt``."""
    lines = files("fabula.comparing").joinpath("openings.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return {mark: (float(opening), float(close)) for mark, opening, close in rows}
