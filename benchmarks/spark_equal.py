"""Whether Spark gives the tables of the local engine, row for row, and how long each takes.

`python -m benchmarks.spark_equal --path examples` or `--articles 300` (generated) builds one store by each engine and
compares every stage table, what a build would do next, and the seconds: those of a clock, and those of processors
(of Java and its Python workers too, where they run on this machine). `--master` names a cluster; then `--spark-folder`
is storage that its workers share.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.generate import generate
from retold import Corpus
from retold.changes import keeps_units
from retold.cluster import Cluster
from retold.pipeline import STAGES
from retold.settings import EngineSettings, Settings
from retold.store import Building, writing

ONE_WORKER = Settings(engine=EngineSettings(workers=1, memory_mb=1000))
_BOOKS = ("states", "base_keys", "stage_rejections")


def differing_tables(first: Path, second: Path) -> dict[str, tuple[int, int]]:
    """Return the stage tables whose rows differ in two stores, with the rows that only the one or the other has.

    What builds keep of each table (its state, the articles it saw, rejections) is compared too.
    """
    with duckdb.connect() as connection:
        connection.execute("set TimeZone='UTC'")
        for name, path in (("first", first), ("second", second)):
            connection.execute(f"attach '{path}' as {name} (read_only)")
        compared = [*(stage.name for stage in STAGES if stage.stored), *_BOOKS]
        without_unit = {stage.name for stage in STAGES if not keeps_units(stage)}
        found = {}
        for table in compared:
            columns = "* exclude (unit_key)" if table in without_unit else "*"
            only = tuple(
                connection.sql(
                    f"select count(*) from (select {columns} from {here}.stage.{table}"
                    f" except all select {columns} from {there}.stage.{table})"
                ).fetchall()[0][0]
                for here, there in (("first", "second"), ("second", "first"))
            )
            if any(only):
                found[table] = (only[0], only[1])
        return found


def copy_unbuilt(corpus: Corpus, path: Path) -> Corpus:
    """Return another store at `path` with the same articles and nothing built."""
    path.write_bytes(corpus.path.read_bytes())
    copy = Corpus(path, settings=corpus.settings)
    with writing(copy.path):
        building = Building(copy.path, copy.settings.engine)
        for stage in STAGES:
            if stage.stored:
                building.connection.execute(f"delete from stage.{stage.name}")
        for table in ("runs", *_BOOKS):
            building.connection.execute(f"delete from stage.{table}")
        building.publish()
    return copy


def cpu_seconds() -> float:
    """Return the processor seconds of this process and of those that it started, where the system tells of these."""
    ticks = os.sysconf("SC_CLK_TCK")
    started = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, parent, *numbers = path.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(parent) == os.getpid():
            started += sum(map(int, numbers[9:13]))  # its own and those of its children that ended
    return time.process_time() + started / ticks


def compare(source: Path, cluster: Cluster, folder: Path) -> dict[str, Any]:
    """Build `source` by both engines in `folder`; return the seconds, the rows and what differs."""
    local = Corpus(folder / "local.duckdb", settings=ONE_WORKER)
    began, cpu_began = time.monotonic(), cpu_seconds()
    local.add(source)
    built, cpu_built = time.monotonic(), cpu_seconds()
    spark = copy_unbuilt(local, folder / "spark.duckdb")
    spark_began, cpu_spark_began = time.monotonic(), cpu_seconds()
    spark.build(cluster=cluster)
    spark_built, cpu_spark_built = time.monotonic(), cpu_seconds()
    again = spark.build()
    spent = spark.ask("select r.stage, r.seconds from runs r order by r.seconds desc, r.stage limit 8").to_pylist()
    return {
        "articles": local.articles().num_rows,
        "seconds_local": round(built - began, 1),
        "seconds_spark": round(spark_built - spark_began, 1),
        "cpu_seconds_local": round(cpu_built - cpu_began, 1),
        "cpu_seconds_spark": round(cpu_spark_built - cpu_spark_began, 1),
        "tables": sum(stage.stored for stage in STAGES),
        "rows": sum(row["rows"] or 0 for row in local.ask("select r.rows from runs r").to_pylist()),
        "differing": differing_tables(local.path, spark.path),
        "stages_run_again_locally": list(again.ran),
        "slowest_on_spark": {row["stage"]: row["seconds"] for row in spent},
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line of JSON; return 1 where a table differs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--path", type=Path, help="articles to read; without it they are generated")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--spark-folder")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        source = chosen.path
        if source is None:
            records, _ = generate(chosen.articles, words=chosen.words, seed=chosen.seed)
            source = Path(name) / "corpus.jsonl"
            source.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        result = compare(source, Cluster(chosen.master, chosen.spark_folder), Path(name))
    print(json.dumps(result))
    return 1 if result["differing"] or result["stages_run_again_locally"] else 0


if __name__ == "__main__":
    sys.exit(main())
