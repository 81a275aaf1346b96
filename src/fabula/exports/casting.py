"""A cast out of chains of mentions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from fabula.story.cast import Character, Mention
from fabula.story.ontology import Form, Gender, Kind
from fabula.story.pronouns import bare
from fabula.story.text import Telling

__all__ = ["cast_of", "gender_of"]

_MALE, _FEMALE = frozenset({"he", "him", "his", "himself"}), frozenset({"she", "her", "hers", "herself"})


def gender_of(words: list[str]) -> Gender:
    """The gender that the pronouns among ``words`` show, if they agree."""
    lower = {word.lower() for word in words}
    if bool(lower & _MALE) == bool(lower & _FEMALE):
        return Gender.UNKNOWN
    return Gender.MALE if lower & _MALE else Gender.FEMALE


def cast_of(
    telling: Telling,
    mentions: list[Mention],
    kinds: Mapping[str, Kind],
    genders: Mapping[str, Gender],
) -> tuple[Character, ...]:
    """One character for each id that a mention refers to, in order of first mention.

    The name is the commonest one in a mention of that character alone; the longest of equals; a description where there
    is no name, a pronoun where there is neither.
    """
    own: dict[str, list[Mention]] = {}
    for mention in mentions:
        for character in mention.characters:
            own.setdefault(character, []).append(mention)
    return tuple(_character(telling, id, found, kinds, genders) for id, found in own.items())


def _character(
    telling: Telling, id: str, found: list[Mention], kinds: Mapping[str, Kind], genders: Mapping[str, Gender]
) -> Character:
    alone = [m for m in found if m.characters == (id,)] or found
    for form in (Form.NAME, Form.NOUN, Form.PRONOUN):
        called = Counter(bare(telling.words(m.span)) for m in alone if m.form is form)
        if called:
            break
    name = max(called, key=lambda words: (called[words], len(words), words))
    first = {bare(telling.words(m.span)): m.span for m in reversed(alone) if m.form is not Form.PRONOUN}
    first.setdefault(name, alone[0].span)
    aliases = tuple(words for words in sorted(first, key=lambda w: first[w]) if words != name)
    return Character(
        id=id,
        name=name,
        evidence=(first[name], *(first[words] for words in aliases)),
        named=any(m.form is Form.NAME for m in alone),
        aliases=aliases,
        kind=kinds.get(id, Kind.PERSON),
        gender=genders.get(id) or gender_of([telling.words(m.span) for m in alone]),
    )
