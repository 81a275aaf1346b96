"""The stories that a batch has kept, and their way into a library."""

from __future__ import annotations

import io
import json
import zlib
from collections.abc import Iterator
from gzip import GzipFile
from pathlib import Path

from fabula.corpus.adding import Stored, add_each
from fabula.corpus.library import DEFAULT
from fabula.corpus.preparing import Written
from fabula.corpus.storage import place
from fabula.errors import InputError
from fabula.library.store import Library
from fabula.story.story import Story

__all__ = ["add_batch", "batch_stories"]


def batch_stories(folder: str | Path) -> Iterator[tuple[str, Story]]:
    """The stories of a finished batch, each with its id in the batch, one at a time.

    Raises:
        InputError: the folder holds no finished batch, or one that kept no stories, or a damaged file.
        MissingExtraError: pyarrow is not installed.
        StoryFormatError: what the batch kept is no story, or of a newer schema.
    """
    for id, written in _written(folder):
        yield id, written.story()


def _written(folder: str | Path) -> Iterator[tuple[str, Written]]:
    source = place(folder)
    note = source / "batch.json"
    if note.kind() != "file":
        raise InputError(
            f"{source.name} holds no batch: make one with fabula batch INPUT --out {source.name} --stories."
        )
    try:
        facts = json.loads(note.read())
    except ValueError:
        raise InputError(f"{note.name} is damaged: run the batch again, to another folder.") from None
    if facts.get("state") != "finished":
        raise InputError(
            f"The batch in {source.name} is not finished: run the same fabula batch again, and it goes on."
        )
    if not facts.get("stories"):
        raise InputError(f"The batch in {source.name} kept no stories: run it with --stories, to another folder.")
    for part in (source / "stories").files():
        with part.open() as file:
            try:
                for line in io.BufferedReader(GzipFile(fileobj=file)):
                    record = json.loads(line)
                    yield record["id"], Written(json.dumps(record["story"]).encode(), part.name)
            except (OSError, EOFError, ValueError, KeyError, zlib.error):
                raise InputError(f"{part.name} is damaged: run the batch again, to another folder.") from None


def add_batch(folder: str | Path, library: str | Path | Library = DEFAULT, *, jobs: int = 1) -> Iterator[Stored]:
    """Add the stories of a finished batch to a library, one at a time; what comes back is safely stored.

    ``jobs`` as for :func:`fabula.corpus.adding.add_each`.

    Raises:
        InputError: see ``batch_stories``.
        LibraryError: the library cannot be written.
    """
    yield from add_each((written for _, written in _written(folder)), library, jobs=jobs)
