"""Who is who: mentions into characters, plurals ("they") into several."""

from __future__ import annotations

import numpy as np

from fabula.models.heads import Floats
from fabula.models.model import Model
from fabula.reading.layers import Coreference, Mentions
from fabula.reading.segment import Words
from fabula.story.names import name_likeness

__all__ = ["Link"]

FARTHEST = 200
"""Mentions back that an antecedent is looked for; what lies between windows is reached too."""
MOST = 2
"""Members that a plural is given: of three or more, the likeliest two are right more often than all."""
ALIKE = 0.7
"""How alike (see ``fabula.story.names``) two names of one character are at least."""
_BLOCK = 400


class Link:
    """Each mention takes its best antecedent, or begins a character; a plural without one takes its likely members.

    A name never joins a character who goes by an unlike name: who has two names is told apart, and rather once too
    often than two people made one.
    """

    def __init__(self, model: Model, *, corpus: int = 1, plurals: bool = True) -> None:
        self._model = model
        self._corpus = corpus
        self._plurals = plurals

    def __call__(self, words: Words, mentions: Mentions) -> Coreference:
        n = len(mentions.spans)
        nested = _nested(mentions)
        plural = self._model.heads.plural(mentions.vectors) > 0 if n and self._plurals else np.zeros(n, dtype=bool)
        ids: list[tuple[int, ...]] = [()] * n
        called: list[set[str]] = []
        for block in range(0, n, _BLOCK):
            stop = min(n, block + _BLOCK)
            low = max(0, block - FARTHEST)
            same, part = self._scores(mentions, low, block, stop)
            # What is nested comes first: "her mother" must know who "her" is, for that she is not.
            for j in sorted(range(block, stop), key=lambda k: (mentions.spans.end[k], -mentions.spans.first[k])):
                place = mentions.names[j]
                name = " ".join(words[i] for i in range(*place)) if place else ""
                barred = {c for k in nested[j] for c in ids[k]}
                best = _antecedent(same[j - block, : j - low], ids[low:j], called, name, barred)
                if best is not None:
                    ids[j] = ids[low + best]
                else:
                    members = self._members(ids, part[j - block, : j - low], low, j) if plural[j] else ()
                    if len(members) < 2:
                        members = (len(called),)
                        called.append(set())
                    ids[j] = members
                if name and len(ids[j]) == 1:
                    called[ids[j][0]].add(name)
        return Coreference(tuple(ids), len(called))

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
        likely = sorted((c for c, score in best.items() if score > 0), key=lambda c: -best[c])
        return tuple(sorted(likely[:MOST]))


def _antecedent(
    scores: Floats, ids: list[tuple[int, ...]], called: list[set[str]], name: str, barred: set[int]
) -> int | None:
    """The mention that scores highest, above zero, of those linked so far that may mean the same."""
    for i in np.argsort(-scores, kind="stable").tolist():
        if scores[i] <= 0:
            return None
        if not ids[i] or barred.intersection(ids[i]):
            continue
        if not name or (len(ids[i]) == 1 and _may_be(name, called[ids[i][0]])):
            return int(i)
    return None


def _may_be(name: str, names: set[str]) -> bool:
    return not names or any(name_likeness(name, other) >= ALIKE for other in names)


def _nested(mentions: Mentions) -> list[list[int]]:
    """For each mention, those that stand inside it and do not end it ("her" in "her mother")."""
    first, end = mentions.spans.first, mentions.spans.end
    result: list[list[int]] = [[] for _ in range(len(first))]
    for j in range(len(first)):
        for k in range(j + 1, len(first)):
            if first[k] >= end[j]:
                break
            result[j].append(k)
    return result
