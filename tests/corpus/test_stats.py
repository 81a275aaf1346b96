"""Counts over a batch, against counts by hand."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import pytest

from fabula.corpus.batch import batch
from fabula.corpus.charts import charts
from fabula.corpus.stats import Stats, stats
from tests.corpus import readers
from tests.corpus.conftest import write_lines

# Names in -a are women to the test's reader, and everybody meets the one named before them.
TALES = [
    {"id": 1, "year": 1931, "plot": "Mara waits. Ivo comes. Mara dies."},
    {"id": 2, "year": 1938, "plot": "Ivo waits. Otto comes, then Bruno."},
    {"id": 3, "release_date": "1944-05-01", "plot": "Tessa waits. Otto comes. Tessa sees Wilma. Otto dies."},
    {"id": 4, "plot": "Greta waits for nobody."},
]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> Stats:
    folder = tmp_path_factory.mktemp("stats")
    batch(write_lines(folder / "x.jsonl", [dict(t) for t in TALES]), folder / "out", reader=readers.read, jobs=1)
    return stats(folder / "out")


def test_who_acts_on_whom(counted: Stats) -> None:
    """Men on women: Ivo on Mara, Otto on Tessa, Otto on Wilma at the end."""
    table = counted["genders"]
    assert table.columns == ("agent", "patient f", "patient m", "patient n", "patient unknown", "all", "share")
    assert table.rows == (("f", 1, 2, 0, 0, 3, 0.375), ("m", 3, 2, 0, 0, 5, 0.625))
    assert counted["acts"].rows == (("meet", 1, 2, 3, 2, 8, 0.375),)


def test_who_dies(counted: Stats) -> None:
    """One woman, one man."""
    assert counted["deaths"].rows == (("accident", 1, 1, 0, 0, 2, 1.0),)
    assert counted["killers"].rows == ()


def test_what_happens_by_decade(counted: Stats) -> None:
    """Shares of each decade's events; the year comes from a year or a date."""
    assert counted["decades"].columns == ("event", "1930s", "1940s", "all")
    assert counted["decades"].rows == (("meet", 1.0, 1.0, 8),)


def test_networks_are_measured_as_networkx_does(counted: Stats) -> None:
    """Means over the stories of a decade, and of all; a story of one has no ties."""
    rows = {row[0]: dict(zip(counted["networks"].columns, row, strict=True)) for row in counted["networks"].rows}
    assert list(rows) == ["no year", "1930s", "1940s", "all"]
    assert (rows["no year"]["characters"], rows["no year"]["ties"], rows["no year"]["density"]) == (1, 0, 0)
    path, pair = nx.path_graph(3), nx.path_graph(2)
    assert rows["1930s"]["density"] == round((nx.density(path) + nx.density(pair)) / 2, 3)
    assert rows["1930s"]["centralization"] == 0.5  # a path of three is a star, a pair has none
    assert (rows["1940s"]["clustering"], rows["1940s"]["ties"]) == (1.0, 3)
    assert (rows["all"]["stories"], rows["all"]["largest component"]) == (4, 1.0)


def test_tables_become_frames_and_charts(counted: Stats) -> None:
    """pandas takes each table; each with enough to show is drawn, to the same bytes every time."""
    assert [tuple(t.to_frame().columns) for t in counted.tables] == [t.columns for t in counted.tables]
    drawn = charts(counted)  # nobody kills, and eight acts are few
    assert set(drawn) == {"genders.svg", "deaths.svg", "decades.svg", "networks.svg"}
    assert drawn == charts(counted)


def test_a_broken_table_is_said(counted: Stats, tmp_path: Path) -> None:
    """A truncated part is an error that names it."""
    out = tmp_path / "out"
    batch(write_lines(tmp_path / "x.jsonl", [dict(t) for t in TALES]), out, reader=readers.read, jobs=1)
    part = out / "events" / "part-00000.parquet"
    part.write_bytes(part.read_bytes()[:-30])
    with pytest.raises(Exception, match=r"part-00000\.parquet is damaged"):
        stats(out)
