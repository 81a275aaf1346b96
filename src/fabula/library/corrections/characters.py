"""Characters made and looked at: names, forms, the order of mentions."""

from __future__ import annotations

from collections.abc import Iterable

from fabula.story.cast import Character, Mention
from fabula.story.ontology import Form, Kind
from fabula.story.pronouns import form_of
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["in_order", "names_of", "new_character"]


def new_character(
    story: Story, id: str, spans: Iterable[Span], name: str = "", *, kind: Kind = Kind.PERSON
) -> Character:
    """A character whom the words at ``spans`` mean, called ``name`` or else by the fullest of these words."""
    place = {t.id: n for n, t in enumerate(story.tellings)}
    spans = sorted(spans, key=lambda s: (place[s.telling], s))
    rank = {Form.NAME: 0, Form.NOUN: 1, Form.PRONOUN: 2}
    best = min(spans, key=lambda s: (rank[form_of(story.words(s))], -len(s)))
    called: dict[str, Span] = {}
    for span in spans:
        if form_of(story.words(span)) is not Form.PRONOUN:
            called.setdefault(story.words(span), span)
    name = " ".join(name.split()) or story.words(best)
    first = called.pop(name, best)
    aliases = {n: s for n, s in called.items() if n.casefold() != name.casefold()}
    return Character(
        id=id,
        name=name,
        evidence=(first, *aliases.values()),
        named=form_of(name) is Form.NAME,
        aliases=tuple(aliases),
        kind=kind,
    )


def in_order(story: Story, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """``mentions`` telling by telling, by place."""
    place = {t.id: n for n, t in enumerate(story.tellings)}
    return tuple(sorted(mentions, key=lambda m: (place[m.span.telling], m.span.start, -m.span.end)))


def names_of(character: Character) -> list[tuple[str, Span]]:
    """Each name of a character with the span that gives it; the first span serves where spans are fewer."""
    spans = [*character.evidence, *[character.evidence[0]] * len(character.aliases)]
    return list(zip((character.name, *character.aliases), spans, strict=False))
