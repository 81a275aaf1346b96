"""Libraries of older versions are read as they are, and brought up to date when they are opened for writing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from fabula.cli.app import run
from fabula.corpus.library import find
from fabula.errors import LibraryError
from fabula.library.schema import APPLICATION_ID, MIGRATIONS, migrate
from fabula.library.store import Library
from tests.library.stories import ferryman


def _first_version(path: Path) -> Path:
    """A library as the first version left it, with one story."""
    newest = path.with_name("newest.db")
    with Library(newest) as library:
        library.add(ferryman())
    raw = sqlite3.connect(path)
    raw.executescript(MIGRATIONS[0])
    raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    raw.execute("PRAGMA user_version = 1")
    raw.execute("ATTACH ? AS newest", (str(newest),))
    tables = "SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE '%index%'"
    for (table,) in raw.execute(tables).fetchall():
        raw.execute(f"INSERT INTO main.{table} SELECT * FROM newest.{table}")
    raw.commit()
    raw.close()
    return path


def _version(path: Path) -> int:
    raw = sqlite3.connect(path)
    version = int(raw.execute("PRAGMA user_version").fetchone()[0])
    raw.close()
    return version


def test_a_library_of_the_first_version_is_read_and_backed_up_as_it_is(tmp_path: Path) -> None:
    """Nothing is written to it; the backup has its version, too."""
    path = _first_version(tmp_path / "l.db")
    before = path.read_bytes()
    with Library(path, write=False) as library:
        assert [(1, ferryman())] == list(library.stories())
        assert [hit.title for hit in find(library, "Téo")] == ["The Ferryman"]
        library.backup(tmp_path / "copy.db")
    assert (before, 1, 1) == (path.read_bytes(), _version(path), _version(tmp_path / "copy.db"))


def test_the_message_on_a_missing_table_names_a_command(tmp_path: Path) -> None:
    """It brings the file up to date, or says what is wrong."""
    with Library(tmp_path / "l.db") as library:
        library.connection.execute("DROP TABLE killers")
        with pytest.raises(LibraryError, match=r"`fabula check --library .*l.db`"):
            find(library, events=["kill agent=Téo"], deaths=["killer=Téo"])


def test_check_brings_an_older_library_up_to_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As the documentation says."""
    path = _first_version(tmp_path / "l.db")
    assert (run(["check", "--library", str(path)]), _version(path)) == (0, len(MIGRATIONS))
    assert "1 stories, no faults." in capsys.readouterr().out


def test_a_library_without_its_triggers_is_brought_up_to_date(tmp_path: Path) -> None:
    """Some tools drop them to insert faster; what is gone already need not be dropped."""
    path = _first_version(tmp_path / "l.db")
    raw = sqlite3.connect(path)
    raw.execute("DROP TRIGGER names_added")
    raw.close()
    with Library(path) as library:
        assert (ferryman(), []) == (library.get(1), library.check())


def test_what_stops_a_migration_is_what_is_said(tmp_path: Path) -> None:
    """A disk that is full ends the transaction by itself: no second error hides the first."""
    path = _first_version(tmp_path / "l.db")
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("CREATE TEMP TRIGGER full BEFORE DELETE ON stories BEGIN SELECT RAISE(ROLLBACK, 'disk is full'); END")

    class Full:
        """A connection on which the second statement of a migration finds the disk full."""

        in_transaction = property(lambda self: raw.in_transaction)

        def execute(self, statement: str) -> sqlite3.Cursor:
            return raw.execute("DELETE FROM stories" if statement.startswith("DROP TRIGGER") else statement)

    with pytest.raises(sqlite3.Error, match="disk is full"):
        migrate(Full(), path, write=True)  # type: ignore[arg-type]
    raw.close()
    assert _version(path) == 1
