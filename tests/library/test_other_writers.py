"""Other programs may write to the file: what they leave out is made good, and spoils nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

import fabula
from fabula.errors import LibraryError
from fabula.library.schema import MIGRATIONS
from fabula.library.search import find_events
from fabula.library.store import Library
from tests.library.stories import bakers, ferryman, huntsman


def _inserting(library: Library) -> None:
    """What another program inserts, or an older fabula that goes on after the file was brought up to date."""
    raw = sqlite3.connect(library.path)
    raw.execute("INSERT INTO names SELECT max(id) + 1, 1, 'alias', 'Zephyrine', 'zephyrine' FROM names")
    raw.execute("INSERT INTO spellings (word) VALUES ('zephyrine')")
    raw.commit()
    raw.close()


def test_what_another_program_inserts_is_found_once_something_is_added(tmp_path: Path) -> None:
    """The indexes take up all that they do not have."""
    with Library(tmp_path / "l.db") as library:
        library.add(ferryman())
        _inserting(library)
        library.add(bakers())
        called = "SELECT value FROM names JOIN name_index ON names.id = name_index.rowid WHERE name_index MATCH ?"
        found = [library.connection.execute(called, (word,)).fetchall() for word in ("zephyrine", "nell")]
        assert (found, library.check()) == ([[("Zephyrine",)], [("Nell",)]], [])


def test_claims_whose_story_another_program_deleted_are_no_hits(tmp_path: Path) -> None:
    """Without foreign keys SQLite leaves them behind; they do not count among the hits either."""
    query = fabula.Query().event("kill", agent="?x")
    with Library(tmp_path / "l.db") as library:
        list(library.add_all([(ferryman(), None), (huntsman(), None)]))
        library.connection.execute("PRAGMA foreign_keys = OFF")
        library.connection.execute("DELETE FROM stories WHERE id = 1")
        assert [hit.title for hit in find_events(library, query, limit=1)] == ["The Huntsman"]


@pytest.mark.parametrize("replaced", [False, True])
def test_removing_what_another_program_inserted_leaves_the_indexes_sound(tmp_path: Path, replaced: bool) -> None:
    """So does another reading that takes its place."""
    with Library(tmp_path / "l.db") as library:
        library.add(ferryman())
        _inserting(library)
        if replaced:
            assert library.add(replace(ferryman(), deaths=())).outcome == "replaced"
        else:
            library.remove(1)
        assert library.check() == []


def test_nothing_is_written_to_a_file_that_another_program_has_brought_up_to_date(tmp_path: Path) -> None:
    """Its rules may be others now: the program that had it open is told to open it again."""
    with Library(tmp_path / "l.db") as library:
        library.add(ferryman())
        raw = sqlite3.connect(tmp_path / "l.db")
        raw.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
        raw.close()
        for write in (lambda: library.add(bakers()), lambda: library.remove(1)):
            with pytest.raises(LibraryError, match="install a newer fabula"):
                write()
        assert (len(library), library.connection.in_transaction) == (1, False)
