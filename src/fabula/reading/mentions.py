"""Mentions of characters, and of LitBank's entities."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from fabula.models.features import PRONOUNS, Spans
from fabula.models.heads import sigmoid
from fabula.models.model import Encoding, Model
from fabula.models.wording import POSSESSIVES
from fabula.reading.layers import Entities, Mentions, Syntax
from fabula.reading.segment import Words
from fabula.story.ontology import Form

__all__ = ["FindEntities", "FindMentions", "familiar", "nested", "quoted_once", "settled"]

CATEGORIES = ("PER", "FAC", "GPE", "LOC", "VEH", "ORG")
_NOBODY = frozenset({"no one", "no-one", "nobody", "none", "anyone", "anybody", "whoever"})
_QUOTES = frozenset({'"', "”", "’", "'"})
_ENDS = frozenset({";", ":", "?", "!", "--", "—"})


_FAINT = 0.05
"""Probability from which on a span counts among its rivals."""
_SURE = 0.9
"""Probability from which on a span tells that its name means somebody."""
_FAMILIAR = 0.25
"""Probability from which on a span is taken that ends with such a name."""
_TOGETHER = 0.75
"""Probability of rivals together from which on one of them is taken."""


class FindMentions:
    """The mentions of characters, nested ones included; those that cross a likelier one are dropped."""

    def __init__(self, model: Model, *, threshold: float = 0.6) -> None:
        self._model = model
        self._threshold = threshold

    def __call__(self, words: Words, encoding: Encoding, syntax: Syntax) -> Mentions:
        found = _spans(self._model, words, encoding, slice(len(CATEGORIES), len(CATEGORIES) + 1), _FAINT)
        found = settled(found, self._threshold) + familiar(words, found, self._threshold)
        beings = [(a, b, p) for a, b, _, p in found if not _nobody(words, a, b) and not _broken(words, a, b)]
        kept = sorted(_uncrossed(quoted_once(words, beings)), key=lambda s: (s[0], -s[1]))
        spans = Spans(words.strings(), words.sentences, [(a, b) for a, b, _ in kept])
        parts = encoding.parts
        vectors = self._model.heads.mention(parts["mention_start"], parts["mention_end"], spans.first, spans.end)
        names = tuple(name_in(words, syntax, a, b) for a, b, _ in kept)
        forms = tuple(
            Form.NAME if name else Form.PRONOUN if _pronoun(words, a, b) else Form.NOUN
            for name, (a, b, _) in zip(names, kept, strict=True)
        )
        chances = np.array([p for *_, p in kept], dtype=np.float32)
        return Mentions(spans, forms, names, chances, vectors, np.array(parts["between"]))

    def join(self, words: Words, made: Sequence[tuple[int, Mentions]]) -> Mentions:
        """The mentions of a whole telling from those of its blocks."""
        places = [
            (start + a, start + b)
            for start, block in made
            for a, b in zip(block.spans.first.tolist(), block.spans.end.tolist(), strict=True)
        ]
        return Mentions(
            Spans(words.strings(), words.sentences, places),
            tuple(form for _, block in made for form in block.forms),
            tuple(name and (start + name[0], start + name[1]) for start, block in made for name in block.names),
            np.concatenate([block.confidence for _, block in made]),
            np.concatenate([block.vectors for _, block in made]),
            np.concatenate([block.between for _, block in made]),
        )


class FindEntities:
    """LitBank's entities: people, places, vehicles, organisations."""

    def __init__(self, model: Model, *, threshold: float = 0.5) -> None:
        self._model = model
        self._threshold = threshold

    def __call__(self, words: Words, encoding: Encoding) -> Entities:
        found = _spans(self._model, words, encoding, slice(0, len(CATEGORIES)), self._threshold)
        return Entities(tuple(sorted((a, b, CATEGORIES[c], p) for a, b, c, p in found)))

    def join(self, _: Words, made: Sequence[tuple[int, Entities]]) -> Entities:
        """The entities of a whole telling from those of its blocks."""
        return Entities(tuple((start + a, start + b, c, p) for start, block in made for a, b, c, p in block.entities))


def settled(found: list[tuple[int, int, int, float]], threshold: float) -> list[tuple[int, int, int, float]]:
    """The spans above the threshold; of those below it that begin at one word the likeliest, if together sure.

    That somebody is mentioned there is sure, then; only where the mention ends is not.
    """
    unsure: dict[int, list[tuple[int, int, int, float]]] = {}
    for span in found:
        if span[3] < threshold:
            unsure.setdefault(span[0], []).append(span)
    settled = [max(r, key=lambda s: s[3]) for r in unsure.values() if sum(p for *_, p in r) >= _TOGETHER]
    return [span for span in found if span[3] >= threshold] + settled


def familiar(
    words: Words, found: list[tuple[int, int, int, float]], threshold: float
) -> list[tuple[int, int, int, float]]:
    """Spans below the threshold, the likeliest at each end, whose last word surely names somebody elsewhere in them.

    "The girl's mother Choi Mo-gyeong" is unsure of extent alone, where Mo-gyeong is named again.
    """

    def name(end: int) -> str:
        word = words[end - 2] if words[end - 1] in POSSESSIVES and end > 1 else words[end - 1]
        return word if word[:1].isupper() else ""

    known = {name(b) for _, b, _, p in found if p >= _SURE}
    ended = {b for _, b, _, p in found if p >= threshold}
    likeliest: dict[int, tuple[int, int, int, float]] = {}
    for span in sorted(found, key=lambda s: s[3]):
        if _FAMILIAR <= span[3] < threshold and span[1] not in ended and name(span[1]) in known - {""}:
            likeliest[span[1]] = span
    return list(likeliest.values())


def quoted_once(words: Words, found: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Of spans ``(first, end, probability)`` that differ by the quotation mark at their end alone, the likeliest."""
    likeliest = {(a, b - (words[b - 1] in _QUOTES)): (a, b, p) for a, b, p in sorted(found, key=lambda s: s[2])}
    return list(likeliest.values())


def _spans(
    model: Model, words: Words, encoding: Encoding, channels: slice, threshold: float
) -> list[tuple[int, int, int, float]]:
    """(first, end, channel, probability) of what scores above the threshold."""
    result = []
    start, end = encoding.parts["span_start"], encoding.parts["span_end"]
    cut = float(np.log(threshold / (1 - threshold)))
    for first, stop in words.sentences:
        scores = model.heads.spans(start[first:stop], end[first:stop], channels)
        for c, a, b in zip(*np.nonzero(scores > cut), strict=True):
            result.append((first + int(a), first + int(b) + 1, int(c), float(sigmoid(scores[c, a, b]))))
    return result


def _uncrossed(found: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    kept: list[tuple[int, int, float]] = []
    by_word: dict[int, list[tuple[int, int]]] = {}
    for a, b, p in sorted(found, key=lambda s: -s[2]):
        near = [s for w in range(a, b) for s in by_word.get(w, ())]
        if any((x < a < y < b) or (a < x < b < y) or y == b for x, y in near):
            continue
        kept.append((a, b, p))
        for w in range(a, b):
            by_word.setdefault(w, []).append((a, b))
    return kept


def name_in(words: Words, syntax: Syntax, first: int, end: int) -> tuple[int, int] | None:
    """The words of the proper name that a mention ends with ("her father **Wink**"), or ``None``."""
    while end > first and words[end - 1] in POSSESSIVES:
        end -= 1
    start = end
    while start > first and _in_name(words, syntax, start - 1):
        start -= 1
    while start < end and (syntax.upos[start] != "PROPN" or words[start].islower()):
        start += 1
    return (start, end) if start < end and any(words[i][:1].isalnum() for i in range(start, end)) else None


def _in_name(words: Words, syntax: Syntax, i: int) -> bool:
    word = words[i]
    if syntax.upos[i] == "PROPN" and not word.islower():
        return True
    return (
        word in ("of", "de", "von", "van", "di", "da", "bin", "al", "el", "-", ".", '"', "“", "”", "'")
        and i > 0
        and (syntax.upos[i - 1] == "PROPN")
    )


def _nobody(words: Words, first: int, end: int) -> bool:
    """Whether a mention is of nobody in the story: "no one", "anybody"."""
    return " ".join(words[i] for i in range(first, end)).lower() in _NOBODY


def _broken(words: Words, first: int, end: int) -> bool:
    """Whether a clause ends inside: words on both sides of that mention nobody together."""
    return any(words[i] in _ENDS for i in range(first, end))


def _pronoun(words: Words, first: int, end: int) -> bool:
    return (
        end - first <= 2
        and words[first].lower() in PRONOUNS
        and all(words[i].lower() in PRONOUNS or words[i] in POSSESSIVES for i in range(first, end))
    )


def nested(mentions: Mentions) -> tuple[list[list[int]], list[list[int]]]:
    """For each mention those that stand inside it ("her" in "her mother"), and those around it, the widest first."""
    first, end = mentions.spans.first, mentions.spans.end
    inside: list[list[int]] = [[] for _ in range(len(first))]
    around: list[list[int]] = [[] for _ in range(len(first))]
    for j in range(len(first)):
        for k in range(j + 1, len(first)):
            if first[k] >= end[j]:
                break
            inside[j].append(k)
            around[k].append(j)
    return inside, around
