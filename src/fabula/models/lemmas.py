"""Lemmas by edit script: how many letters to drop from the end of a word, and what to put there.

After Chrupała 2006 ("Simple data-driven context-sensitive lemmatization"): the reader chooses a script for each word,
so that a form it has never seen is lemmatised as its like.
"""

from __future__ import annotations

__all__ = ["apply_script", "script_of"]


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
