"""Clusters against gold clusters: B-cubed (Bagga and Baldwin 1998), and the TF-IDF baseline to beat."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from math import log

import numpy as np
from numpy.typing import NDArray

from evaluation.bootstrap import Counts, f1_of, ratio

_TOKEN = re.compile(r"[^\W\d_][\w'’]*|\d[\d,.]*\d|\d")
_THRESHOLDS = [step / 100 for step in range(2, 60)]
_NEVER = -1.0  # below any cosine of counts


def b_cubed(gold: Mapping[str, Hashable], found: Mapping[str, Hashable]) -> dict[str, tuple[float, float]]:
    """Return each item's B-cubed precision and recall; an item missing in `found` stands alone."""
    wanted: dict[Hashable, set[str]] = defaultdict(set)
    given: dict[Hashable, set[str]] = defaultdict(set)
    cluster_of = {item: found.get(item, ("alone", item)) for item in gold}
    for item, label in gold.items():
        wanted[label].add(item)
        given[cluster_of[item]].add(item)
    scores = {}
    for item, label in gold.items():
        both = len(wanted[label] & given[cluster_of[item]])
        scores[item] = (both / len(given[cluster_of[item]]), both / len(wanted[label]))
    return scores


def b3_figures(sums: Counts) -> dict[str, Counts]:
    """Return the figures of summed rows (precision, recall, 1)."""
    precision, recall = ratio(sums[:, 0], sums[:, 2]), ratio(sums[:, 1], sums[:, 2])
    return {"b3_f1": f1_of(precision, recall), "b3_precision": precision, "b3_recall": recall}


def b3_f1(scores: Sequence[tuple[float, float]]) -> float:
    """Return the harmonic mean of mean precision and mean recall."""
    if not scores:
        return 0.0
    sums = np.array([[sum(p for p, _ in scores), sum(r for _, r in scores), len(scores)]])
    return float(b3_figures(sums)["b3_f1"][0])


# ---------------------------------------------------------------- the baseline


def tfidf_scores(
    texts: Mapping[str, str], gold: Mapping[str, Hashable], folds: Sequence[frozenset[str]]
) -> dict[str, tuple[float, float]]:
    """Return the B-cubed scores of whole-collection TF-IDF with average linkage.

    Logarithmic term frequency, smoothed inverse document frequency over all of `texts`, cosine. For the items of each
    fold the threshold is the one that does best on all other items.
    """
    items = sorted(texts)
    merges = _average_linkage(_cosines([texts[item] for item in items]))
    by_threshold = [b_cubed(gold, dict(zip(items, _cut(merges, len(items), t), strict=True))) for t in _THRESHOLDS]
    result: dict[str, tuple[float, float]] = {}
    for fold in folds:
        others = [item for item in items if item not in fold] or items
        best = max(by_threshold, key=lambda scores: b3_f1([scores[item] for item in others]))
        result.update({item: best[item] for item in items if item in fold})
    return result


def _cosines(texts: Sequence[str]) -> NDArray[np.float64]:
    counted = [Counter(token.lower() for token in _TOKEN.findall(text)) for text in texts]
    frequency = Counter(term for counts in counted for term in counts)
    column = {term: i for i, term in enumerate(sorted(frequency))}
    matrix = np.zeros((len(texts), len(column)), dtype=np.float32)
    for i, counts in enumerate(counted):
        for term, count in counts.items():
            idf = log((1 + len(texts)) / (1 + frequency[term])) + 1
            matrix[i, column[term]] = (1 + log(count)) * idf
    lengths = np.linalg.norm(matrix, axis=1, keepdims=True)
    matrix /= np.where(lengths == 0, 1, lengths)
    cosines: NDArray[np.float64] = (matrix @ matrix.T).astype(np.float64)
    return cosines


def _average_linkage(similarity: NDArray[np.float64]) -> list[tuple[float, int, int]]:
    """Return the merges (height, kept, gone), best first."""
    likeness = similarity.copy()
    np.fill_diagonal(likeness, _NEVER)
    size = np.ones(len(likeness))
    merges = []
    for _ in range(len(likeness) - 1):
        first, second = divmod(int(np.argmax(likeness)), len(likeness))
        kept, gone = min(first, second), max(first, second)
        merges.append((float(likeness[kept, gone]), kept, gone))
        joined = (likeness[kept] * size[kept] + likeness[gone] * size[gone]) / (size[kept] + size[gone])
        likeness[kept], likeness[:, kept] = joined, joined
        likeness[kept, kept] = _NEVER
        likeness[gone], likeness[:, gone] = _NEVER, _NEVER
        size[kept] += size[gone]
    return merges


def _cut(merges: Sequence[tuple[float, int, int]], items: int, threshold: float) -> list[int]:
    label = list(range(items))
    for height, kept, gone in merges:
        if height >= threshold:
            label = [kept if own == gone else own for own in label]
    return label
