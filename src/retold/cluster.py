"""Builds a store on Spark: texts out to Parquet, each stage there, the tables back into the store with their books.

The store is then as the local build leaves it: its tables hold the same rows, and `retold status` and the next local
build find them current.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset

from retold.changes import Changes, find_base_changes, keep_base_keys, keeps_units
from retold.engines.spark import SparkEngine
from retold.engines.spark_folder import Folder
from retold.engines.spark_session import (
    check_workers,
    is_on_this_machine,
    must_be_installed,
    session_on,
    translated,
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

logger = logging.getLogger("retold")

_ROWS_AT_ONCE = 10_000


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
    folder = Folder(cluster.folder or str(own_folder))
    run = _SparkBuild(workspace, settings, folder, progress)
    run.export_base()
    progress("starting Spark", 0, 0)
    with session_on(cluster.master, batch_rows=settings.engine.batch_rows) as session:
        check_workers(session, folder.for_arrow(BASE_TABLES[0]) if folder.is_local else None)
        run.run_all(SparkEngine(session, folder), stages)
    run.import_all(stages)
    return Ran(tuple(run.ran), tuple(run.unchanged), time.monotonic() - began)


class _SparkBuild:
    """One build under way: what each table was made from, and how long that took."""

    def __init__(self, workspace: Workspace, settings: Settings, folder: Folder, progress: StageProgress) -> None:
        self.ran: list[str] = []
        self.unchanged: list[str] = []
        self._workspace = workspace
        self._settings = settings
        self._folder = folder
        self._progress = progress
        self._marks: dict[str, str] = {}
        self._seconds: dict[str, float] = {}

    def export_base(self) -> None:
        """Write what readers and users wrote to the folder."""
        for name in BASE_TABLES:
            self._marks[name] = self._workspace.table_hash(name)
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

    def run_all(self, engine: SparkEngine, stages: Sequence[Stage]) -> None:
        """Run each stage whose table the folder does not hold yet."""
        for name in BASE_TABLES:
            engine.show(name)
        for stage in stages:
            began = time.monotonic()
            self._progress(stage.name, 0, 1)
            mark = expected_hash(stage, code_hash(stage, self._settings), self._marks)
            self._marks[stage.name] = mark
            if stage.stored and self._folder.marked(stage.name) == mark:
                engine.show(stage.name, stage)
                self.unchanged.append(stage.name)
            else:
                with translated(f"stage {stage.name}"):
                    engine.run(stage, self._settings)
                if stage.stored:
                    self._folder.mark(stage.name, mark)
                self.ran.append(stage.name)
            self._seconds[stage.name] = time.monotonic() - began
            self._progress(stage.name, 1, 1)

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
