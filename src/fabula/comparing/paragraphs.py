"""Paragraphs as things to count, for finding where a text begins again."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from fabula.comparing.openings import Weights, closes, opens
from fabula.comparing.words import WORD, content, fold, names_in, rarity, stem, weigh

__all__ = ["STYLE", "Unit", "units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph as things to count."""

    words: dict[str, float]
    names: Counter[str]
    introduced: frozenset[str]  # names that are brought in: with an apposition, a role or a player
    definite: frozenset[str]  # stems of what is spoken of as known: "the well"
    indefinite: frozenset[str]  # stems of what is brought in: "a well"
    opening: str  # its first sentence
    gap: float  # 1 if what parts it from the one before is wider than usual
    narrow: float  # 1 if other paragraphs are parted more widely than it is from the one before
    mark: float  # what the width of that gap is worth, in log-odds
    length: int  # in code points
    count: int  # of content words
    opens: float
    closes: float
    style: tuple[float, ...]
    order: tuple[str, ...]  # its telling words in their order


def units(text: str, places: Sequence[tuple[int, int]], weights: Weights) -> list[Unit]:
    """The paragraphs at ``places`` of ``text``; ``weights`` say how much they sound like openings and closes."""
    known = names_in(text)
    proper = frozenset(known)
    found = []
    last = 0
    gaps = sorted(text[a[1] : b[0]].count("\n") for a, b in pairwise(places))
    usual = gaps[(len(gaps) - 1) // 2] if gaps else 0  # of two the narrower: a wide gap is not to be its own measure
    # Where some gaps are wider by two lines and more, the writer has parted something: tellings, most likely.
    parted = any(gap >= usual + 2 for gap in gaps)
    for start, end in places:
        here = text[start:end]
        words = WORD.findall(here)
        lines = text[last:start].count("\n")
        stems = content(here, without=proper)
        found.append(
            Unit(
                words=weigh(stems),
                names=Counter(key for w in words if w[0].isupper() and (key := fold(w)) in known),
                introduced=frozenset(fold(m[1]) for m in _INTRODUCED.finditer(here)) & proper,
                definite=frozenset(stem(fold(m[1])) for m in _DEFINITE.finditer(here)),
                indefinite=frozenset(stem(fold(m[1])) for m in _INDEFINITE.finditer(here)),
                opening=re.split(r"(?<=[.!?])\s", here, maxsplit=1)[0][:400],
                gap=float(lines > usual),
                narrow=float(bool(gaps) and lines < gaps[-1]),
                mark=_mark(parted, lines >= usual + 2),
                length=end - start,
                count=len(stems),
                opens=opens(here, proper, weights),
                closes=closes(here, proper, weights),
                style=_style(here, words),
                order=tuple(dict.fromkeys(w for w in stems if rarity(w) > 0.35)),
            )
        )
        last = end
    return found


def _mark(parted: bool, wide: bool) -> float:
    """What the width of a gap is worth, in log-odds, in a text whose parts are set apart, or are not."""
    return (4.0 if wide else -2.0) if parted else 0.0


_INTRODUCED = re.compile(
    r"\b([A-Z][\w’'\-]+)[\"”]?(?:,? \(|, (?:an?|the|his|her|their|one|who|whose|king|queen|duke|prince|count|lord)\b"
    r"| (?:is|was|are|were)(?: \w+)? (?:an?|the|one)\b)"
)
_DEFINITE = re.compile(r"\b(?:[Tt]he|[Tt]h[eo]se|[Tt]h(?:is|at)|[Hh]is|[Hh]er|[Tt]heir) ([a-z]{3,})\b")
_INDEFINITE = re.compile(r"\b(?:[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ss]ome) (?:[a-z]+ )??([a-z]{3,})\b")


STYLE = ("words", "sentence", "past", "brackets", "citations", "quotes", "lines")


def _style(text: str, words: Sequence[str]) -> tuple[float, ...]:
    """How a paragraph is written, whatever it says, in the order of ``STYLE``."""
    n = len(words) + 10
    past = sum(w in _PAST or w.endswith("ed") for w in words)
    present = sum(w in _PRESENT or (w[0].islower() and w.endswith("s")) for w in words)
    sentences = len(re.findall(r"[.!?]+(?:\s|\[|$)", text)) + 1
    return (
        math.log(n),
        math.log(n / sentences),
        (past - present) / (past + present + 4),
        10 * text.count("(") / n,
        min(10 * len(re.findall(r"\[\d+\]", text)) / n, 1.0),
        10 * len(re.findall(r"[\"“”]", text)) / n,
        10 * text.count("\n") / n,
    )


_PAST = frozenset("was were had did said went came took made gave found told saw left".split())
_PRESENT = frozenset("is are has does".split())
