"""How the weights of ``fabula.comparing.sameness`` were fitted: python -m training.same_events SHARED

Reads the pairs of ``benchmarks/same_events.json`` that the benchmark does not report on, with the reader that is
installed, and prints what weights reach on stories left out, one after the other, and the two tuples fitted on all.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
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
    counts = {links: np.zeros(3) for links in (False, True)}
    for title in dict.fromkeys(p.title for p in read):
        _use(*_fit([r for p, r in zip(read, ready, strict=True) if p.title != title]))
        for pairing in read:
            if pairing.title == title:
                merged = merge(pairing.stories)
                wanted = {frozenset((("a", x), ("b", y))) for x, y in pairing.pairs}
                for links in counts:
                    found = aligned_pairs(merged, ClaimType.EVENT, links=links)
                    counts[links] += len(found), len(wanted), len(found & wanted)
    for links, (made, told_of, right) in counts.items():
        precision, recall = right / max(made, 1), right / told_of
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"left out{', with links' if links else ''}: P {precision:.2f} R {recall:.2f} F1 {f1:.3f}")
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
    first = _regression([(signs, truth) for *_, signs, truth in ready])
    second = [(np.stack(list(sameness.among(a, b, signs @ first)), axis=2), truth) for a, b, signs, truth in ready]
    return first, _regression(second)


def _regression(examples: Sequence[tuple[Array, Array]]) -> Array:
    """Weights of a logistic regression over all pairs of events."""
    x = np.concatenate([signs.reshape(truth.size, -1) for signs, truth in examples])
    y = np.concatenate([truth.ravel() for _, truth in examples])
    spread = x.std(0)
    spread[spread < 1e-6] = 1
    return np.asarray(logistic(x / spread, y, _PENALTY / len(y)) / spread)


if __name__ == "__main__":
    main()
