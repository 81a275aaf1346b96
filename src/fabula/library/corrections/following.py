"""What follows when words come to mean somebody else: what rests on these words alone goes with them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from fabula.library.corrections.characters import names_of, new_character
from fabula.library.corrections.edits import join, roles_joined, settle_fate
from fabula.story.cast import Attribute, Character, Mention
from fabula.story.claims import Death, Relation, Role
from fabula.story.ontology import Form
from fabula.story.pronouns import form_of
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["follow"]


@dataclass(frozen=True, slots=True)
class _Move:
    """The mentions of ``old`` at ``spans`` come to mean ``to``; those at ``rest`` stay with ``old``."""

    old: str
    to: tuple[str, ...]
    spans: tuple[Span, ...]
    rest: tuple[Span, ...]

    @property
    def one(self) -> str | None:
        """The one who is meant now, where it is one."""
        return self.to[0] if len(self.to) == 1 else None

    def touches(self, evidence: Iterable[Span]) -> bool:
        """Whether ``evidence`` holds some of the words, and none that stay with ``old``."""
        evidence = tuple(evidence)
        moved = any(e.overlaps(s) for e in evidence for s in self.spans)
        return moved and not any(e.contains(s) for e in evidence for s in self.rest)

    def mention(self, m: Mention) -> Mention:
        if self.old not in m.characters or m.span not in self.spans:
            return m
        return replace(m, characters=tuple(sorted(join((c for c in m.characters if c != self.old), self.to))))

    def role(self, r: Role) -> list[Role]:
        shown = r.evidence and all(any(e.overlaps(s) for s in self.spans) for e in r.evidence)
        return [replace(r, character=c) for c in self.to] if r.character == self.old and shown else [r]

    def relation(self, r: Relation) -> Relation:
        one = self.one
        if one is None or self.old not in (r.a, r.b) or one in (r.a, r.b) or not self.touches(r.evidence):
            return r
        return replace(r, a=one if r.a == self.old else r.a, b=one if r.b == self.old else r.b)

    def death(self, d: Death, mourned: set[str]) -> Death:
        one = self.one
        if one is None or self.old not in (d.victim, *d.killers) or not self.touches(d.evidence):
            return d
        if d.victim == self.old and one not in mourned:
            return replace(d, victim=one, killers=tuple(k for k in d.killers if k != one))
        if self.old in d.killers and d.victim != one:
            return replace(d, killers=join(one if k == self.old else k for k in d.killers))
        return d


def follow(story: Story, old: str, to: tuple[str, ...], spans: Iterable[Span]) -> Story:
    """``story`` after the mentions of ``old`` at ``spans`` came to mean ``to``, with all that rests on these words.

    A role goes with the words that show it. A relation, death or attribute goes where its evidence holds some of these
    words and no other mention of ``old``; so do names.
    """
    spans = tuple(spans)
    rest = tuple(m.span for m in story.mentions if old in m.characters and m.span not in spans)
    move = _Move(old, to, spans, rest)
    source = story.character(old)
    taken = tuple(a for a in source.attributes if move.one is not None and move.touches(a.evidence))
    mourned = {d.victim for d in story.deaths}
    deaths = tuple(move.death(d, mourned) for d in story.deaths)
    changed = replace(
        story,
        characters=tuple(_told_apart(story, c, move, taken) for c in story.characters),
        mentions=tuple(m for m in map(move.mention, story.mentions) if m.characters),
        relations=tuple(move.relation(r) for r in story.relations),
        events=tuple(
            replace(e, roles=roles_joined(r2 for r in e.roles for r2 in move.role(r))) if old in e.characters else e
            for e in story.events
        ),
        deaths=deaths,
    )
    if move.one is None or deaths == story.deaths:
        return changed
    return settle_fate(settle_fate(changed, old), move.one)


def _told_apart(story: Story, c: Character, move: _Move, taken: tuple[Attribute, ...]) -> Character:
    """A character of the cast after the move: names and attributes go with their words."""
    if c.id == move.one:
        return replace(c, attributes=join(c.attributes, taken))
    if c.id != move.old:
        return c
    attributes = tuple(a for a in c.attributes if a not in taken)
    names = {n: s for n, s in names_of(c) if not any(x.contains(s) or s.contains(x) for x in move.spans)}
    if not names and move.rest:
        names = dict(names_of(new_character(story, c.id, move.rest)))
    if not names:
        return replace(c, attributes=attributes)
    name = c.name if c.name in names else max(names, key=lambda n: (form_of(n) is Form.NAME, len(n)))
    first = names.pop(name)
    return replace(c, name=name, evidence=(first, *names.values()), aliases=tuple(names), attributes=attributes)
