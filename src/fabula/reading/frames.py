"""Predicates and their arguments, in PropBank's terms."""

from __future__ import annotations

import numpy as np

from fabula.models.model import Encoding, Model
from fabula.reading.layers import Frame, Frames, Syntax
from fabula.reading.segment import Words

__all__ = ["FindFrames"]


class FindFrames:
    """The frames of a telling. ``given`` predicates take the place of the reader's own (to measure arguments alone)."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(self, words: Words, encoding: Encoding, syntax: Syntax) -> Frames:
        predicates = np.flatnonzero(encoding.tokens["predicate"][:, 0] > 0)
        return self.frames(words, encoding, syntax, predicates.tolist())

    def frames(self, words: Words, encoding: Encoding, syntax: Syntax, predicates: list[int]) -> Frames:
        """The frames of the given predicate words."""
        if not predicates:
            return Frames(())
        starts = np.array([a for a, _ in words.sentences])
        bounds = [words.sentences[k] for k in np.searchsorted(starts, predicates, side="right") - 1]
        i = np.concatenate([np.full(b - a, p) for p, (a, b) in zip(predicates, bounds, strict=True)])
        j = np.concatenate([np.arange(a, b) for a, b in bounds])
        scores = self._model.heads.roles(encoding.parts["role_pred"], encoding.parts["role_word"], i, j)
        labels = [self._model.labels["role"][k] for k in scores.argmax(1).tolist()]
        result, at = [], 0
        for predicate, (a, b) in zip(predicates, bounds, strict=True):
            arguments = spans(labels[at : at + b - a], a)
            at += b - a
            result.append(Frame(predicate, self._roleset(encoding, syntax, predicate), tuple(arguments)))
        return Frames(tuple(result))

    def _roleset(self, encoding: Encoding, syntax: Syntax, predicate: int) -> str:
        lemma = syntax.lemmas[predicate].lower()
        known = self._model.labels["rolesets"].get(lemma)
        if not known:
            return f"{lemma}.01"
        numbers = {s: k for k, s in enumerate(self._model.labels["sense"])}
        scores = encoding.tokens["sense"][predicate]
        return f"{lemma}.{max(known, key=lambda s: float(scores[numbers[s]]) if s in numbers else -1e9)}"


def spans(labels: list[str], base: int) -> list[tuple[int, int, str]]:
    """The arguments that a row of B-, I- and O labels spells, from the word ``base`` on."""
    result: list[tuple[int, int, str]] = []
    for k, label in enumerate(labels):
        prefix, _, name = label.partition("-")
        if prefix == "I" and result and result[-1][1] == base + k and result[-1][2] == name:
            result[-1] = (result[-1][0], base + k + 1, name)
        elif prefix in ("B", "I"):
            result.append((base + k, base + k + 1, name))
    return result
