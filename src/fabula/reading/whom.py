"""Whom a mention may mean, by all that was said so far of each character; and of whom a plural is made up."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from fabula.models.heads import Floats
from fabula.models.model import Model
from fabula.models.so_far import SoFar
from fabula.reading.layers import Mentions

__all__ = ["Whom", "likeliest", "together"]


class Whom:
    """The characters of a telling, by number, as its mentions are linked one after the other."""

    def __init__(self, model: Model, mentions: Mentions) -> None:
        self._heads = model.heads
        self._said, self._asked = model.heads.told(mentions.vectors)
        self._sums: dict[int, Floats] = {}
        self._so_far = SoFar(mentions.spans)
        several = (model.heads.several(mentions.vectors) > 0).tolist()
        self._many = [a or b for a, b in zip(mentions.spans.many, several, strict=True)]

    def note(self, mention: int, ids: Sequence[int]) -> None:
        """``mention`` means ``ids``."""
        self._so_far.note(mention, ids)
        for one in ids if len(ids) == 1 else ():
            self._sums[one] = self._sums.get(one, 0.0) + self._said[mention]

    def may_mean(self, mention: int) -> tuple[dict[int, float], dict[int, float]]:
        """What each character adds to the score that it alone is meant, and the score that it is one of several.

        The second is empty for a mention that looks as if it meant one being.
        """
        who, numbers = self._so_far.numbers(mention)
        if not who:
            return {}, {}
        counts = np.array([[len(self._so_far.alone(c))] for c in who], np.float32)
        means = np.stack([self._sums[c] for c in who]) / counts
        alone, among = self._heads.whom(means, self._asked[mention], numbers).T.tolist()
        return dict(zip(who, alone, strict=True)), dict(zip(who, among, strict=True)) if self._many[mention] else {}


def together(among: Mapping[int, float]) -> tuple[tuple[int, ...], float]:
    """Those whom a plural means, and how likely it means just them; nobody if they are not two at least.

    ``among`` are the log-odds that each is one of them, taken as independent: of a large cast that is rather too low.
    """
    them = tuple(sorted(c for c, score in among.items() if score > 0))
    if len(them) < 2:
        return (), 0.0
    return them, math.exp(-sum(math.log1p(math.exp(-abs(score))) for score in among.values()))


def likeliest(told: Mapping[tuple[int, ...], float]) -> tuple[tuple[int, ...], float]:
    """Whom a mention means, and how likely; ``told`` are the log-odds of each against nobody so far, who is ``()``."""
    scores = {(): 0.0, **told}
    best = max(scores, key=scores.__getitem__)
    return best, 1 / sum(math.exp(score - scores[best]) for score in scores.values())
