"""How the weights of grouping were fitted: python -m training.grouping SHARED

Prints the weights that ``fabula.comparing.grouping`` holds, and how many pairs of texts such weights judge rightly that
they were not fitted on (five folds). Texts are the half of the plays and film plots that ``benchmarks.tellings`` leaves
alone, each as it stands and with its names taken out: plays told by two, films told by two sources, checked
remakes, and plots beside a blurb made of their own words; against them, pairs drawn at random.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.tellings import films_told_twice, held, masked, records
from fabula.comparing.grouping import _bag, _features
from training.made_up import blurb
from training.regression import logistic

Array = NDArray[np.float64]
_PENALTY = 3e-3
# How much worse it is to take two stories for one than one for two.
_CAUTION = 3.0
# One example: what it is made of, the two texts, whether they tell one story.
Pair = tuple[str, str, str, bool]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("shared", type=Path)
    parser.add_argument("--films", type=int, default=120, help="how many plots are put beside their blurbs")
    args = parser.parse_args()
    pairs = list(_pairs(args.shared, args.films))
    kinds = np.array([kind for kind, *_ in pairs])
    truth = np.array([float(same) for *_, same in pairs])
    signs = np.array([_signs(a, b) for _, a, b, _ in pairs])
    fold = np.random.default_rng(0).permutation(len(truth)) % 5
    right = np.zeros(len(truth), bool)
    for k in range(5):
        weights = _fit(signs[fold != k], truth[fold != k], kinds[fold != k])
        right[fold == k] = (signs[fold == k] @ weights > 0) == truth[fold == k]
    for kind in sorted(set(kinds)):
        for same in (1, 0):
            which = (kinds == kind) & (truth == same)
            print(f"{kind}, {'one story' if same else 'two stories'}: {right[which].mean():.3f} of {which.sum()} right")
    print("_WEIGHTS = (" + ", ".join(f"{w:.3f}" for w in _fit(signs, truth, kinds)) + ")")


def _fit(signs: Array, truth: Array, kinds: NDArray[np.str_]) -> Array:
    """Weights for which every kind of pair counts the same, and two stories more than one."""
    shares = np.zeros(len(truth))
    for kind in set(kinds):
        for same in (0, 1):
            which = (kinds == kind) & (truth == same)
            shares[which] = (1.0 if same else _CAUTION) / max(which.sum(), 1)
    return logistic(signs, truth, _PENALTY, shares)


def _signs(a: str, b: str) -> tuple[float, ...]:
    one, other = sorted((_bag(a), _bag(b)), key=lambda bag: bag.length)
    return _features(one, other)


def _pairs(shared: Path, films: int) -> Iterator[Pair]:
    chance = random.Random(0)
    plays = [(r["lamb"], r["nesbit"]) for n, r in enumerate(records(shared, "lamb_nesbit")) if n % 2 == 0]
    plots = [r["plot"] for r in records(shared, "wiki_film_plots") if not held(r["title"]) and len(r["plot"]) > 400]
    twice = films_told_twice(shared, held_back=False, checked=True)
    for name in (str, masked):
        for i, (a, _) in enumerate(plays):
            for j, (_, b) in enumerate(plays):
                yield "plays", name(a), name(b), i == j
        for a, b in twice:
            yield "films", name(a), name(b), True
        for _ in range(2 * films):
            a, b = chance.sample(plots, 2)
            yield "films", name(a), name(b), False
        for n, plot in enumerate(chance.sample(plots, films)):
            short = blurb(plot, chance)
            yield "blurbs", name(short), name(plot), True
            yield "blurbs", name(short), name(plots[n]), plots[n] == plot


if __name__ == "__main__":
    main()
