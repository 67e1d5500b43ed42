"""`python -m benchmarks.copies_size`: copies through a store, from ten thousand articles to a million.

Each size has a store of its own in a folder (`copies_size` unless told otherwise), and every finished step is written
down there: a run that was stopped, however it was, goes on with the step it was at. Under other code or settings a size
begins anew, with the same articles. Steps are the stages from paragraphs to derivations; articles are those of
`copies_texts`, in parts of ten thousand with outlets of their own; stories are not looked for.
Prints one JSON line a size, and leaves the steps in `steps.jsonl`.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.copies_texts import LEVELS, make
from retold.engines.cache import ResultCache
from retold.ids import article_id, content_hash
from retold.pipeline import COPIES, PASSAGES
from retold.running import Ran, build
from retold.settings import EngineSettings, ReuseSettings, Settings, settings_hash
from retold.stage import Stage
from retold.store import Workspace, configuration
from retold.tables import STAGE_TABLES
from retold.versions import library_versions

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_FAMILIES = ("family_edges", "page_edges", "reuse_members", "derivations")
STEPS: tuple[Stage, ...] = (*PASSAGES, *(stage for stage in COPIES if stage.name in _FAMILIES))
_PART = 10_000  # articles made together: copies are looked for among all, and planted within a part
_ASSERTED = 0.5
_DIGITS = 4
_WATCH_SECONDS = 1.0
_BASE = ("texts", "blocks", "article_fields", "story_members")
_CANDIDATES = ("grams", "candidate_pairs")
_TRUTH = pa.schema([("article", pa.string()), ("exemplar", pa.string()), ("level", pa.string())])
_FOUND = f"select distinct p.article_a, p.article_b from stage.passages p where p.probability >= {_ASSERTED}"
# A planted pair in the order of its ids.
_PLANTED = """
select t.level, least(t.article, t.exemplar) as article_a, greatest(t.article, t.exemplar) as article_b
from main.truth t semi join stage.texts a on a.article = t.article semi join stage.texts b on b.article = t.exemplar
"""
_RECALL = f"""
select p.level, count(f.article_a) / count(*) from ({_PLANTED}) p
left join ({_FOUND}) f on f.article_a = p.article_a and f.article_b = p.article_b group by p.level
"""
# A pair is right that goes back to one exemplar: a copy with it, or two of its copies.
_PRECISION = f"""
select avg(case when coalesce(a.exemplar, f.article_a) = coalesce(b.exemplar, f.article_b) then 1.0 else 0.0 end)
from ({_FOUND}) f left join main.truth a on a.article = f.article_a left join main.truth b on b.article = f.article_b
"""
_BLOCK_BYTES = 1 << 18  # DuckDB's


# ---------------------------------------------------------------- articles


def texts_of(folder: Path, articles: int) -> Iterator[tuple[pa.Table, pa.Table]]:
    """Yield the texts (`article`, `outlet`, `text`) and the truth of each part, up to `articles`."""
    for part in range(-(-articles // _PART)):
        texts, truth = folder / f"texts-{part:04}.parquet", folder / f"truth-{part:04}.parquet"
        if not (texts.exists() and truth.exists()):
            for path, table in zip((texts, truth), _made(part), strict=True):
                unfinished = path.with_suffix(".unfinished")
                pq.write_table(table, unfinished)
                unfinished.replace(path)
        wanted = min(_PART, articles - part * _PART)
        yield pq.read_table(texts).slice(0, wanted), pq.read_table(truth)


def _made(part: int) -> tuple[pa.Table, pa.Table]:
    made = make(_PART, family="test", seed=part)
    ids = {each.name: article_id(each.text, url=None, outlet=f"{each.outlet} of {part}") for each in made}
    rows = [{"article": ids[each.name], "outlet": f"{each.outlet} of {part}", "text": each.text} for each in made]
    truth = [
        {"article": ids[each.name], "exemplar": ids[each.exemplar], "level": each.level}
        for each in made
        if each.exemplar is not None
    ]
    return pa.Table.from_pylist(rows), pa.Table.from_pylist(truth, schema=_TRUTH)


def _filled(workspace: Workspace, folder: Path, articles: int) -> None:
    """Write the base tables of a size, unless they stand already, and the truth beside them."""
    if workspace.connection.sql("select 1 from duckdb_tables() x where x.table_name = 'filled'").fetchall():
        return
    for name in _BASE:
        workspace.connection.execute(f"delete from stage.{name}")
    workspace.connection.execute(
        "create or replace table main.truth (article varchar, exemplar varchar, level varchar)"
    )
    for texts, truth in texts_of(folder, articles):
        for name, rows in zip(_BASE, _base_rows(texts), strict=True):
            with workspace.lent(rows) as incoming:
                workspace.connection.execute(f"insert into stage.{name} by name select * from {incoming}")
        with workspace.lent(truth) as incoming:
            workspace.connection.execute(f"insert into main.truth select * from {incoming}")
    workspace.connection.execute("create table main.filled (articles bigint)")  # the last thing: a kill leaves none


def _base_rows(made: pa.Table) -> tuple[pa.Table, ...]:
    """Return what would stand there before: texts, one block of body each, the outlet, and a story of its own."""
    rows = made.to_pylist()
    return (
        STAGE_TABLES["texts"].rows(
            {"article": row["article"], "text": row["text"], "text_hash": content_hash(row["text"])} for row in rows
        ),
        STAGE_TABLES["blocks"].rows(
            {"article": row["article"], "begin": 0, "end": len(row["text"]), "role": "body"} for row in rows
        ),
        STAGE_TABLES["article_fields"].rows({"article": row["article"], "outlet": row["outlet"]} for row in rows),
        STAGE_TABLES["story_members"].rows({"article": row["article"], "story": f"s{row['article']}"} for row in rows),
    )


# ---------------------------------------------------------------- one size


def run_size(folder: Path, articles: int, settings: Settings) -> None:
    """Run the steps that are not yet written down, each by a build of its own."""
    path = folder / f"{articles}.duckdb"
    done = {step["step"] for step in steps_of(folder, articles, settings)}
    if not done:  # what another code or other settings left would be compared with, row by row
        for leftover in (path, Path(f"{path}.wal")):
            leftover.unlink(missing_ok=True)
    config = configuration(settings.engine, folder / f"{articles}.temporary")
    workspace = Workspace(duckdb.connect(str(path), config=config))
    cache = ResultCache(None)
    try:
        _filled(workspace, folder, articles)
        for number, stage in enumerate(STEPS, start=1):
            if stage.name in done:
                continue
            began, spent = time.monotonic(), _cpu_seconds()
            ran = _built(workspace, settings, cache, STEPS[:number])
            workspace.connection.execute("checkpoint")
            step = {
                "articles": articles,
                "run": _run_name(settings),
                "step": stage.name,
                "seconds": round(time.monotonic() - began, 2),
                "cpu_seconds": round(_cpu_seconds() - spent, 2),
                "peak_megabytes": _peak_megabytes(settings),
                "ran": list(ran.ran),
            }
            with (folder / "steps.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(step) + "\n")
            print(json.dumps(step), file=sys.stderr, flush=True)
    finally:
        workspace.connection.close()
        cache.close()


def _built(workspace: Workspace, settings: Settings, cache: ResultCache, stages: Sequence[Stage]) -> Ran:
    """Build with these stages, of which only the last is new.

    A build that is interrupted forgets how every stage ran; here what ran before stands, and is not to run again.
    """
    before = workspace.table("select * from stage.runs")
    try:
        return build(workspace, settings, cache, stages=stages)
    except BaseException:
        with workspace.lent(before) as kept:
            workspace.connection.execute(f"insert into stage.runs select * from {kept}")
        raise


def _cpu_seconds() -> float:
    """Return the processor seconds of this process and of its workers that have ended."""
    import resource

    each = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in each)


def _peak_megabytes(settings: Settings) -> int:
    """Return the most memory held so far: this process, and each worker as if it were the largest."""
    import resource

    own, workers = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + workers * max(settings.engine.workers, 1)) // 1024


def _run_name(settings: Settings) -> str:
    """Return what a step's figures depend on: code and libraries, and how n-grams are sampled."""
    return content_hash(library_versions(), settings_hash(settings.reuse))[:16]


def steps_of(folder: Path, articles: int, settings: Settings) -> list[dict[str, Any]]:
    """Return the finished steps of a size by this code; a line that a kill cut short counts as not written."""
    path = folder / "steps.jsonl"
    steps = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            step = json.loads(line)
        except json.JSONDecodeError:
            continue
        if (step["articles"], step.get("run")) == (articles, _run_name(settings)):
            steps.append(step)
    return steps


def figures_of(folder: Path, articles: int, settings: Settings) -> dict[str, Any]:
    """Return what the finished steps of a size took, and how well copies were found."""
    steps = {step["step"]: step for step in steps_of(folder, articles, settings)}
    spent = {name: step["cpu_seconds"] for name, step in steps.items()}
    copying = sum(spent[stage.name] for stage in PASSAGES)
    with duckdb.connect(str(folder / f"{articles}.duckdb"), read_only=True) as connection:
        recall = {level: round(share, _DIGITS) for level, share in sorted(connection.sql(_RECALL).fetchall())}
        ((precision,),) = connection.sql(_PRECISION).fetchall()
        index = _table_bytes(connection, "grams")
    return {
        "articles": articles,
        "sample_one_in": settings.reuse.sample_one_in,
        "articles_per_core_second": {
            "n-grams to pairs": round(articles / sum(spent[name] for name in _CANDIDATES)),
            "paragraphs to passages": round(articles / copying),
            "paragraphs to derivations": round(articles / sum(spent.values())),
        },
        "seconds": round(sum(step["seconds"] for step in steps.values())),
        "peak_megabytes": max(step["peak_megabytes"] for step in steps.values()),
        "index_bytes_an_article": round(index / articles),
        "recall": {level: recall[level] for level in LEVELS if level in recall},
        "precision": round(precision or 0.0, _DIGITS),
        "cpu_seconds": spent,
    }


def _table_bytes(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    """Return the bytes of the blocks that a table's columns take in the file."""
    ((blocks,),) = connection.sql(
        f"select count(distinct s.block_id) from pragma_storage_info('stage.{name}') s where s.persistent"
    ).fetchall()
    return int(blocks) * _BLOCK_BYTES


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the sizes in turn, each in a process of its own, and print a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_size", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="*", default=list(SIZES), help="sizes, in order")
    parser.add_argument("--folder", type=Path, default=Path("copies_size"), help="where texts, stores and steps are")
    parser.add_argument("--sample-one-in", type=int, default=4, help="keep one n-gram in so many")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory-mb", type=int, default=3000, help="memory of the database")
    parser.add_argument("--texts-only", action="store_true", help="make the articles and stop")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # this process runs one size
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        reuse=ReuseSettings(sample_one_in=given.sample_one_in),
        engine=EngineSettings(workers=given.workers, memory_mb=given.memory_mb),
    )
    for articles in given.articles:
        if given.texts_only:
            for part, _ in enumerate(texts_of(given.folder, articles), start=1):
                print(f"{part * _PART} articles are made", file=sys.stderr, flush=True)
        elif given.one:
            threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
            run_size(given.folder, articles, settings)
        else:
            _run_apart(given, articles)
            print(json.dumps(figures_of(given.folder, articles, settings)), flush=True)
    return 0


def _end_with_parent(parent: int) -> None:
    """End this process when the one that started it was killed: it would hold the store that the next run needs."""
    while os.getppid() == parent:
        time.sleep(_WATCH_SECONDS)
    os._exit(1)


def _run_apart(given: argparse.Namespace, articles: int) -> None:
    """Run one size in a process of its own: its peak of memory is not that of the size before."""
    options = {name: getattr(given, name) for name in ("folder", "sample_one_in", "workers", "memory_mb")}
    named = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.copies_size", "--one", "--articles", str(articles), *named], check=True
    )


if __name__ == "__main__":
    sys.exit(main())
