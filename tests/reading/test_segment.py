"""Words and sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fabula.reading.segment import segment


def words(text: str) -> list[str]:
    return segment(text).strings()


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in segment(text).sentence_spans()]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ana doesn't know.", ["Ana", "does", "n't", "know", "."]),
        ("Mo-eun's brother", ["Mo-eun", "'s", "brother"]),
        ("Dr. N’Golo O'Brien", ["Dr.", "N’Golo", "O'Brien"]),
        ("at 12:30 in the U.S. for $1,000", ["at", "12:30", "in", "the", "U.S.", "for", "$", "1,000"]),
        ("", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    """Clitics stand apart; hyphens, apostrophes in names, titles and numbers do not cut a word."""
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He leaves. She stays!", ["He leaves.", "She stays!"]),
        ("Mr. Oduya meets J. Smith. They talk.", ["Mr. Oduya meets J. Smith.", "They talk."]),
        ('She says "Go!" and he goes.', ['She says "Go!" and he goes.']),
        ("One last job.So Ines agrees.", ["One last job.", "So Ines agrees."]),
        ("A title\n\nThe first line.", ["A title", "The first line."]),
        ("a line that is\nbroken in two", ["a line that is\nbroken in two"]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    """Sentences end at stops and at blank lines, not at titles, initials or broken lines; a lost space is forgiven."""
    assert sentences(text) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_every_text_is_covered(text: str) -> None:
    """Words lie in order inside the text, cover all but white space, and each belongs to exactly one sentence."""
    found = segment(text)
    assert "".join(text.split()) == "".join("".join(w.split()) for w in found.strings())
    assert all(a < b for a, b in zip(found.starts, found.ends, strict=True))
    assert all(b <= a for b, a in zip(found.ends, found.starts[1:], strict=False))
    assert [i for a, b in found.sentences for i in range(a, b)] == list(range(len(found)))
