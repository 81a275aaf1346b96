"""Who plays whose part in another story.

A mapping of characters is sought that brings as many bonds as possible into line
(:mod:`fabula.comparing.assigning`), each as far as it may be believed. What two characters are by themselves counts
less. A character may fill two parts of the other story, where there are bonds enough for both.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.assigning import assign
from fabula.comparing.bonds import WEIGHTS, Bonds, bonds, gravity
from fabula.comparing.bones import nouns
from fabula.comparing.profiles import SYMMETRIC, sides
from fabula.story.cast import Character
from fabula.story.ontology import Gender, Kind, Modality, Part
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


# A match is clear if it brings two bonds into line that only a part in the plot can have; or if there is one of these,
# or much besides, and nobody else would come near. Chosen on plays and films told twice, where names show who is who,
# on annotated stories with a reader's mistakes put into them, and on pairs of films that have nothing in common.
_TELLING = frozenset(b for b, w in WEIGHTS.items() if w >= 3.0)
CLEAR_KINDS = 3  # bonds of so many kinds
PATTERNED, PATTERNED_SHARE = 6.0, 0.12
ALONE, PLENTY = 5.0, 8.0
AHEAD = 1.5  # times what the next best counterpart would bring into line
PARTIAL_WEIGHT = 2.0


def map_roles(a: Story, b: Story) -> tuple[RoleMatch, ...]:
    """Who of ``a`` plays whose part in ``b``, the surest first."""
    left, right = _Side(a), _Side(b)
    if not left.cast or not right.cast:
        return ()
    pairs = _affinity(left, right)
    alone = _alone(left, right)
    mapping = assign(pairs, alone)
    gains = _gains(pairs, mapping)
    found = [_match(left, right, i, j, mapping, gains) for i, j in mapping.items()]
    matches = [m for m in found if m.shared and _weight(m) >= PARTIAL_WEIGHT]
    matches += _second_parts(left, right, mapping, gains, matches)
    return tuple(sorted(matches, key=lambda m: (m.strength is not Strength.CLEAR, m.second, -_weight(m), m.a, m.b)))


def _second_parts(
    left: _Side, right: _Side, mapping: Mapping[int, int], gains: _Floats, matches: Sequence[RoleMatch]
) -> list[RoleMatch]:
    """Other counterparts of those that have one, told by patterns that no match so far accounts for.

    Such a part is nobody else's: what others would bring into line of the patterns that are left over is far less.
    """
    told_a = {fact for m in matches for fact in _facts(m, m.a, left=True)}
    told_b = {fact for m in matches for fact in _facts(m, m.b, left=False)}
    fresh: dict[tuple[int, int], float] = {}
    found: dict[tuple[int, int], RoleMatch] = {}
    for i, x in enumerate(left.cast):
        for j, y in enumerate(right.cast):
            if mapping.get(i) == j or gains[i, j] < PATTERNED / AHEAD:
                continue
            second = _match(left, right, i, j, mapping, gains, second=True)
            new = [s for s in second.shared if _fact(s, x.id, s.a) not in told_a and _fact(s, y.id, s.b) not in told_b]
            fresh[i, j] = sum(s.weight for s in new)
            if _weight(second) >= PATTERNED and len({s.bond for s in new} & _TELLING) >= 2:
                found[i, j] = second
    return [
        match
        for (i, j), match in found.items()
        if all(fresh[i, j] >= AHEAD * w for (k, n), w in fresh.items() if (k == i) != (n == j))
    ]


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
        self.rank = [math.log(count[c.id] / most + 0.02) for c in self.cast]
        self.dies = {d.victim for d in story.deaths}
        self.deeds = _deeds(story)
        called = nouns(story)
        self.called = [{noun for noun, _ in called[c.id].most_common(4)} for c in self.cast]

    def held(self, i: int, j: int) -> dict[str, float]:
        """How strong each bond of ``i`` to ``j`` is: a deed done again says a little more, not twice as much.

        Of what is hardly sure a part is often right all the same, so that doubt counts by its root.
        """
        a, b = self.cast[i].id, self.cast[j].id
        both = self.cast[i].confidence * self.cast[j].confidence
        return {
            bond: (1.0 + 0.5 * math.log(min(count, 4))) * math.sqrt(both * self.bonds.sure[a, b, bond])
            for bond, count in self.bonds.of.get((a, b), {}).items()
        }


def _deeds(story: Story) -> dict[str, dict[tuple[str, str], float]]:
    """What each character does, undergoes and is, with whomever: a vector of length 1 over sides of bonds and deeds."""
    found: defaultdict[str, defaultdict[tuple[str, str], float]] = defaultdict(lambda: defaultdict(float))
    for e in story.events:
        if e.modality is not Modality.NEGATED:
            for side, who in zip(("by", "to"), sides(e), strict=True):
                for character in who:
                    found[character][side, e.type] += gravity(e)
    for r in story.relations:
        found[r.a]["by", r.type] += WEIGHTS[r.type]
        found[r.b]["by" if r.type in SYMMETRIC else "to", r.type] += WEIGHTS[r.type]
    for d in story.deaths:
        for side, who in (("by", d.killers), ("to", (d.victim,))):
            for character in who:
                found[character][side, "kills"] += WEIGHTS["kills"]
    # The root of each, as in Hellinger's distance: ten fights are not ten times one.
    return {
        id: {deed: math.sqrt(weight / sum(held.values())) for deed, weight in held.items()}
        for id, held in found.items()
    }


_Floats = NDArray[np.float64]


def _affinity(left: _Side, right: _Side) -> _Floats:
    """For each two of the one cast and two of the other: the weight of the bonds that both twos have."""
    names = {name: k for k, name in enumerate(WEIGHTS)}
    found = []
    for side in (left, right):
        n = len(side.cast)
        table = np.zeros((n * n, len(names)))
        for x, y in side.bonds.of:
            if x in side.place and y in side.place:
                i, j = side.place[x], side.place[y]
                for name, strength in side.held(i, j).items():
                    table[i * n + j, names[name]] = strength
        found.append(table)
    one, other = found
    n, m = len(left.cast), len(right.cast)
    shared = np.zeros((n * n, m * m))
    for name, k in names.items():
        rows, columns = np.flatnonzero(one[:, k]), np.flatnonzero(other[:, k])
        if len(rows) and len(columns):
            both = np.minimum.outer(one[rows, k], other[columns, k])
            shared[np.ix_(rows, columns)] += WEIGHTS[name] * both
    return shared.reshape(n, n, m, m)


def _alone(left: _Side, right: _Side) -> _Floats:
    """What two characters have in common by themselves: about as much as one or two bonds of weight.

    How often they are mentioned, sex, nouns (boss, singer, daughter), and what they do, whomever they do it to: that
    stays where a reader misses the other side. What each counts was chosen on plays and films told twice, where names
    show who is who.
    """
    found = np.zeros((len(left.cast), len(right.cast)))
    for i, x in enumerate(left.cast):
        does = left.deeds.get(x.id, {})
        for j, y in enumerate(right.cast):
            score = 0.6 - 0.75 * abs(left.rank[i] - right.rank[j])
            score += 0.3 if (x.id in left.dies) == (y.id in right.dies) else 0.0
            if Gender.UNKNOWN not in (x.gender, y.gender):
                score += 0.5 if x.gender is y.gender else -1.5
            score += 2.0 if left.called[i] & right.called[j] else 0.0
            score += 0.8 if (x.kind is Kind.GROUP) == (y.kind is Kind.GROUP) else -0.8
            score += 2.0 if x.part is y.part and x.part is not Part.NONE else 0.0
            also = right.deeds.get(y.id, {})
            score += 4.0 * sum(weight * also.get(deed, 0.0) for deed, weight in does.items())
            found[i, j] = score
    return found


def _gains(pairs: _Floats, mapping: Mapping[int, int]) -> _Floats:
    """For each two, the weight of the bonds to the others of the mapping that they would bring into line."""
    found = np.zeros((pairs.shape[0], pairs.shape[2]))
    for x, y in mapping.items():
        found += pairs[:, x, :, y] + pairs[x, :, y, :]
    return found


def _rival(gains: _Floats, i: int, j: int, mapping: Mapping[int, int]) -> float:
    """What the next best counterpart of either would bring into line; who has another part first is no rival."""
    holder = {y: x for x, y in mapping.items()}.get(j)
    row = [float(g) for k, g in enumerate(gains[i]) if k not in (j, mapping.get(i))]
    column = [float(g) for k, g in enumerate(gains[:, j]) if k not in (i, holder)]
    return max((*row, *column), default=0.0)


def _match(
    left: _Side, right: _Side, i: int, j: int, mapping: Mapping[int, int], gains: _Floats, *, second: bool = False
) -> RoleMatch:
    shared: list[SharedBond] = []
    own = 0.0
    for x, y in mapping.items():
        if x == i or y == j:
            continue
        for forward, one, other in (
            (True, left.held(i, x), right.held(j, y)),
            (False, left.held(x, i), right.held(y, j)),
        ):
            own += sum(WEIGHTS[k] * max(one.get(k, 0.0), other.get(k, 0.0)) for k in one | other)
            for bond in one.keys() & other.keys():
                weight = WEIGHTS[bond] * min(one[bond], other[bond])
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
    several = len({s.bond for s in shared}) >= CLEAR_KINDS
    telling = len({s.bond for s in shared if s.bond in _TELLING})
    rival = _rival(gains, i, j, mapping)
    patterned = several and telling >= 2 and total >= PATTERNED and score >= PATTERNED_SHARE
    weighty = total >= ALONE if several and telling else total >= PLENTY
    clear = (patterned and (second or total >= rival)) or (weighty and total >= AHEAD * rival)
    return RoleMatch(
        left.cast[i].id,
        right.cast[j].id,
        round(min(score, 1.0), 4),
        Strength.CLEAR if clear else Strength.PARTIAL,
        tuple(shared),
        second,
    )
