"""`python -m benchmarks.copies_fit --data FILE`: the weights of the signals that tell versions of a page apart.

Logistic regression without intercept and with a ridge, by Newton's method, over successive versions that differ. The
figures are those of five folds over pages; the weights, to be written into `retold.reuse.succession`, those of all.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retold.ids import content_hash
from retold.reuse.passages import find_passages
from retold.reuse.succession import version_signs
from retold.reuse.witnesses import Shared, shared_of, witnesses_of
from retold.reuse.words import words_of
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES

_FOLDS = 5
_RIDGE = 5.0
_ROUNDS = 30
_BINS = 10
_EQUAL_LENGTH = 0.02  # versions whose numbers of words differ by no more than this share
_LIMIT = 30.0

Numbers = NDArray[np.float64]


def read_pairs(path: Path) -> list[tuple[str, str, str]]:
    """Return (page, older text, newer text) of successive versions that differ."""
    pages: dict[str, list[tuple[int, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            pages[record["article"]].append((int(record["version"]), record["text"]))
    return [
        (page, older, newer)
        for page in sorted(pages)
        for older, newer in pairwise([text for _, text in sorted(pages[page])])
        if older != newer
    ]


def signs_of(older: str, newer: str) -> dict[str, float]:
    """Return how far each signal says that the second text is the later."""
    texts = {"a": older, "b": newer}
    table = STAGE_TABLES["texts"].rows({"article": a, "text": t, "text_hash": ""} for a, t in texts.items())
    blocks = STAGE_TABLES["blocks"].rows(
        {"article": a, "begin": 0, "end": len(t), "role": "body"} for a, t in texts.items()
    )
    found = witnesses_of(table, blocks, STAGE_TABLES["article_fields"].empty(), STAGE_TABLES["credits"].empty())
    return version_signs(_shared(found["a"], found["b"]))


def _shared(a: Any, b: Any) -> Shared:
    passages = find_passages(words_of(a.words.text), words_of(b.words.text), settings=ReuseSettings())
    return shared_of(a, b, [(passage.span_a, passage.span_b) for passage in passages])


def fit(signs: Numbers) -> Numbers:
    """Return the weights under which each row (signs of the later version) is most probable."""
    weights = np.zeros(signs.shape[1])
    for _ in range(_ROUNDS):
        right = _probability(signs @ weights)
        gradient = signs.T @ (1 - right) - _RIDGE * weights
        curvature = (signs * (right * (1 - right))[:, None]).T @ signs + _RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curvature, gradient)
    return weights


def _probability(scores: Numbers) -> Numbers:
    result: Numbers = 1 / (1 + np.exp(-np.clip(scores, -_LIMIT, _LIMIT)))
    return result


def folded_scores(signs: Numbers, pages: Sequence[str]) -> Numbers:
    """Return each row's log-odds under weights fitted without its fold; a page stands in one fold by its hash."""
    folds = np.array([int(content_hash(page)[:8], 16) % _FOLDS for page in pages])
    scores = np.zeros(len(signs))
    for fold in range(_FOLDS):
        scores[folds == fold] = signs[folds == fold] @ fit(signs[folds != fold])
    return scores


def calibration_error(scores: Numbers) -> float:
    """Return the expected calibration error in ten bins of confidence."""
    probability = _probability(np.abs(scores))
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float((probability - (scores > 0))[bins == place].sum())) for place in range(_BINS)]
    return sum(gaps) / max(len(scores), 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print figures and weights as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_fit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="JSON lines, packed: article, version, text")
    pairs = read_pairs(parser.parse_args(arguments).data)
    rows = [signs_of(older, newer) for _, older, newer in pairs]
    names = sorted({name for row in rows for name in row})
    signs = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    scores = folded_scores(signs, [page for page, _, _ in pairs])
    lengths = np.array([[len(words_of(older)), len(words_of(newer))] for _, older, newer in pairs])
    equal = np.abs(lengths[:, 0] - lengths[:, 1]) <= _EQUAL_LENGTH * lengths.max(axis=1)
    figures = {
        "pairs": len(pairs),
        "adjacent": round(float((scores > 0).mean()), 4),
        "equal_length": round(float((scores[equal] > 0).mean()), 4),
        "ece": round(calibration_error(scores), 4),
        "weights": {name: round(float(weight), 2) for name, weight in zip(names, fit(signs), strict=True)},
    }
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
