"""Who knows what: what characters learn, tell, hide, and are deceived about."""

from __future__ import annotations

from bisect import bisect_left

from fabula.reading.layers import Events, Frames, Known
from fabula.reading.segment import Words
from fabula.story.claims import Event, Knowledge
from fabula.story.ontology import EventType, KnowledgeType, Modality
from fabula.story.text import Span, Telling

__all__ = ["find_knowledge"]

_TYPES = {
    EventType.DISCOVER: KnowledgeType.LEARNS,
    EventType.TELL: KnowledgeType.TELLS,
    EventType.HIDE: KnowledgeType.HIDES,
    EventType.DECEIVE: KnowledgeType.DECEIVED,
}


def find_knowledge(telling: Telling, words: Words, frames: Frames, events: Events) -> Known:
    """One claim for each actual discovery, telling, hiding and deceit whose knower is known.

    ``content`` is what the predicate's frame says it is about (ARG1, or ARG2 for who is told); ``about`` the first
    event told inside it.
    """
    by_word = {f.predicate: f for f in frames.frames}
    starts = [event.triggers[0].start for event in events.events]
    found: list[Knowledge] = []
    for event, word in zip(events.events, events.words.tolist(), strict=True):
        type = _TYPES.get(event.type)
        if type is None or event.modality is not Modality.ACTUAL:
            continue
        holders, others = event.agents, event.patients
        if type is KnowledgeType.DECEIVED:
            holders, others = others, holders
        if not holders:
            continue
        frame = by_word.get(word)
        contents = [(a, b) for a, b, label in frame.arguments if label in ("ARG1", "ARG2")] if frame else []
        spans = tuple(
            s
            for s in (words.span(telling.id, a, b) for a, b in contents)
            if not any(s == r for role in event.roles if role.character for r in role.evidence)
        )
        found.append(
            Knowledge(
                id=f"k{len(found) + 1}", type=type, holders=holders, others=others, event=event.id, content=spans,
                about=_inside(events, starts, event, spans), evidence=event.evidence, confidence=event.confidence,
            )
        )  # fmt: skip
    return Known(tuple(found))


def _inside(events: Events, starts: list[int], event: Event, spans: tuple[Span, ...]) -> str | None:
    """The first event told inside one of the spans; ``starts`` are where each event's trigger begins."""
    for k in sorted({k for s in spans for k in range(bisect_left(starts, s.start), bisect_left(starts, s.end))}):
        other = events.events[k]
        if other is not event and any(s.contains(other.triggers[0]) for s in spans):
            return other.id
    return None
