"""Names: their words, and how alike two of them are.

Names come in many spellings, and reading a telling and comparing tellings must not disagree on what a name is.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["TITLES", "WORD", "fold", "name_likeness", "name_words", "same_letters", "word_likeness"]

WORD = re.compile(r"[^\W\d_]+(?:['’\-‐][^\W\d_]+)*|\d+")

# Words that stand before a name and belong to no name: a closed class of address and office.
TITLES = frozenset(
    """
    mr mrs ms miss mister master madam madame mme monsieur mlle sir lady lord dame king queen prince princess
    duke duchess count countess baron baroness earl emperor empress captain colonel general major sergeant sgt
    lieutenant lt corporal private admiral commander commissioner chief officer inspector detective agent
    sheriff marshal doctor dr professor prof father mother sister brother aunt uncle grandma grandpa grandmother
    grandfather judge senator president mayor governor minister reverend rev pastor bishop cardinal pope saint
    st old young little the a an
    """.split()
)

_MARKS = re.compile(r"['’]s$|['’\-‐]")


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """``word`` in lower case, without accents, apostrophes and hyphens."""
    plain = word.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return plain if plain.isalnum() else _MARKS.sub("", plain)


@lru_cache(maxsize=16384)
def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name, without titles (unless it is nothing else)."""
    words = tuple(fold(w) for w in WORD.findall(name))
    return tuple(w for w in words if w not in TITLES) or words


# What the letters of one sound become when a name is written down by another ear; applied in this order.
_SOUNDS = [
    (re.compile(pattern), put)
    for pattern, put in (
        ("ph", "f"),
        ("(?<=[bcdfgklmnprstvz])yo", "e"),
        ("ck|kh|q|ch(?=[rl])", "k"),
        ("c(?=[eiy])", "s"),
        ("c(?!h)", "k"),
        ("x", "ks"),
        ("th", "t"),
        ("dh", "d"),
        ("gh", "g"),
        ("w", "v"),
        ("z|ts", "s"),
        ("oo|ou|eu|u", "u"),
        ("eo", "o"),
        ("ee|ea|ie|ei|y|j(?=[aeiou])", "i"),
        ("ae", "e"),
        ("h(?![aeiou])", ""),
        (r"(.)\1", r"\1"),
    )
]


@lru_cache(maxsize=16384)
def _sound(word: str) -> str:
    for pattern, put in _SOUNDS:
        word = pattern.sub(put, word)
    return word


def _edits(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        last, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            last, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, last + (x != y))
    return row[-1]


@lru_cache(maxsize=65536)
def word_likeness(a: str, b: str) -> float:
    """How alike two folded words of names are, between 0 and 1: by their letters, or by their sounds.

    The part of the letters that need not change (Levenshtein 1966), taken once as written and once with the spellings
    of one sound made one; short words must agree in all but nothing.
    """
    if a == b:
        return 1.0
    if min(len(a), len(b)) < 3:
        return 0.0
    written = 1 - _edits(a, b) / max(len(a), len(b))
    x, y = _sound(a), _sound(b)
    sounded = 0.95 * (1 - _edits(x, y) / max(len(x), len(y), 1))
    first = 1.0 if x[:1] == y[:1] else 0.8
    return max(written, sounded) * first


def same_letters(a: str, b: str) -> bool:
    """Whether two names differ in nothing but spaces, hyphens, accents and case."""
    return "".join(fold(w) for w in WORD.findall(a)) == "".join(fold(w) for w in WORD.findall(b))


@lru_cache(maxsize=65536)
def name_likeness(a: str, b: str) -> float:
    """How alike two names are, between 0 and 1.

    1 for the same words however joined; 0.9 where one is part of the other ("Byun" of "Byun Ho"); less where words are
    only spelled alike; near 0 where a word of each stands against the other ("John Lee", "Mary Lee").
    """
    x, y = name_words(a), name_words(b)
    if not x or not y:
        return 0.0
    if "".join(x) == "".join(y):
        return 1.0
    if len(x) > len(y):
        x, y = y, x
    joined = word_likeness("".join(x), "".join(y)) if max(len(x), len(y)) > 1 and abs(len(x) - len(y)) <= 1 else 0.0
    left = list(y)
    matched: list[float] = []
    for word in x:
        best = max(left, key=lambda other: word_likeness(word, other))
        matched.append(word_likeness(word, best))
        left.remove(best)
    worst, mean = min(matched), sum(matched) / len(matched)
    if len(x) == len(y):
        return max(joined if joined > 0.85 else 0.0, mean if worst >= 0.7 else 0.3 * mean)
    return max(joined if joined > 0.85 else 0.0, 0.9 * mean if worst >= 0.75 else 0.3 * mean)
