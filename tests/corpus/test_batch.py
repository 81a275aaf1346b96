"""Batches: what they write, that they go on where they were, and that nothing stops them."""

from __future__ import annotations

import gzip
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pyarrow.dataset as ds
import pytest

from fabula.corpus.batch import batch
from fabula.corpus.parts import BatchProgress
from fabula.errors import InputError, OutputError
from fabula.exports.tables import TABLES
from fabula.story.check import violations
from fabula.story.story import Story
from fabula.story.text import Telling
from tests.corpus import readers
from tests.corpus.conftest import contents, record, write_lines

ROOT = Path(__file__).parents[2]


def rows(out: Path, table: str) -> list[dict[str, object]]:
    read: list[dict[str, object]] = ds.dataset(out / table).to_table().to_pylist()
    return read


def problems(out: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in (out / "errors.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.usefixtures("small_shards")
def test_stories_become_tables_that_others_read(tmp_path: Path) -> None:
    """DuckDB, polars and Arrow read the parts of each table as one, in the order of the input."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(30)])
    out = tmp_path / "out"
    summary = batch(source, out, reader=readers.read, jobs=1)
    assert (summary.stories, summary.tellings, summary.problems) == (30, 30, 0)
    assert [r["story"] for r in rows(out, "tellings")] == [f"s{n}" for n in range(30)]
    assert {(r["story"], r["year"]) for r in rows(out, "tellings")} == {(f"s{n}", 1950 + n) for n in range(30)}
    assert len(list((out / "events").iterdir())) == 3
    counts = [len(rows(out, table.name)) for table in TABLES]
    pattern = {table.name: str(out / table.name / "*.parquet") for table in TABLES}
    with duckdb.connect() as base:
        found = [base.execute(f"SELECT count(*) FROM '{pattern[t.name]}'").fetchall()[0][0] for t in TABLES]
    assert found == counts
    assert [pl.read_parquet(pattern[t.name]).height for t in TABLES] == counts
    assert sorted(p.name for p in out.iterdir()) == sorted([*(t.name for t in TABLES), "batch.json", "errors.jsonl"])
    note = json.loads((out / "batch.json").read_text("utf-8"))
    assert note["tables"]["deaths"]["columns"]["victim"] == "id of the character who dies"


@pytest.mark.usefixtures("small_shards")
def test_records_of_one_story_are_read_together(tmp_path: Path) -> None:
    """With a field that tells the story, far apart records and several fields are tellings of one; sources are told."""
    records = [record(n) for n in range(12)]
    records += [
        {"id": 99, "title": "Lighthouse 3", "plot": "Mara finds Otto in the lighthouse.", "blurb": "Otto waits."}
    ]
    source = write_lines(tmp_path / "films.jsonl", records)
    out = tmp_path / "out"
    summary = batch(source, out, by="title", reader=readers.read, jobs=1)
    told = [r for r in rows(out, "tellings") if r["story"] == "Lighthouse 3"]
    assert (summary.stories, summary.tellings) == (12, 14)
    assert [r["telling"] for r in told] == ["t1", "t2", "t3"]
    assert told[1]["source"] == "films.jsonl, line 13, plot"


@pytest.mark.usefixtures("small_shards")
def test_stories_are_kept_as_json_where_asked_for(tmp_path: Path) -> None:
    """Each line is an id and a sound story."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(14)])
    batch(source, tmp_path / "out", reader=readers.read, jobs=1, stories=True)
    lines = [
        json.loads(line)
        for path in sorted((tmp_path / "out" / "stories").iterdir())
        for line in gzip.decompress(path.read_bytes()).splitlines()
    ]
    assert [line["id"] for line in lines] == [f"s{n}" for n in range(14)]
    assert [violations(Story.from_json(json.dumps(line["story"]))) for line in lines] == [[]] * 14


@pytest.mark.usefixtures("small_shards")
def test_a_bad_record_stops_nothing(tmp_path: Path) -> None:
    """Each has its reason in errors.jsonl; all others are there."""
    records = [record(n) for n in range(10)]
    records[2]["plot"] = ""
    records[4]["plot"] = "This tale of Mara is unreadable."
    records[5]["plot"] = (
        "Der Leuchtturm wird von der Familie und dem Hund auf der Insel bewacht, und sie ist sich nicht einig."
    )
    records[7] = dict(records[6])
    records[9]["id"] = "s8"
    source = write_lines(tmp_path / "films.jsonl", records)
    with source.open("a", encoding="utf-8") as file:
        file.write("{broken\n")
    out = tmp_path / "out"
    batch(source, out, reader=readers.read, jobs=1)
    assert [r["story"] for r in rows(out, "tellings")] == ["s0", "s1", "s3", "s6", "s8", "s8~2"]
    told = {p["source"].rpartition(" ")[2]: p["reason"] for p in problems(out)}
    assert list(told) == ["3", "6", "8", "10", "11", "5"]
    assert "no field that tells a story" in told["3"]
    assert "seems to be in German" in told["6"]
    assert "repeats an earlier one with the id 's6'" in told["8"]
    assert "kept as a story of its own" in told["10"]
    assert "broken JSON" in told["11"]
    assert "ValueError: too hard" in told["5"]


def test_odd_values_of_fields_are_written_or_left_out(tmp_path: Path) -> None:
    """Halves of characters, control characters and numbers that JSON does not know: in ids, titles, names of fields."""
    plot = "Mara keeps the lighthouse with Ivo, chapter "
    records: list[dict[str, object]] = [
        {"id": "a\ud800", "title": "b\x00c\udfff", "plot": plot + "1", "note\ud834": "\ud834", "n": float("nan")},
        {"id": "two\nlines\t", "plot": plot + "2"},
        {"id": True, "plot": plot + "3"},
        {"id": "\ud800", "plot": plot + "4"},
        {"id": "none", "st\udfffory": "no telling"},
    ]
    batch(write_lines(tmp_path / "x.jsonl", records), tmp_path / "out", reader=readers.read, jobs=1)
    told = rows(tmp_path / "out", "tellings")
    assert [r["story"] for r in told] == ["a", "two lines", "x.jsonl, line 3", "x.jsonl, line 4"]
    assert (told[0]["title"], json.loads(str(told[0]["metadata"]))) == (
        "bc",
        {"id": "a?", "title": "b\x00c?", "note?": "?"},
    )
    assert [(p["source"], "st?ory" in p["reason"]) for p in problems(tmp_path / "out")] == [("x.jsonl, line 5", True)]


@pytest.mark.usefixtures("small_shards")
def test_workers_make_the_same_bytes(tmp_path: Path) -> None:
    """Two processes and one, here by the name of the reader: every file is equal, but for its own settings."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(30)])
    for jobs in (1, 2):
        batch(source, tmp_path / str(jobs), reader="tests.corpus.readers:read", jobs=jobs)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


@pytest.mark.usefixtures("small_shards")
def test_a_story_that_kills_its_reader_is_left_out(tmp_path: Path) -> None:
    """The others of its shard are read; what happened is told."""
    records = [record(n) for n in range(9)]
    records[5]["plot"] = "A deadly tale of Mara and Ivo."
    source = write_lines(tmp_path / "films.jsonl", records)
    batch(source, tmp_path / "out", reader="tests.corpus.readers:deadly", jobs=2)
    assert [r["story"] for r in rows(tmp_path / "out", "tellings")] == [f"s{n}" for n in range(9) if n != 5]
    assert [p["reason"] for p in problems(tmp_path / "out")] == [
        "The reader died on this story twice: it was left out."
    ]


@pytest.mark.usefixtures("small_shards")
def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it was reading is read again."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(9)])
    (tmp_path / "once").touch()
    monkeypatch.setenv("FABULA_TEST_ONCE", str(tmp_path / "once"))
    batch(source, tmp_path / "out", reader="tests.corpus.readers:once_deadly", jobs=2)
    assert not (tmp_path / "once").exists()
    assert (len(rows(tmp_path / "out", "tellings")), problems(tmp_path / "out")) == (9, [])


@pytest.mark.usefixtures("small_shards")
def test_a_worker_killed_between_two_shards_costs_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The pool may be found broken while a shard is handed to it: that shard is read, too."""
    given: list[object] = []

    class Pool(ProcessPoolExecutor):
        def submit(self, *given_now: Any, **more: Any) -> Future[Any]:
            given.append(given_now)
            if len(given) == 3:
                raise BrokenProcessPool
            return super().submit(*given_now, **more)

    monkeypatch.setattr("fabula.corpus.workers.ProcessPoolExecutor", Pool)
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(20)])
    batch(source, tmp_path / "out", reader="tests.corpus.readers:read", jobs=2)
    assert [r["story"] for r in rows(tmp_path / "out", "tellings")] == [f"s{n}" for n in range(20)]


SCRIPT = """
import sys
from fabula.corpus import plan, parts, batch
plan.SHARD_STORIES = batch.SHARD_STORIES = 4
parts.PART_SHARDS = batch.PART_SHARDS = 3
jobs = int(sys.argv[3])
reader = "tests.corpus.readers:slow"
if jobs == 1:
    from tests.corpus.readers import slow as reader
batch.batch(sys.argv[1], sys.argv[2], reader=reader, jobs=jobs, stories=True)
"""


def start(source: Path, out: Path, jobs: int) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    command = [sys.executable, "-c", SCRIPT, str(source), str(out), str(jobs)]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.mark.parametrize(("how", "jobs"), [(signal.SIGTERM, 1), (signal.SIGKILL, 2)])
def test_killed_at_any_moment_it_goes_on(tmp_path: Path, how: signal.Signals, jobs: int) -> None:
    """Stopped again and again, gently or not, it ends with the bytes of a run that nobody stopped."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(40)])
    assert start(source, tmp_path / "whole", 1).communicate() == (b"", b"")
    chance = random.Random(jobs)
    for _ in range(2):
        process = start(source, tmp_path / "out", jobs)
        shards = tmp_path / "out" / ".work" / "shards"
        until = time.monotonic() + 20
        while time.monotonic() < until and process.poll() is None and not shards.is_dir():
            time.sleep(0.02)
        time.sleep(chance.uniform(0.05, 0.5))
        process.send_signal(how)
        process.communicate()
    process = start(source, tmp_path / "out", jobs)
    _, errors = process.communicate()
    assert (process.returncode, errors) == (0, b"")
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.usefixtures("small_shards")
def test_what_is_read_is_not_read_again(tmp_path: Path) -> None:
    """A second run starts where the first one stopped; a third has nothing to do."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(24)])

    def stop(state: BatchProgress) -> None:
        if state.words > state.all_words / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch(source, tmp_path / "out", reader=readers.read, jobs=1, progress=stop)
    states: list[BatchProgress] = []
    batch(source, tmp_path / "out", reader=readers.read, jobs=1, progress=states.append)
    assert states[0].before == states[0].words > states[0].all_words / 2
    assert states[-1].words == states[-1].all_words
    before = contents(tmp_path / "out")
    again: list[BatchProgress] = []
    summary = batch(source, tmp_path / "out", reader=readers.read, jobs=1, progress=again.append)
    assert (summary.stories, again, contents(tmp_path / "out")) == (24, [], before)


@pytest.mark.usefixtures("small_shards")
def test_a_full_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """With room for no file of more than some kilobytes the batch stops in one sentence; with room it goes on."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(24)])
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    old = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def fill(state: BatchProgress) -> None:
        if state.tellings >= 8:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, before[1]))

    try:
        with pytest.raises(OutputError, match="cannot be written"):
            batch(source, tmp_path / "out", reader=readers.read, jobs=1, progress=fill)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, old)
    batch(source, tmp_path / "out", reader=readers.read, jobs=1)
    batch(source, tmp_path / "whole", reader=readers.read, jobs=1)
    assert contents(tmp_path / "out") == contents(tmp_path / "whole")


@pytest.mark.usefixtures("small_shards")
def test_another_batch_is_not_mixed_in(tmp_path: Path) -> None:
    """A folder of another input, of other settings, or of something else is left as it is."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(3)])
    batch(source, tmp_path / "out", reader=readers.read, jobs=1)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    write_lines(source, [record(n) for n in range(4)])
    for out, says in (("out", "begun with another input"), ("full", "holds something else"), ("file", "is a file")):
        with pytest.raises(OutputError, match=says):
            batch(source, tmp_path / out, reader=readers.read, jobs=1)
    with pytest.raises(OutputError, match="cannot be written"):
        batch(source, tmp_path / "file" / "out", reader=readers.read, jobs=1)


@pytest.mark.usefixtures("small_shards")
def test_a_reader_that_has_changed_does_not_go_on(tmp_path: Path) -> None:
    """Half of a batch by one version of a reader and half by another would be no batch; the refusal says what to do."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(24)])

    class Reader:
        def __init__(self, version: str) -> None:
            self.version = version
            self.__qualname__ = "Reader"

        def __call__(self, tellings: list[Telling]) -> list[Story]:
            return [replace(story, reader=self.version) for story in readers.read(tellings)]

    def stop(state: BatchProgress) -> None:
        if state.words > state.all_words / 2:
            raise KeyboardInterrupt

    out = tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        batch(source, out, reader=Reader("one"), jobs=1, progress=stop)
    kept = contents(out)
    for changed, says in (
        ({"reader": Reader("two")}, "another version of the reader's weights"),
        ({"reader": Reader("one"), "by": "title"}, "another --by"),
        ({"reader": Reader("one"), "stories": True}, "another choice of --stories"),
    ):
        with pytest.raises(OutputError, match=f"begun with {says}: give a new folder, or begin anew with --restart"):
            batch(source, out, jobs=1, **changed)
        assert contents(out) == kept
    batch(source, out, reader=Reader("two"), jobs=1, restart=True)
    batch(source, tmp_path / "whole", reader=Reader("two"), jobs=1)
    assert contents(out) == contents(tmp_path / "whole")


@pytest.mark.usefixtures("small_shards")
def test_to_begin_anew_takes_away_what_a_batch_left_and_nothing_else(tmp_path: Path) -> None:
    """Of a longer batch no part remains; the owner's own file does."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(30)])
    out = tmp_path / "out"
    batch(source, out, reader=readers.read, jobs=1, stories=True)
    (out / "thesis.txt").write_text("mine")
    write_lines(source, [record(n) for n in range(3)])
    batch(source, out, reader=readers.read, jobs=1, restart=True)
    (out / "thesis.txt").unlink()
    batch(source, tmp_path / "new", reader=readers.read, jobs=1)
    assert contents(out) == contents(tmp_path / "new")


@pytest.mark.usefixtures("small_shards")
def test_the_result_may_lie_in_the_folder_that_is_read(tmp_path: Path) -> None:
    """What a batch writes is not part of what it reads, neither now nor when it goes on."""
    write_lines(tmp_path / "films.jsonl", [record(n) for n in range(14)])

    def stop(state: BatchProgress) -> None:
        if state.words > state.all_words / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch(tmp_path, tmp_path / "out", reader=readers.read, jobs=1, progress=stop)
    assert batch(tmp_path, tmp_path / "out", reader=readers.read, jobs=1).stories == 14
    assert batch(tmp_path, tmp_path / "out", reader=readers.read, jobs=1).stories == 14


def test_what_makes_no_sense_is_refused(tmp_path: Path) -> None:
    """No telling at all, no such engine, no such field: one sentence each."""
    source = write_lines(tmp_path / "films.jsonl", [{"id": 1, "rating": 5}])
    given: list[tuple[dict[str, Any], str]] = [
        ({}, "no field that tells a story"),
        ({"engine": "spark"}, "no engine 'spark'"),
        ({"by": "saga", "text_fields": ["title"]}, "the first: The record has no field that tells a story"),
        ({"jobs": 0}, "At least one job"),
        ({"reader": "no.such:reader"}, "There is no reader 'no.such:reader'"),
    ]
    for more, says in given:
        with pytest.raises(InputError, match=says):
            batch(source, tmp_path / "out", **{"reader": readers.read, **more})
    assert not (tmp_path / "out").exists()
