"""The library: one SQLite file of stories."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Literal, Self, TypeAlias

from fabula.errors import LibraryError
from fabula.library.connection import Transaction, opened
from fabula.library.faults import library_faults
from fabula.library.packing import story_key, text_hash, unpack
from fabula.library.ready import Ready, make_ready
from fabula.library.schema import migrate
from fabula.library.writer import RowWriter
from fabula.story.story import Story

__all__ = ["Added", "Entry", "Item", "Library", "Succeed"]

_BATCH = 64

Item: TypeAlias = Ready | tuple[Story, tuple[str, bytes] | None]
"""A story made ready, or with its vector: the name of the vector's model, and its bytes."""
Succeed: TypeAlias = Callable[[Story, Story], Item]
"""Makes of a stored story that people have corrected, and one of the same tellings, what is to take its place."""


@dataclass(frozen=True, slots=True)
class Added:
    """What became of a story that was to be added: its number in the library, and whether anything was written."""

    id: int
    outcome: Literal["added", "replaced", "unchanged"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the library's list. ``added`` is ISO 8601, UTC; the numbers count what the story holds."""

    id: int
    title: str
    reader: str
    added: str
    tellings: int
    characters: int
    events: int
    deaths: int


class Library:
    """A library file, open. Use it as a context manager, or :meth:`close` it.

    Several programs may read it at once while one writes; a second writer waits up to 30 seconds for the first.
    What :meth:`add` has reported is on the disk: the program may be killed at any moment after, or before, and the file
    opens again with every reported story whole and no other half-written.
    """

    def __init__(self, path: Path | str, *, write: bool = True) -> None:
        """Open the library at ``path``; made, when it is not there, if ``write``.

        Raises :class:`~fabula.errors.LibraryError` for a file that cannot be opened, is no library, is damaged, or was
        written by a newer fabula.
        """
        self.path = Path(path)
        if not write and not self.path.exists():
            raise LibraryError(f"There is no library at {path}: make one with `fabula add FILES --library {path}`.")
        if self.path.is_dir():
            raise LibraryError(f"{path} is a folder: give the path of a library file in it.")
        if write and not self.path.absolute().parent.is_dir():
            raise LibraryError(f"The folder of the library {path} is not there: make it first.")
        with library_faults(self.path):
            self.connection = opened(self.path, write=write)
            try:
                migrate(self.connection, self.path, write=write)
            except BaseException:
                self.connection.close()
                raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, type: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Closing twice does no harm."""
        self.connection.close()

    def __len__(self) -> int:
        with library_faults(self.path):
            return int(self.connection.execute("SELECT count(*) FROM stories").fetchone()[0])

    def add(self, story: Story, vector: tuple[str, bytes] | None = None) -> Added:
        """Store ``story``; see :meth:`add_all`."""
        return next(self.add_all([(story, vector)]))

    def add_all(self, items: Iterable[Item], *, batch: int = _BATCH, succeed: Succeed | None = None) -> Iterator[Added]:
        """Store stories, ``batch`` at a time.

        A story whose tellings are exactly those of a stored one takes its place and number, if anything in it differs.
        Where the stored one was corrected, it is asked of ``succeed`` what takes its place; whatever others write
        meanwhile, no correction is passed over. One :class:`Added` a story comes back, in order, once it is safely on
        the disk. A batch is stored wholly or not at all. Raises :class:`~fabula.errors.LibraryError`; what was reported
        before stays stored.
        """
        remaining = iter(items)
        # Each story is made ready as it comes, before the lock is taken, so that other writers wait less, and let go:
        # many stories at once are so many objects that Python spends a sixth of the time looking for dead ones.
        while chunk := [self._succeeding(_ready(item), succeed) for item in islice(remaining, batch)]:
            with library_faults(self.path), self._transaction():
                writer = RowWriter(self.connection)
                writer.catch_up()
                fresh: set[int] = set()
                # Somebody may have corrected it since it was made ready, or an earlier one of this batch may be so.
                done = [self._add(writer, self._succeeding(one, succeed), fresh) for one in chunk]
                writer.index()
            yield from done

    def _succeeding(self, one: Ready, succeed: Succeed | None) -> Ready:
        """``one``, or what ``succeed`` makes of it and a stored story whose corrections it has not yet seen."""
        if succeed is None:
            return one
        query = (
            "SELECT id, digest FROM stories WHERE key = ?"
            " AND EXISTS (SELECT 1 FROM corrections WHERE story_id = stories.id)"
        )
        with library_faults(self.path):
            row = self.connection.execute(query, (one.key,)).fetchone()
        if row is None or row[1] in (one.digest, one.succeeds):
            return one
        made = _ready(succeed(self.get(int(row[0])), unpack(one.data, one.texts)))
        return replace(made, succeeds=str(row[1]))

    def _add(self, writer: RowWriter, one: Ready, fresh: set[int]) -> Added:
        """Write ``one``; ``fresh`` are the stories that have been written and are not yet in the indexes."""
        run = self.connection.execute
        old = run("SELECT id, digest FROM stories WHERE key = ?", (one.key,)).fetchone()
        if old is not None and old[1] == one.digest and self._texts(int(old[0])) == one.texts:
            self._keep_vector(int(old[0]), one.vector)
            return Added(int(old[0]), "unchanged")
        had = []
        if old is not None:
            if old[0] in fresh:
                writer.index()
                fresh.clear()
            had = self._forget(int(old[0]))
        row = run(
            "INSERT INTO stories VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (old[0] if old else None, one.key, one.title, one.reader, _now(), one.digest, one.data),
        ).fetchone()
        id = int(row[0])
        writer.write(id, one.rows)
        fresh.add(id)
        self._keep_vector(id, one.vector)
        self._sweep(had)
        return Added(id, "added" if old is None else "replaced")

    def _keep_vector(self, id: int, vector: tuple[str, bytes] | None) -> None:
        if vector is not None:
            self.connection.execute("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", (id, *vector))

    def has_text(self, text: str) -> bool:
        """Whether a telling of these words is stored, by itself or in a story of several."""
        words = text_hash(text)
        query = "SELECT 1 FROM tellings WHERE hash BETWEEN ? AND ?"
        with library_faults(self.path):
            found = self.connection.execute(query, (words, f"{words}~")).fetchone()
        return found is not None

    def find_text(self, texts: Iterable[str]) -> int | None:
        """The number of the story that was read from exactly these texts, if there is one."""
        from fabula.story.text import Telling

        key = story_key(Story(tuple(Telling(str(n), text) for n, text in enumerate(texts))))
        with library_faults(self.path):
            row = self.connection.execute("SELECT id FROM stories WHERE key = ?", (key,)).fetchone()
        return int(row[0]) if row else None

    def entries(self, *, limit: int = -1, offset: int = 0) -> Iterator[Entry]:
        """The stories, in the order they were first added."""
        with library_faults(self.path):
            yield from (Entry(*row) for row in self.connection.execute(_ENTRIES, (limit, offset)))

    def get(self, id: int) -> Story:
        """The story with the number ``id``. Raises :class:`~fabula.errors.LibraryError` if there is none."""
        with library_faults(self.path):
            row = self.connection.execute("SELECT data FROM stories WHERE id = ?", (id,)).fetchone()
            if row is None:
                raise LibraryError(f"The library {self.path} has no story {id}: `fabula list` shows which it has.")
            return unpack(row[0], self._texts(id))

    def title(self, id: int) -> str:
        """The title of a story. Raises :class:`~fabula.errors.LibraryError` if there is no such story."""
        with library_faults(self.path):
            row = self.connection.execute("SELECT title FROM stories WHERE id = ?", (id,)).fetchone()
        if row is None:
            raise LibraryError(f"The library {self.path} has no story {id}: `fabula list` shows which it has.")
        return str(row[0])

    def state(self) -> tuple[int, int]:
        """Two numbers that are others after anybody has written to the file.

        Where it lies in a folder that may not be written, and is read as it stood when it was opened, what others write
        to it meanwhile does not show.
        """
        with library_faults(self.path):
            others = int(self.connection.execute("PRAGMA data_version").fetchone()[0])
        return others, self.connection.total_changes

    def stories(self) -> Iterator[tuple[int, Story]]:
        """Every story with its number, in order."""
        with library_faults(self.path):
            ids = [int(row[0]) for row in self.connection.execute("SELECT id FROM stories ORDER BY id")]
        for id in ids:
            yield id, self.get(id)

    def remove(self, id: int) -> None:
        """Remove the story with the number ``id``, and the tellings that no other story has.

        Raises :class:`~fabula.errors.LibraryError` if there is none.
        """
        with library_faults(self.path), self._transaction():
            if self.connection.execute("SELECT 1 FROM stories WHERE id = ?", (id,)).fetchone() is None:
                raise LibraryError(f"The library {self.path} has no story {id}: `fabula list` shows which it has.")
            RowWriter(self.connection).catch_up()
            self._sweep(self._forget(id))

    def vectors(self, model: str) -> tuple[list[int], list[bytes]]:
        """The numbers of the stories that have a vector of ``model``, and the vectors, in the same order."""
        with library_faults(self.path):
            rows = self.connection.execute("SELECT story_id, data FROM vectors WHERE model = ?", (model,)).fetchall()
        return [row[0] for row in rows], [row[1] for row in rows]

    def vectors_of(self, model: str, ids: Sequence[int]) -> list[bytes]:
        """The vectors of ``model`` of these stories, in their order; empty bytes for a story that has none."""
        marks = ",".join("?" * len(ids))
        query = f"SELECT story_id, data FROM vectors WHERE model = ? AND story_id IN ({marks})"
        with library_faults(self.path):
            found = dict(self.connection.execute(query, (model, *ids)).fetchall())
        return [found.get(id, b"") for id in ids]

    def without_vector(self, model: str) -> list[int]:
        """The numbers of the stories that have no vector of ``model``."""
        query = "SELECT id FROM stories WHERE id NOT IN (SELECT story_id FROM vectors WHERE model = ?) ORDER BY id"
        with library_faults(self.path):
            return [int(row[0]) for row in self.connection.execute(query, (model,))]

    def put_vectors(self, items: Iterable[tuple[int, tuple[str, bytes]]]) -> None:
        """Store vectors of stories that are in the library."""
        with library_faults(self.path), self._transaction():
            for id, vector in items:
                self._keep_vector(id, vector)

    def check(self) -> list[str]:
        """What is wrong with the file, one sentence each; empty for a sound library.

        One that was opened with ``write=False`` has a sentence that says so, for its indexes cannot be checked.
        """
        from fabula.library.checking import faults_of

        with library_faults(self.path):
            return list(faults_of(self))

    def rebuild(self) -> None:
        """Make the search indexes anew from their tables, where another program has spoilt them."""
        from fabula.library.checking import rebuild

        with library_faults(self.path), self._transaction():
            rebuild(self.connection)

    def backup(self, to: Path | str) -> None:
        """Copy the library as it is now to the new file ``to``, while others may read and write it.

        Raises :class:`~fabula.errors.LibraryError` if ``to`` is there already or cannot be written.
        """
        target = Path(to)
        if target.exists():
            raise LibraryError(f"{to} is there already: give the backup another name.")
        half = target.with_name(f".{target.name}.part")
        with library_faults(target):
            half.unlink(missing_ok=True)
            try:
                copy = sqlite3.connect(half)
                try:
                    self.connection.backup(copy)
                finally:
                    copy.close()
                half.rename(target)
            finally:
                half.unlink(missing_ok=True)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A block in which nobody else writes: what it reads and then writes is one step, which fails as a whole.

        Others wait meanwhile, 30 seconds at most. What is added inside is on the disk when the block has ended.
        """
        with library_faults(self.path), self._transaction():
            yield

    def _transaction(self) -> Transaction:
        return Transaction(self.connection, self.path)

    def _forget(self, id: int) -> list[tuple[int]]:
        """Take the story out; what comes back are the numbers of the tellings it had."""
        had = self.connection.execute("SELECT telling_id FROM story_tellings WHERE story_id = ?", (id,)).fetchall()
        self.connection.execute("DELETE FROM stories WHERE id = ?", (id,))
        return had

    def _sweep(self, tellings: list[tuple[int]]) -> None:
        """Drop those of the tellings that no story has any more."""
        self.connection.executemany(
            "DELETE FROM tellings WHERE id = ?"
            " AND NOT EXISTS (SELECT 1 FROM story_tellings WHERE telling_id = tellings.id)",
            tellings,
        )

    def _texts(self, id: int) -> dict[str, str]:
        query = "SELECT name, text FROM story_tellings JOIN tellings ON id = telling_id WHERE story_id = ?"
        return dict(self.connection.execute(query, (id,)))


_ENTRIES = """
    SELECT id, title, reader, added,
        (SELECT count(*) FROM story_tellings WHERE story_id = stories.id),
        (SELECT count(*) FROM characters WHERE story_id = stories.id),
        (SELECT count(*) FROM events WHERE story_id = stories.id),
        (SELECT count(*) FROM deaths WHERE story_id = stories.id)
    FROM stories ORDER BY id LIMIT ? OFFSET ?
"""


def _ready(item: Item) -> Ready:
    return item if isinstance(item, Ready) else make_ready(*item)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
