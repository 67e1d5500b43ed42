"""`names`: are two spellings one name? All pairs within a group, and as many of groups that share a word."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.gold import json_lines
from retold.actors.bodies import is_body
from retold.actors.names import name_similarity, spelling_similarity

_LIMIT = 0.5
_SEED = 0
_BINS = 10

Names = tuple[str, str]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on JSON lines with `names` (the spellings of one name). The shipped weights are used.

    `spelling` is without the file of known names, which has the dictionaries' lists that such data is drawn from;
    `people` and `bodies` part the groups by whether one of their names is a body's. Raises `BadGold` for data of
    another format.
    """
    del folds
    groups = [record["names"] for record in json_lines(data, needed=("names",))]
    of_bodies = [any(is_body(name) for name in group) for group in groups]
    return {
        **_scored(groups, name_similarity),
        "spelling": _scored(groups, spelling_similarity),
        "people": _scored([group for group, body in zip(groups, of_bodies, strict=True) if not body], name_similarity),
        "bodies": _scored([group for group, body in zip(groups, of_bodies, strict=True) if body], name_similarity),
    }


def _scored(groups: Sequence[Sequence[str]], likeness: Callable[[str, str], float]) -> dict[str, Any]:
    """Return the figures of one measure of likeness on groups; of no groups there are none."""
    if not groups:
        return {}
    counts, said, labels = [], [], []
    for pairs, is_same in ((positive_pairs(groups), True), (negative_pairs(groups), False)):
        for names in pairs:
            said.append(likeness(*names))
            labels.append(float(is_same))
            chosen = said[-1] >= _LIMIT
            counts.append([float(chosen and is_same), float(chosen), float(is_same)])
    return {**with_intervals(counts, _figures), "ece": calibration_error(said, labels)}


def calibration_error(said: Sequence[float], labels: Sequence[float]) -> float:
    """Return how far stated probabilities are from what came true, in ten bins of equal width, weighted by size."""
    bins: dict[int, list[tuple[float, float]]] = defaultdict(list)
    for probability, label in zip(said, labels, strict=True):
        bins[min(int(probability * _BINS), _BINS - 1)].append((probability, label))
    off = sum(abs(sum(p - label for p, label in held)) for _, held in sorted(bins.items()))
    return round(off / max(1, len(said)), 4)


def positive_pairs(groups: Sequence[Sequence[str]]) -> list[Names]:
    """Return all pairs of different spellings within a group."""
    return [pair for group in groups for pair in combinations(sorted(set(group)), 2)]


def negative_pairs(groups: Sequence[Sequence[str]]) -> list[Names]:
    """Return as many pairs of names of two groups that share a word, drawn with a fixed seed."""
    chance = random.Random(_SEED)
    by_token: dict[str, set[int]] = defaultdict(set)
    for index, group in enumerate(groups):
        for token in sorted({token for name in group for token in name.casefold().split()}):
            by_token[token].add(index)
    neighbours = sorted({pair for members in by_token.values() for pair in combinations(sorted(members), 2)})
    pairs = sorted(
        {
            (name_a, name_b)
            for a, b in neighbours
            for name_a in groups[a]
            for name_b in groups[b]
            if set(name_a.casefold().split()) & set(name_b.casefold().split()) and name_a != name_b
        }
    )
    wanted = min(len(positive_pairs(groups)), len(pairs))
    return sorted(chance.sample(pairs, wanted))


def _figures(sums: Counts) -> dict[str, Counts]:
    precision, recall = ratio(sums[:, 0], sums[:, 1]), ratio(sums[:, 0], sums[:, 2])
    return {"f1": f1_of(precision, recall), "precision": precision, "recall": recall}
