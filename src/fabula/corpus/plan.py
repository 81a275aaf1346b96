"""What a batch will read: every story with its tellings, kept on disk, cut into shards.

The plan follows from the input alone, so that a batch that was stopped, or one with other workers, does the same work
in the same pieces and ends with the same bytes.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import Any

from fabula.corpus.cleaning import clean
from fabula.corpus.fields import title_of, told_fields
from fabula.corpus.ingest import ingest_text
from fabula.corpus.sources import Found, Problem
from fabula.errors import FabulaError, InputError, OutputError
from fabula.story.text import Telling

__all__ = ["Plan", "PlannedStory", "Shard", "make_plan"]

SHARD_STORIES = 64
SHARD_CHARACTERS = 250_000
"""A shard ends before a story with which it would pass one of these."""

_ID_FIELDS = ("id", "story_id", "imdb_id", "tmdb_id", "isbn", "uuid", "key")
_YEAR_FIELDS = ("year", "release_year", "release_date", "date", "published")
_SCHEMA = """
CREATE TABLE stories (n INTEGER PRIMARY KEY, id TEXT UNIQUE, title TEXT, year INTEGER, length INTEGER, copies INTEGER);
CREATE TABLE tellings (n INTEGER PRIMARY KEY, story INTEGER, source TEXT, title TEXT, text TEXT, metadata TEXT);
CREATE TABLE problems (n INTEGER PRIMARY KEY, source TEXT, reason TEXT);
CREATE TABLE shards (n INTEGER PRIMARY KEY, first INTEGER, last INTEGER, words INTEGER);
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT);
CREATE INDEX by_story ON tellings (story);
"""


@dataclass(frozen=True, slots=True)
class PlannedStory:
    """One story to read: its id, unique in the batch, its tellings, and what its records say besides.

    ``metadata`` holds for each telling id a JSON object of the record's other fields.
    """

    id: str
    title: str
    year: int | None
    tellings: tuple[Telling, ...]
    metadata: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shard:
    """A run of stories that is read at once: ``[first, last]``, counted from 0, and how many words they have."""

    number: int
    first: int
    last: int
    words: int


class Plan:
    """A finished plan on disk, open for reading."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._base = sqlite3.connect(f"file:{path}?mode=ro", uri=True, check_same_thread=False)

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    def shards(self) -> list[Shard]:
        """All shards in order."""
        return [Shard(*row) for row in self._base.execute("SELECT n, first, last, words FROM shards ORDER BY n")]

    def count(self, table: str) -> int:
        """How many ``stories``, ``tellings`` or ``problems`` there are."""
        return int(self._base.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # table names are ours

    def problems(self) -> Iterator[Problem]:
        """What could not be read, in the order of the input."""
        for source, reason in self._base.execute("SELECT source, reason FROM problems ORDER BY n"):
            yield Problem(source, reason)

    def stories(self, shard: Shard) -> list[PlannedStory]:
        """The stories of a shard."""
        told: dict[int, list[tuple[str, str, str, str]]] = {}
        rows = self._base.execute(
            "SELECT story, source, title, text, metadata FROM tellings WHERE story BETWEEN ? AND ? ORDER BY n",
            (shard.first, shard.last),
        )
        for story, *telling in rows:
            told.setdefault(story, []).append((telling[0], telling[1], telling[2], telling[3]))
        found = []
        for n, id, title, year in self._base.execute(
            "SELECT n, id, title, year FROM stories WHERE n BETWEEN ? AND ? ORDER BY n", (shard.first, shard.last)
        ):
            tellings = tuple(
                Telling(id=f"t{i}", text=text, title=name, source=source)
                for i, (source, name, text, _) in enumerate(told[n], 1)
            )
            metadata = {f"t{i}": data for i, (_, _, _, data) in enumerate(told[n], 1)}
            found.append(PlannedStory(id, title, year, tellings, metadata))
        return found


def make_plan(
    found: Iterable[Found | Problem], path: Path, *, by: str | None = None, text_fields: Sequence[str] = ()
) -> Plan:
    """Go through the records, group them into stories, and write the plan.

    Args:
        found: the records.
        path: the file to write; it appears when the plan is complete.
        by: the field whose value tells the story: records with the same value are tellings of one story. Without it,
            each record is a story of its own, with a telling for each of its fields that holds one.
        text_fields: the fields that hold a telling; without them, those with names known for it.

    Raises:
        InputError: no record holds a telling.
        OutputError: the file cannot be written.
    """
    temporary = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.unlink(missing_ok=True)
        base = sqlite3.connect(temporary)
        try:
            # A plan that was cut short is made anew: nothing is gained by flushing every step to disk.
            base.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _SCHEMA)
            _Planner(base, by, text_fields).run(found)
            base.commit()
        finally:
            base.close()
        temporary.replace(path)
    except (OSError, sqlite3.Error) as error:
        raise OutputError(f"{path} cannot be written ({error}): give another place, or make room there.") from None
    return Plan(path)


class _Planner:
    def __init__(self, base: sqlite3.Connection, by: str | None, text_fields: Sequence[str]) -> None:
        self.base, self.by, self.text_fields = base, by, text_fields
        self.stories = 0
        self.seen_fields: dict[str, None] = {}

    def run(self, found: Iterable[Found | Problem]) -> None:
        for item in found:
            if isinstance(item, Problem):
                self.problem(item.source, item.reason)
                continue
            try:
                self.record(item)
            except FabulaError as error:
                self.problem(item.source, str(error))
        if not self.stories:
            (problems,) = self.base.execute("SELECT count(*) FROM problems").fetchone()
            first = self.base.execute("SELECT reason FROM problems ORDER BY n LIMIT 1").fetchone()
            fields = ", ".join(list(self.seen_fields)[:12])
            raise InputError(
                f"The input holds no telling ({problems} bad records; the first: {first[0]})"
                if problems
                else f"The input holds no field that tells a story (its fields: {fields or 'none'}): "
                "name one with --text-field."
            )
        self.shards()

    def problem(self, source: str, reason: str) -> None:
        values = (_writable(source), _writable(reason))
        self.base.execute("INSERT INTO problems (source, reason) VALUES (?, ?)", values)

    def record(self, item: Found) -> None:
        fields = item.fields
        self.seen_fields.update(dict.fromkeys(fields))
        told = told_fields(fields, ("text",) if item.whole else self.text_fields)
        if not told:
            known = ", ".join(str(name) for name in list(fields)[:8])
            raise InputError(f"The record has no field that tells a story (its fields: {known}).")
        texts, problems = [], []
        for name, text in told:
            try:
                texts.append((name, ingest_text(text, source="the text").text))
            except InputError as error:
                problems.append(str(error))
        if not texts:
            raise InputError(problems[0])
        title, id = clean(title_of(fields)), self.id_of(item)
        others = _others(fields, [name for name, _ in told])
        metadata = _writable(json.dumps(others, ensure_ascii=False, sort_keys=True))
        story = self.story(item, id, title, year_of(fields), [text for _, text in texts])
        if story is None:
            return
        for name, text in texts:
            source = _writable(item.source if len(told) == 1 else f"{item.source}, {name}")
            values = (story, source, title, text, metadata)
            self.base.execute(
                "INSERT INTO tellings (story, source, title, text, metadata) VALUES (?, ?, ?, ?, ?)", values
            )

    def id_of(self, item: Found) -> str:
        """What the record is called: by the field asked for, by an id of its own, or by its place."""
        by_name = {str(name).strip().casefold(): value for name, value in item.fields.items()}
        if self.by is not None:
            value = by_name.get(self.by.strip().casefold())
            if value is None or not (id := _flat(value)):
                raise InputError(f"The record has no value in the field {self.by!r}, which tells the story.")
            return id
        for name in _ID_FIELDS:
            value = by_name.get(name)
            if isinstance(value, str | int) and not isinstance(value, bool) and (id := _flat(value)):
                return id
        return _flat(item.source)

    def story(self, item: Found, id: str, title: str, year: int | None, texts: list[str]) -> int | None:
        """The number of the story that a record belongs to; ``None`` where the record only repeats another."""
        length = sum(len(text) for text in texts)
        known = self.base.execute("SELECT n FROM stories WHERE id = ?", (id,)).fetchone()
        if known is not None:
            have = {text for (text,) in self.base.execute("SELECT text FROM tellings WHERE story = ?", (known[0],))}
            if have.issuperset(texts):
                raise InputError(f"The record repeats an earlier one with the id {id!r}, word for word.")
            if self.by is not None:
                self.base.execute("UPDATE stories SET length = length + ? WHERE n = ?", (length, known[0]))
                return int(known[0])
            self.problem(item.source, f"The id {id!r} was used before: this record is kept as a story of its own.")
            (number,) = self.base.execute("SELECT copies FROM stories WHERE n = ?", known).fetchone()
            while self.base.execute("SELECT 1 FROM stories WHERE id = ?", (f"{id}~{number + 1}",)).fetchone():
                number += 1
            self.base.execute("UPDATE stories SET copies = ? WHERE n = ?", (number + 1, known[0]))
            id = f"{id}~{number + 1}"
        values = (self.stories, id, title, year, length)
        self.base.execute("INSERT INTO stories (n, id, title, year, length, copies) VALUES (?, ?, ?, ?, ?, 1)", values)
        self.stories += 1
        return self.stories - 1

    def shards(self) -> None:
        """Cut the stories, in the order of their first records, into runs of about the same length."""
        number, first, length = 0, 0, 0
        sizes = self.base.execute("SELECT n, length FROM stories ORDER BY n").fetchall()
        for n, size in sizes:
            if n > first and (n - first >= SHARD_STORIES or length + size > SHARD_CHARACTERS):
                self.shard(number, first, n - 1)
                number, first, length = number + 1, n, 0
            length += size
        self.shard(number, first, len(sizes) - 1)

    def shard(self, number: int, first: int, last: int) -> None:
        texts = self.base.execute("SELECT text FROM tellings WHERE story BETWEEN ? AND ?", (first, last))
        words = sum(len(text.split()) for (text,) in texts)
        self.base.execute("INSERT INTO shards VALUES (?, ?, ?, ?)", (number, first, last, words))


def year_of(fields: Mapping[str, Any]) -> int | None:
    """The year that a record gives, from 1000 to 2999, or ``None``."""
    by_name = {str(name).strip().casefold().replace(" ", "_"): value for name, value in fields.items()}
    for name in _YEAR_FIELDS:
        if name in by_name and (match := re.search(r"(?<!\d)[12]\d{3}(?!\d)", str(by_name[name]))):
            return int(match.group())
    return None


def _flat(value: object) -> str:
    """A value as one line of sound text."""
    return " ".join(clean(str(value)).split())


def _writable(text: str) -> str:
    """A text without halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()


def _others(fields: Mapping[str, Any], told: list[str]) -> dict[str, Any]:
    """The plain values of the fields that hold no telling; a number that JSON does not know is left out."""
    texts = {name.partition("[")[0] for name in told}
    plain = {str(k): v for k, v in fields.items() if k not in texts and isinstance(v, str | int | float | bool)}
    return {k: v for k, v in plain.items() if not isinstance(v, float) or isfinite(v)}
