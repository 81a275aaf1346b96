"""Whose a thing is: "the judge's grave", "the grave of the judge"."""

from __future__ import annotations

from collections.abc import Iterator

from fabula.models.wording import POSSESSIVES
from fabula.reading.layers import Syntax
from fabula.reading.segment import Words

__all__ = ["owners"]


def owners(words: Words, syntax: Syntax, noun: int) -> Iterator[tuple[int, bool]]:
    """The words that say whose a noun is, each with whether it is "of" them."""
    for i in syntax.below(noun):
        if syntax.deprels[i] != "nmod":
            continue
        case = [k for k in syntax.below(i) if syntax.deprels[k] == "case"]
        if any(syntax.lemmas[k].lower() == "of" for k in case):
            yield i, True
        elif syntax.xpos[i] == "PRP$" or any(words[k] in POSSESSIVES for k in case):
            yield i, False
