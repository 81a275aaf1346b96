"""Two tellings, or two sets of tellings, of one story against each other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fabula.errors import InputError
from fabula.story.ontology import AlignmentKind
from fabula.story.story import Story
from fabula.story.tellings import Disagreement

__all__ = ["Diff", "diff"]


@dataclass(frozen=True, slots=True)
class Diff:
    """What the tellings ``a`` and the tellings ``b`` of one story say: ids of the merged story's characters and claims.

    ``contradicts`` are the disagreements that have a side in each. What a telling says in summary, it says: an event
    that the one side tells, and the other only as part of a whole, is in both.
    """

    a: tuple[str, ...]
    b: tuple[str, ...]
    both: tuple[str, ...]
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    contradicts: tuple[Disagreement, ...]


def diff(story: Story, a: Collection[str], b: Collection[str]) -> Diff:
    """What only the tellings with the ids ``a`` say, what only ``b`` say, what both say, and what they contradict.

    Raises:
        InputError: if one of them is no telling of ``story``, or stands on both sides, or a side is empty.
    """
    known = {t.id for t in story.tellings}
    for id in (*a, *b):
        if id not in known:
            raise InputError(f"This story has no telling {id!r}; it has {', '.join(sorted(known))}.")
    if not a or not b or {*a} & {*b}:
        raise InputError("Each side of a difference needs tellings of its own: name at least one for each, none twice.")
    said: list[tuple[str, set[str]]] = []
    where: dict[str, set[str]] = {c.id: set() for c in story.characters}
    for mention in story.mentions:
        for id in mention.characters:
            where[id].add(mention.span.telling)
    said += where.items()
    summed_up: dict[str, set[str]] = {}
    for alignment in story.alignments:
        if alignment.kind is AlignmentKind.PART:
            summed_up.setdefault(alignment.shared, set()).add(alignment.telling)
    said += [(claim.id, {*claim.tellings} | summed_up.get(claim.id, set())) for claim in story.claims()]
    here, there = {*a}, {*b}
    return Diff(
        tuple(sorted(here)),
        tuple(sorted(there)),
        tuple(id for id, by in said if by & here and by & there),
        tuple(id for id, by in said if by & here and not by & there),
        tuple(id for id, by in said if by & there and not by & here),
        tuple(d for d in story.disagreements if _between(d, here, there)),
    )


def _between(disagreement: Disagreement, here: set[str], there: set[str]) -> bool:
    sides = [{*side.tellings} for side in disagreement.sides]
    return any(x & here and y & there for n, x in enumerate(sides) for m, y in enumerate(sides) if n != m)
