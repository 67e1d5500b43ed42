"""`stories`: found stories against labelled events (ECB+'s kind: two look-alike events in each topic)."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from evaluation.bootstrap import with_intervals
from evaluation.clustering import b3_figures, b_cubed, tfidf_scores
from evaluation.gold import json_lines
from evaluation.product import MemoryStore, reading_of
from evaluation.regression import fit_logistic
from retold.settings import StoriesSettings
from retold.sources.records import Reading
from retold.stories.links import SHIPPED_WEIGHTS, LinkWeights, story_links_sql
from retold.stories.members import cut
from retold.stories.similarity import UNIT

_TABLES = ("story_links", "story_members", "story_articles", "stories")
_ORDERS = 5
_MAX_BATCHES = 4
_BASELINE_FOLDS = 5
_SEED = 0
_FEATURES = ("names", "numbers", "leads")

Row = dict[str, Any]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on JSON lines with `id`, `text`, `topic` and `subtopic` (the event).

    With `folds`, the weights of links are fitted anew for the topics of each fold, on the topics of the others;
    without, the shipped weights are used. Raises `BadGold` for data of another format.
    """
    records = json_lines(data, needed=("id", "text", "topic", "subtopic"))
    readings = [reading_of(record["text"], str(record["id"])) for record in records]
    with MemoryStore([*_TABLES, "story_similarities"]) as store:
        store.add(readings)
        article_of = store.articles()
        tables = {name: store.table(name).to_pylist() for name in _TABLES}
        similarities = store.table("story_similarities")
    event = {article_of[str(r["id"])]: str(r["subtopic"]) for r in records if str(r["id"]) in article_of}
    topic = {article_of[str(r["id"])]: str(r["topic"]) for r in records if str(r["id"]) in article_of}
    texts = {article_of[str(r["id"])]: r["text"] for r in records if str(r["id"]) in article_of}
    scores = (
        b_cubed(event, {row["article"]: row["story"] for row in tables["story_members"]})
        if folds is None
        else _folded_scores(similarities, event, _parts(topic, folds))
    )
    baseline = tfidf_scores(texts, event, _parts(topic, folds or _BASELINE_FOLDS))
    figures = with_intervals([[*scores[item], 1.0] for item in sorted(event)], b3_figures)
    base = with_intervals([[*baseline[item], 1.0] for item in sorted(event)], b3_figures)
    return {
        **figures,
        "orders_equal": _orders_equal(readings, tables),
        "tfidf_b3_f1": base["b3_f1"],
        "tfidf_b3_f1_ci": base["b3_f1_ci"],
    }


def _parts(topic: Mapping[str, str], folds: int) -> list[frozenset[str]]:
    """Return the articles of each fold; a topic is never divided."""
    topics = sorted(set(topic.values()))
    place = {name: i % folds for i, name in enumerate(topics)}
    return [frozenset(a for a in topic if place[topic[a]] == fold) for fold in range(min(folds, len(topics)))]


def _folded_scores(
    similarities: pa.Table, event: Mapping[str, str], parts: Sequence[frozenset[str]]
) -> dict[str, tuple[float, float]]:
    """Cluster everything once for each fold, with weights from the others; keep the scores of the fold's articles."""
    settings = StoriesSettings()
    scores: dict[str, tuple[float, float]] = {}
    rows = similarities.to_pylist()
    for part in parts:
        known = [r for r in rows if r["article_a"] not in part and r["article_b"] not in part]
        links = _linked(similarities, _fitted(known, event), settings)
        groups = cut(sorted(event), links, limit=round(settings.min_link_probability * UNIT))
        found = b_cubed(event, {article: group[0] for group in groups for article in group})
        scores.update({article: found[article] for article in part})
    return scores


def _linked(
    story_similarities: pa.Table, weights: LinkWeights, settings: StoriesSettings
) -> dict[tuple[str, str], int]:
    """Return the score of each pair under `weights`, in ten-thousandths, by the query of the builds."""
    with duckdb.connect() as connection:
        connection.register("story_similarities", story_similarities)
        found = connection.sql(story_links_sql(settings, weights)).fetchall()
    return {(a, b): round(score * UNIT) for a, b, score, *_ in found}


def _fitted(similarities: Sequence[Row], event: Mapping[str, str]) -> LinkWeights:
    """Return weights fitted on labelled pairs; the weight of passages stays as shipped."""
    if not similarities:
        return SHIPPED_WEIGHTS
    features = np.array([[row[name] / UNIT for name in _FEATURES] for row in similarities])
    labels = np.array([float(event[row["article_a"]] == event[row["article_b"]]) for row in similarities])
    names, numbers, leads, constant = (float(weight) for weight in fit_logistic(features, labels))
    return LinkWeights(constant, names, numbers, leads, SHIPPED_WEIGHTS.passages)


def _orders_equal(readings: Sequence[Reading], tables: Mapping[str, Sequence[Row]]) -> bool:
    """Tell whether five random orders, each in random batches, give the tables of one build, row for row."""
    return all(_rebuilt(readings, random.Random(_SEED + i)) == _ordered(tables) for i in range(_ORDERS))


def _rebuilt(readings: Sequence[Reading], chance: random.Random) -> dict[str, list[str]]:
    shuffled = list(readings)
    chance.shuffle(shuffled)
    cuts = sorted(chance.randrange(len(shuffled) + 1) for _ in range(chance.randrange(_MAX_BATCHES)))
    with MemoryStore(_TABLES) as store:
        for begin, end in zip([0, *cuts], [*cuts, len(shuffled)], strict=True):
            store.add(shuffled[begin:end])
        return _ordered({name: store.table(name).to_pylist() for name in _TABLES})


def _ordered(tables: Mapping[str, Sequence[Row]]) -> dict[str, list[str]]:
    return {name: sorted(map(repr, rows)) for name, rows in tables.items()}
