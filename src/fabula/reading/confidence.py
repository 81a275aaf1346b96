"""How sure a claim is: the reader's scores turned into the part of such claims that is true in texts new to it.

A reader is surer of itself than it should be. For each kind of claim one map makes up for that, Platt's (1999): the
log-odds of the score, times a slope, plus a shift. ``python -m benchmarks.calibration`` fits the maps on the dev part
of annotated tellings, and measures on their test part what they are worth. A death's score is how likely its victim
is dead at the end; of one that only seems so, the score of what tells it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from fabula.reading.layers import Cast, Coreference
from fabula.story.claims import Cause, Claim, Death, Event, Knowledge, Precedence, Relation
from fabula.story.text import Span

__all__ = ["MAPS", "calibrated", "with_links"]

MAPS: dict[type[Claim], tuple[float, float]] = {
    Event: (0.67, -0.6),
    Relation: (0.34, -0.4),
    Death: (0.2, -0.36),
    Cause: (0.94, -1.38),
    # What follows from an event is no surer than the event.
    Knowledge: (0.67, -0.6),
    Precedence: (0.67, -0.6),
}
"""Slope and shift for each kind: an event with all its parts, a relation with its parties, a death with its killers."""

_Some = TypeVar("_Some", bound=Claim)


def calibrated(claims: Sequence[_Some]) -> tuple[_Some, ...]:
    """``claims`` with the confidence that claims of their kind and score have earned; their order by it stays."""
    return tuple(replace(c, confidence=_likely(c.confidence, *MAPS[type(c)])) for c in claims)


def _likely(score: float, slope: float, shift: float) -> float:
    score = min(max(score, 0.001), 0.999)
    return round(1 / (1 + math.exp(-slope * math.log(score / (1 - score)) - shift)), 3)


def with_links(relations: Sequence[Relation], cast: Cast, coreference: Coreference) -> tuple[Relation, ...]:
    """``relations`` as sure as that their words mean a relation, and that they are about just these two."""
    starts = [m.span.start for m in cast.mentions]

    def link(character: str, span: Span) -> float:
        near = range(bisect_left(starts, span.start), bisect_right(starts, span.end))
        return max((float(coreference.chances[m]) for m in near if character in cast.mentions[m].characters), default=0)

    return tuple(
        replace(r, confidence=r.confidence * link(r.a, r.evidence[0]) * link(r.b, r.evidence[0])) for r in relations
    )
