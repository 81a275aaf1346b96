"""Paragraphs are counted, and what stands before a place is set beside what stands behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from fabula.comparing.beginnings import networks, second_signs, sought
from fabula.comparing.openings import fitted
from fabula.comparing.paragraphs import Unit, units
from fabula.comparing.signs import Ahead, Before, signs_of_a_beginning, signs_of_two
from fabula.comparing.splitting import split

TOLD = (
    "Zsofia hires a caravan guide to cross the glacier.",
    "A rider cuts the ropes of the bridge above the gorge.",
    "The commissioner drowns in the well, and Zsofia prints the map.",
)
TOLD_AGAIN = (
    "Crossing the glacier, Zsofia trusts her caravan guide.",
    "The bridge falls into the gorge, for its ropes are cut by the rider.",
    "The well swallows the commissioner, and at last Zsofia prints her map.",
)


def made(*paragraphs: str, gap: str = "\n\n") -> list[Unit]:
    return of(gap.join(paragraphs))


def of(text: str) -> list[Unit]:
    return units(text, [(part.start, part.end) for part in split(text, "paragraph")], fitted())


def at(run: Sequence[Unit], i: int, begin: int = 0) -> dict[str, float]:
    return signs_of_a_beginning(Before(run[begin:i]), Ahead(run, i))


def test_one_wide_gap_parts_three_paragraphs() -> None:
    """It is not its own measure, though half of the gaps are as wide."""
    run = of("Ada writes.\n\nShe waits.\n\n\n\nLeif comes.")
    assert [(unit.mark, unit.gap, unit.narrow) for unit in run[1:]] == [(-2.0, 0.0, 1.0), (4.0, 1.0, 0.0)]


def test_even_gaps_part_nothing() -> None:
    """However wide they are."""
    for gap in ("\n", "\n\n\n\n"):
        run = made("Ada writes.", "She waits.", "Leif comes.", gap=gap)
        assert [(unit.mark, unit.gap, unit.narrow) for unit in run[1:]] == [(0.0, 0.0, 0.0)] * 2


def test_who_and_what_are_brought_in() -> None:
    """With an apposition or a player, or with "a" where "the" would take them for known."""
    (unit,) = made("Ada Nwosu, a keeper, finds the lamp. Then Ada meets Leif (Tom Ward) on a bridge.")
    assert unit.introduced == {"nwosu", "leif"}
    assert unit.definite == {"lamp"}
    assert unit.indefinite == {"keeper", "bridg"}


def test_a_story_told_again_keeps_its_course() -> None:
    """What both halves say stands in the same order in both; where the order is turned round, so is the sign."""
    on = ("Next year Zsofia prints a glacier map.", "Her rope broke at the well.", "A guide hires her caravan.")
    courses = [
        signs_of_two(run[:3], run[3:], 0.0)["course"]
        for run in (made(*TOLD, *more) for more in (TOLD_AGAIN, on, TOLD_AGAIN[::-1]))
    ]
    assert courses[0] > 0.3 > max(courses[1:])
    assert courses[2] < 0


def test_known_names_and_strangers() -> None:
    """Who is named ahead and known from before, and whether all of them are new."""
    run = made(
        "Ada writes to Leif. Now Ada waits for Leif.", "There Ada sees Leif.", "There Bo sees Kit. Now Bo has Kit."
    )
    known, strange = at(run, 1), at(run, 2)
    assert (known["known"], known["strangers"]) == (2 / 3, 0.0)
    assert (strange["known"], strange["strangers"]) == (0.0, 1.0)


def test_a_pronoun_leans_on_what_stands_before() -> None:
    """A paragraph that begins with one goes on."""
    run = made(*TOLD, "She goes home.", "Later, her guide returns.", "A guide returns.")
    assert [at(run, i)["leans_strongly"] for i in (3, 4, 5)] == [1.0, 1.0, 0.0]


def test_signs_of_paragraphs_without_words_are_numbers() -> None:
    """Three stars between paragraphs, or nothing but stars, say little, but they say it."""
    for run in (made(*TOLD, "* * *", *TOLD_AGAIN), made("* * *", "***")):
        for i in range(1, len(run)):
            assert all(map(math.isfinite, at(run, i).values()))
            assert all(map(math.isfinite, signs_of_two(run[:i], run[i:], 0.0).values()))
    assert of("") == []


def test_what_stands_before_grows_as_if_counted_anew() -> None:
    """The names most spoken of, the words and the style are those of all its paragraphs."""
    run = made(*TOLD, *TOLD_AGAIN, "Bo, Kit, Ada, Leif and Zsofia meet Bo, Kit and Leif.", "Ada meets Kit and Bo.")
    grown = Before(run[:1])
    for n, unit in enumerate(run[1:], 2):
        grown.add(unit)
        assert grown.chief == [name for name, _ in grown.names.most_common(5)]
        assert (grown.size, grown.first, grown.recent) == (n, run[0], tuple(run[n - 2 : n]))
        assert grown.words == {word for u in run[:n] for word in u.words}
        assert grown.style == [sum(values) / n for values in zip(*(u.style for u in run[:n]), strict=True)]


def testnetworks_ask_for_the_signs_that_there_are() -> None:
    """None is missing, and none is made in vain."""
    run = made(*TOLD, *TOLD_AGAIN)
    first, second = networks()
    assert (set(first.names), set(second.names)) == (set(at(run, 3)), set(signs_of_two(run[:3], run[3:], 0.0)))


def test_the_second_look_sees_so_much_and_no_more() -> None:
    """Of a novel it sees the paragraphs about the place, its first and its last, whatever its length."""
    run = made(*TOLD, *TOLD_AGAIN) * 40
    first, _ = networks()
    signs = second_signs(run, 0, 120, 240, first)
    assert signs["paragraphs_first"] == signs["paragraphs_second"] == math.log1p(61)
    assert (signs["first_opens"], signs["second_closes"]) == (run[0].opens, run[-1].closes)


def test_the_width_of_a_gap_counts_once() -> None:
    """It is added to what the second network says, and is nothing that the network sees."""
    run = made(*TOLD, *TOLD_AGAIN)
    first, _ = networks()
    wide = [*run[:3], replace(run[3], mark=4.0), *run[4:]]
    assert second_signs(wide, 0, 3, 6, first) == second_signs(run, 0, 3, 6, first)


def test_the_first_paragraph_always_begins() -> None:
    """One paragraph is one telling."""
    first, _ = networks()
    assert sought(made(TOLD[0]), first) == [0]
