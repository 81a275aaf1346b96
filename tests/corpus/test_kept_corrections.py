"""No correction is lost, whoever writes to the library at the same time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import fabula
from fabula.corpus import desk
from fabula.corpus.adding import add
from fabula.corpus.correcting import carry
from fabula.corpus.library import open_library
from fabula.library.store import Library
from tests.library.corrections.stories import MARKUP, harbour
from tests.library.stories import ferryman


def _actions(library: Path) -> list[list[str]]:
    with open_library(library, write=False) as store:
        return [[str(c.action) for c in story.corrections] for _, story in store.stories()]


def test_one_call_may_add_the_corrected_story_and_then_the_one_that_was_read(tmp_path: Path) -> None:
    """Both fall into one batch, and the story stays corrected."""
    corrected = fabula.correct(harbour(), "merge", "A stranger", "Ivo").story
    done = add([corrected, harbour()], tmp_path / "l.db")
    with open_library(tmp_path / "l.db") as library:
        assert [corrected] == [story for _, story in library.stories()]
        assert ([one.added.outcome for one in done], library.check()) == (["added", "unchanged"], [])


def test_what_is_corrected_while_stories_are_read_stays_corrected(tmp_path: Path) -> None:
    """A correction is stored after the same story was taken up to be added, and before it is written."""
    path = tmp_path / "l.db"
    add([harbour()], path)
    corrected = fabula.correct(harbour(), "rename", "Ivo", "Ivan").story

    def given() -> Iterator[fabula.Story]:
        yield harbour()
        with Library(path) as other:
            other.add(corrected)
        yield ferryman()

    outcomes = [one.added.outcome for one in add(given(), path)]
    assert (outcomes, _actions(path)) == (["unchanged", "added"], [["rename"], []])


def test_a_correction_more_is_not_passed_over_either(tmp_path: Path) -> None:
    """The story had a correction when it was taken up, and has two when it is written."""
    path = tmp_path / "l.db"
    one = fabula.correct(harbour(), "rename", "Ivo", "Ivan").story
    two = fabula.correct(one, "merge", "A stranger", "Ivan").story
    add([one], path)

    def given() -> Iterator[fabula.Story]:
        yield harbour()
        with Library(path) as other:
            other.add(two)

    add(given(), path)
    assert _actions(path) == [["rename", "merge"]]


def test_two_programs_may_correct_one_story(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second waits for the first, and corrects what that has made."""
    path = tmp_path / "l.db"
    add([harbour()], path)
    threads: list[threading.Thread] = []

    def slow(*given: Any, **more: Any) -> Any:
        if not threads:
            threads.append(threading.Thread(target=desk.Desk(path).correct, args=(1, "rename", ["Mara", "Marta"])))
            threads[0].start()
            threads[0].join(2)
        return fabula.correct(*given, **more)

    monkeypatch.setattr(desk, "correct", slow)
    desk.Desk(path).correct(1, "rename", ["Ivo", "Ivan"])
    threads[0].join()
    with open_library(path) as library:
        assert [c.name for c in library.get(1).characters][:2] == ["Marta", "Ivan"]


def test_a_story_corrected_while_it_is_read_with_another_telling_stays_corrected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at the old story and its removal nobody else can correct it."""
    path = tmp_path / "l.db"
    add([harbour()], path)
    threads: list[threading.Thread] = []
    tried: list[str] = []

    def slow(*given: Any) -> Any:
        threads.append(threading.Thread(target=_try, args=(path,)))
        threads[0].start()
        threads[0].join(2)
        return carry(*given)

    def _try(path: Path) -> None:
        try:
            desk.Desk(path).correct(1, "rename", ["Ivo", "Ivan"])
        except fabula.FabulaError as error:
            tried.append(str(error))

    monkeypatch.setattr(desk, "carry", slow)
    another = harbour("t2", MARKUP.replace("knows too much", "has seen too much"))
    with Library(path) as library:
        new = desk.Desk(path)._store(library, fabula.merge([harbour(), another]), 1)
    threads[0].join()
    assert (new, len(tried)) == (2, 1)  # refused with a message, not stored and thrown away
    assert "no story 1" in tried[0]
