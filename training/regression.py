"""Logistic regression with a quadratic penalty, for the small models of ``fabula.comparing``."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

__all__ = ["logistic"]

Array = NDArray[np.float64]


def logistic(signs: Any, truth: Array, penalty: float, shares: Array | None = None) -> Array:
    """The weight of each sign; the first one, a constant, is not penalised.

    ``signs`` is an array or a sparse matrix of examples by signs, ``truth`` holds 0 or 1 for each example, ``shares``
    how much each counts.
    """
    share = (np.ones(len(truth)) if shares is None else shares) / (len(truth) if shares is None else shares.sum())

    def loss(weights: Array) -> tuple[float, Array]:
        odds = signs @ weights
        value = share @ np.logaddexp(0, -np.where(truth == 1, odds, -odds)) + penalty * (weights[1:] @ weights[1:])
        slope = signs.T @ (share * (1 / (1 + np.exp(-np.clip(odds, -500, 500))) - truth))
        return float(value), slope + 2 * penalty * np.r_[0, weights[1:]]

    return np.asarray(minimize(loss, np.zeros(signs.shape[1]), jac=True, method="L-BFGS-B").x)
