"""The command line keeps, finds and compares what the library does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fabula.cli.app import run
from tests.library.stories import bakers, ferryman, huntsman


@pytest.fixture
def shelf(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The path of a library that holds the three stories, added from a folder of story files."""
    folder = tmp_path / "stories"
    folder.mkdir()
    for n, story in enumerate((ferryman(), huntsman(), bakers())):
        (folder / f"{n}.json").write_text(story.to_json(), encoding="utf-8")
    library = str(tmp_path / "l.db")
    assert run(["add", str(folder), "--library", library]) == 0
    capsys.readouterr()
    return library


def test_what_is_listed_can_be_shown_found_and_removed(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The numbers that list prints are the ones that other verbs take."""
    for arguments, printed in (
        (["list"], "The Huntsman"),
        (["show", "2", "--cast"], "Queen Isolde"),
        (["find", "Izolde"], "The Huntsman"),
        (["find", "--event", "kill agent=Téo"], '"Téo shot the customs officer Marek long ago."'),
        (["like", "1", "--limit", "1"], "The Huntsman"),
        (["compare", "1", "2"], "Téo  =  The huntsman Alaric"),
        (["check"], "3 stories, no faults."),
        (["remove", "3"], "removed"),
    ):
        assert run([*arguments, "--library", shelf]) == 0
        assert printed in capsys.readouterr().out
    run(["list", "--format", "json", "--library", shelf])
    assert [entry["id"] for entry in json.loads(capsys.readouterr().out)] == [1, 2]


def test_adding_again_changes_nothing(shelf: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is exported and added again is unchanged."""
    out = str(tmp_path / "all.jsonl")
    assert run(["export-library", out, "--library", shelf]) == 0
    assert run(["add", out, "--library", shelf]) == 0
    assert capsys.readouterr().out.endswith("3 unchanged\n")


def test_a_wrong_query_is_one_line_or_one_object(shelf: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The JSON shape carries the position."""
    assert run(["find", "--event", "kil", "--library", shelf, "--format", "json"]) == 2
    error = json.loads(capsys.readouterr().err)["error"]
    assert (error["type"], error["position"]) == ("QueryError", 0)


def test_a_missing_library_is_said_to_be_missing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No file is made by looking."""
    assert run(["list", "--library", str(tmp_path / "none.db")]) == 2
    assert "There is no library" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
