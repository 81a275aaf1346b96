"""Arguments follow the tree."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.reading.frames import units


def test_units_hang_on_the_way_to_the_root() -> None:
    """What hangs on the predicate, and what hangs on its heads, stand each by themselves."""
    # The  boy  who  sang  left  town ; "sang" modifies "boy", which is the subject of "left"
    heads = [1, 4, 3, 1, 4, 4]
    assert sorted(units(heads, 0, 6, 3)) == [[0], [1], [2], [4], [5]]
    assert sorted(units(heads, 0, 6, 4)) == [[0, 1, 2, 3], [5]]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 8), min_size=1, max_size=9), st.integers(0, 8))
def test_units_share_out_the_sentence(above: list[int], predicate: int) -> None:
    """Whatever the tree, its units hold each word but the predicate once, in unbroken runs."""
    heads = [0, *(min(h, i) for i, h in enumerate(above))]  # each word hangs on one before it
    predicate = min(predicate, len(heads) - 1)
    parts = units(heads, 0, len(heads), predicate)
    assert sorted(w for part in parts for w in part) == [i for i in range(len(heads)) if i != predicate]
    assert all(part == list(range(part[0], part[-1] + 1)) for part in parts)
