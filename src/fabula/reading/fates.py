"""Who dies, by whose hand, how, and how sure."""

from __future__ import annotations

from dataclasses import replace

from fabula.reading.layers import Cast, Events, Fates
from fabula.story.claims import Death, Event
from fabula.story.ontology import Certainty, EventType, Fate, Manner, Modality

__all__ = ["find_fates"]


def find_fates(cast: Cast, events: Events) -> Fates:
    """The deaths that the actual killings and dyings tell: one a victim, told best by the event that names a killer."""
    told: dict[str, list[tuple[Event, str]]] = {}
    for event, manner in zip(events.events, events.manners, strict=True):
        if event.type not in (EventType.KILL, EventType.DIE) or event.modality is not Modality.ACTUAL:
            continue
        for victim in _victims(event):
            told.setdefault(victim, []).append((event, manner))
    deaths = tuple(_death(f"d{k}", victim, told[victim]) for k, victim in enumerate(sorted(told, key=_number), start=1))
    dead = {d.victim for d in deaths if d.certainty is Certainty.CERTAIN}
    characters = tuple(replace(c, fate=Fate.DEAD) if c.id in dead else c for c in cast.characters)
    return Fates(deaths, characters)


def _number(id: str) -> int:
    return int(id[1:])


def _victims(event: Event) -> tuple[str, ...]:
    return event.patients or (event.agents if event.type is EventType.DIE else ())


def _killers(event: Event, victim: str) -> tuple[str, ...]:
    if event.type is not EventType.KILL or victim in event.agents:
        return ()
    return tuple(sorted(event.agents, key=_number))


def _death(id: str, victim: str, told: list[tuple[Event, str]]) -> Death:
    event, manner = max(
        told, key=lambda t: (bool(_killers(t[0], victim)), t[0].type is EventType.KILL, t[0].confidence)
    )
    killers = _killers(event, victim)
    if victim in event.agents and victim in event.patients:
        manner = Manner.SUICIDE
    if manner == Manner.SUICIDE:
        killers = ()
    spans = {s: None for t, _ in told for s in t.evidence}
    return Death(
        id=id,
        victim=victim,
        killers=killers,
        manner=Manner(manner),
        event=event.id,
        evidence=tuple(sorted(spans)),
        confidence=event.confidence,
    )
