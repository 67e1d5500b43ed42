"""The local engine: DuckDB for joins and queries, this process or workers of our own for the functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import duckdb
import numpy as np
import pyarrow as pa

from retold.engines.cache import ResultCache
from retold.engines.components import connected_components
from retold.engines.engine import Outcome, Progress, silent
from retold.engines.tasks import WORKER_DIED, Slice, Task, TaskResult, name_of, packed, run, unpacked
from retold.engines.worker import Worker
from retold.errors import PipelineError, WorkerDied
from retold.ids import content_hash
from retold.settings import Settings, settings_hash
from retold.stage import REJECTIONS, Components, Group, Query, Stage
from retold.tables import STAGE_TABLES
from retold.versions import library_versions

_TASKS_A_WORKER = 2  # one at work and one waiting: a worker never idles, and memory stays bounded
_UNITS_A_PIECE = 1_000  # results decoded and joined at once
_KEY = "__key_"  # prefix of the key's columns while tables are sorted and cut
Unit = tuple[Slice, ...]


@dataclass(slots=True)
class _Input:
    """A stage's input, cut into units; unit i stands at `units[i][j]` in `tables[j]`."""

    tables: list[pa.Table]
    units: list[Unit]


class LocalEngine:
    """Runs stages over the tables in schema `stage` of one DuckDB connection.

    With one worker everything runs in this process; with more, in worker processes. Results are the same.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, cache: ResultCache, *, workers: int) -> None:
        self._connection = connection
        self._cache = cache
        self._workers_wanted = workers
        self._workers: list[Worker] = []

    def map(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:
        """Run a `Map` stage; a unit is a batch of rows, or one row where results are kept."""
        (name,) = stage.inputs()
        table = self._sorted(name, STAGE_TABLES[name].key)
        size = 1 if stage.cached else settings.engine.batch_rows
        units: list[Unit] = [((begin, min(size, len(table) - begin)),) for begin in range(0, len(table), size)]
        return self._run(stage, settings, _Input([table], units), progress)

    def group(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:
        """Run a `Group` stage once for each key that any of its tables has, in the keys' order."""
        if not isinstance(stage.shape, Group):
            raise PipelineError(f"stage {stage.name} is no Group")
        shape = stage.shape
        keyed = [self._keyed(name, shape) for name in stage.inputs()]
        schemas = [STAGE_TABLES[name].schema for name in stage.inputs()]
        return self._run(stage, settings, _cut(keyed, schemas, len(shape.by)), progress)

    def query(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:
        """Run a `Query` stage in DuckDB."""
        if not isinstance(stage.shape, Query):
            raise PipelineError(f"stage {stage.name} is no Query")
        table = self._connection.sql(stage.shape.text(stage.settings_of(settings))).to_arrow_table()
        declared = STAGE_TABLES[stage.name]
        if table.schema.names != declared.schema.names:
            raise PipelineError(f"stage {stage.name} wrote {table.schema.names}, declared are {declared.schema.names}")
        progress(1, 1)
        ordered = table.sort_by([(column, "ascending") for column in declared.key])
        return Outcome(ordered.cast(declared.schema), REJECTIONS.empty_table())

    def components(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:  # noqa: ARG002
        """Find connected components in this process."""
        if not isinstance(stage.shape, Components):
            raise PipelineError(f"stage {stage.name} is no Components")
        shape = stage.shape
        nodes = self._column(*shape.nodes)
        edges: list[tuple[str, str]] = []
        for name, first, second in shape.edges:
            table = self._connection.table(f"stage.{name}").select(f"{first}, {second}").to_arrow_table()
            edges.extend(zip(table.column(0).to_pylist(), table.column(1).to_pylist(), strict=True))
        members = connected_components(nodes, edges)
        rows = [{shape.member: node, shape.component: shape.prefix + members[node]} for node in sorted(members)]
        progress(1, 1)
        return Outcome(STAGE_TABLES[stage.name].rows(rows), REJECTIONS.empty_table())

    def close(self) -> None:
        """Stop the workers."""
        for worker in self._workers:
            worker.close()
        self._workers.clear()

    # ------------------------------------------------------------ input

    def _column(self, table: str, column: str) -> list[str]:
        values: list[str] = (
            self._connection.table(f"stage.{table}").select(column).to_arrow_table().column(0).to_pylist()
        )
        return values

    def _sorted(self, name: str, key: Sequence[str]) -> pa.Table:
        columns = ", ".join(f"x.{column}" for column in STAGE_TABLES[name].schema.names)
        order = ", ".join(f"x.{column} nulls last" for column in key)
        query = f"select {columns} from stage.{name} x order by {order}"  # names of ours
        return self._connection.sql(query).to_arrow_table().cast(STAGE_TABLES[name].schema)

    def _keyed(self, name: str, shape: Group) -> pa.Table:
        """Return a table with its group's key columns first, sorted by them and then by its own key."""
        table = STAGE_TABLES[name]
        own = set(table.schema.names)
        columns = ", ".join(f"x.{column}" for column in table.schema.names)
        if own.issuperset(shape.by):
            keys, source = [f"x.{column}" for column in shape.by], f"stage.{name} x"
        else:
            member = "article" if "article" in own else "article_a"
            if shape.via is None or member not in own:
                raise PipelineError(f"table {name} has no column {', '.join(shape.by)} and no way to it")
            keys = [f"m.{column}" for column in shape.by]
            source = f"stage.{name} x join stage.{shape.via} m on m.article = x.{member}"
        named = ", ".join(f"{key} as {_KEY}{i}" for i, key in enumerate(keys))
        order = ", ".join([*keys, *(f"x.{column} nulls last" for column in table.key)])
        return self._connection.sql(f"select {named}, {columns} from {source} order by {order}").to_arrow_table()

    # ------------------------------------------------------------ running

    def _run(self, stage: Stage, settings: Settings, given: _Input, progress: Progress) -> Outcome:
        keys, held = self._held(stage, settings, given)
        wanted = [i for i in range(len(given.units)) if i not in held]
        done = len(held)
        progress(done, len(given.units))
        results: dict[int, pa.Table | bytes] = {**held}
        rejections = [REJECTIONS.empty_table()]
        tasks = _tasks(stage, stage.settings_of(settings), given, wanted, settings.engine.batch_rows)
        for indexes, outcome in self._execute(stage, tasks, len(wanted), settings.engine.batch_rows):
            parts = _parts(unpacked(outcome.table), outcome.counts)
            rejected = unpacked(outcome.rejections)
            results.update(zip(indexes, parts, strict=True))
            rejections.append(rejected)
            if stage.cached and not len(rejected):  # a rejection must be said again at the next build
                kept = [(keys[i], _bare(part)) for i, part in zip(indexes, parts, strict=True)]
                self._cache.put(stage.name, kept)
            done += len(indexes)
            progress(done, len(given.units))
        return Outcome(_joined(stage, results, len(given.units)), pa.concat_tables(rejections))

    def _held(self, stage: Stage, settings: Settings, given: _Input) -> tuple[list[bytes], dict[int, bytes]]:
        """Return each unit's content key, and the results that the cache holds."""
        if not stage.cached:
            return [], {}
        section = settings_hash(stage.settings_of(settings))
        version = content_hash(stage.name, stage.version, section, _schemas(stage), library_versions())
        keys = [_unit_key(version, given.tables, unit) for unit in given.units]
        found = self._cache.get(stage.name, sorted(set(keys)))
        return keys, {i: found[key] for i, key in enumerate(keys) if key in found}

    def _execute(
        self, stage: Stage, tasks: Iterator[tuple[list[int], Task]], units: int, batch: int
    ) -> Iterator[tuple[list[int], TaskResult]]:
        if self._workers_wanted <= 1 or units <= max(1, batch // 64):  # too little to be worth a process
            for indexes, task in tasks:
                yield indexes, run(stage, task)
            return
        while len(self._workers) < self._workers_wanted:
            self._workers.append(Worker())
        yield from self._distributed(stage, tasks)

    def _distributed(
        self, stage: Stage, tasks: Iterator[tuple[list[int], Task]]
    ) -> Iterator[tuple[list[int], TaskResult]]:
        """Hand tasks to the workers in turn; each answers in the order of its own tasks."""
        waiting: list[tuple[int, list[int], Task]] = []  # in order of submission: round-robin over the workers
        for turn, (indexes, task) in enumerate(tasks):
            if len(waiting) >= _TASKS_A_WORKER * len(self._workers):
                yield self._next_result(stage, waiting)
            place = turn % len(self._workers)
            self._workers[place].submit(task)
            waiting.append((place, indexes, task))
        while waiting:
            yield self._next_result(stage, waiting)

    def _next_result(self, stage: Stage, waiting: list[tuple[int, list[int], Task]]) -> tuple[list[int], TaskResult]:
        """Return the oldest task's result. A worker that died is replaced, and its task run again unit by unit."""
        place, indexes, task = waiting.pop(0)
        try:
            return indexes, self._workers[place].result()
        except WorkerDied:
            self._workers[place].close()
            self._workers[place] = Worker()
            for other, _, lost in waiting:
                if other == place:
                    self._workers[place].submit(lost)
            return indexes, _again(stage, task)


def _again(stage: Stage, task: Task) -> TaskResult:
    """Run a task whose worker died in a worker of its own; if that dies too, its halves, down to the unit at fault."""
    worker = Worker()
    try:
        worker.submit(task)
        return worker.result()
    except WorkerDied as error:
        if len(task.units) == 1:
            return _given_up(stage, task, error)
    finally:
        worker.close()
    middle = len(task.units) // 2
    halves = [
        _again(stage, Task(task.stage, task.settings, task.tables, units))
        for units in (task.units[:middle], task.units[middle:])
    ]
    tables, rejections = ([unpacked(getattr(half, name)) for half in halves] for name in ("table", "rejections"))
    counts = (*halves[0].counts, *halves[1].counts)
    return TaskResult(packed(pa.concat_tables(tables)), counts, packed(pa.concat_tables(rejections)))


def _given_up(stage: Stage, task: Task, error: WorkerDied) -> TaskResult:
    """Return no rows and a rejection for a unit that kills its worker."""
    slices = [unpacked(table).slice(*place) for table, place in zip(task.tables, task.units[0], strict=True)]
    row = {"origin": name_of(slices), "reason": WORKER_DIED, "detail": f"{stage.name}: {error}"}
    rejections = pa.Table.from_pylist([row], schema=REJECTIONS)
    return TaskResult(packed(STAGE_TABLES[stage.name].empty()), (0,), packed(rejections))


def _joined(stage: Stage, results: dict[int, pa.Table | bytes], units: int) -> pa.Table:
    """Return the units' results as one table, in whole pieces: many small ones are slow to write."""
    schema = STAGE_TABLES[stage.name].schema
    pieces = [schema.empty_table()]
    for first in range(0, units, _UNITS_A_PIECE):
        parts = [results.pop(i) for i in range(first, min(first + _UNITS_A_PIECE, units))]
        tables = [_clothed(part, schema) if isinstance(part, bytes) else part for part in parts]
        pieces.append(pa.concat_tables(tables).combine_chunks())
    return pa.concat_tables(pieces)


def _bare(table: pa.Table) -> bytes:
    """Return a small table as bytes without its schema, which is known and would be most of them."""
    batches = table.combine_chunks().to_batches()
    return batches[0].serialize().to_pybytes() if batches else b""


def _clothed(content: bytes, schema: pa.Schema) -> pa.Table:
    """Return the table that `_bare` made bytes of."""
    if not content:
        return schema.empty_table()
    return pa.Table.from_batches([pa.ipc.read_record_batch(pa.py_buffer(content), schema)])


def _schemas(stage: Stage) -> str:
    """Return what a cached result depends on besides its rows: the schemas on both sides of the stage."""
    return "\n".join(str(STAGE_TABLES[name].schema) for name in (*stage.inputs(), stage.name))


def _unit_key(version: str, tables: Sequence[pa.Table], unit: Unit) -> bytes:
    """Return a hash of a unit's rows."""
    digest = blake2b(version.encode(), digest_size=16)
    for table, place in zip(tables, unit, strict=True):
        content = _bare(table.slice(*place))
        digest.update(str(len(content)).encode() + b":" + content)
    return digest.digest()


def _parts(table: pa.Table, counts: Sequence[int]) -> list[pa.Table]:
    parts, begin = [], 0
    for count in counts:
        parts.append(table.slice(begin, count))
        begin += count
    return parts


def _tasks(
    stage: Stage, section: object, given: _Input, wanted: Sequence[int], batch_rows: int
) -> Iterator[tuple[list[int], Task]]:
    """Cut the wanted units into tasks of about `batch_rows` rows."""
    indexes: list[int] = []
    rows = 0
    for index in wanted:
        indexes.append(index)
        rows += max(length for _, length in given.units[index])
        if rows >= batch_rows // 8 or len(indexes) >= batch_rows:
            yield indexes, _task(stage, section, given, indexes)
            indexes, rows = [], 0
    if indexes:
        yield indexes, _task(stage, section, given, indexes)


def _task(stage: Stage, section: object, given: _Input, indexes: Sequence[int]) -> Task:
    tables: list[bytes] = []
    places: list[list[Slice]] = [[] for _ in indexes]
    for j, table in enumerate(given.tables):
        slices, begin = [], 0
        for order, index in enumerate(indexes):
            first, length = given.units[index][j]
            slices.append(table.slice(first, length))
            places[order].append((begin, length))
            begin += length
        tables.append(packed(pa.concat_tables(slices)))
    return Task(stage.name, section, tuple(tables), tuple(tuple(place) for place in places))


def _cut(keyed: Sequence[pa.Table], schemas: Sequence[pa.Schema], width: int) -> _Input:
    """Cut tables that are sorted by their first `width` columns into one unit a key, in the declared schemas."""
    starts = [_runs(table, width) for table in keyed]
    keys = sorted(set().union(*starts))
    units = [tuple(table.get(key, (0, 0)) for table in starts) for key in keys]
    tables = [
        table.select(table.schema.names[width:]).cast(schema).combine_chunks()
        for table, schema in zip(keyed, schemas, strict=True)
    ]
    return _Input(tables, units)


def _runs(table: pa.Table, width: int) -> dict[tuple[str, ...], Slice]:
    """Return where each key's rows stand in a sorted table."""
    if not len(table):
        return {}
    columns = [table.column(i).to_numpy(zero_copy_only=False) for i in range(width)]
    changes = np.zeros(len(table), dtype=bool)
    changes[0] = True
    for column in columns:
        changes[1:] |= column[1:] != column[:-1]
    begins = np.flatnonzero(changes)
    lengths = np.diff(np.append(begins, len(table)))
    return {
        tuple(column[begin] for column in columns): (int(begin), int(length))
        for begin, length in zip(begins, lengths, strict=True)
    }
