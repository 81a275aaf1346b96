"""Where in a text the story begins again.

The units are its paragraphs. A paragraph begins a new telling if the story begins again there: nobody it names is known
yet, or those who are known are brought in as if they were not; its words are those of the beginning rather than of what
came last; it does not lean on what stands before it. These signs are weighed by a small network, fitted on film plots
and retold plays put one after the other; then a second network looks at every beginning once more, with both tellings
known whole (``training/tellings.py``). What both looks take grows with the number of paragraphs, and no faster.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from heapq import heapify, heappop, heappush
from importlib.resources import files
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.openings import fitted
from fabula.comparing.paragraphs import Unit, units
from fabula.comparing.signs import Ahead, Before, signs_of_a_beginning, signs_of_two

__all__ = ["Network", "beginnings", "networks", "second_signs", "sought"]


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """One hidden layer over signs, which it asks for by name."""

    names: tuple[str, ...]
    bias: float
    out: NDArray[np.float64]
    rows: NDArray[np.float64]

    def __call__(self, signs: Mapping[str, float]) -> float:
        """Log-odds."""
        return self.bias + float(self.out @ np.tanh(self.rows @ np.array([signs[name] for name in self.names])))


def beginnings(text: str, places: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers of the paragraphs, at ``places`` of ``text``, that begin a telling; the first always does."""
    run = units(text, places, fitted())
    first, second = networks()
    return _confirmed(run, sought(run, first), first, second)


_BEAM = 6
# What a beginning is worth beforehand when it is first looked for: too many rather than too few, since each is looked
# at again when both tellings are known whole.
_LENIENCE = 1.5
# How likely, in log-odds, a beginning must be on the second look: to cut a telling is worse than to miss a beginning.
_CAUTION = 0.5
# How many paragraphs of a telling the second look sees at most, besides its first or its last.
_REACH = 60


def sought(run: Sequence[Unit], network: Network, lenience: float = _LENIENCE) -> list[int]:
    """The numbers of the units that begin a telling, the likeliest all together that a beam search finds."""
    beam: list[tuple[float, list[int]]] = [(0.0, [0])]
    befores = {0: Before(run[:1])}
    for i in range(1, len(run)):
        ahead = Ahead(run, i)
        grown: dict[int, tuple[float, list[int]]] = {}
        for score, begins in beam:
            odds = run[i].mark + network(signs_of_a_beginning(befores[begins[-1]], ahead)) + lenience
            for so_far, more in ((score - _softplus(odds), begins), (score - _softplus(-odds), [*begins, i])):
                if more[-1] not in grown or so_far > grown[more[-1]][0]:
                    grown[more[-1]] = (so_far, more)
        beam = sorted(grown.values(), key=lambda kept: -kept[0])[:_BEAM]
        lasting = {begins[-1] for _, begins in beam}
        befores = {begin: before for begin, before in befores.items() if begin in lasting}
        for before in befores.values():
            before.add(run[i])
        befores[i] = Before(run[i : i + 1])
    return beam[0][1]


def _confirmed(run: Sequence[Unit], begins: Sequence[int], first: Network, second: Network) -> list[int]:
    """The beginnings that still look like ones between the tellings they part, the least likely taken out first."""
    nexts = dict(zip(begins, [*begins[1:], len(run)], strict=True))
    lasts = {b: a for a, b in pairwise(begins)}

    def look(b: int) -> tuple[float, int, int, int]:
        a, end = lasts[b], nexts[b]
        return run[b].mark + second(second_signs(run, a, b, end, first)), b, a, end

    looks = [look(b) for b in begins[1:]]
    heapify(looks)
    while looks:
        odds, b, a, end = heappop(looks)
        if (lasts.get(b), nexts.get(b)) != (a, end):
            continue  # it was taken out, or looked at again when a neighbour was
        if odds > _CAUTION:
            break
        del lasts[b], nexts[b]
        nexts[a] = end
        if end in lasts:
            lasts[end] = a
        for again in (a, end):
            if again in lasts:
                heappush(looks, look(again))
    return sorted(nexts)


def second_signs(run: Sequence[Unit], a: int, b: int, end: int, network: Network) -> dict[str, float]:
    """What shows whether ``run[a:b]`` and ``run[b:end]`` are two tellings; ``network`` is that of the first look."""
    first, second = run[a:b], run[b:end]
    if len(first) > _REACH:
        first = [first[0], *first[-_REACH:]]
    if len(second) > _REACH:
        second = [*second[:_REACH], second[-1]]
    # Without the mark of the gap, which is added to what the second network makes of this, and shall count but once.
    return signs_of_two(first, second, network(signs_of_a_beginning(Before(first), Ahead(run, b))))


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


@cache
def networks() -> tuple[Network, Network]:
    """``beginnings.txt``: for each look its signs' names, a bias, and a row for each hidden unit, its weight first."""
    text = files("fabula.comparing").joinpath("beginnings.txt").read_text(encoding="utf-8")
    first, second = (part.splitlines() for part in text.strip().split("\n\n"))
    return _network(first), _network(second)


def _network(lines: Sequence[str]) -> Network:
    names = tuple(lines[0].split())
    table = np.array([[float(number) for number in line.split()] for line in lines[2:]])
    if table.shape[1] != len(names) + 1:
        raise ValueError(f"{len(names)} signs have names, and {table.shape[1] - 1} have weights")
    return Network(names, float(lines[1]), table[:, 0], table[:, 1:])
