"""The rows of a story's tables (see ``tables``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fabula.exports.tables import Row
from fabula.story.claims import Event
from fabula.story.ontology import RoleType
from fabula.story.story import Story
from fabula.story.text import Span

__all__ = ["story_tables"]


def story_tables(
    story: Story, id: str, *, metadata: Mapping[str, str] | None = None, year: int | None = None
) -> dict[str, list[Row]]:
    """The rows of each table, in a fixed order.

    Args:
        story: the story.
        id: what stands in the column ``story``.
        metadata: for each telling id, a JSON object of what else its record said.
        year: the year of the work.
    """
    names = {c.id: c.name for c in story.characters}
    genders = {c.id: str(c.gender) for c in story.characters}
    kinds = {e.id: str(e.type) for e in story.events}
    happens = {event: place for place, event in enumerate(story.order)}
    texts = {t.id: t for t in story.tellings}

    def named(ids: Iterable[str]) -> list[str]:
        return [names.get(i, "") for i in ids]

    def gendered(ids: Iterable[str]) -> list[str]:
        return [genders.get(i, "unknown") for i in ids]

    def place(span: Span) -> Row:
        telling = texts[span.telling]
        return {
            "telling": span.telling,
            "sentence": telling.sentence_at(span.start),
            "start": span.start,
            "end": span.end,
            "words": telling.words(span),
        }

    def said(evidence: tuple[Span, ...], confidence: float) -> Row:
        first = place(evidence[0]) if evidence else dict.fromkeys(("telling", "sentence", "start", "end", "words"))
        return {**first, "evidence": _places(evidence), "confidence": confidence}

    counts: dict[str, int] = {}
    for mention in story.mentions:
        for character in mention.characters:
            counts[character] = counts.get(character, 0) + 1

    def event_row(told: int, event: Event) -> Row:
        main = {*event.agents, *event.patients}
        trigger = event.triggers[0] if event.triggers else None
        return {
            "event": event.id,
            "type": str(event.type),
            "predicate": event.predicate,
            "trigger": texts[trigger.telling].words(trigger) if trigger else None,
            "trigger_start": trigger.start if trigger else None,
            "trigger_end": trigger.end if trigger else None,
            "told": told,
            "happens": happens.get(event.id, told),
            "agents": list(event.agents),
            "agent_names": named(event.agents),
            "agent_genders": gendered(event.agents),
            "patients": list(event.patients),
            "patient_names": named(event.patients),
            "patient_genders": gendered(event.patients),
            "others": [c for c in event.characters if c not in main],
            "places": [
                texts[s.telling].words(s) for r in event.roles if r.type is RoleType.PLACE for s in r.evidence[:1]
            ],
            "modality": str(event.modality),
            "when": str(event.when),
            **said(event.evidence, event.confidence),
        }

    rows: dict[str, list[Row]] = {
        "tellings": [
            {
                "title": story.title or t.title,
                "telling": t.id,
                "source": t.source,
                "language": t.language,
                "year": year,
                "metadata": (metadata or {}).get(t.id, "{}"),
                "sentences": len(t.sentences),
                "words": len(t.text.split()),
                "text": t.text,
                "reader": story.reader,
            }
            for t in story.tellings
        ],
        "characters": [
            {
                "character": c.id,
                "name": c.name,
                "named": c.named,
                "kind": str(c.kind),
                "gender": str(c.gender),
                "fate": str(c.fate),
                "part": str(c.part),
                "occupations": list(c.occupations),
                "traits": list(c.traits),
                "performer": c.performer,
                "aliases": list(c.aliases),
                "members": list(c.members),
                "mentions": counts.get(c.id, 0),
                **said(c.evidence, c.confidence),
            }
            for c in story.characters
        ],
        "mentions": [{**place(m.span), "form": str(m.form), "characters": list(m.characters)} for m in story.mentions],
        "relations": [
            {
                "relation": r.id,
                "type": str(r.type),
                "a": r.a,
                "a_name": names.get(r.a, ""),
                "b": r.b,
                "b_name": names.get(r.b, ""),
                **said(r.evidence, r.confidence),
            }
            for r in story.relations
        ],
        "events": [event_row(told, event) for told, event in enumerate(story.events)],
        "deaths": [
            {
                "death": d.id,
                "victim": d.victim,
                "victim_name": names.get(d.victim, ""),
                "victim_gender": genders.get(d.victim, "unknown"),
                "killers": list(d.killers),
                "killer_names": named(d.killers),
                "killer_genders": gendered(d.killers),
                "manner": str(d.manner),
                "certainty": str(d.certainty),
                "event": d.event,
                **said(d.evidence, d.confidence),
            }
            for d in story.deaths
        ],
        "causes": [
            {
                "cause_id": c.id,
                "type": str(c.type),
                "cause": c.cause,
                "cause_type": kinds.get(c.cause),
                "effect": c.effect,
                "effect_type": kinds.get(c.effect),
                **said(c.evidence, c.confidence),
            }
            for c in story.causes
        ],
        "knowledge": [
            {
                "knowledge": k.id,
                "type": str(k.type),
                "holders": list(k.holders),
                "others": list(k.others),
                "event": k.event,
                "about": k.about,
                "content": [story.words(s) for s in k.content],
                **said(k.evidence, k.confidence),
            }
            for k in story.knowledge
        ],
        "disagreements": [
            {
                "disagreement": d.id,
                "type": str(d.type),
                "point": d.point,
                "about": list(d.about),
                "side": number,
                "value": side.value,
                "tellings": list(side.tellings),
                "words": [story.words(s) for s in side.evidence],
                "evidence": _places(side.evidence),
            }
            for d in story.disagreements
            for number, side in enumerate(d.sides, 1)
        ],
    }
    return {name: [{"story": id, **row} for row in group] for name, group in rows.items()}


def _places(evidence: tuple[Span, ...]) -> list[str]:
    return [f"{s.telling}:{s.start}:{s.end}" for s in evidence]
