"""A long telling is read in blocks, and what is found in them is one story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fabula.errors import PipelineError
from fabula.models.model import Encoding, Model, load_model
from fabula.models.windows import CONTEXT
from fabula.reading import blocks, mentions, read_layers, read_telling
from fabula.reading.layers import Entities, Mentions
from fabula.reading.mentions import FindEntities
from fabula.reading.recipes import story_stages
from fabula.reading.segment import Words, segment
from fabula.story.check import violations
from fabula.story.text import Telling

TEXT = "\n\n".join(
    path.read_text("utf-8") for path in sorted((Path(__file__).parents[2] / "examples" / "salt-road").glob("*.txt"))
)


class Known:
    """Stands for a model that has encoded the whole text before: a block gets its rows of that."""

    def __init__(self, text: str) -> None:
        self.words = segment(text)
        (self.whole,) = load_model().encode([self.words])
        self.calls: list[int] = []

    def encode(self, parts: Sequence[Words]) -> list[Encoding]:
        (part,) = parts
        self.calls.append(len(part))
        first = self.words.starts.index(part.starts[0])
        rows = slice(first, first + len(part))
        return [
            Encoding(
                {name: table[rows] for name, table in self.whole.parts.items()},
                {name: table[rows] for name, table in self.whole.tokens.items()},
            )
        ]


def layers(known: Known, size: int, monkeypatch: pytest.MonkeyPatch) -> dict[type, object]:
    monkeypatch.setattr(blocks, "BLOCK", size)
    stages: list[Callable[..., Any]] = [FindEntities(load_model()), *story_stages(load_model())]
    model: Model = known  # type: ignore[assignment]
    return blocks.Blocks(stages, model)(Telling("t", TEXT, sentences=known.words.sentence_spans()), known.words)


def test_blocks_join_to_the_same_layers(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the same vectors, what is made of many blocks is equal to what is made of one.

    But for one thing: a name makes an unsure span a mention only where it is surely one in the same block.
    """
    monkeypatch.setattr(mentions, "_FAMILIAR", 1.0)
    known = Known(TEXT)
    whole = layers(known, 10**6, monkeypatch)
    assert known.calls == [len(known.words)]
    parted = layers(known, 60, monkeypatch)
    assert len(known.calls) >= 10
    assert max(known.calls[1:]) < 60 + CONTEXT + 300  # a block, what comes before it, the rest of a sentence
    one, many = whole.pop(Mentions), parted.pop(Mentions)
    assert isinstance(one, Mentions)
    assert isinstance(many, Mentions)
    assert (one.forms, one.names) == (many.forms, many.names)
    for name in ("first", "end", "sentence", "pronoun"):
        assert np.array_equal(getattr(one.spans, name), getattr(many.spans, name))
    assert np.array_equal(one.vectors, many.vectors)
    for type, layer in whole.items():
        fields = {name: getattr(layer, name) for name in getattr(type, "__slots__", ())}
        for name, value in fields.items():
            other = getattr(parted[type], name)
            assert np.array_equal(value, other) if isinstance(value, np.ndarray) else value == other


def test_a_story_read_in_blocks_keeps_its_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spans stand where they should, in the whole text and not in the block."""
    monkeypatch.setattr(blocks, "BLOCK", 50)
    story = read_telling(Telling("t", TEXT))
    assert violations(story) == []
    assert max(event.triggers[0].start for event in story.events) > len(TEXT) / 2
    assert all(story.words(event.triggers[0])[:1].isalnum() for event in story.events)


def test_a_later_stage_cannot_ask_for_vectors() -> None:
    """They are gone by then, and the pipeline says so when it is built."""

    def late(encoding: Encoding) -> Entities:
        return Entities(())

    with pytest.raises(PipelineError, match="late needs Encoding"):
        next(iter(read_layers([Telling("t", "Mara sails.")], [late])))
