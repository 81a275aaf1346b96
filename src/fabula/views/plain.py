"""Words made fit to be shown: nothing in a telling or a name may act on the page around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from urllib.parse import quote

__all__ = ["initials", "joined", "shorten", "shown", "token"]

# Controls, lone surrogates, and the marks that turn the direction of what follows them. Each is shown as one
# replacement character, so that offsets into the shown text are offsets into the text.
_UNSAFE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def shown(text: str) -> str:
    """``text`` with every control and bidirectional override replaced by U+FFFD, code point for code point."""
    return _UNSAFE.sub("\ufffd", text)


def shorten(text: str, length: int) -> str:
    """``text`` on one line, shown, in at most ``length`` code points, cut at a word where there is one near."""
    line = " ".join(shown(text).split())
    if len(line) <= length:
        return line
    cut = line[: length - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > length * 0.6 else cut).rstrip(" ,;:.") + "…"


@lru_cache(maxsize=8192)
def token(id: str) -> str:
    """``id`` without blanks and signs, for use in lists of ids, in element ids and in links within the page."""
    return quote(id.encode("utf-8", "replace").decode(), safe="")


def joined(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def initials(name: str) -> str:
    """One or two letters that stand for a name."""
    words = [w for w in name.replace("-", " ").split() if w[:1].isalnum() and w.casefold() not in ("a", "an", "the")]
    capitals = [w for w in words if w[:1].isupper()] or words
    if len(capitals) > 1:
        return capitals[0][0].upper() + capitals[-1][0].upper()
    return capitals[0][:2].capitalize() if capitals else "?"
