"""What is said of mentions into what is said of characters."""

from __future__ import annotations

from fabula.reading.pooling import own_mentions


def test_whom_mentions_mean_alone() -> None:
    """A character's own mentions are those that mean nobody else; who is only ever meant with others has those."""
    assert own_mentions([["a"], ["a", "b"], ["c"], ["a"], ["b", "c"]]) == {"a": [0, 3], "b": [1, 4], "c": [2]}
