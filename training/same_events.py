"""How the weights of ``fabula.comparing.sameness`` were fitted: python -m training.same_events SHARED

Reads the pairs of ``benchmarks/same_events.json`` that the benchmark does not report on, with the reader that is
installed, and prints the two tuples of weights, and what they reach on texts left out (four folds).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.same_events import Pairing, pairings
from benchmarks.tellings import aligned_pairs
from fabula.comparing import merge, sameness
from fabula.comparing.casting import align_casts
from fabula.comparing.told import told
from fabula.story.ontology import ClaimType
from training.regression import logistic

Array = NDArray[np.float64]
_PENALTY = 1.5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("shared", type=Path)
    args = parser.parse_args()
    read = list(pairings(args.shared, held=False))
    ready = [_prepared(p) for p in read]
    counts = np.zeros(3)
    for fold in range(4):
        _use(*_fit([r for n, r in enumerate(ready) if n % 4 != fold]))
        for pairing in read[fold::4]:
            found = aligned_pairs(merge(pairing.stories), ClaimType.EVENT, links=True)
            wanted = {frozenset((("a", x), ("b", y))) for x, y in pairing.pairs}
            counts += len(found), len(wanted), len(found & wanted)
    precision, recall = counts[2] / max(counts[0], 1), counts[2] / counts[1]
    print(f"left out: P {precision:.2f} R {recall:.2f} F1 {2 * precision * recall / (precision + recall):.3f}")
    for name, weights in zip(("_WEIGHTS", "_AMONG"), _fit(ready), strict=True):
        print(f"{name} = ({', '.join(f'{w:.2f}' for w in weights)})")


def _use(weights: Array, among: Array) -> None:
    sameness._WEIGHTS, sameness._AMONG = tuple(weights), tuple(among)


def _prepared(pairing: Pairing) -> tuple[Any, Any, Array, Array]:
    casts = align_casts(pairing.stories)
    a, b = (told(story, cast) for story, cast in zip(pairing.stories, casts, strict=True))
    truth = np.zeros((len(a.types), len(b.types)))
    rows, columns = ({e.id: n for n, e in enumerate(story.events)} for story in pairing.stories)
    for x, y in pairing.pairs:
        truth[rows[x], columns[y]] = 1
    return a, b, sameness.signs(a, b), truth


def _fit(ready: Sequence[tuple[Any, Any, Array, Array]]) -> tuple[Array, Array]:
    first = _regression(
        (signs, truth, signs[:, :, 8] + signs[:, :, 11] + 0.3 * signs[:, :, 1]) for *_, signs, truth in ready
    )
    second = []
    for a, b, signs, truth in ready:
        before = signs @ first
        second.append((np.stack(list(sameness.among(a, b, before)), axis=2), truth, before))
    return first, _regression(second)


def _regression(examples: Iterable[tuple[Array, Array, Array]]) -> Array:
    """Weights of a logistic regression; of the pairs that look unlike, some stand for all."""
    chance = np.random.default_rng(0)
    rows, truths, shares = [], [], []
    for signs, truth, likely in examples:
        sure = ((truth == 1) | (likely >= np.quantile(likely, 0.97))).ravel()
        keep = sure | (chance.random(truth.size) < 0.08)
        rows.append(signs.reshape(truth.size, -1)[keep])
        truths.append(truth.ravel()[keep])
        shares.append(np.where(sure[keep], 1, 1 / 0.08))
    x, y, share = np.concatenate(rows), np.concatenate(truths), np.concatenate(shares)
    spread = x.std(0)
    spread[spread < 1e-6] = 1
    return np.asarray(logistic(x / spread, y, _PENALTY / share.sum(), share) / spread)


if __name__ == "__main__":
    main()
