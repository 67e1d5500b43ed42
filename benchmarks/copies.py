"""`python -m benchmarks.copies`: how many copies are found, how exactly, and how fast, at four levels of rewriting.

Runs the stages up to `passages` in this process with one thread. Where the packages `rensa` and `datasketch` are
installed, their usual search for near-duplicates runs over the same texts.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from benchmarks.copies_texts import LEVELS, Article, make
from retold.pipeline import PASSAGES
from retold.reuse.candidates import least_shared
from retold.reuse.collation import collate
from retold.reuse.fingerprints import grams_of
from retold.settings import ReuseSettings
from retold.spans import Span, merged
from retold.stage import Components, Query, apply
from retold.tables import STAGE_TABLES

_ASSERTED = 0.5
_PERMUTATIONS = 128
_THRESHOLD = 0.5  # Jaccard at which near-duplicate tools are commonly run
_SHINGLE_WORDS = 5
_DIGITS = 4
_EXAMPLES = Path(__file__).parents[1] / "examples"
_COLLATIONS = 30
_KERNEL_SAMPLE = 4  # one n-gram in so many still finds 99.9 % of heavily rewritten copies
_WARM = 50  # articles on which tables are made before time is taken

Pair = tuple[str, str]


def measure(articles: Sequence[Article], settings: ReuseSettings) -> dict[str, Any]:
    """Run the stages over `articles`; return recall and precision of pairs, character F1 by level, and speed."""
    connection = duckdb.connect(config={"threads": 1})
    seconds: dict[str, float] = {}
    found = _run_stages(connection, articles, settings, seconds)
    by_pair: dict[Pair, list[dict[str, Any]]] = defaultdict(list)
    for row in found["passages"].to_pylist():
        if row["probability"] >= _ASSERTED:
            by_pair[row["article_a"], row["article_b"]].append(row)
    candidates = {(row["article_a"], row["article_b"]) for row in found["candidate_pairs"].to_pylist()}
    copies = [article for article in articles if article.exemplar is not None]
    spent = sum(seconds[name] for name in ("grams", "candidate_pairs", "pair_texts", "passages"))
    return {
        "articles": len(articles),
        "candidate_pairs": len(candidates),
        "candidate_recall": _recall(copies, candidates),
        "recall": _recall(copies, set(by_pair)),
        "precision": _precision(copies, set(by_pair)),
        "character_f1": {level: _character_f1([c for c in copies if c.level == level], by_pair) for level in LEVELS},
        "articles_per_core_second": round(len(articles) / spent),
        "cpu_seconds": {name: round(value, 2) for name, value in seconds.items()},
    }


def _run_stages(
    connection: duckdb.DuckDBPyConnection,
    articles: Sequence[Article],
    settings: ReuseSettings,
    seconds: dict[str, float],
) -> dict[str, pa.Table]:
    rows = [{"article": a.name, "text": a.text, "text_hash": ""} for a in articles]
    blocks = [{"article": a.name, "begin": 0, "end": len(a.text), "role": "body"} for a in articles]
    fields = [{"article": a.name, "outlet": a.outlet} for a in articles]
    tables = {"texts": STAGE_TABLES["texts"].rows(rows), "blocks": STAGE_TABLES["blocks"].rows(blocks)}
    tables["article_fields"] = STAGE_TABLES["article_fields"].rows(fields)

    for name in ("texts", "article_fields"):
        connection.register(name, tables[name])
    for stage in PASSAGES:
        if isinstance(stage.shape, Components):
            continue
        began = time.process_time()
        if isinstance(stage.shape, Query):
            found = connection.sql(stage.shape.text(settings)).to_arrow_table()
        else:
            found, _ = apply(stage, [tables[name] for name in stage.inputs()], settings)
        tables[stage.name] = found.cast(STAGE_TABLES[stage.name].schema)
        connection.register(stage.name, tables[stage.name])
        seconds[stage.name] = time.process_time() - began
    return tables


def _pair(copy: Article) -> Pair:
    exemplar = copy.exemplar or ""
    return (copy.name, exemplar) if copy.name < exemplar else (exemplar, copy.name)


def _recall(copies: Iterable[Article], found: set[Pair]) -> dict[str, float]:
    """Share of the planted pairs that were found, by level."""
    shares = {}
    for level in LEVELS:
        pairs = [_pair(copy) for copy in copies if copy.level == level]
        shares[level] = round(sum(pair in found for pair in pairs) / max(len(pairs), 1), _DIGITS)
    return shares


def _precision(copies: Iterable[Article], found: set[Pair]) -> float:
    """Share of the found pairs that go back to one exemplar: a copy with it, or two of its copies."""
    root = {copy.name: copy.exemplar for copy in copies}
    right = sum(root.get(a, a) == root.get(b, b) for a, b in found)
    return round(right / max(len(found), 1), _DIGITS)


def _character_f1(copies: Iterable[Article], by_pair: dict[Pair, list[dict[str, Any]]]) -> float:
    """F1 over the characters of both sides of the planted pairs."""
    both = planted = given = 0
    for copy in copies:
        rows = by_pair.get(_pair(copy), [])
        mine, other = ("b", "a") if _pair(copy)[1] == copy.name else ("a", "b")
        for side, spans in ((mine, copy.copied), (other, copy.taken)):
            gold = merged(Span(*span) for span in spans)
            found = merged(Span(row[f"begin_{side}"], row[f"end_{side}"]) for row in rows)
            planted += sum(map(len, gold))
            given += sum(map(len, found))
            both += sum(max(0, min(x.end, y.end) - max(x.begin, y.begin)) for x in gold for y in found)
    return round(2 * both / max(planted + given, 1), _DIGITS)


def kernel(articles: Sequence[Article], settings: ReuseSettings) -> dict[str, Any]:
    """From strings to pairs, all in memory: sampled n-grams, joined by sorting; what a store adds is left out."""
    texts = [(article.text, [Span(0, len(article.text))]) for article in articles]
    grams_of(texts[:_WARM], settings=settings)
    began = time.process_time()
    hashes, counts = grams_of(texts, settings=settings)
    holders = np.repeat(np.arange(len(texts), dtype=np.int64), counts)
    order = np.argsort(hashes, kind="stable")
    hashes, holders = hashes[order], holders[order]
    begins = np.flatnonzero(np.concatenate([[True], hashes[1:] != hashes[:-1], [True]]))
    sizes = np.diff(begins)
    keys = []
    for size in np.unique(sizes[(sizes > 1) & (sizes <= settings.max_gram_articles)]).tolist():
        rows = holders[begins[:-1][sizes == size][:, None] + np.arange(size)]  # ids ascend: the sort is stable
        keys += [rows[:, i] * len(texts) + rows[:, j] for i, j in combinations(range(size), 2)]
    found, shared = np.unique(np.concatenate(keys or [np.empty(0, dtype=np.int64)]), return_counts=True)
    pairs = [divmod(key, len(texts)) for key in found[shared >= least_shared(settings)].tolist()]
    spent = time.process_time() - began
    named = {(articles[a].name, articles[b].name) for a, b in pairs}
    copies = [article for article in articles if article.exemplar is not None]
    return {
        "sample_one_in": settings.sample_one_in,
        "articles_per_core_second": round(len(articles) / spent),
        "recall": _recall(copies, named),
        "precision": _precision(copies, named),
        "index_bytes_an_article": round(8 * len(hashes) / len(articles)),
    }


def collation_milliseconds() -> dict[str, float]:
    """Return the processor time of collating the first three articles of the example corpus, warm: the best of many.

    Where CollateX is installed, the same texts go through it, once.
    """
    texts = [path.read_text(encoding="utf-8") for path in sorted(_EXAMPLES.glob("0[123]_*.txt"))]
    witnesses = [(text, [Span(0, len(text))]) for text in texts]
    best = float("inf")
    for _ in range(_COLLATIONS):
        began = time.process_time()
        collate(witnesses)
        best = min(best, time.process_time() - began)
    figures = {"retold": round(1000 * best, 2)}
    if importlib.util.find_spec("collatex") is not None:
        collatex = importlib.import_module("collatex")
        collation = collatex.Collation()
        for number, text in enumerate(texts):
            collation.add_plain_witness(f"W{number}", text)
        began = time.process_time()
        collatex.collate(collation, output="json", segmentation=False)
        figures["collatex"] = round(1000 * (time.process_time() - began), 2)
    return figures


# ---------------------------------------------------------------- others, where they are installed


def others(articles: Sequence[Article]) -> dict[str, Any]:
    """Return the figures of MinHash tools over the same texts, for those that are installed."""
    tools = {"rensa": _rensa, "datasketch": _datasketch, "text_dedup": _text_dedup}
    return {name: tool(articles) for name, tool in tools.items() if importlib.util.find_spec(name) is not None}


def _shingles(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[i : i + _SHINGLE_WORDS]) for i in range(max(1, len(words) - _SHINGLE_WORDS + 1))]


def _tool_figures(articles: Sequence[Article], found: set[Pair], spent: float) -> dict[str, Any]:
    """A tool that finds pairs finds no passages: each pair is taken to share both texts as a whole."""
    copies = [article for article in articles if article.exemplar is not None]
    lengths = {article.name: len(article.text) for article in articles}
    whole = {
        (a, b): [{"begin_a": 0, "end_a": lengths[a], "begin_b": 0, "end_b": lengths[b]}]
        for a, b in (sorted(pair) for pair in found)
    }
    by_level = {level: [copy for copy in copies if copy.level == level] for level in LEVELS}
    return {
        "recall": _recall(copies, found),
        "precision": _precision(copies, found),
        "character_f1": {level: _character_f1(each, whole) for level, each in by_level.items()},
        "articles_per_core_second": round(len(articles) / spent),
    }


def _rensa(articles: Sequence[Article]) -> dict[str, Any]:
    rensa = importlib.import_module("rensa")
    began = time.process_time()
    index = rensa.RMinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS, num_bands=32)
    found: set[Pair] = set()
    for number, article in enumerate(articles):
        sketch = rensa.RMinHash(num_perm=_PERMUTATIONS, seed=1)
        sketch.update(_shingles(article.text))
        found |= {(articles[other].name, article.name) for other in index.query(sketch)}
        index.insert(number, sketch)
    return _tool_figures(articles, found, time.process_time() - began)


def _datasketch(articles: Sequence[Article]) -> dict[str, Any]:
    datasketch = importlib.import_module("datasketch")
    began = time.process_time()
    index = datasketch.MinHashLSH(threshold=_THRESHOLD, num_perm=_PERMUTATIONS)
    found: set[Pair] = set()
    for article in articles:
        sketch = datasketch.MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([shingle.encode() for shingle in _shingles(article.text)])
        found |= {(other, article.name) for other in index.query(sketch)}
        index.insert(article.name, sketch)
    return _tool_figures(articles, found, time.process_time() - began)


def _text_dedup(articles: Sequence[Article]) -> dict[str, Any]:
    """Its own sketches and bands; whoever shares a band is a pair."""
    tool = importlib.import_module("text_dedup.minhash")
    hashing = importlib.import_module("text_dedup.utils.hashfunc")
    bands, rows = tool.optimal_param(_THRESHOLD, _PERMUTATIONS, 0.5, 0.5)
    numbers = np.random.RandomState(42)  # its default seed; 32 bits as by default
    prime, largest = np.uint32((1 << 32) - 5), np.uint32((1 << 32) - 1)
    permutations = tuple(
        numbers.randint(least, prime, size=_PERMUTATIONS, dtype=np.uint64).astype(np.uint32) for least in (1, 0)
    )
    began = time.process_time()
    holders: dict[tuple[int, bytes], list[str]] = defaultdict(list)
    for number, article in enumerate(articles):
        sketch = tool.embed_func(
            article.text,
            number,
            num_perm=_PERMUTATIONS,
            ngram_size=_SHINGLE_WORDS,
            min_length=_SHINGLE_WORDS,
            hashranges=[(band * rows, (band + 1) * rows) for band in range(bands)],
            permutations=permutations,
            hash_func=hashing.xxh3_32hash,
            dtype=np.uint32,
            max_hash=largest,
            modulo_prime=prime,
        )
        for band, signature in enumerate(sketch[tool.SIGNATURE_COLUMN]):
            holders[band, signature].append(article.name)
    found = {pair for names in holders.values() for pair in combinations(names, 2)}
    return _tool_figures(articles, found, time.process_time() - began)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies", description=__doc__)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--family", choices=("development", "test"), default="development")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sample-one-in", type=int, default=1, help="keep one n-gram in so many")
    given = parser.parse_args(arguments)
    articles = make(given.articles, family=given.family, seed=given.seed)
    settings = ReuseSettings(sample_one_in=given.sample_one_in)
    figures = {
        **measure(articles, settings),
        "kernel": kernel(articles, ReuseSettings(sample_one_in=_KERNEL_SAMPLE)),
        "collation_milliseconds": collation_milliseconds(),
    }
    print(json.dumps({"retold": figures, **others(articles)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
