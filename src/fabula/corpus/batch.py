"""Many stories at once: from a folder, JSON Lines, CSV or Parquet to tables that other tools read.

What a run leaves in its folder::

    DIR/batch.json            what was read, how, and what each column means
    DIR/errors.jsonl          what could not be read, and why
    DIR/TABLE/part-*.parquet  one folder for each table
    DIR/stories/part-*.jsonl.gz   the stories as JSON, where asked for
    DIR/.work/                what is half done; gone when all is done
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from fabula.corpus.local import run_local
from fabula.corpus.parts import PART_SHARDS, BatchProgress, BatchSummary, Engine, run_all, to_json
from fabula.corpus.plan import SHARD_CHARACTERS, SHARD_STORIES, Plan, make_plan
from fabula.corpus.read import Reader
from fabula.corpus.scratch import Scratch
from fabula.corpus.settings import earlier, settings_of, take_away
from fabula.corpus.sources import records_of
from fabula.corpus.storage import Place, place
from fabula.errors import InputError

__all__ = ["READER", "BatchProgress", "BatchSummary", "batch"]

READER = "fabula.corpus.shards:read_with_one_thread"
"""The reader that is used unless another is given."""


def batch(
    input: str | Path,
    out: str | Path,
    *,
    by: str | None = None,
    text_fields: Sequence[str] = (),
    jobs: int | None = None,
    engine: str = "local",
    address: str | None = None,
    stories: bool = False,
    restart: bool = False,
    reader: str | Reader | None = None,
    progress: Callable[[BatchProgress], None] | None = None,
) -> BatchSummary:
    """Read every story of ``input`` and write tables to the folder ``out``.

    Stopped at any moment and started again with the same arguments, it goes on where it was and ends with the same
    bytes, with any number of jobs and either engine. What cannot be read is told in ``errors.jsonl`` and stops nothing.
    Results of two inputs, two sets of options or two readers are never mixed in one folder.

    Args:
        input: a folder, or a file of JSON Lines, CSV, TSV or Parquet; a path, or an address that Arrow can open.
        out: the folder to write, new or of the same batch; a path or an address as well.
        by: the field whose value tells the story; records with the same value are tellings of one story. Without it
            each record is a story.
        text_fields: the fields that hold a telling; without them, those with names known for it.
        jobs: worker processes; without it, one for each core.
        engine: ``"local"`` or ``"ray"``.
        address: the Ray cluster to join; without it, one is started on this machine.
        stories: whether to keep the stories as JSON, too, for ``fabula add --from-batch``.
        restart: whether to take away what an earlier batch has left in ``out``, and begin anew.
        reader: what reads tellings in place of fabula's own reader: a function, or ``module:function``. If it has an
            attribute ``version``, a batch goes on with the same version only.
        progress: is told how far the batch is, after each shard.

    Raises:
        InputError: the input cannot be read at all.
        OutputError: the folder holds something else, or cannot be written.
        MissingExtraError: pyarrow or Ray is not installed.
    """
    reader = reader or READER
    if engine not in {"local", "ray"}:
        raise InputError(f"There is no engine {engine!r}: choose local or ray.")
    if jobs is not None and jobs < 1:
        raise InputError("At least one job is needed.")
    source, target = place(input), place(out)
    settings = settings_of(
        source, target, by=by, text_fields=text_fields, stories=stories, reader=reader, shard=_shard()
    )
    finished = earlier(target, settings, restart=restart)
    if finished:
        return finished
    scratch = Scratch(_scratch_folder(target, settings))
    scratch.open()
    done = False
    try:
        with _stoppable():
            scratch.settle(settings, anew=restart)
            if restart:
                take_away(target)
            with closing(_plan(source, target, scratch, by, text_fields)) as plan:
                if (target / "batch.json").kind() != "file":
                    (target / "batch.json").write(to_json({**settings, "state": "begun"}))
                workers = jobs or os.cpu_count() or 1
                run = _engine(engine, plan, scratch, target, reader, workers, stories, address)
                summary = run_all(plan, scratch, target, settings, run, stories=stories, progress=progress)
            done = True
    finally:
        scratch.close(remove=done)
    return summary


def _plan(source: Place, target: Place, scratch: Scratch, by: str | None, text_fields: Sequence[str]) -> Plan:
    """The plan of an earlier run, or a new one. An input that holds nothing leaves nothing behind."""
    if scratch.plan.exists():
        return Plan(scratch.plan)
    try:
        return make_plan(records_of(source, without=target), scratch.plan, by=by, text_fields=text_fields)
    except InputError:
        scratch.close(remove=True)
        with suppress(OSError):
            scratch.path.parent.rmdir()  # goes only if this run made it, or nothing was in it
        raise


def _engine(
    engine: str,
    plan: Plan,
    scratch: Scratch,
    target: Place,
    reader: str | Reader,
    jobs: int,
    stories: bool,
    address: str | None,
) -> Engine:
    if engine == "local":
        return lambda shards: run_local(plan, scratch, shards, reader, jobs=jobs, keep_stories=stories)
    from fabula.corpus.cluster import run_ray

    return lambda shards: run_ray(
        plan, scratch, target / ".payload", shards, reader, jobs=jobs, keep_stories=stories, address=address
    )


def _shard() -> list[int]:
    """The sizes of the pieces in which a batch is read and written."""
    return [SHARD_STORIES, SHARD_CHARACTERS, PART_SHARDS]


def _scratch_folder(target: Place, settings: dict[str, Any]) -> Path:
    if target.local is not None:
        return target.local / ".work"
    name = hashlib.sha256(f"{target.name}\0{json.dumps(settings)}".encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"fabula-batch-{name}"


@contextmanager
def _stoppable() -> Iterator[None]:
    """Let SIGTERM stop the batch as Ctrl-C does, so that workers are ended and locks let go."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
