"""Who runs above whom in a storyline chart, with few crossings.

The chart is a row of slots, one for each scene; in each slot every line that is on stage has a rank, and the members of
the slot's meeting stand next to each other. The orders are found in two steps:

1. *Sweeps* to and fro, as in layered graph drawing (Sugiyama, Tagawa and Toda 1981) and as StoryFlow (Liu et al. 2013)
   and Tanahashi and Ma (2012) use for storylines: the order of a slot is the order of the slot before it, with the
   members of the meeting gathered where that costs fewest crossings (at their median).
2. *Reinsertion*: one line after the other is taken out and put back along the cheapest way through all slots, found
   exactly by dynamic programming over the gaps between the other lines. It is sifting (Matuszewski, Schoenfeld and
   Molitor 1999) for a whole line at once; it is repeated until nothing gets better, so it never makes a chart worse.

The *stage* of a line may begin before its first scene and end after its last one, to make room for its label. There the
line is *still*: two still lines never change places, and crossing one counts dearly.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial

import numpy as np
from numpy.typing import NDArray

__all__ = ["Plan", "arrange", "crossings", "naive"]

_DEAR = 6
_NEVER = 1_000_000
_ROUNDS = 4
_SMALL = 1200  # lines times slots
_ENOUGH = 0.02  # another round must promise to save more than this part of all crossings
_LAZY = 1e-6


@dataclass(frozen=True)
class Plan:
    """What is to be arranged: for each slot the members of its meeting, for each line its stage.

    ``stages`` are (first slot, last slot) and ``still`` the slots, within the stage, where the line does not move, as
    (slots at the beginning, slots at the end).
    """

    meetings: tuple[frozenset[str], ...]
    stages: Mapping[str, tuple[int, int]]
    still: Mapping[str, tuple[int, int]]

    def on_stage(self, slot: int) -> list[str]:
        """The lines that a slot shows."""
        return [c for c, (first, last) in self.stages.items() if first <= slot <= last]

    @cached_property
    def quiet(self) -> list[frozenset[str]]:
        """For each slot the lines that are kept straight between it and the next."""
        return [
            frozenset(c for c in self.on_stage(slot) if self.is_still(c, slot) or self.is_still(c, slot + 1))
            for slot in range(len(self.meetings))
        ]

    def is_still(self, line: str, slot: int) -> bool:
        """Whether a line is kept straight in a slot."""
        first, last = self.stages[line]
        before, after = self.still[line]
        return slot < first + before or slot > last - after


Orders = list[list[str]]


def crossings(orders: Sequence[Sequence[str]]) -> int:
    """How often two lines cross, over all neighbouring slots."""
    return sum(_inversions(a, b) for a, b in itertools.pairwise(orders))


def naive(plan: Plan) -> Orders:
    """The order without any care: lines as they first appear, members gathered at the first, then back again."""
    rank = {c: n for n, c in enumerate(sorted(plan.stages, key=lambda c: plan.stages[c]))}
    orders = []
    for slot, members in enumerate(plan.meetings):
        lines = sorted(plan.on_stage(slot), key=rank.__getitem__)
        at = next((n for n, c in enumerate(lines) if c in members), 0)
        rest = [c for c in lines if c not in members]
        orders.append([*rest[:at], *(c for c in lines if c in members), *rest[at:]])
    return orders


def arrange(plan: Plan) -> Orders:
    """For each slot the lines from top to bottom. Deterministic; never more crossings than :func:`naive`."""
    if not plan.stages:
        return [[] for _ in plan.meetings]
    tried = [naive(plan)]
    for seed in (_by_appearance(plan), _by_company(plan)):
        orders = _sweep(plan, seed, forward=True)
        for turn in range(5):
            tried.append(orders)
            orders = _sweep(plan, orders[0] if turn % 2 else orders[-1], forward=bool(turn % 2))
    tried.sort(key=partial(_cost, plan))
    # In a small chart there is time to start from several places.
    starts = max(1, min(4, _SMALL // max(1, sum(map(len, tried[0])))))
    return min((_reinserted(plan, orders) for orders in tried[:starts]), key=partial(_cost, plan))


def _by_appearance(plan: Plan) -> list[str]:
    return sorted(plan.stages, key=lambda c: (plan.stages[c], c))


def _by_company(plan: Plan) -> list[str]:
    """Lines that meet often next to each other: the Fiedler vector of the graph of meetings (Hall 1970)."""
    lines = _by_appearance(plan)
    place = {c: n for n, c in enumerate(lines)}
    weights = np.full((len(lines), len(lines)), 1e-3)
    for members in plan.meetings:
        at = [place[c] for c in members]
        for a in at:
            for b in at:
                weights[a, b] += 1.0
    np.fill_diagonal(weights, 0.0)
    vector = np.linalg.eigh(np.diag(weights.sum(axis=1)) - weights)[1][:, min(1, len(lines) - 1)]
    vector = np.round(vector * (1.0 if vector[np.argmax(np.abs(vector))] > 0 else -1.0), 9)
    return [lines[n] for n in np.argsort(vector, kind="stable")]


def _sweep(plan: Plan, seed: Sequence[str], forward: bool) -> Orders:
    """The orders of all slots, each made from the one before it (after it, if not ``forward``)."""
    slots = range(len(plan.meetings))
    orders: Orders = [[] for _ in slots]
    rank = {c: n for n, c in enumerate(seed)}
    now: list[str] = []
    for slot in slots if forward else reversed(slots):
        on_stage = set(plan.on_stage(slot))
        now = [c for c in now if c in on_stage]
        coming = on_stage.difference(now)
        for line in sorted(coming, key=lambda c: (rank.get(c, len(rank)), c)):
            now.insert(_entry(plan, now, line, slot, forward, rank), line)
        now = _gathered(now, plan.meetings[slot])
        orders[slot] = now
    return orders


def _entry(plan: Plan, now: list[str], line: str, slot: int, forward: bool, rank: dict[str, int]) -> int:
    """Where a line comes in: beside those it meets first, on the side where fewer lines are in its way."""
    ahead = range(slot, len(plan.meetings)) if forward else range(slot, -1, -1)
    for n, at in enumerate(ahead):
        members = plan.meetings[at]
        if line in members:
            places = [n for n, c in enumerate(now) if c in members]
            if places:
                middle = sum(places) / len(places)
                return places[0] if middle < len(now) / 2 else places[-1] + 1
            break
        if n > 12:
            break
    mine = rank.get(line, len(rank))
    return next((n for n, c in enumerate(now) if rank.get(c, len(rank)) > mine), len(now))


def _gathered(now: list[str], members: frozenset[str]) -> list[str]:
    """``now`` with the members together, in their order, where the fewest lines are crossed."""
    if len(members) < 2:
        return now
    others: list[str] = []
    inside: list[str] = []
    before: list[int] = []
    for c in now:
        if c in members:
            inside.append(c)
            before.append(len(others))
        else:
            others.append(c)
    at = before[len(before) // 2]
    return [*others[:at], *inside, *others[at:]]


def _inversions(a: Sequence[str], b: Sequence[str]) -> int:
    place = {c: n for n, c in enumerate(b)}
    seen: list[int] = []
    count = 0
    for c in a:
        n = place.get(c)
        if n is not None:
            count += len(seen) - bisect_left(seen, n)
            insort(seen, n)
    return count


def _cost(plan: Plan, orders: Orders) -> int:
    """Crossings, those of still lines counted dearly."""
    total = 0
    for slot, (a, b) in enumerate(itertools.pairwise(orders)):
        quiet = plan.quiet[slot]
        total += _inversions(a, b)
        if quiet and a != b:
            place = {c: n for n, c in enumerate(b)}
            both = [(n, place[c], c in quiet) for n, c in enumerate(a) if c in place]
            for p, q, still in both:
                if still:
                    for r, t, other in both:
                        if (p < r) != (q < t) and r != p:
                            total += _NEVER if other else _DEAR - 1
    return total


def _reinserted(plan: Plan, orders: Orders) -> Orders:
    orders = [list(o) for o in orders]
    lines = sorted(plan.stages, key=lambda c: (plan.stages[c][0] - plan.stages[c][1], c))
    for _ in range(_ROUNDS):
        saved = sum([_reinsert(plan, orders, line) for line in lines])
        if saved < 1 + _ENOUGH * crossings(orders):
            break
    return orders


def _reinsert(plan: Plan, orders: Orders, line: str) -> float:
    """Put one line back along the cheapest way, in place; what that saved."""
    first, last = plan.stages[line]
    slots = range(first, last + 1)
    others = [[c for c in orders[s] if c != line] for s in slots]
    now = [orders[s].index(line) for s in slots]
    steps = [_steps(plan, line, s, a, b) for s, a, b in zip(slots, others, others[1:], strict=False)]
    before = sum([int(cost[p, q]) for cost, p, q in zip(steps, now, now[1:], strict=False)])
    if before == 0:
        return 0.0
    gaps = [_gaps(plan.meetings[s], line, o) for s, o in zip(slots, others, strict=True)]
    total: NDArray[np.float64] = gaps[0].copy()
    back: list[NDArray[np.intp]] = []
    for cost, gap in zip(steps, gaps[1:], strict=True):
        through = total[:, None] + cost
        came = through.argmin(axis=0)
        back.append(came)
        total = through[came, np.arange(len(came))] + gap
    best = int(total.argmin())
    saved = before - float(total[best])
    if saved < 0.5:
        return 0.0
    way = [best]
    for came in reversed(back):
        way.append(int(came[way[-1]]))
    for slot, rest, to in zip(slots, others, reversed(way), strict=True):
        orders[slot] = [*rest[:to], line, *rest[to:]]
    return saved


def _steps(plan: Plan, line: str, slot: int, a: list[str], b: list[str]) -> NDArray[np.float64]:
    """What it costs to go from each gap of ``a`` to each gap of ``b``: the lines crossed on the way."""
    quiet = plan.quiet[slot]
    if a == b and not quiet:
        return _drift(len(a), len(b)) * (1 + _LAZY)
    place = {c: n for n, c in enumerate(b)}
    m, n = len(a), len(b)
    weights = np.zeros((m + 1, n + 1))
    rows = [p for p, c in enumerate(a, 1) if c in place]
    if rows:
        columns = [place[a[p - 1]] + 1 for p in rows]
        plain, dear = (_DEAR, _NEVER) if line in quiet else (1, _DEAR)
        weights[rows, columns] = [dear if a[p - 1] in quiet else plain for p in rows] if quiet else plain
    # above[p, q]: the weight of lines above gap p now and above gap q next.
    above = weights.cumsum(axis=0).cumsum(axis=1)
    cost: NDArray[np.float64] = above[:, n][:, None] + above[m, :][None, :] - 2 * above
    # Of ways that cross as much, the one that changes rank least.
    cost += _drift(m, n) * _LAZY
    return cost


@lru_cache(maxsize=512)
def _drift(m: int, n: int) -> NDArray[np.float64]:
    """How far each gap of m lines is from each gap of n lines."""
    far: NDArray[np.float64] = np.abs(np.arange(m + 1.0)[:, None] - np.arange(n + 1.0)[None, :])
    return far


def _gaps(members: frozenset[str], line: str, others: list[str]) -> NDArray[np.float64]:
    """0 for the gaps where a line may run, dear for those where it would break up a meeting."""
    at = [n for n, c in enumerate(others) if c in members]
    cost = np.zeros(len(others) + 1)
    if at:
        inside = slice(at[0] + 1, at[-1] + 1)
        if line in members:
            cost[: at[0]] = cost[at[-1] + 2 :] = _NEVER * 10.0
        else:
            cost[inside] = _NEVER * 10.0
    return cost
