"""Two stories as one: their ids kept apart, who plays whose part in one colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from fabula.story.story import Story
from fabula.views.index import Index
from fabula.views.palette import HUES, Style, styles
from fabula.views.plain import shorten

__all__ = ["Dressed", "dress", "joint", "marked", "names_of"]

T = TypeVar("T")

# The fields of the nouns that hold ids: of characters, claims, tellings.
_IDS = frozenset(
    "id telling characters members a b character victim killers event cause effect holders others about earlier later "
    "order".split()
)
_OTHERS = Style(f"c{HUES}", "solid")


def names_of(a: Story, b: Story) -> tuple[str, str]:
    """What to call two stories, never the same."""
    names = [shorten(s.title or (s.tellings[0].title if s.tellings else ""), 60) for s in (a, b)]
    if not all(names) or names[0] == names[1]:
        names = [f"{name} ({letter})" if name else f"Story {letter}" for name, letter in zip(names, "AB", strict=True)]
    return names[0], names[1]


def marked(story: Story, mark: str, name: str) -> Story:
    """``story`` with ``mark`` before every id, and its tellings called after ``name``: to stand on a page with another.

    What only merging and correcting need (alignments, readings ...) is left out.
    """
    bare = replace(story, alignments=(), disagreements=(), corrections=(), readings=())
    found = _marked(bare, mark)
    single = len(story.tellings) == 1
    titles = [name if single else f"{name}: {t.title or t.id}" for t in story.tellings]
    tellings = tuple(replace(t, title=title) for t, title in zip(found.tellings, titles, strict=True))
    return replace(found, title=name, tellings=tellings)


def _marked(value: T, mark: str) -> T:
    if isinstance(value, tuple):
        return tuple(_marked(item, mark) for item in value)  # type: ignore[return-value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for each in fields(value):
        had = getattr(value, each.name)
        if each.name in _IDS and isinstance(had, str):
            changes[each.name] = mark + had
        elif each.name in _IDS and isinstance(had, tuple) and all(isinstance(x, str) for x in had):
            changes[each.name] = tuple(mark + x for x in had)
        elif isinstance(had, tuple) or is_dataclass(had):
            changes[each.name] = _marked(had, mark)
    return replace(value, **changes)


def joint(a: Story, b: Story) -> Story:
    """Two marked stories in one: for looking things up by their ids."""
    return Story(
        tellings=a.tellings + b.tellings,
        characters=a.characters + b.characters,
        mentions=a.mentions + b.mentions,
        relations=a.relations + b.relations,
        events=a.events + b.events,
        deaths=a.deaths + b.deaths,
        causes=a.causes + b.causes,
        order=a.order + b.order,
    )


@dataclass(frozen=True)
class Dressed(Index):
    """An index whose characters wear the colours of ``dress``; those without a counterpart share the grey.

    ``counted`` gives each event its number, where that is not its place in the story's own order.
    """

    dress: Mapping[str, Style] = field(kw_only=True)
    counted: Mapping[str, int] = field(kw_only=True, default_factory=dict)

    @cached_property
    def styles(self) -> dict[str, Style]:
        """The colour and the line of each character."""
        return {id: self.dress.get(id, _OTHERS) for id in self.characters}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The number of each event in its story's order, from 1."""
        return dict(self.counted) or {id: n for n, id in enumerate(self.order, 1)}


def dress(pairs: list[tuple[str, str]]) -> dict[str, Style]:
    """One style for both of each pair, the first pairs first; who is in a pair already keeps what they wear."""
    given = styles([str(n) for n in range(len(pairs))])
    worn: dict[str, Style] = {}
    for n, (a, b) in enumerate(pairs):
        style = worn.get(a) or worn.get(b) or given[str(n)]
        worn.setdefault(a, style)
        worn.setdefault(b, style)
    return worn
