"""The worked notebook runs from its first cell to its last, and keeps nothing that others own."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from tests.corpus import readers
from tests.corpus.conftest import record

NOTEBOOK = Path(__file__).parents[2] / "docs" / "film_plots.ipynb"
PLOTS = Path(__file__).parents[3] / "shared" / "data" / "wiki_film_plots.jsonl.gz"


def run(monkeypatch: pytest.MonkeyPatch, plots: Path, work: Path, many: int) -> dict[str, object]:
    """The names that stand after all cells have run."""
    pytest.importorskip("IPython", reason="needs IPython, which shows the charts")
    for name, value in (("FILM_PLOTS", plots), ("FILM_WORK", work), ("HOW_MANY", many), ("JOBS", 1)):
        monkeypatch.setenv(name, str(value))
    names: dict[str, object] = {}
    for cell in json.loads(NOTEBOOK.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    return names


def test_every_cell_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a few short stories and with a tiny reader: what the cells ask for is there."""
    lines = "".join(json.dumps(record(n)) + "\n" for n in range(12))
    plots = tmp_path / "plots.jsonl.gz"
    plots.write_bytes(gzip.compress(lines.encode()))
    monkeypatch.setattr("fabula.corpus.batch.READER", readers.read)
    names = run(monkeypatch, plots, tmp_path / "work", 10)
    assert (tmp_path / "work" / "tables" / "batch.json").exists()
    assert getattr(names["done"], "stories", 0) == 10


@pytest.mark.slow
@pytest.mark.skipif(not PLOTS.exists(), reason="needs the film plots in ../shared")
def test_every_cell_runs_on_film_plots(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fabula's own reader, on a few plots from all decades."""
    names = run(monkeypatch, PLOTS, tmp_path / "work", 6)
    assert getattr(names["done"], "problems", -1) == 0
    assert len(json.loads((tmp_path / "work" / "films.jsonl").read_text("utf-8").splitlines()[0])["plot"]) > 100


def test_without_plots_it_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first cell that needs them stops with a sentence."""
    with pytest.raises(SystemExit, match="name a file of your own in FILM_PLOTS"):
        run(monkeypatch, tmp_path / "no.jsonl.gz", tmp_path / "work", 6)


def test_what_quotes_the_plots_is_not_kept() -> None:
    """Cells that show words of the texts are marked, and what they showed is gone."""
    cells = json.loads(NOTEBOOK.read_text("utf-8"))["cells"]
    quoting = [cell for cell in cells if re.search(r"\be\.words", "".join(cell["source"]))]
    assert quoting
    assert all((cell["metadata"]["tags"], cell["outputs"]) == (["quotes"], []) for cell in quoting)
