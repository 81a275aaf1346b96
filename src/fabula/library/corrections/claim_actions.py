"""What corrections do to claims: change an event, add a claim, strike one, settle a disagreement."""

from __future__ import annotations

from dataclasses import replace

from fabula.errors import CorrectionError
from fabula.library.corrections.arguments import Arguments, choice
from fabula.library.corrections.edits import replaced, roles_joined, without_character, without_claims
from fabula.library.corrections.finding import resolve_character, resolve_event, resolve_span, shown
from fabula.library.corrections.players import roles_given
from fabula.story.claims import Claim, Event
from fabula.story.ontology import ClaimType, EventType, Modality, RelationType, When
from fabula.story.story import Story

__all__ = ["change_event", "settle", "strike_claim"]

_DEADLY = (EventType.KILL, EventType.DIE)


def change_event(story: Story, arguments: Arguments) -> Story:
    """Another type, modality, time or other players for an event. A death that it tells follows or goes."""
    old = story.event(resolve_event(story, *arguments.one("event")))
    roles = list(old.roles)
    for type, given in roles_given(story, arguments).items():
        roles = [r for r in roles if r.type is not type] + given
    new = replace(
        old,
        type=choice(EventType, arguments.get("type", old.type), "type of event"),
        modality=choice(Modality, arguments.get("modality", old.modality), "modality"),
        when=choice(When, arguments.get("when", old.when), "time"),
        roles=roles_joined(roles),
    )
    if new == old:
        return story
    new = replace(new, confidence=1.0)
    return _deaths_after(replace(story, events=replaced(story.events, old, new)), old, new)


def _deaths_after(story: Story, old: Event, new: Event) -> Story:
    """The deaths told by a changed event: gone where it tells no death any more, else with its new players."""
    if new.type not in _DEADLY or new.modality is not Modality.ACTUAL:
        if old.type in _DEADLY and old.modality is Modality.ACTUAL:
            return without_claims(story, {d.id for d in story.deaths if d.event == new.id})
        return story
    if old.agents == new.agents:
        return story
    return replace(
        story,
        deaths=tuple(
            replace(d, killers=tuple(a for a in new.agents if a != d.victim), confidence=1.0)
            if d.event == new.id and set(d.killers) == set(old.agents) - {d.victim}
            else d
            for d in story.deaths
        ),
    )


def strike_claim(story: Story, arguments: Arguments) -> Story:
    """A claim is taken out, with what hangs on it; a character with all mentions. What is gone already is well."""
    kind = choice(ClaimType, arguments.get("claim"), "kind of claim")
    if kind is ClaimType.CHARACTER:
        return without_character(story, resolve_character(story, *arguments.one("character")))
    if kind is ClaimType.EVENT:
        event = resolve_event(story, *arguments.one("event"))
        deaths = {d.id for d in story.deaths if d.event == event}
        return without_claims(story, {event} | deaths)
    return without_claims(story, {c.id for c in _meant(story, kind, arguments)})


def _meant(story: Story, kind: ClaimType, arguments: Arguments) -> list[Claim]:
    """The claims of a kind that the arguments describe; none where the reading says no such thing any more."""

    def who(name: str) -> str:
        return resolve_character(story, *arguments.one(name))

    def what(name: str) -> str:
        return resolve_event(story, *arguments.one(name))

    if kind is ClaimType.RELATION:
        type, a, b = choice(RelationType, arguments.get("type"), "type of relation"), who("a"), who("b")
        pairs = {(a, b), (b, a)} if type.symmetric else {(a, b)}
        return [r for r in story.relations if r.type is type and (r.a, r.b) in pairs]
    if kind is ClaimType.DEATH:
        victim = who("victim")
        return [d for d in story.deaths if d.victim == victim]
    if kind is ClaimType.CAUSE:
        pair = what("cause"), what("effect")
        return [c for c in story.causes if (c.cause, c.effect) == pair]
    if kind is ClaimType.KNOWLEDGE:
        event, holders = what("event"), {resolve_character(story, v, h) for v, h in arguments.all("holder")}
        type_ = arguments.get("type")
        return [k for k in story.knowledge if k.event == event and k.type == type_ and set(k.holders) == holders]
    pair = what("earlier"), what("later")
    return [p for p in story.precedences if (p.earlier, p.later) == pair]


def settle(story: Story, arguments: Arguments) -> Story:
    """A disagreement is settled: it no longer stands open. Which side holds is kept in the log, with the reason."""
    span = resolve_span(story, *arguments.one("disagreement"))
    point = arguments.get("point")
    met = [d for d in story.disagreements if any(e.overlaps(span) for side in d.sides for e in side.evidence)]
    same = [d for d in met if d.point == point] or [d for d in met if d.type == arguments.get("type")]
    if len(same) > 1 and not any(d.point == point for d in same):
        raise CorrectionError(f"Several disagreements now stand at the words {shown(story.words(span))}.")
    gone = {d.id for d in same}
    return replace(story, disagreements=tuple(d for d in story.disagreements if d.id not in gone))
