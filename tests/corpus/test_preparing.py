"""Stories are made ready for a library by several processes as by one."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from fabula.corpus import preparing
from fabula.corpus.adding import add_each
from fabula.corpus.library import open_library
from fabula.corpus.preparing import Written, prepare, prepared
from fabula.errors import StoryFormatError
from fabula.story.story import Story
from tests.library.stories import bakers, ferryman, huntsman

SOME = 12
KINDS = (ferryman(), huntsman(), bakers())


@pytest.fixture(autouse=True)
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparing, "_MANY", 8)
    monkeypatch.setattr(preparing, "_CHUNK", 2)


def numbered(number: int) -> Story:
    """A story of its own: its text ends with its number."""
    story = KINDS[number % len(KINDS)]
    (telling,) = story.tellings
    return replace(story, tellings=(replace(telling, text=f"{telling.text} ({number})"),))


def written(count: int = SOME) -> list[Written]:
    return [Written(numbered(number).to_json().encode(), f"line {number}") for number in range(count)]


def test_several_processes_make_ready_what_one_does(tmp_path: Path) -> None:
    stories = written()
    assert list(prepared(stories, 2)) == list(map(prepare, stories))
    names = [stored.title for stored in add_each(iter(stories), tmp_path / "two.db", jobs=2)]
    assert names == [stored.title for stored in add_each(stories, tmp_path / "one.db")]
    with open_library(tmp_path / "two.db") as two, open_library(tmp_path / "one.db") as one:
        assert list(two.stories()) == list(one.stories())
        assert not two.check()


def test_stories_and_written_ones_keep_their_order() -> None:
    mixed: list[Story | Written] = [numbered(90), *written(9), numbered(91), *written(2)]
    assert list(prepared(mixed, 2)) == list(map(prepare, mixed))


def test_what_is_no_story_is_named_and_what_was_reported_stays(tmp_path: Path) -> None:
    stories = [*written(), Written(b'{"schema":1}', "line 12")]
    stored: list[int] = []
    with pytest.raises(StoryFormatError, match="line 12"):
        stored.extend(one.added.id for one in add_each(stories, tmp_path / "l.db", jobs=2))
    with open_library(tmp_path / "l.db") as library:
        assert {entry.id for entry in library.entries()} >= set(stored)
        assert not library.check()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="processes are killed as POSIX systems do it")
def test_where_workers_are_killed_the_rest_is_made_ready_here(monkeypatch: pytest.MonkeyPatch) -> None:
    pools: list[ProcessPoolExecutor] = []

    class Pool(ProcessPoolExecutor):
        def submit(self, *given: Any, **more: Any) -> Future[Any]:
            if len(pools) == 0:
                pools.append(self)
            return super().submit(*given, **more)

    def killing(stories: list[Written]) -> Iterator[Written]:
        for number, one in enumerate(stories):
            if number == len(stories) - 1:
                for process in list(pools[0]._processes.values()):
                    os.kill(process.pid or 0, signal.SIGKILL)
            yield one

    monkeypatch.setattr("fabula.corpus.workers.ProcessPoolExecutor", Pool)
    stories = written(40)
    assert list(prepared(killing(stories), 2)) == list(map(prepare, stories))
