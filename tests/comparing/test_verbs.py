"""The verbs that lay tellings side by side, and their twins in the library."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import fabula
from fabula.cli.app import run
from fabula.corpus.tellings import gather
from fabula.errors import InputError
from fabula.story.story import Story


@pytest.fixture
def files(founding_readings: list[Story], tmp_path: Path) -> list[str]:
    """The founding tellings as story files."""
    paths = []
    for reading in founding_readings:
        path = tmp_path / f"{reading.tellings[0].id}.json"
        path.write_text(reading.to_json(), encoding="utf-8")
        paths.append(str(path))
    return paths


def test_tellings_are_laid_side_by_side(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Each telling is a row; who is who and the disagreements stand below."""
    assert run(["tellings", *files]) == 0
    out = capsys.readouterr().out
    for heading in ("What each telling tells", "Who is who", "in story order", "Where they disagree"):
        assert heading in out


def test_the_same_as_json(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """What the verb prints as JSON is what the library gives."""
    assert run(["tellings", "--format", "json", *files]) == 0
    printed = json.loads(capsys.readouterr().out)
    (story,) = gather(files)
    found = fabula.tellings(story)
    assert [c["events"] for c in printed["coverage"]] == [c.events for c in found.coverage]
    assert len(printed["disagreements"]) == len(story.disagreements)


def test_the_same_as_a_page(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """One page without script, which asks for nothing from outside."""
    assert run(["tellings", "--format", "html", *files]) == 0
    page = capsys.readouterr().out
    assert page.startswith("<!doctype html>")
    assert "<script" not in page
    assert "http://" not in page
    assert "default-src 'none'" in page


def test_a_difference_has_four_parts(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Only here, only there, both, and where they disagree."""
    assert run(["diff", files[1], files[3]]) == 0
    out = capsys.readouterr().out
    for heading in ("Only in A", "Only in B", "In both", "Where they disagree"):
        assert heading in out


def test_a_text_does_not_differ_from_itself(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The same telling twice is a mistake, said in one line."""
    assert run(["diff", files[1], files[1]]) == 2
    error = capsys.readouterr().err
    assert "the same text" in error
    assert error.count("\n") == 1


def test_an_outline_fits(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Its quotes are no longer than asked for."""
    assert run(["outline", "--max-chars", "150", "--no-spoilers", "--format", "json", *files]) == 0
    assert 0 < json.loads(capsys.readouterr().out)["chars"] <= 150


def test_a_file_that_is_no_story_is_not_taken_for_one(tmp_path: Path) -> None:
    """A missing file is said to be missing."""
    with pytest.raises(InputError, match="no file"):
        gather([tmp_path / "none.txt"])


def test_merging_and_taking_out_are_in_the_library(founding_readings: list[Story]) -> None:
    """What was merged can be taken apart again."""
    story = fabula.merge(founding_readings)
    left = fabula.without(story, founding_readings[0].tellings[0].id)
    assert left == fabula.merge(founding_readings[1:])
