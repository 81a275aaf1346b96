"""Storylines: few crossings, meetings together, labels apart."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.pictures import invented
from fabula.story.story import Story
from fabula.views.index import Index
from fabula.views.ordering import Plan, arrange, crossings, naive
from fabula.views.scenes import STORY, endings, scenes
from fabula.views.storyline import Chart, layout
from fabula.views.straightening import NEAR, heights, wiggles
from tests.views.samples import sample

MEETINGS = st.lists(st.frozensets(st.sampled_from("abcdef"), min_size=1, max_size=4), min_size=1, max_size=9)


def plan_of(meetings: list[frozenset[str]]) -> Plan:
    """Lines on stage from their first to their last meeting, with nothing kept for labels."""
    at = {c: [n for n, m in enumerate(meetings) if c in m] for m in meetings for c in m}
    return Plan(tuple(meetings), {c: (n[0], n[-1]) for c, n in sorted(at.items())}, dict.fromkeys(at, (0, 0)))


@given(MEETINGS)
@settings(max_examples=60, deadline=None)
def test_orders_keep_meetings_together(meetings: list[frozenset[str]]) -> None:
    """Each slot shows the lines on stage, each once, those who meet next to each other."""
    plan = plan_of(meetings)
    for slot, order in enumerate(arrange(plan)):
        assert sorted(order) == sorted(plan.on_stage(slot))
        places = [n for n, c in enumerate(order) if c in meetings[slot]]
        assert places == list(range(places[0], places[0] + len(places)))


@given(MEETINGS)
@settings(max_examples=60, deadline=None)
def test_never_worse_than_naive(meetings: list[frozenset[str]]) -> None:
    """The layout never has more crossings than the order of appearance gives."""
    plan = plan_of(meetings)
    assert crossings(arrange(plan)) <= crossings(naive(plan))


@given(st.lists(st.frozensets(st.sampled_from("abcd"), min_size=2, max_size=3), min_size=2, max_size=4))
@settings(max_examples=25, deadline=None)
def test_close_to_the_best_there_is(meetings: list[frozenset[str]]) -> None:
    """On charts small enough to try everything, at most one crossing more than the best."""
    plan = plan_of(meetings)
    best: dict[tuple[str, ...], int] = {}
    for slot in range(len(meetings)):
        allowed = [
            order
            for order in permutations(plan.on_stage(slot))
            if "".join("x" if c in meetings[slot] else "." for c in order).strip(".").count(".") == 0
        ]
        best = {b: min((cost + crossings([a, b]) for a, cost in best.items()), default=0) for b in allowed}
    assert crossings(arrange(plan)) <= min(best.values()) + 1


@given(MEETINGS)
@settings(max_examples=40, deadline=None)
def test_heights_keep_the_order(meetings: list[frozenset[str]]) -> None:
    """Lines stand in their order, never nearer than members of a meeting may be."""
    plan = plan_of(meetings)
    orders = arrange(plan)
    for order, level in zip(orders, heights(plan, orders), strict=True):
        assert all(level[b] - level[a] >= NEAR - 0.2 for a, b in pairwise(order))


def test_two_who_never_part_run_straight() -> None:
    """Without a need to move nobody moves."""
    plan = plan_of([frozenset("ab")] * 5)
    assert wiggles(heights(plan, arrange(plan))) == (0, 0.0)


@pytest.mark.parametrize(("people", "size", "seed"), [(5, 20, 1), (20, 60, 2), (30, 90, 3)])
def test_labels_never_overlap(people: int, size: int, seed: int) -> None:
    """No two labels of a chart share a place, in story order and in telling order."""
    index = Index(invented(people, size, seed))
    for order in (STORY, "t"):
        chart = layout(index, order)
        assert overlaps(chart) == []


def overlaps(chart: Chart) -> list[tuple[str, str]]:
    found = []
    for a, b in combinations(chart.labels, 2):
        (l1, t1, r1, b1), (l2, t2, r2, b2) = a.box, b.box
        if l1 < r2 and l2 < r1 and t1 < b2 and t2 < b1:
            found.append((a.text, b.text))
    return found


def test_names_stand_clear_of_other_lines() -> None:
    """No line runs through the name at the beginning of another, in its slot."""
    chart = layout(Index(invented(20, 60)))
    for label in (label for label in chart.labels if label.kind == "name"):
        left, top, right, bottom = label.box
        for x, level in zip(chart.xs, chart.levels, strict=True):
            if left <= x <= right:
                assert all(c == label.character or not top < y + 44 < bottom for c, y in level.items())


def test_far_fewer_crossings_than_naive() -> None:
    """On a story of 20 characters the crossings come down to a quarter or less."""
    chart = layout(Index(invented(20, 60)))
    assert chart.crossings * 4 <= crossings(naive(chart.plan))


def test_the_dead_end_and_nobody_meets_in_plans() -> None:
    """A line ends where its character dies; a planned killing brings nobody together; the mourned are not there."""
    index = Index(sample())
    found = scenes(index)
    assert all("kill" not in s.events for s in found)
    ends = endings(index, found)
    assert {c: found[t.scene].events for c, t in ends.items()} == {"father": ("drown",), "corven": ("shoot",)}
    assert all("father" not in s.characters for s in found[1:])


def test_a_telling_has_its_own_order() -> None:
    """In telling order the flashback stands where it is told, and only what that telling tells is shown."""
    index = Index(sample())
    told = [e for s in scenes(index, "long") for e in s.events]
    assert told.index("steal") < told.index("drown")
    assert [e for s in scenes(index, "short") for e in s.events] == ["steal", "shoot2"]


def test_a_story_in_which_nothing_happens_has_no_chart() -> None:
    """Nothing to draw is not an error of the layout."""
    assert layout(Index(Story(()))).scenes == []


def test_brute_force_counts_as_crossings_does() -> None:
    """Crossings are pairs whose order changes between neighbouring slots."""
    for a, b in product(permutations("abc"), repeat=2):
        pairs = sum((a.index(x) < a.index(y)) != (b.index(x) < b.index(y)) for x, y in combinations("abc", 2))
        assert crossings([a, b]) == pairs
