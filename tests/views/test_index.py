"""What views look up."""

from __future__ import annotations

from dataclasses import replace

from fabula.story.claims import Relation
from fabula.story.ontology import Gender, RelationType
from fabula.story.text import Span
from fabula.views.index import Index
from tests.views.samples import sample


def test_what_fewer_tellings_say_gives_way() -> None:
    """Of two mothers the one that more tellings tell is sure, and one that a user has settled stays whoever else is."""
    story = sample()
    child, *women = story.characters[:3]
    story = replace(story, characters=(child, *(replace(w, gender=Gender.FEMALE) for w in women)))
    spans = (Span("long", 0, 4), Span("short", 0, 4))

    def mother(id: str, who: int, said: int, confidence: float) -> Relation:
        return Relation(
            id=id, type=RelationType.PARENT_OF, a=women[who].id, b=child.id, evidence=spans[:said],
            confidence=confidence,
        )  # fmt: skip

    def sure(*relations: Relation) -> set[str]:
        index = Index(replace(story, relations=relations))
        return {r.id for r in relations if index.sure(r)}

    assert sure(mother("r1", 0, 1, 0.9), mother("r2", 1, 2, 0.8)) == {"r2"}
    assert sure(mother("r1", 0, 1, 1.0), mother("r2", 1, 2, 0.8)) == {"r1"}
    assert sure(mother("r1", 0, 1, 0.9)) == {"r1"}
