"""How several tellings of one story stand to each other."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.story.ontology import AlignmentKind, ClaimType, DisagreementType
from fabula.story.text import Span

__all__ = ["Alignment", "Disagreement", "Side"]


@dataclass(frozen=True, slots=True)
class Alignment:
    """``local``, an id in the story of one telling, became ``shared`` in the merged story.

    Of another ``kind`` than ``same``, ``local`` became something else, and ``shared`` is what another telling tells of
    it: a part of what ``local`` sums up, or the deed that ``local`` only means, tries or thinks of.
    """

    type: ClaimType
    telling: str
    local: str
    shared: str
    kind: AlignmentKind = AlignmentKind.SAME


@dataclass(frozen=True, slots=True)
class Side:
    """What the ``tellings`` on one side of a disagreement say, with the words that say it."""

    tellings: tuple[str, ...]
    value: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A point that tellings tell differently; at least two sides, each with its words.

    ``about`` are ids of the characters or claims it concerns; ``point`` says in a few words what differs
    ("killer of Juan").
    """

    id: str
    type: DisagreementType
    point: str
    about: tuple[str, ...]
    sides: tuple[Side, ...]
