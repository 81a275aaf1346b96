"""What is said between quotation marks, and by whom, as far as the events tell."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fabula.exports.syntax import Places, Syntax
from fabula.story.ontology import EventType
from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["Quote", "find_quotes"]

_SPEECH = frozenset(
    {
        EventType.ACCUSE,
        EventType.ARGUE,
        EventType.ASK,
        EventType.ORDER,
        EventType.PROMISE,
        EventType.REFUSE,
        EventType.TELL,
        EventType.THREATEN,
    }
)
_PAIRS = re.compile(r"“[^“”]+”|\"[^\"]+\"|«[^«»]+»")
_BREAK = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words ``[first, last]`` of a telling, marks included.

    ``speaker`` is a character id, or ``None`` where no event says who speaks.
    """

    first: int
    last: int
    speaker: str | None


def find_quotes(story: Story, telling: Telling, syntax: Syntax) -> list[Quote]:
    """The quotations of a telling, in order.

    A quotation lies between double marks within one paragraph. Its speaker is the one agent of the nearest event of
    speech that is told in the same sentence, outside the marks.
    """
    places, quotes = Places(syntax.tokens), []
    for match in _PAIRS.finditer(telling.text):
        where = places(match.start(), match.end())
        if where is None or _BREAK.search(match.group().replace("\r", "")):
            continue
        quotes.append(Quote(where[0], where[1], _speaker(story, telling, match.start(), match.end())))
    return quotes


def _speaker(story: Story, telling: Telling, start: int, end: int) -> str | None:
    near: list[tuple[int, str]] = []
    for event in story.events:
        if event.type not in _SPEECH or len(event.agents) != 1:
            continue
        for span in event.triggers:
            outside = span.telling == telling.id and (span.end <= start or span.start >= end)
            if outside and telling.sentence_at(span.start) in {
                telling.sentence_at(start),
                telling.sentence_at(end - 1),
            }:
                near.append((max(start - span.end, span.start - end), event.agents[0]))
    return min(near)[1] if near else None
