"""One story order out of the orders of several tellings."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["reconcile"]


def reconcile(
    events: Sequence[str], courses: Sequence[Sequence[str]], precedences: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """The ids of ``events`` in one story order that keeps as much of each telling's order as can be kept together.

    ``courses`` are the orders of the single tellings, the fullest first; ``precedences`` are pairs (earlier, later)
    that are said outright, and come first. Every pair of neighbours in a course asks for its order; the ones that more
    tellings ask for are granted first, and none that would close a circle (ranked pairs, Tideman 1987, on neighbours).
    Events that nothing orders against each other stand close after what their own telling tells before them.
    """
    wishes: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], int] = {}
    for n, course in enumerate(courses):
        seen = list(dict.fromkeys(course))
        for pair in pairwise(seen):
            wishes[pair] += 1
            first.setdefault(pair, n)
    granted = list(dict.fromkeys(p for p in precedences if p[0] != p[1]))
    granted += sorted(wishes, key=lambda p: (-wishes[p], first[p]))
    after: dict[str, set[str]] = {event: set() for event in events}
    for earlier, later in granted:
        if later not in after[earlier] and not _reaches(after, later, earlier):
            after[earlier].add(later)
    rank = _ranks(events, courses)
    waiting = Counter(later for laters in after.values() for later in laters)
    ready = [(rank[event], event) for event in events if not waiting[event]]
    heapq.heapify(ready)
    order = []
    while ready:
        _, event = heapq.heappop(ready)
        order.append(event)
        for later in after[event]:
            waiting[later] -= 1
            if not waiting[later]:
                heapq.heappush(ready, (rank[later], later))
    return tuple(order)


def _ranks(events: Sequence[str], courses: Sequence[Sequence[str]]) -> dict[str, tuple[float, ...]]:
    """Where each event would stand: by the fullest telling, others' own events right after what they follow there."""
    ranks: dict[str, tuple[float, ...]] = {}
    for n, course in enumerate(courses):
        before: tuple[float, ...] = (-1.0,)
        for k, event in enumerate(course):
            if n == 0:
                ranks.setdefault(event, (float(k),))
            else:
                ranks.setdefault(event, (before[0], float(n), float(k)))
            before = ranks[event]
    return {event: (*ranks.get(event, (0.0,)), float(k)) for k, event in enumerate(events)}


def _reaches(after: dict[str, set[str]], start: str, goal: str) -> bool:
    stack, seen = [start], {start}
    while stack:
        event = stack.pop()
        if event == goal:
            return True
        for later in after[event] - seen:
            seen.add(later)
            stack.append(later)
    return False
