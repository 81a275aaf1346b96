"""Arguments follow the tree."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.reading.frames import Unit, units

SENTENCE = "The boy , who sang , left town".split()
HEADS = [1, 6, 4, 4, 1, 4, 6, 6]  # "sang" modifies "boy", which is the subject of "left"


def test_units_hang_on_the_way_to_the_root() -> None:
    """What hangs on the predicate, and what hangs on its heads, stand each by themselves, and say where."""
    assert units(SENTENCE, HEADS, 0, 8, 4) == [
        Unit(0, 1, 0, 2), Unit(1, 2, 1, 1), Unit(3, 4, 3, 0), Unit(6, 7, 6, 3), Unit(7, 8, 7, 4),
    ]  # fmt: skip


def test_units_do_not_end_with_stops() -> None:
    """The comma after "sang" hangs on it, and yet no argument ends with it."""
    assert units(SENTENCE, HEADS, 0, 8, 6) == [Unit(0, 5, 1, 0), Unit(7, 8, 7, 0)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=1, max_size=9), st.integers(0, 8))
def test_units_share_out_the_sentence(above: list[tuple[int, bool]], predicate: int) -> None:
    """Whatever the tree, its units hold each word but the predicate once; only commas may be in none."""
    heads = [0, *(min(h, i) for i, (h, _) in enumerate(above))]  # each word hangs on one before it
    words = ["so", *("," if comma else "word" for _, comma in above)]
    predicate = min(predicate, len(heads) - 1)
    held = [w for unit in units(words, heads, 0, len(heads), predicate) for w in range(unit.first, unit.end)]
    assert held == sorted(set(held))
    assert predicate not in held
    assert all(words[w] == "," for w in set(range(len(heads))) - {predicate, *held})
