"""Many tellings become one story, and none of them gets lost in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.comparing import merge, without
from fabula.comparing.readings import leaves
from fabula.errors import InputError
from fabula.story.check import violations
from fabula.story.ontology import ClaimType, Fate
from fabula.story.story import Story
from tests.comparing.made import told
from tests.story.strategies import stories

several = st.lists(stories(), min_size=1, max_size=2)
few = settings(max_examples=12, deadline=None)


@few
@given(several)
def test_merging_a_story_with_itself_changes_nothing(given: list[Story]) -> None:
    """What is merged stays what it is, however often it is merged with itself."""
    merged = merge(given)
    assert merge([merged]) == merged
    assert merge([merged, merged]) == merged


@few
@given(several, st.randoms(use_true_random=False))
def test_the_order_of_the_tellings_does_not_matter(given: list[Story], chance: object) -> None:
    """The same tellings in any order make the same story."""
    mixed = list(given)
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert merge(mixed) == merge(given)


@few
@given(st.lists(stories(), min_size=3, max_size=3, unique_by=lambda s: s.tellings[0].text))
def test_step_by_step_is_the_same_as_at_once(given: list[Story]) -> None:
    """Tellings that come later join as if they had been there from the start, once each has an id of its own."""
    a, b, c = leaves(given) if len(leaves(given)) == 3 else (given[0],) * 3
    assert merge([merge([a, b]), c]) == merge([a, b, c])
    assert merge([a, merge([c, b])]) == merge([a, b, c])


@few
@given(st.lists(stories(), min_size=2, max_size=2))
def test_every_telling_can_be_taken_out_again(given: list[Story]) -> None:
    """Without a telling, the story is what the others make."""
    merged = merge(given)
    if len(merged.readings) < 2:
        return
    gone = merged.readings[0]
    left = merge(merged.readings[1:])
    assert without(merged, gone.tellings[0].id).events == left.events
    assert without(merged, gone.tellings[0].id).characters == left.characters
    assert without(merged, gone.tellings[0].id).disagreements == left.disagreements
    assert without(merged, gone.tellings[0].id).alignments == left.alignments


def test_all_this_holds_of_tellings_that_share_much(founding_readings: list[Story]) -> None:
    """Where most is aligned as well: merged again, in another order, step by step, and with one taken out."""
    a, b, c, d = founding_readings
    merged = merge([a, b, c, d])
    assert len(merged.events) < sum(len(r.events) for r in founding_readings)
    assert merge([merged, c]) == merged
    assert merge([d, b, a, c]) == merged
    assert merge([merge([c, a]), merge([d, b])]) == merged
    assert without(merged, c.tellings[0].id) == merge([d, a, b])


@few
@given(several)
def test_no_claim_is_lost_in_merging(given: list[Story]) -> None:
    """Every claim and character of every reading is in the merged story, with all the words that say it."""
    merged = merge(given)
    became = {(a.type, a.telling, a.local): a.shared for a in merged.alignments if a.kind == "same"}
    claims = {claim.id: claim for claim in merged.claims()}
    kinds = {
        "relations": ClaimType.RELATION,
        "events": ClaimType.EVENT,
        "deaths": ClaimType.DEATH,
        "causes": ClaimType.CAUSE,
        "knowledge": ClaimType.KNOWLEDGE,
        "precedences": ClaimType.PRECEDENCE,
    }
    for reading in merged.readings:
        for field, kind in kinds.items():
            for claim in getattr(reading, field):
                for telling in claim.tellings:
                    assert {*claim.evidence} <= {*claims[became[kind, telling, claim.id]].evidence}
        for character in reading.characters:
            shared = merged.character(became[ClaimType.CHARACTER, reading.tellings[0].id, character.id])
            assert character.name in (shared.name, *shared.aliases)


@few
@given(several)
def test_a_merged_story_is_sound(given: list[Story]) -> None:
    """Merging sound stories gives a sound story."""
    assert violations(merge(given)) == []


@few
@given(st.lists(stories(), min_size=2, max_size=2))
def test_every_disagreement_quotes_both_sides(given: list[Story]) -> None:
    """A disagreement has two sides or more, and each has words of the tellings that it speaks for."""
    merged = merge(given)
    for disagreement in merged.disagreements:
        assert len(disagreement.sides) >= 2
        assert len({side.value for side in disagreement.sides}) == len(disagreement.sides)
        for side in disagreement.sides:
            assert {span.telling for span in side.evidence} == {*side.tellings}
            assert all(merged.words(span) for span in side.evidence)


def test_one_character_never_becomes_two_nor_two_one(founding_readings: list[Story]) -> None:
    """Within one telling, different characters stay different: nobody becomes their own parent or enemy."""
    merged = merge(founding_readings)
    for reading in merged.readings:
        id = reading.tellings[0].id
        shared = [a.shared for a in merged.alignments if a.type is ClaimType.CHARACTER and a.telling == id]
        assert len(shared) == len({*shared}) == len(reading.characters)
    assert [r for r in merged.relations if r.a == r.b] == []


def test_nothing_to_merge_is_an_input_error() -> None:
    """Without a telling there is no story."""
    with pytest.raises(InputError, match="no telling to merge"):
        merge([])


def test_the_only_telling_cannot_be_taken_out(founding_readings: list[Story]) -> None:
    """A story keeps at least one telling; a telling that it does not have cannot be taken out either."""
    one = founding_readings[0]
    with pytest.raises(InputError, match="only telling"):
        without(one, one.tellings[0].id)
    with pytest.raises(InputError, match="no telling 'other'"):
        without(one, "other")


def test_who_is_alive_at_the_end_of_a_blurb_may_die_in_the_plot() -> None:
    """The telling that says most of somebody knows whether they live; a death that any tells is a death."""
    blurb = told("t1", "[[i|Ines]] waits.", {"i": {"name": "Ines", "fate": "alive"}})
    text = "[[i|Ines]] waits. [[i|Ines]] sails out. Nobody knows where [[i|she]] is."
    plots = {fate: told("t2", text, {"i": {"name": "Ines", "fate": fate}}) for fate in ("unknown", "alive", "dead")}
    assert {fate: merge([blurb, plot]).characters[0].fate for fate, plot in plots.items()} == {
        "unknown": Fate.UNKNOWN, "alive": Fate.ALIVE, "dead": Fate.DEAD,
    }  # fmt: skip
