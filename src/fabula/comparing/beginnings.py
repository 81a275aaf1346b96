"""Where in a text the story begins again.

The units are its paragraphs. A paragraph begins a new telling if the story begins again there: nobody it names is known
yet, or those who are known are brought in as if they were not; its words are those of the beginning rather than of what
came last; it does not lean on what stands before it. These signs are weighed by a small network, fitted on film plots
and retold plays put one after the other; then a second network looks at every beginning once more, with both tellings
known whole (``training/tellings.py``).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.signs import Unit, signs_of_a_beginning, signs_of_two, units

__all__ = ["Network", "beginnings"]


@dataclass(frozen=True, slots=True)
class Network:
    """One hidden layer over signs."""

    bias: float
    out: NDArray[np.float64]
    rows: NDArray[np.float64]

    def __call__(self, signs: Sequence[float]) -> float:
        """Log-odds."""
        return self.bias + float(self.out @ np.tanh(self.rows @ np.array(signs)))


def beginnings(text: str, places: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers of the paragraphs, at ``places`` of ``text``, that begin a telling; the first always does."""
    run = units(text, places)
    return _confirmed(run, _begins(run))


_BEAM = 6
# What a beginning is worth beforehand when it is first looked for: too many rather than too few, since each is looked
# at again when both tellings are known whole.
_LENIENCE = 1.5
# How likely, in log-odds, a beginning must be on the second look: to cut a telling is worse than to miss a beginning.
_CAUTION = 0.5


def _begins(run: Sequence[Unit], lenience: float = _LENIENCE) -> list[int]:
    """The numbers of the units that begin a telling, the likeliest all together that a beam search finds."""
    beam: list[tuple[float, list[int]]] = [(0.0, [0])]
    for i in range(1, len(run)):
        grown: dict[int, tuple[float, list[int]]] = {}
        for score, begins in beam:
            odds = _odds(run, begins[-1], i) + lenience
            for so_far, more in ((score - _softplus(odds), begins), (score - _softplus(-odds), [*begins, i])):
                if more[-1] not in grown or so_far > grown[more[-1]][0]:
                    grown[more[-1]] = (so_far, more)
        beam = sorted(grown.values(), key=lambda kept: -kept[0])[:_BEAM]
    return beam[0][1]


def _confirmed(run: Sequence[Unit], begins: list[int]) -> list[int]:
    """The beginnings that still look like ones between the tellings they part, the least likely taken out first."""
    while len(begins) > 1:
        ends = [*begins[1:], len(run)]
        odds = [(_second_odds(run, a, b, end), b) for a, b, end in zip(begins, begins[1:], ends[1:], strict=False)]
        worst, begin = min(odds)
        if worst > _CAUTION:
            break
        begins = [b for b in begins if b != begin]
    return begins


def _odds(run: Sequence[Unit], begin: int, i: int) -> float:
    """The log-odds that unit ``i`` begins a telling."""
    return run[i].mark + _networks()[0](signs_of_a_beginning(run, begin, i))


def _second_odds(run: Sequence[Unit], a: int, b: int, end: int) -> float:
    """The log-odds that ``run[a:b]`` and ``run[b:end]`` are two tellings."""
    return run[b].mark + _networks()[1](signs_of_two(run, a, b, end, _odds(run, a, b)))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


@cache
def _networks() -> tuple[Network, Network]:
    """``beginnings.txt``: for each look a bias, then a row for each hidden unit, its weight first."""
    text = files("fabula.comparing").joinpath("beginnings.txt").read_text(encoding="utf-8")
    first, second = (part.splitlines() for part in text.strip().split("\n\n"))
    return _network(first), _network(second)


def _network(lines: Sequence[str]) -> Network:
    table = np.array([[float(number) for number in line.split()] for line in lines[1:]])
    return Network(float(lines[0]), table[:, 0], table[:, 1:])
