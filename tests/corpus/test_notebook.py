"""The worked notebook runs from its first cell to its last."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.corpus import readers
from tests.corpus.conftest import record

NOTEBOOK = Path(__file__).parents[2] / "docs" / "film_plots.ipynb"


def test_every_cell_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a few short stories and with a tiny reader: what the cells ask for is there."""
    pytest.importorskip("IPython", reason="needs IPython, which shows the charts")
    lines = "".join(json.dumps(record(n)) + "\n" for n in range(12))
    plots = tmp_path / "plots.jsonl.gz"
    plots.write_bytes(gzip.compress(lines.encode()))
    for name, value in (("FILM_PLOTS", plots), ("FILM_WORK", tmp_path / "work"), ("HOW_MANY", 10), ("JOBS", 1)):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr("fabula.corpus.batch.READER", readers.read)
    names: dict[str, object] = {}
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert (tmp_path / "work" / "tables" / "batch.json").exists()
    assert getattr(names["done"], "stories", 0) == 10
