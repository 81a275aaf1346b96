"""The order in which things happen, as against the order in which they are told."""

from __future__ import annotations

from fabula.reading.layers import Events, Time
from fabula.story.claims import Event, Precedence
from fabula.story.ontology import Modality, When
from fabula.story.order import story_order

__all__ = ["find_time"]


def find_time(events: Events) -> Time:
    """What is told as earlier comes before what the telling has reached: the last event told as now before it.

    A run of earlier events in a row (a flashback) keeps its own order.
    """
    precedences: list[Precedence] = []
    anchor: Event | None = None
    for event in events.events:
        if event.modality is not Modality.ACTUAL:
            continue
        if event.when is When.NOW:
            anchor = event
        elif event.when is When.EARLIER and anchor is not None:
            precedences.append(
                Precedence(
                    id=f"p{len(precedences) + 1}", earlier=event.id, later=anchor.id,
                    evidence=event.evidence, confidence=event.confidence,
                )
            )  # fmt: skip
    return Time(tuple(precedences), story_order([e.id for e in events.events], precedences))
