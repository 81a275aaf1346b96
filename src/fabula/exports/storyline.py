"""The input of iStoryline (Tang et al. 2018, "iStoryline: Effective convergence to hand-drawn storylines"): who is with
whom at each step of the story.

A step is one event in story order; its players share a session. Steps with the same players one after the other are one
session. A character has no segment at a step that they take no part in.
"""

from __future__ import annotations

import json
from typing import Any

from fabula.story.ontology import Modality, RoleType
from fabula.story.story import Story

__all__ = ["to_storyline"]


def to_storyline(story: Story, id: str) -> dict[str, bytes]:
    """One JSON file: ``Story.Characters`` (segments ``Start``, ``End``, ``Session`` by name) and ``Story.Locations``
    (sessions by place). Only actual events count.
    """
    events = {event.id: event for event in story.events}
    order = [i for i in story.order if i in events] or list(events)
    names = _names(story)
    segments: dict[str, list[dict[str, int]]] = {}
    locations: dict[str, list[int]] = {}
    session, step, last = 0, 0, frozenset[str]()
    for event in (events[i] for i in order):
        players = frozenset(event.characters)
        if not players or event.modality is not Modality.ACTUAL:
            continue
        step += 1
        if players != last:
            session, last = session + 1, players
        for character in sorted(players):
            own = segments.setdefault(character, [])
            if own and own[-1]["Session"] == session:
                own[-1]["End"] = step + 1
            else:
                own.append({"Start": step, "End": step + 1, "Session": session})
        for role in event.roles:
            if role.type is RoleType.PLACE and role.evidence:
                place = locations.setdefault(story.words(role.evidence[0]), [])
                if session not in place:
                    place.append(session)
    made: dict[str, Any] = {
        "Locations": locations,
        "Characters": {names[c.id]: segments[c.id] for c in story.characters if c.id in segments},
    }
    return {f"{id}.storyline.json": (json.dumps({"Story": made}, ensure_ascii=False, indent=2) + "\n").encode()}


def _names(story: Story) -> dict[str, str]:
    """A name for each character that no other one has."""
    names: dict[str, str] = {}
    for character in story.characters:
        name = character.name if character.name not in names.values() else f"{character.name} ({character.id})"
        names[character.id] = name
    return names
