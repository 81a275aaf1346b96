"""Stories of one telling, made by hand from marked-up text in the format of the annotations."""

from __future__ import annotations

import re
from typing import Any

from benchmarks.gold import gold_story, parse_markup
from fabula.story.story import Story

_SENTENCE = re.compile(r"[^.!?]+[.!?]+")


def told(
    id: str,
    markup: str,
    cast: dict[str, dict[str, Any]],
    events: list[tuple[str, ...]] = [],  # noqa: B006
    *,
    relations: list[tuple[str, str, str]] = [],  # noqa: B006
    deaths: list[dict[str, Any]] = [],  # noqa: B006
    protagonists: list[str] = [],  # noqa: B006
) -> Story:
    """The story of one telling, with whom of ``cast`` it mentions.

    ``events`` are (type, trigger, sentence, agents, patients[, modality[, when]]).
    """
    text, marks = parse_markup(markup)
    present = {key for _, _, ids in marks for key in ids}
    sentences = [[m.start() + len(m[0]) - len(m[0].lstrip()), m.end()] for m in _SENTENCE.finditer(text)]
    usual: dict[str, Any] = {"kind": "person", "gender": "unknown", "occupations": [], "fate": "unknown"}
    gold = {
        "markup": markup,
        "characters": {key: {**usual, **value} for key, value in cast.items() if key in present},
        "protagonists": protagonists,
        "antagonists": [],
        "relations": [{"type": t, "a": a, "b": b, "sentence": 1} for t, a, b in relations],
        "events": [
            {
                "type": type,
                "trigger": trigger,
                "sentence": int(sentence),
                "agents": agents.split(),
                "patients": patients.split(),
                "modality": more[0] if more else "actual",
                "when": more[1] if len(more) > 1 else "now",
            }
            for type, trigger, sentence, agents, patients, *more in events
        ],
        "deaths": [{"certain": True, "manner": "unknown", "killers": [], "sentence": 1, **d} for d in deaths],
        "causes": [],
        "order": [],
    }
    return gold_story({"id": id, "text": text, "sentences": sentences}, gold)
