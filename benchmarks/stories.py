"""`python -m benchmarks.stories`: how well stories hold on generated corpora, and how fast articles are assigned."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np

from benchmarks import series, series_second
from benchmarks.generate import START, generate
from benchmarks.series_texts import FOURTH, THIRD
from evaluation.bootstrap import Counts, ratio, with_intervals
from evaluation.clustering import b3_figures, b_cubed
from evaluation.product import MemoryStore
from evaluation.stories_own import chains
from retold.sources.records import Reading

_FAMILIES: dict[str, Any] = {  # kinds of look-alikes
    **{"first": series, "second": series_second},
    **{"third": THIRD, "fourth": FOURTH},
}
_SERIES_EVERY = 30  # articles of other news for each series; each kind at least once
_ASSIGNING = (
    *(
        "term_frequencies",
        "term_weights",
        "story_vectors",
        "story_shapes",
        "common_periods",
        "story_crowds",
        "story_pairs",
    ),
    *("story_similarities", "story_links", "story_edges", "story_components", "story_cuts", "story_members"),
)

Row = dict[str, Any]


def corpus(articles: int, *, words: int, seed: int, family: str = "first") -> tuple[list[Row], list[Row]]:
    """Return `articles` articles of mixed news and, among them, series of look-alikes; and the truth of each."""
    source = _FAMILIES[family]
    chance = random.Random(f"series {seed}")
    records, truths = generate(articles, words=words, seed=seed, dates_missing=0.0)
    for number in range(max(len(source.KINDS), articles // _SERIES_EVERY)):
        kind = source.KINDS[number % len(source.KINDS)]
        more, told = source.series(f"{kind}-{number}", kind, START, words=words, chance=chance)
        records += more
        truths += told
    return records, truths


def measure(articles: int, *, words: int, seed: int, family: str = "first") -> dict[str, Any]:
    """Return the figures of one generated corpus."""
    records, truths = corpus(articles, words=words, seed=seed, family=family)
    with MemoryStore(["stories"]) as store:
        store.add(_readings(records))
        article_of = store.articles()
        found = {row["article"]: row["story"] for row in store.table("story_members").to_pylist()}
        follows = {row["story"]: row["follows"] for row in store.table("stories").to_pylist()}
        seconds = store.cpu_seconds()
    gold = {article_of[truth["origin"]]: truth["story"] for truth in truths}
    wanted = {truth["story"]: truth["follows"] for truth in truths if truth.get("follows")}
    scores = b_cubed(gold, found)
    return {
        "articles": len(records),
        **with_intervals([[*scores[article], 1.0] for article in sorted(gold)], b3_figures),
        **_look_alikes(truths, article_of, gold, found),
        **chains(wanted, gold, found, follows),
        "articles_per_cpu_second": round(len(records) / sum(seconds[name] for name in _ASSIGNING)),
        "cpu_seconds": {name: seconds[name] for name in _ASSIGNING},
    }


def _readings(records: Iterable[Row]) -> list[Reading]:
    given = ("url", "title", "outlet", "published")
    return [
        Reading(row["text"], row["origin"], "jsonl", {name: row[name] for name in given if row.get(name)})
        for row in records
    ]


def _look_alikes(
    truths: Sequence[Row], article_of: Mapping[str, str], gold: Mapping[str, str], found: Mapping[str, str]
) -> dict[str, Any]:
    """Return the share of pairs of look-alikes that were put into one story, and of pairs of one happening that were
    not, in all with an interval over series, and by kind of series."""
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for truth in truths:
        if "series" in truth:
            members[truth["kind"], truth["series"]].append(article_of[truth["origin"]])
    counted = {name: _pairs(articles, gold, found) for name, articles in sorted(members.items())}
    by_kind: dict[str, list[list[int]]] = defaultdict(list)
    for (kind, _), counts in counted.items():
        by_kind[kind].append(counts)
    figures: dict[str, Any] = with_intervals(list(counted.values()), _shares)
    for kind, rows in sorted(by_kind.items()):
        merged, split = (round(float(share[0]), 4) for share in _shares(np.array(rows).sum(axis=0)[None]).values())
        figures |= {f"merged_{kind}": merged, f"split_{kind}": split}
    return figures


def _pairs(articles: Sequence[str], gold: Mapping[str, str], found: Mapping[str, str]) -> list[int]:
    """Return pairs of look-alikes, those put into one story, pairs of one happening, those that were not."""
    alike = joined = one = split = 0
    for a, b in combinations(articles, 2):
        is_one, is_joined = gold[a] == gold[b], found[a] == found[b]
        alike, joined = alike + (not is_one), joined + (not is_one and is_joined)
        one, split = one + is_one, split + (is_one and not is_joined)
    return [alike, joined, one, split]


def _shares(sums: Counts) -> dict[str, Counts]:
    return {"look_alikes_merged": ratio(sums[:, 1], sums[:, 0]), "happenings_split": ratio(sums[:, 3], sums[:, 2])}


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stories", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--words", type=int, default=300)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--family", choices=sorted(_FAMILIES), default="first", help="kinds of look-alikes")
    given = parser.parse_args(arguments)
    print(json.dumps(measure(given.articles, words=given.words, seed=given.seed, family=given.family)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
