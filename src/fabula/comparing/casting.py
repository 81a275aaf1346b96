"""Who is who across tellings of one story.

Characters are aligned collectively: what they are called and what is said around them gives a first guess; whom they
stand to and what they do to whom, among those guessed to be the same, makes it better, round after round (collective
entity resolution, Bhattacharya and Getoor 2007; similarity flooding, Melnik and others 2002). What is left is one
assignment problem, solved for all at once (Kuhn 1955), so that nobody becomes two people, nor two people one: no
character can so become their own parent or enemy.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from fabula.comparing.names import phrase_likeness
from fabula.comparing.profiles import Profile, profiles
from fabula.comparing.words import cosine
from fabula.story.names import name_likeness, name_words
from fabula.story.ontology import EventType, Gender, Kind, RelationType
from fabula.story.story import Story

__all__ = ["align_casts"]

Matrix = NDArray[np.float64]

ROUNDS = 6
# The score from which two characters are taken to be one, and the start that any two have.
ENOUGH = 1.6
_SAME_NAME = 0.85
# How much sharing a relation to the same character says: kin is nearly unique, comrades are many.
_TIE_WEIGHT = {
    RelationType.PARENT_OF: 2.4,
    RelationType.SPOUSE_OF: 2.4,
    RelationType.SIBLING_OF: 1.8,
    RelationType.SUPERIOR_OF: 1.8,
    RelationType.PARTNER_OF: 1.8,
    RelationType.GUARDIAN_OF: 1.8,
    RelationType.SERVES: 1.5,
    RelationType.RELATIVE_OF: 1.2,
    RelationType.MEMBER_OF: 1.2,
}


def align_casts(stories: Sequence[Story]) -> list[dict[str, int]]:
    """Give every character of every story a number; the same number means the same character.

    ``stories`` are tellings of one story, the fullest first: each next one is aligned with all before it together.
    Within one story all numbers differ. Returns a mapping from local ids to numbers for each story, in their order.
    """
    known: list[Profile] = []
    maps: list[dict[str, int]] = []
    for story in stories:
        here = list(profiles(story).values())
        pairs = dict(_align(known, here)) if known and here else {}
        numbers: dict[str, int] = {}
        for j, profile in enumerate(here):
            if (i := pairs.get(j)) is None:
                i = len(known)
                known.append(replace(profile, id=str(i), ties=(), deeds=()))
            numbers[profile.id] = i
        for profile in here:
            i = numbers[profile.id]
            known[i] = _joined(known[i], profile, numbers)
        maps.append(numbers)
    return maps


def _joined(known: Profile, new: Profile, numbers: dict[str, int]) -> Profile:
    ties = [replace(t, other=str(numbers[t.other])) for t in new.ties if t.other in numbers]
    deeds = [replace(d, others=tuple(str(numbers[o]) for o in d.others if o in numbers)) for d in new.deeds]
    context = dict(known.context)
    for word, weight in new.context.items():
        context[word] = max(weight, context.get(word, 0.0))
    return replace(
        known,
        names=tuple(sorted({*known.names, *new.names})),
        phrases=tuple(dict.fromkeys((*known.phrases, *new.phrases))),
        gender=known.gender if known.gender is not Gender.UNKNOWN else new.gender,
        ties=tuple(dict.fromkeys((*known.ties, *ties))),
        deeds=tuple(dict.fromkeys((*known.deeds, *deeds))),
        context=context,
        mentions=known.mentions + new.mentions,
        dies=known.dies or new.dies,
    )


def _align(known: list[Profile], here: list[Profile]) -> list[tuple[int, int]]:
    """The pairs (number in ``here``, number in ``known``) that are one character each."""
    base = _base(known, here)
    namesakes = _namesakes(known, here, base)
    deed_weight = _deed_weights(known, here)
    score = _held(base, namesakes)
    for _ in range(ROUNDS):
        score = _held(base + _by_others(known, here, _belief(score), deed_weight), namesakes)
    rows, columns = linear_sum_assignment(np.maximum(score - ENOUGH, 0.0), maximize=True)
    return [(int(j), int(i)) for i, j in zip(rows, columns, strict=True) if score[i, j] > ENOUGH]


def _base(known: list[Profile], here: list[Profile]) -> Matrix:
    score = np.zeros((len(known), len(here)))
    # A family name is no proof of one person: what a word of a name proves, all who bear it share.
    bearers = [Counter(w for p in cast for w in {w for n in p.names for w in name_words(n)}) for cast in (known, here)]
    for i, a in enumerate(known):
        for j, b in enumerate(here):
            score[i, j] = _called(a, b, bearers) + _kinds(a, b) + 1.5 * cosine(a.context, b.context)
    return score


def _namesakes(known: list[Profile], here: list[Profile], base: Matrix) -> list[tuple[int, int]]:
    """The pairs who bear the same name, or one so like it, where nobody else does on either side."""
    alike = np.zeros_like(base)
    for i, a in enumerate(known):
        for j, b in enumerate(here):
            alike[i, j] = max((name_likeness(x, y) for x in a.names for y in b.names), default=0.0)
    return [
        (i, j)
        for i, j in zip(*(found.tolist() for found in np.nonzero(alike >= _SAME_NAME)), strict=True)
        if (alike[i] >= _SAME_NAME).sum() == 1 == (alike[:, j] >= _SAME_NAME).sum() and base[i, j] > 0
    ]


def _held(score: Matrix, namesakes: list[tuple[int, int]]) -> Matrix:
    """``score`` with every pair of namesakes out of the reach of others: deeds can be misread, names hardly."""
    held = score.copy()
    for i, j in namesakes:
        own = max(float(score[i, j]), 6.0)
        held[i, :] = held[:, j] = -6.0
        held[i, j] = own
    return held


def _called(a: Profile, b: Profile, bearers: list[Counter[str]]) -> float:
    alike = max((phrase_likeness(x, y) for x in a.phrases for y in b.phrases), default=0.0)
    if a.names and b.names:
        best, pair = max((name_likeness(x, y), (x, y)) for x in a.names for y in b.names)
        if best < 0.6:
            return -5.0
        shared = {*name_words(pair[0])} & {*name_words(pair[1])}
        crowd = max((min(c[w] for w in shared) for c in bearers), default=1) if shared else 1
        if best < 1 and crowd > 1:
            best *= 1 / math.sqrt(crowd)
        return 6.0 * (best - 0.45) + 0.7 * alike
    strange = bool(a.phrases) and bool(b.phrases) and not (a.names or b.names) and not alike
    return 2.0 * alike - (0.5 if strange else 0.0)


def _kinds(a: Profile, b: Profile) -> float:
    score = 0.0
    if Gender.UNKNOWN not in (a.gender, b.gender):
        score += 0.3 if a.gender is b.gender else -3.0
    if a.kind is not b.kind and Kind.GROUP in (a.kind, b.kind):
        score -= 2.5
    elif a.kind is not b.kind:
        score -= 0.5
    return score


def _belief(score: Matrix) -> Matrix:
    """How far each pair is believed to be one, against its rivals on both sides and against being nobody there."""
    weight = np.exp(np.clip(2.0 * (score - ENOUGH), -20, 20))
    nobody = 1.0
    belief: Matrix = weight / (nobody + weight.sum(axis=0, keepdims=True) + weight.sum(axis=1, keepdims=True) - weight)
    return belief


def _deed_weights(known: list[Profile], here: list[Profile]) -> dict[EventType, float]:
    """What sharing an event of each type says: the rarer the type is in these tellings, the more."""
    counts = Counter(d.type for cast in (known, here) for p in cast for d in p.deeds)
    total = sum(counts.values())
    return {type: 0.35 * math.log((total + 1) / (count + 0.5)) + 0.2 for type, count in counts.items()}


def _by_others(
    known: list[Profile], here: list[Profile], belief: Matrix, deed_weight: dict[EventType, float]
) -> Matrix:
    """What ties to the same others, and deeds done to them, say for each pair, by what is believed of the others."""
    rows = {p.id: i for i, p in enumerate(known)}
    columns = {p.id: j for j, p in enumerate(here)}
    tied, done = np.zeros_like(belief), np.zeros_like(belief)
    ties = _Sides(((i, (t.type, t.forward), (t.other,), True) for i, p in enumerate(known) for t in p.ties), rows)
    bonds = _Sides(((j, (t.type, t.forward), (t.other,), True) for j, p in enumerate(here) for t in p.ties), columns)
    for (type, forward), mine in bonds.items():
        if (same := ties.get((type, forward))) is not None:
            _add_best(tied, same, mine, _fit(same, mine, belief), _TIE_WEIGHT.get(type, 0.9))
        if (turned := ties.get((type, not forward))) is not None:
            _add_best(tied, turned, mine, _fit(turned, mine, belief), -2.0)
    deeds = _Sides(((i, (d.type, d.doer), d.others, d.actual) for i, p in enumerate(known) for d in p.deeds), rows)
    acts = _Sides(((j, (d.type, d.doer), d.others, d.actual) for j, p in enumerate(here) for d in p.deeds), columns)
    for key, mine in acts.items():
        if (same := deeds.get(key)) is not None:
            fit = _fit(same, mine, belief)
            fit *= np.where(np.array([a.actual for a in same])[:, None] == np.array([a.actual for a in mine]), 1.0, 0.7)
            _add_best(done, same, mine, fit, deed_weight[key[0]])
    both_die = np.outer([p.dies for p in known], [p.dies for p in here])
    score: Matrix = 3.5 * np.tanh(tied / 3.5) + 3.0 * np.tanh(done / 3.0) + 0.3 * both_die
    return score


@dataclass(frozen=True, slots=True)
class _Part:
    """A tie or deed of the character at ``place``; ``others`` are the places of those on the other side."""

    place: int
    others: list[int]
    actual: bool


class _Sides(dict[Any, list[_Part]]):
    """Ties or deeds by their kind."""

    def __init__(self, parts: Iterable[tuple[int, Any, tuple[str, ...], bool]], places: dict[str, int]) -> None:
        super().__init__()
        for place, kind, others, actual in parts:
            self.setdefault(kind, []).append(_Part(place, [places[o] for o in others if o in places], actual))


def _fit(a: list[_Part], b: list[_Part], belief: Matrix) -> Matrix:
    """How far the other sides of each ``a`` and ``b`` are believed to share somebody; 0.25 where one has nobody."""
    down = np.stack([belief[p.others].max(axis=0) if p.others else np.zeros(belief.shape[1]) for p in a])
    fit: Matrix = np.stack([down[:, p.others].max(axis=1) if p.others else np.zeros(len(a)) for p in b], axis=1)
    nobody = ~np.outer([bool(p.others) for p in a], [bool(p.others) for p in b])
    fit[nobody] = 0.25
    return fit


def _add_best(score: Matrix, a: list[_Part], b: list[_Part], fit: Matrix, weight: float) -> None:
    """Add, for every ``b``, what its best ``a`` of each character is worth."""
    places = np.array([p.place for p in a])
    columns = np.array([p.place for p in b])
    for i in {p.place for p in a}:
        np.add.at(score[i], columns, weight * fit[places == i].max(axis=0))
