"""Short tellings made of the words of long ones, where there are too few real ones to fit on."""

from __future__ import annotations

import random
import re

from fabula.comparing.words import WORD, fold, names_in

__all__ = ["blurb", "logline", "renamed"]

_SOMEBODY = "a man,a woman,a young woman,a young man,a girl,a stranger,an old man,a couple,two friends,a boy".split(",")


def _sentences(text: str) -> list[str]:
    return [s for s in re.split(r"(?<=[.!?])\s+", text) if len(s.split()) > 5]


def logline(plot: str, chance: random.Random) -> str:
    """One sentence of the first two thirds of ``plot``, names turned into descriptions; empty if none is left."""
    names = names_in(plot)
    found = _sentences(plot)
    words: list[str] = []
    last = False
    for word in " ".join(chance.sample(found[: 1 + 2 * len(found) // 3], min(len(found), 1))).split():
        bare = WORD.search(word)
        name = bare is not None and word[:1].isupper() and fold(bare.group()) in names
        if name and not last:
            words.append(chance.choice(_SOMEBODY))
        elif not name and (chance.random() > 0.15 or not word[:1].islower()):
            words.append(word)
        last = name
    line = " ".join(words[:45]).rstrip(".,;")
    return f"{line[:1].upper()}{line[1:]}." if line else ""


def blurb(plot: str, chance: random.Random) -> str:
    """Some sentences of the first half of ``plot``, with some of their small words left out."""
    found = _sentences(plot)[: max(3, len(_sentences(plot)) // 2)]
    chosen = sorted(chance.sample(range(len(found)), min(len(found), chance.randint(2, 6))))
    return " ".join(w for n in chosen for w in found[n].split() if not w[:1].islower() or chance.random() > 0.3)


def renamed(text: str, other: str) -> str:
    """``text``, its people called as those of ``other`` are, the one most spoken of as the one most spoken of."""
    put = dict(zip(*([name for name, _ in names_in(t).most_common(12)] for t in (text, other)), strict=False))

    def called(match: re.Match[str]) -> str:
        word = match[0]
        name = put.get(fold(word)) if word[0].isupper() else None
        return name.capitalize() + (word[-2:] if word.endswith(("'s", "’s")) else "") if name else word

    return WORD.sub(called, text)
