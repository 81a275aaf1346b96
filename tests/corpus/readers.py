"""Tiny readers for tests of the workflows: names are characters, and everyone meets the one named before them."""

from __future__ import annotations

import os
import re
import signal
import time
from itertools import pairwise

from fabula.story.cast import Character, Mention
from fabula.story.claims import Death, Event, Role
from fabula.story.ontology import EventType, Fate, Form, Gender, Manner, RoleType
from fabula.story.story import Story
from fabula.story.text import Span, Telling

_NAME = re.compile(r"\b(?!The\b|She\b|He\b)[A-Z][a-z]+\b")


def _story(telling: Telling) -> Story:
    if "unreadable" in telling.text:
        raise ValueError("too hard")
    found = list(_NAME.finditer(telling.text))
    ids: dict[str, str] = {}
    for match in found:
        ids.setdefault(match.group(), f"c{len(ids) + 1}")
    spans = [Span(telling.id, *match.span()) for match in found]
    fates = {name: Fate.DEAD if f"{name} dies" in telling.text else Fate.UNKNOWN for name in ids}
    characters = tuple(
        Character(
            id=id,
            name=name,
            evidence=(next(s for s in spans if telling.words(s) == name),),
            gender=Gender.FEMALE if name.endswith("a") else Gender.MALE,
            fate=fates[name],
        )
        for name, id in ids.items()
    )
    events = tuple(
        Event(
            id=f"e{n}",
            type=EventType.MEET,
            predicate="meet",
            triggers=(b,),
            evidence=(b,),
            roles=(
                Role(type=RoleType.AGENT, character=ids[telling.words(b)]),
                Role(type=RoleType.PATIENT, character=ids[telling.words(a)]),
            ),
        )
        for n, (a, b) in enumerate(pairwise(spans), 1)
    )
    deaths = tuple(
        Death(id=f"d{c.id}", victim=c.id, manner=Manner.ACCIDENT, evidence=c.evidence)
        for c in characters
        if c.fate is Fate.DEAD
    )
    return Story(
        tellings=(telling,),
        title=telling.title,
        characters=characters,
        mentions=tuple(Mention(s, (ids[telling.words(s)],), Form.NAME) for s in spans),
        events=events,
        deaths=deaths,
        order=tuple(e.id for e in events),
        reader="test reader",
    )


def read(tellings: list[Telling]) -> list[Story]:
    """A story for each telling; one that says it is unreadable raises."""
    return [_story(telling) for telling in tellings]


def slow(tellings: list[Telling]) -> list[Story]:
    """The same, a few milliseconds later."""
    time.sleep(0.02)
    return read(tellings)


def deadly(tellings: list[Telling]) -> list[Story]:
    """The same, but a telling that says so kills the process that reads it."""
    if any("deadly" in telling.text for telling in tellings):
        os.kill(os.getpid(), signal.SIGKILL)
    return read(tellings)


def once_deadly(tellings: list[Telling]) -> list[Story]:
    """The same, but the first worker to see the file that the variable names takes it away and dies."""
    try:
        os.unlink(os.environ["FABULA_TEST_ONCE"])  # noqa: PTH108
    except (KeyError, OSError):
        return read(tellings)
    os.kill(os.getpid(), signal.SIGKILL)
    return []
