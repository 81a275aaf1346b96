"""Written stories: found in files, and made ready for a library, by several processes where there are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import chain, groupby, islice
from pathlib import Path

from fabula.comparing.similarity import SKETCH_MODEL, sketch
from fabula.corpus.workers import worker_pool
from fabula.library.ready import Ready, make_ready
from fabula.story.story import Story

__all__ = ["Written", "prepare", "prepared", "written_in"]

_STORY_FILE = b'{"schema":'
_MANY = 256
"""Written stories from which on it pays to start processes."""
_CHUNK = 32
"""Stories that a process is given at once."""
_AHEAD = 4
"""Chunks that are given out for each process, so that it works on while what is ready is being stored."""


@dataclass(frozen=True, slots=True)
class Written:
    """A story as JSON in UTF-8, and where it stands, for the message where it cannot be read."""

    data: bytes
    source: str

    def story(self) -> Story:
        """The story; raises :class:`~fabula.errors.StoryFormatError` where this is none."""
        return Story.from_json(self.data, source=self.source)


def written_in(path: Path) -> Iterator[Written | Path]:
    """The stories in a story file, or those and the other files in a folder; ``path`` itself if it is neither."""
    if path.is_dir():
        names = sorted(p for p in path.rglob("*") if p.is_file() and not p.name.startswith("."))
        held = [p for p in names if _is_story_file(p)]
        if held:
            yield from chain.from_iterable(written_in(p) for p in held)
        if not held or any(p.suffix.lower() in (".txt", ".md", ".html") for p in names):
            yield path
    elif _is_story_file(path):
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield Written(line, str(path) if number == 1 else f"{path}, line {number}")
    else:
        yield path


def _is_story_file(path: Path) -> bool:
    if path.suffix.lower() not in (".json", ".jsonl", ".ndjson"):
        return False
    try:
        with path.open("rb") as file:
            return file.read(200).lstrip().replace(b" ", b"").startswith(_STORY_FILE)
    except OSError:
        return False


def prepare(story: Story | Written) -> Ready:
    """``story`` ready for a library, with its sketch; raises as :meth:`Written.story` does."""
    if isinstance(story, Written):
        story = story.story()
    return make_ready(story, (SKETCH_MODEL, sketch(story)))


def prepared(stories: Iterable[Story | Written], jobs: int = 1) -> Iterator[Ready]:
    """Each story made ready, in their order; written ones, where they are many, by ``jobs`` processes."""
    for kind, run in groupby(stories, key=type):
        yield from _of_one_kind(run, jobs if kind is Written else 1)


def _of_one_kind(stories: Iterator[Story | Written], jobs: int) -> Iterator[Ready]:
    first = list(islice(stories, _MANY)) if jobs > 1 else []
    every = chain(first, stories)
    yield from _by_several(every, jobs) if len(first) == _MANY else map(prepare, every)


def _by_several(stories: Iterator[Story | Written], jobs: int) -> Iterator[Ready]:
    pool = worker_pool(jobs)
    handed: deque[list[Story | Written]] = deque()  # and not yet handed back
    made: deque[Future[list[Ready]]] = deque()
    try:
        while chunk := list(islice(stories, _CHUNK)):
            handed.append(chunk)
            made.append(pool.submit(_all, chunk))
            if len(made) > _AHEAD * jobs:
                yield from made.popleft().result()
                handed.popleft()
        while made:
            yield from made.popleft().result()
            handed.popleft()
    except BrokenProcessPool:  # a worker was killed: this process does the rest
        yield from map(prepare, chain(*handed, stories))
    finally:
        pool.shutdown(cancel_futures=True)  # at most a chunk each is waited for


def _all(stories: list[Story | Written]) -> list[Ready]:
    return list(map(prepare, stories))
