"""What the correction pages list: characters, events, claims and mentions, each as a line of text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from fabula.library.corrections import describe
from fabula.story import ontology as o
from fabula.story.cast import Character, Mention
from fabula.story.claims import Event
from fabula.story.story import Story
from fabula.views.happenings import sentence
from fabula.views.index import Index

__all__ = ["Line", "Place", "Tables"]

_CONTEXT = 36


@dataclass(frozen=True, slots=True)
class Line:
    """A claim as it is listed: its id, what sort it is, and what it says."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A mention in its place: ``at`` is ``telling:start-end``; ``before`` and ``after`` stand around the words."""

    at: str
    telling: str
    before: str
    words: str
    after: str


class Tables:
    """One story, as the correction pages list it."""

    describe = staticmethod(describe)

    def __init__(self, story: Story) -> None:
        self.story = story
        self.index = Index(story)
        self._names = {c.id: c.name for c in story.characters}
        self._own: dict[str, list[Mention]] = defaultdict(list)
        for mention in story.mentions:
            for id in mention.characters:
                self._own[id].append(mention)

    @property
    def characters(self) -> list[Character]:
        """The cast, the most prominent first."""
        return [self.story.character(id) for id in self.index.ranked]

    @property
    def events(self) -> list[tuple[int, Event, str]]:
        """The events in story order, each with its number and what it says."""
        return [(n, self.index.events[id], self.says(id)) for n, id in enumerate(self.index.order, 1)]

    def mentions(self, id: str) -> int:
        """How often a character is mentioned."""
        return len(self._own[id])

    def places(self, id: str) -> Iterator[Place]:
        """The mentions of a character, each in its place."""
        titles = {t.id: t.title or t.source or t.id for t in self.story.tellings}
        for m in self._own[id]:
            text, s = self.story.telling(m.span.telling).text, m.span
            before, after = text[max(0, s.start - _CONTEXT) : s.start], text[s.end : s.end + _CONTEXT]
            yield Place(f"{s.telling}:{s.start}-{s.end}", titles[s.telling], before, text[s.start : s.end], after)

    def says(self, event: str) -> str:
        """An event in a few words."""
        return sentence(self.index, event)

    def name(self, id: str) -> str:
        """What a character is called."""
        return self._names.get(id, id)

    def names(self, ids: tuple[str, ...]) -> str:
        """What several characters are called."""
        return ", ".join(self.name(id) for id in ids)

    @property
    def claims(self) -> Iterator[Line]:
        """All claims but the events."""
        for r in self.story.relations:
            yield Line(r.id, "relation", f"{self.name(r.a)} {r.type.phrase} {self.name(r.b)}")
        for d in self.story.deaths:
            by = f", killed by {self.names(d.killers)}" if d.killers else ""
            yield Line(d.id, "death", f"{self.name(d.victim)} dies{by} ({d.manner}, {d.certainty})")
        for c in self.story.causes:
            yield Line(c.id, str(c.type), f"{self.says(c.effect)}, because {self.says(c.cause)}")
        for k in self.story.knowledge:
            yield Line(k.id, "knowledge", f"{self.names(k.holders)} {k.type}: {self.says(k.event)}")
        for p in self.story.precedences:
            yield Line(p.id, "order", f"{self.says(p.earlier)}, before {self.says(p.later)}")

    @staticmethod
    def types(name: str) -> list[tuple[str, str]]:
        """The values of a closed list of types, each with its definition."""
        kind: type[StrEnum] = getattr(o, name)
        return [(str(t), str(getattr(t, "definition", ""))) for t in kind]
