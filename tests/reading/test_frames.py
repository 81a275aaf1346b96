"""Arguments follow the tree."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.reading.frames import FindFrames, Unit, units
from fabula.reading.layers import Syntax
from fabula.reading.segment import segment

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


def arguments_of(scores: list[list[float]]) -> list[tuple[int, int, str]]:
    """What the units of "Ann saw Bob today" are to "saw", of which a head thinks as given: nothing, doer, time."""
    words = segment("Ann saw Bob today")
    model: Any = SimpleNamespace(
        labels={"role": ["O", "ARG0", "ARGM-TMP"], "deprel": ["dep"], "verb": [], "rolesets": {}, "sense": []},
        heads=SimpleNamespace(roles=lambda *_: np.array(scores, dtype=np.float32)),
    )
    syntax = Syntax(("NOUN",) * 4, ("NN",) * 4, tuple(words.strings()), (1, 1, 1, 1), ("dep",) * 4)
    encoding: Any = SimpleNamespace(parts={"role_pred": None, "role_word": None})
    (frame,) = FindFrames(model).frames(words, encoding, syntax, [1]).frames
    return list(frame.arguments)


def test_nothing_has_two_doers() -> None:
    """Of two units that would both be the doer, the surer is; the other takes what it would be else."""
    assert arguments_of([[0, 5, 0], [0, 2, 1], [0, 0, 5]]) == [(0, 1, "ARG0"), (2, 4, "ARGM-TMP")]
    assert arguments_of([[0, 2, 0], [0, 5, 1], [0, 0, 5]]) == [(2, 3, "ARG0"), (3, 4, "ARGM-TMP")]


def test_neighbours_that_are_one_thing_are_one_argument() -> None:
    """Two units that stand side by side may be the doer together."""
    assert arguments_of([[9, 0, 0], [0, 5, 1], [0, 2, 0]]) == [(2, 4, "ARG0")]
