"""What the head that says whom a mention means sees of those who were mentioned so far, beside their vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.models.features import BUCKETS, CLASSES, FOLLOWING, REACH, Ints, Spans, buckets

__all__ = ["WHOM_FEATURES", "SoFar"]

WHOM_FEATURES = (BUCKETS, BUCKETS, len(FOLLOWING) + 1, CLASSES * CLASSES, 9, 3)
"""How many values each feature takes."""
_LAST = 4
"""Mentions of somebody whose sentences are looked at, at most."""


class SoFar:
    """The characters of one document, by number, as its mentions are linked one after the other."""

    def __init__(self, spans: Spans) -> None:
        self._sentence: list[int] = spans.sentence.tolist()
        self._pronoun: list[int] = spans.pronoun.tolist()
        self._alone: dict[int, list[int]] = {}
        self._together: frozenset[int] = frozenset()
        self._plural = 0

    def note(self, mention: int, characters: Sequence[int]) -> None:
        """``mention`` means ``characters``."""
        if len(characters) > 1:
            self._together, self._plural = frozenset(characters), mention
        elif characters:
            (one,) = characters
            said = self._alone.pop(one, [])
            self._alone[one] = said  # who was mentioned last stands last
            said.append(mention)

    def alone(self, character: int) -> list[int]:
        """The mentions so far that mean ``character`` alone."""
        return self._alone[character]

    def numbers(self, mention: int) -> tuple[list[int], Ints]:
        """Who may be meant by ``mention``, who was mentioned last first, and the features of each.

        How many others were mentioned since; how many sentences ago, how often so far, as which kind of word last; how
        often in this sentence and in the one before; whether among those whom the last plural meant.
        """
        found: list[int] = []
        rows: list[tuple[int, ...]] = []
        sentence, own = self._sentence[mention], self._pronoun[mention]
        together = self._together if mention - self._plural <= REACH else frozenset[int]()
        for since, (one, said) in enumerate(reversed(self._alone.items())):
            last = said[-1]
            if mention - last > REACH:
                break
            here = [self._sentence[k] for k in said[-_LAST:]]
            often = min(here.count(sentence), 2) * 3 + min(here.count(sentence - 1), 2)
            among = 0 if not together else 1 if one in together else 2
            kinds = self._pronoun[last] * CLASSES + own
            found.append(one)
            rows.append((since, max(sentence - here[-1], 0), len(said), kinds, often, among))
        numbers = np.array(rows, dtype=np.int64).reshape(-1, len(WHOM_FEATURES))
        numbers[:, :2] = buckets(numbers[:, :2])
        numbers[:, 2] = np.searchsorted(FOLLOWING, numbers[:, 2], side="right")
        return found, numbers
