"""The founding tellings as their annotations read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.gold import load
from fabula.story.story import Story


@pytest.fixture(scope="session")
def founding_readings(shared: Path) -> list[Story]:
    """The four tellings of one story, each by itself."""
    seeds = shared / "storybench" / "seeds"
    return [s for s in load(seeds / "doc", seeds / "gold") if s.tellings[0].id.startswith("no-tears")]
