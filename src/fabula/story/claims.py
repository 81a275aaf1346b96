"""What is claimed of the cast: relations, events, deaths, causes, knowledge.

A *claim* is anything that a telling asserts. Every claim carries its ``evidence``, the spans that say it, and a
``confidence`` between 0 and 1 (1.0 for what a person has entered). Characters and events are referred to by id.
"""

from __future__ import annotations

from dataclasses import dataclass

from fabula.story.ontology import (
    CauseType,
    Certainty,
    EventType,
    KnowledgeType,
    Manner,
    Modality,
    RelationType,
    RoleType,
    When,
)
from fabula.story.text import Span

__all__ = ["Cause", "Claim", "Death", "Event", "Knowledge", "Precedence", "Relation", "Role"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What all claims share: an id unique within the story, evidence, confidence."""

    id: str
    evidence: tuple[Span, ...]
    confidence: float = 1.0

    @property
    def tellings(self) -> tuple[str, ...]:
        """The ids of the tellings that say this, sorted."""
        return tuple(sorted({span.telling for span in self.evidence}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Claim):
    """``a`` is ``type`` ``b``: ``parent_of`` reads "a is a parent of b"."""

    type: RelationType
    a: str
    b: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A part in an event: played by a ``character``, or else by the thing or place that ``evidence`` names."""

    type: RoleType
    character: str | None = None
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(Claim):
    """Something that happens, or is attempted, planned, denied or imagined.

    ``predicate`` is the lemma of the word that tells it; ``triggers`` are those words, one span for each place that
    tells it, in telling order; ``evidence`` covers the clauses around them.
    """

    type: EventType
    predicate: str
    triggers: tuple[Span, ...]
    roles: tuple[Role, ...] = ()
    modality: Modality = Modality.ACTUAL
    when: When = When.NOW

    def players(self, type: RoleType) -> tuple[str, ...]:
        """The ids of the characters that play one role, in the order they are told."""
        return tuple([r.character for r in self.roles if r.type is type and r.character is not None])

    @property
    def agents(self) -> tuple[str, ...]:
        """Who does it."""
        return self.players(RoleType.AGENT)

    @property
    def patients(self) -> tuple[str, ...]:
        """To whom it is done."""
        return self.players(RoleType.PATIENT)

    @property
    def characters(self) -> tuple[str, ...]:
        """All who take part, in any role, each once."""
        return tuple(dict.fromkeys(r.character for r in self.roles if r.character is not None))


@dataclass(frozen=True, slots=True, kw_only=True)
class Death(Claim):
    """``victim`` dies; ``killers`` are empty where nobody is said to have done it; ``event`` tells it."""

    victim: str
    killers: tuple[str, ...] = ()
    manner: Manner = Manner.UNKNOWN
    certainty: Certainty = Certainty.CERTAIN
    event: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause(Claim):
    """The event ``cause`` is given by the telling as the reason for the event ``effect``."""

    cause: str
    effect: str
    type: CauseType = CauseType.CAUSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge(Claim):
    """``holders`` learn, tell, hide or are deceived about something, in the event ``event``.

    ``others`` are the other side: who told them, whom they tell, from whom they hide it, who deceives them.
    ``content`` are the words that say what it is about; ``about`` is the event they tell, where there is one.
    """

    type: KnowledgeType
    holders: tuple[str, ...]
    event: str
    others: tuple[str, ...] = ()
    content: tuple[Span, ...] = ()
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence(Claim):
    """The event ``earlier`` happens before the event ``later``, though it is told after it."""

    earlier: str
    later: str
