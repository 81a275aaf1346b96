"""Names find their characters, however long the telling."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fabula.models.features import PRONOUNS, REACH, Spans
from fabula.reading.coreference import TRUST, Link, _meant, _odds
from fabula.reading.layers import Mentions
from fabula.reading.naming import Named
from fabula.reading.segment import segment
from fabula.story.ontology import Form


class Silent:
    """Heads that link nothing: what is linked is linked by name."""

    def coref(self, g: np.ndarray, i: np.ndarray, *_: Any) -> np.ndarray:
        return np.full(len(i), -9.0, np.float32)

    def several(self, g: np.ndarray) -> np.ndarray:
        return np.full(len(g), -1.0, np.float32)

    def told(self, g: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        return g, g

    def whom(self, characters: np.ndarray, mention: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        return np.array([[0.0, -9.0]] * len(characters), np.float32)


class Company(Silent):
    """Heads for which a plural is made up of the two who were mentioned last."""

    def whom(self, characters: np.ndarray, mention: np.ndarray, numbers: np.ndarray) -> np.ndarray:
        return np.array([[0.0, 9.0 if k < 2 else -9.0] for k in range(len(characters))], np.float32)


class Eager(Silent):
    """Heads for which everybody is the one mentioned last but one, though not so surely that names do not matter."""

    def coref(self, g: np.ndarray, i: np.ndarray, j: np.ndarray, *_: Any) -> np.ndarray:
        return np.where((j - i) % 2 == 0, 3.0, -9.0).astype(np.float32)


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


CROWD = ["[a singer] meets [the dancer] and [his guard]." for _ in range(REACH)]


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
    assert len(found) > REACH * 3
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


@pytest.mark.parametrize(("again", "one"), [("the boy", False), ("the girl", True)])
def test_who_is_a_woman_is_no_boy(again: str, one: bool) -> None:
    """However alike they sound to the reader, if she was called she more than once; what says nothing bars nobody."""
    told = ["[Ana] rows.", "[She] sings.", "[She] sleeps.", f"[{again}] wakes."]
    found = linked(told, Told((0, 1), (1, 2), (2, 3)))
    assert found[0] == found[1] == found[2]
    assert (found[2] == found[3]) is one


@pytest.mark.parametrize("again", ["They", "Both", "the sisters"])
def test_a_plural_takes_all_that_it_is_of(again: str) -> None:
    """Those who the heads say are among them."""
    tomas, ana, luc, they = linked(["[Tomas] waits.", "[Ana] kisses [Luc].", f"[{again}] sleep."], Company())
    assert they == (*ana, *luc)
    assert not set(tomas) & set(they)


def test_who_is_one_is_not_several() -> None:
    """What looks like one being means one, whatever the heads say of its company; and one being is no company."""
    assert len(linked(["[Ana] meets [Luc].", "[She] sleeps."], Company())[-1]) == 1
    ana, they = linked(["[Ana] rows.", "[They] sleep."], Company())
    assert ana != they
    assert linked(["[They] row."], Company()) == [(0,)]


def meant(scores: list[float], ids: list[tuple[int, ...]], barred: tuple[int, ...] = (), **alone: float) -> Any:
    """Whom a nameless mention means, by the scores of the mentions before; ``c0=1.0`` is what is known of the first."""
    odds = _odds(np.array(scores, np.float32), ids, set(barred))
    return _meant(odds, {int(c[1:]): score for c, score in alone.items()}, Named(), "")


@pytest.mark.parametrize(("score", "one"), [(9.0, True), (2.0, False)])
def test_a_group_that_is_clearly_meant_is_not_made_up_anew(score: float, one: bool) -> None:
    """ "The thugs", said again, are the thugs, though the last two mentioned are likelier several than not."""

    class Both(Company):
        def coref(self, g: np.ndarray, i: np.ndarray, j: np.ndarray, *_: Any) -> np.ndarray:
            return np.where((i == 0) & (j == 3), score, -9.0).astype(np.float32)

    thugs, ana, luc, they = linked(["[the thugs] wait.", "[Ana] kisses [Luc].", "[They] sleep."], Both())
    assert they == (thugs if one else (*ana, *luc))


def test_what_is_known_of_somebody_counts() -> None:
    """Of two whose mentions speak alike, that one is meant whom all that was said of him speaks for."""
    assert meant([1.0, 1.0], [(0,), (1,)], c0=-0.5, c1=0.5)[0] == (1,)
    assert meant([1.0, 1.0], [(0,), (1,)], c0=-2.0, c1=-2.0)[0] == ()


def test_how_likely_somebody_is_meant() -> None:
    """The odds of each, trusted in part, against those of all, nobody so far among them."""
    assert meant([0.0, 0.0], [(0,), (1,)])[1] == pytest.approx(1 / 3)
    assert meant([0.0, 0.0], [(0,), (0,)]) == ((0,), pytest.approx(2**TRUST / (1 + 2**TRUST)))
    assert meant([-2.0], [(0,)]) == ((), pytest.approx(1 / (1 + np.exp(-2.0 * TRUST))))


@pytest.mark.parametrize(("score", "one"), [(9.0, True), (2.0, False)])
def test_an_unlike_name_joins_only_who_is_surely_meant(score: float, one: bool) -> None:
    """ "Ana, known as the Fox": one where the words leave no doubt; elsewhere rather two than one too few."""
    named = Named()
    named.call(named.begin(), "Ana Kovac")
    odds = _odds(np.array([score], np.float32), [(0,)], set())
    assert _meant(odds, {}, named, "Fox")[0] == ((0,) if one else ())
    assert _meant(odds, {}, named, "Ana")[0] == (0,)


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
    ids: list[tuple[int, ...]] = [(0,), (1,), (1,)]
    assert meant([2.0, 1.8, 1.8], ids)[0] == (1,)
    assert meant([2.0, 1.8, 1.8], ids, barred=(1,))[0] == (0,)
    assert meant([-2.0, -1.8, -1.8], ids)[0] == ()
    assert meant([2.0, 0.1, 0.1], ids)[0] == (0,)
