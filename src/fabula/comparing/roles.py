"""Who plays whose part in another story.

A mapping of characters is sought that brings as many bonds as possible into line (a quadratic assignment: spectral
start, Leordeanu & Hebert 2005, then the best single changes until none helps). What two characters are by themselves
counts little. A character may fill two parts of the other story, where there are bonds enough for both.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from fabula.comparing.bonds import WEIGHTS, Bonds, bonds
from fabula.comparing.bones import nouns
from fabula.story.cast import Character
from fabula.story.ontology import Gender, Kind, Part
from fabula.story.story import Story

__all__ = ["RoleMatch", "SharedBond", "Strength", "map_roles"]

MOST = 24  # characters of a story that are compared: those with the most bonds and mentions


class Strength(StrEnum):
    """How sure a match of roles is."""

    CLEAR = "clear"
    PARTIAL = "partial"


@dataclass(frozen=True, slots=True)
class SharedBond:
    """The same bond in both stories: ``bond``, to (or, if not ``forward``, from) the characters ``a`` and ``b``.

    ``claims_a`` and ``claims_b`` are the ids of the claims that show it.
    """

    bond: str
    forward: bool
    a: str
    b: str
    weight: float
    claims_a: tuple[str, ...]
    claims_b: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoleMatch:
    """The character ``a`` of one story plays the part of ``b`` in the other; ``shared`` says why, the weightiest first.

    ``score`` is between 0 and 1: how much of what binds either to the others that were matched is shared.
    ``second`` if one of them has a match that fits better.
    """

    a: str
    b: str
    score: float
    strength: Strength
    shared: tuple[SharedBond, ...]
    second: bool = False


# Bonds that only a part in the plot can have: who has none of them in common has no clear counterpart.
_TELLING = frozenset(b for b, w in WEIGHTS.items() if w >= 3.0)
CLEAR_WEIGHT = 6.0
CLEAR_SHARE = 0.12
PARTIAL_WEIGHT = 2.5


def map_roles(a: Story, b: Story) -> tuple[RoleMatch, ...]:
    """Who of ``a`` plays whose part in ``b``, the surest first."""
    left, right = _Side(a), _Side(b)
    if not left.cast or not right.cast:
        return ()
    pairs = _affinity(left, right)
    alone = _alone(left, right)
    mapping = _assign(pairs, alone)
    found = [_match(left, right, i, j, mapping) for i, j in mapping.items()]
    matches = [m for m in found if m.shared and _weight(m) >= PARTIAL_WEIGHT]
    matches += _second_parts(left, right, mapping, matches)
    return tuple(sorted(matches, key=lambda m: (m.strength is not Strength.CLEAR, m.second, -_weight(m), m.a, m.b)))


def _second_parts(
    left: _Side, right: _Side, mapping: Mapping[int, int], matches: Sequence[RoleMatch]
) -> list[RoleMatch]:
    """Other counterparts of those that have one, told by patterns that no match so far accounts for."""
    told_a = {fact for m in matches for fact in _facts(m, m.a, left=True)}
    told_b = {fact for m in matches for fact in _facts(m, m.b, left=False)}
    found = []
    for i, x in enumerate(left.cast):
        for j, y in enumerate(right.cast):
            if mapping.get(i) == j:
                continue
            second = _match(left, right, i, j, mapping, second=True)
            fresh = [
                s.bond
                for s in second.shared
                if s.bond in _TELLING and _fact(s, x.id, s.a) not in told_a and _fact(s, y.id, s.b) not in told_b
            ]
            if len(set(fresh)) >= 2 and _weight(second) >= CLEAR_WEIGHT:
                found.append(second)
    return found


def _facts(match: RoleMatch, owner: str, *, left: bool) -> Iterator[tuple[str, str, str]]:
    for s in match.shared:
        yield _fact(s, owner, s.a if left else s.b)


def _fact(shared: SharedBond, owner: str, other: str) -> tuple[str, str, str]:
    return (shared.bond, owner, other) if shared.forward else (shared.bond, other, owner)


def _weight(match: RoleMatch) -> float:
    return sum(s.weight for s in match.shared)


class _Side:
    """One story's cast, and what binds them."""

    def __init__(self, story: Story) -> None:
        self.bonds: Bonds = bonds(story)
        count: Counter[str] = Counter(c for m in story.mentions for c in m.characters)
        weight: Counter[str] = Counter()
        for (x, y), held in self.bonds.of.items():
            for bond in held:
                weight[x] += round(10 * WEIGHTS[bond])
                weight[y] += round(10 * WEIGHTS[bond])
        chosen = sorted(story.characters, key=lambda c: (-weight[c.id], -count[c.id], c.id))[:MOST]
        self.cast: list[Character] = [c for c in chosen if weight[c.id]]
        self.place = {c.id: n for n, c in enumerate(self.cast)}
        most = max(count.values(), default=1)
        self.share = [count[c.id] / most for c in self.cast]
        self.dies = {d.victim for d in story.deaths}
        called = nouns(story)
        self.called = [{noun for noun, _ in called[c.id].most_common(4)} for c in self.cast]

    def held(self, i: int, j: int) -> Counter[str]:
        return self.bonds.of.get((self.cast[i].id, self.cast[j].id), Counter())


_Floats = NDArray[np.float64]


def _affinity(left: _Side, right: _Side) -> _Floats:
    """For each two of the one cast and two of the other: the weight of the bonds that both twos have."""
    names = list(WEIGHTS)
    found = []
    for side in (left, right):
        n = len(side.cast)
        table = np.zeros((n * n, len(names)))
        for (x, y), held in side.bonds.of.items():
            if x in side.place and y in side.place:
                for k, name in enumerate(names):
                    if held[name]:
                        table[side.place[x] * n + side.place[y], k] = _often(held[name])
        found.append(table)
    one, other = found
    n, m = len(left.cast), len(right.cast)
    shared = np.zeros((n * n, m * m))
    for k, name in enumerate(names):
        rows, columns = np.flatnonzero(one[:, k]), np.flatnonzero(other[:, k])
        if len(rows) and len(columns):
            both = np.minimum.outer(one[rows, k], other[columns, k])
            shared[np.ix_(rows, columns)] += WEIGHTS[name] * both
    return shared.reshape(n, n, m, m)


def _often(count: int) -> float:
    """A deed done again says a little more of a bond, not twice as much."""
    return 1.0 + 0.5 * math.log(min(count, 4))


def _alone(left: _Side, right: _Side) -> _Floats:
    """What two characters have in common by themselves: about as much as one bond of weight.

    What sex and nouns (boss, singer, daughter) count was chosen on plays told twice, where names show who is who.
    """
    found = np.zeros((len(left.cast), len(right.cast)))
    for i, x in enumerate(left.cast):
        for j, y in enumerate(right.cast):
            score = 0.6 - abs(left.share[i] - right.share[j])
            score += 0.3 if (x.id in left.dies) == (y.id in right.dies) else 0.0
            if Gender.UNKNOWN not in (x.gender, y.gender):
                score += 0.3 if x.gender is y.gender else -1.0
            score += 3.0 if left.called[i] & right.called[j] else 0.0
            score += 0.4 if (x.kind is Kind.GROUP) == (y.kind is Kind.GROUP) else -0.4
            score += 1.0 if x.part is y.part and x.part is not Part.NONE else 0.0
            found[i, j] = score
    return found


def _assign(pairs: _Floats, alone: _Floats) -> dict[int, int]:
    """The mapping that brings most into line, as far as it is found."""
    n, m = alone.shape
    square = pairs.transpose(0, 2, 1, 3).reshape(n * m, n * m)
    square = square + square.T
    base = np.maximum(alone, 0.0).reshape(-1) + 0.01
    vector = base / np.linalg.norm(base)
    for _ in range(40):
        vector = square @ vector + 0.5 * base
        vector /= max(float(np.linalg.norm(vector)), 1e-12)
    starts = [vector.reshape(n, m), (square.sum(1).reshape(n, m) / max(1.0, square.max()) + alone)]
    best: tuple[float, dict[int, int]] = (-math.inf, {})
    for start in starts:
        rows, columns = linear_sum_assignment(start, maximize=True)
        mapping = {int(i): int(j) for i, j in zip(rows, columns, strict=True)}
        mapping = _improve(mapping, pairs, alone)
        value = _value(mapping, pairs, alone)
        if value > best[0] + 1e-9:
            best = (value, mapping)
    return dict(sorted(best[1].items()))


def _value(mapping: Mapping[int, int], pairs: _Floats, alone: _Floats) -> float:
    i, j = np.array(list(mapping)), np.array(list(mapping.values()))
    return float(pairs[i[:, None], i[None, :], j[:, None], j[None, :]].sum() + alone[i, j].sum())


def _improve(mapping: dict[int, int], pairs: _Floats, alone: _Floats) -> dict[int, int]:
    """The best change of one pair, or exchange of two, again and again until none helps."""
    n, m = alone.shape
    value = _value(mapping, pairs, alone)
    for _ in range(30):
        best = (value + 1e-9, mapping)
        for i in range(n):
            for j in range(m):
                if mapping.get(i) == j:
                    continue
                changed = dict(mapping)
                had = changed.pop(i, None)
                holder = next((x for x, y in changed.items() if y == j), None)
                if holder is not None:
                    del changed[holder]
                    if had is not None:
                        changed[holder] = had
                changed[i] = j
                trial = _value(changed, pairs, alone)
                if trial > best[0]:
                    best = (trial, changed)
        if best[1] is mapping:
            break
        value, mapping = best
    return mapping


def _match(left: _Side, right: _Side, i: int, j: int, mapping: Mapping[int, int], *, second: bool = False) -> RoleMatch:
    shared: list[SharedBond] = []
    own = 0.0
    for x, y in mapping.items():
        if x == i or y == j:
            continue
        for forward, one, other in (
            (True, left.held(i, x), right.held(j, y)),
            (False, left.held(x, i), right.held(y, j)),
        ):
            own += sum(WEIGHTS[k] * _often(n) for k, n in (one | other).items())
            for bond in one.keys() & other.keys():
                weight = WEIGHTS[bond] * _often(min(one[bond], other[bond]))
                here = (left.cast[i].id, left.cast[x].id) if forward else (left.cast[x].id, left.cast[i].id)
                there = (right.cast[j].id, right.cast[y].id) if forward else (right.cast[y].id, right.cast[j].id)
                shared.append(
                    SharedBond(
                        bond,
                        forward,
                        left.cast[x].id,
                        right.cast[y].id,
                        weight,
                        left.bonds.shown[(*here, bond)],
                        right.bonds.shown[(*there, bond)],
                    )
                )
    shared.sort(key=lambda s: (-s.weight, s.bond, s.a))
    total = sum(s.weight for s in shared)
    score = total / own if own else 0.0
    telling = {s.bond for s in shared if s.bond in _TELLING}
    several = len({s.bond for s in shared}) >= 3
    # Two patterns that decide a part, or so much besides that chance is out.
    patterned = several and total >= CLEAR_WEIGHT and len(telling) >= 2
    plenty = len({s.bond for s in shared}) >= 5 and total >= 2.5 * CLEAR_WEIGHT
    clear = (patterned or plenty) and score >= CLEAR_SHARE
    return RoleMatch(
        left.cast[i].id,
        right.cast[j].id,
        round(min(score, 1.0), 4),
        Strength.CLEAR if clear else Strength.PARTIAL,
        tuple(shared),
        second,
    )
