"""Builds a store on Spark: texts out to Parquet, each stage there, the tables back into the store with their books.

The store is then as the local build leaves it: its tables hold the same rows, and `retold status` and the next local
build find them current.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.dataset

from retold.changes import Changes, find_base_changes, keep_base_keys, keeps_units
from retold.engines.spark import SparkEngine
from retold.engines.spark_errors import translated
from retold.engines.spark_folder import AddressFolder, Folder, TableFolder, is_path
from retold.engines.spark_order import run_side_by_side
from retold.engines.spark_session import (
    Tag,
    check_workers,
    is_on_this_machine,
    must_be_installed,
    session_on,
    without_words_on_pandas,
)
from retold.engines.spark_tasks import REJECTED, UNIT, written_schema
from retold.errors import UsageError
from retold.pipeline import BASE_TABLES, STAGES
from retold.progress import StageProgress, unreported
from retold.running import Ran, code_hash, expected_hash, keep_books
from retold.settings import Settings, settings_hash
from retold.stage import Stage
from retold.staleness import stale_stages
from retold.store import Workspace
from retold.tables import STAGE_TABLES
from retold.versions import library_versions, processor_features

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

logger = logging.getLogger("retold")

_ROWS_AT_ONCE = 10_000
_STAGES_AT_ONCE = 4  # side by side; each of them fills the cluster where it is large
_SMALL_ARTICLES = 2_000  # for so few, compiled queries are not worth their compiling


@dataclass(frozen=True, slots=True)
class Cluster:
    """Where stages run: Spark's master, and a folder that all its workers see; none for one of our own."""

    master: str = "local[*]"
    folder: str | None = None


def build_on_spark(
    workspace: Workspace,
    settings: Settings,
    cluster: Cluster,
    own_folder: Path,
    *,
    stages: Sequence[Stage] = STAGES,
    progress: StageProgress = unreported,
) -> Ran:
    """Bring every stage table up to date on Spark, as a whole.

    Tables that an earlier build left whole in the cluster's folder, made from the same input by the same code, are
    taken from there. `own_folder` is used where the cluster names none; the caller deletes it. Raises `UsageError`
    for a cluster without a folder or a machine without Java, and `ClusterError` for what Spark reports.
    """
    began = time.monotonic()
    if cluster.folder is None and not is_on_this_machine(cluster.master):
        raise UsageError(
            f"the workers of {cluster.master} cannot see this machine's folders. Name one on storage that all share:"
            " --spark-folder FOLDER"
        )
    must_be_installed()
    if not stale_stages(workspace.table, settings):
        return Ran((), tuple(stage.name for stage in stages), time.monotonic() - began)
    run = _SparkBuild(workspace, settings, progress)
    here = Folder(cluster.folder or str(own_folder)) if is_path(cluster.folder or "") else None
    if here is not None:
        run.export_base(here)
    progress("starting Spark", 0, 0)
    with ExitStack() as opened:
        opened.enter_context(without_words_on_pandas())  # around all threads: one would end what another put aside
        session = opened.enter_context(
            session_on(cluster.master, batch_rows=settings.engine.batch_rows, quick=run.is_small())
        )
        check_workers(session, str(here.path(BASE_TABLES[0])) if here is not None else None)
        if here is None:
            run.export_base(AddressFolder(str(cluster.folder), session, own_folder))
        run.run_all(session, stages)
        if here is not None:
            opened.close()  # others may use the cluster while the store is written
        run.import_all(stages)
    return Ran(tuple(run.ran), tuple(run.unchanged), time.monotonic() - began)


class _SparkBuild:
    """One build under way: what each table was made from, and how long that took."""

    def __init__(self, workspace: Workspace, settings: Settings, progress: StageProgress) -> None:
        self.ran: list[str] = []
        self.unchanged: list[str] = []
        self._workspace = workspace
        self._settings = settings
        self._progress = progress
        self._marks = {name: workspace.table_hash(name) for name in BASE_TABLES}
        self._seconds: dict[str, float] = {}
        self._taken: set[str] = set()  # stages whose tables stood in the folder

    def export_base(self, folder: TableFolder) -> None:
        """Write what readers and users wrote to the folder, which all that follows goes through."""
        self._folder = folder
        for name in BASE_TABLES:
            if self._folder.marked(name) == self._marks[name]:
                continue
            schema = STAGE_TABLES[name].schema
            columns, order = (", ".join(f"x.{c}" for c in some) for some in (schema.names, STAGE_TABLES[name].key))
            rows = self._workspace.connection.sql(f"select {columns} from stage.{name} x order by {order}")
            batches = (
                batch
                for found in rows.to_arrow_reader(_ROWS_AT_ONCE)
                for batch in pa.Table.from_batches([found]).cast(schema).to_batches()
            )
            self._folder.write(name, batches, schema)
            self._folder.mark(name, self._marks[name])

    def is_small(self) -> bool:
        """Tell whether there is so little to do that Spark's own preparations would take most of the time."""
        return int(self._marks["texts"].split(maxsplit=1)[0]) <= _SMALL_ARTICLES

    def run_all(self, session: SparkSession, stages: Sequence[Stage]) -> None:
        """Run each stage whose table the folder does not hold yet, several at a time where none needs the other."""
        engine, tag = SparkEngine(session, self._folder), Tag(session)
        for name in BASE_TABLES:
            engine.show(name)
        for stage in stages:  # what a table is made from is known before it is there
            self._marks[stage.name] = expected_hash(stage, code_hash(stage, self._settings), self._marks)

        def run(stage: Stage) -> None:
            tag.mark_jobs_of_this_thread()
            self._run(engine, stage)

        def report(names: Sequence[str], done: int) -> None:
            self._progress(", ".join(names), done, len(stages))

        run_side_by_side(stages, run, at_once=_STAGES_AT_ONCE, report=report, stop=tag.end_jobs)
        for stage in stages:
            (self.unchanged if stage.name in self._taken else self.ran).append(stage.name)

    def _run(self, engine: SparkEngine, stage: Stage) -> None:
        """Run one stage, unless its table stands in the folder already. Called in several threads."""
        began, mark = time.monotonic(), self._marks[stage.name]
        if stage.stored and self._folder.marked(stage.name) == mark:
            engine.show(stage.name, stage)
            self._taken.add(stage.name)
        else:
            with translated(f"stage {stage.name}"):
                engine.run(stage, self._settings)
            if stage.stored:
                self._folder.mark(stage.name, mark)
        self._seconds[stage.name] = time.monotonic() - began

    def import_all(self, stages: Sequence[Stage]) -> None:
        """Write the stages' tables into the store, with how they ran and what they were made from."""
        now = {name: self._workspace.table_hash(name) for name in BASE_TABLES}
        notes = []
        for place, stage in enumerate(stages):
            self._progress("writing the store", place, len(stages))
            code = code_hash(stage, self._settings)
            input_hash = expected_hash(stage, code, now)
            if stage.stored:
                self._import(stage)
            now[stage.name] = self._workspace.table_hash(stage.name) if stage.stored else input_hash
            notes.append(self._note(stage, code, input_hash, now[stage.name]))
        keep_books(self._workspace, now, notes)
        changes = Changes(self._workspace.connection)
        find_base_changes(changes, BASE_TABLES)
        keep_base_keys(changes, BASE_TABLES)
        changes.forget()

    def _import(self, stage: Stage) -> None:
        name, connection = stage.name, self._workspace.connection
        schema = written_schema(stage)
        connection.execute(f"delete from stage.{name}")
        connection.execute(f"delete from stage.stage_rejections where stage = '{name}'")
        wanted = [*STAGE_TABLES[name].schema.names, *([UNIT] if keeps_units(stage) else [])]
        columns = ", ".join(f"x.{column}" for column in wanted)
        order = ", ".join(f"x.{column} nulls last" for column in STAGE_TABLES[name].key)
        is_row = pa.dataset.field(REJECTED).is_null() if REJECTED in schema.names else None
        with self._workspace.lent(self._folder.read(name, schema, is_row)) as incoming:
            connection.execute(f"insert into stage.{name} by name select {columns} from {incoming} x order by {order}")
        if is_row is not None:
            self._import_rejections(stage, self._folder.read(name, schema, ~is_row).read_all())

    def _import_rejections(self, stage: Stage, rejected: pa.Table) -> None:
        rows = {
            (row[UNIT], row[REJECTED]["origin"], row[REJECTED]["reason"], row[REJECTED]["detail"])
            for row in rejected.select([UNIT, REJECTED]).to_pylist()
        }
        if rows:
            logger.warning("stage %s left out %d rows: see table rejected", stage.name, len(rows))
            self._workspace.connection.executemany(
                "insert into stage.stage_rejections values (?, ?, false, ?, ?, ?)",
                [[stage.name, *row] for row in sorted(rows)],
            )

    def _note(self, stage: Stage, code: str, input_hash: str, state: str) -> Mapping[str, object]:
        return {
            "stage": stage.name,
            "version": stage.version,
            "settings_hash": settings_hash(stage.settings_of(self._settings)),
            "input_hash": input_hash,
            "code_hash": code,
            "rows": int(state.split(maxsplit=1)[0]) if stage.stored else None,
            "seconds": round(self._seconds[stage.name], 3),
            "cpu_seconds": None,  # spent on other machines
            "peak_bytes": None,
            "versions": f"{library_versions()}; {processor_features()}; spark",
        }
