"""A small story of our own, told twice, to correct."""

from __future__ import annotations

from benchmarks.gold import gold_story, parse_markup
from fabula.story.story import Story

MARKUP = (
    "[[mara|Mara]], [[mara|a courier]], steals [[ivo|Ivo's]] ledger. [[stranger|A stranger]] follows [[mara|her]] to "
    "the harbour. [[boss|Old Vessel]] orders [[stranger|him]] to kill [[mara|her]], for [[mara|she]] knows too much. "
    "[[stranger|The man]] shoots [[boss|Old Vessel]] instead. [[ivo|He]] forgives [[mara|Mara]]."
)
SENTENCES = ["Mara, a", "A stranger", "Old Vessel orders", "The man", "He forgives"]


def _character(name: str, gender: str, fate: str = "unknown") -> dict[str, object]:
    return {"name": name, "kind": "person", "gender": gender, "occupations": [], "fate": fate}


def _event(
    type: str, trigger: str, sentence: int, agents: str, patients: str, modality: str = "actual"
) -> dict[str, object]:
    return {
        "type": type,
        "trigger": trigger,
        "sentence": sentence,
        "agents": agents.split(),
        "patients": patients.split(),
        "modality": modality,
        "when": "now",
    }


def harbour(id: str = "t1", markup: str = MARKUP) -> Story:
    """Mara steals from Ivo; a stranger, sent to kill her, kills his boss instead."""
    text = parse_markup(markup)[0]
    starts = [text.index(s) for s in SENTENCES]
    bounds = [[s, e] for s, e in zip(starts, [*(s - 1 for s in starts[1:]), len(text)], strict=True)]
    gold = {
        "markup": markup,
        "characters": {
            "mara": _character("Mara", "f"),
            "ivo": _character("Ivo", "m", "alive"),
            "stranger": _character("A stranger", "m"),
            "boss": _character("Old Vessel", "m", "dead"),
        },
        "protagonists": ["mara"],
        "antagonists": ["boss"],
        "relations": [
            {"type": "enemy_of", "a": "ivo", "b": "stranger", "sentence": 2},
            {"type": "superior_of", "a": "boss", "b": "stranger", "sentence": 3},
        ],
        "events": [
            _event("steal", "steals", 1, "mara", "ivo"),
            _event("chase", "follows", 2, "stranger", "mara"),
            _event("order", "orders", 3, "boss", "stranger"),
            _event("kill", "kill", 3, "stranger", "mara", "planned"),
            _event("kill", "shoots", 4, "stranger", "boss"),
            _event("reconcile", "forgives", 5, "ivo", "mara"),
        ],
        "deaths": [{"victim": "boss", "killers": ["stranger"], "manner": "murder", "certain": True, "sentence": 4}],
        "causes": [{"cause": 0, "effect": 2, "sentence": 3}],
        "order": [],
    }
    doc = {"id": id, "title": "The harbour", "text": text, "sentences": bounds}
    return gold_story(doc, gold)
