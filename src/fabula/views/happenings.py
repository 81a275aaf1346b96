"""What happens, row by row: who does what to whom, why, who knows it, and where it is said."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.story.claims import Cause, Death, Event, Knowledge
from fabula.story.ontology import EventType
from fabula.views.index import Index
from fabula.views.phrases import CAUSES, KNOWS, phrase
from fabula.views.plain import shorten
from fabula.views.spoilers import Curtain

__all__ = ["Happening", "Knowing", "happenings", "knowings", "sentence"]


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as a row. ``why`` and ``so`` are (words, cause, the other event)."""

    event: Event
    number: int
    agents: tuple[str, ...]
    verb: str
    preposition: str
    patients: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    early: bool
    only: str
    deaths: tuple[Death, ...]
    why: tuple[tuple[str, Cause, str], ...]
    so: tuple[tuple[str, Cause, str], ...]
    knowledge: tuple[Knowledge, ...]
    rank: int


@dataclass(frozen=True, slots=True)
class Knowing:
    """Who knows what, when. ``content`` is in the words of a telling."""

    knowledge: Knowledge
    number: int
    holders: tuple[str, ...]
    verb: str
    others: tuple[str, ...]
    preposition: str
    content: str
    rank: int


def happenings(index: Index, curtain: Curtain) -> list[Happening]:
    """Every event, in story order."""
    return [_happening(index, curtain, index.events[id]) for id in index.order]


def knowings(index: Index, curtain: Curtain) -> list[Knowing]:
    """Every passing of knowledge, in story order."""
    rows = []
    for k in index.knowledge:
        one, many, preposition = KNOWS[k.type]
        holders = tuple(h for h in k.holders if h in index.characters)
        words = " … ".join(index.story.words(s) for s in k.content if s.telling in index.tellings)
        rows.append(
            Knowing(
                knowledge=k,
                number=index.numbers.get(k.event, 0),
                holders=holders,
                verb=many if len(holders) > 1 else one,
                others=tuple(o for o in k.others if o in index.characters),
                preposition=preposition,
                content=shorten(words, 160) or (sentence(index, k.about) if k.about else ""),
                rank=curtain.rank(k.evidence),
            )
        )
    return rows


def sentence(index: Index, event_id: str, length: int = 90) -> str:
    """An event in plain words, for titles and labels."""
    event = index.events.get(event_id)
    if event is None:
        return ""
    agents, patients, verb, preposition = _parts(index, event)
    names = [" and ".join(index.short_names[c] for c in group[:3]) for group in (agents, patients)]
    words = [names[0], verb, preposition, names[1]] if agents else [names[1], verb]
    return shorten(" ".join(w for w in words if w), length)


def _parts(index: Index, event: Event) -> tuple[tuple[str, ...], tuple[str, ...], str, str]:
    agents = tuple(c for c in dict.fromkeys(event.agents) if c in index.characters)
    patients = tuple(c for c in dict.fromkeys(event.patients) if c in index.characters)
    if event.type is EventType.DIE:
        agents = agents or patients
        patients = ()
    if not agents and event.type.mutual:
        agents, patients = patients, ()
    if event.type.mutual and not patients and len(agents) == 2:
        agents, patients = agents[:1], agents[1:]
    verb, preposition = phrase(event, len(agents), len(patients))
    return agents, patients, verb, preposition


def _happening(index: Index, curtain: Curtain, event: Event) -> Happening:
    agents, patients, verb, preposition = _parts(index, event)
    tellings = event.tellings
    return Happening(
        event=event,
        number=index.numbers[event.id],
        agents=agents,
        verb=verb,
        preposition=preposition,
        patients=patients,
        others=tuple(_others(index, event)),
        early=event.id in index.early,
        only=tellings[0] if index.several and len(tellings) == 1 else "",
        deaths=tuple(d for d in index.story.deaths if d.event == event.id and d.victim in index.characters),
        why=tuple((CAUSES[c.type], c, c.cause) for c in index.causes_of.get(event.id, ()) if c.cause in index.events),
        so=tuple(("leads to", c, c.effect) for c in index.effects_of.get(event.id, ()) if c.effect in index.events),
        knowledge=tuple(k for k in index.story.knowledge if k.event == event.id),
        rank=curtain.rank(event.triggers or event.evidence),
    )


def _others(index: Index, event: Event) -> list[tuple[str, str]]:
    """Recipients, instruments, places and topics: (which, the words or the name)."""
    found = []
    for role in event.roles:
        if role.type in ("agent", "patient"):
            continue
        if role.character is not None:
            words = index.name(role.character, 40)
        else:
            words = shorten(" … ".join(index.story.words(s) for s in role.evidence if s.telling in index.tellings), 80)
        if words:
            found.append((str(role.type), words))
    return found
