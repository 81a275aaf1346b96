"""Who is who: mentions into characters, plurals ("they") into several."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from fabula.models.features import REACH
from fabula.models.heads import Floats
from fabula.models.model import Model
from fabula.models.wording import POSSESSIVES
from fabula.reading.genders import Genders
from fabula.reading.kin import Kin
from fabula.reading.layers import Coreference, Mentions
from fabula.reading.mentions import nested
from fabula.reading.naming import Named
from fabula.reading.segment import Words
from fabula.reading.whom import Whom, likeliest, together
from fabula.story.names import TITLES, fold

__all__ = ["Link"]

FAINT = -4.0
"""The score of a pair of mentions below which the earlier does not speak for its character."""
CLEAR = 0.97
"""How likely somebody must be meant to be so against what else is known: another name, the parts of a plural."""
TRUST = 0.5
"""How much the scores of pairs of mentions count beside what is known of each character: on texts that the reader has
not learnt they are too sure."""
STORIES = 1
"""The number of the corpus whose conventions stories follow; LitBank's is 0."""
_BLOCK = 400


class Link:
    """Each mention takes whom the mentions before speak for, or begins a character; a plural takes all that it is of.

    A name joins who goes by just that name, however far back. It joins a character who goes by an unlike name only
    where the words leave no doubt: rather is somebody with two names told apart than two people made one.
    """

    def __init__(self, model: Model, *, corpus: int = STORIES) -> None:
        self._model = model
        self._corpus = corpus

    def __call__(self, words: Words, mentions: Mentions) -> Coreference:
        n = len(mentions.spans)
        inside, around = nested(mentions)
        names = _names(words, mentions)
        owning = [
            bool(name) and words[int(end) - 1] in POSSESSIVES
            for name, end in zip(names, mentions.spans.end, strict=True)
        ]
        ids: list[tuple[int, ...]] = [()] * n
        chances = np.ones(n, np.float32)
        named, kin, genders = Named(), Kin(mentions), Genders(words, mentions)
        whom = Whom(self._model, mentions) if self._corpus == STORIES else None
        for block in range(0, n, _BLOCK):
            stop = min(n, block + _BLOCK)
            low = max(0, block - REACH)
            same = self._scores(mentions, low, block, stop)
            # "Her mother" must know who "her" is, for that she is not.
            for j in mentions.spans.nested_first(block, stop):
                barred = genders.others(j).union(*(ids[k] for k in inside[j]))
                barred.update(b for k in around[j] if (b := named.bearer(names[k])) is not None)
                owned = kin.owner(j)
                owner = ids[owned][0] if owned is not None and len(ids[owned]) == 1 else None
                if owner is not None:
                    barred.update(kin.others(j, owner))
                bearer = named.bearer(names[j])
                # Not "Peter" in "Peter's son Peter".
                if bearer is not None and not any(owning[k] and bearer in ids[k] for k in inside[j]):
                    ids[j] = (bearer,)
                else:
                    alone, among = whom.may_mean(j) if whom else ({}, {})
                    odds = _odds(same[j - block, : j - low], ids[low:j], barred)
                    them, chances[j] = _meant(odds, alone, named, names[j])
                    if not names[j] and not (them and chances[j] >= CLEAR):
                        several, chance = together({c: score for c, score in among.items() if c not in barred})
                        if several:
                            them, chances[j] = several, chance
                    if not them and (far := named.sharer(names[j])) is not None and far not in barred:
                        them, chances[j] = (far,), 1.0
                    ids[j] = them or (named.begin(),)
                if owned is not None and owner is not None and len(ids[j]) == 1:
                    chance = min(float(chances[owned]), float(chances[j]))
                    kin.note(j, owner, int(mentions.spans.pronoun[owned]), ids[j][0], chance)
                genders.note(j, ids[j])
                if whom:
                    whom.note(j, ids[j])
                if names[j] and len(ids[j]) == 1:
                    named.call(ids[j][0], names[j])
        return Coreference(_united(ids, kin, named), len(named), chances)

    def _scores(self, mentions: Mentions, low: int, block: int, stop: int) -> Floats:
        rows, columns = np.meshgrid(np.arange(block, stop), np.arange(low, stop), indexing="ij")
        keep = (columns < rows) & (rows - columns <= REACH)
        j, i = rows[keep], columns[keep]
        same = np.full(rows.shape, -1e4, np.float32)
        if len(i):
            numbers = mentions.spans.coref(i, j)
            g = mentions.vectors
            same[keep] = self._model.heads.coref(g[low:stop], i - low, j - low, numbers, self._corpus)
        return same


def _names(words: Words, mentions: Mentions) -> list[str]:
    """The name in each mention, or ``""``; a capitalised word that is somebody's name elsewhere is one here, too."""
    known = {words[i] for place in mentions.names if place for i in range(*place) if words[i][:1].isupper()}
    names = []
    for place, first, end in zip(
        mentions.names, mentions.spans.first.tolist(), mentions.spans.end.tolist(), strict=True
    ):
        whole = range(first, end - 1 if end - first > 1 and words[end - 1] in POSSESSIVES else end)
        if place or all(words[i] in known and fold(words[i]) not in TITLES for i in whole):
            names.append(" ".join(words[i] for i in (range(*place) if place else whole)))
        else:
            names.append("")
    return names


def _united(ids: list[tuple[int, ...]], kin: Kin, named: Named) -> tuple[tuple[int, ...], ...]:
    """``ids`` with those made one who can only be one by their kin, where not both have a name."""
    one: dict[int, int] = {}
    for a, b in kin.same():
        x, y = one.get(a, a), one.get(b, b)
        if x != y and (named.nameless(x) or named.nameless(y)):
            keep, lose = (y, x) if named.nameless(x) and not named.nameless(y) else (x, y)
            one.update(dict.fromkeys([lose, *(c for c, to in one.items() if to == lose)], keep))
    return tuple(tuple(sorted({one.get(c, c) for c in them})) for them in ids)


def _odds(scores: Floats, ids: Sequence[tuple[int, ...]], barred: set[int]) -> dict[tuple[int, ...], float]:
    """The odds that a mention means the same as the mentions before of each character, or of some together.

    A score is the log-odds that one of these means the same; those who mean the same sum as odds.
    """
    odds: dict[tuple[int, ...], float] = {}
    heard = np.flatnonzero(scores > FAINT)
    for i, one in zip(heard.tolist(), np.exp(scores[heard], dtype=np.float64).tolist(), strict=True):
        if ids[i]:
            odds[ids[i]] = odds.get(ids[i], 0.0) + one
    return {them: sum_ for them, sum_ in odds.items() if not barred.intersection(them)}


def _meant(
    odds: Mapping[tuple[int, ...], float], alone: Mapping[int, float], named: Named, name: str
) -> tuple[tuple[int, ...], float]:
    """Whom a mention means, by its odds and by what is known of each character (``alone``), and how likely that is.

    A ``name`` means one, and somebody who goes by an unlike name only where that is clear.
    """
    told = {
        them: TRUST * math.log(sum_) + (alone.get(them[0], 0.0) if len(them) == 1 else 0.0)
        for them, sum_ in odds.items()
        if len(them) == 1 or not name
    }
    them, chance = likeliest(told)
    if them and name and chance < CLEAR and not named.may_be(them[0], name):
        return likeliest({one: score for one, score in told.items() if named.may_be(one[0], name)})
    return them, chance
