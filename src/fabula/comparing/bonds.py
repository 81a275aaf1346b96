"""What binds each two characters of a story: their relations, what one does to the other, and the patterns in that.

This is the structure that two stories are compared by (Gentner 1983, "Structure-mapping"): who plays whose part depends
on what characters do to each other, far more than on what they are. Patterns of several facts (set on somebody, spared
against orders, avenged) are the higher-order relations that the theory gives most weight to.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass

from fabula.comparing.profiles import MUTUAL, SYMMETRIC, sides
from fabula.story.claims import Event
from fabula.story.ontology import Certainty, EventType, Modality, RelationType
from fabula.story.story import Story

__all__ = ["HARM", "HELP", "LIKE_TYPES", "WEIGHTS", "Bonds", "bonds", "gravity", "lasting"]

HARM = frozenset(
    {
        EventType.KILL, EventType.ATTACK, EventType.FIGHT, EventType.THREATEN, EventType.CAPTURE, EventType.ARREST,
        EventType.STEAL, EventType.DECEIVE, EventType.BETRAY, EventType.ACCUSE, EventType.DISMISS, EventType.DESTROY,
    }
)  # fmt: skip
HELP = frozenset({EventType.RESCUE, EventType.SPARE, EventType.HELP, EventType.GIVE, EventType.HIDE})
_BLOWS = frozenset({EventType.KILL, EventType.ATTACK, EventType.CAPTURE, EventType.THREATEN})
_HUNTS = _BLOWS | {EventType.CHASE, EventType.FIGHT}
_SAVES = frozenset({EventType.SPARE, EventType.RESCUE})
_KIN = frozenset(
    {RelationType.PARENT_OF, RelationType.SIBLING_OF, RelationType.SPOUSE_OF, RelationType.PARTNER_OF,
     RelationType.RELATIVE_OF, RelationType.GUARDIAN_OF}
)  # fmt: skip

# How much a bond says of the parts that two characters play. Patterns first, then what decides fates and how people
# stand to each other; what everybody does to everybody (going, meeting, telling) least.
WEIGHTS: dict[str, float] = {
    "sets on": 4.0,
    "is set on": 4.0,
    "wants harmed": 4.0,
    "spares against orders": 5.0,
    "kills in revenge": 6.0,
    "seeks revenge on": 2.0,
    "avenges": 3.0,
    "kills one who is avenged": 3.0,
    "turns against own man": 4.0,
    "kills own superior": 3.0,
    "kills": 3.0,
    "means to kill": 2.0,
    "harms": 1.0,
    "helps": 1.0,
    **{str(t): 1.5 for t in RelationType},
    **{str(t): 1.0 for t in EventType},
    "go": 0.2,
    "meet": 0.3,
    "tell": 0.3,
    "discover": 0.4,
    "ask": 0.5,
    "give": 0.5,
    "attack": 0.5,
    "fight": 0.5,
    "order": 1.5,
    "spare": 2.0,
    "rescue": 1.5,
    "chase": 1.5,
    "capture": 1.5,
    "romance": 1.5,
    "marry": 2.0,
    "betray": 2.0,
    "deceive": 1.5,
}

# Types that stand for the same turn of a story.
LIKE_TYPES = tuple(
    frozenset(pair)
    for pair in (
        (EventType.KILL, EventType.DIE),
        (EventType.KILL, EventType.ATTACK),
        (EventType.ATTACK, EventType.FIGHT),
        (EventType.CAPTURE, EventType.ARREST),
        (EventType.RESCUE, EventType.SPARE),
        (EventType.ORDER, EventType.ASK),
        (EventType.BETRAY, EventType.DECEIVE),
        (EventType.ROMANCE, EventType.MARRY),
        (EventType.STEAL, EventType.OBTAIN),
        (EventType.WIN, EventType.FIGHT),
        (EventType.ACCUSE, EventType.ARGUE),
        (EventType.ESCAPE, EventType.RESCUE),
    )
)

_NEAR = 4  # events between an order and what was ordered


@dataclass(frozen=True, slots=True)
class Bonds:
    """``of[a, b]``: what binds ``a`` to ``b``, and how often; ``shown[a, b, bond]``: the claims that show it.

    ``sure[a, b, bond]`` is how far it may be believed, between 0 and 1: that not all claims that show it are mistaken.
    """

    of: dict[tuple[str, str], Counter[str]]
    shown: dict[tuple[str, str, str], tuple[str, ...]]
    sure: dict[tuple[str, str, str], float]


def gravity(event: Event) -> float:
    """How much of a story an event is."""
    weight = 3.0 if event.type in (EventType.KILL, EventType.DIE) else WEIGHTS[event.type]
    return weight * (0.5 if event.modality in (Modality.NEGATED, Modality.HYPOTHETICAL) else 1.0)


def bonds(story: Story) -> Bonds:
    """The bonds between the characters of ``story``."""
    shown: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
    for a, b, bond, claim in _bonds(story, story.events):
        if a != b:
            shown[a, b, bond].append(claim)
    of: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for (a, b, bond), found in shown.items():
        of[a, b][bond] = len(found)
    unsure = {c.id: 1.0 - c.confidence for c in (*story.relations, *story.events, *story.deaths)}
    claims = {key: tuple(dict.fromkeys(found)) for key, found in shown.items()}
    sure = {key: 1.0 - math.prod(unsure[c] for c in found) for key, found in claims.items()}
    return Bonds(dict(of), claims, sure)


def lasting(story: Story) -> list[tuple[str, str, str]]:
    """Who stands to whom by which bond that is more than one of the events, each once, in order."""
    kills = [e for e in story.events if e.type is EventType.KILL]
    return sorted({(a, b, bond) for a, b, bond, _ in _bonds(story, kills) if a != b and bond not in _SINGLE})


_Bond = tuple[str, str, str, str]
_SINGLE = frozenset({*EventType, "harms", "helps", "means to kill"})


def _bonds(story: Story, deeds: Sequence[Event]) -> Iterator[_Bond]:
    for r in story.relations:
        yield r.a, r.b, str(r.type), r.id
        if r.type in SYMMETRIC:
            yield r.b, r.a, str(r.type), r.id
    yield from _deeds(story, deeds)
    for d in story.deaths:
        if d.certainty is not Certainty.FAKED:
            for killer in d.killers:
                yield killer, d.victim, "kills", d.id
    yield from _patterns(story)


def _deeds(story: Story, deeds: Sequence[Event]) -> Iterator[_Bond]:
    dead = {(k, d.victim) for d in story.deaths for k in d.killers}
    for e in deeds:
        if e.modality in (Modality.NEGATED, Modality.HYPOTHETICAL):
            continue
        agents, patients = sides(e)
        if e.type in MUTUAL:
            pairs = [(a, b) for a in agents for b in agents if a != b]
        else:
            pairs = [(a, b) for a in agents for b in patients if a != b]
        for a, b in pairs:
            if e.type is EventType.KILL and e.modality is not Modality.ACTUAL:
                yield a, b, "means to kill", e.id
            elif e.type is EventType.KILL:
                if (a, b) not in dead:
                    yield a, b, "kills", e.id
            else:
                yield a, b, str(e.type), e.id
            if e.type in HARM:
                yield a, b, "harms", e.id
            elif e.type in HELP:
                yield a, b, "helps", e.id


def _patterns(story: Story) -> Iterator[_Bond]:
    above: defaultdict[str, set[str]] = defaultdict(set)  # who is over whom
    kin: defaultdict[str, set[str]] = defaultdict(set)
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for r in story.relations:
        if r.type is RelationType.SUPERIOR_OF:
            above[r.b].add(r.a)
        elif r.type in _KIN or r.type is RelationType.FRIEND_OF:
            kin[r.a].add(r.b)
            kin[r.b].add(r.a)
        elif r.type is RelationType.MEMBER_OF:
            groups[r.a].add(r.b)
            kin[r.a].add(r.b)  # who belongs to a group avenges those of it
    order = {id: n for n, id in enumerate(story.order or tuple(e.id for e in story.events))}
    events = list(story.events)
    marked, wanted = yield from _errands(events, above)
    killed = {(k, d.victim): d.id for d in story.deaths for k in d.killers}
    grave = [e for e in events if e.type in _HUNTS or e.type in _SAVES]
    done = [(e, agents, patients) for e in grave if (agents := e.agents) and (patients := e.patients)]
    for e, agents, patients in done:
        if e.type is EventType.KILL and e.modality is Modality.ACTUAL:
            for a in agents:
                for b in patients:
                    killed.setdefault((a, b), e.id)
    slain = set(killed)
    for e, agents, patients in done:
        if e.modality is not Modality.ACTUAL:
            continue
        for a in agents:
            for b in patients:
                saved = e.type in _SAVES and (a, b) not in slain
                if saved and ((a, b) in marked or any((boss, b) in wanted for boss in above[a])):
                    yield a, b, "spares against orders", e.id
                if e.type in _HUNTS and a in above[b]:
                    yield a, b, "turns against own man", e.id
                # A superior's men are the superior's hand.
                if e.type in _HUNTS:
                    for boss in (above[a] | {s for g in groups[a] for s in above[g]}) & above[b]:
                        yield boss, b, "turns against own man", e.id
    for (a, b), claim in killed.items():
        if a in above[b]:
            yield a, b, "turns against own man", claim
        if b in above[a]:
            yield a, b, "kills own superior", claim
    yield from _revenge(done, killed, kin, {d.id: d.event for d in story.deaths}, order)


def _revenge(
    done: list[tuple[Event, tuple[str, ...], tuple[str, ...]]],
    killed: dict[tuple[str, str], str],
    kin: dict[str, set[str]],
    told_by: dict[str, str | None],
    order: dict[str, int],
) -> Iterator[_Bond]:
    """Somebody's kin or friend goes after the one who killed them, once they are dead."""

    def time(claim: str, otherwise: int) -> int:
        return order.get(told_by.get(claim) or claim, otherwise)

    after = dict(killed)
    for e, agents, patients in done:
        if e.type in _HUNTS and e.modality not in (Modality.NEGATED, Modality.HYPOTHETICAL):
            for a in agents:
                for b in patients:
                    after.setdefault((a, b), e.id)
    for (avenger, culprit), claim in after.items():
        for (killer, victim), death in killed.items():
            if killer != culprit or victim == avenger or victim not in kin.get(avenger, ()):
                continue
            if time(death, -1) >= time(claim, len(order)):
                continue
            yield avenger, culprit, "seeks revenge on", claim
            if (avenger, culprit) in killed:
                yield avenger, culprit, "kills in revenge", claim
            yield avenger, victim, "avenges", death
            yield culprit, victim, "kills one who is avenged", death


_Pairs = set[tuple[str, str]]


def _errands(events: list[Event], above: dict[str, set[str]]) -> Generator[_Bond, None, tuple[_Pairs, _Pairs]]:
    """Who is set on whom, by whom; gives who was to harm or watch whom, and who wanted it of whom.

    Where it is not said who gives an order, it comes from those above; where it is not said who is to do a deed that
    follows an order, it is the one who has the order.
    """
    marked: _Pairs = set()
    wanted: _Pairs = set()
    for n, order in enumerate(events):
        if order.type not in (EventType.ORDER, EventType.ASK) or order.modality is Modality.NEGATED:
            continue
        for later in events[n + 1 : n + 1 + _NEAR]:
            planned = later.modality in (Modality.PLANNED, Modality.ATTEMPTED)
            if later.type not in _HUNTS or not planned:
                continue
            for hand in set(order.patients) & set(later.agents or order.patients):
                for target in set(later.patients) - {hand}:
                    marked.add((hand, target))
                    for boss in set(order.agents or above.get(hand, ())) - {hand, target}:
                        wanted.add((boss, target))
                        yield boss, hand, "sets on", order.id
                        yield hand, target, "is set on", later.id
                        yield boss, target, "wants harmed", later.id
    for e in events:  # what subordinates mean to do to others, they mean to do for somebody
        if e.type is EventType.KILL and e.modality is Modality.PLANNED:
            for a in e.agents:
                if above.get(a):
                    marked.update((a, b) for b in e.patients)
    return marked, wanted
