"""A story as rows of the tables."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence

from fabula.library.folding import fold_words
from fabula.library.packing import text_hash
from fabula.story.cast import Character
from fabula.story.ontology import AttributeType
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["RowWriter"]

_COUNTED = ("characters", "relations", "events", "deaths", "causes", "knowledge")


class RowWriter:
    """Writes the rows of stories inside a transaction that the caller has begun with ``BEGIN IMMEDIATE``.

    Numbers are given out here, not asked back from SQLite row by row: the transaction keeps all other writers out.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._last = {
            table: int(connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0])
            for table in _COUNTED
        }

    def write(self, story_id: int, story: Story) -> None:
        """The tellings, cast, claims and corrections of ``story``."""
        tellings = self._tellings(story_id, story)
        evidence: list[tuple[int, str, int, int, int, int, int]] = []

        def proof(claim: str, id: int, spans: Iterable[Span]) -> None:
            evidence.extend((story_id, claim, id, n, tellings[s.telling], s.start, s.end) for n, s in enumerate(spans))

        people = self._number("characters", (c.id for c in story.characters))
        self._many(
            "characters",
            (
                (people[c.id], story_id, c.id, c.name, c.named, c.kind, c.gender, c.fate, c.part, c.confidence)
                for c in story.characters
            ),
        )
        names = [(people[c.id], *name) for c in story.characters for name in _names(c)]
        self._connection.executemany("INSERT INTO names (character_id, type, value, folded) VALUES (?, ?, ?, ?)", names)
        self._connection.executemany(
            "INSERT OR IGNORE INTO spellings (word) VALUES (?)",
            ((word,) for word in sorted({w for *_, folded in names for w in folded.split() if len(w) > 2})),
        )
        for c in story.characters:
            proof("character", people[c.id], c.evidence)

        ids = self._number("relations", (r.id for r in story.relations))
        self._many(
            "relations",
            ((ids[r.id], story_id, r.id, r.type, people[r.a], people[r.b], r.confidence) for r in story.relations),
        )
        for r in story.relations:
            proof("relation", ids[r.id], r.evidence)

        events = self._number("events", (e.id for e in story.events))
        happened = {id: n for n, id in enumerate(story.order or tuple(e.id for e in story.events))}
        self._many(
            "events",
            (
                (
                    events[e.id],
                    story_id,
                    e.id,
                    told,
                    happened.get(e.id, told),
                    e.type,
                    e.predicate,
                    e.modality,
                    e.when,
                    e.confidence,
                )
                for told, e in enumerate(story.events)
            ),
        )
        self._many(
            "roles",
            (
                (
                    events[e.id],
                    n,
                    role.type,
                    people[role.character] if role.character is not None else None,
                    story.words(role.evidence[0]) if role.evidence else "",
                )
                for e in story.events
                for n, role in enumerate(e.roles)
            ),
        )
        for e in story.events:
            proof("trigger", events[e.id], e.triggers)
            proof("event", events[e.id], e.evidence)

        deaths = self._number("deaths", (d.id for d in story.deaths))
        self._many(
            "deaths",
            (
                (
                    deaths[d.id],
                    story_id,
                    d.id,
                    people[d.victim],
                    d.manner,
                    d.certainty,
                    events[d.event] if d.event is not None else None,
                    d.confidence,
                )
                for d in story.deaths
            ),
        )
        self._many("killers", sorted({(deaths[d.id], people[k]) for d in story.deaths for k in d.killers}))
        for d in story.deaths:
            proof("death", deaths[d.id], d.evidence)

        ids = self._number("causes", (c.id for c in story.causes))
        self._many(
            "causes",
            (
                (ids[c.id], story_id, c.id, c.type, events[c.cause], events[c.effect], c.confidence)
                for c in story.causes
            ),
        )
        for cause in story.causes:
            proof("cause", ids[cause.id], cause.evidence)

        ids = self._number("knowledge", (k.id for k in story.knowledge))
        self._many(
            "knowledge",
            (
                (
                    ids[k.id],
                    story_id,
                    k.id,
                    k.type,
                    events[k.event],
                    events[k.about] if k.about is not None else None,
                    " ".join(story.words(s) for s in k.content),
                    k.confidence,
                )
                for k in story.knowledge
            ),
        )
        sides = {
            (ids[k.id], people[c], side)
            for k in story.knowledge
            for side, group in (("holder", k.holders), ("other", k.others))
            for c in group
        }
        self._many("knowers", sorted(sides))
        for k in story.knowledge:
            proof("knowledge", ids[k.id], k.evidence)

        self._many("evidence", evidence)
        self._many(
            "corrections",
            (
                (story_id, n, c.id, c.author, c.time, c.action, json.dumps(dict(c.arguments)), c.reason, c.undone)
                for n, c in enumerate(story.corrections)
            ),
        )

    def _tellings(self, story_id: int, story: Story) -> dict[str, int]:
        """The tellings' numbers in the library, by their ids in the story; those already there are not stored again."""
        found = {}
        for telling in story.tellings:
            hash = text_hash(telling.text)
            row = self._connection.execute("SELECT id FROM tellings WHERE hash = ?", (hash,)).fetchone()
            if row is None:
                row = self._connection.execute(
                    "INSERT INTO tellings (hash, title, source, language, text) VALUES (?, ?, ?, ?, ?) RETURNING id",
                    (hash, telling.title, telling.source, telling.language, telling.text),
                ).fetchone()
            found[telling.id] = int(row[0])
        self._many("story_tellings", ((story_id, name, id) for name, id in found.items()))
        return found

    def _number(self, table: str, ids: Iterable[str]) -> dict[str, int]:
        numbered = {id: n for n, id in enumerate(ids, self._last[table] + 1)}
        self._last[table] += len(numbered)
        return numbered

    def _many(self, table: str, rows: Iterable[Sequence[object]]) -> None:
        rows = list(rows)
        if rows:
            places = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({places})", rows)


def _names(character: Character) -> Iterator[tuple[str, str, str]]:
    """What a character is called: type, words, folded words."""
    yield "name", character.name, " ".join(fold_words(character.name))
    for alias in character.aliases:
        yield "alias", alias, " ".join(fold_words(alias))
    for attribute in character.attributes:
        # A performer is no part of the story: nobody who looks for "Lee" wants everyone played by a Lee.
        folded = "" if attribute.type is AttributeType.PERFORMER else " ".join(fold_words(attribute.value))
        yield str(attribute.type), attribute.value, folded
