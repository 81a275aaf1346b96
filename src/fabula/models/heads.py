"""The heads that score pairs of words and of mentions, in numpy.

The twin of ``training/reader.py``, which says where each form comes from: the same names, the same sums.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.models.features import (
    ARGUMENT_FEATURES,
    CAUSE_FEATURES,
    COREF_FEATURES,
    PERSON_FEATURES,
    RELATION_FEATURES,
)
from fabula.models.so_far import WHOM_FEATURES

__all__ = ["KILLS", "PERSON", "Floats", "Heads", "gelu", "sigmoid", "softmax"]

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]
WIDEST = 24
"""Words of a mention, at most."""
PERSON = ("kind", "gender", "fate", "part", "manner")
"""What the head for characters says of each, in this order; the manner of dying holds if he dies."""
KILLS = "kills"
"""A label of the head for relations that is none of the ontology's: by whose hand somebody dies."""


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^-x), without overflow."""
    return np.asarray(0.5 * (np.tanh(0.5 * x) + 1.0), dtype=np.float32)


def softmax(x: Floats) -> Floats:
    """Each row of logits as probabilities."""
    shifted = np.exp(x - x.max(1, keepdims=True))
    return np.asarray(shifted / shifted.sum(1, keepdims=True), dtype=np.float32)


def gelu(x: Floats) -> Floats:
    """The Gaussian error linear unit, exact form (Abramowitz & Stegun 7.1.26 for erf, error below 2e-7)."""
    z = np.abs(x) * np.float32(0.7071067811865476)
    t = 1.0 / (1.0 + 0.3275911 * z)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    erf = np.sign(x) * (1.0 - series * np.exp(-z * z))
    return np.asarray(0.5 * x * (1.0 + erf), dtype=np.float32)


class Heads:
    """The weights of the pair heads, by the names they have in training.

    Parts are arrays of one row a word, as the encoder's session gives them; ``g`` is one row a mention
    (see :meth:`mention`). All scores are logits.
    """

    def __init__(self, weights: Mapping[str, NDArray[np.float16]]) -> None:
        self._w: dict[str, Floats] = {k: v.astype(np.float32) for k, v in weights.items()}

    def _linear(self, name: str, x: Floats) -> Floats:
        y = x @ self._w[f"{name}.weight"].T
        bias = self._w.get(f"{name}.bias")
        return np.asarray(y if bias is None else y + bias, dtype=np.float32)

    def _pair(
        self,
        name: str,
        sizes: tuple[int, ...],
        left: Floats,
        right: Floats,
        i: Ints,
        j: Ints,
        numbers: Ints,
        more: Floats | float = 0.0,
    ) -> Floats:
        hidden = self._linear(f"{name}.left", left)[i] + self._linear(f"{name}.right", right)[j] + more
        self._featured(f"{name}.features", sizes, hidden, numbers)
        return self._linear(f"{name}.out", np.maximum(hidden, 0.0, out=hidden))

    def _featured(self, name: str, sizes: tuple[int, ...], hidden: Floats, numbers: Ints) -> None:
        """Adds the learned vectors of the features ``numbers``."""
        table = self._w[f"{name}.table.weight"]
        offset = 0
        for k, size in enumerate(sizes):
            hidden += table[offset + numbers[:, k]]
            offset += size

    def mention(self, start: Floats, end: Floats, first: Ints, stop: Ints) -> Floats:
        """The vectors of the mentions of the words ``[first, stop)``."""
        return gelu(start[first] + end[stop - 1])

    def arcs(self, dep: Floats, head: Floats) -> Floats:
        """(n, n) for the words of one sentence: the row's word depends on the column's; the diagonal is the root."""
        scores = self._linear("arc", dep) @ head.T
        scores[np.diag_indices(len(dep))] += self._linear("arc_root", dep)[:, 0]
        return scores

    def deprels(self, dep: Floats, head: Floats) -> Floats:
        """(n, relations) for pairs of a word and its head."""
        relations, width, _ = self._w["rel"].shape
        left = (dep @ self._w["rel"].transpose(1, 0, 2).reshape(width, -1)).reshape(len(dep), relations, -1)
        scores = np.matmul(left, head[:, :, None])[:, :, 0]
        return np.asarray(scores + self._linear("rel_linear", np.concatenate([dep, head], axis=1)))

    def roles(
        self, predicate: Floats, word: Floats, i: Ints, j: Ints, first: Ints, numbers: Ints, sizes: tuple[int, ...]
    ) -> Floats:
        """(k, labels): what the unit of head ``j[k]`` and first word ``first[k]`` is to the predicate ``i[k]``."""
        more = self._linear("role.first", word)[first]
        return self._pair("role", sizes, predicate, word, i, j, numbers, more)

    def spans(self, start: Floats, end: Floats, channels: slice) -> Floats:
        """(channels, n, n) for the words of one sentence: a mention from the row's word to the column's."""
        n = len(start)
        scores = np.matmul(np.matmul(start[None], self._w["span"][channels]), end.T[None])
        scores += self._linear("span_start", start)[:, channels].T[:, :, None]
        scores += self._linear("span_end", end)[:, channels].T[:, None, :]
        width = np.arange(n)[None] - np.arange(n)[:, None]
        scores += self._w["span_width.weight"][np.clip(width, 0, WIDEST - 1)][:, :, channels].transpose(2, 0, 1)
        scores[:, (width < 0) | (width >= WIDEST)] = -1e4
        return np.asarray(scores, dtype=np.float32)

    def coref(self, g: Floats, i: Ints, j: Ints, numbers: Ints, corpus: int = 1) -> Floats:
        """Scores that ``i[k]`` means the same as the later ``j[k]``."""
        scores = self._pair("coref", COREF_FEATURES, g, g, i, j, numbers)
        bilinear = self._linear("coref_bilinear", g) @ g.T
        return np.asarray(scores[:, 0] + bilinear[i, j] + self._w["corpus"][corpus], np.float32)

    def several(self, g: Floats) -> Floats:
        """Whether each mention means several characters."""
        return self._linear("plural", g)[:, 0]

    def told(self, g: Floats) -> tuple[Floats, Floats]:
        """What :meth:`whom` sees of mentions: as a character's, whose mean it takes, and as the one that is asked."""
        return self._linear("whom.left", g), self._linear("whom.right", g)

    def whom(self, characters: Floats, mention: Floats, numbers: Ints) -> Floats:
        """(k, 2): what each character adds to the score that the mention means it, and whether it is one of several."""
        hidden = characters + mention
        self._featured("whom.features", WHOM_FEATURES, hidden, numbers)
        return self._linear("whom.out", np.maximum(hidden, 0.0, out=hidden))

    def arguments(self, trigger: Floats, g: Floats, i: Ints, j: Ints, numbers: Ints) -> Floats:
        """(k, 2): whether the mention ``j[k]`` is the agent, and the patient, of the trigger word ``i[k]``."""
        return self._pair("argument", ARGUMENT_FEATURES, trigger, g, i, j, numbers)

    def relations(
        self, g: Floats, i: Ints, j: Ints, numbers: Ints, between: Floats, whole: Floats, one: Ints, other: Ints
    ) -> Floats:
        """(k, relations): what the mention ``i[k]``, of ``one[k]``, is to ``j[k]``, of ``other[k]``.

        ``between`` is the mean vector of the words between the two, ``whole`` that of each character's mentions.
        """
        more = self._linear("relation_between", between)
        more += self._linear("relation_one", whole)[one] + self._linear("relation_other", whole)[other]
        return self._pair("relation", RELATION_FEATURES, g, g, i, j, numbers, more)

    def causes(self, trigger: Floats, i: Ints, j: Ints, numbers: Ints) -> Floats:
        """Whether the event at word ``i[k]`` is given as the reason for the one at ``j[k]``."""
        return self._pair("cause", CAUSE_FEATURES, trigger, trigger, i, j, numbers)[:, 0]

    def persons(self, g: Floats, sizes: Ints, numbers: Ints, labels: Sequence[int]) -> tuple[Floats, Floats, Floats]:
        """What characters are: (characters, labels) by all mentions of each together.

        Also, of each mention, how much it is looked at for each of ``PERSON`` (the shares of a character's mentions sum
        to one), and (mentions, labels) what it says. ``g`` are the mentions of one character after another, ``sizes``
        how many each has (at least one), and ``labels`` how many labels each of ``PERSON`` has.
        """
        starts = np.cumsum(sizes) - sizes
        pooled = np.concatenate([np.add.reduceat(g, starts) / sizes[:, None], np.maximum.reduceat(g, starts)], axis=1)
        hidden = self._linear("person_mention", g)
        self._featured("person_features", PERSON_FEATURES, hidden, numbers)
        np.maximum(hidden, 0.0, out=hidden)
        weight = self._linear("person_weight", hidden)
        weight = np.exp(weight - np.repeat(np.maximum.reduceat(weight, starts), sizes, axis=0))
        share = weight / np.repeat(np.add.reduceat(weight, starts), sizes, axis=0)
        said = self._linear("person_told", hidden)
        scores = self._linear("person_out", np.maximum(self._linear("person", pooled), 0.0))
        scores += np.add.reduceat(said * np.repeat(share, labels, axis=1), starts)
        return np.asarray(scores, np.float32), np.asarray(share, np.float32), said
