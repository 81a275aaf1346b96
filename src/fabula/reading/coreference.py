"""Who is who: mentions into characters, plurals ("they") into several."""

from __future__ import annotations

import math

import numpy as np

from fabula.models.features import POSSESSIVES
from fabula.models.heads import Floats
from fabula.models.model import Model
from fabula.reading.kin import Kin
from fabula.reading.layers import Coreference, Mentions
from fabula.reading.mentions import nested
from fabula.reading.naming import Named
from fabula.reading.plurals import SURE, Company
from fabula.reading.segment import Words
from fabula.story.names import TITLES, fold

__all__ = ["Link"]

FARTHEST = 200
"""Mentions back that an antecedent is looked for; what lies between windows is reached too. Names know no distance."""
VOICES, SHARPNESS = 3, 2.0
"""Mentions that speak for a character, and what their scores are divided by before they are summed as odds."""
_BLOCK = 400


class Link:
    """Each mention takes whom the mentions before speak for, or begins a character; a plural those last together.

    A name joins who goes by just that name, however far back. It never joins a character who goes by an unlike name:
    who has two names is told apart, and rather once too often than two people made one.
    """

    def __init__(self, model: Model, *, corpus: int = 1, plurals: bool = True) -> None:
        self._model = model
        self._corpus = corpus
        self._plurals = plurals

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
        named, company = Named(), Company(words, mentions)
        kin = Kin(words, mentions)
        for block in range(0, n, _BLOCK):
            stop = min(n, block + _BLOCK)
            low = max(0, block - FARTHEST)
            same = self._scores(mentions, low, block, stop)
            # What is nested comes first: "her mother" must know who "her" is, for that she is not.
            for j in sorted(range(block, stop), key=lambda k: (mentions.spans.end[k], -mentions.spans.first[k])):
                barred = {c for k in inside[j] for c in ids[k]}
                barred.update(b for k in around[j] if (b := named.bearer(names[k])) is not None)
                owned = kin.owner(j, inside[j])
                owner = ids[owned][0] if owned is not None and len(ids[owned]) == 1 else None
                if owner is not None:
                    barred.update(kin.others(j, owner))
                # Not "Peter" in "Peter's son Peter".
                bearer = named.bearer(names[j])
                if bearer is not None and not any(owning[k] and bearer in ids[k] for k in inside[j]):
                    ids[j] = (bearer,)
                elif owner is not None and not names[j] and (parent := kin.known(j, owner) - barred):
                    ids[j] = tuple(parent)
                elif self._plurals and company.plural[j] and (them := company.meant(j, ids, same[j - block], low)):
                    ids[j] = them
                elif voiced := _antecedent(same[j - block, : j - low], ids[low:j], named, names[j], barred):
                    ids[j] = voiced
                elif (far := named.sharer(names[j])) is not None and far not in barred:
                    ids[j] = (far,)
                else:
                    ids[j] = (named.begin(),)
                if company.plural[j] and len(ids[j]) > 1:
                    chances[j] = SURE
                elif bearer not in ids[j]:
                    chances[j] = _chance(same[j - block, : j - low], ids[low:j], ids[j])
                if owned is not None and owner is not None and len(ids[j]) == 1:
                    chance = min(float(chances[owned]), float(chances[j]))
                    kin.note(j, owner, int(mentions.spans.pronoun[owned]), ids[j][0], chance)
                company.note(j, ids[j])
                if names[j] and len(ids[j]) == 1:
                    named.call(ids[j][0], names[j])
        return Coreference(_united(ids, kin, named), len(named), chances)

    def _scores(self, mentions: Mentions, low: int, block: int, stop: int) -> Floats:
        rows, columns = np.meshgrid(np.arange(block, stop), np.arange(low, stop), indexing="ij")
        keep = (columns < rows) & (rows - columns <= FARTHEST)
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


def _antecedent(
    scores: Floats, ids: list[tuple[int, ...]], named: Named, name: str, barred: set[int]
) -> tuple[int, ...] | None:
    """Whom the mentions mean that score highest, of those linked so far that may mean the same and score above zero.

    Up to ``VOICES`` mentions speak for a character, the best counting most: one alone is easily mistaken.
    """
    spoken: dict[tuple[int, ...], list[float]] = {}
    for i in np.argsort(-scores, kind="stable").tolist():
        if scores[i] <= 0:
            break
        them = ids[i]
        if not them or barred.intersection(them) or len(spoken.get(them, ())) == VOICES:
            continue
        if not name or (len(them) == 1 and named.may_be(them[0], name)):
            spoken.setdefault(them, []).append(float(scores[i]))
    return max(spoken, key=lambda them: sum(math.exp(score / SHARPNESS) for score in spoken[them]), default=None)


def _chance(scores: Floats, ids: list[tuple[int, ...]], meant: tuple[int, ...]) -> float:
    """How likely a mention means what it is taken for: by how much that outscores the next best, or meaning none."""
    same = np.array([i == meant for i in ids], dtype=bool)
    chosen = max(float(scores[same].max(initial=-1e4)), 0.0)
    other = max(float(scores[~same].max(initial=-1e4)), 0.0 if chosen > 0 else -1e4)
    return 1 / (1 + math.exp(other - chosen))
