"""Who plays which part in an event, as arguments say it."""

from __future__ import annotations

from fabula.library.corrections.arguments import Arguments
from fabula.library.corrections.finding import resolve_character, resolve_span
from fabula.story.claims import Role
from fabula.story.ontology import RoleType
from fabula.story.story import Story

__all__ = ["THINGS", "roles_given"]

THINGS = (RoleType.INSTRUMENT, RoleType.PLACE)
"""Roles that a thing or place plays: their argument holds the words that name it, not a character."""


def roles_given(story: Story, arguments: Arguments) -> dict[RoleType, list[Role]]:
    """The roles that the arguments name, by type; a role given as an empty value is there with no players."""
    given: dict[RoleType, list[Role]] = {}
    for type in RoleType:
        if not arguments.has(type):
            continue
        given[type] = [
            Role(type=type, evidence=(resolve_span(story, value, held),))
            if type in THINGS
            else Role(type=type, character=resolve_character(story, value, held))
            for value, held in arguments.all(type)
        ]
    return given
