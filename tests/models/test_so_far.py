"""Who was mentioned so far, as the head sees it that says whom the next mention means."""

from __future__ import annotations

from fabula.models.features import REACH, Spans
from fabula.models.so_far import WHOM_FEATURES, SoFar

AMONG, JOINED, NOUN, OWNED, NUMBER, ARTICLE = range(5, 11)
"""The places of features."""


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
    since, sentences, often, _, here, among = numbers[0, :6].tolist()
    assert (since, sentences, often, here, among) == (0, 1, 2, 1, 0)
    so_far.note(3, [0, 1])
    who, numbers = so_far.numbers(3)
    assert who == [0, 1]
    assert numbers[:, AMONG].tolist() == [1, 1]
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
    assert (who, numbers[:, AMONG].tolist()) == ([2, 1, 0], [2, 1, 1])
    who, numbers = so_far.numbers(REACH + 3)
    assert (who, numbers[:, AMONG].tolist()) == ([2], [0])


def test_what_is_nested_is_linked_before_its_outer() -> None:
    """ "her" and "sister" before "her sister's house-guest", whichever part of the document is asked for."""
    spans = Spans("Ana meets her sister 's guest".split(), [(0, 6)], [(0, 1), (2, 6), (2, 4), (2, 3)])
    assert spans.nested_first(0, 4) == [0, 3, 2, 1]
    assert spans.nested_first(1, 3) == [2, 1]


def told(text: str, marks: list[tuple[int, int, int]]) -> tuple[list[int], list[list[int]]]:
    """What is known of the characters of all ``marks`` (first word, end, character) but the last, for the last."""
    words, asked = text.split(), marks[-1]
    marks = sorted(marks, key=lambda m: (m[0], -m[1]))
    spans = Spans(words, [(0, len(words))], [(a, b) for a, b, _ in marks])
    so_far = SoFar(spans)
    for mention in spans.nested_first(0, len(marks)):
        if marks[mention] != asked:
            so_far.note(mention, [marks[mention][2]])
    who, numbers = so_far.numbers(marks.index(asked))
    assert (numbers < WHOM_FEATURES).all()
    return who, numbers.tolist()


def test_whose_somebody_is() -> None:
    """Ana's men are not Luc's; "his men" are those of whoever "he" is, and "the men" are whose it may be."""
    text = "Ana 's men and Luc 's men fight ; his men win , the men flee , her sister sleeps"
    ana, luc = [(0, 2, 0), (0, 3, 1)], [(4, 6, 2), (4, 7, 3)]
    words = text.split()
    his, the = words.index("his"), words.index("flee") - 2
    who, numbers = told(text, [*ana, *luc, (his, his + 1, 2), (his, his + 2, 3)])
    assert {c: n[OWNED] for c, n in zip(who, numbers, strict=True)} == {0: 3, 1: 5, 2: 3, 3: 4}
    who, numbers = told(text, [*ana, *luc, (the, the + 2, 3)])
    assert {c: n[OWNED] for c, n in zip(who, numbers, strict=True)} == {0: 1, 1: 2, 2: 1, 3: 2}
    her = words.index("her")
    who, numbers = told(text, [*ana, *luc, (her, her + 1, 0), (her, her + 2, 4)])
    assert {c: n[OWNED] for c, n in zip(who, numbers, strict=True)} == {0: 3, 1: 6, 2: 3, 3: 7}


def test_which_of_several_of_a_kind() -> None:
    """The young tree is not the hollow tree; "the tree" may be either."""
    text = "a hollow tree and a young tree and a bird meet ; the young tree ; the tree ; the old young tree"
    before = [(0, 3, 0), (4, 7, 1), (8, 10, 2)]
    words = text.split()
    for start, end, wanted in ((12, 15, (4, 3, 2)), (16, 18, (6, 6, 2)), (19, 23, (4, 4, 2))):
        assert words[start] == "the"
        who, numbers = told(text, [*before, (start, end, 0)])
        assert [n[NOUN] for _, n in sorted(zip(who, numbers, strict=True))] == list(wanted)
        assert {n[ARTICLE] for n in numbers} == {2}


def test_who_stands_together_and_how_many() -> None:
    """Who is joined by "and" may be "they" together; a plural noun goes with several."""
    text = "Ana and Luc meet the guards and a dog , whom they fear"
    who, numbers = told(text, [(0, 1, 0), (2, 3, 1), (4, 6, 2), (7, 9, 3), (11, 12, 0)])
    known = {c: (n[JOINED], n[NUMBER]) for c, n in zip(who, numbers, strict=True)}
    assert known == {0: (1, 4), 1: (1, 4), 2: (1, 5), 3: (1, 4)}
    who, numbers = told("Ana meets Luc ; he", [(0, 1, 0), (2, 3, 1), (4, 5, 1)])
    assert {c: (n[JOINED], n[NUMBER]) for c, n in zip(who, numbers, strict=True)} == {0: (0, 1), 1: (0, 1)}
