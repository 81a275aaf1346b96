"""Who plays whose part follows from what they do to each other."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import gold
from fabula.comparing.parallels import compare
from fabula.comparing.roles import Strength, map_roles
from fabula.story.ontology import EventType, Modality, RoleType
from fabula.story.story import Story
from tests.library.stories import bakers, ferryman, huntsman


def test_the_parts_of_two_stories_with_the_same_bones_are_found() -> None:
    """Enforcer, superior, the one to be killed and the avenger answer to each other, whatever their sex or names."""
    found = {(m.a, m.b) for m in map_roles(ferryman(), huntsman())}
    expected = {("teo", "hunter"), ("orlan", "queen"), ("lise", "girl"), ("ruben", "daughter"), ("marek", "miller")}
    assert expected == found


def test_swapping_who_does_it_changes_the_parts() -> None:
    """Where the sent man kills his superior's part, the parts turn with the deeds, though all words stay."""
    turned = {"hunter": "queen", "queen": "hunter"}
    story = huntsman()
    events = tuple(
        replace(e, roles=tuple(replace(r, character=turned.get(r.character or "", r.character)) for r in e.roles))
        for e in story.events
    )
    deaths = tuple(
        replace(d, victim=turned.get(d.victim, d.victim), killers=tuple(turned.get(k, k) for k in d.killers))
        for d in story.deaths
    )
    relations = tuple(replace(r, a=turned.get(r.a, r.a), b=turned.get(r.b, r.b)) for r in story.relations)
    swapped = replace(story, events=events, deaths=deaths, relations=relations)
    found = {m.a: m.b for m in map_roles(ferryman(), swapped)}
    assert (found["teo"], found["orlan"]) == ("queen", "hunter")


def test_a_story_maps_onto_itself() -> None:
    """Everybody who is bound to anybody plays their own part."""
    assert [(m.a, m.a) for m in map_roles(ferryman(), ferryman())] == [
        (m.a, m.b) for m in map_roles(ferryman(), ferryman())
    ]


def test_nothing_clear_is_claimed_of_stories_that_share_nothing() -> None:
    """A tale of bakers has no enforcer."""
    assert not [m for m in map_roles(ferryman(), bakers()) if m.strength is Strength.CLEAR]


def test_every_match_can_be_shown() -> None:
    """A match names the claims of both stories that it stands on."""
    a, b = ferryman(), huntsman()
    claims_a, claims_b = {c.id for c in a.claims()}, {c.id for c in b.claims()}
    for match in map_roles(a, b):
        assert match.shared
        for bond in match.shared:
            assert bond.claims_a
            assert bond.claims_b
            assert set(bond.claims_a) <= claims_a
            assert set(bond.claims_b) <= claims_b


def test_the_shared_course_keeps_its_order() -> None:
    """The whole course of action is shared, in order, and is more than what unlike stories share."""
    same, other = compare(ferryman(), huntsman()), compare(ferryman(), bakers())
    assert [f"e{n}" for n in range(1, 8)] == [p.a for p in same.course if p.in_order]
    assert same.score > 0.6 > 0.2 > other.score
    assert pytest.approx(same.score, abs=1e-3) == sum(p.value * p.weight for p in same.parts)


@pytest.fixture
def founding_stories(shared: Path) -> tuple[Story, Story, dict[tuple[str, str], str]]:
    """The two founding stories as they are annotated, and the role map between them."""
    folder = shared / "storybench" / "seeds"
    roles = json.loads((folder / "ROLES.json").read_text(encoding="utf-8"))
    read = {s.tellings[0].id: s for s in gold.load(folder / "doc", folder / "gold")}
    strengths = {(a, b): r["strength"] for r in roles["roles"] for a in r["a"] for b in r["b"]}
    return read[roles["a"]], read[roles["b"]], strengths


def test_the_founding_stories_have_the_parts_that_people_see(
    founding_stories: tuple[Story, Story, dict[tuple[str, str], str]],
) -> None:
    """At least four in five of the clear pairs are found clear, and no clear pair is false."""
    a, b, strengths = founding_stories
    clear = {pair for pair, strength in strengths.items() if strength == "clear"}
    found = {(m.a, m.b) for m in map_roles(a, b) if m.strength is Strength.CLEAR}
    assert len(found & clear) >= 0.8 * len(clear)
    assert set() == found - strengths.keys()


def test_whoever_is_ordered_does_what_is_ordered() -> None:
    """Where a telling, or its reader, leaves out who is to do the deed, or who gave the order, the parts stay."""
    story = huntsman()

    def without(type: EventType, side: RoleType, modality: Modality | None = None) -> Story:
        events = tuple(
            replace(e, roles=tuple(r for r in e.roles if r.type is not side))
            if e.type is type and modality in (None, e.modality)
            else e
            for e in story.events
        )
        return replace(story, events=events)

    for poorer in (
        without(EventType.ORDER, RoleType.AGENT),
        without(EventType.KILL, RoleType.AGENT, Modality.PLANNED),
    ):
        found = {(m.a, m.b): m for m in map_roles(ferryman(), poorer)}
        assert {"sets on", "turns against own man"} & {s.bond for s in found["orlan", "queen"].shared}
        assert "is set on" in {s.bond for s in found["teo", "hunter"].shared}


def test_a_bond_counts_as_far_as_it_is_believed() -> None:
    """What the reader is hardly sure of brings less into line, and nothing clear."""
    doubtful = replace(
        huntsman(),
        relations=tuple(replace(r, confidence=0.01) for r in huntsman().relations),
        events=tuple(replace(e, confidence=0.01) for e in huntsman().events),
        deaths=tuple(replace(d, confidence=0.01) for d in huntsman().deaths),
    )
    sure = {(m.a, m.b): m for m in map_roles(ferryman(), huntsman())}
    unsure = {(m.a, m.b): m for m in map_roles(ferryman(), doubtful)}
    assert Strength.CLEAR is sure["teo", "hunter"].strength
    assert not [m for m in unsure.values() if m.strength is Strength.CLEAR]
