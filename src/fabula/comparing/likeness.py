"""Which stories are most like one: words and their meaning find who might be, what happens between whom decides.

The nearness of sketches makes a short list; the bones of those on it are mapped onto each other, and how well that
goes is added to the nearness. Where nothing was read, or nobody does anything, words decide alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.bones import agreement, unpack
from fabula.comparing.similarity import ALIKE, LENGTH, RETOLD, Sketches, sketch
from fabula.story.story import Story

__all__ = ["agreements", "closer", "nearest", "rank"]

# How much the agreement of bones adds to the nearness of words. In a long telling something of everything happens, and
# its words are the surer: there it adds less. The numbers were chosen on pairs of films of one title.
SHAPE = 0.4
FEW = 48
DECIDED = 25


def agreements(one: bytes, others: Sequence[bytes]) -> NDArray[np.float32]:
    """What the bones of others add to their nearness to the sketch ``one``; 0 where there are none."""
    found = np.zeros(len(others), np.float32)
    if len(one) > LENGTH:
        mine = unpack(one[LENGTH:])
        for n, other in enumerate(others):
            if len(other) > LENGTH:
                found[n] = agreement(mine, unpack(other[LENGTH:]))
        found *= SHAPE * min(1.0, FEW / max(len(mine.kind), 1))
    return found


def nearest(
    sketches: Sketches,
    one: bytes,
    fetch: Callable[[Sequence[int]], Sequence[bytes]],
    *,
    limit: int = 20,
    meaning: float = RETOLD,
) -> list[tuple[int, float]]:
    """The positions of the sketches that are likest to ``one``, the likest first, each with its likeness.

    ``fetch`` gives the whole sketches at some positions. Equal to itself is not left out.
    """
    found = sketches.nearest(one, limit=max(limit, DECIDED), meaning=meaning)
    first, rest = found[:DECIDED], found[DECIDED:]
    agreed = agreements(one, fetch([place for place, _ in first]))
    decided = [(place, score + float(a)) for (place, score), a in zip(first, agreed, strict=True)]
    decided.sort(key=lambda found: -found[1])
    return [*decided, *rest][:limit]


def closer(anchor: Story, a: Story, b: Story) -> tuple[str, float, float]:
    """Which of two stories is more like ``anchor``: ``"a"`` or ``"b"``, and how much each is."""
    one, others = sketch(anchor), [sketch(a), sketch(b)]
    near = [float(Sketches([other]).nearness(one, ALIKE)[0]) for other in others]
    to_a, to_b = (n + float(added) for n, added in zip(near, agreements(one, others), strict=True))
    return ("a" if to_a >= to_b else "b"), to_a, to_b


def rank(query: Story, candidates: Sequence[Story]) -> list[tuple[int, float]]:
    """The positions of ``candidates``, the likeliest other telling of ``query`` first, each with its likeness."""
    sketches = [sketch(story) for story in candidates]
    if not sketches:
        return []
    return nearest(Sketches(sketches), sketch(query), lambda places: [sketches[p] for p in places], limit=len(sketches))
