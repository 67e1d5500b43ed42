"""`quotations`: found attributions against a corpus that marks source, cue and content (PolNeAR's kind)."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path
from typing import Any

from evaluation.gold import json_lines
from evaluation.product import MemoryStore, reading_of
from evaluation.quotation_scores import Attribution, attribution_of, count_article, score

_ASSERTED = 0.5
_TABLE = "spoken_quotations"
_STAGES = ("quotation_windows", "window_sentences", "window_attributions", "tagged_attributions", "quotation_spans")
_WORD = re.compile(r"\w+")


def evaluate(data: Path, *, folds: int | None = None) -> dict[str, Any]:
    """Return the figures on JSON lines with `id`, `text` and `quotes`. Nothing is trained here: `folds` is ignored.

    Raises `BadGold` for data of another format.
    """
    del folds
    gold = json_lines(data, needed=("id", "text", "quotes"))
    with MemoryStore([_TABLE]) as store:
        store.add(reading_of(record["text"], str(record["id"])) for record in gold)
        predicted = _attributions(store)
        article_of = store.articles()
        seconds = store.cpu_seconds()
    articles = [
        count_article(
            record["text"],
            [attribution_of(quote) for quote in record["quotes"]],
            predicted.get(article_of.get(str(record["id"]), ""), []),
        )
        for record in gold
    ]
    words = sum(len(_WORD.findall(record["text"])) for record in gold)
    return {**score(articles), **_speeds(words, seconds)}


def _attributions(store: MemoryStore) -> dict[str, list[Attribution]]:
    """Return the asserted quotations of each article, in the order of their ids."""
    found: dict[str, list[Attribution]] = defaultdict(list)
    for row in sorted(store.table(_TABLE).to_pylist(), key=lambda row: row["quotation"]):
        if row["probability"] is None or row["probability"] >= _ASSERTED:
            found[row["article"]].append(attribution_of(row))
    return found


def _speeds(words: int, seconds: dict[str, float]) -> dict[str, float]:
    """Return words per processor second of the stages that find quotations, and of all that they need."""
    alone, everything = sum(seconds.get(name, 0.0) for name in _STAGES), sum(seconds.values())
    return {
        "words_per_cpu_second": round(words / alone) if alone else 0,
        "words_per_cpu_second_with_language": round(words / everything) if everything else 0,
    }
