"""Two stories on one page: who plays one part wears one colour, and every link leads somewhere."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from fabula.comparing.parallels import compare
from fabula.story.ontology import EventType
from fabula.story.story import Story
from fabula.story.text import Telling
from fabula.views import side_by_side, style
from fabula.views.beside import bond_words
from fabula.views.paired import marked
from tests.library.stories import bakers, ferryman, huntsman
from tests.views.samples import alone, hostile, sample
from tests.views.test_pages import Page


def page(a: Story, b: Story) -> Page:
    return Page(side_by_side(compare(a, b), a, b))


def lines(found: Page) -> dict[str, str]:
    """The classes of each character's line in the charts."""
    drawn = [a for tag, a in found.elements if tag == "path" and a.get("class", "").startswith("life ")]
    return {a["data-character"]: a["class"] for a in drawn}


def test_who_plays_one_part_wears_one_colour() -> None:
    """The lines of a pair look the same, those of different pairs do not."""
    found = lines(page(ferryman(), huntsman()))
    pairs = {(m.a, m.b) for m in compare(ferryman(), huntsman()).roles}
    for a, b in pairs:
        assert found[f"a.{a}"] == found[f"b.{b}"]
    assert len(pairs) == len(set(found.values()))


def test_who_has_no_counterpart_wears_grey() -> None:
    """Between stories that share nothing no colour means anything."""
    found = lines(page(ferryman(), bakers()))
    matched = {f"a.{m.a}" for m in compare(ferryman(), bakers()).roles}
    assert {look for id, look in found.items() if id.startswith("a.") and id not in matched} == {"life c8"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (ferryman(), huntsman()),
        (ferryman(), ferryman()),
        (sample(), bakers()),
        (hostile(), hostile()),
        (alone(), Story((Telling("t", ""),))),
    ],
)
def test_every_link_leads_somewhere_and_no_place_stands_twice(a: Story, b: Story) -> None:
    """Also where both stories use the same ids, and where there is nothing to compare."""
    found = page(a, b)
    ids = [v["id"] for _, v in found.elements if "id" in v]
    assert [id for id, n in Counter(ids).items() if n > 1] == []
    links = {v["href"].removeprefix("#") for tag, v in found.elements if tag == "a"}
    assert set() == links - set(ids)
    assert found.crossed == []


def test_all_words_of_both_tellings_stand_on_the_page() -> None:
    """Nothing of a text is lost or changed."""
    found = page(ferryman(), huntsman())
    told = [(f"{mark}.{t.id}", t.text) for mark, s in (("a", ferryman()), ("b", huntsman())) for t in s.tellings]
    expected = {id: "".join(text.split()) for id, text in told}
    assert expected == {id: "".join(words.split()) for id, words in found.words.items()}


def test_every_event_of_both_stories_stands_once() -> None:
    """In one line where both do it, else by itself."""
    found = page(ferryman(), bakers())
    rows = Counter(v["id"] for _, v in found.elements if v.get("id", "").startswith("event-"))
    expected = [f"event-a.{e.id}" for e in ferryman().events] + [f"event-b.{e.id}" for e in bakers().events]
    assert Counter(expected) == rows


def test_marking_ids_changes_nothing_else() -> None:
    """A marked story says what the story says: without the marks it is the same."""
    story = huntsman()
    name = story.title
    plain = marked(story, "@@", name).to_json().replace("@@", "")
    assert plain == marked(story, "", name).to_json()
    assert "@@" not in marked(story, "@@", name).tellings[0].text


def test_bonds_are_said_as_verbs() -> None:
    """Relations, deeds and patterns."""
    expected = ["is a parent of", "is an enemy of", "kills", "argues with", "sets on", "spares, against orders,"]
    bonds = ["parent_of", "enemy_of", "kill", "argue", "sets on", "spares against orders"]
    assert expected == [bond_words(b) for b in bonds]


def test_no_type_of_event_is_hidden_by_a_style_of_its_name() -> None:
    """Events carry their type as a class: no rule may be meant for something else of that name."""
    for type in EventType:
        assert not re.search(rf"(?:^|[,{{}}\n])\.{type}(?=[,{{+>:\s])", style()), type
