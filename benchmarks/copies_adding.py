"""`python -m benchmarks.copies_adding`: what adding articles costs a store that has grown, for copies and stories.

Takes the stores that `copies_size` left in its folder, copies each, and adds some articles of the days that follow, a
day at a time, each with one build of all the stages of `copies_size`. Prints one JSON line a size and day: processor
seconds of copying the file and of the build, and those of the stages that took most.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.copies_size import STEPS, add_articles
from benchmarks.news import day
from retold.engines.cache import ResultCache
from retold.running import build
from retold.settings import EngineSettings, ReuseSettings, Settings
from retold.store import Workspace, configuration

_DAYS = 5  # what a day moves differs much: some common word, or none
_DAY = 10_000  # articles of one day of the stores
_SHOWN = 6  # stages
_DIGITS = 2


def adding(folder: Path, articles: int, settings: Settings, *, add: int, days: int, a_day: int) -> list[dict[str, Any]]:
    """Return what adding `add` articles cost on each of `days`, on a copy of the store of `articles`.

    A first build, which is not counted, brings the copy up to date.
    """
    path = folder / f"{articles}.adding.duckdb"
    began = time.process_time()
    shutil.copyfile(folder / f"{articles}.duckdb", path)
    copied = time.process_time() - began
    workspace = Workspace(duckdb.connect(str(path), config=configuration(settings.engine, folder / "adding.temporary")))
    cache = ResultCache(None)
    try:
        build(workspace, settings, cache, stages=STEPS)
        return [
            {"articles": articles, "day": number, "copy_seconds": round(copied, _DIGITS)}
            | _day_added(workspace, settings, cache, -(-articles // a_day) + number, add)
            for number in range(days)
        ]
    finally:
        workspace.connection.close()
        cache.close()
        path.unlink()


def _day_added(workspace: Workspace, settings: Settings, cache: ResultCache, number: int, add: int) -> dict[str, Any]:
    """Add the articles of a day, build, and return the processor seconds of both, in all and by stage."""
    made = day(number, add)
    began = time.process_time()
    add_articles(workspace, made)
    ran = build(workspace, settings, cache, stages=STEPS)
    spent = time.process_time() - began
    noted = workspace.connection.sql("select r.stage, r.cpu_seconds from stage.runs r").fetchall()
    stages = sorted(((cost, name) for name, cost in noted if name in ran.ran), reverse=True)[:_SHOWN]
    return {
        "added": len(made),
        "cpu_seconds": round(spent, _DIGITS),
        "most": {name: round(cost, _DIGITS) for cost, name in stages},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Add to each size in turn, and print a line for each day."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.copies_adding", description=__doc__)
    parser.add_argument("--articles", type=int, nargs="*", default=[10_000, 100_000], help="sizes that were built")
    parser.add_argument("--folder", type=Path, default=Path("copies_size"), help="where `copies_size` left its stores")
    parser.add_argument("--add", type=int, default=100, help="articles to add, each day")
    parser.add_argument("--days", type=int, default=_DAYS)
    parser.add_argument("--sample-one-in", type=int, default=4, help="as `copies_size` was told")
    parser.add_argument("--memory-mb", type=int, default=3000, help="memory of the database")
    parser.add_argument("--a-day", type=int, default=_DAY, help="articles of one day of the stores")
    given = parser.parse_args(arguments)
    settings = Settings(
        reuse=ReuseSettings(sample_one_in=given.sample_one_in),
        engine=EngineSettings(workers=1, memory_mb=given.memory_mb),
    )
    for articles in given.articles:
        for line in adding(given.folder, articles, settings, add=given.add, days=given.days, a_day=given.a_day):
            print(json.dumps(line), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
