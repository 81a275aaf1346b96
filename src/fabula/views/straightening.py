"""How high each line of a storyline chart runs, with few and small wiggles.

Given who runs above whom, the heights are those with the smallest total rise and fall, each meeting drawn together: a
linear program (the y-coordinates of Gansner, Koutsofios, North and Vo 1993, with slots for layers), solved exactly by
HiGHS. Moving is a little cheaper into and out of a meeting than elsewhere, so that a line that has to move does so in
one bend, where the eye expects it.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.views.ordering import Plan

__all__ = ["NEAR", "WIDE", "heights", "wiggles"]

NEAR = 17.0
"""Between two members of one meeting, in pixels."""
WIDE = 23.0
"""Between any other two lines."""

_TOGETHER = 2.2
_COMPACT = 0.004
_LARGE = 2500  # lines times slots
_PAUSE = 3


def heights(plan: Plan, orders: Sequence[Sequence[str]]) -> list[dict[str, float]]:
    """For each slot the height of each line, from 0 at the top, in pixels."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    place, count = _variables(plan, orders)
    rows: list[tuple[int, int, float]] = []  # (constraint, variable, factor) of factor * variable ... <= limit
    limits: list[float] = []
    cost: list[float] = [0.0] * count

    def at_most(limit: float, *terms: tuple[int, float]) -> None:
        rows.extend((len(limits), variable, factor) for variable, factor in terms)
        limits.append(limit)

    apart: dict[tuple[int, int], float] = {}
    for slot, order in enumerate(orders):
        members = plan.meetings[slot]
        for a, b in itertools.pairwise(order):
            pair = place[a, slot], place[b, slot]
            apart[pair] = max(apart.get(pair, 0.0), NEAR if a in members and b in members else WIDE)
        there = [c for c in order if c in members]
        if len(there) > 1:
            cost[place[there[-1], slot]] += _TOGETHER
            cost[place[there[0], slot]] -= _TOGETHER
        if len(order) > 1:
            cost[place[order[-1], slot]] += _COMPACT
            cost[place[order[0], slot]] -= _COMPACT
    for (upper, lower), gap in apart.items():
        at_most(-gap, (upper, 1.0), (lower, -1.0))
    for slot, (now, then) in enumerate(itertools.pairwise(orders)):
        staying = set(then)
        for line in now:
            here, after = (place[line, slot], place[line, slot + 1]) if line in staying else (0, 0)
            if here != after:
                move = len(cost)
                cost.append(0.9 if line in plan.meetings[slot + 1] else 0.95 if line in plan.meetings[slot] else 1.0)
                at_most(0.0, (here, 1.0), (after, -1.0), (move, -1.0))
                at_most(0.0, (after, 1.0), (here, -1.0), (move, -1.0))
    if not limits:
        return [dict.fromkeys(order, 0.0) for order in orders]
    at, variable, factor = zip(*rows, strict=True)
    matrix = csr_array((factor, (at, variable)), shape=(len(limits), len(cost)))
    found = linprog(cost, A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")
    y: NDArray[np.float64] = found.x if found.x is not None else np.zeros(len(cost))
    top = min((float(y[place[c, s]]) for s, order in enumerate(orders) for c in order), default=0.0)
    return [{c: round(float(y[place[c, slot]]) - top, 1) for c in order} for slot, order in enumerate(orders)]


def wiggles(levels: Sequence[dict[str, float]]) -> tuple[int, float]:
    """How often a line changes its height, and by how much in all (pixels)."""
    moves = [abs(then[c] - y) for now, then in itertools.pairwise(levels) for c, y in now.items() if c in then]
    return sum(m > 0.5 for m in moves), sum(moves)


def _variables(plan: Plan, orders: Sequence[Sequence[str]]) -> tuple[dict[tuple[str, int], int], int]:
    """A variable for each line and slot; one for all slots together where the line is still.

    In a large chart lines that wait are straight as well, as far as they do not cross each other (the alignment of
    StoryFlow), but for every third slot, where they may give way: that leaves the program small.
    """
    place: dict[tuple[str, int], int] = {}
    count = 0
    large = sum(map(len, orders)) > _LARGE
    for slot, order in enumerate(orders):
        waiting = _aligned(plan, orders, slot) if large and slot % _PAUSE else set()
        for c in order:
            before = place.get((c, slot - 1))
            if before is not None and (c in waiting or plan.is_still(c, slot) or plan.is_still(c, slot - 1)):
                place[c, slot] = before
            else:
                place[c, slot] = count
                count += 1
    return place, count


def _aligned(plan: Plan, orders: Sequence[Sequence[str]], slot: int) -> set[str]:
    """The most lines that wait in a slot and in the one before it without crossing each other; still ones first."""
    place = {c: n for n, c in enumerate(orders[slot])}
    busy = plan.meetings[slot - 1] | plan.meetings[slot]
    quiet = plan.quiet[slot - 1]
    lines = [c for c in orders[slot - 1] if c in place and c not in busy]
    fixed = [place[c] for c in lines if c in quiet]
    lines = [c for n, c in enumerate(lines) if c in quiet or _fits(lines, n, quiet, place)] if fixed else lines
    tails: list[int] = []  # the longest increasing run, by patience
    ends: list[str] = []
    back: dict[str, str] = {}
    for c in lines:
        n = bisect_left(tails, place[c])
        tails[n : n + 1] = [place[c]]
        ends[n : n + 1] = [c]
        if n:
            back[c] = ends[n - 1]
    chosen = set()
    at = ends[-1] if ends else None
    while at is not None:
        chosen.add(at)
        at = back.get(at)
    return chosen


def _fits(lines: list[str], n: int, quiet: frozenset[str], place: dict[str, int]) -> bool:
    """Whether a line crosses no still line."""
    mine = place[lines[n]]
    return all((k < n) == (place[c] < mine) for k, c in enumerate(lines) if c in quiet)
