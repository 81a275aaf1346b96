"""What is said of mentions into what is said of characters."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.models.heads import PERSON, Floats, softmax
from fabula.models.model import Model
from fabula.reading.layers import Mentions

__all__ = ["Said", "best_rows", "own_mentions", "persons", "pool"]


def pool(scores: Floats, groups: NDArray[np.int64], count: int) -> Floats:
    """(count, columns): the smooth maximum (log of the sum of exponentials) of the rows of each group."""
    top = np.full((count, scores.shape[1]), -1e4, dtype=np.float32)
    np.maximum.at(top, groups, scores)
    total = np.zeros_like(top)
    np.add.at(total, groups, np.exp(scores - top[groups]))
    return np.asarray(top + np.log(np.maximum(total, 1e-6)), dtype=np.float32)


def best_rows(scores: Floats, groups: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """(count, columns): the row of each group that scores highest."""
    result = np.zeros((count, scores.shape[1]), dtype=np.int64)
    for column in range(scores.shape[1]):
        order = np.argsort(scores[:, column], kind="stable")
        result[groups[order], column] = order
    return result


def own_mentions(meant: Iterable[Collection[str]]) -> dict[str, list[int]]:
    """The mentions that mean each character alone, or where there are none, among others.

    ``meant`` is whom each mention means.
    """
    alone: dict[str, list[int]] = {}
    among: dict[str, list[int]] = {}
    for k, characters in enumerate(meant):
        for character in characters:
            (alone if len(characters) == 1 else among).setdefault(character, []).append(k)
    return among | alone


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of characters, by the names of ``PERSON``: probabilities, a row a character, a column a label.

    ``mentions`` is how much each mention speaks for each label: how much it is looked at, times how likely the label
    is by that mention alone. One character's mentions stand after another's.
    """

    characters: dict[str, Floats]
    mentions: dict[str, Floats]


def persons(model: Model, mentions: Mentions, members: Sequence[Sequence[int]]) -> Said:
    """What the mentions ``members`` of each character say; each has at least one."""
    sizes = [len(model.labels[name]) for name in PERSON]
    scores = said = np.zeros((0, sum(sizes)), np.float32)
    share = np.zeros((0, len(PERSON)), np.float32)
    if members:
        flat = np.concatenate([np.array(m, np.int64) for m in members])
        counts = np.array([len(m) for m in members])
        numbers = mentions.spans.persons(flat, counts)
        scores, share, said = model.heads.persons(mentions.vectors[flat], counts, numbers, sizes)
    edges = np.cumsum(sizes)[:-1]
    whole, alone = ([softmax(part) for part in np.split(table, edges, axis=1)] for table in (scores, said))
    return Said(
        dict(zip(PERSON, whole, strict=True)),
        {name: part * share[:, [k]] for k, (name, part) in enumerate(zip(PERSON, alone, strict=True))},
    )
