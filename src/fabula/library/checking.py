"""Whether a library file is sound, and what to do where it is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fabula.errors import LibraryError
from fabula.library.derived import FILLS, WHOLE
from fabula.library.packing import story_key
from fabula.library.schema import INDEXES, LIBRARY_VERSION
from fabula.story.check import violations

if TYPE_CHECKING:
    from fabula.library.store import Library

__all__ = ["faults_of", "rebuild", "verdict"]

_OF_INDEX = "the search index "
_NOT_CHECKED = "the search indexes were not checked, for the library was opened for reading only, or may only be read"


def faults_of(library: Library) -> Iterator[str]:
    """All that is wrong: damaged pages, rows that point nowhere, indexes that disagree, stories that break rules.

    It says, too, where the indexes could not be checked. Raises ``sqlite3.OperationalError`` where nothing can be
    checked now, as when another program is writing for long.
    """
    run = library.connection.execute
    try:
        # Newer versions of SQLite look into the indexes here as well; more closely they are looked at below.
        damage = [row[0] for row in run("PRAGMA integrity_check") if row[0] != "ok" and "fts5" not in row[0].lower()]
        yield from (f"the file is damaged: {one}" for one in damage)
        for table, row, other, _ in run("PRAGMA foreign_key_check"):
            yield f"row {row} of the table {table} points at a row of {other} that is not there"
        for index, _ in INDEXES.values():
            try:
                run(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.OperationalError as error:
                if "readonly" not in str(error):
                    raise
                yield _NOT_CHECKED
                break
            except sqlite3.DatabaseError:
                yield f"{_OF_INDEX}{index} does not fit its table"
        # An older version that is only read has none of these.
        for table, columns, rows in WHOLE if run("PRAGMA user_version").fetchone()[0] >= LIBRARY_VERSION else ():
            right, held = f"SELECT * FROM ({rows})", f"SELECT {columns} FROM {table}"
            differing = (f"SELECT * FROM ({a} EXCEPT {b} LIMIT 1)" for a, b in ((right, held), (held, right)))
            if run(" UNION ALL ".join(differing), {"after": 0}).fetchone() is not None:
                yield f"{_OF_INDEX}{table} does not fit the tables it is worked out from"
        ids = [(int(id), key) for id, key in run("SELECT id, key FROM stories ORDER BY id")]
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
            raise
        yield f"the file is damaged: {error}"
        return
    for id, key in ids:
        try:
            story = library.get(id)
        except LibraryError:
            yield f"story {id} cannot be read"
            continue
        if story_key(story) != key:
            yield f"story {id} does not have the tellings it was stored with"
        yield from (f"story {id}: {violation}" for violation in violations(story))


def rebuild(connection: sqlite3.Connection) -> None:
    """Make the search indexes anew from their tables, and then what is worked out from others."""
    for index, _ in INDEXES.values():
        connection.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
    for table, *_ in WHOLE:
        connection.execute(f"DELETE FROM {table}")
    for _, statement in FILLS:
        connection.execute(statement, {"after": 0})


def verdict(path: Path | str, faults: Sequence[str]) -> str:
    """What ``faults`` come to, and what to do about them, in one sentence."""
    if all(fault == _NOT_CHECKED for fault in faults):
        return f"The library {path} could not be checked wholly: check a copy, which `fabula backup` makes."
    several = f"{len(faults)} faults" if len(faults) > 1 else "1 fault"
    cure = "restore a backup"
    if all(fault.startswith(_OF_INDEX) for fault in faults):
        cure = f"`fabula check --rebuild --library {path}` makes its search indexes anew"
    return f"The library {path} has {several}: {cure}."
