"""What is said to be wrong is wrong, and what is advised helps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from fabula.cli.app import run
from fabula.errors import LibraryError
from fabula.library.store import Library
from tests.library.stories import ferryman, huntsman


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library of two stories."""
    with Library(tmp_path / "l.db") as library:
        list(library.add_all([(ferryman(), None), (huntsman(), None)]))
    return tmp_path / "l.db"


@pytest.fixture
def lasting_writer(path: Path) -> Iterator[None]:
    """Another program that keeps on writing."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.close()


@pytest.mark.usefixtures("lasting_writer")
def test_another_writer_is_no_fault_of_the_file(path: Path) -> None:
    """It is said that somebody is writing, and nothing of indexes."""
    with Library(path) as library:
        library.connection.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(LibraryError, match="Another program is writing"):
            library.check()


def test_what_was_not_checked_is_said(path: Path) -> None:
    """A library that is opened for reading only says that its indexes were not looked at."""
    with Library(path, write=False) as library:
        (said,) = library.check()
    assert said.startswith("the search indexes were not checked")


def test_indexes_alone_are_made_anew_by_the_command_that_is_advised(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No backup is needed for that."""
    with Library(path) as library:
        library.connection.execute("INSERT INTO name_index(name_index) VALUES ('delete-all')")
    assert run(["check", "--library", str(path)]) == 2
    said = capsys.readouterr()
    assert said.out == "the search index name_index does not fit its table\n"
    assert f"has 1 fault: `fabula check --rebuild --library {path}`" in " ".join(said.err.split())
    assert run(["check", "--rebuild", "--library", str(path)]) == 0
    assert run(["find", "Isolde", "--library", str(path)]) == 0
    assert "The Huntsman" in capsys.readouterr().out


def test_other_faults_need_a_backup(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Even where an index does not fit either, or a table is gone."""
    with Library(path) as library:
        library.connection.execute("INSERT INTO name_index(name_index) VALUES ('delete-all')")
        library.connection.execute("PRAGMA foreign_keys = OFF")
        library.connection.execute("DELETE FROM tellings WHERE id = 1")
    assert run(["check", "--library", str(path)]) == 2
    assert "restore a backup" in " ".join(capsys.readouterr().err.split())
    with Library(path) as library:
        library.connection.execute("DROP TABLE name_index")
        assert "the file is damaged: no such table: name_index" in library.check()
