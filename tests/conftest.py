"""What all tests share: where data outside the repository lies, when it is there."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of data beside the project: founding tellings, StoryBench, data sets. Skips where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("needs the folder of shared data beside the project")
    return SHARED


@pytest.fixture(scope="session")
def founding(shared: Path) -> list[Path]:
    """The founding tellings: three text files."""
    return sorted((shared / "seeds").glob("*.txt"))
