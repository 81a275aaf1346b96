"""Why things happen, where the telling says so."""

from __future__ import annotations

import numpy as np

from fabula.models.features import cause_features
from fabula.models.heads import sigmoid
from fabula.models.model import Model
from fabula.reading.layers import Causes, Events, Triggers
from fabula.reading.segment import Words
from fabula.story.claims import Cause
from fabula.story.ontology import CauseType, EventType
from fabula.story.text import Span, Telling

__all__ = ["FindCauses"]

_MINDFUL = frozenset({EventType.DISCOVER, EventType.TELL, EventType.MOURN, EventType.ACCUSE, EventType.ARGUE})
"""Events that give somebody a reason to act: they are motives, not causes."""


class FindCauses:
    """Pairs of events of one sentence, or of two that follow, of which one is given as the reason for the other."""

    def __init__(self, model: Model, *, threshold: float = 0.5) -> None:
        self._model = model
        self._threshold = threshold

    def __call__(self, telling: Telling, words: Words, triggers: Triggers, events: Events) -> Causes:
        at = words.sentence_numbers(events.words)
        low = np.searchsorted(at, at - 1, side="left")
        high = np.searchsorted(at, at + 1, side="right")
        i = np.repeat(np.arange(len(at)), high - low)
        j = np.concatenate([np.arange(a, b) for a, b in zip(low, high, strict=True)] or [np.zeros(0, np.int64)])
        i, j = i[i != j], j[i != j]
        if not len(i):
            return Causes(())
        numbers = cause_features(events.words[j] - events.words[i])
        chances = sigmoid(self._model.heads.causes(triggers.vectors, i, j, numbers))
        found: list[Cause] = []
        for k in np.flatnonzero(chances > self._threshold).tolist():
            cause, effect = events.events[i[k]], events.events[j[k]]
            spans = (*cause.evidence, *effect.evidence)
            found.append(
                Cause(
                    id=f"w{len(found) + 1}",
                    cause=cause.id,
                    effect=effect.id,
                    type=CauseType.MOTIVE if cause.type in _MINDFUL else CauseType.CAUSE,
                    evidence=(Span(telling.id, min(s.start for s in spans), max(s.end for s in spans)),),
                    confidence=round(float(chances[k]), 3),
                )
            )
        return Causes(tuple(found))
