"""From what a person points at (a name, words, an id) to a value and its anchor, in a story as it is now."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fabula.errors import CorrectionError
from fabula.library.corrections.anchors import anchor
from fabula.library.corrections.finding import (
    character_anchor,
    event_value,
    events_called,
    resolve_event,
    shown,
    who,
)
from fabula.story.claims import Event
from fabula.story.corrections import Anchor
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["Pointed", "at_character", "at_event", "at_words", "span_called"]

Pointed = tuple[str, Anchor | None]

_OFFSETS = re.compile(r"(?:(?P<telling>.+):)?(?P<start>\d+)-(?P<end>\d+)")
_NTH = re.compile(r"(?P<words>.+)#(?P<nth>\d+)", re.DOTALL)


def at_character(story: Story, text: str) -> Pointed:
    """The character that ``text`` names (an id, a name, an alias, the words of a mention)."""
    character = who(story, text)
    held = character_anchor(story, character.id)
    # A character whom no words mean alone is held by the id, the one thing that is then certain.
    return (character.name, held) if held is not None else (character.id, None)


def at_words(story: Story, text: str | Span) -> Pointed:
    """The words at a place: a span, or what :func:`span_called` takes."""
    span = span_called(story, text)
    return story.words(span), anchor(story, span)


def at_event(story: Story, text: str) -> Pointed:
    """The event with this id, or that these words tell; ``words#2`` is the second that they tell."""
    event = _event(story, text)
    for trigger in event.triggers:
        value, held = event_value(story, event, trigger), anchor(story, trigger)
        try:
            if resolve_event(story, value, held) == event.id:
                return value, held
        except CorrectionError:
            continue
    raise CorrectionError(f"The event {event.id} cannot be told from others by its words.")


def _event(story: Story, text: str) -> Event:
    for event in story.events:
        if event.id == text:
            return event
    if words := _NTH.fullmatch(text):
        found, nth = list(events_called(story, words["words"])), int(words["nth"])
        if 1 <= nth <= len(found):
            return found[nth - 1][0]
    found = list(events_called(story, text))
    if len(found) == 1:
        return found[0][0]
    if found:
        ids = ", ".join(f"{e.id} ({e.type} at {t.telling}:{t.start}-{t.end})" for e, t in found)
        raise CorrectionError(f"{shown(text)} tells several events; give one of these ids: {ids}.")
    raise CorrectionError(f"No event is told by the words {shown(text)}: give its id, or the word that tells it.")


def span_called(story: Story, text: str | Span) -> Span:
    """The place that ``text`` names: ``words`` that stand once, ``words#2`` (the second time), ``start-end`` in code
    points, with ``telling:`` before it where there are several.

    Raises :class:`~fabula.errors.CorrectionError` for what is not there, or there more than once.
    """
    if isinstance(text, Span):
        return _checked(story, text)
    if offsets := _OFFSETS.fullmatch(text):
        telling = offsets["telling"] or (story.tellings[0].id if len(story.tellings) == 1 else "")
        if any(t.id == telling for t in story.tellings):
            return _checked(story, Span(telling, int(offsets["start"]), int(offsets["end"])))
    if nth := _NTH.fullmatch(text):
        places, number = _places(story, nth["words"]), int(nth["nth"])
        if 1 <= number <= len(places):
            return places[number - 1]
    places = _places(story, text)
    if len(places) == 1:
        return places[0]
    if places:
        raise CorrectionError(
            f"The words {shown(text)} stand at {len(places)} places: say which by adding #1 to #{len(places)}."
        )
    raise CorrectionError(f"The words {shown(text)} stand in no telling of this story.")


def _checked(story: Story, span: Span) -> Span:
    for telling in story.tellings:
        if telling.id == span.telling and 0 <= span.start < span.end <= len(telling.text):
            return span
    raise CorrectionError(f"{span.telling}:{span.start}-{span.end} is not a place in a telling of this story.")


def _places(story: Story, words: str) -> list[Span]:
    """Where ``words`` stand as whole words, telling by telling."""
    if not words:
        return []
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    return list(_matches(story, pattern))


def _matches(story: Story, pattern: re.Pattern[str]) -> Iterable[Span]:
    for telling in story.tellings:
        for match in pattern.finditer(telling.text):
            yield Span(telling.id, match.start(), match.end())
