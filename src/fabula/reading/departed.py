"""Who is said to be dead, though no event tells it: "her late husband", "the funeral of the judge"."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.models.wording import POSSESSIVES
from fabula.reading.layers import Cast, Mentions, Syntax
from fabula.reading.owners import owners
from fabula.reading.segment import Words
from fabula.story.text import Span, Telling

__all__ = ["departed"]

_LATE = frozenset("late dead deceased departed slain murdered".split())
"""What is said of the dead."""
_LEFT = frozenset(
    "death funeral burial grave gravestone tombstone headstone tomb corpse autopsy widow widower ghost".split()
)
"""What only the dead have or leave behind, as long as it tells no event of its own: a planned death is planned."""


def departed(
    telling: Telling, words: Words, syntax: Syntax, mentions: Mentions, cast: Cast, telling_words: frozenset[int]
) -> Iterator[tuple[str, Span]]:
    """The ids of those said to be dead, each once, with the words that say so.

    ``telling_words`` are those that tell an event.
    """
    seen: set[str] = set()
    for m, end, said in sorted(_said(words, syntax, mentions)):
        if said in telling_words:
            continue
        ids = cast.mentions[m].characters
        if len(ids) == 1 and ids[0] not in seen and syntax.xpos[end - 1] != "NNS":
            seen.add(ids[0])
            first = min(int(mentions.spans.first[m]), said)
            yield ids[0], words.span(telling.id, first, max(end, said + 1))


def _said(words: Words, syntax: Syntax, mentions: Mentions) -> Iterator[tuple[int, int, int]]:
    """Mentions of the dead: the mention, where it ends, the word that says so."""
    head: dict[int, int] = {}
    for m, (first, end) in enumerate(zip(mentions.spans.first.tolist(), mentions.spans.end.tolist(), strict=True)):
        last = end - 1 if words[end - 1] not in POSSESSIVES or end - first == 1 else end - 2
        head[last] = m  # of several that end together, the shortest stands last
        for i in range(first, last):
            says = syntax.lemmas[i].lower() in _LATE and syntax.deprels[i] == "amod" and syntax.heads[i] == last
            # Not the child, in "her dead sister's child".
            if says and not any(words[k] in POSSESSIVES for k in range(i, last)):
                yield m, last + 1, i
    for i, lemma in enumerate(syntax.lemmas):
        if lemma.lower() in _LEFT and syntax.upos[i] == "NOUN" and not _own(syntax, i):
            yield from ((head[last], last + 1, i) for last, _ in owners(words, syntax, i) if last in head)


def _own(syntax: Syntax, noun: int) -> bool:
    """Whether it is somebody's own: who digs his own grave lives."""
    return any(syntax.lemmas[i].lower() == "own" for i in syntax.below(noun))
