"""Fit the weights of `retold.actors.names` to labelled groups of persons' names, and say how it does on unseen groups.

    python -m evaluation.name_weights names.jsonl.gz

Logistic regression with a small ridge, by Newton's steps. Groups that name a body are left out: bodies are compared
by words, and the lists they come from put several bodies of one state together.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from evaluation.gold import json_lines
from evaluation.names import calibration_error, negative_pairs, positive_pairs
from retold.actors.bodies import is_body
from retold.actors.gazetteer import folded
from retold.actors.names import name_features

_RIDGE = 1.0  # of 0.1 to 3 all give the same figures on unseen groups within 0.2 points; the larger is the safer
_STEPS = 50
_FOLDS = 5
_LIMIT = 0.5

Table = npt.NDArray[np.float64]


def labelled(groups: Sequence[Sequence[str]]) -> tuple[Table, Table, Table]:
    """Return features with a last column of ones, labels (1: one name), and the fold of each pair."""
    people = [group for group in groups if not any(is_body(name) for name in group)]
    fold_of = {name: number % _FOLDS for number, group in reversed(list(enumerate(people))) for name in group}
    rows, labels, folds = [], [], []
    for pairs, label in ((positive_pairs(people), 1.0), (negative_pairs(people), 0.0)):
        for name_a, name_b in pairs:
            if folded(name_a) != folded(name_b):
                rows.append([*name_features(name_a, name_b), 1.0])
                labels.append(label)
                folds.append(min(fold_of[name_a], fold_of[name_b]))
    return np.array(rows), np.array(labels), np.array(folds, dtype=float)


def fitted(features: Table, labels: Table) -> Table:
    """Return the weights, the last one the bias, which the ridge spares."""
    ridge = np.full(features.shape[1], _RIDGE)
    ridge[-1] = 1e-9
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        said = predicted(features, weights)
        slope = features.T @ (said - labels) + ridge * weights
        curve = (features.T * (said * (1 - said))) @ features + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    return weights


def predicted(features: Table, weights: Table) -> Table:
    """Return the probabilities of the rows."""
    result: Table = 1.0 / (1.0 + np.exp(-(features @ weights)))
    return result


def unseen(features: Table, labels: Table, folds: Table) -> Table:
    """Return each row's probability by weights fitted to the other folds."""
    said = np.zeros(len(labels))
    for fold in range(_FOLDS):
        out = folds == fold
        if out.any() and not out.all():
            said[out] = predicted(features[out], fitted(features[~out], labels[~out]))
    return said


def figures(said: Table, labels: Table) -> dict[str, Any]:
    """Return precision, recall and the calibration error of probabilities."""
    chosen = said >= _LIMIT
    right = float((chosen & (labels == 1)).sum())
    return {
        "pairs": len(labels),
        "precision": round(right / max(1.0, float(chosen.sum())), 4),
        "recall": round(right / max(1.0, float(labels.sum())), 4),
        "ece": calibration_error(said.tolist(), labels.tolist()),
    }


def main() -> None:
    """Print the figures on unseen groups and the weights fitted to all groups, as JSON."""
    parser = argparse.ArgumentParser(prog="python -m evaluation.name_weights")
    parser.add_argument("data", type=Path)
    groups = [record["names"] for record in json_lines(parser.parse_args().data, needed=("names",))]
    features, labels, folds = labelled(groups)
    weights = [round(float(weight), 4) + 0.0 for weight in fitted(features, labels)]
    print(json.dumps({**figures(unseen(features, labels, folds), labels), "weights": weights}))


if __name__ == "__main__":
    main()
