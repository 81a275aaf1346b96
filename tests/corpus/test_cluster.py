"""The same batch on a Ray cluster of two workers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from fabula.corpus.batch import batch
from tests.corpus import readers
from tests.corpus.conftest import contents, record, write_lines

ray = pytest.importorskip("ray", reason="needs Ray: pip install 'fabula[ray]'")

# Ray's own start-up uses what Python and its packages have deprecated.
pytestmark = [pytest.mark.ray, pytest.mark.usefixtures("small_shards"), pytest.mark.filterwarnings("ignore")]

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cluster on this machine, and a file whose absence says that a worker has been killed."""
    once = tmp_path_factory.mktemp("ray") / "once"
    variables = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}", "FABULA_TEST_ONCE": str(once), "OMP_NUM_THREADS": "1"}
    ray.init(
        num_cpus=3,
        include_dashboard=False,
        logging_level="ERROR",
        log_to_driver=False,
        object_store_memory=100_000_000,
        runtime_env={"env_vars": variables},
    )
    yield once
    ray.shutdown()


def test_the_cluster_makes_the_same_bytes(tmp_path: Path, cluster: Path) -> None:
    """Every file that the local engine writes, equal to the byte, bad records included."""
    records = [record(n) for n in range(26)]
    records[5]["plot"] = "This tale of Mara is unreadable."
    source = write_lines(tmp_path / "films.jsonl", records)
    batch(source, tmp_path / "local", reader=readers.read, jobs=1, stories=True)
    batch(source, tmp_path / "ray", reader="tests.corpus.readers:read", jobs=2, engine="ray", stories=True)
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
    assert not (tmp_path / "ray" / ".payload").exists()


def test_a_worker_killed_on_the_cluster_costs_nothing(tmp_path: Path, cluster: Path) -> None:
    """Its shard is read again by another."""
    source = write_lines(tmp_path / "films.jsonl", [record(n) for n in range(26)])
    cluster.touch()
    summary = batch(source, tmp_path / "ray", reader="tests.corpus.readers:once_deadly", jobs=2, engine="ray")
    assert not cluster.exists()
    assert (summary.tellings, summary.problems) == (26, 0)
    batch(source, tmp_path / "local", reader="tests.corpus.readers:once_deadly", jobs=1)
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
    assert json.loads((tmp_path / "ray" / "batch.json").read_text("utf-8"))["state"] == "finished"


def test_a_story_that_kills_its_reader_is_left_out_on_the_cluster(tmp_path: Path, cluster: Path) -> None:
    """As on this machine: the others of its shard are read, what happened is told, and the bytes are the same."""
    records = [record(n) for n in range(9)]
    records[5]["plot"] = "A deadly tale of Mara and Ivo."
    source = write_lines(tmp_path / "films.jsonl", records)
    summary = batch(source, tmp_path / "ray", reader="tests.corpus.readers:deadly", jobs=2, engine="ray")
    assert (summary.tellings, summary.problems) == (9, 1)
    batch(source, tmp_path / "local", reader="tests.corpus.readers:deadly", jobs=2)
    assert contents(tmp_path / "ray") == contents(tmp_path / "local")
