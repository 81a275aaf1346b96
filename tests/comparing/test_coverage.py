"""How much each telling tells, what may be said without the end, and what two tellings share."""

from __future__ import annotations

import pytest

from fabula.comparing import merge
from fabula.comparing.coverage import coverage, ending
from fabula.comparing.diff import diff
from fabula.comparing.outline import outline
from fabula.errors import InputError
from fabula.story.ontology import AlignmentKind
from fabula.story.story import Story
from tests.comparing.made import told


def test_only_the_full_telling_gives_the_end_away(founding_readings: list[Story]) -> None:
    """The logline, the blurb and the synopsis stop early; the plot goes to the end and tells most."""
    found = coverage(merge(founding_readings))
    assert [c.gives_end_away for c in found] == [False, False, False, True]
    assert [c.share for c in found] == sorted(c.share for c in found)
    assert [c.reaches < 0.5 for c in found] == [True, True, True, False]


def test_of_a_mere_premise_nobody_knows_the_end() -> None:
    """One event is no story whose end could be given away."""
    story = told("t1", "[[i|Ines]] runs.", {"i": {"name": "Ines"}}, [("go", "runs", "1", "i", "")])
    assert [c.gives_end_away for c in coverage(story)] == [None]


def test_shares_and_numbers_agree(founding_readings: list[Story]) -> None:
    """What is told only here is told here, and nothing is told more often than there are events."""
    for c in coverage(merge(founding_readings)):
        assert c.only_here <= c.events <= c.all_events
        assert c.characters <= c.all_characters
        assert 0 <= c.reaches <= 1


@pytest.mark.parametrize("max_chars", [40, 120, 239, 800])
def test_an_outline_keeps_to_its_length_and_to_the_words(founding_readings: list[Story], max_chars: int) -> None:
    """It quotes, it fits, and every quote shows a claim."""
    story = merge(founding_readings)
    found = outline(story, max_chars=max_chars)
    assert len(" ".join(item.words for item in found.items)) == found.chars <= max_chars
    known = {claim.id: claim for claim in story.claims()}
    for item in found.items:
        assert item.words == story.words(item.span).strip()
        assert item.claims
        assert all(item.span in known[id].evidence for id in item.claims)


def test_an_outline_without_spoilers_keeps_the_end_to_itself(founding_readings: list[Story]) -> None:
    """None of its words tell an event of the end, nor of the last half of the full telling."""
    story = merge(founding_readings)
    end = [span for event in ending(story) for span in event.triggers]
    for item in outline(story, max_chars=2000).items:
        assert not any(item.span.contains(span) for span in end)
    with_end = outline(story, max_chars=5000, spoilers=True).items
    assert any(item.span.contains(span) for item in with_end for span in end)


def test_an_outline_needs_room() -> None:
    """Less than one character is no room."""
    with pytest.raises(InputError, match="at least 1"):
        outline(told("t1", "[[i|Ines]] runs.", {"i": {"name": "Ines"}}), max_chars=0)


def test_a_difference_parts_all_that_either_side_says(founding_readings: list[Story]) -> None:
    """Both, only here, only there: nothing twice, nothing that neither says; what a telling sums up, it says."""
    story = merge(founding_readings)
    ids = [t.id for t in story.tellings]
    found = diff(story, ids[1:2], ids[3:])
    parts = [{*found.both}, {*found.only_a}, {*found.only_b}]
    assert sum(map(len, parts)) == len(set.union(*parts))
    claims = {c.id: {*c.tellings} for c in story.claims()}
    for alignment in story.alignments:
        if alignment.kind is AlignmentKind.PART:
            claims[alignment.shared].add(alignment.telling)
    assert all(claims[id] & {ids[1]} for id in found.only_a if id in claims)
    assert all({ids[1], ids[3]} <= claims[id] for id in found.both if id in claims)


def test_a_difference_needs_two_sides(founding_readings: list[Story]) -> None:
    """A telling cannot stand on both sides, nor one that is not there."""
    story = merge(founding_readings)
    first = story.tellings[0].id
    with pytest.raises(InputError, match="tellings of its own"):
        diff(story, [first], [first])
    with pytest.raises(InputError, match="no telling 'other'"):
        diff(story, [first], ["other"])
