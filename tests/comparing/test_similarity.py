"""Nearness does not hang on names."""

from __future__ import annotations

import re
from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.similarity import mask_names
from fabula.comparing.similarity import Sketches, nearness, sketch_text
from fabula.comparing.words import FUNCTION_WORDS, WORD, content, content_counts, fold, names_in

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


SENTENCE_START = re.compile(r"[.!?:;\n\r\"“”‘(\[—–][\s\"“‘(\[]*$")


def names_one_by_one(text: str) -> Counter[str]:
    """What ``names_in`` is to find, by looking at every word."""
    text = f"\n{text}"
    inside: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    small: set[str] = set()
    for match in WORD.finditer(text):
        key = fold(match[0])
        if match[0][0].islower():
            small.add(key)
        elif match[0][0].isupper() and key not in FUNCTION_WORDS:
            begins = SENTENCE_START.search(text, max(0, match.start() - 6), match.start()) is not None
            (opening if begins else inside)[key] += 1
    return Counter({key: count + opening[key] for key, count in inside.items() if key not in small})


@settings(deadline=None)
@given(st.text("aAbBcéÉßΑǅ² '’‐-.“\n3_\u0301", max_size=40))
def test_names_are_whole_words_with_a_capital(text: str) -> None:
    """They are found as by looking at one word after the other, and so are words counted."""
    names = names_one_by_one(text)
    masks = {fold(word) for word in WORD.findall(text) if word.isupper() and len(word) > 1}
    assert names == names_in(text)
    assert Counter(content(text, without=frozenset({*names, *masks}))) == content_counts(text)


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
