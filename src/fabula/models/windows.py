"""Words into the encoder's input: word pieces, letter shapes, overlapping windows.

A telling of any length becomes windows of so many pieces at most (``WINDOW``, in reading), cut at sentence ends. Each
window begins with the last sentence of the window before it, as context; each word is read out of exactly one window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

__all__ = ["CONTEXT", "SHAPES", "WINDOW", "Pieces", "Window", "shape", "windows"]

WINDOW = 384
"""Pieces in one window, its two special pieces included."""
CONTEXT = 40
"""Pieces of the sentences before, at most, that a window begins with."""
LONGEST_WORD = 24
"""Pieces of one word that are read; the rest of a longer word is dropped."""
SHAPES = 8
_CACHE = 100_000


def shape(word: str, initial: bool) -> int:
    """The letters' case of a word: what an uncased vocabulary cannot see. 0 is kept for special pieces."""
    if not any(c.isalpha() for c in word):
        return 1
    if word.islower():
        return 2
    if not word[0].isupper():
        return 3
    if len(word) > 1 and word.isupper():
        return 4
    if word[1:].islower() or len(word) == 1:
        return 5 if initial else 6
    return 7


@dataclass(frozen=True, slots=True)
class Window:
    """One input of the encoder.

    ``pieces`` and ``shapes`` run in parallel; ``words`` are the numbers of the words read out of this window, and
    ``firsts`` and ``lasts`` the positions of their first and last piece in it.
    """

    pieces: list[int]
    shapes: list[int]
    words: list[int]
    firsts: list[int]
    lasts: list[int]


class Pieces:
    """The word-piece vocabulary, with a bounded memory of the words it has cut. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._cache: dict[str, list[int]] = {}
        vocabulary = self._tokenizer.get_vocab()
        self.begin, self.end = vocabulary["<s>"], vocabulary["</s>"]
        self.mask, self.unknown = vocabulary["<mask>"], vocabulary["[UNK]"]

    def cut(self, words: Sequence[str]) -> list[list[int]]:
        """The piece ids of each word; at least one a word."""
        if len(self._cache) > _CACHE:
            self._cache = {}
        cache = self._cache
        unseen = list({w for w in words if w not in cache})
        if unseen:
            encoded = self._tokenizer.encode_batch([w[:200] for w in unseen], add_special_tokens=False)
            cache.update((w, e.ids[:LONGEST_WORD] or [self.unknown]) for w, e in zip(unseen, encoded, strict=True))
        return [cache[w] for w in words]


def windows(
    words: Sequence[str], sentences: Sequence[tuple[int, int]], pieces: Pieces, most: int = WINDOW
) -> list[Window]:
    """Cut ``words`` into windows of at most ``most`` pieces.

    ``sentences`` are ``[first, end)`` ranges of words that cover them all, in order.
    """
    cut = pieces.cut(words)
    room = most - 2
    chunks: list[tuple[int, int]] = []
    for first, end in sentences:
        start, size = first, 0
        for i in range(first, end):
            if size + len(cut[i]) > room:
                chunks.append((start, i))
                start, size = i, 0
            size += len(cut[i])
        chunks.append((start, end))
    sizes = [sum(len(cut[i]) for i in range(a, b)) for a, b in chunks]
    initial = {first for first, _ in sentences}
    result: list[Window] = []
    at = 0
    while at < len(chunks):
        lead, size = at, 0
        while lead > 0 and size + sizes[lead - 1] <= CONTEXT:
            lead -= 1
            size += sizes[lead]
        stop = at
        while stop < len(chunks) and (stop == at or size + sizes[stop] <= room):
            size += sizes[stop]
            stop += 1
        if size > room:  # one long sentence after its context: it goes alone
            lead = at
        result.append(_window(words, cut, initial, range(chunks[lead][0], chunks[stop - 1][1]), chunks[at][0], pieces))
        at = stop
    return result


def _window(
    words: Sequence[str], cut: list[list[int]], initial: set[int], span: range, own: int, pieces: Pieces
) -> Window:
    window = Window([pieces.begin], [0], [], [], [])
    for i in span:
        if i >= own:
            window.words.append(i)
            window.firsts.append(len(window.pieces))
            window.lasts.append(len(window.pieces) + len(cut[i]) - 1)
        window.pieces.extend(cut[i])
        window.shapes.extend([shape(words[i], i in initial)] * len(cut[i]))
    window.pieces.append(pieces.end)
    window.shapes.append(0)
    return window
