"""How near two stories are by what their tellings say, whatever their characters are called.

A *sketch* is what is kept of a story for this: its heaviest content words without all names, each weighed by damped
count and rarity (tf-idf, Spärck Jones 1972), and the mean of their meanings from a small table of word vectors. The
nearness of two sketches is a mixture of both cosines. How rare a word is, the sketches that are compared say together
with what was counted once over film plots. Sketches are short: a hundred thousand are compared with one in a fraction
of a second. The sketch of a story that was read holds its bones as well (:mod:`fabula.comparing.bones`): the words find
who might be near, the bones decide (:mod:`fabula.comparing.likeness`).

Among many, the nearness of two is put in relation to how near each is to others that were found (cross-domain local
scaling, Conneau et al. 2018): a story told in the manner of many is near to all of them and tells nothing.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fabula.comparing.bones import bones
from fabula.comparing.words import content, content_counts
from fabula.models.static import WIDTH, all_counts, plots_counted, plots_with, word_table, word_vectors
from fabula.story.story import Story

__all__ = ["LENGTH", "SKETCH_MODEL", "Sketches", "nearness", "passages", "sketch", "sketch_text"]

SKETCH_MODEL = "sketch-2"
"""The name of this way of making sketches; sketches of another cannot be compared with them."""

WORDS = 192
_STEP = 32.0  # steps of a damped count, in which 1 + log(1000) still fits into a byte
BUCKETS = 1 << 16
_RECORD = np.dtype([("ids", "<u2", WORDS), ("weights", "u1", WORDS), ("meaning", "i1", WIDTH)])
LENGTH = _RECORD.itemsize  # of the words' part of a sketch; what follows are bones

# How much of the nearness is meaning, the rest being words. Tellings of one story share its rare words; stories that
# only resemble each other share what the words mean.
RETOLD = 0.15
ALIKE = 0.5

# Conneau et al. take the mean over ten neighbours and half of it off each side. The very nearest may be other tellings
# of the same story, which must not speak against each other.
NEIGHBOURS = 3
TELLINGS = 2
SHORTLIST = 60

_Floats = NDArray[np.float32]


def sketch(story: Story) -> bytes:
    """The sketch of all tellings of ``story``, and its bones."""
    return sketch_text("\n\n".join(t.text for t in story.tellings)) + bones(story)


def sketch_text(text: str) -> bytes:
    """The sketch of a text, without bones."""
    record = np.zeros((), _RECORD)
    words = []
    for word, count in content_counts(text).items():
        rarity, bucket, row = _known(word)
        damped = 1 + math.log(count)
        words.append((-damped * rarity, word, damped, bucket, row))
    heaviest = sorted(words)[:WORDS]
    record["ids"][: len(heaviest)] = [bucket for _, _, _, bucket, _ in heaviest]
    record["weights"][: len(heaviest)] = np.minimum(np.rint([_STEP * damped for _, _, damped, _, _ in heaviest]), 255)
    meaning = np.zeros(WIDTH, np.float32)
    if meant := [(-weight, row) for weight, _, _, _, row in words if row >= 0]:
        weights = np.array([weight for weight, _ in meant], np.float32)
        meaning = weights @ word_table()[1][[row for _, row in meant]]
    largest = float(np.abs(meaning).max())
    if largest > 0:
        record["meaning"] = np.round(meaning * (127 / largest))
    return record.tobytes()


@lru_cache(maxsize=65536)
def _known(word: str) -> tuple[float, int, int]:
    """How rare a stem is, its bucket, and its row in the table of word vectors, or -1."""
    return _rarity(word), _bucket(word), word_table()[0].get(word, -1)


def _bucket(word: str) -> int:
    return zlib.crc32(word.encode()) % BUCKETS


@lru_cache(maxsize=65536)
def _rarity(word: str) -> float:
    return math.log((plots_counted() + 1) / (plots_with(word) + 0.5))


@cache
def _usual() -> NDArray[np.float32]:
    """In how many of the plots that were counted each bucket is used."""
    found = np.zeros(BUCKETS, np.float32)
    for word, count in all_counts().items():
        found[_bucket(word)] += count
    return found


class Sketches:
    """Many sketches, ready to be compared with one."""

    def __init__(self, data: Sequence[bytes]) -> None:
        records: Any = np.frombuffer(b"".join(one[:LENGTH] for one in data), _RECORD)
        self._ids: NDArray[np.uint16] = np.ascontiguousarray(records["ids"])
        self._weights: NDArray[np.uint8] = np.ascontiguousarray(records["weights"])
        uses = np.zeros(BUCKETS, np.intp)
        for part in self._parts():
            uses += np.bincount(self._ids[part][self._weights[part] > 0], minlength=BUCKETS)
        total = len(self._ids) + plots_counted() + 1
        self._rarity: _Floats = np.log(total / (uses + _usual() + 0.5)).astype(np.float32)
        self._scales = np.empty(len(self._ids), np.float32)
        self._meanings = np.empty((len(self._ids), WIDTH), np.float32)
        for part in self._parts():
            self._scales[part] = 1.0 / np.maximum(np.linalg.norm(self._weighed(part), axis=1), 1e-9)
            meanings = records["meaning"][part].astype(np.float32)
            self._meanings[part] = meanings / np.maximum(np.linalg.norm(meanings, axis=1, keepdims=True), 1e-9)

    def __len__(self) -> int:
        return len(self._ids)

    def _parts(self) -> Iterator[slice]:
        """All of them, in pieces that stay in the processor's cache."""
        return (slice(start, start + 4096) for start in range(0, len(self), 4096))

    def _weighed(self, part: slice) -> _Floats:
        return self._weights[part] * self._rarity[self._ids[part]]

    def _table(self, one: bytes) -> tuple[_Floats, _Floats]:
        """A sketch that is not among these: the weights of all buckets, squared rarity and all, and its meaning."""
        record: Any = np.frombuffer(one[:LENGTH], _RECORD)[0]
        ids, weights = record["ids"], record["weights"] * self._rarity[record["ids"]]
        weights /= max(float(np.linalg.norm(weights)), 1e-9)
        table = np.zeros(BUCKETS, np.float32)
        np.add.at(table, ids, weights)
        meaning = record["meaning"].astype(np.float32)
        return table * self._rarity, meaning / max(float(np.linalg.norm(meaning)), 1e-9)

    def nearness(self, one: bytes, meaning: float = RETOLD) -> _Floats:
        """How near ``one`` is to each sketch; ``meaning`` is the share that meaning has in it, the rest is words."""
        table, meant = self._table(one)
        found = np.empty(len(self), np.float32)
        for part in self._parts():
            found[part] = np.einsum("ij,ij->i", table[self._ids[part]], self._weights[part])
        found *= self._scales * (1 - meaning)
        if meaning:
            found += meaning * (self._meanings @ meant)
        return found

    def some(self, which: NDArray[np.intp]) -> Sketches:
        """The sketches at these positions."""
        part = object.__new__(Sketches)
        part._rarity = self._rarity
        part._ids, part._weights = self._ids[which], self._weights[which]
        part._scales, part._meanings = self._scales[which], self._meanings[which]
        return part

    def mutual(self, meaning: float = RETOLD) -> _Floats:
        """The nearness of each to each, as a square."""
        used, columns = np.unique(self._ids, return_inverse=True)
        words = np.zeros((len(self), len(used)), np.float32)
        weighed = self._weighed(slice(None)) * self._scales[:, None]
        for row, places, weights in zip(words, columns.reshape(self._ids.shape), weighed, strict=True):
            np.add.at(row, places, weights)
        return np.asarray((1 - meaning) * (words @ words.T) + meaning * (self._meanings @ self._meanings.T), np.float32)

    def nearest(self, one: bytes, *, limit: int = 20, meaning: float = RETOLD) -> list[tuple[int, float]]:
        """The positions of the sketches that are nearest to ``one``, the nearest first, each with its nearness.

        The first ``SHORTLIST`` are put in relation to how near each is to the others. Equal to itself is not left out.
        """
        plain = self.nearness(one, meaning)
        wanted = min(len(plain), max(limit, SHORTLIST))
        top = np.argpartition(-plain, wanted - 1)[:wanted] if wanted < len(plain) else np.arange(len(plain))
        top = top[np.lexsort((top, -plain[top]))]
        first, rest = top[:SHORTLIST], top[SHORTLIST:]
        scaled = plain[first] - 0.5 * _crowd(self.some(first).mutual(meaning))
        order = np.lexsort((first, -scaled))
        # What follows the first sixty keeps its order behind them.
        found = [(int(first[k]), float(scaled[k])) for k in order]
        floor = min((score for _, score in found), default=0.0)
        found += [(int(k), floor - 1.0 + float(plain[k])) for k in rest]
        return found[:limit]


def _crowd(nearness: _Floats) -> _Floats:
    """How near each is to those around it; copies of it, and what may be other tellings of the same story, left out."""
    others = np.where(nearness > 0.95, 0.0, nearness)
    np.fill_diagonal(others, 0.0)
    around = np.sort(others, axis=1)[:, ::-1][:, TELLINGS : TELLINGS + NEIGHBOURS]
    return np.asarray(around.sum(axis=1) / NEIGHBOURS, np.float32)


def nearness(a: str, b: str, *, meaning: float = ALIKE) -> float:
    """How near two texts are, between -1 and 1."""
    return float(Sketches([sketch_text(a)]).nearness(sketch_text(b), meaning)[0])


def passages(sentences: Sequence[str], text: str) -> _Floats:
    """How near each of ``sentences`` is to ``text``: the words they share, and half as much what they mean."""
    wanted = set(content(text))
    vectors = word_vectors()
    found = np.zeros(len(sentences), np.float32)
    meant = _meant(wanted)
    for n, sentence in enumerate(sentences):
        words = set(content(sentence))
        if words and wanted:
            shared = sum(_rarity(w) for w in words & wanted)
            whole = math.sqrt(sum(map(_rarity, words)) * sum(map(_rarity, wanted)))
            known = [w for w in words if w in vectors]
            found[n] = shared / max(whole, 1e-9) + (0.5 * float(_meant(known) @ meant) if known else 0.0)
    return found


def _meant(words: Iterable[str]) -> _Floats:
    vectors = word_vectors()
    total = np.zeros(WIDTH, np.float32)
    for word in words:
        if (vector := vectors.get(word)) is not None:
            total += _rarity(word) * vector
    return total / max(float(np.linalg.norm(total)), 1e-9)
