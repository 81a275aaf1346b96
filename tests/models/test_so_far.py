"""Who was mentioned so far, as the head sees it that says whom the next mention means."""

from __future__ import annotations

from fabula.models.features import REACH, Spans
from fabula.models.so_far import SoFar


def test_who_was_mentioned_so_far() -> None:
    """Who was mentioned last stands first; plurals are noted, and bring nobody nearer."""
    words = "Ana rows . Luc sees Ana . They sleep .".split()
    spans = Spans(words, [(0, 3), (3, 7), (7, 10)], [(0, 1), (3, 4), (5, 6), (7, 8)])
    so_far = SoFar(spans)
    for mention, characters in enumerate(([0], [1], [0])):
        so_far.note(mention, characters)
    who, numbers = so_far.numbers(3)
    assert who == [0, 1]
    assert so_far.alone(0) == [0, 2]
    since, sentences, often, _, here, among = numbers[0].tolist()
    assert (since, sentences, often, here, among) == (0, 1, 2, 1, 0)
    so_far.note(3, [0, 1])
    who, numbers = so_far.numbers(3)
    assert who == [0, 1]
    assert numbers[:, -1].tolist() == [1, 1]
    assert spans.many == [False, False, False, True]


def test_who_was_mentioned_too_long_ago_is_not_thought_of() -> None:
    """Nor who was together then."""
    count = REACH + 5
    spans = Spans(["Ana"] * count, [(0, count)], [(k, k + 1) for k in range(count)])
    so_far = SoFar(spans)
    so_far.note(0, [0])
    so_far.note(1, [1])
    so_far.note(2, [0, 1])
    so_far.note(3, [2])
    who, numbers = so_far.numbers(4)
    assert (who, numbers[:, -1].tolist()) == ([2, 1, 0], [2, 1, 1])
    who, numbers = so_far.numbers(REACH + 3)
    assert (who, numbers[:, -1].tolist()) == ([2], [0])


def test_what_is_nested_is_linked_before_its_outer() -> None:
    """ "her" and "sister" before "her sister's house-guest", whichever part of the document is asked for."""
    spans = Spans("Ana meets her sister 's guest".split(), [(0, 6)], [(0, 1), (2, 6), (2, 4), (2, 3)])
    assert spans.nested_first(0, 4) == [0, 3, 2, 1]
    assert spans.nested_first(1, 3) == [2, 1]
