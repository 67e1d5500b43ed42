"""`python -m benchmarks.pages_fit --data FOLDER [FOLDER …] [-o FILE | --folds N]`: what tells an article's lines.

Gradient boosting (Friedman 2001) as scikit-learn has it, which this command needs and the program does not
(`pip install scikit-learn`). A line counts as the article's where at least half of its runs of four words stand in the
gold text; lines weigh by the root of their words, pages alike. The figures are those of folds over sites; the trees
that are written, numbers and no words, are fitted on all pages.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from evaluation.page_peers import Answer
from evaluation.pages import GoldPage, figures_of, gold_pages, read_all
from retold.errors import UsageError
from retold.sources import page_body
from retold.sources.encodings import decode_page, storable
from retold.sources.page_body import Trees, loaded_trees, told_lines, trafilatura_vote, vote_features
from retold.sources.page_data import page_data
from retold.sources.page_features import Numbers, features_of
from retold.sources.page_fields import fields_in
from retold.sources.page_text import page_text, parse_page
from retold.sources.paragraphs import folded

_WORD = re.compile(r"\w+")
_RUN = 4
_NEAR = 3  # lines around the gold text in which a line of a few words is believed to be the article's
_SEED = 1
_OPTIONS = {
    **{"max_iter": 100, "max_leaf_nodes": 8, "max_depth": 5, "learning_rate": 0.08},
    **{"min_samples_leaf": 30, "l2_regularization": 10, "max_features": 0.4, "random_state": _SEED},
}


@dataclass(slots=True)
class Seen:
    """A page's lines as features without and with trafilatura's vote; whether each is the article's; its weight."""

    alone: Numbers
    with_vote: Numbers
    wanted: Numbers
    weights: Numbers


def seen_in(page: GoldPage) -> Seen | None:
    """Return the lines of a page as numbers; None where no tree can be made of it or it shows nothing."""
    html = storable(decode_page(page.content))
    root = parse_page(html)
    shown = None if root is None else page_text(root)
    if shown is None or not shown.lines:
        return None
    data = page_data(root)
    lines = [line.span.of(shown.text) for line in shown.lines]
    keys = [folded(line) for line in lines]
    titles = frozenset(folded(each.value) for each in fields_in(shown, data) if each.field == "title")
    features = features_of(shown, keys, titles, data.descriptions, told_lines(keys, data.body))
    words = np.expm1(features[:, 0])
    vote = trafilatura_vote(html)
    voted = vote_features(np.array([float(vote.holds(key)) for key in keys]), words)
    wanted = np.array(wanted_lines(page.body, lines), dtype=float)
    weights = np.sqrt(words + 1.0)
    return Seen(features, np.hstack([features, voted]), wanted, weights / max(float(weights @ wanted), 1.0))


def wanted_lines(gold: str, lines: Sequence[str]) -> list[bool]:
    """Tell of each line whether it stands in the gold text; one of a few words only between others that do."""
    words = _WORD.findall(gold)
    runs = set(zip(*[words[start:] for start in range(_RUN)], strict=False))
    whole = {tuple(_WORD.findall(line)) for line in gold.split("\n")}
    split = [_WORD.findall(line) for line in lines]
    sure = [len(each) >= _RUN and _share(each, runs) >= 0.5 for each in split]
    places = [index for index, is_sure in enumerate(sure) if is_sure and len(split[index]) >= 2 * _RUN]
    first, last = (places[0] - _NEAR, places[-1] + _NEAR) if places else (0, -1)
    return [
        is_sure or (0 < len(each) < _RUN and tuple(each) in whole and first <= index <= last)
        for index, (each, is_sure) in enumerate(zip(split, sure, strict=True))
    ]


def _share(words: Sequence[str], runs: set[tuple[str, ...]]) -> float:
    own = list(zip(*[words[start:] for start in range(_RUN)], strict=False))
    return sum(run in runs for run in own) / len(own)


def fitted(pages: Sequence[Seen]) -> dict[str, dict[str, list[float]]]:
    """Return the trees of both rounds, fitted on `pages`, as the file holds them."""
    return {
        "alone": _boosted([page.alone for page in pages], pages),
        "with_vote": _boosted([page.with_vote for page in pages], pages),
    }


def _boosted(rows: Sequence[Numbers], pages: Sequence[Seen]) -> dict[str, list[float]]:
    try:
        from sklearn.ensemble import (  # type: ignore[import-not-found, import-untyped, unused-ignore]
            HistGradientBoostingClassifier,
        )
    except ImportError as error:
        raise UsageError("fitting needs scikit-learn, which is not installed: pip install scikit-learn") from error
    weights = np.concatenate([page.weights for page in pages])
    model = HistGradientBoostingClassifier(**_OPTIONS)
    wanted = np.concatenate([page.wanted for page in pages])
    model.fit(np.vstack(rows).astype(np.float32), wanted, sample_weight=weights / weights.mean())
    return _as_numbers(model)


def _as_numbers(model: Any) -> dict[str, list[float]]:
    """Return a fitted model's trees as flat lists: a leaf leads to itself."""
    trees: dict[str, list[float]] = {
        name: [] for name in ("features", "thresholds", "lower", "upper", "values", "roots", "depth", "base")
    }
    deepest = 0
    for (predictor,) in model._predictors:
        start = len(trees["features"])
        trees["roots"].append(start)
        for place, node in enumerate(predictor.nodes):
            is_leaf = bool(node["is_leaf"])
            trees["features"].append(0 if is_leaf else int(node["feature_idx"]))
            trees["thresholds"].append(0.0 if is_leaf else float(f"{node['num_threshold']:.7g}"))
            trees["lower"].append(start + (place if is_leaf else int(node["left"])))
            trees["upper"].append(start + (place if is_leaf else int(node["right"])))
            trees["values"].append(float(f"{node['value']:.5g}") if is_leaf else 0.0)
            deepest = max(deepest, int(node["depth"]))
    trees["depth"], trees["base"] = [deepest], [float(model._baseline_prediction.ravel()[0])]
    return trees


def fold_of(site: str, folds: int) -> int:
    """Return the fold of a site, by a hash of its name."""
    return int.from_bytes(blake2b(site.encode(), digest_size=8).digest(), "big") % folds


def out_of_fold(pages: Sequence[GoldPage], folds: int, others: Sequence[GoldPage] = ()) -> list[Answer]:
    """Return how the product reads each page with trees fitted on other sites' pages (and on those of `others`)."""
    every = [*pages, *others]
    seen = [seen_in(page) for page in every]
    answers: dict[str, Answer] = {}
    for fold in range(folds):
        trained = [each for page, each in zip(every, seen, strict=True) if each and fold_of(page.site, folds) != fold]
        held = [page for page in pages if fold_of(page.site, folds) == fold]
        numbers = fitted(trained)
        with _trees(loaded_trees(numbers["alone"]), loaded_trees(numbers["with_vote"])):
            answers |= {page.name: answer for page, answer in zip(held, read_all(held), strict=True)} if held else {}
    return [answers[page.name] for page in pages]


@contextmanager
def _trees(*trees: Trees) -> Iterator[None]:
    """Let the product judge lines by other trees for a while."""
    shipped = page_body.shipped_trees
    page_body.shipped_trees = lambda: trees  # type: ignore[assignment]
    try:
        yield
    finally:
        page_body.shipped_trees = shipped


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how many pages and lines were used, and write the trees."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pages_fit", description="Fit the trees of pages' lines."
    )
    parser.add_argument("--data", type=Path, nargs="+", required=True, metavar="FOLDER", help="folders of saved pages")
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write the trees")
    parser.add_argument("--folds", type=int, metavar="N", help="print the figures of N folds over sites instead")
    given = parser.parse_args(arguments)
    if given.folds is not None:
        for folder in given.data:
            others = [page for other in given.data if other != folder for page in gold_pages(other)]
            pages = gold_pages(folder)
            figures = figures_of(pages, out_of_fold(pages, given.folds, others))
            print(json.dumps({"data": folder.name, **figures}))
        return 0
    seen = [each for folder in given.data for page in gold_pages(folder) if (each := seen_in(page)) is not None]
    try:
        numbers = fitted(seen)
    except UsageError as error:
        print(error, file=sys.stderr)
        return 2
    if given.output is not None:
        given.output.write_text(json.dumps(numbers, separators=(",", ":")), encoding="utf-8")
    print(json.dumps({"pages": len(seen), "lines": sum(len(each.wanted) for each in seen)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
