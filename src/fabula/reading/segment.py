"""Words and sentences of a text, by rule.

Words follow the Penn and UD habits where they matter for reading (``do|n't``, ``Gon|'s``), but a hyphenated word stays
whole, so that a name such as "Mo-gyeong" is one word. All offsets are code points, half-open.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fabula.story.text import Span

__all__ = ["Words", "segment"]

_TITLE = "|".join(
    "Mr Mrs Ms Dr Prof St Jr Sr Lt Col Gen Sgt Capt Cpl Pvt Rev Hon Gov Sen Rep Fr Mme Mlle vs etc No Vol Inc Co "
    "Ltd Bros".split()
)
_WORD = re.compile(
    rf"""
      (?:{_TITLE})\.(?=\s)                          # Dr. Mr. St.
    | (?:[^\W\d_]\.){{2,}}                          # U.S. a.m. J.R.R.
    | [A-Z]\.(?=\s?[A-Z])                           # J. (an initial)
    | \d+(?:[.,:]\d+)*(?:st|nd|rd|th|s|%)?\b        # 1,000 3.5 12:30 1990s
    | \w+(?:[-‐‑'’·]\w+)*                           # words, hyphens and apostrophes inside
    | \.{{2,}} | -{{2,}} | ['’](?:s|ll|re|ve|d|m)\b
    | \S
    """,
    re.VERBOSE,
)
_CLITIC = re.compile(r"(?i)(?<=\w)(n['’]t|['’](?:s|ll|re|ve|d|m))$")
_END = frozenset({".", "!", "?", "…", "..", "...", "....", "。", "！", "？"})
_CLOSING = frozenset("\"'”’)]}»")
_BREAK = re.compile(r"\n\s*\n")
# No sentence is longer, in words: what has no full stop for so long is a list or no prose, and parsing is cubic.
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Words:
    """A text's words, and its sentences as ``[first, end)`` ranges of words.

    ``starts`` and ``ends`` are the code-point offsets of each word.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]

    def __len__(self) -> int:
        return len(self.starts)

    def __getitem__(self, i: int) -> str:
        return self.text[self.starts[i] : self.ends[i]]

    def strings(self) -> list[str]:
        """All words, as they stand."""
        return [self.text[a:b] for a, b in zip(self.starts, self.ends, strict=True)]

    def sentence_of(self, word: int) -> tuple[int, int]:
        """The ``[first, end)`` words of the sentence that a word stands in."""
        return self.sentences[bisect_right(self.sentences, (word, len(self))) - 1]

    def sentence_numbers(self, words: NDArray[np.int64]) -> NDArray[np.int64]:
        """The numbers, from 0, of the sentences that ``words`` stand in."""
        starts = np.array([first for first, _ in self.sentences] or [0])
        return np.searchsorted(starts, words, side="right") - 1

    def part(self, low: int, high: int) -> Words:
        """The words of the sentences ``[low, high)`` by themselves; offsets stay those of the whole text."""
        first, end = (self.sentences[low][0], self.sentences[high - 1][1]) if low < high else (0, 0)
        sentences = tuple((a - first, b - first) for a, b in self.sentences[low:high])
        return Words(self.text, self.starts[first:end], self.ends[first:end], sentences)

    def span(self, telling: str, first: int, end: int) -> Span:
        """The code points of the words ``[first, end)``."""
        return Span(telling, self.starts[first], self.ends[end - 1])

    def sentence_spans(self) -> tuple[tuple[int, int], ...]:
        """The sentences as code-point offsets."""
        return tuple((self.starts[a], self.ends[b - 1]) for a, b in self.sentences)


def segment(text: str) -> Words:
    """Split ``text`` into words and sentences. Any text is accepted; an empty one has no words."""
    spans: list[tuple[int, int]] = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        clitic = _CLITIC.search(match.group())
        if clitic and clitic.start() > 0:
            cut = start + clitic.start()
            spans += [(start, cut), (cut, end)]
        else:
            spans.append((start, end))
    starts = tuple(s for s, _ in spans)
    ends = tuple(e for _, e in spans)
    return Words(text, starts, ends, tuple(_sentences(text, spans)))


def _sentences(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    sentences, first = [], 0
    for i in range(len(spans) - 1):
        if _ends_sentence(text, spans, i) or i + 1 - first == _LONGEST:
            sentences.append((first, i + 1))
            first = i + 1
    if first < len(spans):
        sentences.append((first, len(spans)))
    return sentences


def _ends_sentence(text: str, spans: list[tuple[int, int]], i: int) -> bool:
    """Whether a sentence ends with the word ``i``, which is not the last."""
    end, start = spans[i][1], spans[i + 1][0]
    gap = text[end:start]
    if _BREAK.search(gap.replace("\r", "")):
        return True
    word, following = text[slice(*spans[i])], text[start]
    if following in _CLOSING and (start == end or following in "”’)]}»"):
        return False
    last = i
    while last > 0 and text[spans[last][0]] in _CLOSING and spans[last][1] - spans[last][0] == 1:
        last -= 1
    stop = text[slice(*spans[last])]
    if stop not in _END and not (last == i and word.endswith(".") and "\n" in gap):
        return False
    if "\n" in gap or stop in "。！？":
        return True
    opens = following.isupper() or following.isdigit() or following in "\"'“‘([«-–—" or not following.isascii()
    if not gap:  # "his last mission.So Gon": a space was lost
        before = text[spans[last][0] - 1]
        return last == i and following.isupper() and (before.islower() or before in _CLOSING)
    return opens
