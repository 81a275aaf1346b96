"""Shards become parts, parts become the result of a batch."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fabula.corpus.plan import Plan, Shard
from fabula.corpus.scratch import Scratch, ShardSummary
from fabula.corpus.storage import Place, reason_of
from fabula.errors import OutputError
from fabula.exports.tables import TABLES

__all__ = ["PART_SHARDS", "BatchProgress", "BatchSummary", "Engine", "run_all", "to_json"]

PART_SHARDS = 32
"""So many shards make one part of each table."""

Engine = Callable[[Sequence[Shard]], Iterator[ShardSummary]]
"""Reads shards, keeps their results, and says so, in any order."""


@dataclass(frozen=True, slots=True)
class BatchProgress:
    """How far a batch is: ``words`` of ``all_words``, of which ``before`` were read by an earlier run.

    ``tellings`` are those that this run has read.
    """

    tellings: int
    words: int
    all_tellings: int
    all_words: int
    before: int
    problems: int


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """What a batch has done: what it was given, and how many problems ``errors.jsonl`` tells of."""

    out: str
    stories: int
    tellings: int
    words: int
    problems: int


def run_all(
    plan: Plan,
    scratch: Scratch,
    target: Place,
    settings: dict[str, Any],
    run: Engine,
    *,
    stories: bool,
    progress: Callable[[BatchProgress], None] | None,
) -> BatchSummary:
    """Read what is not read yet, put whole parts in their places as soon as they can be, and say how it went.

    Raises:
        OutputError: something cannot be written.
    """
    shards = plan.shards()
    parts: dict[int, list[Shard]] = {}
    for shard in shards:
        parts.setdefault(shard.number // PART_SHARDS, []).append(shard)
    written = {number for number in parts if scratch.part(number).exists() and _there(target, number, stories)}
    words = {shard.number: shard.words for shard in shards}
    missing = {
        number: {shard.number for shard in group if not scratch.has(shard.number)}
        for number, group in parts.items()
        if number not in written
    }
    all_words, all_tellings = sum(words.values()), plan.count("tellings")
    left = sum(words[shard] for group in missing.values() for shard in group)
    state = {"tellings": 0, "words": all_words - left, "problems": plan.count("problems")}

    def report() -> None:
        if progress:
            progress(
                BatchProgress(
                    state["tellings"],
                    state["words"],
                    all_tellings,
                    all_words,
                    all_words - left,
                    state["problems"],
                )
            )

    for number in written:
        scratch.forget(shard.number for shard in parts[number])
    for number in [number for number, group in missing.items() if not group]:
        _write_part(scratch, target, number, parts[number], stories)
        missing.pop(number)
    report()
    pending = [shard for number, group in missing.items() for shard in parts[number] if shard.number in group]
    for summary in run(pending) if pending else ():
        number = summary.number // PART_SHARDS
        missing[number].discard(summary.number)
        state["tellings"] += summary.tellings
        state["words"] += words[summary.number]
        state["problems"] += len(summary.problems)
        if not missing[number]:
            _write_part(scratch, target, number, parts[number], stories)
            missing.pop(number)
        report()
    problems = [(p.source, p.reason) for p in plan.problems()]
    for number in sorted(parts):
        problems += [(source, reason) for source, reason in json.loads(scratch.part(number).read_text("utf-8"))]
    lines = (json.dumps({"source": s, "reason": r}, ensure_ascii=False) + "\n" for s, r in problems)
    (target / "errors.jsonl").write("".join(lines).encode("utf-8", "replace"))
    summary_of_all = {
        "stories": plan.count("stories"),
        "tellings": all_tellings,
        "words": all_words,
        "problems": len(problems),
    }
    tables = {
        table.name: {"row": table.row, "columns": {column.name: column.meaning for column in table.columns}}
        for table in TABLES
    }
    (target / "batch.json").write(
        to_json({**settings, "state": "finished", "summary": summary_of_all, "tables": tables})
    )
    return BatchSummary(out=target.name, **summary_of_all)


def _there(target: Place, number: int, stories: bool) -> bool:
    """Whether the files of a part are in their places: somebody may have taken them away since."""
    places = [target / table.name / f"part-{number:05}.parquet" for table in TABLES]
    if stories:
        places.append(target / "stories" / f"part-{number:05}.jsonl.gz")
    return all(place.kind() == "file" for place in places)


def _write_part(scratch: Scratch, target: Place, number: int, shards: Iterable[Shard], stories: bool) -> None:
    """Put the results of a part's shards together, one row group a shard, and let the shards go."""
    import pyarrow.parquet as pq

    from fabula.exports.tabular import arrow_schema

    shards = list(shards)
    for table in TABLES:
        with (
            (target / table.name / f"part-{number:05}.parquet").writing() as sink,
            pq.ParquetWriter(sink, arrow_schema(table), compression="zstd", version="2.6") as writer,
        ):
            for shard in shards:
                writer.write_table(scratch.tables(shard.number)[table.name])
    if stories:
        with (target / "stories" / f"part-{number:05}.jsonl.gz").writing() as sink:
            for shard in shards:  # gzip members one after the other are a gzip file
                sink.write((scratch.shard(shard.number) / "stories.gz").read_bytes())
    problems = [problem for shard in shards for problem in scratch.summary(shard.number).problems]
    note = scratch.part(number)
    try:
        note.with_suffix(".new").write_text(json.dumps(problems), encoding="utf-8")
        note.with_suffix(".new").replace(note)
    except OSError as error:
        raise OutputError(f"{note.parent} cannot be written ({reason_of(error)}): make room there.") from None
    scratch.forget(shard.number for shard in shards)


def to_json(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
