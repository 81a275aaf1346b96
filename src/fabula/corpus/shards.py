"""Reads one shard: tellings to stories, stories to rows; a telling that cannot be read is said and passed over."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING

from fabula.corpus.plan import PlannedStory
from fabula.corpus.read import Reader
from fabula.errors import FabulaError, InputError, ModelError
from fabula.exports.rows import story_tables
from fabula.exports.tables import TABLES, Row
from fabula.exports.tabular import arrow_table
from fabula.story.story import Story
from fabula.story.text import Telling

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Result", "load_reader", "read_shard", "read_with_one_thread"]

_Job = tuple[int, int, Telling]  # the number of a story, of its telling, the telling

_LONGEST = 300  # code points of a reason

BATCH_TELLINGS = 32
BATCH_CHARACTERS = 60_000
"""A call of the reader takes at most so many tellings, and so many code points but for a single long telling."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a shard: its tables, its stories as lines of JSON, and what went wrong, by source and reason."""

    tables: dict[str, pa.Table]
    stories: bytes
    problems: list[tuple[str, str]]
    tellings: int
    words: int


def load_reader(reader: str | Reader) -> Reader:
    """The reader that ``module:function`` names; a function is given back as it is.

    Raises:
        InputError: there is no such function.
    """
    if not isinstance(reader, str):
        return reader
    module, _, name = reader.partition(":")
    try:
        found: Reader = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError) as error:
        raise InputError(f"There is no reader {reader!r} ({error}): give it as module:function.") from None
    return found


def read_with_one_thread(tellings: list[Telling]) -> list[Story]:
    """fabula's own reader, which leaves the other cores to the other workers.

    Raises:
        ModelError: the weights cannot be loaded.
    """
    from fabula.models.model import load_model
    from fabula.reading import read_tellings

    return read_tellings(tellings, model=load_model(threads=1))


def read_shard(
    planned: Sequence[PlannedStory],
    reader: Reader,
    *,
    keep_stories: bool = False,
    avoid: frozenset[str] = frozenset(),
    singly: frozenset[str] = frozenset(),
    watch: Callable[[Sequence[str]], None] | None = None,
) -> Result:
    """Read the stories of a shard in batches of tellings of like length.

    Args:
        planned: the stories.
        reader: reads tellings.
        keep_stories: whether to keep the stories as JSON, too.
        avoid: ids of stories on which a worker died before; they are reported as problems.
        singly: ids of stories whose tellings are read one at a time.
        watch: is told the ids of the stories of each batch before it is read.

    Raises:
        ModelError: the reader's weights cannot be loaded: then nothing can be read.
    """
    problems = [
        (story.tellings[0].source, "The reader died on this story twice: it was left out.")
        for story in planned
        if story.id in avoid
    ]
    planned = [story for story in planned if story.id not in avoid]
    jobs = [(n, i, telling) for n, story in enumerate(planned) for i, telling in enumerate(story.tellings)]
    jobs.sort(key=lambda job: (len(job[2].text), job[0], job[1]))
    made: dict[tuple[int, int], Story] = {}
    batches = list(_batches(jobs))
    for batch in [one for many in batches for one in _parted(many, [planned[n].id in singly for n, _, _ in many])]:
        if watch:
            watch([planned[n].id for n, _, _ in batch])
        for (n, i, telling), story in zip(batch, _read(reader, [t for _, _, t in batch]), strict=True):
            if isinstance(story, Story):
                made[n, i] = story
            else:
                problems.append((telling.source, story))
    rows: dict[str, list[Row]] = {table.name: [] for table in TABLES}
    lines: list[bytes] = []
    for n, plan in enumerate(planned):
        told = [made[n, i] for i in range(len(plan.tellings)) if (n, i) in made]
        if not told:
            continue
        try:
            story = replace(_merged(told), title=plan.title or told[0].title)
            tables = story_tables(story, plan.id, metadata=plan.metadata, year=plan.year)
        except Exception as error:  # one odd story must not cost the others
            problems.append((plan.tellings[0].source, f"The story could not be put together: {_say(error)}"))
            continue
        for name, group in tables.items():
            rows[name] += group
        if keep_stories:
            lines.append(f'{{"id":{json.dumps(plan.id, ensure_ascii=False)},"story":{story.to_json()}}}\n'.encode())
    problems.sort()
    return Result(
        tables={table.name: arrow_table(table, rows[table.name]) for table in TABLES},
        stories=gzip.compress(b"".join(lines), mtime=0) if lines else b"",
        problems=problems,
        tellings=len(jobs),
        words=sum(len(telling.text.split()) for _, _, telling in jobs),
    )


def _batches(jobs: list[_Job]) -> Iterator[list[_Job]]:
    batch: list[_Job] = []
    size = 0
    for job in jobs:
        if batch and (len(batch) == BATCH_TELLINGS or size + len(job[2].text) > BATCH_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(job)
        size += len(job[2].text)
    if batch:
        yield batch


def _merged(told: list[Story]) -> Story:
    if len(told) == 1:
        return told[0]
    from fabula.comparing import merge  # late, as most batches need none of it

    return merge(told)


def _parted(batch: list[_Job], alone: list[bool]) -> list[list[_Job]]:
    """A batch as it is, or, where one of its stories is to be read alone, in pieces of one."""
    return [[job] for job in batch] if any(alone) else [batch]


def _read(reader: Reader, tellings: list[Telling]) -> Iterable[Story | str]:
    """A story for each telling, or why there is none; if the batch fails, each is tried alone."""
    try:
        stories = list(reader(tellings))
        if len(stories) != len(tellings):
            raise ValueError(f"the reader made {len(stories)} stories of {len(tellings)} tellings")
        return stories
    except (ModelError, MemoryError):
        raise
    except Exception as error:  # whatever a text does to the reader, it must not stop the batch
        if len(tellings) == 1:
            return [f"The telling could not be read: {_say(error)}"]
        return [story for telling in tellings for story in _read(reader, [telling])]


def _say(error: Exception) -> str:
    told = str(error) if isinstance(error, FabulaError) else f"{type(error).__name__}: {error}"
    return told if len(told) <= _LONGEST else told[:_LONGEST] + "…"
