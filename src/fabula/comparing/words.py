"""Words as things to count: folded, stemmed, weighed by how many stories use them.

The weights are inverse document frequencies (Spärck Jones 1972) in two registers of English, so that old words in an
old tale are no surprise: ``frequencies.txt`` gives each stem with the number of film plots and of openings of novels
that use it; its first line says how many there are of each, and how many content words they have.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from fabula.models.static import word_vectors
from fabula.story.names import WORD, fold

__all__ = [
    "FUNCTION_WORDS",
    "WORD",
    "closeness",
    "content",
    "content_counts",
    "cosine",
    "fold",
    "names_in",
    "rarity",
    "rate",
    "stem",
    "weigh",
]

# The closed classes of English: words that join and point, and tell no story of their own.
FUNCTION_WORDS = frozenset(
    """
    a about above across after again against all almost along already also although always am among an and
    another any anyone anything are around as at away back be became because become becomes becoming been before
    behind being below beside besides between beyond both but by can cannot could did do does doing done down
    during each either else enough even ever every everyone everything few for from further had has have having
    he her here hers herself him himself his how however i if in including indeed instead into is it its itself
    just later least less let many may me meanwhile might mine more most much must my myself near neither never
    next no nobody none nor not nothing now of off often on once one only onto or other others our ours out over
    own per perhaps quite rather same several shall she should since so some somebody someone something soon
    still such than that the their theirs them themselves then there thereby therefore these they this those
    though through throughout thus to together too toward towards under until up upon us very was we well were
    what whatever when whenever where whereas whether which while who whom whose why will with within without
    would yet you your yours
    """.split()
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a folded English word: its plainest endings cut off, in the manner of Harman's S stemmer."""
    if len(word) <= 3 or word.isdigit():
        return word
    for ending, put in (("ies", "y"), ("sses", "ss"), ("ied", "y")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + put
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "ly"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: -len(ending)]
            if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "sl":
                word = word[:-1]
            break
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def content(text: str, *, without: frozenset[str] = frozenset()) -> list[str]:
    """The stems of the words of ``text`` that carry content, in order; folded words in ``without`` are left out."""
    stems = (_stem_of(word, without) for word in WORD.findall(text))
    return [found for found in stems if found]


def content_counts(text: str) -> dict[str, int]:
    """How often each stem of :func:`content` comes up in ``text``, without its names and without masks of names.

    Whoever masks names writes something that is no word of the story either: PERSON_1, Name2, [X].
    """
    parts = _apart(text)
    words = [(*_seen(word), count) for word, count in Counter(parts[1::2]).items()]
    names = {fold(word) for word in {word for gap, word in _capitals(parts) if not _begins(gap)}}
    names -= {folded for folded, _, small, _, _ in words if small}
    names |= {folded for folded, _, _, large, _ in words if large}
    found: dict[str, int] = {}
    for folded, told, _, _, count in words:
        if told and folded not in names:
            found[told] = found.get(told, 0) + count
    return found


def _stem_of(word: str, without: frozenset[str]) -> str:
    """The stem of a word that carries content, else ``""``."""
    folded = fold(word)
    return stem(folded) if len(folded) > 1 and folded not in FUNCTION_WORDS and folded not in without else ""


@dataclass(frozen=True, slots=True)
class _Register:
    """How many of ``texts``, of ``length`` content words each, use a stem."""

    texts: int
    length: float
    counts: dict[str, int]


@cache
def _registers() -> tuple[_Register, ...]:
    lines = files("fabula.comparing").joinpath("frequencies.txt").read_text(encoding="utf-8").splitlines()
    head = lines[0].split()
    rows = [line.split() for line in lines[1:]]
    return tuple(
        _Register(int(head[2 * k]), float(head[2 * k + 1]), {row[0]: int(row[k + 1]) for row in rows}) for k in (0, 1)
    )


@lru_cache(maxsize=65536)
def rarity(word: str) -> float:
    """How much a stem tells of a story: 0 for one that every text uses, 1 for one that hardly any does."""
    return min(math.log((r.texts + 1) / (r.counts.get(word, 0) + 1)) / math.log(r.texts + 1) for r in _registers())


@lru_cache(maxsize=65536)
def rate(word: str) -> float:
    """How often a stem is expected for each content word of a text that has nothing to do with it."""
    return max(-math.log1p(-min((r.counts.get(word, 0) + 0.5) / (r.texts + 1), 0.98)) / r.length for r in _registers())


def closeness(a: str, b: str) -> float:
    """How near two stems are in meaning, between 0 and 1: the cosine of their word vectors; 0 where one has none."""
    if a == b:
        return 1.0
    vectors = word_vectors()
    x, y = vectors.get(a), vectors.get(b)
    if x is None or y is None:
        return 0.0
    return max(0.0, float(x @ y) / math.sqrt(float(x @ x) * float(y @ y)))


def weigh(stems: Iterable[str]) -> dict[str, float]:
    """Stems and their weights: damped count times rarity."""
    return {word: (1 + math.log(count)) * rarity(word) for word, count in Counter(stems).items()}


def cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    """The cosine of two weighed bags of words, between 0 and 1."""
    if len(b) < len(a):
        a, b = b, a
    product = sum(weight * b[word] for word, weight in a.items() if word in b)
    if product <= 0:
        return 0.0
    return product / math.sqrt(sum(w * w for w in a.values()) * sum(w * w for w in b.values()))


@lru_cache(maxsize=65536)
def _seen(word: str) -> tuple[str, str, bool, bool]:
    """A word as it is written: folded, its stem if it carries content, whether it begins small, and is all large."""
    return fold(word), _stem_of(word, frozenset()), word[0].islower(), word.isupper() and len(word) > 1


_APART = re.compile(f"({WORD.pattern})")
_SENTENCE_START = re.compile(r"[.!?:;\n\r\"“”‘(\[—–][\s\"“‘(\[]*$")
_NEAR = 6  # so far back from a word is looked for the start of its sentence


def _apart(text: str) -> list[str]:
    """What stands between the words of ``text``, and the words, by turns; it begins on a line of its own."""
    return _APART.split(f"\n{text}")


def _capitals(parts: list[str]) -> list[tuple[str, str]]:
    """The words that begin with a capital, each after what stands before it."""
    pairs = zip(parts[0::2], parts[1::2], strict=False)
    return [(gap, word) for gap, word in pairs if word[0].isupper()]


@lru_cache(maxsize=4096)
def _begins(gap: str) -> bool:
    """Whether a word after ``gap`` begins a sentence."""
    return _SENTENCE_START.search(gap[-_NEAR:]) is not None


def names_in(text: str) -> Counter[str]:
    """The folded words of ``text`` that are written as names, with how often each is.

    A capital at the start of a sentence proves nothing: such a word counts only if it also stands capitalised inside
    one, and never stands in lower case.
    """
    parts = _apart(text)
    inside: Counter[str] = Counter()
    opening: Counter[str] = Counter()
    for gap, word in _capitals(parts):
        if (key := fold(word)) not in FUNCTION_WORDS:
            (opening if _begins(gap) else inside)[key] += 1
    small = {fold(word) for word in set(parts[1::2]) if word[0].islower()}
    return Counter({key: count + opening[key] for key, count in inside.items() if key not in small})
