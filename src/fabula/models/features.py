"""What the pairwise heads see of two mentions, or of a trigger and a mention, beside their vectors.

Each feature is a small whole number; the heads sum a learned vector for each. The same functions serve training and
reading, so that both see the same numbers. Arrays are numpy, integer, last axis one entry a feature.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from fabula.models.wording import DETERMINERS, article, joined, own_words, owners

__all__ = [
    "ARGUMENT_FEATURES",
    "BUCKETS",
    "CLASSES",
    "COREF_FEATURES",
    "FOLLOWING",
    "PERSON_FEATURES",
    "PRONOUNS",
    "REACH",
    "RELATION_FEATURES",
    "TIES",
    "Spans",
    "buckets",
    "mean_between",
    "role_features",
    "role_sizes",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]

PRONOUNS = {
    word: number
    for number, group in enumerate(
        (
            "he him his himself",
            "she her hers herself",
            "it its itself",
            "they them their theirs themselves themself",
            "i me my mine myself we us our ours ourselves",
            "you your yours yourself yourselves",
            "who whom whose which that",
            "each other both all one another others",
        ),
        start=2,
    )
    for word in group.split()
}
"""Classes of English pronouns; 0 is a name, 1 a common noun."""
CLASSES = 10
_SEVERAL = frozenset({PRONOUNS["they"], PRONOUNS["both"]})
REACH = 200
"""Mentions back that somebody is still thought of."""
TIES = {
    word: number
    for number, line in enumerate((Path(__file__).parent / "ties.txt").read_text("utf-8").splitlines(), start=1)
    for word in line.partition(": ")[2].split()
}
"""English nouns that say what somebody is to somebody, in kinds; 0 is any other word."""
_KINDS = max(TIES.values()) + 1
_NAME_WORDS = 6
"""Capitalised words of a mention that are compared with another's."""
_FAR = 32
"""Words between an argument and its predicate, at most, that are told apart."""
_PLACES = 5
_EDGES = np.array([1, 2, 3, 4, 5, 8, 12, 20, 40, 80])
BUCKETS = len(_EDGES) + 1
FOLLOWING = np.array([1, 2, 3, 5, 9, 17])
"""Numbers of mentions of one character that are told apart, from one to the next."""

COREF_FEATURES = (2, 2, 2, 2, BUCKETS, BUCKETS, 3, CLASSES * CLASSES)
"""How many values each coreference feature takes."""
ARGUMENT_FEATURES = (2 * BUCKETS, CLASSES, 6)
CAUSE_FEATURES = (12,)
PERSON_FEATURES = (10, 7)
RELATION_FEATURES = (3, 2 * BUCKETS, CLASSES * CLASSES, 3 * _KINDS, 3 * _KINDS)


def role_sizes(relations: int, verbs: int) -> tuple[int, ...]:
    """How many values each of :func:`role_features` takes, with so many dependency relations and verbs known."""
    return (2 * _FAR + 1, _PLACES * relations, _PLACES * relations, verbs)


def role_features(predicates: Ints, heads: Ints, places: Ints, relations: Ints, count: int, verbs: Ints) -> Ints:
    """Features of units and predicates: how far apart they are, where the unit hangs, with either's relation, the verb.

    ``heads`` are the units' own heads, ``places`` as in :class:`fabula.reading.frames.Unit`; ``relations`` has the
    number of each word's dependency relation, of ``count``; ``verbs`` the number of each predicate's lemma, 0 if it is
    none that the head knows.
    """
    far = np.clip(heads - predicates, -_FAR, _FAR) + _FAR
    return np.stack([far, places * count + relations[heads], places * count + relations[predicates], verbs], axis=1)


def buckets(distance: Ints) -> Ints:
    """Distances 0, 1, 2 ... in eleven buckets that widen."""
    return np.searchsorted(_EDGES, distance, side="right")


def cause_features(gap: Ints) -> Ints:
    """The features of pairs of events, by how many words the second stands after the first, or before it."""
    return np.asarray((np.where(gap > 0, 6, 0) + np.minimum(buckets(np.abs(gap)) // 2, 5))[:, None])


class Spans:
    """Mentions of one document as arrays: ``first``, ``end`` (words), ``sentence``; by first word, longest first.

    ``length`` is how many words the document has.

    ``pronoun`` is the class of a pronoun (see ``PRONOUNS``); a capital letter tells a name from a common noun. ``ties``
    is the kind of a noun of kin or company (see ``TIES``), 0 where there is none. ``heads`` are the last words of what
    the mentions say of themselves, in small letters, ``modifiers`` the words before them. ``many`` is whether a mention
    looks as if it meant several beings, ``article`` how it begins (0 neither, 1 "a", 2 "the", 3 "the other").
    ``owners`` are the mentions that say whose somebody is ("her", "of Ana"), -1 where none does; ``joined`` says
    whether "and" joins a mention to another.
    """

    def __init__(
        self, words: Sequence[str], sentences: Sequence[tuple[int, int]], spans: Sequence[tuple[int, int]]
    ) -> None:
        starts = np.array([a for a, _ in sentences] or [0])
        self.length = len(words)
        self.first = np.array([a for a, _ in spans], dtype=np.int64)
        self.end = np.array([b for _, b in spans], dtype=np.int64)
        self.sentence = np.searchsorted(starts, self.first, side="right") - 1
        whole, heads, names, classes, ties = [], [], [], [], []
        self.modifiers: list[frozenset[str]] = []
        self.article: list[int] = []
        for a, b in spans:
            whole.append(" ".join(w for w in words[a:b] if w.lower() not in DETERMINERS).lower())
            own = own_words(words[a:b])
            heads.append(own[-1].lower())
            self.modifiers.append(frozenset(w.lower() for w in own[:-1]))
            self.article.append(article([w.lower() for w in words[a : min(a + 2, b)]]))
            names.append(frozenset(w.lower() for w in own if w[:1].isupper()))
            ties.append(next((TIES[w.lower()] for w in reversed(own) if w.lower() in TIES), 0))
            pronoun = PRONOUNS.get(own[-1].lower() if len(own) == 1 else "")
            if pronoun is None and b - a == 1:
                pronoun = PRONOUNS.get(words[a].lower())
            classes.append(pronoun if pronoun is not None else 0 if own[-1][:1].isupper() else 1)
        self.pronoun = np.array(classes, dtype=np.int64)
        self.many = [
            c in _SEVERAL or (c == 1 and head.endswith("s") and not head.endswith("ss"))
            for c, head in zip(classes, heads, strict=True)
        ]
        self.owners = owners(words, spans, classes, heads)
        self.joined = joined(words, spans)
        self.ties = np.array(ties, dtype=np.int64)
        self.heads = heads
        self._whole, self._head = _numbers(whole), _numbers(heads)
        known = {w: k for k, w in enumerate(sorted(frozenset[str]().union(*names)))}
        self._names = np.full((len(spans), _NAME_WORDS), -1, dtype=np.int64)
        for i, name in enumerate(names):
            numbers = sorted(known[w] for w in name)[:_NAME_WORDS]
            self._names[i, : len(numbers)] = numbers

    def __len__(self) -> int:
        return len(self.first)

    def nested_first(self, low: int, stop: int) -> list[int]:
        """The mentions from ``low`` up to ``stop`` in the order they are linked in: what is nested before its outer."""
        return sorted(range(low, stop), key=lambda k: (self.end[k], -self.first[k]))

    def coref(self, left: Ints, right: Ints) -> Ints:
        """Features of pairs: ``left[k]`` may corefer with the later ``right[k]`` (numbers of mentions)."""
        named = self.pronoun < 2
        both = named[left] & named[right]
        a, b = self._names[left], self._names[right]
        common = ((a[:, :, None] == b[:, None, :]) & (a[:, :, None] >= 0)).sum((1, 2))
        shared = common > 0
        subset = shared & (np.minimum((a >= 0).sum(1), (b >= 0).sum(1)) <= common)
        return np.stack(
            [
                (self._whole[left] == self._whole[right]) & both,
                (self._head[left] == self._head[right]) & both,
                shared,
                subset,
                buckets(self.sentence[right] - self.sentence[left]),
                buckets(np.abs(right - left)),
                self._nesting(left, right),
                self.pronoun[left] * CLASSES + self.pronoun[right],
            ],
            axis=1,
        ).astype(np.int64)

    def _nesting(self, left: Ints, right: Ints) -> Ints:
        """1 where ``left[k]`` holds ``right[k]``, 2 where it stands in it, else 0."""
        holds = (self.first[left] <= self.first[right]) & (self.end[right] <= self.end[left])
        inside = (self.first[right] <= self.first[left]) & (self.end[left] <= self.end[right])
        return np.where(holds, 1, np.where(inside, 2, 0))

    def arguments(self, triggers: Ints, mentions: Ints) -> Ints:
        """Features of a trigger word ``triggers[k]`` and the mention ``mentions[k]``."""
        first, last = self.first[mentions], self.end[mentions] - 1
        after = first > triggers
        inside = (first <= triggers) & (triggers <= last)
        distance = np.where(after, first - triggers, np.where(inside, 0, triggers - last))
        between = np.array(
            [
                int(np.sum((self.first > min(t, a)) & (self.end <= max(t, a)))) if not i else 0
                for t, a, i in zip(triggers, first, inside, strict=True)
            ],
            dtype=np.int64,
        )
        side = after * BUCKETS + buckets(distance)
        return np.stack([side, self.pronoun[mentions], np.minimum(between, 5)], axis=1).astype(np.int64)

    def persons(self, members: Ints, sizes: Ints) -> Ints:
        """Features of the mentions of characters, laid end to end: ``sizes`` are how many each has, in their order.

        How far in the telling a mention stands, in tenths, and how many of the same character follow.
        """
        tenths = self.first[members] * 10 // max(1, self.length)
        follow = np.repeat(np.cumsum(sizes), sizes) - 1 - np.arange(len(members))
        return np.stack([tenths, np.searchsorted(FOLLOWING, follow, side="right")], axis=1)

    def relations(self, left: Ints, right: Ints) -> Ints:
        """Features of an ordered pair of mentions of one sentence."""
        after = self.first[right] > self.first[left]
        gap = np.abs(self.first[right] - self.first[left])
        side = after * BUCKETS + buckets(gap)
        nesting = self._nesting(left, right)
        return np.stack(
            [
                nesting,
                side,
                self.pronoun[left] * CLASSES + self.pronoun[right],
                nesting * _KINDS + self.ties[left],
                nesting * _KINDS + self.ties[right],
            ],
            axis=1,
        ).astype(np.int64)

    def between(self, left: Ints, right: Ints) -> tuple[Ints, Ints]:
        """The words ``[first, end)`` between two mentions; of one inside the other, those of the outer after it."""
        inner, outer = self.end[left] <= self.end[right], self.first[left] <= self.first[right]
        first = np.where(inner, self.end[left], self.end[right])
        end = np.where(outer, self.first[right], self.first[left])
        nested = self._nesting(left, right) > 0
        return first, np.maximum(first, np.where(nested, np.maximum(self.end[left], self.end[right]), end))


def mean_between(sums: Floats, first: Ints, end: Ints) -> Floats:
    """The mean of the rows ``[first, end)``, zero where there are none, from the rows' running ``sums`` (0 first)."""
    return np.asarray((sums[end] - sums[first]) / np.maximum(end - first, 1)[:, None], dtype=np.float32)


def _numbers(strings: list[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(s, len(known)) for s in strings], dtype=np.int64)
