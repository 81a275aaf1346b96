"""Characters out of mentions: their best name, their other names, what they are."""

from __future__ import annotations

from collections import Counter

import numpy as np

from fabula.models.model import Model
from fabula.models.wording import POSSESSIVES
from fabula.reading.layers import Cast, Coreference, Mentions, Occupations, Syntax
from fabula.reading.pooling import persons
from fabula.reading.segment import Words
from fabula.story.cast import Attribute, Character, Mention
from fabula.story.ontology import AttributeType, Fate, Form, Gender, Kind, Part
from fabula.story.text import Span, Telling

__all__ = ["FindCast"]

_PLAIN = frozenset(
    "other same first second third last next former new old own several many few more such certain various late only "
    "different main entire whole two three four five six remaining final previous original real actual local".split()
)
"""Adjectives that count, order or point, and so are no traits."""


ALIVE = 0.7
"""Probability from which on somebody is said to be alive at the end; who is dead, deaths tell."""


class FindCast:
    """One character for each being; ``id`` is c1, c2 ... in the order they are first mentioned."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def __call__(
        self,
        telling: Telling,
        words: Words,
        syntax: Syntax,
        mentions: Mentions,
        coreference: Coreference,
        occupations: Occupations,
    ) -> Cast:
        members = coreference.mentions_of()
        # A plural's characters are each mentioned alone somewhere before it; one that is not would have no words.
        ids = {number: f"c{k}" for k, number in enumerate((n for n, m in enumerate(members) if m), start=1)}
        guesses = self._guesses(mentions, [m for m in members if m])
        kept = [
            Mention(
                words.span(telling.id, int(a), int(b)),
                tuple(sorted(ids[c] for c in characters)),
                form,
            )
            for a, b, characters, form in zip(
                mentions.spans.first, mentions.spans.end, coreference.characters, mentions.forms, strict=True
            )
        ]
        describe = _Describe(telling, words, occupations, syntax, mentions)
        characters = tuple(
            describe(f"c{k}", member, guess)
            for k, (member, guess) in enumerate(zip((m for m in members if m), guesses, strict=True), start=1)
        )
        return Cast(characters, tuple(kept))

    def _guesses(self, mentions: Mentions, members: list[list[int]]) -> list[dict[str, tuple[str, float]]]:
        """What is likeliest of each character, by the names of ``PERSON``, with its probability."""
        result: list[dict[str, tuple[str, float]]] = [{} for _ in members]
        for name, chances in persons(self._model, mentions, members).characters.items():
            for row, k, p in zip(result, chances.argmax(1).tolist(), chances.max(1).tolist(), strict=True):
                row[name] = (self._model.labels[name][k], p)
        return result


class _Describe:
    """What the words of a character's mentions say of it."""

    def __init__(
        self, telling: Telling, words: Words, occupations: Occupations, syntax: Syntax, mentions: Mentions
    ) -> None:
        self.telling, self.words, self.syntax, self.mentions = telling, words, syntax, mentions
        self.trades = occupations.words
        self.mentioned = np.zeros(len(words) + 1, dtype=bool)
        for a, b in zip(mentions.spans.first, mentions.spans.end, strict=True):
            self.mentioned[a:b] = True

    def __call__(self, id: str, members: list[int], guess: dict[str, tuple[str, float]]) -> Character:
        named = [m for m in members if self.mentions.forms[m] is Form.NAME]
        nouns = [m for m in members if self.mentions.forms[m] is Form.NOUN]
        called = Counter[str]()
        first: dict[str, Span] = {}
        for m in named:
            span = self._span(*(self.mentions.names[m] or (0, 0)))
            called[self._text(span)] += 1
            first.setdefault(self._text(span), span)
        for m in nouns or ([] if named else members):
            span = self._noun(m)
            first.setdefault(self._text(span), span)
        descriptions = [t for t in first if t not in called]
        if called:
            name = max(called, key=lambda t: (min(len(t.split()), 4), called[t], -list(called).index(t)))
        else:
            name = max(descriptions, key=lambda t: (len(t.split()) > 1, -descriptions.index(t)))
        aliases = tuple(t for t in [*called, *descriptions] if t.casefold() != name.casefold())
        kind, sure = guess["kind"]
        return Character(
            id=id,
            name=name,
            evidence=(first[name], *(first[a] for a in aliases)),
            named=bool(called),
            aliases=aliases,
            kind=Kind(kind),
            gender=Gender(guess["gender"][0]),
            fate=Fate.ALIVE if guess["fate"][0] == "alive" and guess["fate"][1] >= ALIVE else Fate.UNKNOWN,
            part=Part(guess["part"][0]),
            attributes=self._attributes(members),
            confidence=round(float(self.mentions.confidence[members].max()) * sure, 3),
        )

    def _span(self, first: int, end: int) -> Span:
        return self.words.span(self.telling.id, first, end)

    def _text(self, span: Span) -> str:
        return " ".join(self.telling.words(span).split())

    def _noun(self, m: int) -> Span:
        """A mention without the 's at its end, with the mark that ends a quotation begun in it."""
        first, end = int(self.mentions.spans.first[m]), int(self.mentions.spans.end[m])
        while end - first > 1 and self.words[end - 1] in POSSESSIVES:
            end -= 1
        if end < len(self.words) and self.words[end] in ('"', "”"):
            said = [self.words[i] for i in range(first, end)]
            end += sum(map(said.count, '"“”')) % 2  # the quotation that begins in it ends with it
        return self._span(first, end)

    def _attributes(self, members: list[int]) -> tuple[Attribute, ...]:
        found: dict[tuple[AttributeType, str], Attribute] = {}

        def add(type: AttributeType, first: int, end: int) -> None:
            span = self._span(first, end)
            found.setdefault((type, self._text(span).casefold()), Attribute(type, self._text(span), (span,)))

        for m in members:
            first, end = int(self.mentions.spans.first[m]), int(self.mentions.spans.end[m])
            inner = self._own(m, first, end)
            run = [i for i in inner if i in self.trades]
            if run and run == list(range(run[0], run[-1] + 1)):
                add(AttributeType.OCCUPATION, run[0], self._noun_after(run[-1], inner) + 1)
            for i in inner:
                if self._trait(i, inner):
                    add(AttributeType.TRAIT, i, i + 1)
            if self.mentions.forms[m] is Form.NAME and (played := self._performer(end)):
                add(AttributeType.PERFORMER, *played)
        return tuple(found.values())

    def _own(self, m: int, first: int, end: int) -> list[int]:
        """The words of a mention that belong to no mention nested in it."""
        spans = self.mentions.spans
        inside: set[int] = set()
        for k in range(m + 1, len(spans)):
            if spans.first[k] >= end:
                break
            inside.update(range(int(spans.first[k]), int(spans.end[k])))
        return [i for i in range(first, end) if i not in inside]

    def _noun_after(self, i: int, inner: list[int]) -> int:
        """The common noun that the word ``i`` is part of, where ``i`` alone is not whole: "hit man"."""
        syntax = self.syntax
        while syntax.deprels[i] in ("compound", "amod") and i + 1 in inner and i < syntax.heads[i] in inner:
            if syntax.upos[i + 1] == "PROPN":
                break
            i += 1
        return i

    def _trait(self, i: int, inner: list[int]) -> bool:
        syntax = self.syntax
        return (
            syntax.xpos[i] == "JJ"
            and syntax.deprels[i] == "amod"
            and syntax.heads[i] in inner
            and syntax.lemmas[i].lower() not in _PLAIN
            and i not in self.trades
        )

    def _performer(self, end: int) -> tuple[int, int] | None:
        """The name in the brackets that follow a mention: ``Kang (Kim Yeong-cheol)``."""
        words = self.words
        if end >= len(words) or words[end] != "(":
            return None
        close = next((i for i in range(end + 1, min(end + 7, len(words))) if words[i] == ")"), None)
        if close is None or close - end < 3 or self.mentioned[end + 1 : close].any():
            return None
        inside = [words[i] for i in range(end + 1, close)]
        plain = all(w[0].isupper() or w in ("de", "von", "van", "di", "-") for w in inside)
        return (end + 1, close) if plain and not any(w.isupper() and len(w) > 3 for w in inside) else None
