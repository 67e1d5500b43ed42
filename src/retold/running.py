"""Builds a store: finds what changed, runs each stage for the keys that this touches, and reports.

Results per sentence and article are kept by content, so a build repeats no analysis. A stage whose inputs, settings
and code are as they were at its last run is left as it is; one whose inputs changed in part runs for the touched keys
alone; any other runs as a whole. In each case only the rows that came out differently are written and passed on.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from retold.changes import (
    KEYS_AT_ONCE,
    PORTION,
    Changes,
    find_base_changes,
    keep_base_keys,
    keeps_units,
    keys_at_once,
    output_condition,
    portions_of,
    slices,
    splice,
    touch,
    touched_columns,
    touched_slices,
    unit_of,
)
from retold.engines.cache import ResultCache
from retold.engines.engine import Engine, Outcome, Progress
from retold.engines.local import LocalEngine, needed_by
from retold.engines.tasks import WORKER_DIED
from retold.errors import PipelineError
from retold.ids import content_hash
from retold.increments import INCREMENTS, Portions
from retold.pipeline import BASE_TABLES, STAGES
from retold.progress import StageProgress, unreported
from retold.settings import Settings, settings_hash
from retold.stage import Components, Group, Map, Query, Stage
from retold.store import Workspace, workers_of
from retold.tables import STAGE_TABLES
from retold.versions import library_versions, processor_features

logger = logging.getLogger("retold")

_NOTHING = "0 0"  # the state of a table without rows
# A table of more rows that a stage writes as a whole is not compared with what stood there, which would take more
# memory than the comparison saves work: all of it counts as changed.
_MAX_COMPARED = 5_000_000
_MOST_PORTIONS_AT_ONCE = 5  # of a query; more are found one after the other


@dataclass(frozen=True, slots=True)
class Ran:
    """What a build did: the stages that ran, those left as they were, and the seconds it took."""

    ran: tuple[str, ...]
    unchanged: tuple[str, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Last:
    """A stage's last run: a hash of what it read, one of its code and settings, and whether units were given up."""

    input_hash: str
    code_hash: str
    gave_up: bool


def build(
    workspace: Workspace,
    settings: Settings,
    cache: ResultCache,
    *,
    stages: Sequence[Stage] = STAGES,
    progress: StageProgress = unreported,
) -> Ran:
    """Bring every stage table up to date with the base tables."""
    began = time.monotonic()
    engine = LocalEngine(workspace.connection, cache, workers=workers_of(settings.engine))
    run = _Build(workspace, engine, settings, progress)
    ran: list[str] = []
    unchanged: list[str] = []
    try:
        base = [name for name in BASE_TABLES if any(name in stage.depends_on() for stage in stages)]
        run.begin(base)
        for stage in stages:
            (ran if run.bring_up(stage) else unchanged).append(stage.name)
        keep_base_keys(run.changes, base)
        run.note()
    except BaseException:
        workspace.forget_runs()  # in a store nothing is published; in memory the next build runs everything
        raise
    finally:
        run.changes.forget()
        engine.close()
    return Ran(tuple(ran), tuple(unchanged), time.monotonic() - began)


class _Build:
    """One build under way: the state of each table when it began, and as it is now."""

    def __init__(self, workspace: Workspace, engine: Engine, settings: Settings, progress: StageProgress) -> None:
        self.changes = Changes(workspace.connection)
        self._workspace = workspace
        self._engine = engine
        self._settings = settings
        self._progress = progress
        rows = workspace.connection.sql("select s.name, s.state from stage.states s").fetchall()
        self._before: dict[str, str] = dict(rows)
        self._now = dict(self._before)
        self._last = _last_runs(workspace)
        self._notes: list[dict[str, object]] = []

    def begin(self, base: Sequence[str]) -> None:
        """Find what changed in the base tables."""
        find_base_changes(self.changes, base)
        for name in base:
            if name in self.changes.all_of(base) or name not in self._now:
                self._set_state(name, self._workspace.table_hash(name))

    def bring_up(self, stage: Stage) -> bool:
        """Bring one stage's table up to date; return whether it had to run."""
        code = code_hash(stage, self._settings)
        input_hash = expected_hash(stage, code, self._now)
        last = self._last.get(stage.name)
        if last is not None and last.input_hash == input_hash and not last.gave_up:
            return False
        began, cpu_began = time.monotonic(), time.process_time()
        is_current = last is not None and last.input_hash == expected_hash(stage, code, self._before)
        touched = None
        if is_current and last is not None:
            touched = touch(stage, self._settings, self.changes, retried=last.gave_up)
        if not stage.stored:
            self._look_again(stage, touched, input_hash)
        elif touched != 0:
            self._run(stage, touched)
        self._notes.append(self._noted(stage, code, input_hash, (began, cpu_began)))
        return touched != 0

    def _look_again(self, stage: Stage, touched: int | None, input_hash: str) -> None:
        """Say which keys of a view may have changed: its rows are computed where they are read."""
        self._set_state(stage.name, input_hash)
        if touched is None:
            self.changes.record_whole(stage.name)
        elif touched:
            self.changes.record(stage.name, "select * from touched")

    def _run(self, stage: Stage, touched: int | None) -> None:
        """Run a stage for so many touched keys, or for all (None), and put what differs in its place."""
        count, total = _numbers(self._now.get(stage.name, _NOTHING))
        portions = self._portions(stage)
        if portions and touched is not None and touched > _MOST_PORTIONS_AT_ONCE * portions.at_once(PORTION):
            touched = None  # so many at once would not fit: all are found anew, by portions
        if touched is None and (portions or not 0 < count <= _MAX_COMPARED):
            self._write_anew(stage)
            return
        for number, (outcome, condition) in enumerate(self._parts(stage, touched)):
            _keep_rejections(self._workspace, stage, outcome, whole=touched is None and not number)
            more_hash, more_rows = splice(self._workspace, self.changes, stage, outcome, condition)
            count, total = count + more_rows, total + more_hash
        self._set_state(stage.name, f"{count} {total}")

    def _parts(self, stage: Stage, touched: int | None) -> Iterator[tuple[Outcome, str]]:
        """Run a stage for its touched keys, or all, some at a time where they are many; yield which rows to replace."""
        if touched is None and not self._is_large(stage):
            yield self._at_once(stage, touched=False), "true"
        elif isinstance(stage.shape, Map | Group) and (touched is None or touched > KEYS_AT_ONCE):
            every = slices(stage, self.changes, held=True) if touched is None else touched_slices(self.changes)
            for outcome in self._outcomes_of(stage, every):
                yield outcome, output_condition(stage)
        else:
            yield self._at_once(stage, touched=True), output_condition(stage)

    def _write_anew(self, stage: Stage) -> None:
        """Run a stage as a whole and write its rows as they come: they are never all in memory."""
        before, _ = _numbers(self._now.get(stage.name, _NOTHING))
        self._workspace.clear(stage.name)
        named = keeps_units(stage)
        if portions := self._portions(stage):
            self._write_portions(stage, portions)
        elif isinstance(stage.shape, Query):
            _write_query(self._workspace, stage, stage.shape.text(stage.settings_of(self._settings)))
            self._progress(stage.name, 1, 1)
        else:
            for number, outcome in enumerate(self._outcomes(stage)):
                _keep_rejections(self._workspace, stage, outcome, whole=not number)
                self._workspace.append(stage.name, outcome.table, outcome.units if named else None)
        self._set_state(stage.name, self._workspace.table_hash(stage.name))
        now, _ = _numbers(self._now[stage.name])
        if before or now:  # rows that went are a change too
            self.changes.record_whole(stage.name)

    def _portions(self, stage: Stage) -> Portions | None:
        """Return how a query's rows are found some keys at a time, where the store is so large that they must be."""
        increment = INCREMENTS.get(stage.name)
        is_large = _numbers(self._now.get("texts", _NOTHING))[0] > _MOST_PORTIONS_AT_ONCE * PORTION
        return increment.portions if increment is not None and is_large else None

    def _write_portions(self, stage: Stage, portions: Portions) -> None:
        settings, done = stage.settings_of(self._settings), 0
        with _made(self._workspace.connection, portions.prepared(settings)):
            for total in portions_of(self.changes, portions):
                with needed_by(self._workspace.connection, stage):
                    _write_query(self._workspace, stage, portions.sql(settings))
                done = min(done + portions.at_once(PORTION), total)
                self._progress(stage.name, done, total)

    def _is_large(self, stage: Stage) -> bool:
        return isinstance(stage.shape, Map | Group) and _numbers(self._now.get("texts", _NOTHING))[0] > KEYS_AT_ONCE

    def _at_once(self, stage: Stage, *, touched: bool) -> Outcome:
        def report(done: int, total: int) -> None:
            self._progress(stage.name, done, total)

        return _outcome(self._engine, stage, self._settings, report, touched=touched)

    def _outcomes(self, stage: Stage) -> Iterator[Outcome]:
        """Run a stage as a whole: in a large store some keys at a time."""
        is_empty = True
        for outcome in self._outcomes_of(stage, slices(stage, self.changes) if self._is_large(stage) else ()):
            is_empty = False
            yield outcome
        if is_empty:
            yield self._at_once(stage, touched=False)

    def _outcomes_of(self, stage: Stage, every: Iterable[int]) -> Iterator[Outcome]:
        """Run a stage for the keys that stand in `touched` at each step of `every`, which tells how many there are."""
        before = 0
        for total in every:

            def report(done: int, _: int, before: int = before, total: int = total) -> None:
                self._progress(stage.name, before + done, total)

            yield _outcome(self._engine, stage, self._settings, report, touched=True)
            before += keys_at_once(total)

    def _set_state(self, name: str, state: str) -> None:
        self._now[name] = state

    def _noted(self, stage: Stage, code: str, input_hash: str, began: tuple[float, float]) -> dict[str, object]:
        seconds, cpu_seconds = time.monotonic() - began[0], time.process_time() - began[1]
        rows = _numbers(self._now[stage.name])[0] if stage.stored else None
        logger.debug("stage %s: %s rows in %.2f s", stage.name, rows, seconds)
        return {
            "stage": stage.name,
            "version": stage.version,
            "settings_hash": settings_hash(stage.settings_of(self._settings)),
            "input_hash": input_hash,
            "code_hash": code,
            "rows": rows,
            "seconds": round(seconds, 3),
            "cpu_seconds": round(cpu_seconds, 3),
            "peak_bytes": _peak_bytes(),
            "versions": f"{library_versions()}; {processor_features()}",
        }

    def note(self) -> None:
        """Write down how stages ran and the state of each table."""
        keep_books(self._workspace, self._now, self._notes)


def keep_books(workspace: Workspace, now: Mapping[str, str], notes: Sequence[Mapping[str, object]]) -> None:
    """Write the state of each table and how stages ran (rows of `runs`), in the place of what stood there of them."""
    states = [{"name": name, "state": now[name]} for name in sorted(now)]
    for table, key, rows in (("states", "name", states), ("runs", "stage", notes)):
        if rows:
            with workspace.lent(pa.Table.from_pylist(rows)) as incoming:
                workspace.connection.execute(
                    f"delete from stage.{table} where {key} in (select x.{key} from {incoming} x)"
                )
                workspace.connection.execute(f"insert into stage.{table} by name select * from {incoming}")


def _numbers(state: str) -> tuple[int, int]:
    count, total = state.split()
    return int(count), int(total)


def _last_runs(workspace: Workspace) -> dict[str, _Last]:
    rows = workspace.connection.sql(
        "select x.stage, x.input_hash, x.code_hash, exists (select 1 from stage.stage_rejections r"
        " where r.stage = x.stage and r.again) from stage.runs x"
    ).fetchall()
    return {name: _Last(*rest) for name, *rest in rows}


def code_hash(stage: Stage, settings: Settings) -> str:
    """Return a hash of all that decides a stage's rows besides what it reads."""
    shape = stage.shape.text(stage.settings_of(settings)) if isinstance(stage.shape, Query) else repr(stage.shape)
    section = settings_hash(stage.settings_of(settings))
    return content_hash(stage.name, stage.version, section, shape, library_versions())


def expected_hash(stage: Stage, code: str, states: Mapping[str, str]) -> str:
    """Return a hash of a stage's code and of all that it reads, where tables are in these states."""
    return content_hash(code, *(states.get(name, _NOTHING) for name in stage.depends_on()))


def _outcome(engine: Engine, stage: Stage, settings: Settings, report: Progress, *, touched: bool) -> Outcome:
    if isinstance(stage.shape, Map):
        return engine.map(stage, settings, report, touched=touched)
    if isinstance(stage.shape, Group):
        return engine.group(stage, settings, report, touched=touched)
    if isinstance(stage.shape, Components):
        return engine.components(stage, settings, report, touched=touched)
    return engine.query(stage, settings, report, touched=touched)


@contextmanager
def _made(connection: duckdb.DuckDBPyConnection, queries: Mapping[str, str]) -> Iterator[None]:
    """Hold the results of queries as temporary tables of these names; each may read those before it."""
    try:
        for name, query in queries.items():
            connection.execute(f"create or replace temp table {name} as {query}")
        yield
    finally:
        for name in queries:
            connection.execute(f"drop table if exists temp.{name}")


def _write_query(workspace: Workspace, stage: Stage, sql: str) -> None:
    """Write a query's rows without bringing them here: those of a million articles are many gigabytes.

    They stand as the engine's own results do: by article where there is one, then by their key. Raises `PipelineError`
    for columns that are not the declared ones.
    """
    declared = STAGE_TABLES[stage.name]
    columns = workspace.connection.sql(sql).columns
    if columns != declared.schema.names:
        raise PipelineError(f"stage {stage.name} wrote {columns}, declared are {declared.schema.names}")
    first = [name for name in ("article",) if name in declared.schema.names and name not in declared.key]
    order = ", ".join(f"x.{name} nulls last" for name in (*first, *declared.key))
    workspace.connection.execute(f"insert into stage.{stage.name} by name select x.* from ({sql}) x order by {order}")


def _keep_rejections(workspace: Workspace, stage: Stage, outcome: Outcome, *, whole: bool) -> None:
    """Forget what was rejected of the units that ran, and write what is rejected now."""
    connection = workspace.connection
    if not isinstance(stage.shape, Map | Group):
        return
    only = "" if whole else f" and unit_key in (select {unit_of('t', touched_columns(stage))} from touched t)"
    connection.execute(f"delete from stage.stage_rejections where stage = '{stage.name}'{only}")
    rejections = outcome.rejections.to_pylist()
    if rejections:
        logger.warning("stage %s left out %d rows: see table rejected", stage.name, len(rejections))
        rows = {
            (unit, row["reason"] == WORKER_DIED, row["origin"], row["reason"], row["detail"])
            for unit, row in zip(outcome.rejected_units, rejections, strict=True)
        }
        connection.executemany(
            "insert into stage.stage_rejections values (?, ?, ?, ?, ?, ?)", [[stage.name, *row] for row in sorted(rows)]
        )


def _peak_bytes() -> int | None:
    """Return the most memory that this process has held so far; null where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
