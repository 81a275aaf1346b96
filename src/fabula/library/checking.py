"""Whether a library file is sound."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import TYPE_CHECKING

from fabula.errors import LibraryError
from fabula.library.derived import WHOLE
from fabula.library.packing import story_key
from fabula.story.check import violations

if TYPE_CHECKING:
    from fabula.library.store import Library

__all__ = ["faults_of"]


def faults_of(library: Library) -> Iterator[str]:
    """All that is wrong: damaged pages, rows that point nowhere, indexes that disagree, stories that break rules."""
    run = library.connection.execute
    try:
        yield from (f"the file is damaged: {row[0]}" for row in run("PRAGMA integrity_check") if row[0] != "ok")
        for table, row, other, _ in run("PRAGMA foreign_key_check"):
            yield f"row {row} of the table {table} points at a row of {other} that is not there"
        for index in ("telling_index", "name_index", "spelling_index"):
            try:
                run(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
            except sqlite3.DatabaseError as error:
                if "readonly" not in str(error):
                    yield f"the search index {index} does not fit its table"
        for table, columns, rows in WHOLE:
            right, held = f"SELECT * FROM ({rows})", f"SELECT {columns} FROM {table}"
            differing = (f"SELECT * FROM ({a} EXCEPT {b} LIMIT 1)" for a, b in ((right, held), (held, right)))
            if run(" UNION ALL ".join(differing), {"after": 0}).fetchone() is not None:
                yield f"the table {table} does not fit those it is worked out from"
        ids = [(int(id), key) for id, key in run("SELECT id, key FROM stories ORDER BY id")]
    except sqlite3.DatabaseError as error:
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
