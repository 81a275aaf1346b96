"""Parts of speech, lemmas and dependency trees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.models.heads import Floats
from fabula.models.lemmas import Lemmas
from fabula.models.model import Encoding, Model
from fabula.reading.layers import Syntax
from fabula.reading.segment import Words

__all__ = ["Parse", "tree"]


_BLOCK = 2048
"""Words whose relations are scored at once."""


class Parse:
    """The syntax of a telling. Trees are made whole sentence by sentence: one root, no circles (see :func:`tree`)."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._lemmas = Lemmas(model.labels["lemma"], model.labels["forms"])

    def __call__(self, words: Words, encoding: Encoding) -> Syntax:
        labels, heads = self._model.labels, self._model.heads
        best = {name: encoding.tokens[name].argmax(1) for name in ("upos", "xpos")}
        head = np.arange(len(words))
        for first, end in words.sentences:
            scores = heads.arcs(encoding.parts["arc_dep"][first:end], encoding.parts["arc_head"][first:end])
            head[first:end] = np.array(tree(scores)) + first
        deprel = np.zeros(len(words), dtype=np.int64)
        for first in range(0, len(words), _BLOCK):
            block = slice(first, first + _BLOCK)
            scores = heads.deprels(encoding.parts["rel_dep"][block], encoding.parts["rel_head"][head[block]])
            deprel[block] = scores.argmax(1)
        root, names = "root", labels["deprel"]
        relations = [
            root if head[i] == i else (names[r] if names[r] != root else "dep") for i, r in enumerate(deprel.tolist())
        ]
        upos = tuple(labels["upos"][k] for k in best["upos"].tolist())
        scores = encoding.tokens["lemma"]
        return Syntax(
            upos=upos,
            xpos=tuple(labels["xpos"][k] for k in best["xpos"].tolist()),
            lemmas=tuple(self._lemmas.of(words[i], tag, scores[i]) for i, tag in enumerate(upos)),
            heads=tuple(head.tolist()),
            deprels=tuple(relations),
        )

    def join(self, _: Words, made: Sequence[tuple[int, Syntax]]) -> Syntax:
        """The syntax of a whole telling from that of its blocks."""
        return Syntax(
            upos=tuple(tag for _, block in made for tag in block.upos),
            xpos=tuple(tag for _, block in made for tag in block.xpos),
            lemmas=tuple(lemma for _, block in made for lemma in block.lemmas),
            heads=tuple(start + head for start, block in made for head in block.heads),
            deprels=tuple(relation for _, block in made for relation in block.deprels),
        )


def tree(scores: Floats) -> list[int]:
    """The heads of the words of one sentence; a word that is its own head is the root.

    The best head of each word is taken where that makes a tree with one root, which it nearly always does; if not, the
    best spanning tree is searched (Chu & Liu 1965, Edmonds 1967) for the likeliest root.
    """
    best = scores.argmax(1).tolist()
    if _is_tree(best):
        return [int(h) for h in best]
    n = len(scores)
    root = int((np.diag(scores) - np.where(np.eye(n, dtype=bool), -np.inf, scores).max(1)).argmax()) if n > 1 else 0
    weights = scores.astype(np.float64).copy()
    np.fill_diagonal(weights, -np.inf)
    weights[root] = -np.inf
    heads = _edmonds(weights, root)
    heads[root] = root
    return heads


def _is_tree(heads: list[int]) -> bool:
    if sum(h == i for i, h in enumerate(heads)) != 1:
        return False
    return not _circle(heads)


def _circle(heads: list[int]) -> list[int]:
    """The words of one circle of two or more words, or none."""
    state = [0] * len(heads)
    for start in range(len(heads)):
        path, i = [], start
        while state[i] == 0:
            state[i] = 1
            path.append(i)
            i = heads[i]
        if state[i] == 1 and heads[i] != i:
            return path[path.index(i) :]
        for k in path:
            state[k] = 2
    return []


def _edmonds(weights: np.ndarray, root: int) -> list[int]:
    """Heads of the heaviest tree that hangs on ``root``; ``weights[i, j]`` is for the arc from head j to word i."""
    n = len(weights)
    heads = [int(k) for k in weights.argmax(1)]
    heads[root] = root
    circle = _circle(heads)
    if not circle:
        return heads
    inside = np.zeros(n, dtype=bool)
    inside[circle] = True
    outside = [i for i in range(n) if not inside[i]]
    own = {i: weights[i, heads[i]] for i in circle}
    m = len(outside)
    small = np.full((m + 1, m + 1), -np.inf)
    small[:m, :m] = weights[np.ix_(outside, outside)]
    enter, leave = {}, {}
    for k, i in enumerate(outside):
        into = [weights[c, i] - own[c] for c in circle]
        enter[k] = circle[int(np.argmax(into))]
        small[m, k] = max(into)
        out = weights[i, circle]
        leave[k] = circle[int(np.argmax(out))]
        small[k, m] = out.max()
    small[outside.index(root)] = -np.inf
    solved = _edmonds(small, outside.index(root))
    result = list(heads)
    for k, i in enumerate(outside):
        result[i] = leave[k] if solved[k] == m else outside[solved[k]]
    broken = enter[solved[m]]
    result[broken] = outside[solved[m]]
    result[root] = root
    return result
