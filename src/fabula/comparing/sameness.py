"""How likely an event of one telling and an event of another are the same.

Both what a reader made of an event (its type, who takes part) and the words that tell it speak: either may fail, since
types and parts can be misread and words can differ. A logistic regression weighs all signs of a pair; a second one
looks at each pair among the others: whether what is told next to both is the same as well, and whether either has a
likelier partner. Both were fitted on film plots, remakes and a retold play whose events were aligned by hand
(``training/same_events.py``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from fabula.comparing.profiles import MUTUAL
from fabula.comparing.told import Told, meanings
from fabula.comparing.words import rarity
from fabula.story.ontology import EventType, Modality

__all__ = ["KIN", "KIN_TYPES", "ONCE", "among", "odds", "signs"]

Matrix = NDArray[np.float64]

# Types that a telling may choose between for one and the same happening; the more specific stands first.
KIN_TYPES = (
    (EventType.KILL, EventType.DIE),
    (EventType.KILL, EventType.ATTACK),
    (EventType.FIGHT, EventType.ATTACK),
    (EventType.BETRAY, EventType.DECEIVE),
    (EventType.CAPTURE, EventType.ARREST),
    (EventType.ORDER, EventType.ASK),
    (EventType.RESCUE, EventType.HELP),
    (EventType.MEET, EventType.DISCOVER),
    (EventType.STEAL, EventType.OBTAIN),
    (EventType.ESCAPE, EventType.GO),
    (EventType.WIN, EventType.FIGHT),
    (EventType.DISMISS, EventType.SEPARATE),
    (EventType.ACCUSE, EventType.ARGUE),
    (EventType.PROMISE, EventType.TELL),
    (EventType.ASK, EventType.TELL),
    (EventType.ORDER, EventType.TELL),
    (EventType.ACCUSE, EventType.TELL),
    (EventType.DISCOVER, EventType.TELL),
    (EventType.ASK, EventType.PROMISE),
    (EventType.MARRY, EventType.ROMANCE),
    (EventType.CHASE, EventType.DISCOVER),
    (EventType.HELP, EventType.GIVE),
    (EventType.JOIN, EventType.GO),
)
KIN = {frozenset(pair) for pair in KIN_TYPES}
# What happens to one being but once.
ONCE = frozenset({EventType.KILL, EventType.DIE})

# In the order of signs, and of among.
_WEIGHTS: tuple[float, ...] = (
    -6.95, 1.17, 1.29, 0.61, -0.57, 2.60, 2.75, -3.94, 2.35, -0.53, 3.36, 0.75, -0.67, 1.06, -0.33, 0.50, -5.88,
    2.57, 1.38, 0.07, 0.62, -0.16, 0.74, 0.20,
)  # fmt: skip
_AMONG: tuple[float, ...] = (
    -1.50, 0.47, 0.44, 0.48, 1.77, 1.68, -1.01, -1.19,
)  # fmt: skip


def _cosines(a: Sequence[Mapping[str, float]], b: Sequence[Mapping[str, float]]) -> Matrix:
    words = {w: n for n, w in enumerate(dict.fromkeys(w for bag in (*a, *b) for w in bag))}

    def matrix(bags: Sequence[Mapping[str, float]]) -> csr_matrix:
        rows, columns, data = [], [], []
        for n, bag in enumerate(bags):
            norm = math.sqrt(sum(w * w for w in bag.values())) or 1.0
            for word, weight in bag.items():
                rows.append(n)
                columns.append(words[word])
                data.append(weight / norm)
        return csr_matrix((data, (rows, columns)), shape=(len(bags), max(len(words), 1)))

    return np.asarray((matrix(a) @ matrix(b).T).todense(), float)


def _sets(sets: Sequence[frozenset[int]], width: int) -> Matrix:
    found = np.zeros((len(sets), width))
    for n, one in enumerate(sets):
        found[n, list(one)] = 1.0
    return found


def _overlaps(a: Matrix, b: Matrix) -> tuple[Matrix, Matrix]:
    """How far each pair of sets is the same, and whether both hold somebody and share nobody."""
    both = a @ b.T
    any = a.sum(1)[:, None] + b.sum(1)[None, :] - both
    return both / np.maximum(any, 1), ((both == 0) & (a.sum(1)[:, None] > 0) & (b.sum(1)[None, :] > 0)).astype(float)


def _block(told: Told, rows: slice) -> Told:
    return replace(told, **{f.name: getattr(told, f.name)[rows] for f in fields(told)})


def signs(a: Told, b: Told, rows: slice = slice(None)) -> NDArray[np.float64]:
    """What speaks for and against each event of ``a``, or those in ``rows``, being one of ``b``: pairs by signs."""
    count = Counter((*a.types, *b.types))
    total = sum(count.values())
    crowds = Counter(_marks(a)), Counter(_marks(b))
    a = _block(a, rows)
    shape = len(a.types), len(b.types)
    kin = np.zeros(shape)
    ta, tb = np.array([str(t) for t in a.types]), np.array([str(t) for t in b.types])
    same = (ta[:, None] == tb[None, :]).astype(float)
    for x in set(a.types):
        for y in set(b.types):
            if frozenset((x, y)) in KIN:
                kin[np.ix_(ta == str(x), tb == str(y))] = 1.0
    rare = same * np.array([math.log(total / count[t]) for t in a.types])[:, None]
    ma, mb = np.array([str(m) for m in a.modality]), np.array([str(m) for m in b.modality])
    mode = (ma[:, None] != mb[None, :]).astype(float)
    pa, pb = np.array(a.predicates), np.array(b.predicates)
    word = (pa[:, None] == pb[None, :]).astype(float)
    word *= np.array([0.3 + rarity(p) for p in a.predicates])[:, None]
    near = np.maximum(meanings([{p: 1.0} for p in a.predicates]) @ meanings([{p: 1.0} for p in b.predicates]).T, 0)
    width = 1 + max((c for t in (a, b) for s in (*t.doers, *t.done_to) for c in s), default=0)
    doers, other_doers = _overlaps(_sets(a.doers, width), _sets(b.doers, width))
    done, other_done = _overlaps(_sets(a.done_to, width), _sets(b.done_to, width))
    all_a = [x | y for x, y in zip(a.doers, a.done_to, strict=True)]
    all_b = [x | y for x, y in zip(b.doers, b.done_to, strict=True)]
    everybody, _ = _overlaps(_sets(all_a, width), _sets(all_b, width))
    mutual = np.array([t in MUTUAL for t in a.types])[:, None] & np.array([t in MUTUAL for t in b.types])[None, :]
    once = np.array([t in ONCE for t in a.types])[:, None] & np.array([t in ONCE for t in b.types])[None, :]
    fits, alone = _agreement(a, b, same, kin, mode, crowds)
    clause = _cosines(a.clauses, b.clauses)
    sentence = _cosines(a.sentences, b.sentences)
    around = _cosines(a.around, b.around)
    meaning = np.maximum(a.meaning @ b.meaning.T, 0)
    far = np.abs(a.places[:, None] - b.places[None, :])
    return np.stack(
        [
            np.ones(shape), same, kin, rare, mode, word, np.sqrt(clause), clause, np.sqrt(sentence), np.sqrt(around),
            meaning, np.where(mutual, everybody, doers), np.where(mutual, 0, other_doers),
            np.where(mutual, everybody, done), np.where(mutual, 0, other_done), everybody, far, once * done,
            once * other_done, same * np.sqrt(clause), near * everybody, fits, fits * alone, alone,
        ],
        axis=2,
    )  # fmt: skip


def _marks(told: Told) -> list[tuple[EventType, Modality, frozenset[int], frozenset[int]]]:
    return list(zip(told.types, told.modality, told.doers, told.done_to, strict=True))


def _agreement(
    a: Told, b: Told, same: Matrix, kin: Matrix, mode: Matrix, crowds: tuple[Counter[Any], Counter[Any]]
) -> tuple[Matrix, Matrix]:
    """How well the parts of each pair agree, 0 where they cannot; and whether no other event of either is like it."""
    fits, alone = np.zeros_like(same), np.zeros_like(same)
    marks_a, marks_b = _marks(a), _marks(b)
    for i, j in zip(*(found.tolist() for found in np.nonzero((same + kin) * (1 - mode))), strict=True):
        x, y = marks_a[i], marks_b[j]
        fits[i, j] = _fit(x, y)
        alone[i, j] = fits[i, j] > 0 and crowds[0][x] == crowds[1][y] == 1
    return fits, alone


def _fit(
    x: tuple[EventType, Modality, frozenset[int], frozenset[int]],
    y: tuple[EventType, Modality, frozenset[int], frozenset[int]],
) -> float:
    if x[0] in MUTUAL or y[0] in MUTUAL:
        all_x, all_y = x[2] | x[3], y[2] | y[3]
        known = 0.4 if min(len(all_x), len(all_y)) > 1 else 0.9
        return 2.0 * len(all_x & all_y) / len(all_x | all_y) - known if all_x & all_y else 0.0
    sides = list(zip(x[2:], y[2:], strict=True))
    if not any(u & v for u, v in sides) or any(u and v and not u & v for u, v in sides):
        return 0.0
    return sum(0.5 + 0.7 * len(u & v) / len(u | v) if u and v else -0.5 if u or v else 0.0 for u, v in sides)


# How many pairs are weighed at once: what bounds the memory that their signs take.
_PAIRS = 200_000


def odds(a: Told, b: Told) -> Matrix:
    """The log-odds that each event of ``a`` is the same as each of ``b``."""
    if not a.types or not b.types:
        return np.zeros((len(a.types), len(b.types)))
    step = max(1, _PAIRS // len(b.types))
    blocks = [signs(a, b, slice(k, k + step)) @ np.array(_WEIGHTS) for k in range(0, len(a.types), step)]
    found: Matrix = np.asarray(sum(w * s for w, s in zip(_AMONG, among(a, b, np.concatenate(blocks)), strict=True)))
    return found


def among(a: Told, b: Told, first: Matrix) -> Iterator[Matrix]:
    """What the log-odds ``first`` of all pairs say for each of them: itself, its rivals', and its neighbours'.

    Neighbours speak for a pair that stand on the same side of it in both tellings, most of all on both sides; what is
    told before the one and after the other may speak against it.
    """
    chance = 1 / (1 + np.exp(-np.clip(first, -30, 30)))
    spread = np.log(chance + 1e-4) - np.log(1 - chance + 1e-4)
    yield np.ones_like(chance)
    yield spread
    for axis in (0, 1):
        yield np.clip(spread - _best_other(spread, axis), -3, 3)
    (before_a, after_a), (before_b, after_b) = _beside(a.places), _beside(b.places)
    before, after = before_a @ chance, after_a @ chance
    earlier, later = np.log1p(3 * before @ before_b.T), np.log1p(3 * after @ after_b.T)
    yield earlier
    yield later
    yield earlier * later
    yield np.log1p(3 * (before @ after_b.T + after @ before_b.T))


_REACH = 2.5  # events


def _beside(places: Matrix) -> tuple[Matrix, Matrix]:
    """How near before, and how near after each event each other one is told, in a telling of evenly spread events."""
    steps = (places[:, None] - places[None, :]) * len(places)
    near = np.exp(-((steps / _REACH) ** 2))
    return near * (steps > 0), near * (steps < 0)


def _best_other(values: Matrix, axis: int) -> Matrix:
    """The greatest value of each row or column apart from the pair's own."""
    if values.shape[axis] < 2:
        return np.full_like(values, math.log(1e-4))
    ranked = np.sort(values, axis=axis)
    best, next = np.take(ranked, [-1], axis=axis), np.take(ranked, [-2], axis=axis)
    return np.where(values == best, next, best)
