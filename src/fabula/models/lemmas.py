"""Lemmas: of words that the treebank has by its own, of all others by edit script.

A script says how many letters to drop from the end of a word, and what to put there. After Chrupała 2006 ("Simple
data-driven context-sensitive lemmatization"): the reader chooses a script for each word, so that a form it has never
seen is lemmatised as its like.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from fabula.models.heads import Floats

__all__ = ["Lemmas", "apply_script", "script_of"]

_TRIED = 8
"""Scripts of a word, at most, that are tried for one that makes a lemma which is known."""


class Lemmas:
    """The lemmas of words: ``scripts`` in the order of their scores, ``forms`` the lemmas known by tag and word."""

    def __init__(self, scripts: Sequence[str], forms: Mapping[str, Mapping[str, str]]) -> None:
        self._scripts, self._forms = scripts, forms
        self._known = {tag: frozenset(known.values()) for tag, known in forms.items()}

    def of(self, word: str, tag: str, scores: Floats) -> str:
        """The lemma of a word with this part of speech; ``scores`` has one number a script."""
        known = self._forms.get(tag, {})
        if word.lower() in known:
            return known[word.lower()]
        scripts = [s for k in np.argsort(-scores)[:_TRIED].tolist() if not (s := self._scripts[k]).startswith("=")]
        made = [apply_script(word, script) for script in scripts] or [word]
        return next((lemma for lemma in made if lemma in self._known.get(tag, ())), made[0])


def script_of(word: str, lemma: str) -> str:
    """The script that turns ``word`` into ``lemma``, e.g. ``"L3+y"`` for "Stories" -> "story" (L: small letters)."""
    small = word.lower()
    case, source = ("K", word) if lemma != lemma.lower() or word == small else ("L", small)
    common = 0
    while common < min(len(source), len(lemma)) and source[common] == lemma[common]:
        common += 1
    if common == 0 and lemma:
        return f"={lemma}"
    return f"{case}{len(source) - common}+{lemma[common:]}"


def apply_script(word: str, script: str) -> str:
    """The lemma that ``script`` makes of ``word``; the word itself where the script does not fit it."""
    if script.startswith("="):
        return script[1:]
    source = word.lower() if script[0] == "L" else word
    drop, _, tail = script[1:].partition("+")
    n = int(drop)
    return source[: len(source) - n] + tail if n < len(source) else source
