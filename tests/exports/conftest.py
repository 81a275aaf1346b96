"""A small story of our own for the tests of formats, and the annotated ones where they are there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import gold as benchmark_gold
from fabula.story.claims import Event, Role
from fabula.story.ontology import DisagreementType, EventType, RoleType
from fabula.story.story import Story
from fabula.story.tellings import Disagreement, Side
from fabula.story.text import Span

MARKUP = (
    "[[mara|Mara Voss]], [[mara|[[town|the town's]] locksmith]], is sent to [[prison|]]Kell by [[judge|Judge Orr]]. "
    "[[ivo|[[mara|Her]] brother Ivo]] swears to free [[mara|her]].\n\n"
    "“I will open every door,” [[ivo|he]] tells [[mara|Mara]]. [[ivo+mara|They]] flee across the ice, but "
    "[[judge|Orr]] drowns, and [[town|the town]] mourns [[judge|him]]."
).replace("[[prison|]]", "")


def _annotation() -> tuple[dict[str, Any], dict[str, Any]]:
    text, _ = benchmark_gold.parse_markup(MARKUP)
    ends = [text.index("Orr.") + 4, text.index("her.") + 4, text.index("Mara. They") + 5, len(text)]
    starts = [0, *(end + len(text[end:]) - len(text[end:].lstrip()) for end in ends[:-1])]
    doc: dict[str, Any] = {
        "id": "locksmith",
        "title": "The Locksmith",
        "text": text,
        "sentences": list(zip(starts, ends, strict=True)),
    }

    def person(name: str, gender: str, **more: object) -> dict[str, object]:
        return {"name": name, "kind": "person", "gender": gender, "occupations": [], "fate": "unknown", **more}

    def event(type: str, trigger: str, sentence: int, agents: list[str], patients: list[str], **more: str) -> object:
        base = {"type": type, "trigger": trigger, "sentence": sentence, "agents": agents, "patients": patients}
        return {"modality": "actual", "when": "now", **base, **more}

    gold: dict[str, Any] = {
        "markup": MARKUP,
        "characters": {
            "mara": person("Mara Voss", "f", occupations=["locksmith"]),
            "judge": person("Judge Orr", "unknown", fate="dead"),
            "ivo": person("Ivo", "m"),
            "town": {**person("the town", "unknown"), "kind": "group"},
        },
        "protagonists": ["mara"],
        "antagonists": ["judge"],
        "relations": [{"type": "sibling_of", "a": "ivo", "b": "mara", "sentence": 2}],
        "events": [
            event("arrest", "sent", 1, ["judge"], ["mara"]),
            event("promise", "swears", 2, ["ivo"], []),
            event("rescue", "free", 2, ["ivo"], ["mara"], modality="planned"),
            event("tell", "tells", 3, ["ivo"], ["mara"]),
            event("escape", "flee", 4, ["ivo", "mara"], []),
            event("die", "drowns", 4, [], ["judge"]),
            event("mourn", "mourns", 4, ["town"], ["judge"]),
        ],
        "deaths": [{"victim": "judge", "killers": [], "manner": "accident", "certain": True, "sentence": 4}],
        "causes": [{"cause": 0, "effect": 1, "sentence": 2}],
        "order": [{"event": 3, "before": 1}],
    }
    return doc, gold


@pytest.fixture(scope="session")
def story() -> Story:
    """The sample."""
    return sample_story()


def sample_story() -> Story:
    """One telling with nested mentions, a plural, a group, a quotation, two paragraphs, a place and a disagreement."""
    made = benchmark_gold.gold_story(*_annotation())
    telling = made.tellings[0]
    kell, ice = telling.text.index("Kell"), telling.text.index("the ice")

    def at(event: Event, start: int, length: int) -> Event:
        place = Role(type=RoleType.PLACE, evidence=(Span(telling.id, start, start + length),))
        return replace(event, roles=(*event.roles, place))

    events = tuple(
        at(e, kell, 4) if e.type is EventType.ARREST else at(e, ice, 7) if e.type is EventType.ESCAPE else e
        for e in made.events
    )
    spans = (Span(telling.id, 0, 9), Span(telling.id, kell, kell + 4))
    sides = tuple(Side((telling.id,), value, (span,)) for value, span in zip(("one", "two"), spans, strict=True))
    point = Disagreement("x1", DisagreementType.DETAIL, "where", ("mara",), sides)
    return replace(made, events=events, disagreements=(point,))


@pytest.fixture(scope="session")
def gold(shared: Path) -> list[Story]:
    """Eight annotated stories."""
    bench = shared / "storybench"
    paths = sorted((bench / "gold").glob("*.json"))[:8]
    return [
        benchmark_gold.gold_story(
            json.loads((bench / "doc" / p.name).read_text("utf-8")), json.loads(p.read_text("utf-8"))
        )
        for p in paths
    ]
