"""Of relations that cannot both hold, the likelier stays."""

from __future__ import annotations

import pytest

from fabula.story.claims import Relation
from fabula.story.kinship import consistent
from fabula.story.ontology import Gender, RelationType
from fabula.story.text import Span

PARENT, SIBLING, SERVES = RelationType.PARENT_OF, RelationType.SIBLING_OF, RelationType.SERVES
SUPERIOR, SPOUSE, FRIEND = RelationType.SUPERIOR_OF, RelationType.SPOUSE_OF, RelationType.FRIEND_OF


def kept(*said: tuple[RelationType, str, str]) -> set[tuple[RelationType, str, str]]:
    """What stays of relations that are given from the likeliest to the least likely."""
    relations = [Relation(id="", type=t, a=a, b=b, evidence=(Span("t", 0, 1),)) for t, a, b in said]
    genders = {"a": Gender.FEMALE, "b": Gender.MALE, "e": Gender.FEMALE}
    return {(r.type, r.a, r.b) for r in consistent(relations, genders)}


@pytest.mark.parametrize(
    "said",
    [
        [(PARENT, "a", "b"), (PARENT, "b", "a")],
        [(PARENT, "a", "b"), (SIBLING, "a", "b")],
        [(PARENT, "a", "b"), (PARENT, "b", "c"), (PARENT, "a", "c")],
        [(PARENT, "a", "c"), (PARENT, "b", "c"), (PARENT, "a", "b")],
        [(PARENT, "a", "b"), (PARENT, "a", "c"), (PARENT, "b", "c")],
        [(PARENT, "a", "c"), (PARENT, "b", "c"), (PARENT, "e", "c")],
        [(SUPERIOR, "a", "b"), (SERVES, "a", "b")],
    ],
)
def test_the_last_is_ruled_out(said: list[tuple[RelationType, str, str]]) -> None:
    """Parents are not also children, siblings, grandparents or spouses; nobody serves whom they lead."""
    assert kept(*said) == set(said[:-1])


def test_what_can_all_hold_stays() -> None:
    """Two parents with two children, a grandmother, and a servant who is a friend."""
    said = {
        (PARENT, "a", "c"), (PARENT, "b", "c"), (PARENT, "a", "d"), (PARENT, "b", "d"), (SPOUSE, "a", "b"),
        (PARENT, "g", "a"), (SERVES, "s", "a"), (SUPERIOR, "a", "s"), (FRIEND, "a", "s"),
    }  # fmt: skip
    assert kept(*said) == said
