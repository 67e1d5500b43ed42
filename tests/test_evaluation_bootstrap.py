"""Tests of `evaluation.bootstrap`: shares and their intervals."""

from __future__ import annotations

import numpy as np

from evaluation.bootstrap import f1_of, ratio, resample_weights, with_intervals


def share(sums):
    """Return one figure: the first column's share of the second."""
    return {"share": ratio(sums[:, 0], sums[:, 1])}


def test_a_share_of_nothing_is_zero():
    """
    Nothing found of nothing is no error.
    """

    assert [0.0] == ratio(np.array([0.0]), np.array([0.0])).tolist()
    assert [0.0] == f1_of(np.array([0.0]), np.array([0.0])).tolist()


def test_every_resample_draws_as_many_as_there_are():
    """
    With putting back: the weights of a resample add up to the number of articles.
    """
    weights = resample_weights(7, resamples=20)

    assert [7.0] * 20 == weights.sum(axis=1).tolist()


def test_the_interval_holds_the_figure():
    """
    Half of forty articles: the interval lies around a half.
    """
    figures = with_intervals([[i % 2, 1] for i in range(40)], share)

    assert figures["share_ci"][0] < 0.5 == figures["share"] < figures["share_ci"][1]


def test_the_same_counts_give_the_same_interval():
    """
    The seed is fixed.
    """
    counts = [[i % 3, 2] for i in range(30)]

    assert with_intervals(counts, share) == with_intervals(counts, share)


def test_articles_that_agree_leave_no_doubt():
    """
    Where all are right, every resample is.
    """

    assert {"share": 1.0, "share_ci": [1.0, 1.0]} == with_intervals([[1, 1]] * 5, share)
