"""What the head that says whom a mention means sees of those who were mentioned so far, beside their vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.models.features import BUCKETS, CLASSES, FOLLOWING, PRONOUNS, REACH, Ints, Spans, buckets

__all__ = ["WHOM_FEATURES", "SoFar"]

WHOM_FEATURES = (BUCKETS, BUCKETS, len(FOLLOWING) + 1, CLASSES * CLASSES, 9, 3, 3, 7, 9, 6, 4)
"""How many values each feature takes."""
_LAST = 4
"""Mentions of somebody whose sentences are looked at, at most."""
_ONE = frozenset({PRONOUNS["he"], PRONOUNS["she"]})
_NOUN = 1


class SoFar:
    """The characters of one document, by number, as its mentions are linked one after the other."""

    def __init__(self, spans: Spans) -> None:
        self._sentence: list[int] = spans.sentence.tolist()
        self._pronoun: list[int] = spans.pronoun.tolist()
        self._alone: dict[int, list[int]] = {}
        self._together: frozenset[int] = frozenset()
        self._plural = 0
        self._spans = spans
        self._means: dict[int, int] = {}  # by mention, of those that mean one
        self._called: dict[int, list[int]] = {}  # the mentions by nouns
        self._single: set[int] = set()
        self._several: set[int] = set()

    def note(self, mention: int, characters: Sequence[int]) -> None:
        """``mention`` means ``characters``."""
        if len(characters) > 1:
            self._together, self._plural = frozenset(characters), mention
        elif characters:
            (one,) = characters
            said = self._alone.pop(one, [])
            self._alone[one] = said  # who was mentioned last stands last
            said.append(mention)
            self._means[mention] = one
            if self._pronoun[mention] == _NOUN:
                self._called.setdefault(one, []).append(mention)
            if self._pronoun[mention] <= _NOUN or self._pronoun[mention] in _ONE:
                (self._several if self._spans.many[mention] else self._single).add(one)

    def alone(self, character: int) -> list[int]:
        """The mentions so far that mean ``character`` alone."""
        return self._alone[character]

    def numbers(self, mention: int) -> tuple[list[int], Ints]:
        """Who may be meant by ``mention``, who was mentioned last first, and the features of each.

        How many others were mentioned since; how many sentences ago, how often so far, as which kind of word last; how
        often in this sentence and in the one before; whether among those whom the last plural meant; whether "and"
        joined them to somebody in these sentences; how the noun, and whose it is, go with the nouns so far; one or
        several; the article.
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
            rows.append(
                (
                    since, max(sentence - here[-1], 0), len(said), kinds, often, among, self._joined(sentence, said),
                    *self._nouns(mention, one), self._number(mention, one), self._spans.article[mention],
                )
            )  # fmt: skip
        numbers = np.array(rows, dtype=np.int64).reshape(-1, len(WHOM_FEATURES))
        numbers[:, :2] = buckets(numbers[:, :2])
        numbers[:, 2] = np.searchsorted(FOLLOWING, numbers[:, 2], side="right")
        return found, numbers

    def _joined(self, sentence: int, said: list[int]) -> int:
        """Whether "and" joined somebody to another: 1 in this sentence, 2 in the one before, else 0."""
        ago = min((sentence - self._sentence[k] for k in said[-_LAST:] if self._spans.joined[k]), default=2)
        return ago + 1 if 0 <= ago < 2 else 0

    def _nouns(self, mention: int, one: int) -> tuple[int, int]:
        """How the noun of a mention goes with those that somebody was called by, and how the owners do.

        The noun: 0 it is none; 1 there was none; 2 others only; the same, 3 with all its modifiers, 4 with others, 5
        with none, 6 with some where it has none. The owner: 0 it is no noun; it has none, and 1 neither has the same
        noun, 2 the same noun has; it has one, and 3 no noun has; the same noun has 4 the same, 5 another, 8 none;
        another noun has 6 the same, 7 another.
        """
        spans = self._spans
        if self._pronoun[mention] != _NOUN:
            return 0, 0
        owner = self._owner(mention)
        called = self._called.get(one, ())
        same = [k for k in called if spans.heads[k] == spans.heads[mention]]
        owners = {o for k in same or called if (o := self._owner(k)) is not None}
        if owner is None:
            owned = 2 if same and all(spans.owners[k] >= 0 for k in same) else 1
        elif not owners:
            owned = 8 if same else 3
        else:
            owned = (4 if same else 6) + (owner not in owners)
        if not same:
            return 2 if called else 1, owned
        own, others = spans.modifiers[mention], [spans.modifiers[k] for k in same]
        if any(own <= other for other in others if own or not other):
            noun = 3
        elif not own:
            noun = 6
        else:
            noun = 4 if all(others) else 5
        return noun, owned

    def _owner(self, mention: int) -> int | None:
        """Whose a mention is, where that is one character."""
        return self._means.get(self._spans.owners[mention])

    def _number(self, mention: int, one: int) -> int:
        """Whether a mention looks as if it meant several, and those before: 0 unknown, 1 one, 2 several."""
        before = 1 if one in self._single else 2 if one in self._several else 0
        return 3 * self._spans.many[mention] + before
