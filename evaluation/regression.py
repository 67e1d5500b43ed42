"""Logistic regression by Newton's method: enough to fit a handful of weights, with nothing to install."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_STEPS = 50
_RIDGE = 1e-3  # keeps the weights finite where classes can be told apart without error
_ENOUGH = 1e-6


def fit_logistic(features: NDArray[np.float64], labels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the weights of the columns of `features`, and last the constant."""
    matrix = np.column_stack([features, np.ones(len(features))])
    weights = np.zeros(matrix.shape[1])
    for _ in range(_STEPS):
        chances = 1 / (1 + np.exp(-matrix @ weights))
        gradient = matrix.T @ (chances - labels) + _RIDGE * weights
        curvature = (matrix * (chances * (1 - chances))[:, None]).T @ matrix + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curvature, gradient)
        weights -= step
        if np.abs(step).max() < _ENOUGH:
            break
    return weights
