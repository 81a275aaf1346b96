"""Changes that keep a story sound: a character replaced or taken out everywhere, claims with what hangs on them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from fabula.story.cast import Mention
from fabula.story.claims import Death, Event, Relation, Role
from fabula.story.ontology import Certainty, ClaimType, Fate, Manner
from fabula.story.story import Story

__all__ = [
    "insert_event",
    "join",
    "put_before",
    "replace_character",
    "replaced",
    "roles_joined",
    "settle_fate",
    "telling_order",
    "without_character",
    "without_claims",
]

T = TypeVar("T")


def join(*groups: Iterable[T]) -> tuple[T, ...]:
    """All items of the groups, each once, in order."""
    return tuple(dict.fromkeys(item for group in groups for item in group))


def replaced(items: Sequence[T], old: T, new: T) -> tuple[T, ...]:
    """``items`` with ``new`` where ``old`` stood."""
    return tuple(new if item == old else item for item in items)


def replace_character(story: Story, old: str, new: str) -> Story:
    """``story`` with the character ``new`` wherever the character ``old`` stood; ``old`` is gone from the cast.

    What becomes empty by it (a relation of somebody to themself) goes; what becomes the same twice is joined, with the
    evidence of both.
    """

    def one(id: str) -> str:
        return new if id == old else id

    def many(ids: Iterable[str]) -> tuple[str, ...]:
        return join(map(one, ids))

    relations, joined = _relations(story.relations, new, one)
    deaths, joined_deaths = _deaths(story.deaths, old, new)
    changed = replace(
        story,
        characters=tuple(
            replace(c, members=tuple(m for m in many(c.members) if m != c.id)) for c in story.characters if c.id != old
        ),
        mentions=_mentions(replace(m, characters=tuple(sorted(many(m.characters)))) for m in story.mentions),
        relations=relations,
        deaths=deaths,
        events=tuple(
            replace(e, roles=roles_joined(replace(r, character=r.character and one(r.character)) for r in e.roles))
            if old in e.characters
            else e
            for e in story.events
        ),
        knowledge=tuple(
            replace(k, holders=many(k.holders), others=tuple(i for i in many(k.others) if i not in many(k.holders)))
            if old in k.holders or old in k.others
            else k
            for k in story.knowledge
        ),
    )
    return _repointed(changed, {old: new} | joined | joined_deaths)


def without_character(story: Story, id: str) -> Story:
    """``story`` without a character, their mentions and all that is claimed of them.

    Events stay, without the roles they played: that it happened is told by other words than who did it.
    """
    gone = {r.id for r in story.relations if id in (r.a, r.b)} | {d.id for d in story.deaths if d.victim == id}
    gone |= {k.id for k in story.knowledge if set(k.holders) == {id}}
    story = without_claims(story, gone)

    def others(ids: Iterable[str]) -> tuple[str, ...]:
        return tuple(i for i in ids if i != id)

    changed = replace(
        story,
        characters=tuple(replace(c, members=others(c.members)) for c in story.characters if c.id != id),
        mentions=_mentions(replace(m, characters=others(m.characters)) for m in story.mentions),
        events=tuple(
            replace(e, roles=tuple(r for r in e.roles if r.character != id)) if id in e.characters else e
            for e in story.events
        ),
        deaths=tuple(replace(d, killers=others(d.killers)) for d in story.deaths),
        knowledge=tuple(replace(k, holders=others(k.holders), others=others(k.others)) for k in story.knowledge),
    )
    return _repointed(changed, {})


def without_claims(story: Story, ids: Collection[str]) -> Story:
    """``story`` without the claims of these ids, and without the claims that speak of a removed event."""
    if not ids:
        return story
    events = {e.id for e in story.events if e.id not in ids}
    struck = replace(
        story,
        relations=tuple(r for r in story.relations if r.id not in ids),
        events=tuple(e for e in story.events if e.id in events),
        deaths=tuple(replace(d, event=d.event if d.event in events else None) for d in story.deaths if d.id not in ids),
        causes=tuple(c for c in story.causes if c.id not in ids and {c.cause, c.effect} <= events),
        knowledge=tuple(
            replace(k, about=k.about if k.about in events else None)
            for k in story.knowledge
            if k.id not in ids and k.event in events
        ),
        precedences=tuple(p for p in story.precedences if p.id not in ids and {p.earlier, p.later} <= events),
        order=tuple(id for id in story.order if id in events),
    )
    for victim in dict.fromkeys(d.victim for d in story.deaths if d.id in ids):
        struck = settle_fate(struck, victim)
    return _repointed(struck, {})


def settle_fate(story: Story, victim: str) -> Story:
    """``story`` with the fate of a character that follows from the deaths told of them.

    Who dies for certain is dead; who was dead and of whom no death is told any more has an unknown fate.
    """
    character = story.character(victim)
    deaths = [d for d in story.deaths if d.victim == victim]
    if any(d.certainty is Certainty.CERTAIN for d in deaths):
        fate = Fate.DEAD
    elif not deaths and character.fate is Fate.DEAD:
        fate = Fate.UNKNOWN
    else:
        return story
    return replace(story, characters=replaced(story.characters, character, replace(character, fate=fate)))


def roles_joined(roles: Iterable[Role]) -> tuple[Role, ...]:
    """``roles`` with each character once in each role, with all the words that show it."""
    joined: dict[tuple[str, object], Role] = {}
    for role in roles:
        key = (role.type, role.character if role.character is not None else role.evidence)
        known = joined.get(key)
        joined[key] = replace(known, evidence=join(known.evidence, role.evidence)) if known else role
    return tuple(joined.values())


def telling_order(story: Story, event: Event) -> tuple[int, int]:
    """Where an event is first told: the number of the telling, and the offset in it."""
    number = {t.id: n for n, t in enumerate(story.tellings)}
    return min((number[t.telling], t.start) for t in event.triggers)


def insert_event(story: Story, event: Event) -> Story:
    """``story`` with one more event, at its place in telling order; in story order, after what is told before it."""
    at = telling_order(story, event)
    before = [e for e in story.events if telling_order(story, e) <= at]
    events = list(story.events)
    index = events.index(before[-1]) + 1 if before else 0
    order = list(story.order)
    if order or not events:
        order.insert(order.index(events[index - 1].id) + 1 if index else 0, event.id)
    events.insert(index, event)
    return replace(story, events=tuple(events), order=tuple(order))


def put_before(story: Story, earlier: str, later: str) -> Story:
    """``story`` with the event ``earlier`` before the event ``later`` in story order, as near to it as need be."""
    order = list(story.order or (e.id for e in story.events))
    if order.index(earlier) > order.index(later):
        order.remove(earlier)
        order.insert(order.index(later), earlier)
    return replace(story, order=tuple(order))


def _mentions(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(m for m in mentions if m.characters)


def _relations(
    relations: Iterable[Relation], new: str, one: Callable[[str], str]
) -> tuple[tuple[Relation, ...], dict[str, str]]:
    """The relations, each character given by ``one``, none of somebody to themself, and which joined which.

    Only relations of ``new`` are joined: what a reading says twice of others is not this change's to tidy.
    """
    kept: dict[object, Relation] = {}
    joined: dict[str, str] = {}
    for relation in relations:
        moved = replace(relation, a=one(relation.a), b=one(relation.b))
        if moved.a == moved.b:
            continue
        pair = frozenset((moved.a, moved.b)) if moved.type.symmetric else (moved.a, moved.b)
        key = (moved.type, pair) if new in (moved.a, moved.b) else moved.id
        twin = kept.get(key)
        if twin is None:
            kept[key] = moved
            continue
        kept[key] = replace(
            twin, evidence=join(twin.evidence, moved.evidence), confidence=max(twin.confidence, moved.confidence)
        )
        joined[moved.id] = twin.id
    return tuple(kept.values()), joined


def _deaths(deaths: Iterable[Death], old: str, new: str) -> tuple[tuple[Death, ...], dict[str, str]]:
    """The deaths with ``old`` replaced; two deaths of the one they now are become one."""
    kept: list[Death] = []
    joined: dict[str, str] = {}
    for death in deaths:
        moved = replace(
            death,
            victim=new if death.victim == old else death.victim,
            killers=join(new if k == old else k for k in death.killers),
        )
        if death.victim not in death.killers:
            moved = replace(moved, killers=tuple(k for k in moved.killers if k != moved.victim))
        twin = next((d for d in kept if d.victim == moved.victim == new), None)
        if twin is None:
            kept.append(moved)
            continue
        certain = Certainty.CERTAIN in (twin.certainty, moved.certainty)
        both = replace(
            twin,
            killers=join(twin.killers, moved.killers),
            manner=twin.manner if twin.manner is not Manner.UNKNOWN else moved.manner,
            certainty=Certainty.CERTAIN if certain else twin.certainty,
            event=twin.event or moved.event,
            evidence=join(twin.evidence, moved.evidence),
            confidence=max(twin.confidence, moved.confidence),
        )
        kept[kept.index(twin)] = both
        joined[moved.id] = twin.id
    return tuple(kept), joined


def _repointed(story: Story, moved: dict[str, str]) -> Story:
    """``story`` whose alignments and disagreements speak of what is there, wherever it moved to."""
    characters = {c.id for c in story.characters}
    claims = {c.id for c in story.claims()}
    there = characters | claims

    def follow(id: str) -> str:
        return id if id in there else moved.get(id, id)

    alignments = (replace(a, shared=follow(a.shared)) for a in story.alignments)
    return replace(
        story,
        alignments=join(a for a in alignments if a.shared in (characters if a.type is ClaimType.CHARACTER else claims)),
        disagreements=tuple(
            replace(d, about=join(i for i in map(follow, d.about) if i in there)) for d in story.disagreements
        ),
    )
