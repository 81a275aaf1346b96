"""Annotated documents as stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.gold import form, gold_story, load, parse_markup
from fabula.story.check import violations
from fabula.story.ontology import Certainty, Form, Part
from fabula.story.text import Span

TEXT = "Ines (Paula Brandt) warns her brother. He had shot the judge."
DOC = {"id": "doc", "title": "Two", "text": TEXT, "sentences": [[0, 38], [39, 61]]}
GOLD = {
    "markup": "[[ines|Ines]] (Paula Brandt) warns [[luc|[[ines|her]] brother]]. "
    "[[luc|He]] had shot [[judge|the judge]].",
    "characters": {
        "ines": {"name": "Ines", "kind": "person", "gender": "f", "occupations": [], "fate": "alive"},
        "luc": {"name": "her brother", "kind": "person", "gender": "m", "occupations": [], "fate": "unknown"},
        "judge": {"name": "the judge", "kind": "person", "gender": "unknown", "occupations": ["judge"], "fate": "dead"},
    },
    "protagonists": ["ines"],
    "antagonists": [],
    "relations": [{"type": "sibling_of", "a": "ines", "b": "luc", "sentence": 1}],
    "events": [
        {"type": "tell", "trigger": "warns", "sentence": 1, "agents": ["ines"], "patients": ["luc"]}
        | {"modality": "actual", "when": "now"},
        {"type": "kill", "trigger": "shot", "sentence": 2, "agents": ["luc"], "patients": ["judge"]}
        | {"modality": "actual", "when": "earlier"},
    ],
    "deaths": [{"victim": "judge", "killers": ["luc"], "manner": "murder", "certain": True, "sentence": 2}],
    "causes": [{"cause": 1, "effect": 0, "sentence": 2}],
    "order": [{"event": 1, "before": 0}],
}


def test_markup_gives_the_text_and_its_mentions() -> None:
    """Nested and plural marks are read, and the text comes back to the letter."""
    text, mentions = parse_markup("[[a|[[b+a|their]] dog]] [barks]]")
    assert text == "their dog [barks]]"
    assert mentions == [(0, 5, ("a", "b")), (0, 9, ("a",))]


@pytest.mark.parametrize(
    ("words", "expected"),
    [("Ines's", Form.NAME), ("Captain Oyelaran", Form.NAME), ("her brother", Form.NOUN), ("Her", Form.PRONOUN)],
)
def test_the_form_of_a_mention_shows_in_its_last_word(words: str, expected: Form) -> None:
    """A capitalised last word makes a name."""
    assert form(words) is expected


def test_an_annotation_is_a_sound_story() -> None:
    """Everything that is annotated arrives, with its words."""
    story = gold_story(DOC, GOLD)
    assert violations(story) == []
    assert story.character("ines").performer == "Paula Brandt"
    assert story.character("ines").part is Part.PROTAGONIST
    assert [story.words(t) for e in story.events for t in e.triggers] == ["warns", "shot"]
    assert [(d.victim, d.killers, d.certainty, d.event) for d in story.deaths] == [
        ("judge", ("luc",), Certainty.CERTAIN, "e2")
    ]
    assert story.order == ("e2", "e1")
    assert story.words(story.events[1].roles[1].evidence[0]) == "the judge"
    assert story.mentions[0].span == Span("doc", 0, 4)


def test_all_annotated_documents_are_sound_stories(shared: Path) -> None:
    """Not one annotation makes a story that breaks a rule."""
    folder = shared / "storybench"
    for docs, gold in ((folder / "doc", folder / "gold"), (folder / "seeds" / "doc", folder / "seeds" / "gold")):
        assert [v for story in load(docs, gold) for v in violations(story)] == []
