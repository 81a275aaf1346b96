"""One cast onto another: the mapping that brings most into line.

A quadratic assignment: spectral start (Leordeanu & Hebert 2005), then the best single changes until none helps.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

__all__ = ["assign"]

_Floats = NDArray[np.float64]


def assign(pairs: _Floats, alone: _Floats) -> dict[int, int]:
    """The mapping of the first cast (by number) onto the second that brings most into line, as far as it is found.

    ``pairs[i, x, j, y]`` is what it is worth that ``i`` goes to ``j`` while ``x`` goes to ``y``; ``alone[i, j]``, what
    it is worth by itself.
    """
    n, m = alone.shape
    square = pairs.transpose(0, 2, 1, 3).reshape(n * m, n * m)
    square = square + square.T
    base = np.maximum(alone, 0.0).reshape(-1) + 0.01
    vector = base / np.linalg.norm(base)
    for _ in range(40):
        vector = square @ vector + 0.5 * base
        vector /= max(float(np.linalg.norm(vector)), 1e-12)
    starts = [vector.reshape(n, m), (square.sum(1).reshape(n, m) / max(1.0, square.max()) + alone)]
    best: tuple[float, dict[int, int]] = (-math.inf, {})
    for start in starts:
        rows, columns = linear_sum_assignment(start, maximize=True)
        mapping = {int(i): int(j) for i, j in zip(rows, columns, strict=True)}
        mapping = _improve(mapping, pairs, alone)
        value = _value(mapping, pairs, alone)
        if value > best[0] + 1e-9:
            best = (value, mapping)
    return dict(sorted(best[1].items()))


def _value(mapping: Mapping[int, int], pairs: _Floats, alone: _Floats) -> float:
    i, j = np.array(list(mapping)), np.array(list(mapping.values()))
    return float(pairs[i[:, None], i[None, :], j[:, None], j[None, :]].sum() + alone[i, j].sum())


def _improve(mapping: dict[int, int], pairs: _Floats, alone: _Floats) -> dict[int, int]:
    """The best change of one pair, or exchange of two, again and again until none helps."""
    n, m = alone.shape
    value = _value(mapping, pairs, alone)
    for _ in range(30):
        best = (value + 1e-9, mapping)
        for i in range(n):
            for j in range(m):
                if mapping.get(i) == j:
                    continue
                changed = dict(mapping)
                had = changed.pop(i, None)
                holder = next((x for x, y in changed.items() if y == j), None)
                if holder is not None:
                    del changed[holder]
                    if had is not None:
                        changed[holder] = had
                changed[i] = j
                trial = _value(changed, pairs, alone)
                if trial > best[0]:
                    best = (trial, changed)
        if best[1] is mapping:
            break
        value, mapping = best
    return mapping
