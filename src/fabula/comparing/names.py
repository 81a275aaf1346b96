"""How alike two names, and two descriptions, of characters are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from fabula.comparing.words import FUNCTION_WORDS, closeness, rarity, stem
from fabula.story.names import WORD, fold, name_words

__all__ = ["Phrase", "best_name", "is_name", "phrase", "phrase_likeness"]

_POINTING = frozenset(
    "a an the this that these those his her their its my our your some another each two three four".split()
)
_NUMBERS = frozenset("one two three four five six seven eight nine ten several many few".split())
_AFTER_HEAD = frozenset(
    "of in on at from with without for to by who whom whose which that named called known under near behind".split()
)

_KIN = frozenset(
    stem(word)
    for word in "mother father son daughter brother sister wife husband child uncle aunt cousin niece nephew "
    "grandmother grandfather widow widower fiance fiancee girlfriend boyfriend".split()
)


def is_name(words: str) -> bool:
    """Whether ``words`` end in a capitalised word that is no plain word at the start of a sentence."""
    found = WORD.findall(words)
    if not found:
        return False
    last = found[-1]
    if last.endswith(("'s", "’s")):
        last = last[:-2]
    return last[:1].isupper() and (len(found) == 1 or fold(last) not in FUNCTION_WORDS)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A description of a character: ``head`` is the stem of the noun it ends in, ``modifiers`` the stems before it.

    ``joined`` is all of it in one word, so that "hit man", "hit-man" and "hitman" can be found the same.
    """

    head: str
    modifiers: frozenset[str]
    joined: str


@lru_cache(maxsize=16384)
def phrase(description: str) -> Phrase | None:
    """``description`` taken apart; ``None`` if nothing but pointing words is in it."""
    found = WORD.findall(description)
    owners = [i for i, w in enumerate(found) if w.endswith(("'s", "’s", "s'", "s’"))]
    if owners and owners[-1] < len(found) - 1:
        found = found[owners[-1] + 1 :]
    words: list[str] = []
    for word in found:
        if words and word.lower() in _AFTER_HEAD:
            break
        words.extend(part for part in word.replace("’", "'").removesuffix("'s").split("-") if part)
    folded = [fold(w) for w in words]
    folded = [w for w in folded if w not in _POINTING and w not in _NUMBERS and w not in FUNCTION_WORDS]
    if not folded:
        return None
    return Phrase(stem(folded[-1]), frozenset(stem(w) for w in folded[:-1]), "".join(folded))


def phrase_likeness(a: Phrase, b: Phrase) -> float:
    """How alike two descriptions are, between 0 and 1: their heads, weighed by rarity, then their modifiers."""
    if a.head == b.head:
        shared = a.modifiers & b.modifiers
        either = a.modifiers | b.modifiers
        more = (len(shared) + 1) / (len(either) + 1)
        return (0.35 + 0.65 * min(1.0, rarity(a.head) / 0.5)) * (0.6 + 0.4 * more)
    if len(a.joined) >= 6 and a.joined == b.joined:
        return 0.9
    if a.head in _KIN and b.head in _KIN:
        return 0.0  # near in meaning, and never the same person to the same other
    near = closeness(a.head, b.head)
    return 0.5 * near if near > 0.35 else 0.0


def best_name(names: Sequence[str]) -> str:
    """The fullest of some names: the most words, then the most letters; ties by the alphabet."""
    return min(names, key=lambda n: (-len(name_words(n)), -len("".join(name_words(n))), n))
