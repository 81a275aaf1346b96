"""Scores of mentions into scores of characters."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from fabula.models.heads import Floats

__all__ = ["best_rows", "pool"]


def pool(scores: Floats, groups: NDArray[np.int64], count: int) -> Floats:
    """(count, columns): the smooth maximum (log of the sum of exponentials) of the rows of each group."""
    top = np.full((count, scores.shape[1]), -1e4, dtype=np.float32)
    np.maximum.at(top, groups, scores)
    total = np.zeros_like(top)
    np.add.at(total, groups, np.exp(scores - top[groups]))
    return np.asarray(top + np.log(np.maximum(total, 1e-6)), dtype=np.float32)


def best_rows(scores: Floats, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """(count, columns): the row of each group that scores highest."""
    result = np.zeros((count, scores.shape[1]), dtype=np.int64)
    for column in range(scores.shape[1]):
        order = np.argsort(scores[:, column], kind="stable")
        result[groups[order], column] = order
    return result
