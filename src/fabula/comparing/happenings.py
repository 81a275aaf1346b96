"""Which events of several tellings are the same.

Within a telling, what is told again is found first (nobody is killed twice). Between tellings, every pair of events is
scored by type, by who takes part and by the words around, and assigned one to one; among events told in story order a
link that crosses stronger ones must be strong itself, since tellings of one story mostly keep its course.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

from fabula.comparing.profiles import MUTUAL, sides
from fabula.comparing.words import closeness, content, cosine, names_in, stem, weigh
from fabula.story.claims import Event
from fabula.story.ontology import EventType, Modality, When
from fabula.story.story import Story

__all__ = ["Happening", "align_events"]

# The score from which two events are taken to be one, and the one from which they may cross the course of the others.
ENOUGH = 2.0
SURE = 3.6

# Types that a telling may choose between for one and the same happening; the more specific stands first.
_KIN_TYPES = (
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
)
_KIN = {frozenset(pair) for pair in _KIN_TYPES}
# What happens to one being, or between two, but once.
_ONCE = frozenset({EventType.KILL, EventType.DIE})


@dataclass(slots=True)
class Happening:
    """One or more told events that are taken to be one; ``members`` are (number of the story, event) pairs."""

    members: list[tuple[int, Event]]
    type: EventType
    doers: frozenset[int]
    done_to: frozenset[int]
    modality: Modality
    words: dict[str, float]
    predicates: frozenset[str]
    positions: list[float]
    now: bool
    apart: set[tuple[int, str]] = field(default_factory=set)

    @property
    def all(self) -> frozenset[int]:
        """Everybody who takes part."""
        return self.doers | self.done_to


def align_events(stories: Sequence[Story], casts: Sequence[Mapping[str, int]]) -> list[Happening]:
    """The happenings of several tellings of one story, the fullest telling first.

    ``casts`` give each local character the number it shares with the same character elsewhere. Every event of every
    story is a member of exactly one happening.
    """
    found: list[Happening] = []
    for number, (story, cast) in enumerate(zip(stories, casts, strict=True)):
        here = _retold(_happenings(number, story, cast))
        if not found:
            found = here
            continue
        pairs = _assign(found, here)
        for j, happening in enumerate(here):
            if (i := pairs.get(j)) is not None:
                _join(found[i], happening)
            else:
                found.append(happening)
    return found


def _happenings(number: int, story: Story, cast: Mapping[str, int]) -> list[Happening]:
    order = {id: k for k, id in enumerate(story.order or [e.id for e in story.events])}
    last = max(len(story.events) - 1, 1)
    texts = {t.id: t for t in story.tellings}
    proper = {t.id: frozenset(names_in(t.text)) for t in story.tellings}
    apart: dict[str, set[tuple[int, str]]] = {e.id: set() for e in story.events}
    linked = [(c.cause, c.effect) for c in story.causes] + [(p.earlier, p.later) for p in story.precedences]
    for a, b in linked:
        apart[a].add((number, b))
        apart[b].add((number, a))
    found = []
    for event in story.events:
        agents, patients = sides(event)
        words: list[str] = []
        for span in event.evidence:
            words += content(story.words(span), without=proper[span.telling])
        for span in event.triggers:
            text = texts[span.telling].text
            near = text[max(0, span.start - 60) : span.end + 60].split(" ")
            words += content(" ".join(near[1:-1]), without=proper[span.telling])
        found.append(
            Happening(
                members=[(number, event)],
                type=event.type,
                doers=frozenset(cast[a] for a in agents if a in cast),
                done_to=frozenset(cast[p] for p in patients if p in cast),
                modality=event.modality,
                words=weigh(words),
                predicates=frozenset(content(event.predicate) or [stem(event.predicate.lower())]),
                positions=[order.get(event.id, 0) / last],
                now=event.when is When.NOW,
                apart=apart[event.id],
            )
        )
    return found


def _retold(happenings: list[Happening]) -> list[Happening]:
    """Join what one telling tells more than once."""
    kept: list[Happening] = []
    for happening in happenings:
        for earlier in kept:
            if _again(earlier, happening):
                _join(earlier, happening)
                break
        else:
            kept.append(happening)
    return kept


def _again(a: Happening, b: Happening) -> bool:
    if a.modality is not b.modality or not _may_join(a, b):
        return False
    if a.modality is not Modality.ACTUAL:
        return False
    if {a.type, b.type} <= _ONCE:
        return bool(a.done_to) and a.done_to == b.done_to and (not a.doers or not b.doers or bool(a.doers & b.doers))
    if a.type is not b.type or (a.now and b.now):
        return False
    # A flashback to what was told: the same parts, both known.
    alone = not a.done_to and not b.done_to
    same = a.doers == b.doers and a.done_to == b.done_to and bool(a.doers)
    if a.predicates & b.predicates and a.all and b.all and (a.all <= b.all or b.all <= a.all):
        same = same or len(a.all & b.all) > 1  # told in the same word, of some of the same
    return same and (not alone or a.type in MUTUAL or bool(a.predicates & b.predicates))


def _may_join(a: Happening, b: Happening) -> bool:
    ids = {(n, e.id) for n, e in b.members}
    return not (a.apart & ids)


def _join(a: Happening, b: Happening) -> None:
    a.members += b.members
    a.type = _more_specific(a.type, b.type)
    a.doers |= b.doers
    a.done_to |= b.done_to
    for word, weight in b.words.items():
        a.words[word] = max(weight, a.words.get(word, 0.0))
    a.predicates |= b.predicates
    a.positions += b.positions
    a.now = a.now or b.now
    a.apart |= b.apart


def _more_specific(a: EventType, b: EventType) -> EventType:
    if a is b:
        return a
    return a if (a, b) in _KIN_TYPES else b if (b, a) in _KIN_TYPES else a


def _assign(found: list[Happening], here: list[Happening]) -> dict[int, int]:
    if not found or not here:
        return {}
    crowd_there, crowd_here = Counter(map(_signature, found)), Counter(map(_signature, here))
    score = np.zeros((len(found), len(here)))
    for i, a in enumerate(found):
        for j, b in enumerate(here):
            if (likeness := _likeness(a, b)) > 0:
                alone = max(crowd_there[_signature(a)], crowd_here[_signature(b)])
                score[i, j] = likeness + (0.8 if alone == 1 else -0.25 * math.log2(alone))
    rows, columns = linear_sum_assignment(np.maximum(score - ENOUGH, 0.0), maximize=True)
    links = [(int(i), int(j), float(score[i, j])) for i, j in zip(rows, columns, strict=True) if score[i, j] > ENOUGH]
    keep = _course([(_position(found[i]), _position(here[j]), s) for i, j, s in links])
    pairs = {}
    for k, (i, j, s) in enumerate(links):
        if k in keep or s >= SURE or not (found[i].now and here[j].now):
            pairs[j] = i
    return pairs


def _signature(h: Happening) -> tuple[object, ...]:
    return (h.type, h.modality, h.doers, h.done_to)


def _position(h: Happening) -> float:
    return min(h.positions)


def _likeness(a: Happening, b: Happening) -> float:
    """How alike two happenings of different tellings are; 0 where they cannot be one."""
    if a.modality is not b.modality or not _may_join(a, b):
        return 0.0
    if a.type is b.type:
        score = 1.0
    elif frozenset((a.type, b.type)) in _KIN:
        score = 0.3
    else:
        return 0.0
    mutual = a.type in MUTUAL or b.type in MUTUAL
    if mutual:
        if not a.all & b.all:
            return 0.0
        known = min(len(a.all), len(b.all)) > 1
        score += 2.0 * len(a.all & b.all) / len(a.all | b.all) - (0.4 if known else 0.9)
    else:
        for x, y in ((a.doers, b.doers), (a.done_to, b.done_to)):
            if x and y:
                if not x & y:
                    return 0.0
                score += 0.5 + 0.7 * len(x & y) / len(x | y)
            elif x or y:
                score -= 0.5
        if not (a.doers & b.doers or a.done_to & b.done_to):
            return 0.0
    if {a.type, b.type} <= _ONCE and a.modality is Modality.ACTUAL:
        if not a.done_to & b.done_to:
            return 0.0
        score += 1.0 if a.done_to == b.done_to else 0.0
    score += 2.0 * cosine(a.words, b.words)
    score += 0.5 * max((closeness(x, y) for x in a.predicates for y in b.predicates), default=0.0)
    if not (a.now and b.now):
        return score  # what is told out of its order may stand anywhere
    return score - 0.6 * min(abs(x - y) for x in a.positions for y in b.positions)


def _course(links: list[tuple[float, float, float]]) -> set[int]:
    """The heaviest set of links that keep the same course in both tellings."""
    order = sorted(range(len(links)), key=lambda k: (links[k][0], links[k][1]))
    best: list[tuple[float, int]] = []
    for n, k in enumerate(order):
        weight, back = 0.0, -1
        for m in range(n):
            if links[order[m]][1] <= links[k][1] and best[m][0] > weight:
                weight, back = best[m][0], m
        best.append((weight + links[k][2], back))
    keep: set[int] = set()
    n = max(range(len(best)), key=lambda m: best[m][0], default=-1)
    while n >= 0:
        keep.add(order[n])
        n = best[n][1]
    return keep
