"""Whether a story keeps its own rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from fabula.story.cast import Character
from fabula.story.claims import Claim, Event
from fabula.story.ontology import Certainty, ClaimType, Fate
from fabula.story.story import Story
from fabula.story.text import Span, Telling

__all__ = ["violations"]


def violations(story: Story) -> list[str]:
    """Every rule that ``story`` breaks, one sentence each; empty for a sound story.

    The rules: ids are unique; every span lies in the text of a telling of the story and holds at least one code point;
    every claim, attribute and disagreement has evidence; whatever is referred to by id is there; sentences stand in
    order; ``order`` holds each event once; confidences lie between 0 and 1; nobody is related to themself or their own
    member; nobody who dies for certain is alive at the end; the readings a story was merged from are sound.
    """
    return list(_violations(story))


def _violations(story: Story) -> Iterator[str]:
    tellings = {t.id: t for t in story.tellings}
    characters = {c.id for c in story.characters}
    events = {e.id for e in story.events}

    def spans(owner: str, given: Iterable[Span], *, needed: bool = False) -> Iterator[str]:
        given = tuple(given)
        if needed and not given:
            yield f"{owner} has no evidence"
        for span in given:
            if span.telling not in tellings:
                yield f"{owner} points into the telling {span.telling!r}, which is not there"
            elif not 0 <= span.start < span.end <= len(tellings[span.telling].text):
                yield f"{owner} has the span {span.start} to {span.end}, which is not in the text of {span.telling!r}"

    def known(owner: str, ids: Iterable[str | None], among: set[str], what: str) -> Iterator[str]:
        for id in ids:
            if id is not None and id not in among:
                yield f"{owner} refers to the {what} {id!r}, which is not there"

    yield from _unique("telling", (t.id for t in story.tellings))
    yield from _unique("character", (c.id for c in story.characters))
    yield from _unique("claim", (c.id for c in story.claims()))
    yield from _unique("disagreement", (d.id for d in story.disagreements))
    yield from _unique("correction", (c.id for c in story.corrections))
    for telling in story.tellings:
        yield from _sentences(telling)
    for c in story.characters:
        owner = f"character {c.id!r}"
        yield from spans(owner, c.evidence, needed=True)
        yield from known(owner, c.members, characters, "member")
        yield from _character(c)
        for attribute in c.attributes:
            yield from spans(f"the {attribute.type} of {owner}", attribute.evidence, needed=True)
    for mention in story.mentions:
        owner = f"the mention at {mention.span.start} of {mention.span.telling!r}"
        yield from spans(owner, [mention.span])
        yield from known(owner, mention.characters, characters, "character")
        if not mention.characters:
            yield f"{owner} mentions nobody"
        if list(mention.characters) != sorted(set(mention.characters)):
            yield f"{owner} does not list its characters once each, sorted"
    for claim in story.claims():
        yield from spans(_name(claim), claim.evidence, needed=True)
        yield from _confidence(_name(claim), claim.confidence)
    for r in story.relations:
        yield from known(_name(r), (r.a, r.b), characters, "character")
        if r.a == r.b:
            yield f"{_name(r)} relates {r.a!r} to themself"
    for event in story.events:
        yield from known(_name(event), event.characters, characters, "character")
        yield from spans(f"a trigger of {_name(event)}", event.triggers)
        yield from _event(event)
        for role in event.roles:
            yield from spans(f"a role of {_name(event)}", role.evidence, needed=role.character is None)
    alive = {c.id for c in story.characters if c.fate is Fate.ALIVE}
    for d in story.deaths:
        if d.certainty is Certainty.CERTAIN and d.victim in alive:
            yield f"{_name(d)} is certain, yet {d.victim!r} is alive at the end"
        yield from known(_name(d), (d.victim, *d.killers), characters, "character")
        yield from known(_name(d), (d.event,), events, "event")
    for cause in story.causes:
        yield from known(_name(cause), (cause.cause, cause.effect), events, "event")
        if cause.cause == cause.effect:
            yield f"{_name(cause)} makes an event its own cause"
    for k in story.knowledge:
        yield from known(_name(k), (*k.holders, *k.others), characters, "character")
        yield from known(_name(k), (k.event, k.about), events, "event")
        yield from spans(f"the content of {_name(k)}", k.content)
    for p in story.precedences:
        yield from known(_name(p), (p.earlier, p.later), events, "event")
        if p.earlier == p.later:
            yield f"{_name(p)} puts an event before itself"
    if story.order and Counter(story.order) != Counter(e.id for e in story.events):
        yield "the story order does not hold every event exactly once"
    yield from _several(story, characters, tellings)


def _several(story: Story, characters: set[str], tellings: dict[str, Telling]) -> Iterator[str]:
    """What holds between the tellings of a story."""
    claims = {c.id for c in story.claims()}
    for a in story.alignments:
        if a.telling not in tellings:
            yield f"an alignment of {a.local!r} names the telling {a.telling!r}, which is not there"
        if a.shared not in (characters if a.type is ClaimType.CHARACTER else claims):
            yield f"an alignment of {a.local!r} leads to the {a.type} {a.shared!r}, which is not there"
    for d in story.disagreements:
        owner = f"disagreement {d.id!r}"
        if len(d.sides) < 2:
            yield f"{owner} has fewer than two sides"
        for id in d.about:
            if id not in characters and id not in claims:
                yield f"{owner} is about {id!r}, which is not there"
        for side in d.sides:
            if not side.evidence:
                yield f"{owner} has a side without evidence"
            for span in side.evidence:
                telling = tellings.get(span.telling)
                if telling is None or not 0 <= span.start < span.end <= len(telling.text):
                    yield f"{owner} has a span that is not in the text of {span.telling!r}"
    for reading in story.readings:
        yield from (f"in the reading of {', '.join(t.id for t in reading.tellings)}: {v}" for v in _violations(reading))


def _unique(what: str, ids: Iterable[str]) -> Iterator[str]:
    for id, n in Counter(ids).items():
        if n > 1:
            yield f"the {what} id {id!r} is used {n} times"


def _sentences(telling: Telling) -> Iterator[str]:
    end = 0
    for number, (start, stop) in enumerate(telling.sentences, 1):
        if not end <= start < stop <= len(telling.text):
            yield f"sentence {number} of the telling {telling.id!r} does not follow the one before it inside the text"
        end = stop


def _character(c: Character) -> Iterator[str]:
    if not c.name:
        yield f"character {c.id!r} has no name"
    if c.id in c.members:
        yield f"character {c.id!r} is a member of itself"
    yield from _confidence(f"character {c.id!r}", c.confidence)


def _event(event: Event) -> Iterator[str]:
    if not event.triggers:
        yield f"{_name(event)} has no trigger"
    if not event.predicate:
        yield f"{_name(event)} has no predicate"


def _confidence(owner: str, confidence: float) -> Iterator[str]:
    if not 0 <= confidence <= 1:
        yield f"{owner} has the confidence {confidence}, which is not between 0 and 1"


def _name(claim: Claim) -> str:
    return f"{type(claim).__name__.lower()} {claim.id!r}"
