"""Predicates and their arguments, in PropBank's terms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from fabula.models.features import role_features, role_sizes
from fabula.models.heads import Floats
from fabula.models.model import Encoding, Model
from fabula.reading.layers import Frame, Frames, Syntax
from fabula.reading.segment import Words

__all__ = ["FindFrames", "Unit", "units"]

_STOPS = frozenset(", ; : . - -- – — ... .. … ! ?".split())
"""What an argument neither begins nor ends with."""


class FindFrames:
    """The frames of a telling.

    The dependency tree says which words stand together, the head what each such unit is to a predicate, if anything.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self._names: list[str] = model.labels["role"]  # "O" first
        self._single = {k for k, name in enumerate(self._names) if name.startswith("ARG") and name[-1].isdigit()}
        self._relations = {name: number for number, name in enumerate(model.labels["deprel"])}
        self._verbs = {lemma: number for number, lemma in enumerate(model.labels["verb"], start=1)}
        self._sizes = role_sizes(len(self._relations), len(self._verbs) + 1)

    def __call__(self, words: Words, encoding: Encoding, syntax: Syntax) -> Frames:
        predicates = np.flatnonzero(encoding.tokens["predicate"][:, 0] > 0)
        return self.frames(words, encoding, syntax, predicates.tolist())

    def join(self, _: Words, made: Sequence[tuple[int, Frames]]) -> Frames:
        """The frames of a whole telling from those of its blocks."""
        return Frames(
            tuple(
                Frame(
                    start + frame.predicate,
                    frame.roleset,
                    tuple((start + a, start + b, label) for a, b, label in frame.arguments),
                )
                for start, block in made
                for frame in block.frames
            )
        )

    def frames(self, words: Words, encoding: Encoding, syntax: Syntax, predicates: list[int]) -> Frames:
        """The frames of the given predicate words."""
        if not predicates:
            return Frames(())
        bounds = [words.sentence_of(p) for p in predicates]
        strings = words.strings()
        found = [units(strings, syntax.heads, a, b, p) for p, (a, b) in zip(predicates, bounds, strict=True)]
        i = np.array([p for p, around in zip(predicates, found, strict=True) for _ in around], dtype=np.int64)
        j = np.array([unit.head for around in found for unit in around], dtype=np.int64)
        firsts, places = (
            np.array([getattr(unit, name) for around in found for unit in around], dtype=np.int64)
            for name in ("first", "place")
        )
        relations = np.array([self._relations.get(name, 0) for name in syntax.deprels])
        verbs = np.array([self._verbs.get(syntax.lemmas[p].lower(), 0) for p in i.tolist()], dtype=np.int64)
        numbers = role_features(i, j, places, relations, len(self._relations), verbs)
        vectors = encoding.parts["role_pred"], encoding.parts["role_word"]
        scores = self._model.heads.roles(*vectors, i, j, firsts, numbers, self._sizes)
        ends = np.cumsum([len(around) for around in found])
        return Frames(
            tuple(
                Frame(p, self._roleset(encoding, syntax, p), self._arguments(around, rows))
                for p, around, rows in zip(predicates, found, np.split(scores, ends[:-1]), strict=True)
            )
        )

    def _arguments(self, around: list[Unit], scores: Floats) -> tuple[tuple[int, int, str], ...]:
        """The arguments that a predicate's units make; of two that would have one numbered role, the surer keeps it."""
        scores = scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)
        while True:
            found = _joined(around, scores)
            best: dict[int, float] = {}
            for _, label, score in found:
                best[label] = max(score, best.get(label, score))
            twice = [(rows, label) for rows, label, score in found if label in self._single and score < best[label]]
            if not twice:
                return tuple((around[r[0]].first, around[r[-1]].end, self._names[label]) for r, label, _ in found)
            for rows, label in twice:
                scores[rows, label] = -np.inf

    def _roleset(self, encoding: Encoding, syntax: Syntax, predicate: int) -> str:
        lemma = syntax.lemmas[predicate].lower()
        known = self._model.labels["rolesets"].get(lemma)
        if not known:
            return f"{lemma}.01"
        numbers = {s: k for k, s in enumerate(self._model.labels["sense"])}
        scores = encoding.tokens["sense"][predicate]
        return f"{lemma}.{max(known, key=lambda s: float(scores[numbers[s]]) if s in numbers else -1e9)}"


def _joined(around: list[Unit], scores: Floats) -> list[tuple[list[int], int, float]]:
    """The numbers of units that are something, neighbours that are the same thing together, its label and score."""
    found: list[tuple[list[int], int, float]] = []
    for row, (label, score) in enumerate(zip(scores.argmax(1).tolist(), scores.max(1).tolist(), strict=True)):
        if label and found and found[-1][1] == label and around[found[-1][0][-1]].end == around[row].first:
            found[-1] = ([*found[-1][0], row], label, max(found[-1][2], score))
        elif label:
            found.append(([row], label, score))
    return found


class Unit(NamedTuple):
    """Words ``[first, end)`` of a sentence that can be an argument as a whole.

    ``head`` is the word of theirs that hangs highest in the tree. ``place`` tells where: 0 on the predicate, 1 and 3 on
    the way from it to the root, one step up or more, 2 and 4 on a word of that way.
    """

    first: int
    end: int
    head: int
    place: int


def units(words: Sequence[str], heads: Sequence[int], first: int, end: int, predicate: int) -> list[Unit]:
    """The units of the sentence ``[first, end)`` that can be arguments of ``predicate``, in order.

    They are what hangs on the predicate, and, on the way from it to the root, each head and what else hangs on it:
    together all words of the sentence but the predicate, and but the stops at a unit's ends. A unit that another
    stands inside is cut there.
    """
    children: dict[int, list[int]] = {i: [] for i in range(first, end)}
    for i in range(first, end):
        if heads[i] != i and first <= heads[i] < end:
            children[heads[i]].append(i)
    parts = [(_below(children, child), child, 0) for child in children[predicate]]
    below, at, step = predicate, heads[predicate], 1
    while at != below and first <= at < end:
        parts.append(([at], at, step))
        parts += [(_below(children, child), child, step + 1) for child in children[at] if child != below]
        below, at, step = at, heads[at], 3
    found = []
    for part, head, place in parts:
        for run in _runs(part):
            low, high = _trimmed(words, *run)
            if low < high:
                found.append(Unit(low, high, head if low <= head < high else high - 1, place))
    return sorted(found)


def _trimmed(words: Sequence[str], first: int, end: int) -> tuple[int, int]:
    """``[first, end)`` without the stops at either end."""
    while first < end and words[first] in _STOPS:
        first += 1
    while first < end and words[end - 1] in _STOPS:
        end -= 1
    return first, end


def _below(children: dict[int, list[int]], word: int) -> list[int]:
    found, left = [], [word]
    while left:
        found.append(left.pop())
        left += children[found[-1]]
    return sorted(found)


def _runs(words: list[int]) -> list[tuple[int, int]]:
    """Sorted numbers as ranges ``[first, end)``."""
    runs: list[tuple[int, int]] = []
    for word in words:
        if runs and runs[-1][1] == word:
            runs[-1] = (runs[-1][0], word + 1)
        else:
            runs.append((word, word + 1))
    return runs
