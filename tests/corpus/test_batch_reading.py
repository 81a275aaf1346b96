"""A batch with fabula's own reader: the same bytes however many workers, and however often it was stopped."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fabula.corpus.batch import batch
from fabula.exports.tables import TABLES
from tests.corpus.conftest import contents, write_lines

ROOT = Path(__file__).parents[2]
PEOPLE = (("Ines", "Okonkwo", "Tomasa"), ("Halvard", "Mirel", "Juniper"), ("Pell", "Adaeze", "Corin"))
PLOTS = """
{a}, a retired safecracker, lives by the harbour with her daughter {c}. The gangster {b} orders her to rob a bank and
threatens to kill {c}. {a} refuses. {b} kidnaps the girl, but {a} finds his house and rescues her. {b} is shot by {a}.

{a} and {b} are brothers who have not spoken for years. When their mother dies, {a} comes home and learns that {b} has
sold the mill to {c}. They quarrel, and {a} leaves.

{b} loves {c}, who is married to {a}. {a} discovers their letters and poisons {b}, because he cannot forgive him. {c}
tells the judge what she knows.
""".strip().split("\n\n")
# Stops itself, without a word to its workers, as soon as some shards are read.
SCRIPT = """
import os, signal, sys
from fabula.corpus import batch, parts, plan

def stop(state):
    if state.words > state.all_words / 3:
        os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    plan.SHARD_STORIES = batch.SHARD_STORIES = 4
    parts.PART_SHARDS = batch.PART_SHARDS = 3
    batch.batch(sys.argv[1], sys.argv[2], jobs=2, by="id", stories=True, progress=stop)
"""


@pytest.mark.slow
@pytest.mark.usefixtures("small_shards")
def test_jobs_and_stops_change_no_byte(tmp_path: Path) -> None:
    """One worker, two workers, and two workers of a batch that was killed on its way: every file is equal."""
    records: list[dict[str, object]] = []
    for n in range(24):
        a, b, c = PEOPLE[n % 3]
        plot = PLOTS[n // 3 % 3].format(a=a, b=b, c=c) * (1 + n % 2)
        records.append({"id": n // 2, "title": f"Tale {n}", "year": 1950 + n, "plot": plot})
    source = write_lines(tmp_path / "films.jsonl", records)
    done = batch(source, tmp_path / "one", jobs=1, by="id", stories=True)
    assert (done.stories, done.tellings, done.problems) == (12, 24, 0)
    whole = contents(tmp_path / "one")
    folders = {name.partition("/")[0] for name in whole}
    assert folders == {*(table.name for table in TABLES), "stories", "batch.json", "errors.jsonl"}

    batch(source, tmp_path / "two", jobs=2, by="id", stories=True)
    assert contents(tmp_path / "two") == whole

    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    command = [sys.executable, "-c", SCRIPT, str(source), str(tmp_path / "killed")]
    subprocess.run(command, env=environment, capture_output=True, check=False)
    assert list((tmp_path / "killed" / ".work" / "shards").glob("*/summary.json"))
    batch(source, tmp_path / "killed", jobs=2, by="id", stories=True)
    assert contents(tmp_path / "killed") == whole
