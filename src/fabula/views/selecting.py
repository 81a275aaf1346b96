"""Parts of a story, as people ask for them: some events, the reasons of one, the deaths."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from fabula.errors import InputError
from fabula.story.claims import Event
from fabula.story.ontology import EventType, Modality
from fabula.story.story import Story
from fabula.views.index import Index
from fabula.views.plain import joined, shorten

__all__ = ["Show", "matching", "numbered", "select"]


class Show(StrEnum):
    """The parts of an account."""

    CAST = "cast"
    RELATIONS = "relations"
    DEATHS = "deaths"
    EVENTS = "events"
    DISAGREEMENTS = "disagreements"


def matching(index: Index, what: str) -> list[Event]:
    """The events, in story order, that ``what`` picks.

    ``what`` is ``all``, a type (``kill``), a modality (``planned``), or the name, alias or id of a character, or a part
    of a name. Raises :class:`~fabula.errors.InputError` where it is none of these.
    """
    wanted = what.strip().casefold()
    events = [index.events[id] for id in index.order]
    if wanted in ("", "all"):
        return events
    if wanted in set(EventType):
        return [e for e in events if e.type == wanted]
    if wanted in set(Modality):
        return [e for e in events if e.modality == wanted]
    names = {c.id: [n.casefold() for n in (c.id, c.name, *c.aliases)] for c in index.story.characters}
    who = {id for id, known in names.items() if wanted in known} or {
        id for id, known in names.items() if any(wanted in name.split() for name in known)
    }
    who = who or {id for id, known in names.items() if any(wanted in name for name in known)}
    if not who:
        some = joined([index.name(c, 30) for c in index.ranked[:5]], "or") or "nobody"
        raise InputError(
            f"Nobody in this story is called {shorten(what, 40)!r}: name a character ({some}), "
            "a type of event such as kill, a modality such as planned, or all."
        )
    return [e for e in events if who & set(e.characters)]


def select(
    story: Story, parts: Sequence[Show] = (), *, events: str | None = None, why: int | None = None
) -> dict[str, object]:
    """The nouns that :func:`account` would show, by part. Raises :class:`~fabula.errors.InputError` as it does."""
    index = Index(story)
    found: dict[str, object] = {}
    for part in parts:
        match part:
            case Show.CAST:
                found["characters"] = story.characters
            case Show.EVENTS:
                found["events"] = matching(index, "all")
            case _:
                found[part.value] = getattr(story, part.value)
    if events is not None:
        found["events"] = matching(index, events)
    if why is not None:
        event = numbered(index, why)
        found["event"] = event
        found["causes"] = [c for c in story.causes if event.id in (c.cause, c.effect)]
        found["knowledge"] = [k for k in story.knowledge if event.id in (k.event, k.about)]
    return found


def numbered(index: Index, number: int) -> Event:
    """The event with this number in story order, from 1. Raises :class:`~fabula.errors.InputError` if there is none."""
    if not 1 <= number <= len(index.order):
        last = len(index.order)
        known = f"events have the numbers 1 to {last}" if last else "this story has no events"
        raise InputError(f"There is no event {number}: {known}.")
    return index.events[index.order[number - 1]]
