"""Tests of `evaluation.regression`."""

from __future__ import annotations

import numpy as np

from evaluation.regression import fit_logistic


def test_a_telling_feature_gets_a_weight_and_an_idle_one_none():
    """
    The first column decides, the second is noise.
    """
    chance = np.random.default_rng(0)
    features = chance.normal(size=(2000, 2))
    labels = (features[:, 0] + chance.normal(size=2000) > 0).astype(float)

    telling, idle, constant = fit_logistic(features, labels)

    assert telling > 1.0
    assert abs(idle) < 0.3
    assert abs(constant) < 0.3


def test_classes_that_can_be_told_apart_give_finite_weights():
    """
    Without errors to fit, the ridge keeps the weights from growing without end.
    """
    weights = fit_logistic(np.array([[-1.0], [1.0]]), np.array([0.0, 1.0]))

    assert np.isfinite(weights).all()
