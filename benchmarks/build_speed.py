"""Seconds and memory of building a store of generated articles.

`python -m benchmarks.build_speed` builds from nothing; with `--add 100` it then adds that many and says what this
cost, in processor seconds, with and without the language stages (which grow with the new words alone). `--copies 10`
puts ten disjoint copies of what was built there before, for the cost of adding to a store of ten times the size.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.generate import generate
from benchmarks.store_copies import multiply
from evaluation.clustering import b3_f1, b_cubed
from retold import Corpus
from retold.settings import EngineSettings, Settings

_SLOWEST = 8
_SHOWN = 16
_ONE_WORKER = Settings(engine=EngineSettings(workers=1))
# Stages whose cost follows the new words, whatever the store holds.
_LANGUAGE = frozenset({"sentences", "sentence_texts", "parses", "window_attributions"})
_MEGABYTE = 1024  # ru_maxrss counts kilobytes on Linux


def measure_adding(articles: int, more: int, *, words: int, seed: int, folder: Path, copies: int = 1) -> dict[str, Any]:
    """Build `articles` generated articles, then add `more` of the same corpus; return what adding cost.

    With `copies`, what was built is put there so many times before, each copy a corpus of its own.
    """
    records, _ = generate(articles + more, words=words, seed=seed)
    before, after = folder / "before.jsonl", folder / "after.jsonl"
    _write(before, records[:articles])
    _write(after, records[articles:])
    corpus = Corpus(folder / "speed.duckdb", settings=_ONE_WORKER)
    began = time.process_time()
    corpus.add(before)
    if copies > 1:
        corpus.close()
        multiply(corpus.path, copies, _ONE_WORKER)
    built = time.process_time()
    added = corpus.add(after)
    cpu_seconds = time.process_time() - built
    cost = {stage: seconds for stage, seconds in _cpu_seconds(corpus).items() if stage in added.ran.ran}
    language = sum(seconds for stage, seconds in cost.items() if stage in _LANGUAGE)
    return {
        "articles": articles * copies,
        "added": more,
        "cpu_seconds_of_all": round(built - began, 1),
        "cpu_seconds": round(cpu_seconds, 2),
        "cpu_seconds_without_language": round(cpu_seconds - language, 2),
        "store_megabytes": round(corpus.path.stat().st_size / 1e6, 1),
        "peak_megabytes": _peak_megabytes(),
        "stages": dict(sorted(cost.items(), key=lambda item: -item[1])[:_SHOWN]),
    }


def _write(path: Path, records: Sequence[dict[str, Any]]) -> None:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")


def _cpu_seconds(corpus: Corpus) -> dict[str, float]:
    rows = corpus.ask("select r.stage, r.cpu_seconds from runs r").to_pylist()
    return {row["stage"]: row["cpu_seconds"] for row in rows}


def measure(articles: int, *, words: int, seed: int, folder: Path) -> dict[str, Any]:
    """Build `articles` generated articles in `folder`, then build again with nothing new; return what was measured."""
    records, truths = generate(articles, words=words, seed=seed)
    source = folder / "corpus.jsonl"
    _write(source, records)
    corpus = Corpus(folder / "speed.duckdb")
    began = time.monotonic()
    corpus.add(source)
    built = time.monotonic()
    corpus.build()
    again = time.monotonic()
    return {
        "articles": articles,
        "seconds": round(built - began, 1),
        "seconds_again": round(again - built, 1),
        "peak_megabytes": _peak_megabytes(),
        "store_megabytes": round(corpus.path.stat().st_size / 1e6, 1),
        "stories_b3_f1": round(_stories_b3(corpus, truths), 4),
        "slowest_stages": _slowest(corpus),
    }


def _peak_megabytes() -> dict[str, int]:
    return {
        "main": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // _MEGABYTE,
        "largest_worker": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // _MEGABYTE,
    }


def _stories_b3(corpus: Corpus, truths: Sequence[dict[str, Any]]) -> float:
    """Return the B-cubed F1 of the stories against the generator's truth."""
    origins = {row["origin"]: row["article"] for row in corpus.table("origins").to_pylist()}
    gold = {origins[truth["origin"]]: truth["story"] for truth in truths if truth["origin"] in origins}
    found = {row["article"]: row["story"] for row in corpus.table("story_articles").to_pylist()}
    return b3_f1(list(b_cubed(gold, found).values()))


def _slowest(corpus: Corpus) -> dict[str, float]:
    with duckdb.connect(str(corpus.path), read_only=True) as connection:
        rows = connection.sql(
            f"select r.stage, r.seconds from stage.runs r order by r.seconds desc limit {_SLOWEST}"
        ).fetchall()
    return dict(rows)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measurements as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build_speed", description=__doc__)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--add", type=int, default=0, help="articles to add afterwards")
    parser.add_argument("--copies", type=int, default=1, help="how often what was built stands there before adding")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        if given.add:
            options = {"words": given.words, "seed": given.seed, "folder": Path(folder), "copies": given.copies}
            print(json.dumps(measure_adding(given.articles, given.add, **options)))
            return 0
        print(json.dumps(measure(given.articles, words=given.words, seed=given.seed, folder=Path(folder))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
