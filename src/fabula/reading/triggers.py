"""Words that tell: what triggers an event, and who is what by trade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.models.heads import softmax
from fabula.models.model import Encoding, Model
from fabula.reading.layers import Occupations, Triggers
from fabula.reading.segment import Words
from fabula.story.ontology import EventType, Manner, Modality, When

__all__ = ["FindOccupations", "FindTriggers"]


class FindTriggers:
    """The words that tell an event: those whose probability of telling none is at most ``1 - threshold``."""

    def __init__(self, model: Model, *, threshold: float = 0.5) -> None:
        self._labels = model.labels
        self._threshold = threshold

    def __call__(self, words: Words, encoding: Encoding) -> Triggers:
        logits, names = encoding.tokens["event"], self._labels
        chances = softmax(logits)
        happens = 1 - chances[:, 0]
        telling_words = np.array([w[:1].isalnum() for w in words.strings()], dtype=bool)
        found = np.flatnonzero((happens >= self._threshold) & telling_words)
        best = {name: encoding.tokens[name][found].argmax(1).tolist() for name in ("modality", "when")}
        types = logits[found, 1:].argmax(1) + 1
        manners = [names["manner"].index(manner.value) for manner in Manner]
        return Triggers(
            words=found,
            types=tuple(EventType(names["event"][k]) for k in types.tolist()),
            modalities=tuple(Modality(names["modality"][k]) for k in best["modality"]),
            whens=tuple(When(names["when"][k]) for k in best["when"]),
            manners=softmax(encoding.tokens["manner"][found])[:, manners],
            chances=chances[found, types] * softmax(encoding.tokens["modality"][found]).max(1),
            vectors=encoding.parts["trigger"][found],
        )

    def join(self, _: Words, made: Sequence[tuple[int, Triggers]]) -> Triggers:
        """The triggers of a whole telling from those of its blocks."""
        return Triggers(
            words=np.concatenate([start + block.words for start, block in made]),
            types=tuple(type for _, block in made for type in block.types),
            modalities=tuple(modality for _, block in made for modality in block.modalities),
            whens=tuple(when for _, block in made for when in block.whens),
            manners=np.concatenate([block.manners for _, block in made]),
            chances=np.concatenate([block.chances for _, block in made]),
            vectors=np.concatenate([block.vectors for _, block in made]),
        )


class FindOccupations:
    """The words that say what somebody does for a living."""

    def __call__(self, encoding: Encoding) -> Occupations:
        return Occupations(frozenset(np.flatnonzero(encoding.tokens["occupation"][:, 0] > 0).tolist()))

    def join(self, _: Words, made: Sequence[tuple[int, Occupations]]) -> Occupations:
        """The words of a whole telling from those of its blocks."""
        return Occupations(frozenset(start + word for start, block in made for word in block.words))
