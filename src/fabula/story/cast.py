"""Who is in the story: mentions of characters, and the characters they mention."""

from __future__ import annotations

from dataclasses import dataclass

from fabula.story.ontology import AttributeType, Fate, Form, Gender, Kind, Part
from fabula.story.text import Span

__all__ = ["Attribute", "Character", "Mention"]


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference to one character, or to several ("they").

    ``span`` runs from the determiner or possessor to the end of the head noun or name; ``characters`` are character
    ids, sorted.
    """

    span: Span
    characters: tuple[str, ...]
    form: Form = Form.NOUN


@dataclass(frozen=True, slots=True)
class Attribute:
    """Something a telling says a character is: an occupation, a trait, the performer who plays them."""

    type: AttributeType
    value: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Character:
    """A being or group that takes part in the story, named or not.

    ``name`` is the fullest name that a telling gives, or the best description when there is none (``named`` says
    which); ``aliases`` are the other names and descriptions, as they stand in a telling; ``members`` are the ids of the
    characters that a group is made of, as far as the tellings say. ``evidence`` is the span that gives ``name``, then
    one span for each alias.
    """

    id: str
    name: str
    evidence: tuple[Span, ...]
    named: bool = True
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.PERSON
    gender: Gender = Gender.UNKNOWN
    fate: Fate = Fate.UNKNOWN
    part: Part = Part.NONE
    attributes: tuple[Attribute, ...] = ()
    members: tuple[str, ...] = ()
    confidence: float = 1.0

    def values(self, type: AttributeType) -> tuple[str, ...]:
        """The values of the attributes of one type, in the order they are told."""
        return tuple(a.value for a in self.attributes if a.type is type)

    @property
    def occupations(self) -> tuple[str, ...]:
        """What the tellings say this character does for a living."""
        return self.values(AttributeType.OCCUPATION)

    @property
    def traits(self) -> tuple[str, ...]:
        """What the tellings say this character is like."""
        return self.values(AttributeType.TRAIT)

    @property
    def performer(self) -> str | None:
        """Who plays this character, where a telling names them in brackets."""
        return next(iter(self.values(AttributeType.PERFORMER)), None)
