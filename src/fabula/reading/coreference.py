"""Who is who: mentions into characters, plurals ("they") into several."""

from __future__ import annotations

import numpy as np

from fabula.models.heads import Floats
from fabula.models.model import Model
from fabula.reading.layers import Coreference, Mentions

__all__ = ["Link"]

FARTHEST = 200
"""Mentions back that an antecedent is looked for; what lies between windows is reached too."""
_BLOCK = 400


class Link:
    """Each mention takes its best antecedent, or begins a character; a plural without one takes its likely members."""

    def __init__(self, model: Model, *, corpus: int = 1, plurals: bool = True) -> None:
        self._model = model
        self._corpus = corpus
        self._plurals = plurals

    def __call__(self, mentions: Mentions) -> Coreference:
        n = len(mentions.spans)
        heads, g = self._model.heads, mentions.vectors
        ids: list[tuple[int, ...]] = []
        count = 0
        plural = heads.plural(g) > 0 if n and self._plurals else np.zeros(n, dtype=bool)
        for block in range(0, n, _BLOCK):
            stop = min(n, block + _BLOCK)
            low = max(0, block - FARTHEST)
            same, part = self._scores(mentions, low, block, stop)
            for j in range(block, stop):
                row = same[j - block, : j - low]
                best = low + int(row.argmax()) if len(row) and row.max() > 0 else None
                if best is not None:
                    ids.append(ids[best])
                    continue
                members = self._members(ids, part[j - block, : j - low], low, j) if plural[j] else ()
                if len(members) > 1:
                    ids.append(members)
                else:
                    ids.append((count,))
                    count += 1
        return Coreference(tuple(ids), count)

    def _scores(self, mentions: Mentions, low: int, block: int, stop: int) -> tuple[Floats, Floats]:
        rows, columns = np.meshgrid(np.arange(block, stop), np.arange(low, stop), indexing="ij")
        keep = (columns < rows) & (rows - columns <= FARTHEST)
        j, i = rows[keep], columns[keep]
        same, part = np.full(rows.shape, -1e4, np.float32), np.full(rows.shape, -1e4, np.float32)
        if len(i):
            numbers = mentions.spans.coref(i, j)
            g = mentions.vectors
            same[keep], part[keep] = self._model.heads.coref(g[low:stop], i - low, j - low, numbers, self._corpus)
        return same, part

    @staticmethod
    def _members(ids: list[tuple[int, ...]], scores: Floats, low: int, j: int) -> tuple[int, ...]:
        best: dict[int, float] = {}
        for i in range(low, j):
            if len(ids[i]) == 1:
                best[ids[i][0]] = max(best.get(ids[i][0], -1e4), float(scores[i - low]))
        return tuple(sorted(c for c, score in best.items() if score > 0))
