"""What the stages of reading make: the layers of one telling.

All numbers are of words (see :class:`fabula.reading.segment.Words`), ranges half-open; a ``Span`` has code points.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fabula.models.features import Spans
from fabula.models.heads import Floats
from fabula.story.cast import Character, Mention
from fabula.story.claims import Cause, Death, Event, Knowledge, Precedence, Relation
from fabula.story.ontology import EventType, Form, Modality, When
from fabula.story.text import Span

__all__ = [
    "Cast",
    "Causes",
    "Coreference",
    "Ends",
    "Entities",
    "Events",
    "Fates",
    "Frame",
    "Frames",
    "Known",
    "Mentions",
    "Occupations",
    "Relations",
    "Syntax",
    "Time",
    "Triggers",
]


NEAR = 40
"""Words between a word and what hangs on it, at most."""


@dataclass(frozen=True, slots=True)
class Syntax:
    """Universal Dependencies: of each word its tags, lemma, head (a word; itself for a root) and relation."""

    upos: tuple[str, ...]
    xpos: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    deprels: tuple[str, ...]

    def below(self, word: int) -> Iterator[int]:
        """The words that hang on ``word``, near it, in their order."""
        near = range(max(0, word - NEAR), min(len(self.heads), word + NEAR + 1))
        return (i for i in near if self.heads[i] == word and i != word)


@dataclass(frozen=True, slots=True)
class Frame:
    """A predicate in PropBank's terms: its word, roleset, and arguments ``(first, end, label)``."""

    predicate: int
    roleset: str
    arguments: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Frames:
    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class Entities:
    """Mentions of things in LitBank's six categories: ``(first, end, category, probability)``, nested ones included."""

    entities: tuple[tuple[int, int, str, float], ...]


@dataclass(frozen=True, slots=True)
class Mentions:
    """Mentions of characters, sorted by first word, longest first.

    ``vectors`` has a row a mention; ``names`` the words ``[first, end)`` of the proper name in it, where there is one;
    ``between`` a row a word of the telling, for what stands between two mentions.
    """

    spans: Spans
    forms: tuple[Form, ...]
    names: tuple[tuple[int, int] | None, ...]
    confidence: Floats
    vectors: Floats
    between: Floats


@dataclass(frozen=True, slots=True)
class Coreference:
    """For each mention the numbers of the characters it means: one, or several for a plural; ``count`` in all.

    ``chances`` say of each mention how likely it means just those.
    """

    characters: tuple[tuple[int, ...], ...]
    count: int
    chances: Floats

    def mentions_of(self) -> list[list[int]]:
        """For each character, the mentions that mean it alone."""
        result: list[list[int]] = [[] for _ in range(self.count)]
        for mention, ids in enumerate(self.characters):
            if len(ids) == 1:
                result[ids[0]].append(mention)
        return result


@dataclass(frozen=True, slots=True)
class Cast:
    """The characters, by number, and the mentions, each with its ids."""

    characters: tuple[Character, ...]
    mentions: tuple[Mention, ...]

    def id(self, number: int) -> str:
        """The id of a character's number."""
        return self.characters[number].id


@dataclass(frozen=True, slots=True)
class Ends:
    """How the story ends for each character, by id.

    ``dead`` says how likely they are dead at its end, ``manners`` how they died, if so, in the order of
    :class:`~fabula.story.ontology.Manner`; ``shown`` is the mention that shows it best.
    """

    dead: Mapping[str, float]
    manners: Mapping[str, tuple[float, ...]]
    shown: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Relations:
    """Relations; and the pairs of characters of whom the first kills the second, with the words that say it best."""

    relations: tuple[Relation, ...]
    killings: Mapping[tuple[str, str], Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occupations:
    """The words that say what somebody does for a living."""

    words: frozenset[int]


@dataclass(frozen=True, slots=True)
class Triggers:
    """The words that tell an event, in telling order, and what each says: one entry or row a trigger.

    ``manners`` say how likely somebody dies in each way, in the order of :class:`~fabula.story.ontology.Manner`;
    ``chances`` how likely the word tells an event of its type and modality.
    """

    words: NDArray[np.int64]
    types: tuple[EventType, ...]
    modalities: tuple[Modality, ...]
    whens: tuple[When, ...]
    manners: Floats
    chances: Floats
    vectors: Floats


@dataclass(frozen=True, slots=True)
class Events:
    """The events in telling order; ``words`` and ``manners`` are those of their triggers."""

    events: tuple[Event, ...]
    words: NDArray[np.int64]
    manners: Floats


@dataclass(frozen=True, slots=True)
class Fates:
    """The deaths, and the cast with the fates that follow from them."""

    deaths: tuple[Death, ...]
    characters: tuple[Character, ...]


@dataclass(frozen=True, slots=True)
class Time:
    precedences: tuple[Precedence, ...]
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Causes:
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Known:
    knowledge: tuple[Knowledge, ...]
