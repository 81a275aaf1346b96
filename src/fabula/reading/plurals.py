"""Whom "they" mean: not whom it meant pages ago, but those who have just been named together."""

from __future__ import annotations

from collections.abc import Sequence

from fabula.models.features import PRONOUNS
from fabula.models.heads import Floats
from fabula.reading.layers import Mentions
from fabula.reading.segment import Words

__all__ = ["SURE", "Company"]

NEAR = 2
"""Sentences back that company is looked for."""
SURE = 0.55
"""How likely those are just who is meant: so many plurals are right on the dev tellings of StoryBench."""
_THEY, _ONE, _NOUN = PRONOUNS["they"], (PRONOUNS["he"], PRONOUNS["she"]), 1
_BOTH = frozenset({"both", "each other", "one another", "the two", "the pair", "the couple", "the duo"})
_BESIDE = frozenset({",", "and", "&", "both"})


class Company:
    """Who stands together in a telling, as its mentions are linked one after the other."""

    def __init__(self, words: Words, mentions: Mentions) -> None:
        spans = mentions.spans
        self._first, self._end, self._sentence = spans.first.tolist(), spans.end.tolist(), spans.sentence.tolist()
        classes = spans.pronoun.tolist()
        texts = [" ".join(words[i] for i in range(a, b)).lower() for a, b in zip(self._first, self._end, strict=True)]
        self.plural = [c == _THEY or t in _BOTH for c, t in zip(classes, texts, strict=True)]
        """Whether a mention is "they" or the like."""
        manifold = [t.endswith("s") or t.startswith("the ") for t in texts]
        self._one = [
            c in _ONE or (name is not None and not many)
            for c, name, many in zip(classes, mentions.names, manifold, strict=True)
        ]
        self._many = [
            p or (c == _NOUN and t.endswith("s")) for p, c, t in zip(self.plural, classes, texts, strict=True)
        ]
        self._beside = _beside(words, self._first, self._end)
        self._single: set[int] = set()

    def note(self, mention: int, ids: tuple[int, ...]) -> None:
        """``mention`` means ``ids``."""
        if len(ids) == 1 and self._one[mention]:
            self._single.add(ids[0])

    def meant(self, mention: int, ids: Sequence[tuple[int, ...]], scores: Floats, low: int) -> tuple[int, ...]:
        """Whom a plural means, by the mentions before it; nobody if they do not tell.

        It is the group that the reader thinks likeliest, unless that is one being; else those whom a plural close by
        means, or who were last joined by "and"; else the last two who are mentioned. ``scores`` are the reader's for
        the mentions from ``low`` up to this one.
        """
        best = max((k for k in range(low, mention) if ids[k]), key=lambda k: scores[k - low], default=None)
        if best is not None and scores[best - low] > 0 and len(ids[best]) == 1 and ids[best][0] not in self._single:
            return ids[best]
        near: list[int] = []
        for k in range(mention - 1, -1, -1):
            if self._sentence[mention] - self._sentence[k] > NEAR:
                break
            if ids[k] and self._end[k] <= self._first[mention]:
                near.append(k)
        alone = [k for k in near if len(ids[k]) == 1 and not self._many[k]]
        for k in near:
            if self.plural[k] and len(ids[k]) > 1:
                return ids[k]
            joined = self._joined(k, ids, alone)
            if len(joined) > 1:
                return tuple(sorted(joined))
        here = [k for k in alone if self._sentence[k] == self._sentence[mention]]
        for pool in (here, alone):
            found = list(dict.fromkeys(ids[k][0] for k in pool))
            if len(found) > 1:
                return tuple(sorted(found[:2]))
        return ()

    def _joined(self, last: int, ids: Sequence[tuple[int, ...]], alone: Sequence[int]) -> set[int]:
        """The characters of an enumeration that ends with the mention ``last``: "Ana, Luc and **Ines**"."""
        found: set[int] = set()
        if "and" not in self._beside[last][1]:
            return found
        k: int | None = last
        while k is not None and k in alone:
            found.add(ids[k][0])
            k = self._beside[k][0]
        return found


def _beside(words: Words, first: Sequence[int], end: Sequence[int]) -> list[tuple[int | None, frozenset[str]]]:
    """For each mention the one before that it is joined to, and the words that join them."""
    ends = {e: k for k, e in reversed(list(enumerate(end)))}
    found: list[tuple[int | None, frozenset[str]]] = []
    for start in first:
        at = start
        while at > 0 and words[at - 1].lower() in _BESIDE:
            at -= 1
        other = ends.get(at) if at < start else None
        joining = frozenset(words[i].lower() for i in range(at, start)) if other is not None else frozenset()
        found.append((other, joining))
    return found
