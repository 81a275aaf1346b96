"""Writes stories, made into rows, into the tables and the indexes over them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from itertools import chain

from fabula.library.derived import FILLS
from fabula.library.packing import exact_hash
from fabula.library.rows import StoryRows
from fabula.library.schema import INDEXES

__all__ = ["RowWriter"]

# The tables whose rows have numbers that are given out here.
_COUNTED = ("tellings", "characters", "names", "relations", "events", "deaths", "causes", "knowledge")

# The tables whose rows wait for those of other stories, in the order they are written in: what others refer to first.
_WAITING = (
    "characters", "names", "relations", "events", "roles", "deaths", "killers", "causes", "knowledge", "knowers",
    "evidence",
)  # fmt: skip
_AT_ONCE = 32  # rows that one statement writes: SQLite then takes a quarter less time over each


class RowWriter:
    """Writes the rows of stories inside a transaction that the caller has begun with ``BEGIN IMMEDIATE``.

    Numbers are given out here, not asked back from SQLite row by row: the transaction keeps all other writers out. What
    is written cannot be searched, and may not be deleted, before :meth:`index` has been called: till then most rows
    wait, to be written many at once.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._next = {table: self._highest(table) + 1 for table in _COUNTED}
        self._indexed = {table: self._highest(table) for table in (*INDEXES, *dict(FILLS))}
        self._waiting: dict[str, list[tuple[object, ...]]] = {table: [] for table in _WAITING}
        self._words: dict[str, None] = {}

    def index(self) -> None:
        """Put what was written since the last time into the full-text indexes and the tables worked out from others."""
        for table, rows in self._waiting.items():
            self._many(table, rows)
            rows.clear()
        self._connection.executemany(
            "INSERT OR IGNORE INTO spellings (word) VALUES (?)", [(word,) for word in self._words]
        )
        self._words.clear()
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
        self._waiting["characters"] += [(people + n, story, *row) for n, row in enumerate(rows.characters)]
        first = self._numbers("names", len(rows.names))
        self._waiting["names"] += [(first + n, people + who, *row) for n, (who, *row) in enumerate(rows.names)]
        words = {word for *_, folded in rows.names for word in folded.split() if len(word) > 2}
        self._words.update(dict.fromkeys(sorted(words)))
        relations = self._numbers("relations", len(rows.relations))
        self._waiting["relations"] += [
            (relations + n, story, local, type, people + a, people + b, sure)
            for n, (local, type, a, b, sure) in enumerate(rows.relations)
        ]
        events = self._numbers("events", len(rows.events))
        self._waiting["events"] += [(events + n, story, *row) for n, row in enumerate(rows.events)]
        self._waiting["roles"] += [
            (events + event, number, type, None if who is None else people + who, words)
            for event, number, type, who, words in rows.roles
        ]
        deaths = self._numbers("deaths", len(rows.deaths))
        self._waiting["deaths"] += [
            (deaths + n, story, local, people + who, manner, sort, None if event is None else events + event, sure)
            for n, (local, who, manner, sort, event, sure) in enumerate(rows.deaths)
        ]
        self._waiting["killers"] += [(deaths + death, people + who) for death, who in rows.killers]
        causes = self._numbers("causes", len(rows.causes))
        self._waiting["causes"] += [
            (causes + n, story, local, type, events + cause, events + effect, sure)
            for n, (local, type, cause, effect, sure) in enumerate(rows.causes)
        ]
        knowledge = self._numbers("knowledge", len(rows.knowledge))
        self._waiting["knowledge"] += [
            (knowledge + n, story, local, type, events + event, None if it is None else events + it, words, sure)
            for n, (local, type, event, it, words, sure) in enumerate(rows.knowledge)
        ]
        self._waiting["knowers"] += [(knowledge + n, people + who, side) for n, who, side in rows.knowers]
        first_of = {
            "character": people,
            "relation": relations,
            "event": events,
            "trigger": events,
            "death": deaths,
            "cause": causes,
            "knowledge": knowledge,
        }
        self._waiting["evidence"] += [
            (story, claim, first_of[claim] + n, number, tellings[telling], start, end)
            for claim, n, number, telling, start, end in rows.evidence
        ]
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

    def _many(self, table: str, rows: Sequence[tuple[object, ...]]) -> None:
        if rows:
            places = f"({', '.join('?' * len(rows[0]))})"
            whole = len(rows) - len(rows) % _AT_ONCE
            several = [tuple(chain.from_iterable(rows[n : n + _AT_ONCE])) for n in range(0, whole, _AT_ONCE)]
            if several:
                self._connection.executemany(f"INSERT INTO {table} VALUES {', '.join([places] * _AT_ONCE)}", several)
            self._connection.executemany(f"INSERT INTO {table} VALUES {places}", rows[whole:])
