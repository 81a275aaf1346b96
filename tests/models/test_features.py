"""What the pair heads see of mentions: what a mention is itself, and what stands between two."""

from __future__ import annotations

import numpy as np
import pytest

from fabula.models.features import Spans, mean_between

WORDS = "Ines , the brother of Tomas , meets Tomas 's aunt and the Duke of Vray .".split()
INES, BROTHER, TOMAS, AUNT, DUKE = (0, 6), (2, 6), (5, 6), (8, 11), (12, 16)


@pytest.fixture
def spans() -> Spans:
    return Spans(WORDS, [(0, len(WORDS))], sorted([INES, BROTHER, TOMAS, AUNT, DUKE], key=lambda s: (s[0], -s[1])))


def test_a_mention_is_what_its_head_is(spans: Spans) -> None:
    """ "the brother of Tomas" and "Tomas's aunt" are common nouns and share no name with Tomas; a duke's "of" stays."""
    ines, brother, tomas, aunt, duke = range(5)
    assert spans.pronoun.tolist() == [0, 1, 0, 1, 0]
    pairs = np.array([[brother, tomas], [tomas, aunt], [ines, duke]]).T
    shared_name = spans.coref(*pairs)[:, 2]
    assert shared_name.tolist() == [0, 0, 0]


def test_nouns_of_kin_are_seen_on_their_side(spans: Spans) -> None:
    """Who of the two is called a brother shows: the two orders of a pair look different, and unlike a pair of names."""
    ines, brother, tomas = 0, 1, 2
    left, right = np.array([brother, tomas, ines]), np.array([tomas, brother, tomas])
    kin = [tuple(row[3:]) for row in spans.relations(left, right).tolist()]
    assert len(set(kin)) == 3


@pytest.mark.parametrize(
    ("left", "right", "words"),
    [(2, 3, ", meets"), (3, 2, ", meets"), (1, 2, ""), (3, 4, "and"), (0, 1, "")],
)
def test_what_stands_between(spans: Spans, left: int, right: int, words: str) -> None:
    """The words between two mentions, whichever comes first; nothing where the inner ends the outer."""
    first, end = spans.between(np.array([left]), np.array([right]))
    assert " ".join(WORDS[int(first[0]) : int(end[0])]) == words


def test_of_one_inside_the_other_it_is_what_follows_it() -> None:
    """Between "Tomas" and "Tomas's aunt" stands "'s aunt"."""
    spans = Spans(WORDS, [(0, len(WORDS))], [AUNT, (8, 9)])
    first, end = spans.between(np.array([0, 1]), np.array([1, 0]))
    assert [(int(a), int(b)) for a, b in zip(first, end, strict=True)] == [(9, 11), (9, 11)]


def test_the_mean_of_nothing_is_zero() -> None:
    """Means of rows from their running sums; an empty range gives zeros."""
    rows = np.arange(8, dtype=np.float32).reshape(4, 2)
    sums = np.pad(rows.cumsum(0), ((1, 0), (0, 0)))
    means = mean_between(sums, np.array([1, 2]), np.array([3, 2]))
    assert means.tolist() == [[3.0, 4.0], [0.0, 0.0]]


def test_where_a_mention_stands_among_those_of_its_character() -> None:
    """How far in the telling, in tenths, and how many of the same character follow: 1, none; 2 of another."""
    spans = Spans(["x"] * 20, [(0, 20)], [(0, 1), (5, 6), (9, 10), (15, 16), (19, 20)])
    found = spans.persons(np.array([0, 3, 1, 2, 4]), np.array([2, 3]))
    assert found.tolist() == [[0, 1], [7, 0], [2, 2], [4, 1], [9, 0]]
