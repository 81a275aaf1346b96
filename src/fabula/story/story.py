"""The story: all that its tellings say, each claim with its evidence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from fabula.story.cast import Character, Mention
from fabula.story.claims import Cause, Claim, Death, Event, Knowledge, Precedence, Relation
from fabula.story.corrections import Correction
from fabula.story.tellings import Alignment, Disagreement
from fabula.story.text import Span, Telling

if TYPE_CHECKING:
    import networkx

__all__ = ["Story"]

T = TypeVar("T", Telling, Character, Event)


@dataclass(frozen=True, slots=True)
class Story:
    """What one or many tellings tell.

    ``events`` stand in telling order, telling by telling; ``order`` are the ids of the same events in story order (one
    linear extension of what the tellings say; ``precedences`` are the pairs that differ from telling order).
    ``reader`` names the model and version that read the tellings.
    ``readings`` are the stories of the single tellings that this one was merged from, as they were read: they make
    merging undoable and tell what each telling says by itself. Empty where nothing was merged.
    """

    tellings: tuple[Telling, ...]
    title: str = ""
    characters: tuple[Character, ...] = ()
    mentions: tuple[Mention, ...] = ()
    relations: tuple[Relation, ...] = ()
    events: tuple[Event, ...] = ()
    deaths: tuple[Death, ...] = ()
    causes: tuple[Cause, ...] = ()
    knowledge: tuple[Knowledge, ...] = ()
    precedences: tuple[Precedence, ...] = ()
    order: tuple[str, ...] = ()
    alignments: tuple[Alignment, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    corrections: tuple[Correction, ...] = ()
    reader: str = ""
    readings: tuple[Story, ...] = ()

    def to_json(self) -> str:
        """The story as JSON on one line (see :mod:`fabula.story.codec`)."""
        from fabula.story.codec import encode

        return encode(self).decode()

    @classmethod
    def from_json(cls, data: str | bytes, *, source: str = "the story file") -> Story:
        """The story that ``data`` holds; ``source`` names it in messages.

        Raises :class:`~fabula.errors.StoryFormatError` for what is no JSON, no story, or of a newer schema.
        """
        from fabula.story.codec import decode

        return decode(data, cls, source=source)

    def to_networkx(self) -> networkx.MultiDiGraph[str]:
        """The cast as a graph of relations and deeds (see :func:`fabula.story.conversions.to_networkx`)."""
        from fabula.story.conversions import to_networkx

        return to_networkx(self)

    def to_frames(self) -> dict[str, Any]:
        """The story as data frames by name: pandas, or polars where only that is installed.

        Raises :class:`~fabula.errors.MissingExtraError` where neither is.
        """
        from fabula.story.conversions import to_frames

        return to_frames(self)

    def _repr_html_(self) -> str:
        """A small table of the cast and the deaths, for notebooks."""
        from fabula.story.conversions import to_html

        return to_html(self)

    def claims(self) -> Iterator[Claim]:
        """Every claim of the story: relations, events, deaths, causes, knowledge, precedences."""
        for group in (self.relations, self.events, self.deaths, self.causes, self.knowledge, self.precedences):
            yield from group

    def telling(self, id: str) -> Telling:
        """The telling with this id. Raises ``KeyError`` if there is none."""
        return _by_id(self.tellings, id)

    def character(self, id: str) -> Character:
        """The character with this id. Raises ``KeyError`` if there is none."""
        return _by_id(self.characters, id)

    def event(self, id: str) -> Event:
        """The event with this id. Raises ``KeyError`` if there is none."""
        return _by_id(self.events, id)

    def words(self, span: Span) -> str:
        """The words that ``span`` covers."""
        return self.telling(span.telling).words(span)


def _by_id(items: tuple[T, ...], id: str) -> T:
    for item in items:
        if item.id == id:
            return item
    raise KeyError(id)
