"""Who is tied to whom, and whether kindly: relations and deeds, weighed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from fabula.story.ontology import Modality, RelationType
from fabula.views.index import Index
from fabula.views.phrases import sign

__all__ = ["Deeds", "Tie", "circles", "deeds", "ties"]

_KIND = {
    RelationType.PARENT_OF: 2.0,
    RelationType.SIBLING_OF: 2.0,
    RelationType.SPOUSE_OF: 2.0,
    RelationType.PARTNER_OF: 2.0,
    RelationType.RELATIVE_OF: 1.5,
    RelationType.GUARDIAN_OF: 2.0,
    RelationType.FRIEND_OF: 2.0,
    RelationType.COLLEAGUE_OF: 1.5,
    RelationType.SUPERIOR_OF: 1.0,
    RelationType.MEMBER_OF: 2.0,
    RelationType.SERVES: 1.5,
}
_ENMITY = 2.0
_STRANGERS = 0.35


@dataclass(frozen=True, slots=True)
class Deeds:
    """What ``a`` does to ``b``: how many things for, against and neither, and the events, in story order."""

    a: str
    b: str
    friendly: int
    hostile: int
    neutral: int
    events: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """All that ties ``a`` and ``b``: weights, claims (relations first), and who acts on whom (1: a on b, -1, 0)."""

    a: str
    b: str
    friendly: float
    hostile: float
    neutral: float
    relations: tuple[str, ...]
    events: tuple[str, ...]
    direction: int

    @property
    def sign(self) -> str:
        """``friendly``, ``hostile``, ``mixed`` or ``neutral``."""
        kind, unkind = self.friendly > 0, self.hostile > 0
        if kind and unkind and min(self.friendly, self.hostile) * 3 >= max(self.friendly, self.hostile):
            return "mixed"
        if kind or unkind:
            return "friendly" if self.friendly >= self.hostile else "hostile"
        return "neutral"

    @property
    def weight(self) -> float:
        """How strong the tie is."""
        return self.friendly + self.hostile + self.neutral


def deeds(index: Index) -> list[Deeds]:
    """Who acts on whom in what happens or is tried, most deeds first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for id in index.order:
        event = index.events[id]
        if event.modality not in (Modality.ACTUAL, Modality.ATTEMPTED):
            continue
        patients = event.patients
        if event.type.mutual and not patients and len(event.agents) > 1:
            pairs = [(event.agents[0], b) for b in event.agents[1:]]
        else:
            pairs = [(a, b) for a in event.agents for b in patients]
        for a, b in dict.fromkeys(pairs):
            if a != b and a in index.characters and b in index.characters:
                found[a, b].append(id)
    rows = []
    for (a, b), events in found.items():
        signs = [sign(index.events[e].type) for e in events]
        rows.append(Deeds(a, b, signs.count(1), signs.count(-1), signs.count(0), tuple(events)))
    return sorted(rows, key=lambda d: -len(d.events))


def ties(index: Index) -> list[Tie]:
    """Every pair with a relation or a deed between them, in the order of the cast."""
    rank = {id: n for n, id in enumerate(index.ranked)}
    weights: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    relations: dict[tuple[str, str], list[str]] = defaultdict(list)
    events: dict[tuple[str, str], list[str]] = defaultdict(list)
    ahead: dict[tuple[str, str], int] = defaultdict(int)
    for r in index.story.relations:
        if r.a in rank and r.b in rank and r.a != r.b:
            pair = (r.a, r.b) if rank[r.a] < rank[r.b] else (r.b, r.a)
            relations[pair].append(r.id)
            if r.type is RelationType.ENEMY_OF:
                weights[pair][1] += _ENMITY
            else:
                weights[pair][0] += _KIND[r.type]
    for d in deeds(index):
        pair = (d.a, d.b) if rank[d.a] < rank[d.b] else (d.b, d.a)
        weights[pair][0] += d.friendly
        weights[pair][1] += d.hostile
        weights[pair][2] += 0.5 * d.neutral
        events[pair] += d.events
        ahead[pair] += len(d.events) if pair == (d.a, d.b) else -len(d.events)
    return [
        Tie(
            a,
            b,
            friendly=weights[a, b][0],
            hostile=weights[a, b][1],
            neutral=weights[a, b][2],
            relations=tuple(relations[a, b]),
            events=tuple(sorted(events[a, b], key=lambda e: index.numbers[e])),
            direction=(ahead[a, b] > 0) - (ahead[a, b] < 0),
        )
        for a, b in sorted(weights, key=lambda p: (rank[p[0]], rank[p[1]]))
    ]


def circles(lines: list[Tie]) -> list[list[str]]:
    """Those who stand together: correlation clustering (Bansal, Blum and Chawla 2004), joined greedily.

    Two circles are joined while what is friendly between them outweighs what is hostile and the strangers among them.
    """
    people = dict.fromkeys(p for t in lines for p in (t.a, t.b))
    found = [[p] for p in people]
    bond = {(t.a, t.b): t.friendly - 1.5 * t.hostile for t in lines}
    gain = {
        (n, k): bond.get((a[0], b[0]), bond.get((b[0], a[0]), -_STRANGERS))
        for n, a in enumerate(found)
        for k, b in enumerate(found)
        if n < k
    }
    alive = set(range(len(found)))
    while gain:
        (n, k), best = max(gain.items(), key=lambda item: (item[1], -item[0][0], -item[0][1]))
        if best <= 0:
            break
        found[n] += found[k]
        alive.discard(k)
        for o in alive - {n}:
            mine, theirs = (min(n, o), max(n, o)), (min(k, o), max(k, o))
            gain[mine] += gain[theirs]
        gain = {pair: value for pair, value in gain.items() if k not in pair}
    return [found[n] for n in sorted(alive) if len(found[n]) > 1]
