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
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.copies_stemmata import interval
from retold.ids import content_hash
from retold.reuse.boilerplate import reuse_content
from retold.reuse.chains import ordered_versions, orientation
from retold.reuse.passages import find_passages
from retold.reuse.succession import version_distance, version_signs
from retold.reuse.witnesses import Shared, Witness, shared_of, witnesses_of
from retold.settings import ReadingSettings, ReuseSettings
from retold.sources.blocks import blocks
from retold.tables import STAGE_TABLES

_FOLDS = 5
_RIDGE = 7.0
_APART = 0.4  # what a pair with versions between weighs in the fit, of a pair of neighbours
_ROUNDS = 30
_FAR = 4  # versions further apart than this tell nothing new
_BINS = 10
_EQUAL_LENGTH = 0.02  # versions whose numbers of words differ by no more than this share
_LIMIT = 30.0

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Compared:
    """Two versions of a page (the first is the older), as the stages see them."""

    page: str
    older: int
    newer: int
    signs: dict[str, float]
    distance: float
    is_equal_length: bool

    @property
    def is_adjacent(self) -> bool:
        """Whether no other version stands between them."""
        return self.newer == self.older + 1


def read_pages(path: Path) -> dict[str, list[str]]:
    """Return the versions of each page, oldest first, without repeated ones."""
    pages: dict[str, list[tuple[int, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            pages[record["article"]].append((int(record["version"]), record["text"]))
    return {page: list(dict.fromkeys(text for _, text in sorted(pages[page]))) for page in sorted(pages)}


def compare_versions(page: str, versions: Sequence[str]) -> list[Compared]:
    """Return all pairs of versions of one page."""
    names = [f"{number:04d}" for number in range(len(versions))]
    texts = STAGE_TABLES["texts"].rows(
        {"article": name, "text": text, "text_hash": ""} for name, text in zip(names, versions, strict=True)
    )
    readings = STAGE_TABLES["readings"].rows(
        {"article": name, "origin": "", "format": "text", "given": [], "found": []} for name in names
    )
    roles = blocks(texts, readings, settings=ReadingSettings())
    content = reuse_content(roles, STAGE_TABLES["set_aside"].empty(), settings=ReuseSettings())
    found = witnesses_of(texts, roles, content, STAGE_TABLES["article_fields"].empty(), STAGE_TABLES["credits"].empty())
    compared = []
    for older, newer in combinations(range(len(versions)), 2):
        shared = _shared(found[names[older]], found[names[newer]])
        lengths = len(versions[older].split()), len(versions[newer].split())
        is_equal = abs(lengths[0] - lengths[1]) <= _EQUAL_LENGTH * max(lengths)
        compared.append(Compared(page, older, newer, version_signs(shared), version_distance(shared), is_equal))
    return compared


def _shared(a: Witness, b: Witness) -> Shared:
    passages = find_passages(a.words, b.words, settings=ReuseSettings())
    return shared_of(a, b, [(passage.span_a, passage.span_b) for passage in passages])


def fit(signs: Numbers, counts: Numbers) -> Numbers:
    """Return the weights under which each row (signs of the later version, counted so often) is most probable."""
    weights = np.zeros(signs.shape[1])
    for _ in range(_ROUNDS):
        right = _probability(signs @ weights)
        gradient = signs.T @ ((1 - right) * counts) - _RIDGE * weights
        curvature = (signs * (right * (1 - right) * counts)[:, None]).T @ signs + _RIDGE * np.eye(len(weights))
        weights = weights + np.linalg.solve(curvature, gradient)
    return weights


def _probability(scores: Numbers) -> Numbers:
    result: Numbers = 1 / (1 + np.exp(-np.clip(scores, -_LIMIT, _LIMIT)))
    return result


def folded_scores(signs: Numbers, pairs: Sequence[Compared]) -> Numbers:
    """Return each pair's log-odds under weights fitted without its fold; a page stands in one fold by its hash."""
    folds = np.array([int(content_hash(pair.page)[:8], 16) % _FOLDS for pair in pairs])
    counts = counts_of(pairs)
    scores = np.zeros(len(signs))
    for fold in range(_FOLDS):
        others = folds != fold
        scores[~others] = signs[~others] @ fit(signs[others], counts[others])
    return scores


def counts_of(pairs: Sequence[Compared]) -> Numbers:
    """Return how much each pair counts in the fit: those far apart are easier, and many."""
    return np.array([1.0 if pair.is_adjacent else _APART if pair.newer - pair.older <= _FAR else 0.0 for pair in pairs])


def calibration_error(scores: Numbers) -> float:
    """Return the expected calibration error in ten bins of confidence."""
    probability = _probability(np.abs(scores))
    bins = np.minimum((probability * _BINS).astype(int), _BINS - 1)
    gaps = [abs(float((probability - (scores > 0))[bins == place].sum())) for place in range(_BINS)]
    return sum(gaps) / max(len(scores), 1)


def chain_scores(pairs: Sequence[Compared], scores: Numbers) -> Numbers:
    """Return the log-odds that the order of each pair's page gives to the pair (above 0 where it is right)."""
    pages: dict[str, list[int]] = defaultdict(list)
    for place, pair in enumerate(pairs):
        pages[pair.page].append(place)
    result = np.zeros(len(pairs))
    for page, places in sorted(pages.items()):
        # Names that say nothing of the order: ties must not fall to the truth.
        names = [content_hash(page, str(number)) for number in range(1 + max(pairs[place].newer for place in places))]
        ids = {place: (names[pairs[place].older], names[pairs[place].newer]) for place in places}
        distances = {(min(ids[p]), max(ids[p])): pairs[p].distance for p in places}
        odds = {(min(ids[p]), max(ids[p])): scores[p] * (1 if ids[p][0] < ids[p][1] else -1) for p in places}
        order = ordered_versions(sorted(names), distances, {})
        rank = {name: number for number, name in enumerate(order)}
        whole = orientation(order, odds)
        for place in places:
            older, newer = ids[place]
            result[place] = whole if rank[newer] > rank[older] else -whole
    return result


def figures_of(scores: Numbers, pairs: Sequence[Compared]) -> dict[str, Any]:
    """Return accuracy (with its interval over pages) and calibration over adjacent pairs."""
    adjacent = np.array([pair.is_adjacent for pair in pairs])
    equal = adjacent & np.array([pair.is_equal_length for pair in pairs])
    return {
        "adjacent": round(float((scores[adjacent] > 0).mean()), 4),
        "adjacent_ci": _interval(scores, pairs, adjacent),
        "equal_length": round(float((scores[equal] > 0).mean()), 4),
        "equal_length_ci": _interval(scores, pairs, equal),
        "ece": round(calibration_error(scores[adjacent]), 4),
    }


def _interval(scores: Numbers, pairs: Sequence[Compared], counted: NDArray[np.bool_]) -> list[float]:
    """The 95 % interval of the share of right pairs, over pages."""
    pages: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for score, pair, is_counted in zip(scores, pairs, counted, strict=True):
        if is_counted:
            pages[pair.page][0] += float(score > 0)
            pages[pair.page][1] += 1.0
    return interval([pages[page] for page in sorted(pages)], lambda sums: sums[0] / max(sums[1], 1.0))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print figures and weights as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_fit", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="JSON lines, packed: article, version, text")
    parser.add_argument("--ablation", action="store_true", help="also leave out each sign in turn")
    given = parser.parse_args(arguments)
    pairs = [pair for page, texts in read_pages(given.data).items() for pair in compare_versions(page, texts)]
    names = sorted({name for pair in pairs for name in pair.signs})
    signs = np.array([[pair.signs.get(name, 0.0) for name in names] for pair in pairs])
    adjacent = np.array([pair.is_adjacent for pair in pairs])
    scores = folded_scores(signs, pairs)
    figures: dict[str, Any] = {
        "pairs": int(adjacent.sum()),
        "alone": figures_of(scores, pairs),
        "whole pages": figures_of(chain_scores(pairs, scores), pairs),
        "weights": {name: round(float(w), 2) for name, w in zip(names, fit(signs, counts_of(pairs)), strict=True)},
    }
    if given.ablation:
        figures["without"] = {
            name: figures_of(folded_scores(np.delete(signs, place, axis=1), pairs), pairs)
            for place, name in enumerate(names)
        }
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
