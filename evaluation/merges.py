"""`merges`: how often actors of two articles that are taken for one are one, and how well their probability says so.

The data are JSON lines with `text`, `topic` and `subtopic` (the event told). Nobody marked its actors, so the truth is
a silver one. A full name, or a name and its known other names, is one actor's. A name of one word is one actor's in
two articles on one event, and another's in articles on different topics (which is hard on the famous, who appear in
many); articles on two events of one topic are left out. Only persons are judged, in links with a name of one word on
a side: places and bodies of one word are mostly the same everywhere, and full names are nearly always one person's.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from evaluation.bootstrap import Counts, ratio, with_intervals
from evaluation.gold import json_lines
from evaluation.product import MemoryStore, reading_of

_BINS = 10
_TABLES = ("local_actors", "actor_links")

Row = dict[str, Any]


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the share of single-name links that are right, their mean probability, and the calibration error.

    Intervals are over topics. Raises `BadGold` for data of another format.
    """
    del folds
    records = list(json_lines(data, needed=("text", "topic", "subtopic")))
    with MemoryStore(_TABLES) as store:
        store.add(reading_of(record["text"], str(number)) for number, record in enumerate(records))
        events = {article: records[int(origin)] for origin, article in store.articles().items()}
        actors = {row["actor"]: row for row in store.table("local_actors").to_pylist()}
        links = store.table("actor_links").to_pylist()
    bins: dict[str, list[float]] = defaultdict(lambda: [0.0] * (3 * _BINS))
    for topic, probability, is_right in judged(links, actors, events):
        place = 3 * min(int(probability * _BINS), _BINS - 1)
        for offset, value in enumerate((1.0, probability, float(is_right))):
            bins[topic][place + offset] += value
    return with_intervals([bins[topic] for topic in sorted(bins)], _figures)


def judged(links: list[Row], actors: dict[str, Row], events: dict[str, Row]) -> list[tuple[str, float, bool]]:
    """Return topic, probability and truth of the links that have a silver truth; each pair of actors once."""
    found: dict[tuple[str, str], tuple[str, float, bool]] = {}
    for link in links:
        pair = (link["actor_a"], link["actor_b"])
        one, other = (actors[actor] for actor in pair)
        short = any(all(" " not in each["name"] for each in actor["names"]) for actor in (one, other))
        if not short or {one["type"], other["type"]} != {"PERSON"}:
            continue
        event_a, event_b = (events[actor["article"]] for actor in (one, other))
        same = event_a["subtopic"] == event_b["subtopic"]
        if same or event_a["topic"] != event_b["topic"]:
            best = max(link["probability"], found[pair][1] if pair in found else 0.0)
            found[pair] = (str(event_a["topic"]), best, same)
    return [found[pair] for pair in sorted(found)]


def _figures(sums: Counts) -> dict[str, Counts]:
    numbers, said, true = sums[:, 0::3], sums[:, 1::3], sums[:, 2::3]
    return {
        "links": numbers.sum(axis=1),
        "right": ratio(true.sum(axis=1), numbers.sum(axis=1)),
        "said": ratio(said.sum(axis=1), numbers.sum(axis=1)),
        "ece": ratio(abs(said - true).sum(axis=1), numbers.sum(axis=1)),
    }
