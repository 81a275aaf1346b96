"""What there is least of is looked for first, and what is looked for in a shorter way is the same."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import pytest

from fabula.library import planning, sql
from fabula.library.query import Clause, parse_query
from fabula.library.store import Library
from fabula.story.ontology import EventType, RelationType, RoleType
from fabula.story.story import Story
from tests.library.stories import bakers, ferryman, huntsman


def order_of(query: str) -> list[int]:
    """The places of the clauses of ``query`` in the order they are looked for."""
    return [place for place, _ in planning.plan(parse_query(query).clauses)]


@pytest.mark.parametrize(
    ("query", "order"),
    [
        ("event tell agent=?x; event betray agent=?x", [1, 0]),
        ("event tell agent=?x; event kill agent=Marek patient=?x", [1, 0]),
        ("event tell agent=?x; event kill agent=boss patient=?x; relation parent_of a=Marek b=?x", [2, 1, 0]),
        ("event tell agent=?x; event tell agent=?x modality=planned", [1, 0]),
        ("event meet agent=?x patient=?y; event kill agent=?z; event marry agent=?y patient=?z", [2, 1, 0]),
        ("event tell agent=?x; event betray agent=?y", [1, 0]),
        ("event tell agent=?x; event betray agent=?x; words bread", [0, 1, 2]),
        ("event tell; relation parent_of a=Marek", [0, 1]),
    ],
)
def test_the_rarest_comes_first_and_then_what_is_linked_to_it(query: str, order: list[int]) -> None:
    """Somebody who is named is rarest; without deeds clauses stay as they do."""
    assert order == order_of(query)


@pytest.mark.parametrize(
    ("clause", "party"),
    [
        ("event kill agent=brother patient=boss", "agent"),
        ("event kill agent=boss patient=brother", "patient"),
        ("event betray agent=brother", ""),
        ("event kill agent=brother|sister patient=?x", ""),
        ("event kill agent=Marek patient=?x", ""),
    ],
)
def test_few_who_are_so_come_before_the_many_things_that_happen(clause: str, party: str) -> None:
    """Of two the rarer one; nobody, where there is less of the type."""
    assert party == planning.rarer_party(parse_query(clause).clauses[0])


def test_how_often_each_type_comes_is_known() -> None:
    """Of all types of events and relations."""
    assert set(planning._IN_A_HUNDRED) == {*EventType, *RelationType}


def varied(story: Story, chance: random.Random) -> Story:
    """The story with more parties to its events, and other types of them."""
    people = [c.id for c in story.characters]
    events = []
    for event in story.events:
        roles = [replace(role, type=chance.choice([role.type, *RoleType])) for role in event.roles]
        roles += [replace(role, character=chance.choice(people)) for role in roles]
        events.append(replace(event, type=chance.choice([event.type, *TYPES]), roles=tuple(roles)))
    return replace(story, events=tuple(events))


TYPES = (EventType.KILL, EventType.ORDER, EventType.ARGUE, EventType.MARRY)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library of stories in which all act on all."""
    chance = random.Random(1)
    with Library(tmp_path_factory.mktemp("planned") / "l.db") as opened:
        for story in (ferryman(), huntsman(), bakers()):
            opened.add(varied(story, chance))
        yield opened


def rows(library: Library, query: str) -> set[tuple[int, ...]]:
    """The stories, each with one claim a clause, in which ``query`` holds."""
    compiled = sql.compile_query(parse_query(query))
    named = {f"p{n}": v for n, v in enumerate(compiled.parameters, start=1)}
    return set(library.connection.execute(compiled.sql, named))


def test_deeds_find_what_the_parts_in_events_say(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """All that is found in the table of deeds is found without it, and nothing else."""
    parts = (
        "agent=?x",
        "patient=?x",
        "agent=brother",
        "agent=boss patient=child",
        "agent=?x patient=?y",
        "agent=?y patient=?x modality=planned|actual",
    )
    types = ("kill", "argue", "argue|marry", "kill|argue")
    first = [f"event {type} {part}" for type, part in product(types, parts)]
    second = (
        "event order agent=?x patient=?y",
        "event marry agent=?y",
        "event spare agent=boss",
        "relation sibling_of a=?x b=?y",
        "",
    )
    queries = [f"{a}; {b}".rstrip("; ") for a, b in product(first, second)]
    with_deeds = {query: rows(library, query) for query in queries}

    def as_they_stand(held: Sequence[Clause]) -> list[tuple[int, bool]]:
        return [(n, False) for n in range(len(held))]

    monkeypatch.setattr(sql, "plan", as_they_stand)
    assert {query: rows(library, query) for query in queries} == with_deeds
    assert sum(map(bool, with_deeds.values())) > len(queries) // 4
