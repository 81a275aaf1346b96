"""Which relations cannot hold together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from fabula.story.claims import Relation
from fabula.story.ontology import Gender, RelationType

__all__ = ["consistent"]

_KIN = frozenset(
    {
        RelationType.PARENT_OF,
        RelationType.SIBLING_OF,
        RelationType.SPOUSE_OF,
        RelationType.PARTNER_OF,
        RelationType.RELATIVE_OF,
    }
)
_CONTRARY = {RelationType.SERVES: RelationType.SUPERIOR_OF, RelationType.SUPERIOR_OF: RelationType.SERVES}


def consistent(relations: Iterable[Relation], genders: Mapping[str, Gender]) -> list[Relation]:
    """Of ``relations``, the best founded first, those that no better founded one rules out, in their order.

    Nobody is the parent of their own parent, sibling, grandchild or child's other parent, nor serves whom they lead;
    nobody has two mothers or two fathers; two people are kin in one way only. ``genders`` are the characters'.
    """
    said: set[tuple[RelationType | None, str, str]] = set()
    kin: set[frozenset[str]] = set()
    parents: defaultdict[str, set[str]] = defaultdict(set)
    children: defaultdict[str, set[str]] = defaultdict(set)
    kept = []
    for relation in relations:
        type, a, b = relation.type, relation.a, relation.b
        turned = not type.symmetric and (type, b, a) in said
        if turned or (_CONTRARY.get(type), a, b) in said:
            continue
        if type in _KIN:
            if frozenset((a, b)) in kin:
                continue
            if type is RelationType.PARENT_OF:
                gender = genders.get(a, Gender.UNKNOWN)
                taken = gender is not Gender.UNKNOWN and any(genders.get(p) is gender for p in parents[b])
                if taken or parents[a] & parents[b] or children[a] & children[b] or children[a] & parents[b]:
                    continue
                parents[b].add(a)
                children[a].add(b)
            kin.add(frozenset((a, b)))
        said.add((type, a, b))
        kept.append(relation)
    return kept
