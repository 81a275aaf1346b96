"""How sure claims are."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from fabula.reading.confidence import MAPS, calibrated, with_links
from fabula.reading.layers import Cast, Coreference
from fabula.story.cast import Mention
from fabula.story.claims import Death, Relation
from fabula.story.ontology import RelationType
from fabula.story.text import Span

WHERE = Span("t", 0, 20)


def test_the_surer_stays_the_surer() -> None:
    """Every map keeps the order of scores, and gives a probability for the surest and the least sure, too."""
    assert all(slope > 0 for slope, _ in MAPS.values())
    deaths = [Death(id="d", evidence=(WHERE,), victim="c1", confidence=k / 20) for k in range(21)]
    said = [d.confidence for d in calibrated(deaths)]
    assert all(0 < a <= b < 1 for a, b in pairwise(said))
    assert said[0] < said[10] < said[20]


def test_a_relation_is_no_surer_than_who_is_meant() -> None:
    """A bond between two whose mentions may mean others is as doubtful as they are."""
    cast = Cast(
        (), (Mention(Span("t", 0, 3), ("c1",)), Mention(Span("t", 8, 11), ("c2",)), Mention(Span("t", 30, 33), ("c2",)))
    )
    links = Coreference(((0,), (1,), (1,)), 2, np.array([1.0, 0.5, 1.0], np.float32))
    bond = Relation(id="r", evidence=(WHERE,), type=RelationType.FRIEND_OF, a="c1", b="c2", confidence=0.8)
    assert with_links([bond], cast, links)[0].confidence == 0.4
