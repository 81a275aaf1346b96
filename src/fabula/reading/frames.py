"""Predicates and their arguments, in PropBank's terms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.models.heads import Floats, softmax
from fabula.models.model import Encoding, Model
from fabula.reading.layers import Frame, Frames, Syntax
from fabula.reading.segment import Words

__all__ = ["FindFrames"]


class FindFrames:
    """The frames of a telling.

    The head says of each word which argument it would stand in; the dependency tree says which words stand together,
    and each such unit is one argument or none.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        labels: list[str] = model.labels["role"]  # "O", then B- and I- of each argument in turn
        self._begins = np.arange(1, len(labels), 2)
        self._names = [label.removeprefix("B-") for label in labels[1::2]]

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
        starts = np.array([a for a, _ in words.sentences])
        bounds = [words.sentences[k] for k in np.searchsorted(starts, predicates, side="right") - 1]
        i = np.concatenate([np.full(b - a, p) for p, (a, b) in zip(predicates, bounds, strict=True)])
        j = np.concatenate([np.arange(a, b) for a, b in bounds])
        scores = self._model.heads.roles(encoding.parts["role_pred"], encoding.parts["role_word"], i, j)
        chances = softmax(scores)
        said = np.concatenate([chances[:, :1], chances[:, self._begins] + chances[:, self._begins + 1]], axis=1)
        result, at = [], 0
        for predicate, (a, b) in zip(predicates, bounds, strict=True):
            arguments = self._arguments(said[at : at + b - a], units(syntax.heads, a, b, predicate), a)
            at += b - a
            result.append(Frame(predicate, self._roleset(encoding, syntax, predicate), arguments))
        return Frames(tuple(result))

    def _arguments(self, said: Floats, parts: list[list[int]], base: int) -> tuple[tuple[int, int, str], ...]:
        """What each unit is as a whole, by the mean of its words; neighbours that are the same thing are one."""
        found: list[tuple[int, int, str]] = []
        for words in sorted(parts):
            label = int(said[[w - base for w in words]].mean(0).argmax())
            if not label:
                continue
            name = self._names[label - 1]
            if found and found[-1][1] == words[0] and found[-1][2] == name:
                found[-1] = (found[-1][0], words[-1] + 1, name)
            else:
                found.append((words[0], words[-1] + 1, name))
        return tuple(found)

    def _roleset(self, encoding: Encoding, syntax: Syntax, predicate: int) -> str:
        lemma = syntax.lemmas[predicate].lower()
        known = self._model.labels["rolesets"].get(lemma)
        if not known:
            return f"{lemma}.01"
        numbers = {s: k for k, s in enumerate(self._model.labels["sense"])}
        scores = encoding.tokens["sense"][predicate]
        return f"{lemma}.{max(known, key=lambda s: float(scores[numbers[s]]) if s in numbers else -1e9)}"


def units(heads: Sequence[int], first: int, end: int, predicate: int) -> list[list[int]]:
    """The runs of words of the sentence ``[first, end)`` that can be arguments of ``predicate`` as a whole.

    They are what hangs on the predicate, and, on the way from it to the root, each head and what else hangs on it:
    together all words of the sentence but the predicate. A part that another stands inside is cut there.
    """
    children: dict[int, list[int]] = {i: [] for i in range(first, end)}
    for i in range(first, end):
        if heads[i] != i and first <= heads[i] < end:
            children[heads[i]].append(i)
    parts = [_below(children, child) for child in children[predicate]]
    below, at = predicate, heads[predicate]
    while at != below and first <= at < end:
        parts.append([at])
        parts += [_below(children, child) for child in children[at] if child != below]
        below, at = at, heads[at]
    return [run for part in parts for run in _runs(part)]


def _below(children: dict[int, list[int]], word: int) -> list[int]:
    found, left = [], [word]
    while left:
        found.append(left.pop())
        left += children[found[-1]]
    return sorted(found)


def _runs(words: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for word in words:
        if runs and runs[-1][-1] == word - 1:
            runs[-1].append(word)
        else:
            runs.append([word])
    return runs
