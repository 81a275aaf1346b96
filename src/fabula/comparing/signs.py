"""What shows whether a telling begins at a paragraph: its words, its names, and how it brings them in.

Two looks are taken. The first sees a paragraph and what stands before it since the last beginning; the second sees two
tellings, both taken as wholes, and the place where they meet.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from fabula.comparing.openings import closes, opens
from fabula.comparing.words import WORD, content, cosine, fold, names_in, rarity, rate, stem, weigh

__all__ = ["Unit", "signs_of_a_beginning", "signs_of_two", "units"]


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph as things to count."""

    words: dict[str, float]
    names: Counter[str]
    introduced: frozenset[str]  # names that are brought in: with an apposition, a role or a player
    definite: frozenset[str]  # stems of what is spoken of as known: "the well"
    indefinite: frozenset[str]  # stems of what is brought in: "a well"
    opening: str  # its first sentence
    gap: float  # 1 if what parts it from the one before is wider than usual
    narrow: float  # 1 if other paragraphs are parted more widely than it is from the one before
    mark: float  # what the width of that gap is worth, in log-odds
    length: int  # in code points
    count: int  # of content words
    opens: float
    closes: float
    style: tuple[float, ...]
    order: tuple[str, ...]  # its telling words in their order


def units(text: str, places: Sequence[tuple[int, int]]) -> list[Unit]:
    """The paragraphs at ``places`` of ``text``."""
    known = names_in(text)
    proper = frozenset(known)
    found = []
    last = 0
    gaps = sorted(text[a[1] : b[0]].count("\n") for a, b in pairwise(places))
    usual = gaps[len(gaps) // 2] if gaps else 0
    # Where some gaps are wider by two lines and more, the writer has parted something: tellings, most likely.
    parted = any(gap >= usual + 2 for gap in gaps)
    for start, end in places:
        here = text[start:end]
        words = WORD.findall(here)
        lines = text[last:start].count("\n")
        stems = content(here, without=proper)
        found.append(
            Unit(
                words=weigh(stems),
                names=Counter(key for w in words if w[0].isupper() and (key := fold(w)) in known),
                introduced=frozenset(fold(m[1]) for m in _INTRODUCED.finditer(here)) & proper,
                definite=frozenset(stem(fold(m[1])) for m in _DEFINITE.finditer(here)),
                indefinite=frozenset(stem(fold(m[1])) for m in _INDEFINITE.finditer(here)),
                opening=re.split(r"(?<=[.!?])\s", here, maxsplit=1)[0][:400],
                gap=float(lines > usual),
                narrow=float(bool(gaps) and lines < gaps[-1]),
                mark=_mark(parted, lines >= usual + 2),
                length=end - start,
                count=len(stems),
                opens=opens(here, proper),
                closes=closes(here, proper),
                style=_style(here, words),
                order=tuple(dict.fromkeys(w for w in stems if rarity(w) > 0.35)),
            )
        )
        last = end
    return found


def _mark(parted: bool, wide: bool) -> float:
    """What the width of a gap is worth, in log-odds, in a text whose parts are set apart, or are not."""
    return (4.0 if wide else -2.0) if parted else 0.0


_INTRODUCED = re.compile(
    r"\b([A-Z][\w’'\-]+)[\"”]?(?:,? \(|, (?:an?|the|his|her|their|one|who|whose|king|queen|duke|prince|count|lord)\b"
    r"| (?:is|was|are|were)(?: \w+)? (?:an?|the|one)\b)"
)
_DEFINITE = re.compile(r"\b(?:[Tt]he|[Tt]h[eo]se|[Tt]h(?:is|at)|[Hh]is|[Hh]er|[Tt]heir) ([a-z]{3,})\b")
_INDEFINITE = re.compile(r"\b(?:[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ss]ome) (?:[a-z]+ )??([a-z]{3,})\b")


def _style(text: str, words: Sequence[str]) -> tuple[float, ...]:
    """How a paragraph is written, whatever it says."""
    n = len(words) + 10
    past = sum(w in _PAST or w.endswith("ed") for w in words)
    present = sum(w in _PRESENT or (w[0].islower() and w.endswith("s")) for w in words)
    sentences = len(re.findall(r"[.!?]+(?:\s|\[|$)", text)) + 1
    return (
        math.log(n),
        math.log(n / sentences),
        (past - present) / (past + present + 4),
        10 * text.count("(") / n,
        min(10 * len(re.findall(r"\[\d+\]", text)) / n, 1.0),
        10 * len(re.findall(r"[\"“”]", text)) / n,
        10 * text.count("\n") / n,
    )


_PAST = frozenset("was were had did said went came took made gave found told saw left".split())
_PRESENT = frozenset("is are has does".split())


def _apart(a: Sequence[Unit], b: Sequence[Unit]) -> tuple[float, ...]:
    """How far two runs of paragraphs are apart in style."""
    means = [[sum(u.style[k] for u in run) / len(run) for k in range(len(run[0].style))] for run in (a, b)]
    return tuple(abs(x - y) for x, y in zip(*means, strict=True))


_LEANING = frozenset(
    """
    he she they it his her their its him them this these those that then meanwhile later afterwards afterward eventually
    finally soon however also but and so thus therefore instead back next when after as while once upon during although
    despite the another both now suddenly
    """.split()
)
_STRONGLY_LEANING = frozenset(
    "he she they it his her their its him them then meanwhile later eventually finally soon however but".split()
)
_NEW = re.compile(r"\b(?:an?|one|two|three|some|once|there (?:was|lived|is))\b", re.IGNORECASE)
_APPOSED = re.compile(
    r"[A-Z][\w.’'\-]+(?: [A-Z][\w.’'\-]+)*(?:,| \(|,? (?:is|was|are|were)(?: \w+)? (?:an?|the|one)\b)"
)


def _names(run: Iterable[Unit]) -> Counter[str]:
    names = Counter[str]()
    for unit in run:
        names.update(unit.names)
    return names


def _share(part: float, whole: float) -> float:
    return part / (whole + 1)


def signs_of_a_beginning(run: Sequence[Unit], begin: int, i: int) -> tuple[float, ...]:
    """What shows whether unit ``i`` of ``run`` begins a telling, the one before it having begun at ``begin``."""
    unit, before = run[i], run[begin:i]
    told, ahead, recent, far = (
        _names(before),
        _names(run[i : i + 3]),
        _names(before[-2:]),
        _names(run[i : i + 8]),
    )
    named = sum(unit.names.values())
    known = _share(sum(n for name, n in unit.names.items() if name in told), named)
    ahead_known = _share(sum(n for name, n in ahead.items() if name in told), sum(ahead.values()))
    carried = _share(sum(n for name, n in recent.items() if name in ahead), sum(recent.values()))
    words = [fold(w) for w in WORD.findall(unit.opening)]
    first = words[0] if words else ""
    opening_names = [w for w in words if w in unit.names]
    new_openers = _share(sum(w not in told for w in opening_names), len(opening_names))
    introduced = float(bool(opening_names) and bool(_APPOSED.search(unit.opening)))
    to_start, to_last = (math.sqrt(cosine(unit.words, other.words)) for other in (before[0], before[-1]))
    long_ago = float(len(before) > 1)
    back = _share(len(set(before[0].names) & set(unit.names)), len(before[0].names))
    pronouns = sum(w in _STRONGLY_LEANING for w in words) / (len(words) + 4)
    first_name = next((k for k, w in enumerate(words) if w in unit.names), len(words))
    leans_first = sum(w in _STRONGLY_LEANING for w in words[:first_name])
    # The names that the telling so far is about, and whether the text goes on about them.
    chief = [name for name, n in told.most_common(5) if n > 1 or len(told) < 4]
    lasting = _share(sum(name in far for name in chief), len(chief))
    chief_ahead = [name for name, n in far.most_common(5) if n > 1 or len(far) < 4]
    foreseen = _share(sum(name in told for name in chief_ahead), len(chief_ahead))
    strangers = float(bool(chief) and bool(chief_ahead) and not any(n in told for n in chief_ahead) and not lasting)
    again, again_start = _again(before, unit), _again(before[:1], unit)
    near = frozenset(chain.from_iterable(u.words for u in before[-2:]))
    old = frozenset(chain.from_iterable(u.words for u in before))
    shared = [name for name in unit.names if name in told]
    brought_back = sum(name in unit.introduced for name in shared)
    brought_ahead = frozenset(chain.from_iterable(u.introduced for u in run[i : i + 3]))
    return (
        1.0, known, ahead_known, carried, float(named == 0), float(not told), float(first in _STRONGLY_LEANING),
        float(first in _LEANING), pronouns, new_openers, introduced, known * introduced, to_start, to_last,
        (to_start - to_last) * long_ago, back * long_ago, unit.gap, float(bool(_NEW.search(unit.opening[:120]))),
        math.log(unit.length + 1) - 6, math.log(sum(u.length for u in before) + 1) - 6, long_ago, lasting, foreseen,
        strangers, again, again_start, again * foreseen, again_start * foreseen, strangers * known,
        introduced * foreseen, unit.opens, before[-1].closes, unit.opens * foreseen, before[-1].closes * foreseen,
        strangers * unit.opens, max(unit.opens, 0.0), again_start * unit.opens,
        float(leans_first), _share(brought_back, len(shared)), math.log1p(brought_back),
        _share(sum(n in brought_ahead for n in ahead if n in told), sum(n in told for n in ahead)),
        _share(len(unit.definite & near), len(unit.definite)), _share(len(unit.definite & old), len(unit.definite)),
        _share(len(unit.indefinite & old), len(unit.indefinite)), math.log1p(len(unit.indefinite & old)),
        math.log1p(len(unit.introduced)), unit.narrow, before[0].opens,
        max((u.opens for u in run[i + 1 : i + 3]), default=-4.0), *_apart(before, run[i : i + 3]),
    )  # fmt: skip


def signs_of_two(run: Sequence[Unit], a: int, b: int, end: int, odds: float) -> tuple[float, ...]:
    """What shows whether ``run[a:b]`` and ``run[b:end]`` are two tellings, at first sight as likely as ``odds`` say."""
    first, second = run[a:b], run[b:end]
    names = [_names(first), _names(second)]
    mass = [sum(n.values()) for n in names]
    known = [_share(sum(n for name, n in names[s].items() if name in names[1 - s]), mass[s]) for s in (0, 1)]
    chief = [[n for n, _ in names[s].most_common(4)] for s in (0, 1)]
    kept = [_share(sum(n in names[1 - s] for n in chief[s]), len(chief[s])) for s in (0, 1)]
    again = _again(first, *second)
    course = _parallel(first, second)
    sizes = [math.log(sum(u.length for u in half) + 1) - 6 for half in (first, second)]
    strange = float(min(mass) >= 3 and not kept[0] and not kept[1])
    start, close = run[b].opens, run[b - 1].closes
    shared = [name for name in names[1] if name in names[0]]
    # Where a name that both know first stands in the second: is it brought in there, as if nobody knew it?
    brought = sum(name in next(u for u in second if name in u.names).introduced for name in shared)
    old = frozenset(chain.from_iterable(u.words for u in first))
    definite = frozenset(chain.from_iterable(u.definite for u in second[:2]))
    indefinite = frozenset(chain.from_iterable(u.indefinite for u in second[:2]))
    return (
        1.0, odds, max(odds, 0.0), known[0], known[1], kept[0], kept[1], min(kept), strange, again, again * min(kept),
        course, course * min(kept), course * again, start, close, sizes[0], sizes[1], min(sizes), run[b].gap,
        strange * start, again * min(sizes), known[1] * start, start * close, first[0].opens, second[-1].closes,
        max((u.opens for u in second[1:]), default=-4.0), _share(brought, len(shared)), math.log1p(brought),
        _share(len(definite & old), len(definite)), _share(len(indefinite & old), len(indefinite)),
        math.log1p(len(first)), math.log1p(len(second)), run[b].narrow, *_apart(first, second),
    )  # fmt: skip


def _again(before: Iterable[Unit], *after: Unit) -> float:
    """How far ``after`` uses the words of what stands before it beyond chance, as the log of a deviation."""
    before = list(before)
    told = frozenset(chain.from_iterable(u.words for u in before))
    length = sum(u.count for u in before)
    won = expected = variance = 0.0
    for word in frozenset(chain.from_iterable(u.words for u in after)):
        chance = -math.expm1(-rate(word) * length)
        surprise = min(-math.log(max(chance, 1e-9)), 6.0)
        expected += chance * surprise
        variance += chance * (1 - chance) * surprise * surprise
        won += surprise if word in told else 0.0
    return math.log1p(max((won - expected) / math.sqrt(variance + 4), 0.0))


def _parallel(first: Sequence[Unit], second: Sequence[Unit]) -> float:
    """How far what both halves say stands in the same order in both: a rank correlation, drawn to 0 where they share
    little. A story told again keeps its course, a story told on has left it behind."""
    places = []
    for half in (first, second):
        seen = dict.fromkeys(chain.from_iterable(u.order for u in half))
        places.append({word: n for n, word in enumerate(seen)})
    shared = [w for w in places[0] if w in places[1]]
    if len(shared) < 3:
        return 0.0
    ranks = [{w: k for k, w in enumerate(sorted(shared, key=place.__getitem__))} for place in places]
    mean = (len(shared) - 1) / 2
    product = sum((ranks[0][w] - mean) * (ranks[1][w] - mean) for w in shared)
    square = sum((ranks[0][w] - mean) ** 2 for w in shared)
    return product / square * len(shared) / (len(shared) + 10)
