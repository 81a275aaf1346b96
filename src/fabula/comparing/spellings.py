"""Names of one character that are written in several ways."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fabula.story.names import TITLES, WORD, fold, name_likeness, same_letters, word_likeness
from fabula.story.ontology import DisagreementType, Form
from fabula.story.story import Story
from fabula.story.tellings import Side
from fabula.story.text import Span

__all__ = ["Point", "spellings"]

# A disagreement before it gets its id: type, point, about, sides.
Point = tuple[DisagreementType, str, tuple[str, ...], tuple[Side, ...]]

# What no name holds: a mention with such a mark in it runs over from one phrase into another.
_BROKEN = re.compile(r"[,;:!?\"“”()\[\]]")
_OWNING = re.compile(r"(?:['’]s|(?<=s)['’])$")


def spellings(story: Story) -> Iterator[Point]:
    """Every character whose name is spelled in more than one way: by several tellings, or by one.

    Only what sounds the same counts: a name without its family name is the same name, a nickname is another.
    """
    written: dict[str, dict[str, list[Span]]] = {}
    for mention in story.mentions:
        if mention.form is Form.NAME and len(mention.characters) == 1:
            name, span = _bare(story, mention.span)
            if name and not _BROKEN.search(name):
                written.setdefault(mention.characters[0], {}).setdefault(name, []).append(span)
    shown: set[frozenset[str]] = set()
    for character in story.characters:
        forms = written.get(character.id, {})
        for group in _variants(forms):
            if frozenset(group) in shown:
                continue  # a family's name, spelled alike for all who bear it
            shown.add(frozenset(group))
            sides = tuple(_side(form, forms[form]) for form in group)
            yield DisagreementType.SPELLING, f"spelling of {character.name}", (character.id,), sides


def _bare(story: Story, span: Span) -> tuple[str, Span]:
    """The name in a mention, on one line, and its place: no title, no small words before it, no possessive ending."""
    words = story.words(span)
    words = words[: len(words) - len(m.group())] if (m := _OWNING.search(words)) else words
    start = 0
    for match in WORD.finditer(words):
        if match.group()[0].isupper() and fold(match.group()) not in TITLES:
            start = match.start()
            break
    else:
        return "", span
    return " ".join(words[start:].split()), Span(span.telling, span.start + start, span.start + len(words))


def _variants(forms: Mapping[str, list[Span]]) -> Iterator[tuple[str, ...]]:
    """Groups of forms that are one name in several spellings, the most used first."""
    ranked = sorted(forms, key=lambda form: (-len(forms[form]), form))
    used: set[str] = set()
    for k, form in enumerate(ranked):
        if form in used:
            continue
        group = [form]
        for other in ranked[k + 1 :]:
            if other not in used and _one_name(form, other) and all(o.casefold() != other.casefold() for o in group):
                group.append(other)
        if len(group) > 1:
            used.update(group)
            yield tuple(group)


def _one_name(a: str, b: str) -> bool:
    if a.casefold() == b.casefold():
        return False
    if same_letters(a, b):
        return True
    x, y = a.split(), b.split()
    if len(x) != len(y) and x and y:
        # "Surveyor Zsofia Halmos" and "Zsófia Halmos": the words that both have, at the end.
        few = min(len(x), len(y))
        ends = " ".join(x[-few:]), " ".join(y[-few:])
        return ends[0].casefold() != ends[1].casefold() and same_letters(*ends)
    if name_likeness(a, b) < 0.7:
        return False
    pairs = [(fold(m), fold(n)) for m, n in zip(x, y, strict=True)]
    if any(m in (n + "s", n + "es") or n in (m + "s", m + "es") for m, n in pairs):
        return False
    return all(word_likeness(m, n) >= 0.7 for m, n in pairs)


def _side(form: str, spans: list[Span]) -> Side:
    first: dict[str, Span] = {}
    for span in spans:
        first.setdefault(span.telling, span)
    return Side(tuple(sorted(first)), form, tuple(first[t] for t in sorted(first)))
