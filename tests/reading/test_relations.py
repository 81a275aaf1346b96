"""Which mentions can be related."""

from __future__ import annotations

import numpy as np

from fabula.models.features import Spans
from fabula.reading.layers import Cast, Mentions
from fabula.reading.relations import _pairs
from fabula.reading.segment import segment
from fabula.story.cast import Mention
from fabula.story.ontology import Form


def test_whose_owner_somebody_is_is_nobodys_kin() -> None:
    """In "his sister's child" he is paired with the sister, she with the child, he not with the child."""
    words = segment("Ivo meets his sister 's child .")
    spans = [(0, 1), (2, 6), (2, 5), (2, 3)]
    mentions = Mentions(
        Spans(words.strings(), words.sentences, spans), (Form.NOUN,) * 4, (None,) * 4,
        np.ones(4, np.float32), np.zeros((4, 1), np.float32), np.zeros((len(words), 1), np.float32),
    )  # fmt: skip
    names = ("ivo", "child", "sister", "ivo")
    cast = Cast((), tuple(Mention(words.span("t", *s), (n,)) for s, n in zip(spans, names, strict=True)))
    pairs = {(x, y) for x, y, *_ in _pairs(mentions, cast)}
    assert {(3, 2), (2, 1), (0, 1), (0, 2)} <= pairs
    assert not {(3, 1), (1, 3)} & pairs
