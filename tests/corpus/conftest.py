"""What the tests of batches share."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from fabula.corpus import plan

NAMES = ("Mara", "Ivo", "Tessa", "Bruno", "Wilma", "Otto", "Greta", "Anselm")


def record(n: int, **more: object) -> dict[str, object]:
    """A short story of our own, different for each number."""
    a, b, c = (NAMES[(n * k + k) % len(NAMES)] for k in (1, 3, 5))
    text = f"{a} keeps the lighthouse with {b}. In the winter of year {n} they shelter {c}. {b} dies at sea. "
    return {"id": f"s{n}", "title": f"Lighthouse {n}", "year": 1950 + n % 60, "plot": text * (1 + n % 3), **more}


def contents(folder: Path) -> dict[str, str]:
    """The digest of every file below a folder."""
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def write_lines(path: Path, records: list[dict[str, object]]) -> Path:
    """Records as JSON Lines."""
    path.write_text("".join(json.dumps(r) + "\n" for r in records), encoding="utf-8")
    return path


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of four stories, so that few stories make many of them."""
    monkeypatch.setattr(plan, "SHARD_STORIES", 4)
    monkeypatch.setattr("fabula.corpus.batch.SHARD_STORIES", 4)
    monkeypatch.setattr("fabula.corpus.parts.PART_SHARDS", 3)
    monkeypatch.setattr("fabula.corpus.batch.PART_SHARDS", 3)
