"""Shares of counted things, and how sure they are: percentile bootstrap over articles (Efron 1979).

Every figure is computed from sums of counts, so an article is a row of counts and a resample is a row of weights.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.float64]  # one row an article (or a resample), one column a thing counted
RESAMPLES = 1000
SEED = 0
_BOUNDS = (2.5, 97.5)  # percentiles: a 95 % interval
DIGITS = 4


def ratio(above: Counts, below: Counts) -> Counts:
    """Return above / below, 0 where nothing is below."""
    return np.divide(above, below, out=np.zeros_like(above, dtype=np.float64), where=below != 0)


def f1_of(precision: Counts, recall: Counts) -> Counts:
    """Return the harmonic mean, 0 where both are 0."""
    return ratio(2 * precision * recall, precision + recall)


def resample_weights(articles: int, *, resamples: int = RESAMPLES, seed: int = SEED) -> Counts:
    """Return how often each article is drawn in each resample: one row a resample."""
    drawn = np.random.default_rng(seed).integers(0, max(articles, 1), size=(resamples, articles))
    weights = np.zeros((resamples, articles))
    np.add.at(weights, (np.arange(resamples)[:, None], drawn), 1.0)
    return weights


def interval(figures: Counts) -> list[float]:
    """Return the bounds of a figure's values over the resamples."""
    low, high = np.percentile(figures, _BOUNDS)
    return [round(float(low), DIGITS), round(float(high), DIGITS)]


def with_intervals(
    counts: Sequence[Sequence[float]], figures: Callable[[Counts], Mapping[str, Counts]]
) -> dict[str, Any]:
    """Return each figure of the summed counts, and its interval under `NAME_ci`. No articles give zeros.

    `figures` maps rows of summed counts to one value a row for each name.
    """
    matrix = np.asarray(counts, dtype=np.float64).reshape(len(counts), -1)
    totals = figures(matrix.sum(axis=0, keepdims=True))
    resampled = figures(resample_weights(len(matrix)) @ matrix)
    result: dict[str, Any] = {name: round(float(values[0]), DIGITS) for name, values in totals.items()}
    for name, values in resampled.items():
        result[f"{name}_ci"] = interval(values)
    return result
