"""Reads shards with the cores of this machine."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from pathlib import Path

from fabula.corpus.plan import Plan, Shard
from fabula.corpus.read import Reader
from fabula.corpus.scratch import Scratch, ShardSummary
from fabula.corpus.shards import load_reader, read_shard

__all__ = ["run_local"]

_DEATHS = 2  # a story on which a worker dies so often, alone, is left out


def run_local(
    plan: Plan, scratch: Scratch, shards: Sequence[Shard], reader: str | Reader, *, jobs: int, keep_stories: bool
) -> Iterator[ShardSummary]:
    """Read shards and keep their results in ``scratch``, in any order.

    With one job, all is read in this process. With more, each worker is a process that loads the reader once; if one
    dies, the shards in hand are read again one by one, and a story on which a worker dies twice is left out.
    """
    if jobs == 1:
        read = load_reader(reader)
        for shard in shards:
            yield scratch.keep(shard.number, read_shard(plan.stories(shard), read, keep_stories=keep_stories))
        return
    waiting = list(reversed(shards))
    while waiting:
        running: dict[Future[ShardSummary], Shard] = {}
        pool = _pool(plan, scratch, reader, jobs, keep_stories)
        try:
            while waiting or running:
                while waiting and len(running) < 2 * jobs:
                    shard = waiting.pop()
                    running[pool.submit(_work, shard)] = shard
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    summary = future.result()
                    running.pop(future)
                    yield summary
        except BrokenProcessPool:
            pass  # whoever it was, the shards in hand are tried alone below
        finally:
            _end(pool)
        for shard in running.values():
            yield (
                scratch.summary(shard.number)
                if scratch.has(shard.number)
                else _alone(plan, scratch, shard, reader, keep_stories)
            )


def _alone(plan: Plan, scratch: Scratch, shard: Shard, reader: str | Reader, keep_stories: bool) -> ShardSummary:
    """Read a shard story by story in a worker of its own, leaving out what kills it."""
    deaths: dict[str, int] = {}
    while True:
        note = scratch.path / f"reading-{shard.number}"
        note.unlink(missing_ok=True)
        pool = _pool(plan, scratch, reader, 1, keep_stories)
        try:
            avoid = frozenset(id for id, count in deaths.items() if count >= _DEATHS)
            return pool.submit(_work, shard, avoid, note).result()
        except BrokenProcessPool:
            story = note.read_text("utf-8") if note.exists() else ""
            deaths[story] = deaths.get(story, 0) + 1
            if not story and deaths[story] >= _DEATHS:
                raise  # it dies before it reads anything: nothing to leave out
        finally:
            _end(pool)
            note.unlink(missing_ok=True)


def _pool(plan: Plan, scratch: Scratch, reader: str | Reader, jobs: int, keep_stories: bool) -> ProcessPoolExecutor:
    settings = (plan.path, scratch.path, reader, keep_stories, os.getpid())
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin, initargs=settings)


def _end(pool: ProcessPoolExecutor) -> None:
    """Stop the workers at once: what they have not kept is read again next time."""
    workers = list((pool._processes or {}).values())  # no public way to them before Python 3.14
    pool.shutdown(wait=False, cancel_futures=True)
    for worker in workers:
        worker.terminate()
    for worker in workers:
        worker.join(timeout=5)


class _Worker:
    """What a worker process has at hand."""

    plan: Plan
    scratch: Scratch
    reader: Reader
    keep_stories: bool


def _begin(plan: Path, scratch: Path, reader: str | Reader, keep_stories: bool, parent: int) -> None:
    """Make ready a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_follow, args=(parent,), daemon=True).start()
    _Worker.plan, _Worker.scratch, _Worker.keep_stories = Plan(plan), Scratch(scratch), keep_stories
    _Worker.reader = load_reader(reader)


def _follow(parent: int) -> None:
    """End with the parent, however it ends."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def _work(shard: Shard, avoid: frozenset[str] = frozenset(), note: Path | None = None) -> ShardSummary:
    def watch(story: str) -> None:
        assert note is not None
        note.write_text(story, encoding="utf-8")

    planned = _Worker.plan.stories(shard)
    result = read_shard(
        planned, _Worker.reader, keep_stories=_Worker.keep_stories, avoid=avoid, watch=watch if note else None
    )
    return _Worker.scratch.keep(shard.number, result)
