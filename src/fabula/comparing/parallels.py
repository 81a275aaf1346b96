"""Two different stories beside each other: who plays whose part, the course of action that they share, what is left.

The score adds up what can be shown: bonds in line (most), events in line, and how near the words are (least).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from fabula.comparing.bonds import HARM, HELP, LIKE_TYPES, WEIGHTS, bonds, gravity
from fabula.comparing.profiles import MUTUAL, sides
from fabula.comparing.roles import RoleMatch, Strength, map_roles
from fabula.comparing.similarity import ALIKE, Sketches, sketch
from fabula.story.claims import Event
from fabula.story.ontology import CauseType, Modality
from fabula.story.story import Story

__all__ = ["Comparison", "Parallel", "Part", "compare"]

ENOUGH = 2.2


@dataclass(frozen=True, slots=True)
class Parallel:
    """The event ``a`` of the one story answers to ``b`` of the other.

    ``characters`` are the pairs of characters that stand in the same place in both; ``motives_a`` and ``motives_b`` are
    the events that are told as reasons. ``in_order`` if it keeps the course of the parallels before it.
    """

    a: str
    b: str
    score: float
    characters: tuple[tuple[str, str], ...]
    in_order: bool
    motives_a: tuple[str, ...] = ()
    motives_b: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the score: its ``value`` between 0 and 1 times its ``weight``."""

    name: str
    value: float
    weight: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two stories compared. ``score`` is between 0 and 1, the sum of its ``parts``.

    ``course`` is in the story order of the first; ``only_a`` and ``only_b`` are the weighty events without a parallel.
    """

    title_a: str
    title_b: str
    score: float
    parts: tuple[Part, ...]
    roles: tuple[RoleMatch, ...]
    course: tuple[Parallel, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]


def compare(a: Story, b: Story) -> Comparison:
    """Compare two stories, after Gentner's structure-mapping: what is between characters first, words last."""
    roles = map_roles(a, b)
    course = _course(a, b, roles)
    held_a, held_b = _held(a), _held(b)
    # A bond counts once, whoever's role it speaks for.
    shared = sum({_key(m, s.bond, s.forward, s.a): s.weight for m in roles if not m.second for s in m.shared}.values())
    bound = _share(shared, held_a, held_b)
    acts = _share(
        sum(gravity(a.event(p.a)) for p in course),
        sum(gravity(e) for e in a.events),
        sum(gravity(e) for e in b.events),
    )
    words = max(float(Sketches([sketch(b)]).nearness(sketch(a), ALIKE)[0]), 0.0)
    parts = (Part("bonds", bound, 0.5), Part("course of action", acts, 0.35), Part("words", words, 0.15))
    in_a, in_b = {p.a for p in course}, {p.b for p in course}
    return Comparison(
        title_a=a.title,
        title_b=b.title,
        score=round(sum(p.value * p.weight for p in parts), 4),
        parts=parts,
        roles=roles,
        course=course,
        only_a=tuple(e.id for e in a.events if e.id not in in_a and gravity(e) >= 1.0),
        only_b=tuple(e.id for e in b.events if e.id not in in_b and gravity(e) >= 1.0),
    )


def _key(match: RoleMatch, bond: str, forward: bool, other: str) -> tuple[str, str, str]:
    return (bond, match.a, other) if forward else (bond, other, match.a)


def _held(story: Story) -> float:
    return sum(WEIGHTS[k] for held in bonds(story).of.values() for k in held)


def _share(shared: float, a: float, b: float) -> float:
    """What is shared of two amounts: the whole of the smaller counts most, as a short telling leaves much out."""
    smaller, larger = sorted((a, b))
    if smaller <= 0:
        return 0.0
    return round(min(0.7 * shared / smaller + 0.3 * shared / larger, 1.0), 4)


def _course(a: Story, b: Story, roles: Sequence[RoleMatch]) -> tuple[Parallel, ...]:
    partners: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for match in roles:
        partners[match.a][match.b] = 1.0 if match.strength is Strength.CLEAR else 0.6
    when_a, when_b = _when(a), _when(b)
    score = np.zeros((len(a.events), len(b.events)))
    for i, x in enumerate(a.events):
        for j, y in enumerate(b.events):
            if (fit := _fit(x, y, partners)) > 0:
                score[i, j] = fit - 0.8 * abs(when_a[x.id] - when_b[y.id])
    if not score.size:
        return ()
    rows, columns = linear_sum_assignment(np.maximum(score - ENOUGH, 0.0), maximize=True)
    links = [(int(i), int(j)) for i, j in zip(rows, columns, strict=True) if score[i, j] > ENOUGH]
    links.sort(key=lambda link: (when_a[a.events[link[0]].id], link))
    kept = _rising([when_b[b.events[j].id] for _, j in links])
    reasons_a, reasons_b = _reasons(a), _reasons(b)
    found = []
    for n, (i, j) in enumerate(links):
        x, y = a.events[i], b.events[j]
        found.append(
            Parallel(
                a=x.id,
                b=y.id,
                score=round(float(score[i, j]), 3),
                characters=_placed(x, y, partners),
                in_order=n in kept,
                motives_a=tuple(reasons_a[x.id]),
                motives_b=tuple(reasons_b[y.id]),
            )
        )
    return tuple(found)


def _when(story: Story) -> dict[str, float]:
    order = story.order or tuple(e.id for e in story.events)
    return {id: n / max(len(order) - 1, 1) for n, id in enumerate(order)}


def _reasons(story: Story) -> defaultdict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for cause in sorted(story.causes, key=lambda c: c.type is not CauseType.MOTIVE):
        found[cause.effect].append(cause.cause)
    return found


def _fit(x: Event, y: Event, partners: Mapping[str, Mapping[str, float]]) -> float:
    """How well two events answer to each other; 0 if they do not."""
    if x.type is y.type:
        fit = 1.0 + min(gravity(x), gravity(y)) / 3
    elif frozenset((x.type, y.type)) in LIKE_TYPES:
        fit = 0.8
    elif (x.type in HARM and y.type in HARM) or (x.type in HELP and y.type in HELP):
        fit = 0.4
    else:
        return 0.0
    denied = (Modality.NEGATED, Modality.HYPOTHETICAL)
    if (x.modality in denied) != (y.modality in denied):
        return 0.0
    fit -= 0.0 if x.modality is y.modality else 0.4
    matched = 0.0
    (one, to), (other, too) = sides(x), sides(y)
    for mine, theirs in ((one, other), (to, too)):
        best = max((partners.get(p, {}).get(q, 0.0) for p in mine for q in theirs), default=0.0)
        matched += best
        if mine and theirs and not best:
            fit -= 0.5
    if x.type in MUTUAL and y.type in MUTUAL:
        matched = sum(max((partners.get(p, {}).get(q, 0.0) for q in other), default=0.0) for p in one)
    # Nobody in the same place: the same deed by others is no parallel.
    return fit + matched if matched else 0.0


def _placed(x: Event, y: Event, partners: Mapping[str, Mapping[str, float]]) -> tuple[tuple[str, str], ...]:
    pairs = []
    for mine, theirs in zip(sides(x), sides(y), strict=True):
        pairs += [(p, q) for p in mine for q in theirs if partners.get(p, {}).get(q)]
    return tuple(dict.fromkeys(pairs))


def _rising(values: Sequence[float]) -> set[int]:
    """The places of a longest rising run, so to speak: the parallels that stand in the same order in both stories."""
    best: list[tuple[int, int]] = []
    for n, value in enumerate(values):
        length, back = max(((best[m][0], m) for m in range(n) if values[m] <= value), default=(0, -1))
        best.append((length + 1, back))
    kept: set[int] = set()
    n = max(range(len(best)), key=lambda m: (best[m][0], -m), default=-1)
    while n >= 0:
        kept.add(n)
        n = best[n][1]
    return kept
