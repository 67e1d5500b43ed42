"""Tests of `evaluation.name_weights`: fitting the model of names."""

from __future__ import annotations

import numpy as np

from evaluation.name_weights import figures, fitted, labelled, predicted, unseen

GROUPS = [
    *([f"Ada {word}", f"Adah {word}"] for word in ("Varga", "Quill", "Marlow", "Torghan", "Orlin")),
    ["Harbour Council", "Council of the Harbour"],
]


def test_bodies_are_left_out_and_folds_hold_whole_groups():
    """
    A group is never in the training and in the trial.
    """
    features, labels, folds = labelled(GROUPS)

    assert len(features) == len(labels) == len(folds) == 10
    assert 5 == labels.sum()


def test_a_fit_parts_what_can_be_parted():
    """
    One telling column is enough.
    """
    features = np.array([[1.0, 1.0], [0.0, 1.0]] * 20)
    labels = features[:, 0]

    said = predicted(features, fitted(features, labels))

    assert said[0] > 0.8 > 0.2 > said[1]


def test_unseen_rows_get_a_probability_each():
    """
    Every fold is said by the others.
    """
    features, labels, folds = labelled(GROUPS)

    said = unseen(features, labels, folds)

    assert {"pairs", "precision", "recall", "ece"} == set(figures(said, labels))
    assert ((said > 0) & (said < 1)).all()
