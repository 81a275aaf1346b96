"""The CoNLL score of coreference: the mean F1 of MUC, B-cubed and CEAF-e (Pradhan et al. 2014)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import linear_sum_assignment

Cluster = frozenset[tuple[int, int]]


@dataclass
class Conll:
    """Sums over documents: of each metric the numerators and denominators of recall and precision."""

    sums: dict[str, list[float]] = field(default_factory=lambda: {m: [0.0] * 4 for m in ("muc", "b3", "ceafe")})

    def add(self, gold: Sequence[Cluster], system: Sequence[Cluster]) -> None:
        """Count one document. Mentions are spans of words; singletons count where they are given."""
        for name, metric in (("muc", _muc), ("b3", _b3)):
            values = (*metric(gold, system), *metric(system, gold))
            self.sums[name] = [a + b for a, b in zip(self.sums[name], values, strict=True)]
        similarity = _ceafe(gold, system)
        values = (similarity, len(gold), similarity, len(system))
        self.sums["ceafe"] = [a + b for a, b in zip(self.sums["ceafe"], values, strict=True)]

    def f1(self) -> dict[str, float]:
        """F1 of each metric, and their mean under ``conll``."""
        result = {}
        for name, (a, b, c, d) in self.sums.items():
            recall, precision = a / b if b else 0.0, c / d if d else 0.0
            result[name] = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        result["conll"] = sum(result.values()) / 3
        return result


def _owner(clusters: Sequence[Cluster]) -> dict[tuple[int, int], int]:
    return {m: k for k, cluster in enumerate(clusters) for m in cluster}


def _muc(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, float]:
    owner = _owner(response)
    right = total = 0
    for cluster in key:
        parts = {owner.get(m, ("alone", m)) for m in cluster}
        right += len(cluster) - len(parts)
        total += len(cluster) - 1
    return right, total


def _b3(key: Sequence[Cluster], response: Sequence[Cluster]) -> tuple[float, float]:
    owner = _owner(response)
    right, total = 0.0, 0
    for cluster in key:
        total += len(cluster)
        for m in cluster:
            if m in owner:
                right += len(cluster & response[owner[m]]) / len(cluster)
    return right, total


def _ceafe(gold: Sequence[Cluster], system: Sequence[Cluster]) -> float:
    if not gold or not system:
        return 0.0
    scores = np.array([[2 * len(g & s) / (len(g) + len(s)) for s in system] for g in gold])
    rows, columns = linear_sum_assignment(-scores)
    return float(scores[rows, columns].sum())
