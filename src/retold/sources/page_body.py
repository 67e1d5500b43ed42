"""Which lines of a page are its article: boosted trees over the lines' features (Friedman 2001), asked in two rounds.

The first trees see the page alone. Where they leave too many words in doubt, trafilatura is asked as well, and the
second trees weigh its vote beside all else. The trees are numbers in `page_trees.json`, fitted by
`python -m benchmarks.pages_fit`; published figures are of trees fitted on pages of other sites.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from retold.sources.page_features import Numbers
from retold.sources.paragraphs import folded

_RUN_WORDS = 4
_MIN_SHARE = 0.6  # of a line's runs of words: others join and part words at tags in their own way
_MIN_TOLD = 0.5  # of the words of a text in the page's data that its lines must show for it to tell anything
_IN_DOUBT = 0.19  # share of the words taken for the article's that are in doubt, from which on trafilatura is asked
_LEAST_WORDS = 30.0
_DIGITS = 4
# trafilatura reads anything that lxml can; what it cannot take it fails on in one of these ways.
_VOTE_ERRORS = (ValueError, TypeError, AttributeError, LookupError, RecursionError, AssertionError, etree.LxmlError)


@dataclass(frozen=True, slots=True)
class Trees:
    """Boosted trees as flat arrays: of each node its feature, threshold, children (a leaf is its own), and value."""

    features: NDArray[np.int64]
    thresholds: Numbers
    lower: NDArray[np.int64]
    upper: NDArray[np.int64]
    values: Numbers
    roots: NDArray[np.int64]
    depth: int
    base: float

    def log_odds(self, rows: Numbers) -> Numbers:
        """Return the sum of the trees' values for each row of features."""
        count, width = rows.shape
        flat, begins = rows.ravel(), np.repeat(np.arange(count) * width, len(self.roots))
        places = np.tile(self.roots, count)
        for _ in range(self.depth):  # flat arrays and `take`: twice as fast as indexing by rows and columns
            goes_low = flat.take(begins + self.features.take(places)) <= self.thresholds.take(places)
            places = np.where(goes_low, self.lower.take(places), self.upper.take(places))
        sums: Numbers = self.base + self.values.take(places).reshape(count, -1).sum(axis=1)
        return sums


@dataclass(frozen=True, slots=True)
class Vote:
    """A text's lines, folded, and the runs of words in all of them: to tell which of a page's lines it holds."""

    lines: frozenset[str]
    runs: frozenset[tuple[str, ...]]
    words: int

    def holds(self, key: str) -> bool:
        """Tell whether it has a line with these folded words, or one whose words run alike."""
        if key in self.lines:
            return bool(key)
        runs = _runs(key.split())
        return bool(runs) and sum(run in self.runs for run in runs) >= _MIN_SHARE * len(runs)


def body_probabilities(features: Numbers, keys: Sequence[str], ask: Callable[[], Vote]) -> list[float]:
    """Return of each line how probable it is that it stands in the article, to four decimals.

    `keys` are the lines' words, folded; `ask` gives another reader's vote and is called only where much is in doubt.
    """
    if not len(features):
        return []
    first, second = shipped_trees()
    words = np.expm1(features[:, 0])
    found = _probabilities(first.log_odds(features))
    doubt = float(words @ np.minimum(found, 1 - found))
    if doubt > _IN_DOUBT * max(float(words @ found), _LEAST_WORDS):
        vote = ask()
        voted = np.array([float(vote.holds(key)) for key in keys])
        found = _probabilities(second.log_odds(np.hstack([features, vote_features(voted, words)])))
    return [round(float(each), _DIGITS) for each in found]


def vote_features(voted: Numbers, words: Numbers) -> Numbers:
    """Return the columns that a vote adds to the features: of the line, of those beside it, and its size."""
    before, after = np.concatenate([[0.0], voted[:-1]]), np.concatenate([voted[1:], [0.0]])
    return np.column_stack([voted, before, after, np.full(len(voted), np.log1p(voted @ words))])


def vote_of(text: str) -> Vote:
    """Return `text` as a vote on lines."""
    keys = [key for key in map(folded, text.splitlines()) if key]
    words = " ".join(keys).split()
    return Vote(frozenset(keys), frozenset(_runs(words)), len(words))


def told_lines(keys: Sequence[str], body: str) -> list[bool] | None:
    """Return of each line whether the article's text in the page's data holds it; None where that tells nothing."""
    if not body:
        return None
    vote = vote_of(body)
    flat = f" {' '.join(key for key in map(folded, body.splitlines()) if key)} "
    told = [bool(key) and (vote.holds(key) or (key.count(" ") < _RUN_WORDS - 1 and f" {key} " in flat)) for key in keys]
    shown = sum(key.count(" ") + 1 for key, is_told in zip(keys, told, strict=True) if is_told)
    return told if shown >= _MIN_TOLD * vote.words else None


def trafilatura_vote(html: str) -> Vote:
    """Return trafilatura's vote on the page; an empty one where it finds nothing or fails."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it tells of each poor page; we count them
    try:
        body = trafilatura.extract(html, fast=True, include_comments=False, include_tables=True, output_format="txt")
    except _VOTE_ERRORS:
        body = None
    return vote_of(body or "")


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*[words[start:] for start in range(_RUN_WORDS)], strict=False))


def _probabilities(log_odds: Numbers) -> Numbers:
    return 1.0 / (1.0 + np.exp(-log_odds))


@cache
def shipped_trees() -> tuple[Trees, Trees]:
    """Return the trees that see a page alone, and those that see a vote beside it."""
    content = json.loads((files("retold.sources") / "page_trees.json").read_text(encoding="utf-8"))
    return loaded_trees(content["alone"]), loaded_trees(content["with_vote"])


def loaded_trees(trees: dict[str, list[float]]) -> Trees:
    """Return the trees that a part of the file holds."""
    whole = {name: np.array(trees[name], dtype=np.int64) for name in ("features", "lower", "upper", "roots")}
    return Trees(
        whole["features"],
        np.array(trees["thresholds"]),
        whole["lower"],
        whole["upper"],
        np.array(trees["values"]),
        whole["roots"],
        int(trees["depth"][0]),
        float(trees["base"][0]),
    )
