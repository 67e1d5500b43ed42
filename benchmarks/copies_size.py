"""`python -m benchmarks.copies_size`: copies and stories through a store, from ten thousand articles to a million.

Each size has a store of its own in a folder (`copies_size` unless told otherwise), and every finished step is written
down there: a run that was stopped, however it was, goes on with the step it was at. Under other code or settings a size
begins anew, with the same articles. Steps are the stages from paragraphs to stories, derivations and trees; articles
are those of `news`, ten thousand a day. Blocks, titles, outlets and dates are given with them, and credits are not: the
stages that read pages, and the language, are measured elsewhere.
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
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from benchmarks.news import LEVELS, START, Article, affair, day
from retold.engines.cache import ResultCache
from retold.ids import article_id, content_hash
from retold.pipeline import COPIES, PASSAGES, STORIES
from retold.running import Ran, build
from retold.settings import EngineSettings, ReuseSettings, Settings, settings_hash
from retold.stage import Stage
from retold.store import Workspace, configuration
from retold.tables import STAGE_TABLES
from retold.versions import library_versions

SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)
_TREES = ("family_edges", "page_edges", "reuse_members", "derivations", "stemmata")
STEPS: tuple[Stage, ...] = (*PASSAGES, *STORIES, *(stage for stage in COPIES if stage.name in _TREES))
_DAY = 10_000  # articles of one day
_ASSERTED = 0.5
_DIGITS = 4
_WATCH_SECONDS = 1.0
_LOOK_SECONDS = 0.2
_BASE = ("texts", "blocks", "article_fields")
_CANDIDATES = ("grams", "candidate_pairs")
_TRUTH = pa.schema([(name, pa.string()) for name in ("article", "story", "exemplar", "level")])
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
# Only articles of one story copy from one another, though not every two of them do.
_PRECISION = f"""
select avg(case when a.story = b.story then 1.0 else 0.0 end)
from ({_FOUND}) f join main.truth a on a.article = f.article_a join main.truth b on b.article = f.article_b
"""
# The same of what is said to be taken from what.
_TAKEN = f"""
select avg(case when a.story = b.story then 1.0 else 0.0 end)
from stage.derivations d join main.truth a on a.article = d.article join main.truth b on b.article = d.exemplar
where d.probability >= {_ASSERTED}
"""
# B-cubed (Bagga and Baldwin 1998): for each article, the shares of its story, as found and as told, that are both.
_STORIES = """
with parts as (
    select t.story as told, m.story as found, count(*) as articles
    from main.truth t join stage.story_members m on m.article = t.article group by t.story, m.story
),
sized as (
    select b.articles, sum(b.articles) over (partition by b.found) as found,
        sum(b.articles) over (partition by b.told) as told from parts b
)
select sum(s.articles * s.articles / s.found) / sum(s.articles), sum(s.articles * s.articles / s.told) / sum(s.articles)
from sized s
"""
_AFFAIR = "affair"
# How many stories a big affair was cut into, the share of it in the largest, and the share of that that is of others.
_AFFAIR_CUT = f"""
with found as (
    select m.story, count(*) as articles, count(*) filter (t.story = '{_AFFAIR}') as own
    from stage.story_members m join main.truth t on t.article = m.article group by m.story
)
select count(*), max(f.own) / sum(f.own), arg_max(f.articles - f.own, f.own) / max(f.own) from found f where f.own > 0
"""
_BLOCK_BYTES = 1 << 18  # DuckDB's


# ---------------------------------------------------------------- articles


@dataclass(frozen=True, slots=True)
class News:
    """How many articles a day has, and how many of all tell of one big affair."""

    a_day: int = _DAY
    affair: int = 0


_NEWS = News()


def _made(articles: int, news: News) -> Iterator[list[Article]]:
    """Yield the articles of a size, some at a time."""
    ordinary = articles - news.affair
    for number in range(-(-ordinary // news.a_day)):
        yield day(number, min(news.a_day, ordinary - number * news.a_day))
    told = affair(_AFFAIR, news.affair, START + timedelta(days=2))
    for part in range(0, news.affair, _DAY):
        yield told[part : part + _DAY]


def _filled(workspace: Workspace, articles: int, news: News) -> None:
    """Write the base tables of a size, unless they stand already, and the truth beside them."""
    if workspace.connection.sql("select 1 from duckdb_tables() x where x.table_name = 'filled'").fetchall():
        return
    for name in _BASE:
        workspace.connection.execute(f"delete from stage.{name}")
    workspace.connection.execute(
        "create or replace table main.truth (article varchar, story varchar, exemplar varchar, level varchar)"
    )
    for made in _made(articles, news):
        add_articles(workspace, made)
    workspace.connection.execute("create table main.filled (articles bigint)")  # the last thing: a kill leaves none


def add_articles(workspace: Workspace, made: Sequence[Article]) -> None:
    """Add articles to the base tables, and the truth about them."""
    ids = {each.name: article_id(each.text, url=each.name, outlet=None) for each in made}
    for name, rows in zip(_BASE, _base_rows(made, ids), strict=True):
        workspace.append(name, rows)
    truth = [
        {
            "article": ids[each.name],
            "story": each.story,
            "exemplar": ids.get(each.exemplar or ""),
            "level": each.level,
        }
        for each in made
    ]
    with workspace.lent(pa.Table.from_pylist(truth, schema=_TRUTH)) as incoming:
        workspace.connection.execute(f"insert into main.truth select * from {incoming}")


def _base_rows(made: Sequence[Article], ids: dict[str, str]) -> tuple[pa.Table, ...]:
    """Return what would stand there before: texts, a block each of title and body, and what pages state."""
    return (
        STAGE_TABLES["texts"].rows(
            {"article": ids[each.name], "text": each.text, "text_hash": content_hash(each.text)} for each in made
        ),
        STAGE_TABLES["blocks"].rows(
            {"article": ids[each.name], "begin": begin, "end": end, "role": role}
            for each in made
            for begin, end, role in ((0, len(each.title), "title"), (len(each.title) + 2, len(each.text), "body"))
        ),
        STAGE_TABLES["article_fields"].rows(
            {"article": ids[each.name], "outlet": each.outlet, "title": each.title, "published": each.published}
            for each in made
        ),
    )


# ---------------------------------------------------------------- one size


def run_size(folder: Path, articles: int, settings: Settings, news: News = _NEWS) -> None:
    """Run the steps that are not yet written down, each by a build of its own."""
    path = folder / f"{articles}.duckdb"
    done = {step["step"] for step in steps_of(folder, articles, settings)}
    if not done:  # what another code or other settings left would be compared with, row by row
        for leftover in (path, Path(f"{path}.wal")):
            leftover.unlink(missing_ok=True)
    config = configuration(settings.engine, folder / f"{articles}.temporary")
    workspace = Workspace(duckdb.connect(str(path), config=config))
    cache, peak = ResultCache(None), _Peak()
    try:
        _filled(workspace, articles, news)
        for number, stage in enumerate(STEPS, start=1):
            if stage.name in done:
                continue
            peak.begin()
            began, spent = time.monotonic(), _cpu_seconds()
            ran = _built(workspace, settings, cache, STEPS[:number])
            workspace.connection.execute("checkpoint")
            step = {
                "articles": articles,
                "run": _run_name(settings),
                "step": stage.name,
                "seconds": round(time.monotonic() - began, 2),
                "cpu_seconds": round(_cpu_seconds() - spent, 2),
                "peak_megabytes": peak.megabytes(),
                "rows": _rows(workspace, stage),
                "ran": list(ran.ran),
            }
            with (folder / "steps.jsonl").open("a", encoding="utf-8") as log:
                log.write(json.dumps(step) + "\n")
            print(json.dumps(step), file=sys.stderr, flush=True)
    finally:
        peak.end()
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


class _Peak:
    """The most memory that this process and its workers have held since `begin`, each counted at its own worst."""

    def __init__(self) -> None:
        self._workers: dict[str, int] = {}
        self._over = threading.Event()
        threading.Thread(target=self._look, daemon=True).start()

    def end(self) -> None:
        """Look no longer."""
        self._over.set()

    def begin(self) -> None:
        """Count anew, where the system can: each step has its own peak."""
        self._workers = {}
        with suppress(OSError):
            Path("/proc/self/clear_refs").write_text("5", encoding="ascii")

    def megabytes(self) -> int:
        """Return the sum over processes."""
        import resource

        own = _most_kilobytes("self") or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return (own + sum(self._workers.values())) // 1024

    def _look(self) -> None:
        """Look at the workers again and again: what the system keeps of those that ended counts this process too."""
        while not self._over.wait(_LOOK_SECONDS):
            for worker in _children():
                if most := _most_kilobytes(worker):
                    self._workers[worker] = most


def _children() -> list[str]:
    """Return the processes that this one started."""
    found: list[str] = []
    with suppress(OSError):
        for task in Path("/proc/self/task").iterdir():
            found += (task / "children").read_text(encoding="ascii").split()
    return found


def _most_kilobytes(process: str) -> int:
    """Return the most memory that a process has held, or 0 where the system does not say."""
    with suppress(OSError, IndexError):
        return int(Path(f"/proc/{process}/status").read_text(encoding="ascii").split("VmHWM:")[1].split()[0])
    return 0


def _rows(workspace: Workspace, stage: Stage) -> int | None:
    if not stage.stored:
        return None
    ((count,),) = workspace.connection.sql(f"select count(*) from stage.{stage.name}").fetchall()
    return int(count)


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
    with duckdb.connect(str(folder / f"{articles}.duckdb"), read_only=True) as connection:
        recall = {level: round(share, _DIGITS) for level, share in sorted(connection.sql(_RECALL).fetchall())}
        ((precision,),) = connection.sql(_PRECISION).fetchall()
        ((taken,),) = connection.sql(_TAKEN).fetchall()
        ((story_precision, story_recall),) = connection.sql(_STORIES).fetchall()
        ((cut_into, largest, others),) = connection.sql(_AFFAIR_CUT).fetchall()
        index = _table_bytes(connection, "grams")
    parts = {
        "n-grams to pairs": _CANDIDATES,
        "paragraphs to passages": [stage.name for stage in PASSAGES],
        "terms to stories": [stage.name for stage in STORIES],
        "families to trees": _TREES,
        "all": list(spent),
    }
    return {
        "articles": articles,
        "sample_one_in": settings.reuse.sample_one_in,
        "articles_per_core_second": {
            part: round(articles / sum(spent[name] for name in names)) for part, names in parts.items()
        },
        "seconds": round(sum(step["seconds"] for step in steps.values())),
        "total_cpu_seconds": round(sum(spent.values())),
        "peak_megabytes": max(step["peak_megabytes"] for step in steps.values()),
        "file_bytes_an_article": round((folder / f"{articles}.duckdb").stat().st_size / articles),
        "index_bytes_an_article": round(index / articles),
        "recall": {level: recall[level] for level in LEVELS if level in recall},
        "precision": round(precision or 0.0, _DIGITS),
        "derivations_of_one_story": round(taken or 0.0, _DIGITS),
        "stories_b3": {"precision": round(story_precision, _DIGITS), "recall": round(story_recall, _DIGITS)},
        "affair": {"stories": cut_into, "largest": largest, "of_others": others} if cut_into else None,
        "cpu_seconds": spent,
        "megabytes": {name: step["peak_megabytes"] for name, step in steps.items()},
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
    parser.add_argument("--folder", type=Path, default=Path("copies_size"), help="where stores and steps are")
    parser.add_argument("--sample-one-in", type=int, default=4, help="keep one n-gram in so many")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--memory-mb", type=int, default=3000, help="memory of the database")
    parser.add_argument("--a-day", type=int, default=_DAY, help="articles of one day")
    parser.add_argument("--affair", type=int, default=0, help="articles that tell of one big affair, each in own words")
    parser.add_argument("--one", action="store_true", help=argparse.SUPPRESS)  # this process runs one size
    given = parser.parse_args(arguments)
    given.folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(
        reuse=ReuseSettings(sample_one_in=given.sample_one_in),
        engine=EngineSettings(workers=given.workers, memory_mb=given.memory_mb),
    )
    for articles in given.articles:
        if given.one:
            threading.Thread(target=_end_with_parent, args=(os.getppid(),), daemon=True).start()
            run_size(given.folder, articles, settings, News(given.a_day, given.affair))
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
    options = {
        name: getattr(given, name) for name in ("folder", "sample_one_in", "workers", "memory_mb", "a_day", "affair")
    }
    named = [part for name, value in options.items() for part in (f"--{name.replace('_', '-')}", str(value))]
    subprocess.run(
        [sys.executable, "-m", "benchmarks.copies_size", "--one", "--articles", str(articles), *named], check=True
    )


if __name__ == "__main__":
    sys.exit(main())
