"""Ready lists of stages, and reading with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from fabula.models.model import Model, load_model
from fabula.reading.blocks import Blocks
from fabula.reading.cast import FindCast
from fabula.reading.causes import FindCauses
from fabula.reading.confidence import calibrated, with_links
from fabula.reading.coreference import Link
from fabula.reading.ends import FindEnds
from fabula.reading.events import FindEvents
from fabula.reading.fates import find_fates
from fabula.reading.frames import FindFrames
from fabula.reading.knowledge import find_knowledge
from fabula.reading.layers import Cast, Causes, Coreference, Events, Fates, Known, Relations, Time
from fabula.reading.mentions import FindMentions
from fabula.reading.relations import FindRelations
from fabula.reading.segment import segment
from fabula.reading.syntax import Parse
from fabula.reading.time import find_time
from fabula.reading.triggers import FindOccupations, FindTriggers
from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["read_layers", "read_telling", "read_tellings", "story_stages"]


def story_stages(model: Model) -> list[Callable[..., Any]]:
    """All stages from words to a story, in order."""
    return [
        Parse(model),
        FindFrames(model),
        FindMentions(model),
        FindTriggers(model),
        FindOccupations(),
        Link(model),
        FindCast(model),
        FindEnds(model),
        FindRelations(model),
        FindEvents(model),
        find_fates,
        find_time,
        FindCauses(model),
        find_knowledge,
    ]


def read_layers(
    tellings: Sequence[Telling], stages: Sequence[Callable[..., Any]] | None = None, *, model: Model | None = None
) -> Iterator[dict[type, Any]]:
    """Every layer that the stages make, by type, of each telling, one telling after the other."""
    model = model or load_model()
    run = Blocks(stages or story_stages(model), model)
    for telling in tellings:
        words = segment(telling.text)
        yield run(replace(telling, sentences=words.sentence_spans()), words)


def read_tellings(tellings: Sequence[Telling], *, model: Model | None = None) -> list[Story]:
    """The story of each telling by itself, in their order.

    Raises ``ModelError`` if the reader's weights cannot be loaded.
    """
    model = model or load_model()
    return [_story(layers, model.version) for layers in read_layers(tellings, model=model)]


def read_telling(telling: Telling, *, model: Model | None = None) -> Story:
    """The story of one telling."""
    return read_tellings([telling], model=model)[0]


def _story(layers: dict[type, Any], version: str) -> Story:
    fates: Fates = layers[Fates]
    events: Events = layers[Events]
    time: Time = layers[Time]
    telling: Telling = layers[Telling]
    cast: Cast = layers[Cast]
    relations: Relations = layers[Relations]
    causes: Causes = layers[Causes]
    known: Known = layers[Known]
    return Story(
        tellings=(telling,),
        title=telling.title,
        characters=fates.characters,
        mentions=cast.mentions,
        relations=calibrated(with_links(relations.relations, cast, layers[Coreference])),
        events=calibrated(events.events),
        deaths=calibrated(fates.deaths),
        causes=calibrated(causes.causes),
        knowledge=calibrated(known.knowledge),
        precedences=calibrated(time.precedences),
        order=time.order,
        reader=version,
    )
