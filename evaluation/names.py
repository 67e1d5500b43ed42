"""`names`: are two spellings one name? All pairs within a group, and as many of groups that share a word."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from evaluation.bootstrap import Counts, f1_of, ratio, with_intervals
from evaluation.gold import json_lines
from retold.actors.names import name_similarity

_LIMIT = 0.5
_SEED = 0

Names = tuple[str, str]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on JSON lines with `names` (the spellings of one name). The shipped weights are used.

    Raises `BadGold` for data of another format.
    """
    del folds
    groups = [record["names"] for record in json_lines(data, needed=("names",))]
    same, other = positive_pairs(groups), negative_pairs(groups)
    counts = []
    for pairs, is_same in ((same, True), (other, False)):
        for names in pairs:
            said = name_similarity(*names) >= _LIMIT
            counts.append([float(said and is_same), float(said), float(is_same)])
    return with_intervals(counts, _figures)


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
