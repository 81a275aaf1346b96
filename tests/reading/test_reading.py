"""From a telling to its story, with the weights that are shipped."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.reading import read_telling, read_tellings
from fabula.story.check import violations
from fabula.story.ontology import EventType, Modality
from fabula.story.story import Story
from fabula.story.text import Telling

EXAMPLES = sorted((Path(__file__).parents[2] / "examples").rglob("*.txt"))
PLOT = (
    "Ines Quiroga, a retired safecracker, lives in Lisbon with her daughter Tomasa. The gangster Okonkwo orders her to "
    "rob the harbour bank and threatens to kill Tomasa. Ines refuses. Okonkwo kidnaps the girl, but Ines finds his "
    "house and rescues her daughter. In the end Okonkwo is shot by Ines."
)


@pytest.fixture(scope="module")
def story() -> Story:
    return read_telling(Telling("t", PLOT))


def names(story: Story, ids: tuple[str, ...]) -> set[str]:
    return {story.character(i).name for i in ids}


def test_people_are_found_under_their_names(story: Story) -> None:
    """Each person is one character, by the fullest name."""
    assert {c.name for c in story.characters if c.named} == {"Ines Quiroga", "Tomasa", "Okonkwo"}


def test_what_is_threatened_has_not_happened(story: Story) -> None:
    """Nobody dies of a threat."""
    threatened = [e for e in story.events if e.type is EventType.KILL and story.words(e.triggers[0]) == "kill"]
    assert [e.modality for e in threatened] == [Modality.PLANNED]
    assert "Tomasa" not in names(story, tuple(d.victim for d in story.deaths))


def test_roles_survive_the_passive(story: Story) -> None:
    """Who is shot by somebody is the patient."""
    shot = next(e for e in story.events if story.words(e.triggers[0]) == "shot")
    assert (names(story, shot.agents), names(story, shot.patients)) == ({"Ines Quiroga"}, {"Okonkwo"})


def test_readings_keep_every_rule(story: Story) -> None:
    """No invariant of a story is broken."""
    assert list(violations(story)) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda p: p.stem)
def test_examples_keep_every_rule(path: Path) -> None:
    """The example tellings read into whole stories."""
    assert list(violations(read_telling(Telling("t", path.read_text("utf-8"))))) == []


@pytest.mark.parametrize(
    "text", ["", "   \n\n ", "...", "Gon", "😀 🎬", "Он ушёл. 彼は去った。", "x" * 5000, "a" + "\u0301" * 50]
)
def test_odd_texts_are_read(text: str) -> None:
    """Anything is read without a crash, and what is found keeps the rules."""
    assert list(violations(read_telling(Telling("t", text)))) == []


@settings(max_examples=15, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """As above, for texts nobody thought of."""
    assert list(violations(read_telling(Telling("t", text)))) == []


def test_company_changes_nothing(story: Story) -> None:
    """A telling reads the same alone and among others: same claims, and confidences that differ by rounding only."""
    _, again, _ = read_tellings([Telling("a", "A ship sinks."), Telling("t", PLOT), Telling("b", PLOT * 3)])
    assert [(e.type, e.roles, e.modality) for e in again.events] == [
        (e.type, e.roles, e.modality) for e in story.events
    ]
    assert all(
        math.isclose(a.confidence, b.confidence, abs_tol=0.2) for a, b in zip(again.events, story.events, strict=True)
    )


def test_threads_share_one_model(story: Story) -> None:
    """Several threads read at once and agree."""
    with ThreadPoolExecutor(4) as pool:
        stories = list(pool.map(lambda _: read_telling(Telling("t", PLOT)), range(8)))
    assert all(s.events == stories[0].events for s in stories)
