"""How somebody dies, from all that tells the death."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from fabula.models.heads import Floats
from fabula.reading.layers import Syntax
from fabula.reading.segment import Words
from fabula.story.ontology import Manner
from fabula.story.text import Span

__all__ = ["manner_of"]

_SAYS = {
    Manner.MURDER: frozenset("murder assassinate murderer assassin assassination homicide".split()),
    Manner.EXECUTION: frozenset("execute guillotine behead execution".split()),
    Manner.SUICIDE: frozenset({"suicide"}),
}
"""Predicates that mean one manner of killing and no other."""
_UNMEANT = frozenset("accidentally inadvertently unintentionally unwittingly".split())
_MISCHANCE = frozenset("accident accidentally accidental crash wreck avalanche earthquake drown electrocute".split())
_ILLNESS = frozenset(
    "illness disease cancer leukemia tumor tumour pneumonia tuberculosis fever age sickness naturally".split()
)
_CLOSE = 3
"""Words between a predicate and its adverb, at most."""
_POSSIBLE = {
    (True, True): {Manner.MURDER, Manner.KILLING, Manner.EXECUTION, Manner.ACCIDENT},
    (True, False): {Manner.MURDER, Manner.KILLING, Manner.EXECUTION, Manner.ACCIDENT},
    (False, True): {Manner.MURDER, Manner.KILLING, Manner.EXECUTION, Manner.ACCIDENT, Manner.UNKNOWN},
    (False, False): set(Manner),
}
"""By whether there are killers, and whether a killing is told: who is killed by somebody dies of no illness."""


def manner_of(
    words: Words,
    syntax: Syntax,
    told: Sequence[tuple[int, Span]],
    chances: Floats,
    *,
    killers: bool,
    killed: bool,
) -> Manner:
    """The manner of one death.

    What is said not to be meant is an accident. Else what the predicates mean goes first, then, where nobody did it,
    what the clauses blame, then what the reader thinks likeliest of what is possible. ``told`` are the words and
    clauses that tell the death, ``chances`` the reader's scores in the order of :class:`Manner`.
    """
    beside = {syntax.lemmas[i].lower() for word, _ in told for i in _near(words, word)}
    if beside & _UNMEANT:
        return Manner.ACCIDENT
    predicates = {syntax.lemmas[word].lower() for word, _ in told}
    for manner, means in _SAYS.items():
        if predicates & means and manner in _POSSIBLE[killers, killed]:
            return manner
    if not killers and not killed:
        said = {syntax.lemmas[i].lower() for _, clause in told for i in _words(words, clause)}
        if said & _MISCHANCE:
            return Manner.ACCIDENT
        if said & _ILLNESS:
            return Manner.NATURAL
    order = sorted(zip(chances.tolist(), Manner, strict=True), reverse=True)
    return next(manner for _, manner in order if manner in _POSSIBLE[killers, killed])


def _near(words: Words, word: int) -> range:
    """The words of a sentence close to a predicate, where its adverbs stand."""
    first, end = words.sentence_of(word)
    return range(max(first, word - _CLOSE), min(end, word + _CLOSE + 1))


def _words(words: Words, span: Span) -> range:
    return range(bisect_left(words.starts, span.start), bisect_left(words.starts, span.end))
