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


def persons(pooled: Floats) -> Floats:
    """Logits as if the only number of a mention's vector were how surely it tells of a murder."""
    scores = np.zeros((len(pooled), sum(map(len, LABELS.values()))), np.float32)
    scores[:, 4] = scores[:, -1] = pooled[:, 0]  # dead; murder, which stands last here
    return scores


def ends(said: list[tuple[str, float]]) -> Ends:
    """The ends of those whose mentions are given, in one sentence, each with what its vector says."""
    words = segment(" ".join(who for who, _ in said))
    spans = [(k, k + 1) for k in range(len(said))]
    vectors = np.array([[sure] for _, sure in said], np.float32).reshape(len(said), 1)
    mentions = Mentions(
        Spans(words.strings(), words.sentences, spans), (Form.NAME,) * len(said), (None,) * len(said),
        np.ones(len(said), np.float32), vectors, np.zeros((len(words), 1), np.float32),
    )  # fmt: skip
    names = dict.fromkeys(who for who, _ in said)
    people = tuple(Character(id=who, name=who, evidence=(Span("t", 0, 1),)) for who in names)
    model = cast("Model", SimpleNamespace(labels=LABELS, heads=cast("Any", SimpleNamespace(persons=persons))))
    told = tuple(Mention(words.span("t", *s), (who,)) for s, (who, _) in zip(spans, said, strict=True))
    return FindEnds(model)(mentions, Cast(people, told))


def test_all_mentions_together_say_who_is_dead() -> None:
    """Each character by all mentions of their own; the one that says most is shown."""
    found = ends([("Ines", 1.0), ("Luc", -8.0), ("Ines", 9.0), ("Luc", -9.0)])
    assert found.dead["Ines"] > 0.9 > 0.1 > found.dead["Luc"]
    assert found.shown == {"Ines": 2, "Luc": 1}


def test_manners_stand_in_the_order_of_the_ontology() -> None:
    """Whatever the order of the labels that the weights were trained with."""
    assert dict(zip(Manner, ends([("Ines", 9.0)]).manners["Ines"], strict=True))[Manner.MURDER] > 0.9


def test_nobody_ends_where_nobody_is() -> None:
    """A telling without characters has no ends."""
    assert ends([]) == Ends({}, {}, {})
