"""`python -m benchmarks.copies_stemmata`: families with hidden texts, their trees and directions held to the truth.

Two questions. Trees: of 10 to 40 copies, some of them not held, which text goes back to which (directed edges between
each held text and the nearest held text behind it)? Directions: of two related texts, is the second from the first,
the first from the second, or do both come from a text that is not held? Each with some signals left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchmarks.copies_families import Text, make_families
from retold.reuse.boilerplate import reuse_content
from retold.reuse.derivations import derivations
from retold.reuse.direction import WEIGHTS
from retold.reuse.lost import LOST_PREFIX
from retold.reuse.passages import passages
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES

_CREDITS = "credit, credit layers, credit in the lead"
_ABLATIONS = {
    "all signals": "",
    "times withheld": "time",
    "credits masked": _CREDITS,
    "credits masked, times withheld": f"time, {_CREDITS}",
    "times alone": "",
}
_ASSERTED = 0.5
_BINS = 10
_RESAMPLES = 1000
_DIGITS = 4

Counts = NDArray[np.float64]
Edge = tuple[str, str]  # a copy and its exemplar


@dataclass(frozen=True, slots=True)
class Truth:
    """What is true of the held texts of a family."""

    edges: frozenset[Edge]  # each held text and the nearest held text behind it
    sisters: frozenset[Edge]  # pairs (in order) from one text that is not held, with no held text behind it


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said of two related texts, whether it is right, and how probable it is said to be."""

    is_right: bool
    probability: float
    kind: str  # copy or sisters: what is true


def truth_of(family: Sequence[Text]) -> Truth:
    """Return the edges between held texts, over those that are not held."""
    by_name = {text.name: text for text in family}
    edges: set[Edge] = set()
    roots: dict[str, list[str]] = {}

    def behind(name: str, through: str | None) -> Iterator[tuple[str, bool]]:
        text = by_name[name]
        if text.is_held:
            yield name, True
        elif not text.exemplars:
            yield name, False
        else:
            for exemplar in text.exemplars[:1]:
                yield from behind(exemplar, through)

    for text in family:
        if not text.is_held:
            continue
        for exemplar in text.exemplars:
            for found, is_held in behind(exemplar, None):
                if is_held:
                    edges.add((text.name, found))
                else:
                    roots.setdefault(found, []).append(text.name)
    sisters = {pair for names in roots.values() for pair in combinations(sorted(names), 2)}
    return Truth(frozenset(edges), frozenset(sisters))


def derived(family: Sequence[Text], *, signals_off: str = "") -> list[dict[str, Any]]:
    """Return the derivations that the stages find among the held texts of a family."""
    return derived_from(prepared(family), signals_off=signals_off)


def prepared(family: Sequence[Text]) -> dict[str, pa.Table]:
    """Return what the derivations of a family's held texts are found from, by name of the table."""
    held = {text.name: text for text in family if text.is_held}
    settings = ReuseSettings()
    pairs = []
    for a, b in combinations(sorted(held), 2):
        row: dict[str, Any] = {"article_a": a, "article_b": b}
        for side, name in (("a", a), ("b", b)):
            row[f"text_{side}"] = held[name].text
            row[f"content_{side}"] = [{"begin": 0, "end": len(held[name].text)}]
        pairs.append(row)
    texts = [{"article": name, "text": held[name].text, "text_hash": ""} for name in sorted(held)]
    blocks = [{"article": name, "begin": 0, "end": len(held[name].text), "role": "body"} for name in sorted(held)]
    roles = STAGE_TABLES["blocks"].rows(blocks)
    return {
        "texts": STAGE_TABLES["texts"].rows(texts),
        "blocks": roles,
        "reuse_content": reuse_content(roles, STAGE_TABLES["set_aside"].empty(), settings=settings),
        "article_fields": STAGE_TABLES["article_fields"].rows(_fields(text) for _, text in sorted(held.items())),
        "credits": STAGE_TABLES["credits"].rows(_credits(held.values())),
        "passages": passages(STAGE_TABLES["pair_texts"].rows(pairs), settings=settings),
    }


def derived_from(tables: Mapping[str, pa.Table], *, signals_off: str = "") -> list[dict[str, Any]]:
    """Return the asserted derivations of a prepared family."""
    found = derivations(**tables, settings=ReuseSettings(signals_off=signals_off))
    return [row for row in found.to_pylist() if row["probability"] >= _ASSERTED]


def _fields(text: Text) -> dict[str, Any]:
    return {
        "article": text.name,
        "outlet": text.outlet,
        "published": text.stated,
        "published_precision": "minute",
    }


def _credits(texts: Any) -> Iterator[dict[str, Any]]:
    for text in texts:
        if text.credit is not None:
            place = text.text.rindex(text.credit)
            span = {"begin": place, "end": place + len(text.credit)}
            yield {"article": text.name, **span, "outlet": text.credit, "kind": "told"}


def edge_counts(family: Sequence[Text], rows: Sequence[Mapping[str, Any]]) -> tuple[int, int, int]:
    """Return numbers of edges: right, found, true."""
    truth = truth_of(family)
    found = {(row["article"], row["exemplar"]) for row in rows if not row["exemplar"].startswith(LOST_PREFIX)}
    return len(found & truth.edges), len(found), len(truth.edges)


def answers(family: Sequence[Text], rows: Sequence[Mapping[str, Any]]) -> list[Answer]:
    """Return what the rows say of each pair that the truth joins: a copy and its exemplar, or two sisters."""
    truth = truth_of(family)
    said = {(row["article"], row["exemplar"]): row["probability"] for row in rows}
    lost: dict[str, dict[str, float]] = {}
    for (article, exemplar), probability in said.items():
        if exemplar.startswith(LOST_PREFIX):
            lost.setdefault(article, {})[exemplar] = probability
    found = [_copy_answer(copy, exemplar, said, lost) for copy, exemplar in sorted(truth.edges)]
    return found + [_sister_answer(a, b, said, lost) for a, b in sorted(truth.sisters)]


_Said = Mapping[Edge, float]
_Lost = Mapping[str, Mapping[str, float]]


def _common(a: str, b: str, lost: _Lost) -> float:
    both = lost.get(a, {}).keys() & lost.get(b, {}).keys()
    return max((min(lost[a][name], lost[b][name]) for name in both), default=0.0)


def _copy_answer(copy: str, exemplar: str, said: _Said, lost: _Lost) -> Answer:
    right = said.get((copy, exemplar), 0.0)
    wrong = max(said.get((exemplar, copy), 0.0), _common(copy, exemplar, lost))
    return Answer(right > wrong, max(right, wrong), "copy")


def _sister_answer(a: str, b: str, said: _Said, lost: _Lost) -> Answer:
    right = _common(a, b, lost)
    wrong = max(said.get((a, b), 0.0), said.get((b, a), 0.0))
    return Answer(right > wrong, max(right, wrong), "sisters")


def calibration_error(given: Sequence[Answer]) -> float:
    """Return the expected calibration error in ten equal bins."""
    gaps = np.zeros(_BINS)
    for answer in given:
        gaps[min(int(answer.probability * _BINS), _BINS - 1)] += answer.probability - answer.is_right
    return float(np.abs(gaps).sum() / max(len(given), 1))


def interval(rows: Sequence[Sequence[float]], figure: Any) -> list[float]:
    """Return the 95 % bootstrap interval of a figure over families (rows of counts); seed 0."""
    table = np.array(rows, dtype=np.float64)
    chance = np.random.default_rng(0)
    drawn = [figure(table[chance.integers(0, len(table), len(table))].sum(axis=0)) for _ in range(_RESAMPLES)]
    return [round(float(value), _DIGITS) for value in np.quantile(drawn, (0.025, 0.975))]


Found = Sequence[tuple[Sequence[Text], Sequence[Mapping[str, Any]]]]  # families with the derivations found in each


def found_in(
    families: Sequence[Sequence[Text]], tables: Sequence[Mapping[str, pa.Table]], *, signals_off: str = ""
) -> Found:
    """Return what is found in each prepared family when some signals are left out."""
    return [
        (family, derived_from(each, signals_off=signals_off)) for family, each in zip(families, tables, strict=True)
    ]


def tree_figures(found_of: Found) -> dict[str, Any]:
    """Return precision, recall and F1 of directed edges."""
    counts = [edge_counts(family, rows) for family, rows in found_of]
    right, found, true = (sum(column) for column in zip(*counts, strict=True))

    def f1(sums: Sequence[float]) -> float:
        return 2 * sums[0] / max(sums[1] + sums[2], 1)

    return {
        "families": len(found_of),
        "precision": round(right / max(found, 1), _DIGITS),
        "recall": round(right / max(true, 1), _DIGITS),
        "edge_f1": round(f1((right, found, true)), _DIGITS),
        "edge_f1_ci": interval(counts, f1),
    }


def direction_figures(found: Found) -> dict[str, Any]:
    """Return three-way accuracy over pairs that the truth joins; an abstention is not right."""
    every = [answers(family, rows) for family, rows in found]
    flat = [answer for given in every for answer in given]
    given = [answer for answer in flat if answer.probability >= _ASSERTED]
    rows = [(sum(answer.is_right for answer in family), len(family)) for family in every]
    return {
        "pairs": len(flat),
        "accuracy": round(sum(answer.is_right for answer in flat) / max(len(flat), 1), _DIGITS),
        "accuracy_ci": interval(rows, lambda sums: sums[0] / max(sums[1], 1)),
        "accuracy_when_answered": round(sum(answer.is_right for answer in given) / max(len(given), 1), _DIGITS),
        "ece": round(calibration_error(given), _DIGITS),
        "sisters": sum(answer.kind == "sisters" for answer in flat),
    }


def signals_off(name: str) -> str:
    """Return the signals that an ablation leaves out."""
    if name == "times alone":  # and the shape of the tree, which is no signal of a pair
        return ", ".join(signal for signal in WEIGHTS if not signal.startswith("time"))
    return _ABLATIONS[name]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_stemmata", description=__doc__)
    parser.add_argument("--families", type=int, default=60, help="small families, for directions")
    parser.add_argument("--trees", type=int, default=20, help="large families, for trees")
    parser.add_argument("--hidden", type=float, default=0.3, help="share of the texts of large families not held")
    parser.add_argument("--kind", choices=("development", "test"), default="development")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    small = make_families(given.families, kind=given.kind, seed=given.seed, hidden=0.1)
    large = make_families(given.trees, kind=given.kind, seed=given.seed + 1, sizes=(10, 40), hidden=given.hidden)
    of_small, of_large = ([prepared(family) for family in families] for families in (small, large))
    figures: dict[str, Any] = {
        name: direction_figures(found_in(small, of_small, signals_off=signals_off(name)))
        for name in _ABLATIONS
        if small
    }
    if large:
        figures["trees"] = tree_figures(found_in(large, of_large))
        masked = _ABLATIONS["credits masked, times withheld"]
        figures["trees, credits masked, times withheld"] = tree_figures(found_in(large, of_large, signals_off=masked))
    print(json.dumps(figures, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
