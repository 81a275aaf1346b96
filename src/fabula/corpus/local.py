"""Reads shards with the cores of this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path

from fabula.corpus.deaths import Deaths
from fabula.corpus.plan import Plan, Shard
from fabula.corpus.read import Reader
from fabula.corpus.scratch import Scratch, ShardSummary
from fabula.corpus.shards import load_reader, read_shard
from fabula.corpus.workers import end, worker_pool

__all__ = ["run_local"]


def run_local(
    plan: Plan, scratch: Scratch, shards: Sequence[Shard], reader: str | Reader, *, jobs: int, keep_stories: bool
) -> Iterator[ShardSummary]:
    """Read shards and keep their results in ``scratch``, in any order.

    Each worker is a process that loads the reader once; if one dies, the shards in hand are read again one by one, and
    a story on which a worker dies twice, alone, is left out. A reader that is a function, and not the name of one, is
    called in this process where one job is asked for.
    """
    if jobs == 1 and not isinstance(reader, str):
        for shard in shards:
            yield scratch.keep(shard.number, read_shard(plan.stories(shard), reader, keep_stories=keep_stories))
        return
    with _one_thread_each():
        yield from _run(plan, scratch, shards, reader, jobs, keep_stories)


def _run(
    plan: Plan, scratch: Scratch, shards: Sequence[Shard], reader: str | Reader, jobs: int, keep_stories: bool
) -> Iterator[ShardSummary]:
    settings = (plan.path, scratch.path, reader, keep_stories)
    waiting = list(reversed(shards))
    while waiting:
        running: dict[Future[ShardSummary], Shard] = {}
        pool = worker_pool(jobs, _begin, *settings)
        try:
            while waiting or running:
                while waiting and len(running) < 2 * jobs:
                    future = pool.submit(_work, waiting[-1])  # which fails where a worker has died meanwhile
                    running[future] = waiting.pop()
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    summary = future.result()
                    running.pop(future)
                    yield summary
        except BrokenProcessPool:
            pass  # whoever it was, the shards in hand are tried alone below
        finally:
            end(pool)
        for shard in running.values():
            yield (
                scratch.summary(shard.number)
                if scratch.has(shard.number)
                else _alone(plan, scratch, shard, reader, keep_stories)
            )


def _alone(plan: Plan, scratch: Scratch, shard: Shard, reader: str | Reader, keep_stories: bool) -> ShardSummary:
    """Read a shard in a worker of its own, leaving out what kills it."""
    settings = (plan.path, scratch.path, reader, keep_stories)
    deaths = Deaths()
    note = scratch.path / f"reading-{shard.number}"
    while True:
        note.unlink(missing_ok=True)
        pool = worker_pool(1, _begin, *settings)
        try:
            return pool.submit(_work, shard, deaths.avoid(), deaths.singly(), note).result()
        except BrokenProcessPool:
            deaths.add(json.loads(note.read_text("utf-8")) if note.exists() else ())
            if deaths.at_rest():
                raise
        finally:
            end(pool)
            note.unlink(missing_ok=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Let each worker compute with one thread: they share the cores, and one sum has one order."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    before = {name: os.environ.get(name) for name in names}
    os.environ.update(dict.fromkeys(names, "1"))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Worker:
    """What a worker process has at hand."""

    plan: Plan
    scratch: Scratch
    reader: Reader
    keep_stories: bool


def _begin(plan: Path, scratch: Path, reader: str | Reader, keep_stories: bool) -> None:
    """Make ready a worker process."""
    _Worker.plan, _Worker.scratch, _Worker.keep_stories = Plan(plan), Scratch(scratch), keep_stories
    _Worker.reader = load_reader(reader)


def _work(
    shard: Shard, avoid: frozenset[str] = frozenset(), singly: frozenset[str] = frozenset(), note: Path | None = None
) -> ShardSummary:
    def watch(ids: Sequence[str]) -> None:
        if note is not None:
            note.write_text(json.dumps(list(ids)), encoding="utf-8")

    result = read_shard(
        _Worker.plan.stories(shard),
        _Worker.reader,
        keep_stories=_Worker.keep_stories,
        avoid=avoid,
        singly=singly,
        watch=watch,
    )
    return _Worker.scratch.keep(shard.number, result)
