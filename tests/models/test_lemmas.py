"""What a word's lemma is."""

from __future__ import annotations

import numpy as np
import pytest

from fabula.models.lemmas import Lemmas

SCRIPTS = ["=be", "K3+", "K3+e", "K0+"]
LEMMAS = Lemmas(SCRIPTS, {"VERB": {"tried": "try", "makes": "make", "hope": "hope", "sing": "sing"}})


@pytest.mark.parametrize(
    ("word", "tag", "best", "lemma"),
    [
        ("Tried", "VERB", "K3+", "try"),  # the treebank has it
        ("hoping", "VERB", "K3+", "hope"),  # the second best makes a lemma that is known
        ("grokking", "VERB", "K3+", "grokk"),  # nothing known: the best
        ("executes", "VERB", "=be", "executes"),  # one word's own lemma is no other's
        ("tried", "ADJ", "K0+", "tried"),  # known as another part of speech only
    ],
)
def test_known_lemmas_come_before_made_ones(word: str, tag: str, best: str, lemma: str) -> None:
    """Words of the treebank have its lemmas; a script is for words that it has not."""
    order = [best, *(s for s in ("K0+", "K3+e") if s != best)] if best == "=be" else [best, "K3+e", "K0+"]
    scores = np.array([-order.index(s) if s in order else -9.0 for s in SCRIPTS], np.float32)
    assert LEMMAS.of(word, tag, scores) == lemma


def test_a_word_has_a_lemma_whatever_the_scores() -> None:
    """No word goes without, not even where every script is another word's."""
    assert Lemmas(["=be"], {}).of("glimmers", "VERB", np.zeros(1, np.float32)) == "glimmers"
