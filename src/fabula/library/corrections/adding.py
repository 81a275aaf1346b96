"""Adding a claim of any kind."""

from __future__ import annotations

from dataclasses import replace

from fabula.errors import CorrectionError
from fabula.library.corrections.arguments import Arguments, choice
from fabula.library.corrections.characters import in_order, new_character
from fabula.library.corrections.edits import (
    insert_event,
    join,
    put_before,
    replaced,
    roles_joined,
    settle_fate,
)
from fabula.library.corrections.finding import resolve_character, resolve_event, resolve_span
from fabula.library.corrections.players import roles_given
from fabula.story.cast import Mention
from fabula.story.claims import Cause, Death, Event, Knowledge, Precedence, Relation
from fabula.story.ontology import (
    CauseType,
    Certainty,
    ClaimType,
    EventType,
    Kind,
    KnowledgeType,
    Manner,
    Modality,
    RelationType,
    When,
)
from fabula.story.pronouns import form_of
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["add_claim"]


def add_claim(story: Story, arguments: Arguments) -> Story:
    """One more claim, with the words that say it and the confidence 1.0; what is said already gains these words."""
    kind = choice(ClaimType, arguments.get("claim"), "kind of claim")
    evidence = join(resolve_span(story, v, held) for v, held in arguments.all("words"))
    if not evidence:
        raise CorrectionError("A claim needs the words that say it: give them as 'words'.")
    id = _free(story, f"{kind}-{arguments.correction.id}")
    match kind:
        case ClaimType.CHARACTER:
            return _character(story, arguments, evidence)
        case ClaimType.RELATION:
            return _relation(story, arguments, id, evidence)
        case ClaimType.EVENT:
            return _event(story, arguments, id, evidence)
        case ClaimType.DEATH:
            return _death(story, arguments, id, evidence)
        case ClaimType.CAUSE:
            return _cause(story, arguments, id, evidence)
        case ClaimType.KNOWLEDGE:
            return _knowledge(story, arguments, id, evidence)
        case ClaimType.PRECEDENCE:
            return _precedence(story, arguments, id, evidence)


def _who(story: Story, arguments: Arguments, name: str) -> tuple[str, ...]:
    return join(resolve_character(story, v, held) for v, held in arguments.all(name))


def _character(story: Story, arguments: Arguments, spans: tuple[Span, ...]) -> Story:
    taken = {c.id for c in story.characters}
    id = next(i for n in range(1, len(taken) + 2) if (i := f"character-{arguments.correction.id}-{n}") not in taken)
    kind = choice(Kind, arguments.get("kind", Kind.PERSON), "kind of character")
    fresh = new_character(story, id, spans, arguments.get("name"), kind=kind)
    if any(m.span == s for s in spans for m in story.mentions):
        raise CorrectionError("These words are read as a character already: split that character, or move the mention.")
    mentions = (*story.mentions, *(Mention(s, (id,), form_of(story.words(s))) for s in spans))
    return replace(story, characters=(*story.characters, fresh), mentions=in_order(story, mentions))


def _relation(story: Story, arguments: Arguments, id: str, evidence: tuple[Span, ...]) -> Story:
    type = choice(RelationType, arguments.get("type"), "type of relation")
    a, b = resolve_character(story, *arguments.one("a")), resolve_character(story, *arguments.one("b"))
    if a == b:
        raise CorrectionError("A relation needs two different characters.")
    for r in story.relations:
        if r.type is type and ((r.a, r.b) == (a, b) or (type.symmetric and (r.b, r.a) == (a, b))):
            sure = replace(r, evidence=join(r.evidence, evidence), confidence=1.0)
            return replace(story, relations=replaced(story.relations, r, sure))
    return replace(story, relations=(*story.relations, Relation(id=id, type=type, a=a, b=b, evidence=evidence)))


def _event(story: Story, arguments: Arguments, id: str, evidence: tuple[Span, ...]) -> Story:
    trigger = resolve_span(story, *arguments.one("trigger")) if arguments.get("trigger") else evidence[0]
    event = Event(
        id=id,
        type=choice(EventType, arguments.get("type"), "type of event"),
        predicate=arguments.get("predicate") or story.words(trigger).casefold(),
        triggers=(trigger,),
        evidence=evidence,
        roles=roles_joined(r for roles in roles_given(story, arguments).values() for r in roles),
        modality=choice(Modality, arguments.get("modality", Modality.ACTUAL), "modality"),
        when=choice(When, arguments.get("when", When.NOW), "time"),
    )
    for e in story.events:
        if e.type is event.type and trigger in e.triggers and set(e.characters) == set(event.characters):
            return story
    return insert_event(story, event)


def _death(story: Story, arguments: Arguments, id: str, evidence: tuple[Span, ...]) -> Story:
    """A death. What is known of the victim's death is set right where the arguments say more."""
    victim = resolve_character(story, *arguments.one("victim"))
    killers = tuple(k for k in _who(story, arguments, "killer") if k != victim)
    event = resolve_event(story, *arguments.one("event")) if arguments.get("event") else None
    known = next((d for d in story.deaths if d.victim == victim), None)
    death = known or Death(id=id, victim=victim, evidence=evidence, event=event)
    death = replace(
        death,
        killers=killers if arguments.has("killer") else death.killers,
        manner=choice(Manner, arguments.get("manner", death.manner), "manner of death"),
        certainty=choice(Certainty, arguments.get("certainty", death.certainty), "certainty"),
        event=event or death.event,
        evidence=join(death.evidence, evidence),
        confidence=1.0,
    )
    deaths = replaced(story.deaths, known, death) if known else (*story.deaths, death)
    return settle_fate(replace(story, deaths=deaths), victim)


def _cause(story: Story, arguments: Arguments, id: str, evidence: tuple[Span, ...]) -> Story:
    cause, effect = resolve_event(story, *arguments.one("cause")), resolve_event(story, *arguments.one("effect"))
    if cause == effect:
        raise CorrectionError("An event cannot be its own cause.")
    if any((c.cause, c.effect) == (cause, effect) for c in story.causes):
        return story
    type = choice(CauseType, arguments.get("type", CauseType.CAUSE), "type of cause")
    return replace(
        story, causes=(*story.causes, Cause(id=id, cause=cause, effect=effect, type=type, evidence=evidence))
    )


def _knowledge(story: Story, arguments: Arguments, id: str, evidence: tuple[Span, ...]) -> Story:
    holders = _who(story, arguments, "holder")
    if not holders:
        raise CorrectionError("Say who learns, tells, hides or is deceived: give a 'holder'.")
    claim = Knowledge(
        id=id,
        type=choice(KnowledgeType, arguments.get("type"), "type of knowledge"),
        holders=holders,
        event=resolve_event(story, *arguments.one("event")),
        others=tuple(o for o in _who(story, arguments, "other") if o not in holders),
        about=resolve_event(story, *arguments.one("about")) if arguments.get("about") else None,
        evidence=evidence,
    )
    return replace(story, knowledge=(*story.knowledge, claim))


def _precedence(story: Story, arguments: Arguments, id: str, evidence: tuple[Span, ...]) -> Story:
    earlier, later = resolve_event(story, *arguments.one("earlier")), resolve_event(story, *arguments.one("later"))
    if earlier == later:
        raise CorrectionError("An event cannot happen before itself.")
    if any((p.earlier, p.later) == (earlier, later) for p in story.precedences):
        return story
    if any((p.earlier, p.later) == (later, earlier) for p in story.precedences):
        raise CorrectionError("The story says the opposite: strike that claim first.")
    fresh = Precedence(id=id, earlier=earlier, later=later, evidence=evidence)
    return put_before(replace(story, precedences=(*story.precedences, fresh)), earlier, later)


def _free(story: Story, id: str) -> str:
    taken = {c.id for c in story.claims()}
    return id if id not in taken else next(i for n in range(2, len(taken) + 3) if (i := f"{id}-{n}") not in taken)
