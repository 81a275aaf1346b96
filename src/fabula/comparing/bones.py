"""The bones of a story: who does what to whom, and who stands how to whom, small enough to compare with many.

What two stories have in common is found by mapping the cast of the one onto the other's, so that as many facts as can
be come into line (structure-mapping, Gentner 1983; the two steps of a cheap search and a costly mapping are MAC/FAC's,
Forbus, Gentner & Law 1995). The mapping is soft: characters are alike as far as they stand in like facts, and facts as
far as their characters are alike, again and again (similarity flooding, Melnik et al. 2002). Names count for nothing;
what a character is (man, woman, boss, singer) counts a little, so that it is seen when two exchange their parts.
"""

from __future__ import annotations

import zlib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.bonds import HARM, HELP, LIKE_TYPES, WEIGHTS, gravity, lasting
from fabula.comparing.names import phrase
from fabula.comparing.profiles import sides
from fabula.story.ontology import EventType, Form, Gender, Kind, Modality
from fabula.story.story import Story

__all__ = ["Skeleton", "agreement", "bones", "nouns", "unpack"]

FACTS, CAST, SIDE, NOUNS = 192, 24, 2, 4
_NONE = 255
_RECORD = np.dtype(
    [
        ("kind", "u1", FACTS),
        ("modality", "u1", FACTS),
        ("time", "u1", FACTS),
        ("agents", "u1", (FACTS, SIDE)),
        ("patients", "u1", (FACTS, SIDE)),
        ("gender", "u1", CAST),
        ("being", "u1", CAST),
        ("nouns", "<u2", (CAST, NOUNS)),
    ]
)
_KINDS = (*(str(t) for t in EventType), *sorted(WEIGHTS.keys() - {str(t) for t in EventType}))
_PLACE = {kind: n for n, kind in enumerate(_KINDS)}
_MODALITIES, _GENDERS, _BEINGS = tuple(Modality), tuple(Gender), tuple(Kind)
_DEED = len(EventType)  # kinds below are events, which stand in the course of the story; the others are bonds

_Floats = NDArray[np.float32]


def bones(story: Story) -> bytes:
    """The bones of ``story``, packed: its weightiest facts and those of its cast who stand in them."""
    # What happens again between the same two is one fact: else a long telling would be nothing but its fights.
    again = {(f.kind, f.modality, f.agents, f.patients): f for f in reversed(_facts(story))}
    facts = sorted(again.values(), key=attrgetter("weight"), reverse=True)[:FACTS]
    weight: defaultdict[str, int] = defaultdict(int)
    for fact in facts:
        gain = round(10 * fact.weight)
        for id in fact.agents + fact.patients:
            weight[id] += gain
    cast = sorted(weight, key=lambda c: (-weight[c], c))[:CAST]
    place = {id: n for n, id in enumerate(cast)}
    facts.sort(key=attrgetter("time"))
    called = nouns(story)
    characters = {c.id: c for c in story.characters}
    record = np.zeros((), _RECORD)
    for name in ("kind", "agents", "patients"):
        record[name] = _NONE
    n = len(facts)
    record["kind"][:n] = [f.kind for f in facts]
    record["modality"][:n] = [f.modality for f in facts]
    record["time"][:n] = [round(254 * f.time) for f in facts]
    for side in ("agents", "patients"):
        groups = [getattr(f, side) for f in facts]
        rows = {ids: ([place[c] for c in ids if c in place] + [_NONE] * SIDE)[:SIDE] for ids in set(groups)}
        record[side][:n] = np.array([rows[ids] for ids in groups], np.uint8).reshape(n, SIDE)
    m = len(cast)
    record["gender"][:m] = [_GENDERS.index(characters[c].gender) for c in cast]
    record["being"][:m] = [_BEINGS.index(characters[c].kind) for c in cast]
    heads = [[zlib.crc32(w.encode()) % 65535 + 1 for w, _ in called[c].most_common(NOUNS)] for c in cast]
    record["nouns"][:m] = np.array([(row + [0] * NOUNS)[:NOUNS] for row in heads], np.uint16).reshape(m, NOUNS)
    return zlib.compress(record.tobytes(), 1)


class _Fact(NamedTuple):
    kind: int
    modality: int
    time: float
    agents: tuple[str, ...]
    patients: tuple[str, ...]
    weight: float


def _facts(story: Story) -> list[_Fact]:
    order = {id: n for n, id in enumerate(story.order or tuple(e.id for e in story.events))}
    last = max(len(order) - 1, 1)
    facts = []
    for e in story.events:
        agents, patients = sides(e)
        if agents or patients:
            time = order.get(e.id, 0) / last
            facts.append(_Fact(_PLACE[e.type], _MODALITIES.index(e.modality), time, agents, patients, gravity(e)))
    return facts + [_Fact(_PLACE[bond], 0, 0.0, (a,), (b,), WEIGHTS[bond]) for a, b, bond in lasting(story)]


def nouns(story: Story) -> defaultdict[str, Counter[str]]:
    """The nouns that each character is called by or said to be, and how often."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for mention in story.mentions:
        if mention.form is Form.NOUN and len(mention.characters) == 1:
            words = phrase(story.words(mention.span))
            if words is not None:
                found[mention.characters[0]][words.head] += 1
    for character in story.characters:
        for occupation in character.occupations:
            words = phrase(occupation)
            if words is not None:
                found[character.id][words.head] += 2
    return found


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Bones taken apart into matrices: facts with their weights, and who of the cast is on which side of each."""

    kind: NDArray[np.intp]
    weight: _Floats
    modality: NDArray[np.intp]
    time: _Floats
    agents: _Floats
    patients: _Floats
    filled: _Floats
    gender: NDArray[np.intp]
    being: NDArray[np.intp]
    nouns: NDArray[np.uint16]


def unpack(data: bytes) -> Skeleton:
    """What :func:`bones` packed."""
    record: Any = np.frombuffer(zlib.decompress(data), _RECORD)[0]
    n = int((record["kind"] != _NONE).sum())
    both = [record["agents"][:n], record["patients"][:n]]
    cast = 1 + max((int(c) for side in both for c in side[side != _NONE]), default=-1)
    matrices = []
    for side in both:
        matrix = np.zeros((n, cast), np.float32)
        rows, columns = np.nonzero(side != _NONE)
        matrix[rows, side[rows, columns]] = 1.0
        matrices.append(matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1.0))
    kind, modality = record["kind"][:n].astype(np.intp), record["modality"][:n].astype(np.intp)
    weight = _weights()[kind] * np.where(_denied(modality), np.float32(0.5), np.float32(1.0))
    return Skeleton(
        kind=kind,
        weight=weight.astype(np.float32),
        modality=modality,
        time=record["time"][:n].astype(np.float32) / 254,
        agents=matrices[0],
        patients=matrices[1],
        filled=sum((m.any(axis=1) for m in matrices), np.zeros(n, np.float32)).astype(np.float32),
        gender=record["gender"][:cast].astype(np.intp),
        being=record["being"][:cast].astype(np.intp),
        nouns=record["nouns"][:cast],
    )


@cache
def _weights() -> _Floats:
    heavy = {str(EventType.KILL): 3.0, str(EventType.DIE): 3.0}
    return np.array([heavy.get(k, WEIGHTS[k]) for k in _KINDS], np.float32)


@cache
def _alike() -> _Floats:
    """How far two kinds of facts stand for the same turn of a story."""
    table = np.eye(len(_KINDS), dtype=np.float32)
    for group in (HARM, HELP):
        for a in group:
            for b in group:
                table[_PLACE[a], _PLACE[b]] = max(table[_PLACE[a], _PLACE[b]], 0.25)
    for pair in LIKE_TYPES:
        one, other = sorted(_PLACE[t] for t in pair)
        table[one, other] = table[other, one] = 0.5
    return table


def _denied(modality: NDArray[np.intp]) -> NDArray[np.bool_]:
    return np.isin(modality, [_MODALITIES.index(m) for m in (Modality.NEGATED, Modality.HYPOTHETICAL)])


ROUNDS = 4
ORDER = 0.5


def agreement(a: Skeleton, b: Skeleton) -> float:
    """How much of the facts of two stories can be brought into line, between 0 and 1; 0 where one has none."""
    if not len(a.kind) or not len(b.kind) or not len(a.gender) or not len(b.gender):
        return 0.0
    fits = _fits(a, b)
    beings = _beings(a, b)
    facts = np.sqrt(np.outer(a.weight, b.weight)) * fits
    mapping: _Floats = beings / np.float32(max(len(a.gender), len(b.gender)))
    for _ in range(ROUNDS):
        held = facts * (0.1 + _placed(a, b, mapping))
        # A fact answers to one fact: the best for both sides take what the others would have.
        rivals = held.sum(axis=0, keepdims=True) + held.sum(axis=1, keepdims=True) - held
        held *= held / np.maximum(rivals, 1e-6)
        mapping = (a.agents.T @ held @ b.agents + a.patients.T @ held @ b.patients) * beings
        # Nobody plays more than one part in all: rivals share, and the likeliest gain.
        mapping /= max(float(mapping.max()), 1e-9)
        mapping **= 1.5
        mapping /= np.maximum(np.maximum(mapping.sum(axis=0, keepdims=True), mapping.sum(axis=1, keepdims=True)), 1e-6)
    placed = _placed(a, b, mapping * beings) / np.maximum(np.maximum.outer(a.filled, b.filled), 1.0)
    found = fits * placed
    shares = [
        float((found.max(axis=axis) * weight).sum() / weight.sum()) for axis, weight in ((1, a.weight), (0, b.weight))
    ]
    return min(1.0, float(np.sqrt(shares[0] * shares[1])))


def _fits(a: Skeleton, b: Skeleton) -> _Floats:
    """How well two facts answer to each other, whoever does them."""
    found = _alike()[np.ix_(a.kind, b.kind)]
    found = found * np.where(a.modality[:, None] == b.modality, 1.0, 0.7)
    found[_denied(a.modality)[:, None] != _denied(b.modality)] = 0.0
    deeds = (a.kind < _DEED)[:, None] & (b.kind < _DEED)
    apart = np.where(deeds, np.abs(a.time[:, None] - b.time), 0.0)
    return np.asarray(found * (1 - ORDER * apart), np.float32)


def _placed(a: Skeleton, b: Skeleton, mapping: _Floats) -> _Floats:
    """How far the same characters stand on the same sides of two facts."""
    return np.asarray(a.agents @ mapping @ b.agents.T + a.patients @ mapping @ b.patients.T, np.float32)


STRANGE, PLAIN = 0.5, 0.8


def _beings(a: Skeleton, b: Skeleton) -> _Floats:
    """How alike two characters are by themselves: of one gender and kind, called by the same nouns."""
    unknown = _GENDERS.index(Gender.UNKNOWN)
    known = (a.gender != unknown)[:, None] & (b.gender != unknown)
    strange = known & (a.gender[:, None] != b.gender)
    shared = (a.nouns[:, None, :, None] == b.nouns[None, :, None, :]) & (a.nouns[:, None, :, None] > 0)
    found = np.where(shared.any(axis=(2, 3)), 1.0, PLAIN)
    return np.asarray(np.where(strange, STRANGE * found, found), np.float32)
