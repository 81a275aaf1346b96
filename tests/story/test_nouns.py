"""Spans, tellings, order, types, and a story as graph, table and frames."""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.story import ontology
from fabula.story.claims import Precedence
from fabula.story.conversions import to_rows
from fabula.story.order import story_order
from fabula.story.story import Story
from fabula.story.text import Span, Telling
from tests.story.strategies import stories
from tests.story.test_check import SOUND

TYPES: list[type[StrEnum]] = [getattr(ontology, name) for name in ontology.__all__]


def test_spans_contain_and_overlap_within_one_telling() -> None:
    """Containment and overlap count code points of the same telling, half-open."""
    a, b, c = Span("t", 0, 5), Span("t", 5, 9), Span("t", 2, 4)
    assert (a.overlaps(b), a.overlaps(c), a.contains(c), c.contains(a), len(b)) == (False, True, True, False, 4)
    assert not a.overlaps(Span("u", 0, 5))
    assert not a.contains(Span("u", 2, 4))


def test_words_are_found_by_code_points() -> None:
    """Offsets count code points, so that words after an astral character stay whole."""
    telling = Telling("t", "🜂 Ines waits. Luc laughs.", sentences=((0, 13), (14, 25)))
    assert telling.words(Span("t", 2, 6)) == "Ines"
    assert [telling.sentence_at(n) for n in (0, 13, 14, 24)] == [1, 1, 2, 2]


@pytest.mark.parametrize("types", TYPES, ids=lambda t: t.__name__)
def test_every_type_is_defined(types: type[StrEnum]) -> None:
    """Each type has a definition that is a sentence and an example of its own; its value is what str() gives."""
    for member in types:
        assert member.definition.endswith(".")  # type: ignore[attr-defined]
        assert str(member) == member.value
        assert types(member.value) is member
    examples = [member.example for member in types]  # type: ignore[attr-defined]
    assert all(examples)
    assert len(examples) == len(set(examples))


def test_there_are_forty_event_types_and_twelve_relations() -> None:
    """The lists are closed."""
    assert (len(ontology.EventType), len(ontology.RelationType)) == (40, 12)
    assert {r.value for r in ontology.RelationType if not r.symmetric} == {
        "parent_of",
        "guardian_of",
        "superior_of",
        "member_of",
        "serves",
    }


def precedence(earlier: str, later: str) -> Precedence:
    return Precedence(id=f"{earlier}<{later}", evidence=(Span("t", 0, 1),), earlier=earlier, later=later)


def test_a_flashback_is_drawn_forward() -> None:
    """What happened earlier comes just before what it precedes, with its own past before it."""
    given = [precedence("c", "b"), precedence("d", "c")]
    assert story_order("abcde", given) == ("a", "d", "c", "b", "e")


@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda p: p[0] < p[1]), max_size=12))
@settings(max_examples=60, deadline=None)
def test_story_order_keeps_every_precedence_that_is_no_circle(pairs: list[tuple[int, int]]) -> None:
    """Precedences drawn from one true order all hold, whatever the telling order."""
    true = "hbdfaceg"
    order = story_order("abcdefgh", [precedence(true[a], true[b]) for a, b in pairs])
    assert sorted(order) == list("abcdefgh")
    assert all(order.index(true[a]) < order.index(true[b]) for a, b in pairs)


def test_a_circle_of_precedences_loses_no_event() -> None:
    """Contradicting precedences still give an order of all events."""
    order = story_order("abc", [precedence("a", "b"), precedence("b", "c"), precedence("c", "a")])
    assert sorted(order) == ["a", "b", "c"]
    assert sum(x < y for x, y in pairwise(order)) >= 1


@given(stories())
@settings(max_examples=20, deadline=None)
def test_a_graph_has_the_cast_as_nodes_and_the_relations_as_edges(story: Story) -> None:
    """Nodes are the characters; each relation is an edge under its id."""
    graph = story.to_networkx()
    assert sorted(graph) == sorted(c.id for c in story.characters)
    edges = {(a, b, k) for a, b, k, d in graph.edges(keys=True, data=True) if d["claim"] == "relation"}
    assert edges == {(r.a, r.b, r.id) for r in story.relations}


@given(stories())
@settings(max_examples=20, deadline=None)
def test_every_claim_is_a_row_with_its_words(story: Story) -> None:
    """The tables have one row a claim, with the words that say it."""
    rows = to_rows(story)
    assert [r["event"] for r in rows["events"]] == [e.id for e in story.events]
    assert [r["evidence"] for r in rows["events"]] == [story.words(e.evidence[0]) for e in story.events]
    assert len(rows["mentions"]) == len(story.mentions)


def test_frames_are_pandas_where_pandas_is() -> None:
    """Frames have the columns of the rows."""
    pytest.importorskip("pandas")
    frames = SOUND.to_frames()
    assert list(frames["characters"]["name"]) == ["Ines", "Luc"]
    assert list(frames["deaths"]["killers"]) == ["Ines"]


def test_a_notebook_shows_text_as_text() -> None:
    """Markup inside a telling is escaped in the notebook's table."""
    story = Story(tellings=(), title="<script>alert(1)</script>")
    assert "<script>" not in story._repr_html_()
