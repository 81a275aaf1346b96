"""What corrections do to the cast: rename, merge, split, move a mention."""

from __future__ import annotations

from dataclasses import replace

from fabula.errors import CorrectionError
from fabula.library.corrections.arguments import Arguments, choice
from fabula.library.corrections.characters import in_order, names_of, new_character
from fabula.library.corrections.edits import (
    join,
    replace_character,
    replaced,
    settle_fate,
)
from fabula.library.corrections.finding import resolve_character, resolve_span, shown
from fabula.library.corrections.following import follow
from fabula.story.cast import Character, Mention
from fabula.story.ontology import Certainty, Fate, Form, Gender, Kind, Part
from fabula.story.pronouns import form_of
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["merge", "move_mention", "rename", "split"]


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
        for name, span in names_of(source):
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
        name = shown(story.character(old).name)
        raise CorrectionError(f"None of the words given mean {name} any more, so there is nothing to split.")
    if all(m in moved for m in story.mentions if old in m.characters):
        raise CorrectionError(
            f"These are all the mentions of {shown(story.character(old).name)}: rename the character instead."
        )
    id = _free(story, f"character-{arguments.correction.id}")
    source = story.character(old)
    fresh = new_character(story, id, [m.span for m in moved], arguments.get("name"), kind=source.kind)
    story = replace(story, characters=(*story.characters, replace(fresh, gender=source.gender)))
    return follow(story, old, (id,), [m.span for m in moved])


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
        story = follow(story, id, to, [span])
    return replace(
        story,
        mentions=tuple(
            replace(m, characters=tuple(sorted(to))) if m.span == span else m
            for m in story.mentions
            if m.span != span or to
        ),
    )


def _called(story: Story, character: Character, name: str) -> Character:
    """``character`` under another name; its evidence is where a telling gives the name, else what gave the old one."""
    names = dict(names_of(character))
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


def _free(story: Story, id: str) -> str:
    taken = {c.id for c in story.characters}
    return id if id not in taken else next(f"{id}-{n}" for n in range(2, len(taken) + 3) if f"{id}-{n}" not in taken)
