"""How the story ends for each character."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np

from fabula.models.features import Spans
from fabula.models.heads import Floats
from fabula.models.model import Model
from fabula.reading.ends import FindEnds
from fabula.reading.layers import Cast, Ends, Mentions
from fabula.reading.segment import segment
from fabula.story.cast import Character, Mention
from fabula.story.ontology import Form, Manner
from fabula.story.text import Span

LABELS = {
    "kind": ["person"], "gender": ["f"], "fate": ["unknown", "alive", "dead"], "part": ["none"],
    "manner": [manner.value for manner in reversed(Manner)],
}  # fmt: skip


def persons(g: Floats, sizes: Any, numbers: Any, labels: list[int]) -> tuple[Floats, Floats, Floats]:
    """Logits as if a mention's vector were how surely it tells of a murder, and how much it is looked at."""
    assert len(numbers) == len(g)
    said = np.zeros((len(g), sum(labels)), np.float32)
    said[:, 4] = said[:, -1] = g[:, 0]  # dead; murder, which stands last here
    share = np.repeat(g[:, 1:], len(labels), axis=1)
    whole = np.add.reduceat(said * share[:, :1], np.cumsum(sizes) - sizes)
    return whole, share, said


def ends(said: list[tuple[str, float, float]]) -> Ends:
    """The ends of those whose mentions are given, in one sentence, each with what its vector says."""
    words = segment(" ".join(who for who, *_ in said))
    spans = [(k, k + 1) for k in range(len(said))]
    vectors = np.array([vector for _, *vector in said], np.float32).reshape(len(said), 2)
    mentions = Mentions(
        Spans(words.strings(), words.sentences, spans), (Form.NAME,) * len(said), (None,) * len(said),
        np.ones(len(said), np.float32), vectors, np.zeros((len(words), 1), np.float32),
    )  # fmt: skip
    names = dict.fromkeys(who for who, *_ in said)
    people = tuple(Character(id=who, name=who, evidence=(Span("t", 0, 1),)) for who in names)
    model = cast("Model", SimpleNamespace(labels=LABELS, heads=cast("Any", SimpleNamespace(persons=persons))))
    told = tuple(Mention(words.span("t", *s), (who,)) for s, (who, *_) in zip(spans, said, strict=True))
    return FindEnds(model)(mentions, Cast(people, told))


def test_all_mentions_together_say_who_is_dead() -> None:
    """Each character by all mentions of their own."""
    found = ends([("Ines", 1.0, 0.5), ("Luc", -8.0, 0.5), ("Ines", 9.0, 0.5), ("Luc", -9.0, 0.5)])
    assert found.dead["Ines"] > 0.9 > 0.1 > found.dead["Luc"]


def test_the_mention_that_says_most_is_shown() -> None:
    """What counts is how much it is looked at and what it says: not one that is hardly looked at, nor the least."""
    found = ends([("Ines", 9.0, 0.01), ("Ines", 3.0, 0.99), ("Luc", -1.0, 0.9), ("Luc", -4.0, 0.1)])
    assert found.shown == {"Ines": 1, "Luc": 2}


def test_manners_stand_in_the_order_of_the_ontology() -> None:
    """Whatever the order of the labels that the weights were trained with."""
    assert dict(zip(Manner, ends([("Ines", 9.0, 1.0)]).manners["Ines"], strict=True))[Manner.MURDER] > 0.9


def test_nobody_ends_where_nobody_is() -> None:
    """A telling without characters has no ends."""
    assert ends([]) == Ends({}, {}, {})
