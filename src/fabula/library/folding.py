"""Words as a search compares them, and how far two spellings lie apart."""

from __future__ import annotations

import re
from functools import lru_cache

from fabula.story.names import fold

__all__ = ["fold_words", "folded", "spelling_distance"]

_WORD = re.compile(r"[^\W_]+(?:['’\-‐][^\W_]+)*")


def fold_words(text: str) -> list[str]:
    """The words of ``text`` in lower case, without accents, apostrophes and hyphens: "Mo-gyeong's" gives "mogyeong"."""
    return [folded for word in _WORD.findall(text) if (folded := fold(word))]


@lru_cache(maxsize=65536)
def folded(text: str) -> str:
    """The words of ``text`` as :func:`fold_words` gives them, with spaces between them."""
    return " ".join(fold_words(text))


def spelling_distance(a: str, b: str, *, limit: int) -> int:
    """How many letters to change, add, drop or swap turn ``a`` into ``b``; ``limit + 1`` if more than ``limit``.

    The restricted distance of Damerau (1964).
    """
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
    return min(row[-1], limit + 1)
