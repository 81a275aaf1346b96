"""Stories corrected by command, by Python, and in a library."""

from __future__ import annotations

from pathlib import Path

import pytest

import fabula
from fabula.cli.app import run
from fabula.corpus.correcting import as_read, carry, recorrect, succeed
from fabula.corpus.files import load_story, save_story
from fabula.errors import CorrectionError, OutputError
from fabula.story.text import Telling
from tests.library.corrections.stories import MARKUP, harbour


def names(story: fabula.Story) -> list[str]:
    """What the characters are called."""
    return [c.name for c in story.characters]


def test_by_python() -> None:
    """One call corrects; another takes it back, from the story alone."""
    merged = fabula.correct(harbour(), "merge", "A stranger", "Ivo", reason="it is him").story
    assert names(merged) == ["Mara", "Ivo", "Old Vessel"]
    assert names(fabula.correct(merged, "undo").story) == names(harbour())
    assert as_read(merged) == harbour()
    assert recorrect(merged).story == merged


def test_needless() -> None:
    """What the story says already is no correction."""
    with pytest.raises(CorrectionError, match="says so already"):
        fabula.correct(harbour(), "change-event", "shoots", type="kill")


def test_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command corrects the story file, prints the log, undoes, and brings the log to another reading."""
    path = save_story(harbour(), tmp_path / "story.json")
    newer = save_story(harbour(), tmp_path / "newer.json")
    assert run(["correct", str(path), "merge", "A stranger", "Ivo", "--reason", "it is him"]) == 0
    assert run(["correct", str(path), "change-event", "shoots", "type=attack", "agent=Mara", "agent=Ivo"]) == 0
    assert names(load_story(path)) == ["Mara", "Ivo", "Old Vessel"]
    assert load_story(path).event("e5").agents == ("mara", "ivo")
    capsys.readouterr()
    assert run(["correct", str(path), "log"]) == 0
    assert 'merge character="A stranger" into="Ivo": it is him' in capsys.readouterr().out
    assert run(["correct", str(newer), "replay", str(path)]) == 0
    assert load_story(newer) == load_story(path)
    assert run(["correct", str(path), "undo"]) == 0
    assert [d.killers for d in load_story(path).deaths] == [("ivo",)]
    assert run(["correct", str(path), "sing", "x"]) == 2
    assert "is no correction" in capsys.readouterr().err


def test_carried_to_a_reading_with_its_own_log() -> None:
    """Two logs come together, each correction once."""
    one = fabula.correct(harbour(), "rename", "Ivo", "Ivan").story
    two = fabula.correct(one, "rename", "Mara", "Marta").story
    assert names(carry(two.corrections, one).story)[:2] == ["Marta", "Ivan"]


def test_kept_in_a_library(tmp_path: Path) -> None:
    """A story that is added again, as it was read, stays corrected."""
    from fabula.corpus.adding import add
    from fabula.corpus.library import open_library

    corrected = fabula.correct(harbour(), "merge", "A stranger", "Ivo").story
    add([corrected], tmp_path / "l.db")
    add([harbour()], tmp_path / "l.db")
    with open_library(tmp_path / "l.db") as library:
        assert [story for _, story in library.stories()] == [corrected]


def test_a_new_telling_is_merged_with_a_corrected_story() -> None:
    """Merging a corrected story with another reading keeps its corrections, and the story stays sound."""
    corrected = fabula.correct(harbour(), "merge", "A stranger", "Ivo").story
    both = fabula.merge([corrected, harbour("t2", MARKUP.replace("knows too much", "has seen too much"))])
    assert (len(both.tellings), len(both.corrections), fabula.violations(both)) == (2, 1, [])
    assert "A stranger" not in [c.name for c in both.characters]
    assert "A stranger" in [c.name for c in fabula.correct(both, "undo").story.characters]


def test_kept_in_a_file_that_is_read_anew(tmp_path: Path) -> None:
    """A reading that takes the place of a corrected story takes its log; one of other texts does not take its place."""
    path = tmp_path / "story.json"
    assert succeed(path, harbour()).story == harbour()
    path.write_text("no story", encoding="utf-8")
    assert succeed(path, harbour()).story == harbour()
    corrected = fabula.correct(harbour(), "rename", "Ivo", "Ivan").story
    save_story(corrected, path)
    assert succeed(path, harbour()).story == corrected
    with pytest.raises(OutputError, match="another story"):
        succeed(path, fabula.Story((Telling("t1", "Somebody else."),)))
