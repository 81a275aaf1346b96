"""What is said of mentions into what is said of characters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.models.heads import PERSON, Floats, softmax
from fabula.models.model import Model
from fabula.reading.layers import Mentions

__all__ = ["best_rows", "persons", "pool"]


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


def persons(model: Model, mentions: Mentions, members: Sequence[list[int]]) -> dict[str, Floats]:
    """The probabilities of each label of ``PERSON``, by its name: a row for the mentions of each character."""
    sizes = [len(model.labels[name]) for name in PERSON]
    if not members:
        return {name: np.zeros((0, size), np.float32) for name, size in zip(PERSON, sizes, strict=True)}
    g = mentions.vectors
    scores = model.heads.persons(np.stack([np.concatenate([g[m].mean(0), g[m].max(0)]) for m in members]))
    parts = np.split(scores, np.cumsum(sizes)[:-1], axis=1)
    return {name: softmax(part) for name, part in zip(PERSON, parts, strict=True)}
