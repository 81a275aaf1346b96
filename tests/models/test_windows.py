"""Words into windows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.models.lemmas import apply_script, script_of
from fabula.models.model import WEIGHTS
from fabula.models.windows import WINDOW, Pieces, shape, windows
from fabula.reading.segment import segment


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return Pieces(WEIGHTS / "tokenizer.json")


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text(max_size=60), max_size=40))
def test_each_word_is_read_once(parts: list[str]) -> None:
    """Each word is read out of exactly one window, no window is too long, and places lie inside it."""
    words = segment(". ".join(parts * 4))
    cut = windows(words.strings(), words.sentences, Pieces(WEIGHTS / "tokenizer.json"))
    assert Counter(i for w in cut for i in w.words) == Counter(range(len(words)))
    assert all(len(w.pieces) <= WINDOW and len(w.pieces) == len(w.shapes) for w in cut)
    assert all(0 < a <= b < len(w.pieces) - 1 for w in cut for a, b in zip(w.firsts, w.lasts, strict=True))


def test_a_window_begins_with_what_went_before(pieces: Pieces) -> None:
    """The later windows of a long text carry words of the sentences before them."""
    words = segment("The keeper of the lighthouse counts ships. " * 90)
    first, second, *_ = windows(words.strings(), words.sentences, pieces)
    assert first.firsts[0] == 1
    assert second.firsts[0] > 1


@pytest.mark.parametrize("word", ["x" * 5000, "é" * 300, "😀" * 99])
def test_endless_words_are_bounded(pieces: Pieces, word: str) -> None:
    """A word without end takes no more room than a long one."""
    assert 1 <= len(pieces.cut([word])[0]) <= 24


def test_shapes_tell_case() -> None:
    """What an uncased vocabulary cannot see: small, Capital, CAPITALS, mixed, and a capital that begins a sentence."""
    shapes = [shape("gon", False), shape("Gon", False), shape("GON", False), shape("McCoy", False), shape("Gon", True)]
    assert len(set(shapes)) == len(shapes)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=12), st.text(min_size=1, max_size=12))
def test_scripts_give_back_the_lemma(word: str, lemma: str) -> None:
    """A script made from a word and its lemma makes that lemma of that word."""
    if word.lower().lower() == word.lower():
        assert apply_script(word, script_of(word, lemma)) == lemma
