"""Stories as JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from benchmarks import reference
from fabula.errors import StoryFormatError
from fabula.story.check import violations
from fabula.story.codec import SCHEMA_VERSION, decode_value, encode_value
from fabula.story.story import Story
from fabula.story.text import Span, Telling
from tests.story.strategies import stories

DOCS = Path(__file__).parents[2] / "docs"


@given(stories())
@settings(max_examples=40, deadline=None)
def test_a_story_survives_json(story: Story) -> None:
    """Written and read, a story is the same story, and sound; written again, it is the same JSON."""
    again = Story.from_json(story.to_json())
    assert again == story
    assert violations(again) == []
    assert again.to_json() == story.to_json()


def test_a_merged_story_keeps_its_readings() -> None:
    """The readings that a story was merged from are part of its JSON."""
    reading = Story(tellings=(Telling("t1", "Ines waits."),))
    merged = Story(tellings=reading.tellings, readings=(reading,))
    assert Story.from_json(merged.to_json()).readings == (reading,)


def test_the_schema_version_comes_first() -> None:
    """A story file starts with its schema version."""
    assert Story(tellings=()).to_json().startswith(f'{{"schema":{SCHEMA_VERSION},"tellings":[]')


def test_a_newer_schema_is_refused() -> None:
    """A file of a newer schema is refused, with what to do about it."""
    data = Story(tellings=()).to_json().replace('"schema":1', '"schema":99')
    with pytest.raises(StoryFormatError, match=r"a\.json has story schema 99, .* install a newer fabula"):
        Story.from_json(data, source="a.json")


def test_a_field_of_a_later_fabula_is_ignored() -> None:
    """A field that this version does not know does no harm."""
    data = json.loads(Story(tellings=()).to_json()) | {"mood": "grim"}
    assert Story.from_json(json.dumps(data)) == Story(tellings=())


@pytest.mark.parametrize(
    "data",
    [
        "",
        "{",
        "[]",
        "{}",
        "null",
        '{"schema": 1}',
        '{"schema": "x"}',
        '{"schema": 1, "tellings": 3}',
        b"\xff\xfe",
        "[" * 5000,
    ],
)
def test_what_is_no_story_is_said_so(data: str | bytes) -> None:
    """Whatever is no story file gives one sentence and names the file."""
    with pytest.raises(StoryFormatError, match=r"^x\.json is not a fabula story: .*\.$"):
        Story.from_json(data, source="x.json")


def test_an_unknown_type_is_named_with_its_place() -> None:
    """A type outside the closed lists is refused, and the message says where it stands."""
    data = Story(tellings=()).to_json().replace('"events":[]', '"events":[{"id":"e1","evidence":[],"type":"juggle"}]')
    with pytest.raises(StoryFormatError, match=r"juggle.*\$\.events\[0\]\.type"):
        Story.from_json(data)


def test_single_nouns_travel_too() -> None:
    """Any noun can be written and read by itself."""
    span = Span("t1", 3, 9)
    assert decode_value(encode_value(span), Span) == span


@pytest.mark.parametrize("page", ["cli.md", "ontology.md", "story.schema.json"])
def test_the_generated_pages_are_current(page: str) -> None:
    """docs/ holds what `python -m benchmarks.reference` makes."""
    assert (DOCS / page).read_text(encoding="utf-8") == reference.PAGES[page]()
