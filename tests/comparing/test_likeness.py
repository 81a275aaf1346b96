"""What happens between whom decides which stories are alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import Phase, given, settings

from benchmarks.similarity import answer
from fabula.comparing.bones import agreement, bones, unpack
from fabula.comparing.likeness import closer, rank
from fabula.story.ontology import Modality
from fabula.story.story import Story
from fabula.story.text import Telling
from tests.comparing.test_similarity import BREAD, OVEN, WHALE
from tests.library.stories import bakers, ferryman, huntsman
from tests.story.strategies import stories


def said(text: str) -> Story:
    """A story of which nothing was read."""
    return Story((Telling("t", text),))


def agreed(a: Story, b: Story) -> float:
    return agreement(unpack(bones(a)), unpack(bones(b)))


def turned(story: Story, one: str, other: str, *, after: int) -> Story:
    """``story`` where two exchange what they do, and what is done to them, from an event on; the words stay."""
    who = {one: other, other: one}
    events = tuple(
        replace(e, roles=tuple(replace(r, character=who.get(r.character or "", r.character)) for r in e.roles))
        if n >= after
        else e
        for n, e in enumerate(story.events)
    )
    return replace(story, events=events)


def test_the_same_bones_agree_and_others_do_not() -> None:
    """Other words, other people, other sexes: the same story."""
    assert agreed(ferryman(), huntsman()) > 0.5 > 0.2 > agreed(ferryman(), bakers())


def test_names_and_ids_count_for_nothing() -> None:
    """A story under other names agrees with others as much as it did."""
    story = ferryman()
    named = replace(story, characters=tuple(replace(c, name=f"Person {n}") for n, c in enumerate(story.characters)))
    assert agreed(named, huntsman()) == pytest.approx(agreed(story, huntsman()))


def test_who_does_it_decides_where_the_words_are_the_same() -> None:
    """Of two tellings with the same words, the one where the parts are kept is closer; vectors cannot tell them."""
    turns = turned(huntsman(), "hunter", "queen", after=3)
    assert (closer(ferryman(), huntsman(), turns)[0], closer(ferryman(), turns, huntsman())[0]) == ("a", "b")


def test_whether_it_happens_decides_where_the_words_are_the_same() -> None:
    """What is denied is not what is done."""
    denied = tuple(replace(e, modality=Modality.NEGATED) for e in huntsman().events)
    assert closer(ferryman(), replace(huntsman(), events=denied), huntsman())[0] == "b"


def test_the_nearest_come_first_and_all_come() -> None:
    """A ranking holds every candidate once; words decide where nothing was read."""
    ranking = rank(said(BREAD), [said(t) for t in (WHALE, OVEN, "", WHALE + " A gull cries.")])
    assert (ranking[0][0], sorted(place for place, _ in ranking)) == (1, [0, 1, 2, 3])
    assert rank(said(BREAD), []) == []


def test_questions_of_a_file_get_answers_with_their_ids() -> None:
    """Both forms of questions, answered from the words alone."""
    found = answer({"id": 7, "anchor": BREAD, "a": OVEN, "b": WHALE}, None)
    assert (found["id"], found["closer"]) == (7, "a")
    assert answer({"query": BREAD, "candidates": [WHALE, OVEN]}, None) == {"ranking": [1, 0]}


@settings(max_examples=25, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(stories(), stories())
def test_any_two_stories_agree_from_0_to_1_in_either_direction(a: Story, b: Story) -> None:
    """Whatever stands in them."""
    assert 0.0 <= agreed(a, b) <= 1.0
    assert agreed(a, b) == pytest.approx(agreed(b, a), abs=1e-4)
