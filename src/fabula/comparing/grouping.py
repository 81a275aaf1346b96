"""Which texts tell the same story.

Two tellings of one story share more words than chance gives: each content word of the shorter is a small bet, won if
the longer has it, at odds set by how often a text of that length has it anyway. What is won beyond expectation, the
words that both use again and again, and the names they share where they have names, are weighed by a logistic
regression. It was fitted on retellings of plays and on film plots from several sources, once as they stand and once
with their names taken out, so that it does not hang on names (``training/grouping.py``).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fabula.comparing.words import content, cosine, names_in, rate
from fabula.story.story import Story

__all__ = ["affinity", "group", "group_texts"]

# In the order of _features.
_WEIGHTS = (
    -3.467, 1.658, 1.248, 1.291, 0.121, 0.291, -0.151, -0.068, -0.915, -0.311, 0.125, 0.760, -0.895, -0.028, 0.055,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Bag:
    words: Counter[str]
    names: frozenset[str]
    length: int
    theme: dict[str, float]


def affinity(a: str, b: str) -> float:
    """The log-odds that two texts tell the same story: above 0 if they more likely do than not."""
    return _odds(_bag(a), _bag(b))


def group_texts(texts: Sequence[str]) -> list[list[int]]:
    """The positions of ``texts``, in groups that tell one story each; groups and positions in ascending order.

    Groups grow from the likeliest pair on, as long as two of them are more likely one story than not, judged by their
    best and their average pair.
    """
    bags = [_bag(text) for text in texts]
    odds = {(i, j): _odds(bags[i], bags[j]) for j in range(len(bags)) for i in range(j)}
    groups = [[i] for i in range(len(bags))]

    def between(x: list[int], y: list[int]) -> float:
        pairs = [odds[min(i, j), max(i, j)] for i in x for j in y]
        return (max(pairs) + sum(pairs) / len(pairs)) / 2

    while len(groups) > 1:
        best, x, y = max(
            ((between(x, y), x, y) for k, y in enumerate(groups) for x in groups[:k]),
            key=lambda found: (found[0], [-i for i in found[1]], [-i for i in found[2]]),
        )
        if best <= 0:
            break
        groups = sorted([g for g in groups if g is not x and g is not y] + [sorted(x + y)])
    return groups


def group(stories: Sequence[Story]) -> list[list[int]]:
    """The positions of ``stories``, in groups that tell one story each, judged by the texts of their tellings."""
    return group_texts(["\n\n".join(t.text for t in story.tellings) for story in stories])


def _bag(text: str) -> _Bag:
    names = frozenset(names_in(text))
    words = Counter(content(text, without=names))
    length = sum(words.values())
    theme = {}
    for word, count in words.items():
        usual = rate(word)
        over = count - usual * length
        if over > 0:
            surprise = min(-math.log(-math.expm1(-200 * usual)), 5.0)
            theme[word] = surprise * math.log1p(count) * over / (count + 0.5)
    return _Bag(words, names, length, theme)


def _odds(a: _Bag, b: _Bag) -> float:
    if a.length > b.length:
        a, b = b, a
    return sum(w * f for w, f in zip(_WEIGHTS, _features(a, b), strict=True))


def _features(a: _Bag, b: _Bag) -> tuple[float, ...]:
    """What is known of a shorter and a longer text; every bet counts its surprise, in nats, up to 6."""
    won = expected = variance = stake = 0.0
    for word in a.words:
        chance = -math.expm1(-rate(word) * b.length)
        surprise = min(-math.log(max(chance, 1e-9)), 6.0)
        stake += surprise
        expected += chance * surprise
        variance += chance * (1 - chance) * surprise * surprise
        won += surprise if word in b.words else 0.0
    beyond = math.log1p(max((won - expected) / math.sqrt(variance + 4), 0.0))
    share = math.log(0.02 + max((won - expected) / max(stake - expected, 5.0), 0.0)) + 2
    theme = math.log(0.02 + cosine(a.theme, b.theme)) + 2
    short, long = math.log(a.length + 1) - 5, math.log(b.length + 1) - 6
    fewer = min(len(a.names), len(b.names))
    shared = len(a.names & b.names)
    named = 1.0 if fewer >= 2 else 0.0
    return (
        1.0, beyond, share, theme, beyond * short, share * short, theme * short, short, long, theme * long,
        shared / (fewer + 1) if fewer else 0.0, min(shared, 6) * named, named, theme * named, share * named,
    )  # fmt: skip
