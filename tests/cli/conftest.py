"""A reader that needs no weights: who is written with a capital letter is somebody, and who is named first acts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest

import fabula.reading
from fabula.cli.app import run
from fabula.story.cast import Character, Mention
from fabula.story.claims import Death, Event, Role
from fabula.story.ontology import EventType, Fate, Form, Modality, RoleType
from fabula.story.story import Story
from fabula.story.text import Span, Telling

Run = Callable[..., tuple[int, str, str]]


def read_simply(tellings: list[Telling]) -> list[Story]:
    """One story a telling: names are characters, "shoots" kills, "warns" tells."""
    return [_read(t) for t in tellings]


def _read(telling: Telling) -> Story:
    sentences = tuple((m.start(), m.end()) for m in re.finditer(r"[^\s.][^.]*\.?", telling.text))
    telling = replace(telling, sentences=sentences)
    mentions = [
        Mention(Span(telling.id, m.start(), m.end()), (m[0].lower(),), Form.NAME)
        for m in re.finditer(r"\b(?:Ines|Luc|Bruna|Tomas)\b", telling.text)
    ]
    events: list[Event] = []
    deaths: list[Death] = []
    dead: set[str] = set()
    for a, b in pairwise(mentions):
        between = telling.text[a.span.end : b.span.start].strip()
        if between in ("shoots", "warns", "is told to shoot"):
            id = f"e{len(events) + 1}"
            whole = (Span(telling.id, a.span.start, b.span.end),)
            verb = Span(telling.id, b.span.start - 1 - len(between.split()[-1]), b.span.start - 1)
            events.append(
                Event(
                    id=id,
                    type=EventType.TELL if between == "warns" else EventType.KILL,
                    predicate=between.split()[-1],
                    triggers=(verb,),
                    evidence=whole,
                    roles=(
                        Role(type=RoleType.AGENT, character=a.characters[0]),
                        Role(type=RoleType.PATIENT, character=b.characters[0]),
                    ),
                    modality=Modality.PLANNED if "told" in between else Modality.ACTUAL,
                )
            )
            if between == "shoots":
                dead.add(b.characters[0])
                killers = a.characters
                deaths.append(
                    Death(id=f"d{len(deaths)}", victim=b.characters[0], killers=killers, event=id, evidence=whole)
                )
    firsts = {m.characters[0]: m for m in reversed(mentions)}
    return Story(
        tellings=(telling,),
        title=telling.title,
        characters=tuple(
            Character(id, telling.words(m.span), (m.span,), fate=Fate.DEAD if id in dead else Fate.UNKNOWN)
            for id, m in reversed(firsts.items())
        ),
        mentions=tuple(mentions),
        events=tuple(events),
        deaths=tuple(deaths),
        order=tuple(e.id for e in events),
        reader="simple",
    )


@pytest.fixture
def fabula_run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run the command line with the simple reader: (exit code, standard output, standard error)."""
    monkeypatch.setattr(fabula.reading, "read_tellings", read_simply, raising=False)
    monkeypatch.setenv("COLUMNS", "100")

    def go(*arguments: object) -> tuple[int, str, str]:
        code = run([str(a) for a in arguments])
        out = capfd.readouterr()
        return code, out.out, out.err

    return go
