"""Whose mother, whose wife: what kinship says of who is who.

Your mother is not mine, and there is but one of her: "the girl's mother" and, later, a woman whose child is that girl
are the same woman.
"""

from __future__ import annotations

from fabula.models.features import PRONOUNS, TIES
from fabula.reading.layers import Mentions

__all__ = ["Kin"]

_PARENT, _CHILD, _SPOUSE = TIES["mother"], TIES["child"], TIES["wife"]
_PARENTS = {"mother": 0, "mom": 0, "mum": 0, "mama": 0, "father": 1, "dad": 1, "papa": 1}
"""The words for the one mother, and the one father, that everybody has."""
_OWNERS = {PRONOUNS["her"]: 0, PRONOUNS["his"]: 1}
_CHILDREN = frozenset({"child", "kid", "son", "daughter", "baby"})
SURE = 0.8
"""How likely a mention must mean whom it is taken for, to say who somebody's mother or father is."""


class Kin:
    """Who has been called whose parent, child or spouse so far; characters by their numbers."""

    def __init__(self, mentions: Mentions) -> None:
        self._spans = mentions.spans
        self._called: dict[tuple[int, int], set[int]] = {}  # parents and spouses, by which they are and whose
        self._parents: dict[tuple[int, int], list[int]] = {}  # by mother or father, and child

    def owner(self, j: int) -> int | None:
        """The mention that says whose the mention ``j`` of somebody's kin is: "her", "of Ana"."""
        owner = self._spans.owners[j]
        return owner if owner >= 0 and self._spans.ties[j] in (_PARENT, _CHILD, _SPOUSE) else None

    def others(self, j: int, owner: int) -> set[int]:
        """Who is a parent or a spouse of somebody else than the character ``owner``, as ``j`` is one of theirs."""
        kind = int(self._spans.ties[j])
        return {c for (k, o), them in self._called.items() if k == kind and o != owner for c in them}

    def note(self, j: int, owner: int, pronoun: int, character: int, chance: float) -> None:
        """The mention ``j`` of kin of the character ``owner``, told by a pronoun of this class, means ``character``.

        ``chance`` is how likely all that is.
        """
        head, kind = self._spans.heads[j], int(self._spans.ties[j])
        if kind != _CHILD:  # who has two parents, and may be another's child as well
            self._called.setdefault((kind, owner), set()).add(character)
        if head in _PARENTS:
            self._add(_PARENTS[head], owner, character)
        elif chance >= SURE and head in _CHILDREN and pronoun in _OWNERS:
            self._add(_OWNERS[pronoun], character, owner)

    def _add(self, parent: int, child: int, character: int) -> None:
        parents = self._parents.setdefault((parent, child), [])
        if character not in parents and character != child:
            parents.append(character)

    def same(self) -> list[tuple[int, int]]:
        """Pairs of characters who are the same: both the mother, or both the father, of one child."""
        children: dict[int, set[int]] = {}
        for (_, child), parents in self._parents.items():
            for parent in parents:
                children.setdefault(parent, set()).add(child)
        return [
            (a, b)
            for parents in self._parents.values()
            for n, a in enumerate(parents)
            for b in parents[n + 1 :]
            if a not in children.get(b, ()) and b not in children.get(a, ())
        ]
