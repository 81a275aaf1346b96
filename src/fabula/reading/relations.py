"""What the characters are to each other."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np

from fabula.models.features import mean_between
from fabula.models.heads import KILLS, sigmoid
from fabula.models.model import Model
from fabula.reading.layers import Cast, Mentions, Relations
from fabula.reading.mentions import nested
from fabula.reading.pooling import best_rows, own_mentions, pool
from fabula.reading.segment import Words
from fabula.story.claims import Relation
from fabula.story.kinship import consistent
from fabula.story.ontology import Kind, RelationType
from fabula.story.text import Span, Telling

__all__ = ["FindRelations"]

KILLER = 0.5
"""Probability from which on somebody kills another by all that is said of the two."""
MOST = 40
"""Mentions of one sentence that are paired; a longer enumeration says little of who is what to whom."""


class FindRelations:
    """Relations between characters whose mentions meet in a sentence, and who kills whom.

    Evidence runs from one mention to the other.
    """

    def __init__(self, model: Model, *, threshold: float = 0.4) -> None:
        self._model = model
        self._threshold = threshold
        labels = model.labels["relation"]
        self._types = [(k, RelationType(name)) for k, name in enumerate(labels) if name != KILLS]
        self._kills: int = labels.index(KILLS)

    def __call__(self, telling: Telling, words: Words, mentions: Mentions, cast: Cast) -> Relations:
        pairs = _pairs(mentions, cast)
        if not pairs:
            return Relations(())
        left = np.array([p[0] for p in pairs])
        right = np.array([p[1] for p in pairs])
        keys: dict[tuple[str, str], int] = {}
        groups = np.array([keys.setdefault((a, b), len(keys)) for _, _, a, b in pairs])
        sums = np.pad(mentions.between.cumsum(0, dtype=np.float64), ((1, 0), (0, 0)))
        between = mean_between(sums, *mentions.spans.between(left, right))
        numbers = mentions.spans.relations(left, right)
        own = own_mentions(mention.characters for mention in cast.mentions)
        place = {id: k for k, id in enumerate(own)}
        whole = np.stack([mentions.vectors[m].mean(0) for m in own.values()])
        one, other = np.array([(place[a], place[b]) for _, _, a, b in pairs]).T
        scores = self._model.heads.relations(mentions.vectors, left, right, numbers, between, whole, one, other)
        pooled, best = pool(scores, groups, len(keys)), best_rows(scores, groups, len(keys))
        groups_of_people = {c.id for c in cast.characters if c.kind is Kind.GROUP}

        def span(pair: int) -> Span:
            """From one mention of a pair to the other."""
            first = min(mentions.spans.first[left[pair]], mentions.spans.first[right[pair]])
            end = max(mentions.spans.end[left[pair]], mentions.spans.end[right[pair]])
            return words.span(telling.id, int(first), int(end))

        found: list[tuple[float, Relation]] = []
        for (a, b), row in keys.items():
            for k, type in self._types:
                score = float(pooled[row, k])
                if type.symmetric:
                    if int(a[1:]) > int(b[1:]):
                        continue
                    score = (score + float(pooled[keys[b, a], k])) / 2
                probability = 1 / (1 + math.exp(-score))
                if probability < self._threshold or (type is RelationType.MEMBER_OF and b not in groups_of_people):
                    continue
                relation = Relation(
                    id="", type=type, a=a, b=b, evidence=(span(best[row, k]),), confidence=round(probability, 3)
                )
                found.append((score, relation))
        likeliest = [relation for _, relation in sorted(found, key=lambda f: -f[0])]
        kept = consistent(likeliest, {c.id: c.gender for c in cast.characters})
        kept.sort(key=lambda r: (r.evidence[0], r.a, r.b, r.type))
        kills = sigmoid(pooled[:, self._kills]).tolist()
        killings = {pair: span(best[row, self._kills]) for pair, row in keys.items() if kills[row] >= KILLER}
        return Relations(tuple(replace(r, id=f"r{k}") for k, r in enumerate(kept, start=1)), killings)


def _pairs(mentions: Mentions, cast: Cast) -> list[tuple[int, int, str, str]]:
    """Ordered pairs of mentions of one sentence, with the characters they mean.

    Who owns an owner is no pair: "his sister's child" says whose the child is, and it is not his.
    """
    result = []
    sentence = mentions.spans.sentence
    owners = [around[:-1] for around in nested(mentions)[1]]  # all but the nearest
    edges = np.flatnonzero(np.diff(sentence, prepend=-1, append=-1))
    for low, high in pairwise(edges):
        inside = range(int(low), min(int(high), int(low) + MOST))
        for x in inside:
            for y in inside:
                if x != y and y not in owners[x] and x not in owners[y]:
                    result += [
                        (x, y, a, b) for a in cast.mentions[x].characters for b in cast.mentions[y].characters if a != b
                    ]
    return result
