"""What the words of a mention show."""

from __future__ import annotations

import pytest

from fabula.story.ontology import Form
from fabula.story.pronouns import bare, form_of


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Ines", "Ines"),
        ("Ines's", "Ines"),
        ("the pilot’s", "the pilot"),
        ("the pirates'", "the pirates"),
        ("Tomas ’", "Tomas"),
        ("'s", "'s"),
        ("", ""),
    ],
)
def test_a_possessive_ending_is_no_part_of_the_words(words: str, expected: str) -> None:
    """It goes, with the space before it, unless it is all there is."""
    assert bare(words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Captain Oyelaran", Form.NAME),
        ("Ines's", Form.NAME),
        ("Tomas '", Form.NAME),
        ("her brother", Form.NOUN),
        ("Hamid's clerk", Form.NOUN),
        ("the pirates'", Form.NOUN),
        ("'s", Form.NOUN),
        ("", Form.NOUN),
        ("She", Form.PRONOUN),
        (" whose ", Form.PRONOUN),
        ("Yourselves", Form.PRONOUN),
        ("themself", Form.PRONOUN),
        ("both", Form.PRONOUN),
        ("each", Form.PRONOUN),
        ("who's", Form.PRONOUN),
    ],
)
def test_the_form_shows_in_the_spelling(words: str, expected: Form) -> None:
    """A list has the pronouns; a capital in the last word makes a name."""
    assert form_of(words) is expected
