"""Dependency trees."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fabula.reading.syntax import tree


def is_tree(heads: list[int]) -> bool:
    def rooted(i: int) -> bool:
        for _ in heads:
            if heads[i] == i:
                return True
            i = heads[i]
        return False

    return sum(h == i for i, h in enumerate(heads)) == 1 and all(map(rooted, range(len(heads))))


def weight(scores: np.ndarray, heads: list[int]) -> float:
    return float(sum(scores[i, h] for i, h in enumerate(heads)))


@settings(max_examples=60, deadline=None)
@given(arrays(np.float32, st.integers(1, 9).map(lambda n: (n, n)), elements=st.floats(-9, 9, width=32)))
def test_every_score_makes_a_tree(scores: np.ndarray) -> None:
    """Whatever the scores, there is one root and no circle."""
    assert is_tree(tree(scores))


@settings(max_examples=40, deadline=None)
@given(arrays(np.float32, (4, 4), elements=st.floats(-9, 9, width=32)))
def test_a_circle_is_broken_at_its_weakest(scores: np.ndarray) -> None:
    """No tree with the same root outweighs the one that is found."""
    found = tree(scores)
    root = next(i for i, h in enumerate(found) if h == i)
    rivals = [list(h) for h in itertools.product(range(4), repeat=4) if is_tree(list(h)) and h[root] == root]
    assert weight(scores, found) >= max(weight(scores, r) for r in rivals) - 1e-4
