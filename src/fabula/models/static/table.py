"""The table of word vectors, read once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from fabula.errors import ModelError

__all__ = ["WIDTH", "all_counts", "plots_counted", "plots_with", "word_table", "word_vectors"]

WIDTH = 256


@cache
def word_vectors() -> Mapping[str, NDArray[np.float32]]:
    """The vector of each stem, as in :func:`word_table`."""
    rows, vectors = word_table()
    return dict(zip(rows, vectors, strict=True))


@cache
def word_table() -> tuple[Mapping[str, int], NDArray[np.float32]]:
    """The row of each stem (as :func:`fabula.comparing.words.stem` makes them), and the vectors, one a row.

    Raises :class:`~fabula.errors.ModelError` if the table is missing or damaged.
    """
    folder = files("fabula.models.static")
    try:
        stems = folder.joinpath("stems.txt").read_text(encoding="utf-8").split()
        rows = np.frombuffer(folder.joinpath("vectors.int8").read_bytes(), np.int8).reshape(len(stems), WIDTH + 1)
    except (OSError, ValueError) as error:
        raise ModelError(f"The table of word vectors cannot be read ({error}): install fabula again.") from error
    # The last number of a row is its scale, in steps of a quarter of a power of two.
    scales = np.exp2(rows[:, WIDTH].astype(np.float32) / 4) / 127
    vectors = (rows[:, :WIDTH] * scales[:, None]).astype(np.float32, copy=False)
    return {stem: n for n, stem in enumerate(stems)}, vectors


@cache
def _counts() -> tuple[int, Mapping[str, int]]:
    try:
        lines = files("fabula.models.static").joinpath("counts.txt").read_text(encoding="utf-8").splitlines()
        return int(lines[0]), {word: int(count) for word, count in (line.split() for line in lines[1:])}
    except (OSError, ValueError, IndexError) as error:
        raise ModelError(f"The table of word counts cannot be read ({error}): install fabula again.") from error


def all_counts() -> Mapping[str, int]:
    """Every stem that more than one plot uses, and how many do."""
    return _counts()[1]


def plots_counted() -> int:
    """How many film plots the words were counted in."""
    return _counts()[0]


def plots_with(stem: str) -> int:
    """In how many of them a stem is used, other than as a name; what only one uses counts as none."""
    return _counts()[1].get(stem, 0)
