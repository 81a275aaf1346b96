"""Stories, story files and texts into a library."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from fabula.corpus.correcting import carry
from fabula.corpus.ingest import Text, ingest
from fabula.corpus.library import DEFAULT, open_library
from fabula.corpus.preparing import Written, prepare, prepared, written_in
from fabula.corpus.read import Reader, read_all
from fabula.library.ready import Ready
from fabula.library.store import Added, Library
from fabula.story.story import Story

__all__ = ["Stored", "add", "add_each"]


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of one story: what it is called, and how it was stored."""

    title: str
    added: Added


def add(
    inputs: Iterable[str | Path | Story],
    library: str | Path | Library = DEFAULT,
    *,
    tellings: str = "auto",
    text_fields: Sequence[str] = (),
    reader: Reader | None = None,
    jobs: int = 1,
) -> list[Stored]:
    """Add stories, story files and texts to ``library``, and say what became of each; see :func:`add_each`."""
    return list(add_each(inputs, library, tellings=tellings, text_fields=text_fields, reader=reader, jobs=jobs))


def add_each(
    inputs: Iterable[str | Path | Story | Written],
    library: str | Path | Library = DEFAULT,
    *,
    tellings: str = "auto",
    text_fields: Sequence[str] = (),
    reader: Reader | None = None,
    jobs: int = 1,
) -> Iterator[Stored]:
    """Add stories, story files (JSON, or JSON Lines of them), and texts, which are read first, to ``library``.

    ``inputs`` are stories and paths of files and folders. A story whose tellings are stored already takes the place of
    the stored one if it differs; a text that is stored already is not read again. What comes back is safely stored.
    ``jobs`` processes make story files ready, where they hold many; more than one asks for a main module that can be
    imported, as ``multiprocessing`` does.

    Raises:
        InputError: for an input that is neither a story nor a text.
        LibraryError: if the library cannot be written; what came back before stays stored.
        ModelError: if a text is to be read and the reader's weights are missing.
        StoryFormatError: for a story file that does not follow the schema.
    """
    store = library if isinstance(library, Library) else open_library(library)
    try:
        titles: deque[str] = deque()

        def noted() -> Iterator[Ready]:
            for ready in prepared(_stories(inputs, store, tellings, text_fields, reader), jobs):
                titles.append(ready.title)
                yield ready

        for added in store.add_all(noted(), succeed=_still_corrected):
            yield Stored(titles.popleft(), added)
    finally:
        if store is not library:
            store.close()


def _stories(
    inputs: Iterable[str | Path | Story | Written],
    store: Library,
    tellings: str,
    text_fields: Sequence[str],
    reader: Reader | None,
) -> Iterator[Story | Written]:
    texts: list[Text] = []
    for given in inputs:
        if isinstance(given, Story | Written):
            yield given
            continue
        for found in written_in(Path(given)):
            if isinstance(found, Written):
                yield found
            else:
                texts += [t for t in ingest([found], text_fields=text_fields) if not store.has_text(t.text)]
    if texts:
        yield from read_all(texts, tellings=tellings, reader=reader)


def _still_corrected(stored: Story, story: Story) -> Ready:
    """``story`` with the corrections that people made to the ``stored`` reading of the same tellings."""
    return prepare(carry(stored.corrections, story).story)
