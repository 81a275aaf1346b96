"""What a paragraph begins and ends with tells whether a telling does."""

from __future__ import annotations

from fabula.comparing.openings import close_marks, closes, fitted, opening_marks, opens

NOBODY = frozenset[str]()


def test_words_pairs_and_nearness_are_marks() -> None:
    """A word counts by itself, again if it is near the edge, and with the one before it."""
    single = {"once", "once/12", "once/32", "upon", "upon/12", "upon/32"}
    assert opening_marks("Once upon", NOBODY) == single | {"^ once", "once upon"}


def test_a_close_is_looked_at_from_its_last_word() -> None:
    """What a text ends with is nearest to the edge."""
    marks = close_marks("They " + "go on and " * 20 + "marry", NOBODY)
    assert {"^ marry", "marry and", "marry/12"} <= marks
    assert "they/12" not in marks


def test_names_and_numbers_are_marks_of_their_kind() -> None:
    """Who is named is all one; that a name has two words is not, nor what follows it."""
    marks = opening_marks("In 1912 Ada Nwosu (the keeper)", frozenset({"ada", "nwosu"}))
    assert {"in <number>", "<number> <names>", "<names> ("} <= marks
    assert not {"ada", "nwosu", "1912"} & marks


def test_a_word_that_the_cut_goes_through_is_no_mark() -> None:
    """Of a paragraph longer than what is looked at only whole words are seen, wherever it is cut."""
    for more in range(12):
        text = f"{'.' * more}{'lamplighter ' * 100}{'.' * more}"
        for marks in (opening_marks(text, NOBODY), close_marks(text, NOBODY)):
            assert {mark.split("/")[0] for mark in marks if " " not in mark} == {"lamplighter"}


def test_odds_are_the_sum_of_what_the_marks_weigh() -> None:
    """The first weight is for openings, the second for closes, and a mark without a weight counts nothing."""
    weights = {"": (-1.0, -2.0), "once": (0.5, 4.0), "^ once": (0.25, 0.0), "^ end": (8.0, 1.5)}
    assert opens("Once in the end", NOBODY, weights) == -0.25
    assert closes("Once in the end", NOBODY, weights) == 3.5


def test_an_opening_sounds_like_one_and_a_close_like_one() -> None:
    """By the weights that come with fabula."""
    opening = "In 1912, Ada Nwosu is a young lighthouse keeper who lives alone on an island."
    close = "He kisses her, and they leave together. Years later, the two are happily married."
    assert opens(opening, NOBODY, fitted()) > opens(close, NOBODY, fitted())
    assert closes(close, NOBODY, fitted()) > closes(opening, NOBODY, fitted())


def test_a_paragraph_without_words_has_no_marks() -> None:
    """Three stars, or nothing at all, are as likely an opening as any."""
    assert opening_marks("* * *", NOBODY) == close_marks("", NOBODY) == NOBODY
    assert opens("", NOBODY, {"": (-1.0, -2.0)}) == -1.0
