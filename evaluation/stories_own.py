"""`stories_own`: stories and what follows what, on news of our own in lifelike prose with look-alikes beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import combinations
from pathlib import Path
from typing import Any

from evaluation.bootstrap import with_intervals
from evaluation.clustering import b3_figures, b_cubed
from evaluation.gold import json_lines
from evaluation.product import MemoryStore
from retold.sources.records import Reading

_GIVEN = ("title", "outlet", "published")


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on a folder with `articles.jsonl`: `id`, `text`, `story`, `follows` and what pages state.

    Raises `BadGold` for data of another format.
    """
    del folds
    records = json_lines(data / "articles.jsonl", needed=("id", "text", "story", "follows"))
    readings = [
        Reading(row["text"], row["id"], "jsonl", {name: row[name] for name in _GIVEN if row.get(name)})
        for row in records
    ]
    with MemoryStore(["stories"]) as store:
        store.add(readings)
        article_of = store.articles()
        found = {row["article"]: row["story"] for row in store.table("story_members").to_pylist()}
        follows = {row["story"]: row["follows"] for row in store.table("stories").to_pylist()}
    gold = {article_of[row["id"]]: row["story"] for row in records}
    wanted = {row["story"]: row["follows"] for row in records if row["follows"]}
    scores = b_cubed(gold, found)
    other = [(a, b) for a, b in combinations(sorted(gold), 2) if gold[a] != gold[b]]
    return {
        **with_intervals([[*scores[article], 1.0] for article in sorted(gold)], b3_figures),
        "pairs_merged": sum(found[a] == found[b] for a, b in other),
        **chains(wanted, gold, found, follows),
    }


def chains(
    wanted: Mapping[str, str], gold: Mapping[str, str], found: Mapping[str, str], follows: Mapping[str, str | None]
) -> dict[str, float]:
    """Return how many happenings follow the right one, and how many stories that follow one rightly do.

    `wanted` has what each happening follows, `follows` what each found story does. A found story stands for the
    happening of most of its articles.
    """
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for article, story in sorted(found.items()):
        told[story][gold[article]] += 1
    true_of = {story: counts.most_common(1)[0][0] for story, counts in told.items()}
    said = {(true_of[story], true_of[earlier]) for story, earlier in follows.items() if earlier}
    right = set(wanted.items()) & said
    return {
        "follows_recall": round(len(right) / max(1, len(wanted)), 4),
        "follows_precision": round(len(right) / max(1, len(said)), 4),
    }
