"""Nearness does not hang on names."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.similarity import mask_names
from fabula.comparing.similarity import Sketches, nearness, sketch_text
from fabula.comparing.words import WORD, content, content_counts, fold, names_in

BREAD = "In a small town a baker named Orsolya Venn loses the bakery. At last Orsolya wins the oven back at cards."
OVEN = "A woman who bakes bread is ruined. She gambles at cards and so regains the bakery with its oven."
WHALE = "Off the coast a sailor hunts a whale. The ship sinks in a storm, and the sailor drowns."


def test_other_words_for_the_same_are_near() -> None:
    """A retelling is nearer than another story."""
    assert nearness(BREAD, OVEN) > nearness(BREAD, WHALE) + 0.1


def test_names_count_for_nothing() -> None:
    """The same story under other names has the same sketch, and a shared name brings nothing near."""
    renamed = BREAD.replace("Orsolya", "Katrin").replace("Venn", "Holm")
    assert sketch_text(BREAD) == sketch_text(renamed)
    assert sketch_text(BREAD) == sketch_text(BREAD.replace("Orsolya Venn", "PERSON_1").replace("Orsolya", "PERSON_1"))


def test_masked_names_stay_apart() -> None:
    """Each name gets one mask, wherever it stands."""
    expected = BREAD.replace("Orsolya", "Name1").replace("Venn", "Name2")
    assert expected == mask_names(BREAD)


@settings(deadline=None)
@given(st.text("aAbéÉß '’-.\n3_", max_size=40))
def test_names_are_whole_words_with_a_capital(text: str) -> None:
    """What is found to be a name is a word of the text, all of it; counting words at once or one by one is the same."""
    words = WORD.findall(text)
    large, small = ({fold(w) for w in words if test(w[0])} for test in (str.isupper, str.islower))
    assert set(names_in(text)) <= large - small
    assert Counter(content(text)) == content_counts(Counter(words))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_sketch(text: str) -> None:
    """Sketches are of one length, and their nearness is a number from -1 to 1."""
    found = Sketches([sketch_text(BREAD), sketch_text(text)]).nearness(sketch_text(text))
    assert len(sketch_text(BREAD)) == len(sketch_text(text))
    assert bool(np.all(np.abs(found) <= 1.001))


def test_a_crowd_of_lookalikes_does_not_hide_the_one() -> None:
    """What is near to many is worth less than what is near to the query alone."""
    besides = ("gulls cry", "mates sing", "rum flows", "ropes tear", "cooks swear", "rats flee", "lamps burn")
    crowd = [f"The sailor hunts a whale off the coast while {words}." for words in besides]
    alone = "A ship sinks; her crew drowns."
    query = sketch_text("The sailor hunts a whale off the coast. The ship sinks, the crew drowns.")
    sketches = Sketches([sketch_text(t) for t in [*crowd, alone]])
    plain = sketches.nearness(query)
    lead = dict(sketches.nearest(query))
    assert lead[7] - max(lead[n] for n in range(7)) > plain[7] - max(plain[:7])
