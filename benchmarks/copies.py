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
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.copies_texts import LEVELS, Article, make
from retold.reuse.boilerplate import outlet_boilerplate_sql, paragraphs, reuse_content, set_aside_sql
from retold.reuse.candidates import PAIR_TEXTS_SQL, candidate_pairs_sql
from retold.reuse.collation import collate
from retold.reuse.fingerprints import grams
from retold.reuse.passages import passages
from retold.settings import ReuseSettings
from retold.spans import Span, merged
from retold.tables import STAGE_TABLES

_ASSERTED = 0.5
_PERMUTATIONS = 128
_THRESHOLD = 0.5  # Jaccard at which near-duplicate tools are commonly run
_SHINGLE_WORDS = 5
_DIGITS = 4
_EXAMPLES = Path(__file__).parents[1] / "examples"
_COLLATIONS = 30

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

    def run(name: str, stage: Callable[[], pa.Table]) -> None:
        began = time.process_time()
        tables[name] = stage().cast(STAGE_TABLES[name].schema)
        connection.register(name, tables[name])
        seconds[name] = time.process_time() - began

    for name in ("texts", "article_fields"):
        connection.register(name, tables[name])
    run("paragraphs", lambda: paragraphs(tables["texts"], tables["blocks"], settings=settings))
    run("outlet_boilerplate", lambda: connection.sql(outlet_boilerplate_sql(settings)).to_arrow_table())
    run("set_aside", lambda: connection.sql(set_aside_sql(settings)).to_arrow_table())
    run("reuse_content", lambda: reuse_content(tables["blocks"], tables["set_aside"], settings=settings))
    run("grams", lambda: grams(tables["texts"], tables["reuse_content"], settings=settings))
    run("candidate_pairs", lambda: connection.sql(candidate_pairs_sql(settings)).to_arrow_table())
    run("pair_texts", lambda: connection.sql(PAIR_TEXTS_SQL).to_arrow_table())
    run("passages", lambda: passages(tables["pair_texts"], settings=settings))
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


def collation_milliseconds() -> float:
    """Return the wall time of collating the first three articles of the example corpus, warm: the best of many."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(_EXAMPLES.glob("0[123]_*.txt"))]
    witnesses = [(text, [Span(0, len(text))]) for text in texts]
    best = float("inf")
    for _ in range(_COLLATIONS):
        began = time.perf_counter()
        collate(witnesses)
        best = min(best, time.perf_counter() - began)
    return round(1000 * best, 2)


# ---------------------------------------------------------------- others, where they are installed


def others(articles: Sequence[Article]) -> dict[str, Any]:
    """Return the figures of MinHash tools over the same texts, for those that are installed."""
    tools = {"rensa": _rensa, "datasketch": _datasketch}
    return {name: tool(articles) for name, tool in tools.items() if importlib.util.find_spec(name) is not None}


def _shingles(text: str) -> list[str]:
    words = text.lower().split()
    return [" ".join(words[i : i + _SHINGLE_WORDS]) for i in range(max(1, len(words) - _SHINGLE_WORDS + 1))]


def _tool_figures(articles: Sequence[Article], found: set[Pair], spent: float) -> dict[str, Any]:
    copies = [article for article in articles if article.exemplar is not None]
    return {
        "recall": _recall(copies, found),
        "precision": _precision(copies, found),
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
    figures = {**measure(articles, settings), "collation_milliseconds": collation_milliseconds()}
    print(json.dumps({"retold": figures, **others(articles)}, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
