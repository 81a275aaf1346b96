"""Where in a text the story begins again.

The units are its paragraphs. A paragraph begins a new telling if the story begins again there: nobody it names is known
yet, or those who are known are brought in as if they were not; its words are those of the beginning rather than of what
came last; it does not lean on what stands before it. These signs are weighed by a small network, fitted on film plots
and retold plays put one after the other; then every beginning is looked at once more, with both tellings known whole.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import pairwise

from fabula.comparing.openings import closes, opens
from fabula.comparing.words import WORD, content, cosine, fold, names_in, rarity, rate, weigh

__all__ = ["beginnings"]


@dataclass(frozen=True, slots=True)
class _Unit:
    words: dict[str, float]
    names: Counter[str]
    opening: str
    gap: float
    mark: float
    length: int
    count: int
    opens: float
    closes: float
    order: tuple[str, ...]


def _units(text: str, places: Sequence[tuple[int, int]]) -> list[_Unit]:
    known = names_in(text)
    proper = frozenset(known)
    units = []
    last = 0
    gaps = sorted(text[a[1] : b[0]].count("\n") for a, b in pairwise(places))
    usual = gaps[len(gaps) // 2] if gaps else 0
    # Where some gaps are wider by two lines and more, the writer has parted something: tellings, most likely.
    parted = any(gap >= usual + 2 for gap in gaps)
    for start, end in places:
        here = text[start:end]
        found = (m.group() for m in WORD.finditer(here))
        names = Counter(key for w in found if w[0].isupper() and (key := fold(w)) in known)
        lines = text[last:start].count("\n")
        opening = re.split(r"(?<=[.!?])\s", here, maxsplit=1)[0][:400]
        stems = content(here, without=proper)
        # The words in their order, those of nearly every text left out: the course that a telling takes.
        order = tuple(dict.fromkeys(w for w in content(here) if rarity(w) > 0.35))
        units.append(
            _Unit(
                weigh(stems),
                names,
                opening,
                float(lines > usual),
                _mark(parted, lines >= usual + 2),
                end - start,
                len(stems),
                opens(here, proper),
                closes(here, proper),
                order,
            )
        )
        last = end
    return units


_BEAM = 6


def beginnings(text: str, places: Sequence[tuple[int, int]]) -> list[int]:
    """The numbers of the paragraphs, at ``places`` of ``text``, that begin a telling; the first always does."""
    return _begins(_units(text, places))


def _begins(units: Sequence[_Unit]) -> list[int]:
    """The numbers of the units that begin a telling, the likeliest all together that a beam search finds."""
    beam: list[tuple[float, list[int]]] = [(0.0, [0])]
    for i in range(1, len(units)):
        grown: dict[int, tuple[float, list[int]]] = {}
        for score, begins in beam:
            odds = _odds(units, begins[-1], i) + _LENIENCE
            for so_far, more in ((score - _softplus(odds), begins), (score - _softplus(-odds), [*begins, i])):
                if more[-1] not in grown or so_far > grown[more[-1]][0]:
                    grown[more[-1]] = (so_far, more)
        beam = sorted(grown.values(), key=lambda kept: -kept[0])[:_BEAM]
    return _confirmed(units, beam[0][1])


# What a beginning is worth beforehand when it is first looked for: too many rather than too few, since each is looked
# at again when both tellings are known whole.
_LENIENCE = 1.5


def _confirmed(units: Sequence[_Unit], begins: list[int]) -> list[int]:
    """The beginnings that still look like ones between the tellings they part, the least likely taken out first."""
    while len(begins) > 1:
        ends = [*begins[1:], len(units)]
        odds = [
            (units[b].mark + sum(w * f for w, f in zip(_WEIGHTS, _whole(units, a, b, end), strict=True)), b)
            for a, b, end in zip(begins, begins[1:], ends[1:], strict=False)
        ]
        worst, begin = min(odds)
        if worst > 0:
            break
        begins = [b for b in begins if b != begin]
    return begins


def _whole(units: Sequence[_Unit], a: int, b: int, end: int) -> tuple[float, ...]:
    """What shows whether ``units[a:b]`` and ``units[b:end]`` are two tellings, both taken as wholes."""
    first, second = units[a:b], units[b:end]
    names = [Counter[str](), Counter[str]()]
    for side, half in enumerate((first, second)):
        for u in half:
            names[side].update(u.names)
    mass = [sum(n.values()) for n in names]
    known = [sum(n for name, n in names[s].items() if name in names[1 - s]) / (mass[s] + 1) for s in (0, 1)]
    chief = [[n for n, _ in names[s].most_common(4)] for s in (0, 1)]
    kept = [sum(n in names[1 - s] for n in chief[s]) / (len(chief[s]) + 1) for s in (0, 1)]
    again = _again(first, _joined_unit(second))
    course = _parallel(first, second)
    near = _features(units, a, b)
    near = _features(units, a, b)
    odds = _odds(units, a, b)
    sizes = [math.log(sum(u.length for u in half) + 1) - 6 for half in (first, second)]
    strange = 1.0 if min(mass) >= 3 and not kept[0] and not kept[1] else 0.0
    leaning = near[6]
    return (
        1.0, odds, max(odds, 0.0), known[0], known[1], kept[0], kept[1], min(kept), strange, again, again * min(kept),
        course, course * min(kept), course * again, units[b].opens, units[b - 1].closes, sizes[0], sizes[1], min(sizes),
        units[b].gap, leaning, strange * units[b].opens, again * min(sizes), known[1] * units[b].opens,
    )  # fmt: skip


def _joined_unit(units: Sequence[_Unit]) -> _Unit:
    words: dict[str, float] = {}
    for u in units:
        words.update(u.words)
    return replace(units[0], words=words, count=sum(u.count for u in units))


def _parallel(first: Sequence[_Unit], second: Sequence[_Unit]) -> float:
    """How far what both halves say stands in the same order in both: a rank correlation, drawn to 0 where they share
    little. A story told again keeps its course, a story told on has left it behind."""
    places: list[dict[str, float]] = []
    for half in (first, second):
        seen: dict[str, float] = {}
        n = 0
        for u in half:
            for word in u.order:
                seen.setdefault(word, float(n))
                n += 1
        places.append(seen)
    shared = [w for w in places[0] if w in places[1]]
    if len(shared) < 3:
        return 0.0
    ranks = [{w: k for k, w in enumerate(sorted(shared, key=place.__getitem__))} for place in places]
    mean = (len(shared) - 1) / 2
    product = sum((ranks[0][w] - mean) * (ranks[1][w] - mean) for w in shared)
    square = sum((ranks[0][w] - mean) ** 2 for w in shared)
    return product / square * len(shared) / (len(shared) + 10)


def _softplus(x: float) -> float:
    return max(x, 0.0) + math.log1p(math.exp(-abs(x)))


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
_INTRODUCED = re.compile(
    r"[A-Z][\w.’'\-]+(?: [A-Z][\w.’'\-]+)*(?:,| \(|,? (?:is|was|are|were)(?: \w+)? (?:an?|the|one)\b)"
)
_INDEFINITE = re.compile(r"\b(?:an?|one|two|three|some|once|there (?:was|lived|is))\b", re.IGNORECASE)


def _mark(parted: bool, wide: bool) -> float:
    """What the width of a gap is worth, in log-odds, in a text whose parts are set apart, or are not."""
    return (4.0 if wide else -2.0) if parted else 0.0


def _again(before: Sequence[_Unit], unit: _Unit) -> float:
    """How far ``unit`` uses the words of what stands before it beyond chance, as the log of a deviation."""
    told = {word for u in before for word in u.words}
    length = sum(u.count for u in before)
    won = expected = variance = 0.0
    for word in unit.words:
        chance = -math.expm1(-rate(word) * length)
        surprise = min(-math.log(max(chance, 1e-9)), 6.0)
        expected += chance * surprise
        variance += chance * (1 - chance) * surprise * surprise
        won += surprise if word in told else 0.0
    return math.log1p(max((won - expected) / math.sqrt(variance + 4), 0.0))


def _odds(units: Sequence[_Unit], begin: int, i: int) -> float:
    """The log-odds that unit ``i`` begins a telling: a network of one hidden layer over the signs."""
    bias, hidden = _network()
    signs = _features(units, begin, i)
    return (
        units[i].mark
        + bias
        + sum(out * math.tanh(sum(w * f for w, f in zip(row, signs, strict=True))) for out, row in hidden)
    )


@cache
def _network() -> tuple[float, tuple[tuple[float, tuple[float, ...]], ...]]:
    """``beginnings.txt``: a bias, then a row for each hidden unit, its weight first."""
    lines = files("fabula.comparing").joinpath("beginnings.txt").read_text(encoding="utf-8").splitlines()
    rows = [tuple(map(float, line.split())) for line in lines[1:]]
    return float(lines[0]), tuple((row[0], row[1:]) for row in rows)


def _features(units: Sequence[_Unit], begin: int, i: int) -> tuple[float, ...]:
    """What shows whether unit ``i`` begins a telling, the one before it having begun at ``begin``."""
    unit, before = units[i], units[begin:i]
    told = Counter[str]()
    for u in before:
        told.update(u.names)
    ahead = Counter[str]()
    for u in units[i : i + 3]:
        ahead.update(u.names)
    recent = Counter[str]()
    for u in before[-2:]:
        recent.update(u.names)
    named = sum(unit.names.values())
    known = sum(n for name, n in unit.names.items() if name in told) / (named + 1)
    ahead_known = sum(n for name, n in ahead.items() if name in told) / (sum(ahead.values()) + 1)
    carried = sum(n for name, n in recent.items() if name in ahead) / (sum(recent.values()) + 1)
    words = [fold(w) for w in WORD.findall(unit.opening)]
    first = words[0] if words else ""
    opening_names = [w for w in words if w in unit.names]
    new_openers = sum(w not in told for w in opening_names) / (len(opening_names) + 1)
    introduced = bool(opening_names) and bool(_INTRODUCED.search(unit.opening))
    start_words, last_words = before[0].words, before[-1].words
    to_start, to_last = cosine(unit.words, start_words), cosine(unit.words, last_words)
    starters = set(before[0].names)
    back = len(starters & set(unit.names)) / (len(starters) + 1)
    wider = unit.gap
    long_ago = len(before) > 1
    pronouns = sum(w in _STRONGLY_LEANING for w in words) / (len(words) + 4)
    size = math.log(sum(u.length for u in before) + 1) - 6
    # The names that the telling so far is about, and whether the text goes on about them.
    chief = [name for name, n in told.most_common(5) if n > 1 or len(told) < 4]
    far = Counter[str]()
    for u in units[i : i + 8]:
        far.update(u.names)
    lasting = sum(name in far for name in chief) / (len(chief) + 1)
    chief_ahead = [name for name, n in far.most_common(5) if n > 1 or len(far) < 4]
    foreseen = sum(name in told for name in chief_ahead) / (len(chief_ahead) + 1)
    strangers = 1.0 if chief and chief_ahead and not any(n in told for n in chief_ahead) and not lasting else 0.0
    again = _again(before, unit)
    again_start = _again(before[:1], unit)
    return (
        1.0,
        known,
        ahead_known,
        carried,
        1.0 if named == 0 else 0.0,
        1.0 if not told else 0.0,
        1.0 if first in _STRONGLY_LEANING else 0.0,
        1.0 if first in _LEANING else 0.0,
        pronouns,
        new_openers,
        1.0 if introduced else 0.0,
        known if introduced else 0.0,
        math.sqrt(to_start),
        math.sqrt(to_last),
        (math.sqrt(to_start) - math.sqrt(to_last)) if long_ago else 0.0,
        back if long_ago else 0.0,
        wider,
        1.0 if _INDEFINITE.search(unit.opening[:120]) else 0.0,
        math.log(unit.length + 1) - 6,
        size,
        1.0 if long_ago else 0.0,
        lasting,
        foreseen,
        strangers,
        again,
        again_start,
        again * foreseen,
        again_start * foreseen,
        strangers * known,
        (1.0 if introduced else 0.0) * foreseen,
        unit.opens,
        before[-1].closes,
        unit.opens * foreseen,
        before[-1].closes * foreseen,
        strangers * unit.opens,
        max(unit.opens, 0.0),
        again_start * unit.opens,
    )


# In the order of _whole.
_WEIGHTS = (
    0.285, 0.307, 0.551, -0.504, -0.89, -0.833, -1.22, -1.227, 1.221, -0.562, 2.311, 0.534, 0.292, 2.485, 0.123,
    0.167, 0.267, 0.083, 0.215, -0.265, 0.313, 0.03, -0.383, 0.088,
)  # fmt: skip
