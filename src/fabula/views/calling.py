"""What to call those whose best description leans on somebody else: "whose wife" is "Tsering's wife"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from fabula.story.cast import Character, Mention
from fabula.story.ontology import Kind
from fabula.story.pronouns import PRONOUNS
from fabula.story.story import Story

__all__ = ["plain_names"]

_OWNED = re.compile(r"(?i)^(?:his|her|its|their|my|our|your|whose)(?: own)? +(?=\S)")
_LEANING = PRONOUNS | frozenset("this these those one ones all another other others".split())


def plain_names(story: Story) -> dict[str, str]:
    """A name for each character that can be understood alone: with its owner's name in the place of "his" or "whose".

    Who is known by pronouns only is "somebody", or "some people".
    """
    characters = {c.id: c for c in story.characters}
    at: dict[tuple[str, int], list[Mention]] = {}
    for mention in story.mentions:
        at.setdefault((mention.span.telling, mention.span.start), []).append(mention)
    return {c.id: _plain(c, characters, at) for c in story.characters}


def _plain(
    character: Character,
    characters: Mapping[str, Character],
    at: Mapping[tuple[str, int], Sequence[Mention]],
) -> str:
    if character.named or not character.evidence:
        return character.name
    if _LEANING.issuperset(character.name.casefold().split()):
        return "some people" if character.kind is Kind.GROUP else "somebody"
    possessive = _OWNED.match(character.name)
    if not possessive:
        return character.name
    span = character.evidence[0]
    inside = [m for m in at.get((span.telling, span.start), ()) if m.span.end < span.end]
    rest = character.name[possessive.end() :]
    for mention in sorted(inside, key=lambda m: m.span.end):
        owners = [characters[i] for i in mention.characters if i in characters and i != character.id]
        if len(owners) == 1 and len(mention.characters) == 1 and not _leans(owners[0]):
            owner = owners[0].name if owners[0].named else re.sub(r"(?i)^(?:an?|the) ", "the ", owners[0].name)
            return f"{owner}'s {rest}"
    return f"somebody's {rest}" if possessive[0].casefold().startswith("whose") else character.name


def _leans(character: Character) -> bool:
    return not character.named and (character.name.casefold() in _LEANING or _OWNED.match(character.name) is not None)
