"""The events of a telling as rows that can be weighed against those of another: parts, words, meaning, place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.profiles import sides
from fabula.comparing.words import content, fold, names_in, stem, weigh
from fabula.models.static import WIDTH, word_vectors
from fabula.story.ontology import EventType, Modality
from fabula.story.story import Story
from fabula.story.text import Telling

__all__ = ["Told", "meanings", "told"]

Matrix = NDArray[np.float64]
Bag = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Told:
    """The events of one telling as rows: what they are, who takes part, and the words that tell them.

    ``clauses``, ``sentences`` and ``around`` (with half of the sentences beside it) are the words that tell an event,
    without names; ``meaning`` is a vector of the clause; ``places`` are between 0 and 1, by where it stands.
    """

    types: tuple[EventType, ...]
    modality: tuple[Modality, ...]
    predicates: tuple[str, ...]
    doers: tuple[frozenset[int], ...]
    done_to: tuple[frozenset[int], ...]
    clauses: tuple[Bag, ...]
    sentences: tuple[Bag, ...]
    around: tuple[Bag, ...]
    meaning: Matrix
    places: Matrix


def told(story: Story, cast: Mapping[str, int]) -> Told:
    """The events of ``story`` as rows; ``cast`` gives its characters the numbers they share with other tellings."""
    texts = {t.id: t for t in story.tellings}
    proper = {t.id: frozenset(names_in(t.text)) for t in story.tellings}
    spans = [(e.triggers or e.evidence)[0] for e in story.events]
    at = [(s.telling, texts[s.telling].sentence_at(s.start)) for s in spans]
    bags = {(t, n + k): _sentence(texts[t], n + k, proper[t]) for t, n in at for k in (-1, 0, 1)}
    clauses = []
    for event, span in zip(story.events, spans, strict=True):
        text = texts[span.telling].text
        start = text.rfind(" ", 0, max(0, span.start - 60)) + 1
        said = [story.words(e) for e in event.evidence] + [text[start : span.end + 60].rsplit(" ", 1)[0]]
        clauses.append(weigh(w for part in said for w in content(part, without=proper[span.telling])))
    parts = [sides(e) for e in story.events]
    return Told(
        types=tuple(e.type for e in story.events),
        modality=tuple(e.modality for e in story.events),
        predicates=tuple((content(e.predicate) or [stem(fold(e.predicate))])[0] for e in story.events),
        doers=tuple(frozenset(cast[a] for a in agents if a in cast) for agents, _ in parts),
        done_to=tuple(frozenset(cast[p] for p in patients if p in cast) for _, patients in parts),
        clauses=tuple(clauses),
        sentences=tuple(bags[key] for key in at),
        around=tuple(_sum([(bags[t, n + k], 0.5 if k else 1.0) for k in (-1, 0, 1)]) for t, n in at),
        meaning=meanings(clauses),
        places=np.array([s.start / max(len(texts[s.telling].text), 1) for s in spans], float),
    )


def _sentence(telling: Telling, number: int, names: frozenset[str]) -> Bag:
    if not 1 <= number <= len(telling.sentences):
        return {}
    start, end = telling.sentences[number - 1]
    return weigh(content(telling.text[start:end], without=names))


def _sum(bags: Sequence[tuple[Bag, float]]) -> Bag:
    found: defaultdict[str, float] = defaultdict(float)
    for bag, share in bags:
        for word, weight in bag.items():
            found[word] += share * weight
    return dict(found)


def meanings(bags: Sequence[Bag]) -> Matrix:
    """A unit vector of meaning for each bag of words: the weighed mean of their vectors."""
    vectors = word_vectors()
    found = np.zeros((len(bags), WIDTH))
    for n, bag in enumerate(bags):
        for word, weight in bag.items():
            vector = vectors.get(word)
            if vector is not None:
                found[n] += weight * vector / (np.linalg.norm(vector) + 1e-9)
    found /= np.linalg.norm(found, axis=1, keepdims=True) + 1e-9
    return found
