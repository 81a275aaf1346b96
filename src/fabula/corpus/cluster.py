"""Reads shards on a Ray cluster, with Ray Data.

The shards lie as Parquet files where the output lies, so that every node can read them; each worker is an actor that
loads the reader once; results come back to this process, which keeps them as the local engine does. The code that reads
a shard is the same.
"""

from __future__ import annotations

import json
import logging
import os
import pickle
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from fabula.corpus.deaths import Deaths
from fabula.corpus.plan import Plan, PlannedStory, Shard
from fabula.corpus.read import Reader
from fabula.corpus.scratch import Scratch, ShardSummary
from fabula.corpus.shards import Result, load_reader, read_shard
from fabula.corpus.storage import Place
from fabula.errors import MissingExtraError
from fabula.story.text import Telling

__all__ = ["run_ray"]


def run_ray(
    plan: Plan,
    scratch: Scratch,
    payload: Place,
    shards: Sequence[Shard],
    reader: str | Reader,
    *,
    jobs: int,
    keep_stories: bool,
    address: str | None = None,
) -> Iterator[ShardSummary]:
    """Read shards on a cluster and keep their results in ``scratch``, in any order.

    Args:
        plan: what to read.
        scratch: where results are kept.
        payload: a folder that all nodes of the cluster can read.
        shards: those to read.
        reader: what reads tellings; a name is looked up on the worker.
        jobs: how many workers.
        keep_stories: whether to keep the stories as JSON.
        address: the cluster to join, as ``ray.init`` takes it; without it, one is started on this machine.

    Raises:
        MissingExtraError: Ray is not installed.
    """
    try:
        import ray
    except ImportError:
        raise MissingExtraError("The engine ray", "ray") from None
    begun = not ray.is_initialized()
    if begun:
        _start(ray, jobs, address)
    try:
        paths = [_write(plan, payload, shard) for shard in shards]
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        logging.getLogger("ray.data").setLevel(logging.WARNING)
        # A worker that dies is started again, and what it was reading is read again, but for what kills it.
        items = [{"shard": shard.number, "path": path} for shard, path in zip(shards, paths, strict=True)]
        data = ray.data.from_items(items, override_num_blocks=len(items)).map_batches(
            _Worker,
            fn_constructor_args=(payload.system, reader, keep_stories),
            batch_size=1,
            batch_format="pyarrow",
            compute=ray.data.ActorPoolStrategy(size=min(jobs, len(paths))),
            num_cpus=1,
            max_restarts=-1,
            max_task_retries=-1,
        )
        for row in data.iter_rows():
            yield scratch.keep(int(row["shard"]), pickle.loads(row["result"]))  # made by our own workers
    finally:
        if begun:
            ray.shutdown()
        if payload.kind() == "folder":
            payload.system.delete_dir(payload.path)


def _start(ray: Any, jobs: int, address: str | None) -> None:
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    settings: dict[str, Any] = {"include_dashboard": False, "log_to_driver": False, "configure_logging": True}
    if address:
        ray.init(address=address, log_to_driver=False)
    else:
        ray.init(num_cpus=jobs + 1, logging_level="ERROR", **settings)


def _write(plan: Plan, payload: Place, shard: Shard) -> str:
    """Put a shard where every node can read it."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    content = json.dumps([asdict(story) for story in plan.stories(shard)], ensure_ascii=False)
    target = payload / f"shard-{shard.number:06}.parquet"
    with target.writing() as sink:
        pq.write_table(pa.table({"content": pa.array([content], pa.large_string())}), sink)
    return target.path


class _Worker:
    """One worker of the cluster."""

    def __init__(self, system: Any, reader: str | Reader, keep_stories: bool) -> None:
        self._system, self._reader, self._keep = system, load_reader(reader), keep_stories

    def __call__(self, batch: Any) -> Any:
        import pyarrow as pa

        rows = batch.to_pylist()
        results = [self._read(row["path"]) for row in rows]
        return pa.table(
            {
                "shard": [row["shard"] for row in rows],
                "result": pa.array([pickle.dumps(result) for result in results], pa.large_binary()),
            }
        )

    def _read(self, path: str) -> Result:
        import pyarrow.parquet as pq

        with self._system.open_input_file(path) as file:
            content = pq.read_table(file)["content"][0].as_py()
        planned = [
            PlannedStory(**{**story, "tellings": tuple(Telling(**_plain(t)) for t in story["tellings"])})
            for story in json.loads(content)
        ]
        note = Place(self._system, f"{path}.reading", "")
        deaths = Deaths(json.loads(note.read()) if note.kind() == "file" else ())  # whoever began this shard has died

        def watch(ids: Sequence[str]) -> None:
            note.write(json.dumps([*deaths.told(), list(ids)]).encode())

        result = read_shard(
            planned,
            self._reader,
            keep_stories=self._keep,
            avoid=deaths.avoid(),
            singly=deaths.singly(),
            watch=watch,
        )
        if note.kind() == "file":
            self._system.delete_file(note.path)
        return result


def _plain(telling: dict[str, Any]) -> dict[str, Any]:
    """JSON has lists where a telling has tuples."""
    return {**telling, "sentences": tuple(tuple(pair) for pair in telling["sentences"])}
