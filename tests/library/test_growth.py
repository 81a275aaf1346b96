"""The table of how a library grows keeps what was measured right."""

from __future__ import annotations

from pathlib import Path

from benchmarks.library import QUERIES, grow
from tests.library.stories import bakers, ferryman, huntsman


def test_a_table_that_was_stopped_keeps_its_rows(tmp_path: Path) -> None:
    """A library that is larger than a size already is not measured as one of that size."""
    stories, page = [ferryman(), huntsman(), bakers()], tmp_path / "page.md"
    page.write_text("# Growth\n\n<!-- growth -->\n<!-- /growth -->\n", "utf-8")
    grow(tmp_path / "l.db", stories, [2, 3], 1, page)
    before = page.read_text("utf-8").splitlines()
    grow(tmp_path / "l.db", stories, [2, 3, 5], 1, page)
    after = page.read_text("utf-8").splitlines()
    assert [line.split("|")[1].strip() for line in after[5:-1]] == ["2", "3", "5"]
    assert (before[:6], before[6].split("|")[2]) == (after[:6], after[6].split("|")[2])
    assert {line.count("|") for line in after[3:-1]} == {len(QUERIES) + 11}
