"""Characters made and looked at: names, forms, the order of mentions."""

from __future__ import annotations

import re
from collections.abc import Iterable

from fabula.story.cast import Character, Mention
from fabula.story.ontology import Form, Kind
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["form_of", "in_order", "names_of", "new_character"]

_PRONOUNS = frozenset(
    "i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours "
    "ourselves they them their theirs themselves who whom whose that which each both".split()
)


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


def form_of(words: str) -> Form:
    """Whether ``words`` that a person marked are a pronoun, a name (their last word has a capital) or a noun."""
    bare = re.sub(r"(?:'s|’s|(?<=s)['’])$", "", words.strip())
    if bare.casefold() in _PRONOUNS:
        return Form.PRONOUN
    last = bare.split()[-1] if bare.split() else bare
    return Form.NAME if last[:1].isupper() else Form.NOUN


def in_order(story: Story, mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """``mentions`` telling by telling, by place."""
    place = {t.id: n for n, t in enumerate(story.tellings)}
    return tuple(sorted(mentions, key=lambda m: (place[m.span.telling], m.span.start, -m.span.end)))


def names_of(character: Character) -> list[tuple[str, Span]]:
    """Each name of a character with the span that gives it; the first span serves where spans are fewer."""
    spans = [*character.evidence, *[character.evidence[0]] * len(character.aliases)]
    return list(zip((character.name, *character.aliases), spans, strict=False))
