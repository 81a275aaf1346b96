"""Names find their characters, however long the telling."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fabula.models.features import PRONOUNS, Spans
from fabula.reading.coreference import FARTHEST, Link, _antecedent
from fabula.reading.layers import Mentions
from fabula.reading.naming import Named
from fabula.reading.segment import segment
from fabula.story.ontology import Form


class Silent:
    """Heads that link nothing: what is linked is linked by name."""

    def coref(self, g: np.ndarray, i: np.ndarray, *_: Any) -> np.ndarray:
        return np.full(len(i), -1.0, np.float32)


class Eager(Silent):
    """Heads for which everybody is the one mentioned last but one."""

    def coref(self, g: np.ndarray, i: np.ndarray, j: np.ndarray, *_: Any) -> np.ndarray:
        return np.where((j - i) % 2 == 0, 9.0, -9.0).astype(np.float32)


class Told(Silent):
    """Heads that link the given pairs of mentions."""

    def __init__(self, *pairs: tuple[int, int]) -> None:
        self._pairs = frozenset(pairs)

    def coref(self, g: np.ndarray, i: np.ndarray, j: np.ndarray, *_: Any) -> np.ndarray:
        linked = [pair in self._pairs for pair in zip(i.tolist(), j.tolist(), strict=True)]
        return np.where(linked, 9.0, -9.0).astype(np.float32)


def linked(parts: list[str], heads: Any = None, *, overlooked: int | None = None) -> list[tuple[int, ...]]:
    """The characters of each mention in sentences like "[Ana] sings.", in the order of their first words.

    ``overlooked`` is the number of a mention whose name the tagger does not take for one.
    """
    text = " ".join(parts)
    words = segment(text.replace("[", "").replace("]", ""))
    spans, open_, at = [], [], 0
    for token in segment(text.replace("[", " [ ").replace("]", " ] ")).strings():
        if token == "[":
            open_.append(at)
        elif token == "]":
            spans.append((open_.pop(), at))
        else:
            at += 1
    spans.sort(key=lambda s: (s[0], -s[1]))
    strings = words.strings()
    places = [None if k == overlooked else _name(strings, a, b) for k, (a, b) in enumerate(spans)]
    mentions = Mentions(
        Spans(strings, words.sentences, spans),
        tuple(Form.NAME if place else Form.NOUN for place in places),
        tuple(places),
        np.ones(len(spans), np.float32),
        np.zeros((len(spans), 4), np.float32),
        np.zeros((len(strings), 4), np.float32),
    )
    model: Any = SimpleNamespace(heads=heads or Silent())
    return list(Link(model)(words, mentions).characters)


def _name(strings: list[str], a: int, b: int) -> tuple[int, int] | None:
    if strings[a].lower() in PRONOUNS:
        return None
    b -= strings[b - 1] == "'s"
    first = b
    while first > a and strings[first - 1][0].isupper():
        first -= 1
    return (first, b) if first < b else None


CROWD = ["[a singer] meets [the dancer] and [his guard]." for _ in range(FARTHEST)]


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ("Ondrej Vrba", "Ondrej Vrba"),
        ("Ondrej Vrba", "Vrba"),
        ("Vrba", "Ondrej Vrba"),
        ("Ondrej Vrba", "Mr. Vrba"),
        ("Zsófia", "Zsofia"),
        ("Min-seo", "Min Seo"),
    ],
)
def test_a_name_returns_to_its_character_from_any_distance(first: str, again: str) -> None:
    """Six hundred mentions later the same name, or an unambiguous part of it, is the same character."""
    found = linked([f"[{first}] leaves.", *CROWD, f"[{again}] returns."])
    assert len(found) > FARTHEST * 3
    assert found[0] == found[-1]


@pytest.mark.parametrize(
    ("cast", "again"),
    [
        (["Ondrej Vrba", "Jana Vrba"], "Vrba"),
        (["Ondrej Vrba"], "Jana Vrba"),
        (["Mrs. Vrba"], "Mr. Vrba"),
        (["Captain Vrba"], "Captain Novak"),
    ],
)
def test_what_could_be_two_is_not_made_one(cast: list[str], again: str) -> None:
    """A shared surname or a shared title joins nobody."""
    found = linked([*(f"[{name}] leaves." for name in cast), *CROWD, f"[{again}] returns."])
    assert found[-1] not in found[: len(cast)]


def test_a_name_is_one_wherever_it_stands() -> None:
    """A word that is a name elsewhere is one at the head of a sentence, too, whatever the tagger makes of it."""
    zsofia, _, again = linked(["[Zsófia] meets [Okonjo].", "[Zsófia's] father drew it."], overlooked=2)
    assert again == zsofia


def test_a_child_named_for_a_parent_is_another() -> None:
    """In "Peter's son Peter" there are two, and the name means the first of them again."""
    found = linked(["[Peter] sings.", "[[Peter's] son Peter] dances.", "[Peter] sleeps."])
    first, son, father, last = found
    assert (first, first) == (father, last)
    assert son != first


@pytest.mark.parametrize(("kin", "one"), [("mother", False), ("husband", False), ("son", True), ("boss", True)])
def test_nobody_has_the_mother_of_another(kin: str, one: bool) -> None:
    """However alike they sound to the reader, Ana's mother is not Vera's; a son and a boss they may share."""
    found = linked([f"[[Ana's] {kin}] sings.", f"[[Vera's] {kin}] sings."], heads=Eager())
    assert (found[0] == found[2]) is one


@pytest.mark.parametrize(
    "text",
    [
        "[Ana] and [Luc] row. [They] sleep.",
        "[Ana] meets [Luc] when [they] row.",
        "[Tomas] waits. [Ana] kisses [Luc]. [They] sleep.",
        "[Tomas] calls [Ines]. [They] row. Rain falls. [Ana] and [Luc] wake. [They] sleep.",
        "[Ana] and [Luc] row. [They] sleep. Rain falls on [them].",
    ],
)
def test_they_are_who_was_last_together(text: str) -> None:
    """Those joined by "and", else the last two mentioned; and again those, as long as no others come together."""
    mentions = text.replace("]", "[").split("[")[1::2]
    found = dict(zip(mentions, linked([text]), strict=True))
    assert linked([text])[-1] == tuple(sorted((*found["Ana"], *found["Luc"])))


def test_three_in_a_row_are_three() -> None:
    """An enumeration is taken whole."""
    ana, luc, ines, they = linked(["[Ana], [Luc] and [Ines] row.", "[They] sleep."])
    assert they == (*ana, *luc, *ines)


def test_they_who_are_nobody_yet_are_new() -> None:
    """A telling may begin with "they"; one being is no company."""
    assert linked(["[They] row."]) == [(0,)]
    ana, they = linked(["[Ana] rows.", "[They] sleep."])
    assert ana != they


def test_memory_grows_with_names_only() -> None:
    """A name that is said a thousand times is kept once."""
    named = Named()
    one = named.begin()
    for _ in range(1000):
        named.call(one, "Ondrej Vrba")
    assert len(named) == 1
    assert sum(len(kept) for kept in named._names) == 1
    assert len(named._bearer) == 1


def test_there_is_but_one_mother() -> None:
    """Who is said to be the girl's mother, before and after, is the woman whose daughter the girl is."""
    told = ["[[The girl's] mother] rows.", "[Ana] loses [[her] daughter].", "[the mother of [the girl]] sleeps."]
    mother, girl, ana, daughter, her, again, the_girl = linked(told, Told((1, 3), (2, 4), (1, 6)))
    assert (ana, ana, ana) == (mother, her, again)
    assert (girl, girl) == (daughter, the_girl)
    assert ana != girl


def test_two_of_unlike_names_are_no_one_mother() -> None:
    """Where both have names, somebody was misread; they stay two."""
    told = ["[Ana] loses [[her] daughter].", "[Vera] seeks [[her] daughter]."]
    ana, _, her, vera, _, hers = linked(told, Told((0, 2), (3, 5), (1, 4)))
    assert (ana, vera) == (her, hers)
    assert ana != vera


def test_several_mentions_outvote_one() -> None:
    """Two mentions that score nearly as high as a third speak for their character, though it is not the best."""
    scores = np.array([2.0, 1.8, 1.8], np.float32)
    assert _antecedent(scores, [(0,), (1,), (1,)], Named(), "", set()) == (1,)
    assert _antecedent(scores, [(0,), (1,), (1,)], Named(), "", {1}) == (0,)
    assert _antecedent(-scores, [(0,), (1,), (1,)], Named(), "", set()) is None
    assert _antecedent(np.array([2.0, 0.1, 0.1], np.float32), [(0,), (1,), (1,)], Named(), "", set()) == (0,)
