"""The store keeps stories whole."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings

from fabula.errors import LibraryError
from fabula.library.rows import rows_of
from fabula.library.schema import LIBRARY_VERSION, MIGRATIONS
from fabula.library.store import Library
from fabula.library.writer import RowWriter
from tests.library.stories import bakers, ferryman, huntsman
from tests.story.strategies import stories


def test_a_story_comes_back_as_it_was_stored(tmp_path: Path) -> None:
    """What is got equals what was added."""
    with Library(tmp_path / "l.db") as library:
        ids = [library.add(story).id for story in (ferryman(), huntsman())]
        assert [ferryman(), huntsman()] == [library.get(id) for id in ids]


@settings(max_examples=25, deadline=None)
@given(story=stories())
def test_any_sound_story_can_be_kept(tmp_path_factory: pytest.TempPathFactory, story: object) -> None:
    """Every sound story comes back equal, and the library is sound with it."""
    from fabula.story.story import Story

    assert isinstance(story, Story)
    with Library(tmp_path_factory.mktemp("any") / "l.db") as library:
        id = library.add(story).id
        assert (story, []) == (library.get(id), library.check())


def test_the_same_telling_is_not_stored_twice(tmp_path: Path) -> None:
    """Adding again changes nothing; a text of the same words is known, whatever its white space."""
    spaced = ferryman()
    with Library(tmp_path / "l.db") as library:
        outcomes = [library.add(story).outcome for story in (ferryman(), ferryman(), huntsman())]
        assert outcomes == ["added", "unchanged", "added"]
        assert library.has_text(spaced.tellings[0].text.replace(" ", "\n"))
        tellings = library.connection.execute("SELECT count(*) FROM tellings").fetchone()[0]
        assert (len(library), tellings) == (2, 2)


def test_a_story_that_refers_to_nobody_is_refused(tmp_path: Path) -> None:
    """So is one that uses an id twice; what was stored before stays."""
    story = ferryman()
    with Library(tmp_path / "l.db") as library:
        library.add(huntsman())
        for bad, says in (
            (replace(story, characters=story.characters[1:]), "refers to the character 'teo', which is not there"),
            (replace(story, events=(story.events[0], *story.events)), "the claim id 'e1' is used 2 times"),
            (replace(story, tellings=(replace(story.tellings[0], id="another"),)), "telling 'ferryman', which"),
        ):
            with pytest.raises(LibraryError, match=f"cannot be stored: .*{says}.* Read its tellings again"):
                library.add(bad)
        assert ([(1, huntsman())], []) == (list(library.stories()), library.check())


def test_a_fault_of_the_library_itself_is_not_said_of_the_story(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the story keeps all rules, the error is left as it is."""
    monkeypatch.setattr("fabula.library.rows._names", lambda character: {}[character.id])
    with pytest.raises(KeyError, match="teo"):
        rows_of(ferryman())


def test_one_batch_may_hold_a_story_and_a_new_reading_of_it(tmp_path: Path) -> None:
    """The later reading stays, and is found by its words; the names of the earlier one are not."""
    first = ferryman()
    renamed = replace(first.characters[0], name="Zephyrine", aliases=())
    second = replace(first, characters=(renamed, *first.characters[1:]))
    with Library(tmp_path / "l.db") as library:
        done = list(library.add_all([(s, None) for s in (huntsman(), first, bakers(), second, first, second)]))
        assert [one.outcome for one in done] == ["added", "added", "added", "replaced", "replaced", "replaced"]
        called = "SELECT DISTINCT value FROM names JOIN name_index ON names.id = name_index.rowid"
        found = library.connection.execute(f"{called} WHERE name_index MATCH 'zephyrine'").fetchall()
        assert found == [("Zephyrine",)]
        assert (3, second, []) == (len(library), library.get(done[1].id), library.check())


def test_many_stories_are_replaced_with_one_look_at_the_indexes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only a story that the same batch has written must be in them before it is taken out."""
    several = [ferryman(), huntsman(), bakers()]
    called: list[str] = []
    index = RowWriter.index

    def counted(writer: RowWriter) -> None:
        called.append("index")
        index(writer)

    with Library(tmp_path / "l.db") as library:
        list(library.add_all([(story, None) for story in several]))
        monkeypatch.setattr(RowWriter, "index", counted)
        done = list(library.add_all([(replace(story, reader="newer"), None) for story in several]))
        assert ({one.outcome for one in done}, len(called), library.check()) == ({"replaced"}, 2, [])


def test_a_library_of_the_first_version_is_searched_and_added_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its indexes are filled row by row, and go on to be filled once for all that is added."""
    from fabula.library import schema

    with monkeypatch.context() as older:
        older.setattr(schema, "MIGRATIONS", MIGRATIONS[:1])
        older.setattr(schema, "LIBRARY_VERSION", 1)
        Library(tmp_path / "l.db").close()
    raw = sqlite3.connect(tmp_path / "l.db")
    raw.execute("INSERT INTO tellings VALUES (1, 'h', 'An old tale', '', 'en', 'A heron stood there.')")
    raw.commit()
    raw.close()
    with Library(tmp_path / "l.db") as library:
        library.add(ferryman())
        matching = "SELECT rowid FROM telling_index WHERE telling_index MATCH ?"
        found = [library.connection.execute(matching, (word,)).fetchall() for word in ("heron", "shoots")]
        assert (found, library.check()) == ([[(1,)], [(2,)]], [])


def test_what_is_worked_out_is_worked_out_of_older_libraries_too(tmp_path: Path) -> None:
    """A library of the first version has the same deeds and standings, once it was opened for writing."""
    tables = ("deeds", "standings")
    with Library(tmp_path / "l.db") as library:
        list(library.add_all([(ferryman(), None), (huntsman(), None), (bakers(), None)]))
        new = [library.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        for statement in (*(f"DROP TABLE {table}" for table in tables), "DROP INDEX deaths_manner"):
            library.connection.execute(statement)
        for trigger in re.findall(r"CREATE TRIGGER \w+_added .*?END;", MIGRATIONS[0], re.DOTALL):
            library.connection.execute(trigger)
        library.connection.execute("PRAGMA user_version = 1")
    with Library(tmp_path / "l.db") as library:
        assert new == [library.connection.execute(f"SELECT * FROM {table}").fetchall() for table in tables]
        assert library.check() == []


@pytest.mark.parametrize(
    ("change", "table"),
    [
        ("DELETE FROM deeds WHERE type = 'spare'", "deeds"),
        ("INSERT INTO deeds VALUES (99, 1, 1, 'win', 1, NULL)", "deeds"),
        ("DELETE FROM standings WHERE word = 'brother'", "standings"),
        ("INSERT INTO standings VALUES ('wife', 1)", "standings"),
    ],
)
def test_what_is_worked_out_wrongly_is_noticed(tmp_path: Path, change: str, table: str) -> None:
    """A row that is missing or too many is a fault, until all is worked out anew."""
    with Library(tmp_path / "l.db") as library:
        library.add(ferryman())
        library.connection.execute(change)
        assert library.check() == [f"the search index {table} does not fit the tables it is worked out from"]
        library.rebuild()
        assert library.check() == []


def test_a_new_reading_takes_the_place_of_the_old(tmp_path: Path) -> None:
    """A story of the same tellings keeps its number and replaces what was stored of it."""
    read_again = replace(ferryman(), deaths=(), reader="a newer reader")
    with Library(tmp_path / "l.db") as library:
        first = library.add(ferryman())
        library.add(huntsman())
        second = library.add(read_again)
        assert (first.id, "replaced") == (second.id, second.outcome)
        assert read_again == library.get(first.id)
        assert library.check() == []


def test_what_is_removed_is_gone_from_every_table(tmp_path: Path) -> None:
    """No row of a removed story stays; other stories stay whole."""
    with Library(tmp_path / "l.db") as library:
        one, other = library.add(ferryman(), ("m", b"1")).id, library.add(huntsman(), ("m", b"2")).id
        library.remove(one)
        with pytest.raises(LibraryError, match="no story 1"):
            library.get(one)
        tables = ("characters", "relations", "events", "deeds", "deaths", "evidence", "vectors", "story_tellings")
        found = {
            table: {row[0] for row in library.connection.execute(f"SELECT DISTINCT story_id FROM {table}")}
            for table in tables
        }
        assert {key: {other} for key in tables} == found
        assert (huntsman(), []) == (library.get(other), library.check())


def test_the_tables_can_be_asked_directly(tmp_path: Path) -> None:
    """Plain SQL reads the words that evidence points at."""
    with Library(tmp_path / "l.db") as library:
        library.add(ferryman())
    with sqlite3.connect(tmp_path / "l.db") as plain:
        query = """
            SELECT v.name, k.name, substr(t.text, e.start + 1, e."end" - e.start) FROM deaths d
            JOIN characters v ON v.id = d.victim_id
            JOIN killers ON killers.death_id = d.id JOIN characters k ON k.id = killers.character_id
            JOIN evidence e ON e.claim = 'death' AND e.claim_id = d.id AND e.story_id = d.story_id
            JOIN tellings t ON t.id = e.telling_id ORDER BY d.id"""
        rows = plain.execute(query).fetchall()
    plain.close()
    assert rows == [
        ("the customs officer Marek", "Téo", "Téo shot the customs officer Marek long ago."),
        ("Téo", "Marek's brother Ruben", "Marek's brother Ruben shoots Téo dead."),
    ]


def test_a_backup_holds_all_and_overwrites_nothing(tmp_path: Path) -> None:
    """A backup opens as a library of its own; a file that is there is not touched."""
    with Library(tmp_path / "l.db") as library:
        library.add(bakers())
        library.backup(tmp_path / "copy.db")
        with pytest.raises(LibraryError, match="already"):
            library.backup(tmp_path / "copy.db")
    with Library(tmp_path / "copy.db", write=False) as copy:
        assert [(1, bakers())] == list(copy.stories())
    assert sorted(p.name for p in tmp_path.iterdir() if p.suffix == ".db") == ["copy.db", "l.db"]


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    """Nothing is written to it."""
    Library(tmp_path / "l.db").close()
    raw = sqlite3.connect(tmp_path / "l.db")
    raw.execute(f"PRAGMA user_version = {LIBRARY_VERSION + 1}")
    raw.close()
    with pytest.raises(LibraryError, match="install a newer fabula"):
        Library(tmp_path / "l.db")


def test_an_older_file_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The scripts that are missing run once, and what was stored stays."""
    from fabula.library import schema

    with Library(tmp_path / "l.db") as library:
        library.add(ferryman())
    monkeypatch.setattr(schema, "MIGRATIONS", (*MIGRATIONS, "CREATE TABLE later (x);\nINSERT INTO later VALUES (1);"))
    monkeypatch.setattr(schema, "LIBRARY_VERSION", LIBRARY_VERSION + 1)
    monkeypatch.setattr(schema, "_READABLE", LIBRARY_VERSION + 1)
    with pytest.raises(LibraryError, match=r"older version .* `fabula check --library"):
        Library(tmp_path / "l.db", write=False)
    for _ in range(2):
        with Library(tmp_path / "l.db") as library:
            later = library.connection.execute("SELECT count(*) FROM later").fetchone()[0]
            assert (1, ferryman()) == (later, library.get(1))
