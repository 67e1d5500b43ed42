"""`python -m benchmarks.stories`: how well stories hold on generated corpora, and how fast articles are assigned."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import Any

from benchmarks import series, series_second
from benchmarks.generate import START, generate
from evaluation.clustering import b3_f1, b_cubed
from evaluation.product import MemoryStore
from retold.sources.records import Reading

_FAMILIES = {"first": series, "second": series_second}  # kinds of look-alikes: those at hand, and others
_SERIES_EVERY = 30  # articles of other news for each series
_ASSIGNING = (
    *("term_frequencies", "term_weights", "story_vectors", "story_shapes", "story_pairs", "story_similarities"),
    *("story_links", "story_edges", "story_components", "story_cuts", "story_members"),
)

Row = dict[str, Any]


def corpus(articles: int, *, words: int, seed: int, family: str = "first") -> tuple[list[Row], list[Row]]:
    """Return `articles` articles of mixed news and, among them, series of look-alikes; and the truth of each."""
    source = _FAMILIES[family]
    chance = random.Random(f"series {seed}")
    records, truths = generate(articles, words=words, seed=seed, dates_missing=0.0)
    for number in range(max(1, articles // _SERIES_EVERY)):
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
    in_series = {article_of[truth["origin"]]: truth["series"] for truth in truths if "series" in truth}
    return {
        "articles": len(records),
        "b3_f1": round(b3_f1(list(b_cubed(gold, found).values())), 4),
        **_merged(in_series, gold, found, truths, article_of),
        **_chains(truths, article_of, found, follows),
        "articles_per_cpu_second": round(len(records) / sum(seconds[name] for name in _ASSIGNING)),
        "cpu_seconds": {name: seconds[name] for name in _ASSIGNING},
    }


def _readings(records: Iterable[Row]) -> list[Reading]:
    given = ("url", "title", "outlet", "published")
    return [
        Reading(row["text"], row["origin"], "jsonl", {name: row[name] for name in given if row.get(name)})
        for row in records
    ]


def _merged(
    in_series: Mapping[str, str],
    gold: Mapping[str, str],
    found: Mapping[str, str],
    truths: Sequence[Row],
    article_of: Mapping[str, str],
) -> dict[str, Any]:
    """Return the share of pairs of look-alikes that were put into one story, by kind of series and in all."""
    kind_of = {article_of[truth["origin"]]: truth["kind"] for truth in truths if "series" in truth}
    members: dict[str, list[str]] = defaultdict(list)
    for article, name in sorted(in_series.items()):
        members[name].append(article)
    pairs, joined = Counter[str](), Counter[str]()
    for articles in members.values():
        for a, b in combinations(articles, 2):
            if gold[a] != gold[b]:
                pairs[kind_of[a]] += 1
                joined[kind_of[a]] += found[a] == found[b]
    shares = {f"merged_{kind}": round(joined[kind] / pairs[kind], 4) for kind in sorted(pairs)}
    return {"look_alikes_merged": round(joined.total() / max(1, pairs.total()), 4), **shares}


def _chains(
    truths: Sequence[Row], article_of: Mapping[str, str], found: Mapping[str, str], follows: Mapping[str, str | None]
) -> dict[str, float]:
    """Return how many stages of affairs follow the right one, and how many stories that follow one rightly do."""
    story_of = {article_of[truth["origin"]]: truth["story"] for truth in truths}
    wanted = {truth["story"]: truth["follows"] for truth in truths if truth.get("follows")}
    told: dict[str, Counter[str]] = defaultdict(Counter)
    for article, story in sorted(found.items()):
        told[story][story_of[article]] += 1
    true_of = {story: counts.most_common(1)[0][0] for story, counts in told.items()}
    said = {(true_of[story], true_of[earlier]) for story, earlier in follows.items() if earlier}
    right = set(wanted.items()) & said
    return {
        "follows_recall": round(len(right) / max(1, len(wanted)), 4),
        "follows_precision": round(len(right) / max(1, len(said)), 4),
    }


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
