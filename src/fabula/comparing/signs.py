"""What shows whether a telling begins at a paragraph: its words, its names, and how it brings them in.

Two looks are taken. The first sees what stands from a paragraph on and what stands before it since the last beginning;
the second sees two tellings, both taken as wholes, and the place where they meet. Every sign has a name, and the
networks that weigh them ask for them by it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Container, Iterable, Sequence
from itertools import chain

from fabula.comparing.paragraphs import STYLE, Unit
from fabula.comparing.words import WORD, cosine, fold, rate

__all__ = ["Ahead", "Before", "signs_of_a_beginning", "signs_of_two"]

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


class Before:
    """What stands between a beginning and some place; it grows by a paragraph at a time, and counts each but once."""

    def __init__(self, run: Sequence[Unit]) -> None:
        self.first = run[0]
        self.recent: tuple[Unit, ...] = ()  # the last two
        self.size = self.length = self.count = 0
        self.names = Counter[str]()
        self.words: set[str] = set()
        self.chief: list[str] = []  # the five names most spoken of
        self._style = [0.0] * len(STYLE)
        self._ranks: dict[str, int] = {}
        for unit in run:
            self.add(unit)

    def add(self, unit: Unit) -> None:
        """One more paragraph."""
        self.recent = (*self.recent[-1:], unit)
        self.size += 1
        self.length += unit.length
        self.count += unit.count
        self.names.update(unit.names)
        self.words.update(unit.words)
        for name in unit.names:
            self._ranks.setdefault(name, len(self._ranks))
        # Nobody else can have come among them: the others are spoken of as often as before.
        self.chief = sorted({*self.chief, *unit.names}, key=lambda n: (-self.names[n], self._ranks[n]))[:5]
        self._style = [a + b for a, b in zip(self._style, unit.style, strict=True)]

    @property
    def style(self) -> list[float]:
        """How it is written, on the mean."""
        return [total / self.size for total in self._style]


class Ahead:
    """What stands from paragraph ``i`` of ``run`` on, whatever stands before it."""

    def __init__(self, run: Sequence[Unit], i: int) -> None:
        self.unit = run[i]
        near = run[i : i + 3]
        self.names = _names(near)
        self.far = _names(run[i : i + 8])
        self.chief = _chief(self.far, [name for name, _ in self.far.most_common(5)])
        self.introduced = frozenset(chain.from_iterable(u.introduced for u in near))
        self.opens = max((u.opens for u in near[1:]), default=-4.0)
        self.style = _style(near)
        self.words = [fold(w) for w in WORD.findall(self.unit.opening)]
        self.opening_names = [w for w in self.words if w in self.unit.names]
        self.presented = float(bool(self.opening_names) and bool(_APPOSED.search(self.unit.opening)))


def _chief(names: Counter[str], most: Sequence[str]) -> list[str]:
    """Of the names ``most`` spoken of those that a telling is about."""
    return [name for name in most if names[name] > 1 or len(names) < 4]


def _names(run: Iterable[Unit]) -> Counter[str]:
    names = Counter[str]()
    for unit in run:
        names.update(unit.names)
    return names


def _style(run: Sequence[Unit]) -> list[float]:
    return [sum(values) / len(run) for values in zip(*(u.style for u in run), strict=True)]


def _apart(a: Sequence[float], b: Sequence[float]) -> dict[str, float]:
    """How far two styles are apart."""
    return {f"{name}_apart": abs(x - y) for name, x, y in zip(STYLE, a, b, strict=True)}


def _share(part: float, whole: float) -> float:
    return part / (whole + 1)


def signs_of_a_beginning(before: Before, ahead: Ahead) -> dict[str, float]:
    """What shows whether a telling begins between ``before`` and ``ahead``."""
    unit, start = ahead.unit, before.first
    last = before.recent[-1]
    long_ago = float(before.size > 1)
    told, recent = before.names, _names(before.recent)
    named = sum(unit.names.values())
    known = _share(sum(n for name, n in unit.names.items() if name in told), named)
    first = ahead.words[0] if ahead.words else ""
    to_start, to_last = (math.sqrt(cosine(unit.words, other.words)) for other in (start, last))
    first_name = next((k for k, w in enumerate(ahead.words) if w in unit.names), len(ahead.words))
    # The names that the telling so far is about, and whether the text goes on about them.
    chief = _chief(told, before.chief)
    lasting = _share(sum(name in ahead.far for name in chief), len(chief))
    foreseen = _share(sum(name in told for name in ahead.chief), len(ahead.chief))
    strangers = float(bool(chief) and bool(ahead.chief) and not any(n in told for n in ahead.chief) and not lasting)
    again = _again(before.words, before.count, unit.words)
    again_start = _again(start.words, start.count, unit.words)
    shared = [name for name in unit.names if name in told]
    brought_back = sum(name in unit.introduced for name in shared)
    shared_ahead = [name for name in ahead.names if name in told]
    return {
        "one": 1.0,
        "known": known,
        "known_ahead": _share(sum(ahead.names[name] for name in shared_ahead), sum(ahead.names.values())),
        "carried": _share(sum(n for name, n in recent.items() if name in ahead.names), sum(recent.values())),
        "nameless": float(named == 0),
        "nobody_told": float(not told),
        "leans_strongly": float(first in _STRONGLY_LEANING),
        "leans": float(first in _LEANING),
        "pronouns": sum(w in _STRONGLY_LEANING for w in ahead.words) / (len(ahead.words) + 4),
        "new_openers": _share(sum(w not in told for w in ahead.opening_names), len(ahead.opening_names)),
        "presented": ahead.presented,
        "known*presented": known * ahead.presented,
        "to_start": to_start,
        "to_last": to_last,
        "start_over_last": (to_start - to_last) * long_ago,
        "back": _share(sum(name in start.names for name in unit.names), len(start.names)) * long_ago,
        "gap": unit.gap,
        "new": float(bool(_NEW.search(unit.opening[:120]))),
        "length": math.log(unit.length + 1) - 6,
        "length_before": math.log(before.length + 1) - 6,
        "long_ago": long_ago,
        "lasting": lasting,
        "foreseen": foreseen,
        "strangers": strangers,
        "again": again,
        "again_start": again_start,
        "again*foreseen": again * foreseen,
        "again_start*foreseen": again_start * foreseen,
        "presented*foreseen": ahead.presented * foreseen,
        "opens": unit.opens,
        "closes": last.closes,
        "opens*foreseen": unit.opens * foreseen,
        "closes*foreseen": last.closes * foreseen,
        "strangers*opens": strangers * unit.opens,
        "opens_above_0": max(unit.opens, 0.0),
        "again_start*opens": again_start * unit.opens,
        "leans_before_name": float(sum(w in _STRONGLY_LEANING for w in ahead.words[:first_name])),
        "brought_back_share": _share(brought_back, len(shared)),
        "brought_back": math.log1p(brought_back),
        "brought_back_ahead": _share(sum(n in ahead.introduced for n in shared_ahead), len(shared_ahead)),
        "definite_near": _share(
            sum(any(w in u.words for u in before.recent) for w in unit.definite), len(unit.definite)
        ),
        "definite_old": _share(len(unit.definite & before.words), len(unit.definite)),
        "indefinite_old_share": _share(len(unit.indefinite & before.words), len(unit.indefinite)),
        "indefinite_old": math.log1p(len(unit.indefinite & before.words)),
        "introduced": math.log1p(len(unit.introduced)),
        "narrow": unit.narrow,
        "start_opens": start.opens,
        "later_opens": ahead.opens,
        **_apart(before.style, ahead.style),
    }


def signs_of_two(first: Sequence[Unit], second: Sequence[Unit], odds: float) -> dict[str, float]:
    """What shows whether ``first`` and ``second`` are two tellings, at first sight as likely as ``odds`` say."""
    names = [_names(first), _names(second)]
    mass = [sum(n.values()) for n in names]
    known = [_share(sum(n for name, n in names[s].items() if name in names[1 - s]), mass[s]) for s in (0, 1)]
    chief = [[n for n, _ in names[s].most_common(4)] for s in (0, 1)]
    kept = [_share(sum(n in names[1 - s] for n in chief[s]), len(chief[s])) for s in (0, 1)]
    old = frozenset(chain.from_iterable(u.words for u in first))
    again = _again(old, sum(u.count for u in first), dict.fromkeys(chain.from_iterable(u.words for u in second)))
    course = _parallel(first, second)
    lengths = [math.log(sum(u.length for u in half) + 1) - 6 for half in (first, second)]
    strange = float(min(mass) >= 3 and not kept[0] and not kept[1])
    start, close = second[0].opens, first[-1].closes
    shared = [name for name in names[1] if name in names[0]]
    # Where a name that both know first stands in the second: is it brought in there, as if nobody knew it?
    brought = sum(name in next(u for u in second if name in u.names).introduced for name in shared)
    definite = frozenset(chain.from_iterable(u.definite for u in second[:2]))
    indefinite = frozenset(chain.from_iterable(u.indefinite for u in second[:2]))
    return {
        "one": 1.0,
        "odds": odds,
        "odds_above_0": max(odds, 0.0),
        "known_first": known[0],
        "known_second": known[1],
        "kept_first": kept[0],
        "kept_second": kept[1],
        "kept": min(kept),
        "strange": strange,
        "again": again,
        "again*kept": again * min(kept),
        "course": course,
        "course*kept": course * min(kept),
        "course*again": course * again,
        "opens": start,
        "closes": close,
        "length_first": lengths[0],
        "length_second": lengths[1],
        "length": min(lengths),
        "gap": second[0].gap,
        "strange*opens": strange * start,
        "again*length": again * min(lengths),
        "known_second*opens": known[1] * start,
        "opens*closes": start * close,
        "first_opens": first[0].opens,
        "second_closes": second[-1].closes,
        "later_opens": max((u.opens for u in second[1:]), default=-4.0),
        "brought_share": _share(brought, len(shared)),
        "brought": math.log1p(brought),
        "definite_old": _share(len(definite & old), len(definite)),
        "indefinite_old": _share(len(indefinite & old), len(indefinite)),
        "paragraphs_first": math.log1p(len(first)),
        "paragraphs_second": math.log1p(len(second)),
        "narrow": second[0].narrow,
        **_apart(_style(first), _style(second)),
    }


def _again(told: Container[str], length: int, words: Iterable[str]) -> float:
    """How far ``words`` were ``told`` beyond chance, by a text of ``length`` content words, as the log of a deviation.

    The words come in an order of their own, so that their sum is the same each time.
    """
    won = expected = variance = 0.0
    for word in words:
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
