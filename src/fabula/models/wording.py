"""What the words of a mention say, taken by themselves: which are its own, how it begins, whose it is."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["DETERMINERS", "POSSESSIVES", "article", "joined", "own_words", "owners"]

POSSESSIVES = frozenset({"'s", "’s", "'", "’"})
"""The words that make a genitive."""
DETERMINERS = frozenset("the a an his her their its my your our this that these those 's ’s".split())
_INDEFINITE = frozenset("a an one some several two three four five many".split())
_DEFINITE = frozenset("the this that these those".split())
_LINKS = frozenset("of who whom whose which that in from at with on for to named called ( , ; : - – —".split())
"""What ends the part of a mention that its head stands in: "the leader | of the gang", "a man | who loves her"."""


def own_words(words: Sequence[str]) -> list[str]:
    """The words of a mention that say what it is itself: not whose it is, nor what follows its head."""
    low = 0
    for i, word in enumerate(words[:-1]):
        if word in POSSESSIVES:
            low = i + 1
    high = len(words)
    for i in range(low + 1, len(words)):
        if words[i].lower() in _LINKS and not (words[i].lower() == "of" and words[i - 1][:1].isupper()):
            high = i
            break
    own = [w for w in words[low:high] if w.lower() not in DETERMINERS]
    return own or list(words[low:high])


def article(start: list[str]) -> int:
    """How a mention of which these are the first words begins."""
    if start[0] == "another" or (start[0] in _DEFINITE and start[-1] in ("other", "others")):
        return 3
    return 1 if start[0] in _INDEFINITE else 2 if start[0] in _DEFINITE else 0


def owners(
    words: Sequence[str], spans: Sequence[tuple[int, int]], classes: Sequence[int], heads: Sequence[str]
) -> list[int]:
    """For each mention that is no pronoun the mention in it that says whose it is, the longest, or -1."""
    found = [-1] * len(spans)
    for j, (first, end) in enumerate(spans):
        for k in range(j + 1, len(spans) if classes[j] < 2 else 0):
            a, b = spans[k]
            if a >= end:
                break
            genitive = a == first and b < end and (classes[k] >= 2 or words[b - 1] in POSSESSIVES)
            if genitive or (a - 2 >= first and words[a - 1] == "of" and words[a - 2].lower() == heads[j]):
                found[j] = k
                break
    return found


def joined(words: Sequence[str], spans: Sequence[tuple[int, int]]) -> list[bool]:
    """Whether "and" stands between a mention and another."""
    starts, ends = {a for a, _ in spans}, {b for _, b in spans}
    count = len(words)
    return [
        (b + 1 < count and words[b] == "and" and b + 1 in starts) or (a > 1 and words[a - 1] == "and" and a - 1 in ends)
        for a, b in spans
    ]
