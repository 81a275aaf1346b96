"""Scenes: runs of events with much the same people, in story order or as one telling tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fabula.story.claims import Death, Event
from fabula.story.ontology import Certainty, EventType, Modality, RoleType
from fabula.views.index import Index

__all__ = ["STORY", "Scene", "Track", "endings", "scenes"]

STORY = "story"
"""The order in which things happen, where another order is that of a telling, by its id."""

_LONGEST = 6
_PRESENT = (RoleType.AGENT, RoleType.PATIENT, RoleType.RECIPIENT)


@dataclass(frozen=True, slots=True)
class Scene:
    """Events that belong together, and who is there. ``early``: told later than they happen."""

    events: tuple[str, ...]
    characters: tuple[str, ...]
    early: bool


@dataclass(frozen=True, slots=True)
class Track:
    """How a character's line ends: the scene of the death (an index), and who killed them."""

    death: Death
    scene: int


def scenes(index: Index, order: str = STORY) -> list[Scene]:
    """The scenes in one order. Only what happens or is tried counts: nobody meets in what is planned or denied."""
    dead: set[str] = set()
    last_deed = _last_deeds(index)
    found: list[Scene] = []
    for event in _ordered(index, order):
        here = tuple(c for c in _present(index, event) if c not in dead)
        if order == STORY:
            dying = _dying(index, event)
            dead |= {c for c in dying if last_deed.get(c, 0) <= index.numbers[event.id]}
        if not here:
            continue
        early = event.id in index.early
        if found and _together(index, found[-1], event, here, early):
            last = found[-1]
            found[-1] = Scene((*last.events, event.id), tuple(dict.fromkeys((*last.characters, *here))), early)
        else:
            found.append(Scene((event.id,), here, early))
    return found


def endings(index: Index, found: list[Scene]) -> dict[str, Track]:
    """For each character whose death is told as certain, the scene where the line ends."""
    place = {event: n for n, scene in enumerate(found) for event in scene.events}
    ends = {}
    for victim, deaths in index.deaths.items():
        sure = [d for d in deaths if d.certainty is Certainty.CERTAIN]
        there = [n for n, scene in enumerate(found) if victim in scene.characters]
        if not sure or not there:
            continue
        death = max(sure, key=lambda d: (d.event in place, len(d.killers)))
        at = place.get(death.event or "", there[-1])
        ends[victim] = Track(death, at if at in there else there[-1])
    return ends


def _ordered(index: Index, order: str) -> Iterable[Event]:
    if order == STORY:
        events = [index.events[id] for id in index.order]
    else:
        places = {
            e.id: min(s.start for s in e.triggers if s.telling == order)
            for e in index.story.events
            if any(s.telling == order for s in e.triggers)
        }
        events = sorted((index.events[id] for id in places), key=lambda e: (places[e.id], index.numbers[e.id]))
    return (e for e in events if e.modality in (Modality.ACTUAL, Modality.ATTEMPTED))


def _present(index: Index, event: Event) -> tuple[str, ...]:
    parts = (r.character for r in event.roles if r.type in _PRESENT and r.character is not None)
    here = dict.fromkeys(c for c in parts if c in index.characters)
    if event.type is EventType.MOURN:  # the mourned are not there
        here = dict.fromkeys(event.agents)
    return tuple(here)


def _dying(index: Index, event: Event) -> set[str]:
    return {d.victim for d in index.story.deaths if d.event == event.id and d.certainty is Certainty.CERTAIN}


def _last_deeds(index: Index) -> dict[str, int]:
    """The number of the last event that each character does: who still acts after a death is not cut off there."""
    last: dict[str, int] = {}
    for id in index.order:
        event = index.events[id]
        if event.modality is Modality.ACTUAL:
            for agent in event.agents:
                last[agent] = index.numbers[id]
    return last


def _together(index: Index, scene: Scene, event: Event, here: tuple[str, ...], early: bool) -> bool:
    """Whether an event goes on in the scene before it: the same people, or some of them in the same sentence."""
    if len(scene.events) >= _LONGEST or scene.early != early:
        return False
    old, new = set(scene.characters), set(here)
    if new <= old or (old <= new and len(old) > 1):
        return True
    return bool(old & new) and _sentences(index, index.events[scene.events[-1]]) & _sentences(index, event) != set()


def _sentences(index: Index, event: Event) -> set[tuple[str, int]]:
    return {
        (s.telling, index.tellings[s.telling].sentence_at(s.start))
        for s in event.triggers
        if s.telling in index.tellings
    }
