"""From inputs to tellings to stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from fabula.corpus.ingest import Text
from fabula.corpus.read import read, read_all
from fabula.errors import InputError
from fabula.story.check import violations
from fabula.story.text import Telling
from tests.cli.conftest import read_simply

TELLING = "Ines warns Luc. Bruna shoots Ines."


def test_a_string_is_the_text_and_a_path_is_a_file(tmp_path: Path) -> None:
    """The same words give the same story from a string, a file and a telling."""
    (tmp_path / "a.txt").write_text(TELLING, encoding="utf-8")
    stories = [read(x, reader=read_simply) for x in (TELLING, tmp_path / "a.txt", Telling("t1", TELLING))]
    assert [s.tellings[0].text for s in stories] == [TELLING] * 3
    assert [d.killers for s in stories for d in s.deaths] == [("bruna",)] * 3


def test_every_telling_has_an_id_of_its_own() -> None:
    """Ids are unique also beside those of tellings that are given."""
    story = read([Telling("t1", TELLING), f"{TELLING} Luc waits.", f"{TELLING} Ines waits."], reader=read_simply)
    assert len({t.id for t in story.tellings}) == 3
    assert violations(story) == []


def test_paragraphs_are_tellings_when_asked() -> None:
    """One text gives one telling a paragraph, or one in all."""
    text = f"{TELLING}\n\n{TELLING} Luc waits."
    assert len(read(text, tellings="paragraph", reader=read_simply).tellings) == 2
    assert len(read(text, tellings="file", reader=read_simply).tellings) == 1


def test_what_one_record_tells_is_one_story() -> None:
    """Fields of one record are tellings of one story, however unlike their words."""
    texts = [
        Text("A glacier melts over an empty observatory.", record="r1", whole=True),
        Text(TELLING, record="r1", whole=True),
    ]
    assert [len(s.tellings) for s in read_all(texts, reader=read_simply)] == [2]


def test_nothing_to_read_is_said() -> None:
    """No text, or one without words, is refused with what to do."""
    nothings: list[list[str] | str] = [[], "", "  \n"]
    for nothing in nothings:
        with pytest.raises(InputError):
            read(nothing, reader=read_simply)


def test_the_founding_tellings_are_two_stories(founding: list[Path]) -> None:
    """Four tellings of one story in two files, and one of another in the third."""
    stories = read_all(founding, reader=read_simply)
    assert [len(s.tellings) for s in stories] == [4, 1]


def test_the_example_is_one_story_told_three_times() -> None:
    """The example tellings are found to tell one story."""
    folder = Path(__file__).parents[2] / "examples" / "salt-road"
    assert [len(s.tellings) for s in read_all(folder, reader=read_simply)] == [3]
