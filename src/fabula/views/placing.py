"""Where the characters of a network stand.

Stress majorization (Gansner, Koren and North 2004) from the start that classical scaling gives, so that the same story
always gives the same picture and a small change a similar one; turned so that it lies broad; then boxes that overlap
are pushed apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = ["apart", "place"]

Array = NDArray[np.float64]

_TURNS = 150
_FAR = 1.6


def place(count: int, edges: Sequence[tuple[int, int, float]]) -> Array:
    """Points, one for each of ``count`` nodes, where ``edges`` (a, b, length) come out about as long as asked.

    The result has a row (x, y) for each node, its middle at 0; the first node lies on the left.
    """
    if count < 2:
        return np.zeros((count, 2))
    far = _distances(count, edges)
    points = _scaling(far)
    weights = 1.0 / far**2
    np.fill_diagonal(weights, 0.0)
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian)
    for _ in range(_TURNS):
        apart_now = np.sqrt(((points[:, None] - points[None]) ** 2).sum(axis=2))
        with np.errstate(divide="ignore", invalid="ignore"):
            pull = np.where(apart_now > 1e-9, weights * far / apart_now, 0.0)
        step = np.diag(pull.sum(axis=1)) - pull
        points = inverse @ (step @ points)
    return _turned(points)


def apart(points: Array, sizes: Sequence[tuple[float, float]], turns: int = 400) -> Array:
    """``points`` moved, as little as may be, until no two boxes of ``sizes`` (width, height) around them overlap."""
    points = points.copy()
    box = np.array(sizes, dtype=float).reshape(-1, 2)
    need = (box[:, None] + box[None]) / 2
    for _ in range(turns):
        gap = points[:, None] - points[None]
        over = need - np.abs(gap)
        hit = (over > 0.01).all(axis=2)
        np.fill_diagonal(hit, False)
        if not hit.any():
            break
        flat = over[..., 0] < over[..., 1]
        way = np.where(
            gap == 0,
            np.where(np.arange(len(points))[:, None, None] < np.arange(len(points))[None, :, None], -1.0, 1.0),
            np.sign(gap),
        )
        push = np.where(hit[..., None], over * way * 0.5, 0.0)
        push[..., 0] *= flat
        push[..., 1] *= ~flat
        points += push.sum(axis=1) / np.maximum(1, hit.sum(axis=1))[:, None] * 1.02 + 0.0
    return points


def _distances(count: int, edges: Sequence[tuple[int, int, float]]) -> Array:
    """All shortest ways (Floyd and Warshall); parts that nothing ties lie a little further off than the farthest."""
    far = np.full((count, count), np.inf)
    np.fill_diagonal(far, 0.0)
    for a, b, length in edges:
        far[a, b] = far[b, a] = min(far[a, b], length)
    for k in range(count):
        far[:] = np.minimum(far, far[:, k : k + 1] + far[k : k + 1, :])
    reached = far[np.isfinite(far)]
    far[~np.isfinite(far)] = max(_FAR, float(reached.max()) * 0.75)
    np.maximum(far, 1e-3, out=far)
    np.fill_diagonal(far, 1.0)
    return far


def _scaling(far: Array) -> Array:
    """Classical scaling (Torgerson 1952)."""
    count = len(far)
    squared = far**2
    np.fill_diagonal(squared, 0.0)
    middle = np.eye(count) - 1.0 / count
    values, vectors = np.linalg.eigh(-0.5 * middle @ squared @ middle)
    points: Array = vectors[:, [-1, -2]] * np.sqrt(np.maximum(values[[-1, -2]], 0.0))
    # A grain of unevenness, the same each time, so that no two points fall together.
    points[:, 0] += np.cos(np.arange(count) * 2.399963) * 0.01
    points[:, 1] += np.sin(np.arange(count) * 2.399963) * 0.01
    return _turned(points)


def _turned(points: Array) -> Array:
    """``points`` around 0, turned so that they lie broad, the first of them to the left and not below the middle."""
    points = points - points.mean(axis=0)
    vectors = np.linalg.svd(points, full_matrices=False)[2]
    points = points @ vectors.T
    for axis in (0, 1):
        first = next((p for p in points[:, axis] if abs(p) > 1e-6), 0.0)
        if first > 0:
            points[:, axis] *= -1
    return points
