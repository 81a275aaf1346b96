"""He or she: who has been called a woman is not the boy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fabula.models.features import PRONOUNS
from fabula.reading.layers import Mentions
from fabula.reading.segment import Words

__all__ = ["Genders"]

_HIS = frozenset(
    "man gentleman boy lad guy father dad stepfather grandfather son stepson grandson brother uncle nephew husband "
    "widower groom bridegroom boyfriend king prince emperor duke count baron lord priest monk actor waiter".split()
)
_HERS = frozenset(
    "woman lady girl maid mother mom stepmother grandmother daughter stepdaughter granddaughter sister aunt niece wife "
    "widow bride girlfriend queen princess empress duchess countess baroness dame nun actress waitress".split()
)
"""English nouns for men and for women."""
_TITLES = {"mr": 1, "sir": 1, "lord": 1, "mrs": -1, "ms": -1, "miss": -1, "lady": -1}
CLEAR = 2
"""Mentions by which somebody is a woman rather than a man, or a man rather than a woman, at least."""


class Genders:
    """Who has been called he or she so far; characters by their numbers."""

    def __init__(self, words: Words, mentions: Mentions) -> None:
        spans = mentions.spans
        self._of = [
            _gender(words[first], pronoun, head)
            for first, pronoun, head in zip(spans.first.tolist(), spans.pronoun.tolist(), spans.heads, strict=True)
        ]
        self._called = Counter[int]()
        self._clear: dict[int, set[int]] = {1: set(), -1: set(), 0: set()}

    def note(self, mention: int, ids: Sequence[int]) -> None:
        """``mention`` means ``ids``."""
        own = self._of[mention]
        for one in ids if own and len(ids) == 1 else ():
            self._called[one] += own
            for gender in (1, -1):
                said = self._called[one] * gender >= CLEAR
                (self._clear[gender].add if said else self._clear[gender].discard)(one)

    def others(self, mention: int) -> set[int]:
        """Who cannot be meant, being clearly a man where ``mention`` is of a woman, or a woman where it is of a man."""
        return self._clear[-self._of[mention]]


def _gender(first: str, pronoun: int, head: str) -> int:
    """1 for a man, -1 for a woman, 0 where a mention's words do not say."""
    if pronoun in (PRONOUNS["he"], PRONOUNS["she"]):
        return 1 if pronoun == PRONOUNS["he"] else -1
    if head in _HIS or head in _HERS:
        return 1 if head in _HIS else -1
    return _TITLES.get(first.lower().rstrip("."), 0)
