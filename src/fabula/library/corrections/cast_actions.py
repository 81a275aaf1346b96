"""What corrections do to the cast: rename, merge, split, move a mention."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from fabula.errors import CorrectionError
from fabula.library.corrections.arguments import Arguments, choice
from fabula.library.corrections.edits import (
    join,
    replace_character,
    replaced,
    roles_joined,
    settle_fate,
)
from fabula.library.corrections.finding import resolve_character, resolve_span, shown
from fabula.story.cast import Character, Mention
from fabula.story.claims import Relation
from fabula.story.ontology import Certainty, Fate, Form, Gender, Kind, Part
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["form_of", "merge", "move_mention", "new_character", "rename", "split"]

_PRONOUNS = frozenset(
    "i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours "
    "ourselves they them their theirs themselves who whom whose that which each both".split()
)


def rename(story: Story, arguments: Arguments) -> Story:
    """Another name for a character, or another kind, gender or fate. The old name stays as an alias."""
    id = resolve_character(story, *arguments.one("character"))
    character = story.character(id)
    changed = character
    name = " ".join(arguments.get("name").split())
    if name and name != character.name:
        changed = _called(story, character, name)
    if arguments.has("kind"):
        changed = replace(changed, kind=choice(Kind, arguments.get("kind"), "kind of character"))
    if arguments.has("gender"):
        changed = replace(changed, gender=choice(Gender, arguments.get("gender"), "gender"))
    if arguments.has("fate"):
        fate = choice(Fate, arguments.get("fate"), "fate")
        if fate is Fate.ALIVE and any(d.victim == id and d.certainty is Certainty.CERTAIN for d in story.deaths):
            raise CorrectionError(f"{shown(character.name)} dies for certain in this story: strike the death first.")
        changed = replace(changed, fate=fate)
    return replace(story, characters=replaced(story.characters, character, changed))


def merge(story: Story, arguments: Arguments) -> Story:
    """Two characters are one: ``into`` stays, with its name; all that was ``character`` is now of it."""
    old = resolve_character(story, *arguments.one("character"))
    new = resolve_character(story, *arguments.one("into"))
    if old == new:
        return story
    a, b = story.character(new), story.character(old)
    names: dict[str, Span] = {}
    for source in (a, b):
        for name, span in _names(source):
            names.setdefault(name, span)
    names.pop(a.name, None)
    united = replace(
        a,
        evidence=(a.evidence[0], *names.values()),
        aliases=tuple(names),
        named=a.named or b.named,
        kind=a.kind,
        gender=a.gender if a.gender is not Gender.UNKNOWN else b.gender,
        fate=a.fate if a.fate is not Fate.UNKNOWN else b.fate,
        part=a.part if a.part is not Part.NONE else b.part,
        attributes=join(a.attributes, b.attributes),
        members=tuple(m for m in join(a.members, b.members) if m not in (old, new)),
        confidence=1.0,
    )
    merged = replace(story, characters=replaced(story.characters, a, united))
    return settle_fate(replace_character(merged, old, new), new)


def split(story: Story, arguments: Arguments) -> Story:
    """The given mentions of a character are those of a new one; what is claimed of them alone goes with them."""
    old = resolve_character(story, *arguments.one("character"))
    wanted = [resolve_span(story, value, held) for value, held in arguments.all("mention")]
    moved = [m for m in story.mentions if old in m.characters and any(m.span == s for s in wanted)]
    if not moved:
        raise CorrectionError(
            f"None of the words given are a mention of {shown(story.character(old).name)} any more, so there is nothing to split."
        )
    if all(m in moved for m in story.mentions if old in m.characters):
        raise CorrectionError(
            f"These are all the mentions of {shown(story.character(old).name)}: rename the character instead."
        )
    id = _free(story, f"character-{arguments.correction.id}")
    source = story.character(old)
    fresh = new_character(story, id, [m.span for m in moved], arguments.get("name"), kind=source.kind)
    story = replace(story, characters=(*story.characters, replace(fresh, gender=source.gender)))
    return _follow(story, old, (id,), [m.span for m in moved])


def move_mention(story: Story, arguments: Arguments) -> Story:
    """The words mean other characters than was read; with no character given they mean nobody.

    Where nothing was read at the words, they become a mention.
    """
    span = resolve_span(story, *arguments.one("mention"))
    to = tuple(dict.fromkeys(resolve_character(story, v, held) for v, held in arguments.all("character")))
    known = [m for m in story.mentions if m.span == span]
    if not known:
        if not to:
            raise CorrectionError(f"The words {shown(story.words(span))} are not read as a mention any more.")
        fresh = Mention(span, tuple(sorted(to)), form_of(story.words(span)))
        return replace(story, mentions=in_order(story, (*story.mentions, fresh)))
    for id in {c for m in known for c in m.characters} - set(to):
        if not any(id in m.characters and m.span != span for m in story.mentions):
            raise CorrectionError(
                f"These are the only words for {shown(story.character(id).name)}: merge the character into another, or "
                "strike it."
            )
    for id in sorted({c for m in known for c in m.characters} - set(to)):
        story = _follow(story, id, to, [span])
    return replace(
        story,
        mentions=tuple(
            replace(m, characters=tuple(sorted(to))) if m.span == span else m for m in story.mentions if m.span != span or to
        ),
    )


def new_character(story: Story, id: str, spans: Iterable[Span], name: str = "", *, kind: Kind = Kind.PERSON) -> Character:
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


def _names(character: Character) -> list[tuple[str, Span]]:
    """Each name of a character with the span that gives it; where there are fewer spans than names, the first serves."""
    spans = [*character.evidence, *[character.evidence[0]] * len(character.aliases)]
    return list(zip((character.name, *character.aliases), spans, strict=False))


def _called(story: Story, character: Character, name: str) -> Character:
    """``character`` under another name; its evidence is where a telling gives the name, else what gave the old one."""
    names = dict(_names(character))
    said = names.pop(name, None) or _said(story, character, name) or character.evidence[0]
    return replace(
        character,
        name=name,
        evidence=(said, *names.values()),
        aliases=tuple(names),
        named=form_of(name) is Form.NAME,
        confidence=1.0,
    )


def _said(story: Story, character: Character, name: str) -> Span | None:
    """A place where a mention of the character holds the name."""
    for m in story.mentions:
        at = story.words(m.span).find(name) if character.id in m.characters else -1
        if at >= 0:
            return Span(m.span.telling, m.span.start + at, m.span.start + at + len(name))
    return None


def _follow(story: Story, old: str, to: tuple[str, ...], spans: list[Span]) -> Story:
    """``story`` after the mentions of ``old`` at ``spans`` came to mean ``to``, with all that rests on these words alone.

    A role goes with the words that show it. A relation, death or attribute goes where its evidence holds some of these
    words and no other mention of ``old``.
    """
    remaining = [m.span for m in story.mentions if old in m.characters and m.span not in spans]

    def touched(evidence: Iterable[Span]) -> bool:
        evidence = tuple(evidence)
        return any(e.overlaps(s) for e in evidence for s in spans) and not any(
            e.contains(s) for e in evidence for s in remaining
        )

    one = to[0] if len(to) == 1 else None

    def relation(r: Relation) -> Relation:
        if one is None or old not in (r.a, r.b) or one in (r.a, r.b) or not touched(r.evidence):
            return r
        return replace(r, a=one if r.a == old else r.a, b=one if r.b == old else r.b)

    source = story.character(old)
    taken = tuple(a for a in source.attributes if one is not None and touched(a.evidence))
    story = replace(
        story,
        characters=tuple(_told_apart(story, c, old, one, taken, spans, remaining) for c in story.characters),
        mentions=tuple(
            m2
            for m in story.mentions
            for m2 in (
                [replace(m, characters=tuple(sorted(join((c for c in m.characters if c != old), to))))]
                if m.span in spans and old in m.characters
                else [m]
            )
            if m2.characters
        ),
        relations=tuple(relation(r) for r in story.relations),
        events=tuple(
            replace(
                e,
                roles=roles_joined(
                    r2
                    for r in e.roles
                    for r2 in (
                        [replace(r, character=c) for c in to]
                        if r.character == old and r.evidence and all(any(s.overlaps(x) for x in spans) for s in r.evidence)
                        else [r]
                    )
                ),
            )
            if old in e.characters
            else e
            for e in story.events
        ),
    )
    if one is None:
        return story
    has_death = {d.victim for d in story.deaths}
    deaths = tuple(
        replace(d, victim=one, killers=tuple(k for k in d.killers if k != one))
        if d.victim == old and one not in has_death and touched(d.evidence)
        else replace(d, killers=join(one if k == old else k for k in d.killers))
        if old in d.killers and d.victim != one and touched(d.evidence)
        else d
        for d in story.deaths
    )
    if deaths == story.deaths:
        return story
    return settle_fate(settle_fate(replace(story, deaths=deaths), old), one)


def _told_apart(
    story: Story, c: Character, old: str, one: str | None, taken: tuple[object, ...], spans: list[Span], rest: list[Span]
) -> Character:
    """A character of the cast after some mentions of ``old`` went to ``one``: names and attributes go with their words."""
    if c.id == one:
        return replace(c, attributes=join(c.attributes, (a for a in story.character(old).attributes if a in taken)))
    if c.id != old:
        return c
    kept = {n: s for n, s in _names(c) if not any(x.contains(s) or s.contains(x) for x in spans)}
    attributes = tuple(a for a in c.attributes if a not in taken)
    if c.name in kept:
        name = c.name
    elif kept:
        name = max(kept, key=lambda n: (form_of(n) is Form.NAME, len(n)))
    elif rest:
        fresh = new_character(story, old, rest)
        name, kept = fresh.name, dict(_names(fresh))
    else:
        return replace(c, attributes=attributes)
    first = kept.pop(name)
    return replace(c, name=name, evidence=(first, *kept.values()), aliases=tuple(kept), attributes=attributes)


def _free(story: Story, id: str) -> str:
    taken = {c.id for c in story.characters}
    return id if id not in taken else next(f"{id}-{n}" for n in range(2, len(taken) + 3) if f"{id}-{n}" not in taken)
