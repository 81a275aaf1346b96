"""A story as rows of the tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fabula.errors import LibraryError
from fabula.library.derived import FILLS
from fabula.library.folding import fold_words
from fabula.library.packing import exact_hash, shown_title, text_hash
from fabula.library.schema import INDEXES
from fabula.story.cast import Character
from fabula.story.check import violations
from fabula.story.claims import Claim
from fabula.story.ontology import AttributeType
from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["RowWriter", "StoryRows", "rows_of"]

# The tables whose rows have numbers that are given out here.
_COUNTED = ("tellings", "characters", "names", "relations", "events", "deaths", "causes", "knowledge")


@dataclass(frozen=True, slots=True)
class StoryRows:
    """What the tables hold of a story. Tellings, characters and claims are referred to by their places in it, from 0.

    Types are plain strings and truth values plain numbers: SQLite's driver takes several times as long over others.
    """

    tellings: list[tuple[str, str, str, str, str, str]]
    characters: list[tuple[str, str, int, str, str, str, str, float]]
    names: list[tuple[int, str, str, str]]
    relations: list[tuple[str, str, int, int, float]]
    events: list[tuple[str, int, int, str, str, str, str, float]]
    roles: list[tuple[int, int, str, int | None, str]]
    deaths: list[tuple[str, int, str, str, int | None, float]]
    killers: list[tuple[int, int]]
    causes: list[tuple[str, str, int, int, float]]
    knowledge: list[tuple[str, str, int, int | None, str, float]]
    knowers: list[tuple[int, int, str]]
    evidence: list[tuple[str, int, int, int, int, int]]
    corrections: list[tuple[int, str, str, str, str, str, str, int]]


def rows_of(story: Story) -> StoryRows:
    """The tellings, cast, claims and corrections of ``story``.

    Raises :class:`~fabula.errors.LibraryError` for one that uses an id twice, or refers to what is not there.
    """
    try:
        return _rows_of(story)
    except KeyError as error:
        faults = violations(story)
        if not faults:
            raise
        fault = next((one for one in faults if str(error) in one), faults[0])
        raise LibraryError(
            f"The story {shown_title(story)!r} cannot be stored: {fault}. Read its tellings again, or mend the story."
        ) from error


def _rows_of(story: Story) -> StoryRows:
    tellings, people, events = _places(story.tellings), _places(story.characters), _places(story.events)
    for claims in (story.relations, story.deaths, story.causes, story.knowledge):
        _places(claims)
    happened = {id: n for n, id in enumerate(story.order or events)}
    return StoryRows(
        tellings=[(t.id, text_hash(t.text), t.title, t.source, t.language, t.text) for t in story.tellings],
        characters=[
            (c.id, c.name, int(c.named), str(c.kind), str(c.gender), str(c.fate), str(c.part), c.confidence)
            for c in story.characters
        ],
        names=[(n, *name) for n, c in enumerate(story.characters) for name in _names(c)],
        relations=[(r.id, str(r.type), people[r.a], people[r.b], r.confidence) for r in story.relations],
        events=[
            (e.id, n, happened.get(e.id, n), str(e.type), e.predicate, str(e.modality), str(e.when), e.confidence)
            for n, e in enumerate(story.events)
        ],
        roles=[
            (
                n,
                number,
                str(role.type),
                people[role.character] if role.character is not None else None,
                story.words(role.evidence[0]) if role.evidence else "",
            )
            for n, e in enumerate(story.events)
            for number, role in enumerate(e.roles)
        ],
        deaths=[
            (
                d.id,
                people[d.victim],
                str(d.manner),
                str(d.certainty),
                events[d.event] if d.event is not None else None,
                d.confidence,
            )
            for d in story.deaths
        ],
        killers=sorted({(n, people[k]) for n, d in enumerate(story.deaths) for k in d.killers}),
        causes=[(c.id, str(c.type), events[c.cause], events[c.effect], c.confidence) for c in story.causes],
        knowledge=[
            (
                k.id,
                str(k.type),
                events[k.event],
                events[k.about] if k.about is not None else None,
                " ".join(story.words(s) for s in k.content),
                k.confidence,
            )
            for k in story.knowledge
        ],
        knowers=sorted(
            {
                (n, people[c], side)
                for n, k in enumerate(story.knowledge)
                for side, group in (("holder", k.holders), ("other", k.others))
                for c in group
            }
        ),
        evidence=[
            (claim, n, number, tellings[span.telling], span.start, span.end)
            for claim, proofs in _proofs(story)
            for n, spans in enumerate(proofs)
            for number, span in enumerate(spans)
        ],
        corrections=[
            (n, c.id, c.author, c.time, str(c.action), json.dumps(dict(c.arguments)), c.reason, int(c.undone))
            for n, c in enumerate(story.corrections)
        ],
    )


def _places(several: Sequence[Telling | Character | Claim]) -> dict[str, int]:
    """The place of each by its id. Raises ``KeyError`` for an id that several have."""
    places: dict[str, int] = {}
    for n, one in enumerate(several):
        if places.setdefault(one.id, n) != n:
            raise KeyError(one.id)
    return places


def _proofs(story: Story) -> Iterator[tuple[str, Iterable[Sequence[Span]]]]:
    """The kinds of claims, and the spans of each claim of that kind, in order."""
    yield "character", (c.evidence for c in story.characters)
    yield "relation", (r.evidence for r in story.relations)
    yield "event", (e.evidence for e in story.events)
    yield "trigger", (e.triggers for e in story.events)
    yield "death", (d.evidence for d in story.deaths)
    yield "cause", (c.evidence for c in story.causes)
    yield "knowledge", (k.evidence for k in story.knowledge)


def _names(character: Character) -> Iterator[tuple[str, str, str]]:
    """What a character is called: type, words, folded words."""
    yield "name", character.name, " ".join(fold_words(character.name))
    for alias in character.aliases:
        yield "alias", alias, " ".join(fold_words(alias))
    for attribute in character.attributes:
        # A performer is no part of the story: nobody who looks for "Lee" wants everyone played by a Lee.
        folded = "" if attribute.type is AttributeType.PERFORMER else " ".join(fold_words(attribute.value))
        yield str(attribute.type), attribute.value, folded


class RowWriter:
    """Writes the rows of stories inside a transaction that the caller has begun with ``BEGIN IMMEDIATE``.

    Numbers are given out here, not asked back from SQLite row by row: the transaction keeps all other writers out. What
    is written cannot be searched, and may not be deleted, before :meth:`index` has been called.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._next = {table: self._highest(table) + 1 for table in _COUNTED}
        self._indexed = {table: self._highest(table) for table in (*INDEXES, *dict(FILLS))}

    def index(self) -> None:
        """Put what was written since the last time into the full-text indexes and the tables worked out from others."""
        indexing = [
            (table, f"INSERT INTO {index} (rowid, {columns}) SELECT id, {columns} FROM {table} WHERE id > :after")
            for table, (index, columns) in INDEXES.items()
        ]
        for table, statement in (*indexing, *FILLS):
            self._connection.execute(statement, {"after": self._indexed[table]})
        self._indexed = {table: self._highest(table) for table in self._indexed}

    def write(self, story: int, rows: StoryRows) -> None:
        """The rows of the story with the number ``story``."""
        tellings = self._tellings(rows)
        self._many("story_tellings", [(story, t[0], id) for t, id in zip(rows.tellings, tellings, strict=True)])
        people = self._numbers("characters", len(rows.characters))
        self._many("characters", [(people + n, story, *row) for n, row in enumerate(rows.characters)])
        first = self._numbers("names", len(rows.names))
        self._many("names", [(first + n, people + who, *row) for n, (who, *row) in enumerate(rows.names)])
        self._spellings(rows)
        relations = self._numbers("relations", len(rows.relations))
        self._many(
            "relations",
            [
                (relations + n, story, local, type, people + a, people + b, sure)
                for n, (local, type, a, b, sure) in enumerate(rows.relations)
            ],
        )
        events = self._numbers("events", len(rows.events))
        self._many("events", [(events + n, story, *row) for n, row in enumerate(rows.events)])
        self._many(
            "roles",
            [
                (events + event, number, type, None if who is None else people + who, words)
                for event, number, type, who, words in rows.roles
            ],
        )
        deaths = self._numbers("deaths", len(rows.deaths))
        self._many(
            "deaths",
            [
                (deaths + n, story, local, people + who, manner, sort, None if event is None else events + event, sure)
                for n, (local, who, manner, sort, event, sure) in enumerate(rows.deaths)
            ],
        )
        self._many("killers", [(deaths + death, people + who) for death, who in rows.killers])
        causes = self._numbers("causes", len(rows.causes))
        self._many(
            "causes",
            [
                (causes + n, story, local, type, events + cause, events + effect, sure)
                for n, (local, type, cause, effect, sure) in enumerate(rows.causes)
            ],
        )
        knowledge = self._numbers("knowledge", len(rows.knowledge))
        self._many(
            "knowledge",
            [
                (knowledge + n, story, local, type, events + event, None if it is None else events + it, words, sure)
                for n, (local, type, event, it, words, sure) in enumerate(rows.knowledge)
            ],
        )
        self._many("knowers", [(knowledge + n, people + who, side) for n, who, side in rows.knowers])
        first_of = {
            "character": people,
            "relation": relations,
            "event": events,
            "trigger": events,
            "death": deaths,
            "cause": causes,
            "knowledge": knowledge,
        }
        self._many(
            "evidence",
            [
                (story, claim, first_of[claim] + n, number, tellings[telling], start, end)
                for claim, n, number, telling, start, end in rows.evidence
            ],
        )
        self._many("corrections", [(story, *row) for row in rows.corrections])

    def _tellings(self, rows: StoryRows) -> list[int]:
        """The tellings' numbers in the library; those already there are not stored again.

        Spans count white space: a telling that differs from a stored one in nothing else is one more row.
        """
        found = []
        for _, words, *about, text in rows.tellings:
            alike = self._connection.execute(
                "SELECT id, hash, text FROM tellings WHERE hash BETWEEN ? AND ?", (words, f"{words}~")
            ).fetchall()
            id = next((int(row[0]) for row in alike if row[2] == text), 0)
            if not id:
                id = self._numbers("tellings", 1)
                hash = exact_hash(text) if any(row[1] == words for row in alike) else words
                self._many("tellings", [(id, hash, *about, text)])
            found.append(id)
        return found

    def _spellings(self, rows: StoryRows) -> None:
        words = {word for *_, folded in rows.names for word in folded.split() if len(word) > 2}
        self._connection.executemany(
            "INSERT OR IGNORE INTO spellings (word) VALUES (?)", [(word,) for word in sorted(words)]
        )

    def catch_up(self) -> None:
        """Put into the full-text indexes what other programs wrote before this transaction and did not put there.

        Rows that are not in an index must not be deleted: that would take from it what it never got.
        """
        for table, (index, _) in INDEXES.items():
            self._indexed[table] = min(self._indexed[table], self._highest(f"{index}_docsize"))
        # Nobody takes part in the events after the last one that has deeds, or others wrote them.
        self._indexed["events"] = min(self._indexed["events"], self._highest("deeds", "event_id"))
        self.index()

    def _highest(self, table: str, column: str = "id") -> int:
        return int(self._connection.execute(f"SELECT coalesce(max({column}), 0) FROM {table}").fetchone()[0])

    def _numbers(self, table: str, count: int) -> int:
        """The first of ``count`` numbers, one after the other, that no row of ``table`` has yet."""
        first = self._next[table]
        self._next[table] += count
        return first

    def _many(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            places = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)
