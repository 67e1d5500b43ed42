"""The local engine: DuckDB for joins and queries, this process or workers of our own for the functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b

import duckdb
import numpy as np
import pyarrow as pa

from retold.engines.cache import ResultCache
from retold.engines.components import connected_components
from retold.engines.engine import UNIT_SEPARATOR, Outcome, Progress, silent
from retold.engines.keys import key_runs
from retold.engines.tasks import WORKER_DIED, Slice, Task, TaskResult, name_of, run
from retold.engines.worker import Worker
from retold.errors import PipelineError, WorkerDied
from retold.ids import content_hash
from retold.increments import INCREMENTS
from retold.settings import Settings, settings_hash
from retold.stage import REJECTIONS, Components, Group, Query, Stage
from retold.tables import STAGE_TABLES
from retold.versions import library_versions

_TASKS_A_WORKER = 2  # one at work and one waiting: a worker never idles, and memory stays bounded
_UNITS_A_PIECE = 1_000  # results decoded and joined at once
_LARGE_ROWS = 1_000  # tables of so many rows need not be copied together
_KEY = "__key_"  # prefix of the key's columns while tables are sorted and cut
Unit = tuple[Slice, ...]


@dataclass(slots=True)
class _Input:
    """A stage's input, cut into units; unit i is called `names[i]` and stands at `units[i][j]` in `tables[j]`."""

    tables: list[pa.Table]
    units: list[Unit]
    names: list[str]


@contextmanager
def needed_by(connection: duckdb.DuckDBPyConnection, stage: Stage) -> Iterator[None]:
    """Put in front of a query's tables what of them its touched keys need: temporary views are found first."""
    needs = INCREMENTS[stage.name].within
    try:
        for name, condition in needs.items():
            connection.execute(
                f"create or replace temp view {name} as select x.* from stage.{name} x where {condition}"
            )
        yield
    finally:
        for name in needs:
            connection.execute(f"drop view if exists temp.{name}")


class LocalEngine:
    """Runs stages over the tables in schema `stage` of one DuckDB connection.

    With one worker everything runs in this process; with more, in worker processes. Results are the same.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, cache: ResultCache, *, workers: int) -> None:
        self._connection = connection
        self._cache = cache
        self._workers_wanted = workers
        self._workers: list[Worker] = []

    def map(self, stage: Stage, settings: Settings, progress: Progress = silent, *, touched: bool = False) -> Outcome:
        """Run a `Map` stage; a unit is one row."""
        (name,) = stage.inputs()
        key = STAGE_TABLES[name].key
        table = self._sorted(name, key, touched=touched)
        units: list[Unit] = [((row, 1),) for row in range(len(table))]
        names = _names(zip(*(table.column(column).to_pylist() for column in key), strict=True))
        return self._run(stage, settings, _Input([table], units, names), progress)

    def group(self, stage: Stage, settings: Settings, progress: Progress = silent, *, touched: bool = False) -> Outcome:
        """Run a `Group` stage once for each key that any of its tables has, in the keys' order."""
        if not isinstance(stage.shape, Group):
            raise PipelineError(f"stage {stage.name} is no Group")
        shape = stage.shape
        keyed = [self._keyed(name, shape, touched=touched) for name in stage.inputs()]
        schemas = [STAGE_TABLES[name].schema for name in stage.inputs()]
        return self._run(stage, settings, _cut(keyed, schemas, len(shape.by)), progress)

    def query(self, stage: Stage, settings: Settings, progress: Progress = silent, *, touched: bool = False) -> Outcome:
        """Run a `Query` stage in DuckDB; with `touched`, over what its increment says that those keys need."""
        if not isinstance(stage.shape, Query):
            raise PipelineError(f"stage {stage.name} is no Query")
        section = stage.settings_of(settings)
        sql = stage.shape.text(section)
        if touched:
            increment = INCREMENTS[stage.name]
            condition = increment.condition()
            sql = increment.instead(section) if increment.instead else sql
            with needed_by(self._connection, stage):
                table = self._connection.sql(f"select x.* from ({sql}) x where {condition}").to_arrow_table()
        else:
            table = self._connection.sql(sql).to_arrow_table()
        declared = STAGE_TABLES[stage.name]
        if table.schema.names != declared.schema.names:
            raise PipelineError(f"stage {stage.name} wrote {table.schema.names}, declared are {declared.schema.names}")
        progress(1, 1)
        # Readers ask for the rows of an article: they should stand together, whatever the key.
        order = [name for name in ("article",) if name in declared.schema.names and name not in declared.key]
        ordered = table.sort_by([(column, "ascending") for column in (*order, *declared.key)])
        return Outcome(ordered.cast(declared.schema), REJECTIONS.empty_table())

    def components(
        self,
        stage: Stage,
        settings: Settings,  # noqa: ARG002
        progress: Progress = silent,
        *,
        touched: bool = False,
    ) -> Outcome:
        """Find connected components in this process: of all nodes, or of those in the column `node` of `touched`.

        The touched nodes must be closed: whoever shares a component with one of them is one of them.
        """
        if not isinstance(stage.shape, Components):
            raise PipelineError(f"stage {stage.name} is no Components")
        shape = stage.shape
        nodes = self._columns(shape.nodes[0], shape.nodes[1:], touched=touched)[0]
        edges: list[tuple[str, str]] = []
        for name, *ends in shape.edges:
            edges.extend(zip(*self._columns(name, ends, touched=touched), strict=True))
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

    def _columns(self, table: str, columns: Sequence[str], *, touched: bool) -> list[list[str]]:
        """Return columns of ids as lists; with `touched`, of the rows whose first one is touched."""
        named = ", ".join(f"x.{column}" for column in columns)
        only = f" where x.{columns[0]} in (select t.node from touched t)" if touched else ""
        found = self._connection.sql(f"select {named} from stage.{table} x{only}").to_arrow_table()
        return [found.column(i).to_pylist() for i in range(len(columns))]

    def _sorted(self, name: str, key: Sequence[str], *, touched: bool) -> pa.Table:
        columns = ", ".join(f"x.{column}" for column in STAGE_TABLES[name].schema.names)
        order = ", ".join(f"x.{column} nulls last" for column in key)
        only = f" join touched t on {_equal(key, 't', 'x')}" if touched else ""
        query = f"select {columns} from stage.{name} x{only} order by {order}"  # names of ours
        return self._connection.sql(query).to_arrow_table().cast(STAGE_TABLES[name].schema)

    def _keyed(self, name: str, shape: Group, *, touched: bool) -> pa.Table:
        """Return a table with its group's key columns first, sorted by them and then by its own key."""
        table = STAGE_TABLES[name]
        own = set(table.schema.names)
        columns = ", ".join(f"x.{column}" for column in table.schema.names)
        if own.issuperset(shape.by):
            at, source = "x", f"stage.{name} x"
        else:
            member = "article" if "article" in own else "article_a"
            if shape.via is None or member not in own:
                raise PipelineError(f"table {name} has no column {', '.join(shape.by)} and no way to it")
            at, source = "m", f"stage.{name} x join stage.{shape.via} m on m.article = x.{member}"
        if touched:
            source += f" join touched t on {_equal(shape.by, 't', at)}"
        named = ", ".join(f"{at}.{column} as {_KEY}{i}" for i, column in enumerate(shape.by))
        order = ", ".join([*(f"{at}.{column}" for column in shape.by), *(f"x.{c} nulls last" for c in table.key)])
        return self._connection.sql(f"select {named}, {columns} from {source} order by {order}").to_arrow_table()

    # ------------------------------------------------------------ running

    def _run(self, stage: Stage, settings: Settings, given: _Input, progress: Progress) -> Outcome:
        keys, held = self._held(stage, settings, given)
        wanted = [i for i in range(len(given.units)) if i not in held]
        done = len(held)
        progress(done, len(given.units))
        results: dict[int, pa.Table | bytes] = {**held}
        rejections = [REJECTIONS.empty_table()]
        rejected_units: list[str] = []
        counts: dict[int, int] = {}
        tasks = _tasks(stage, stage.settings_of(settings), given, wanted, settings.engine.batch_rows)
        for indexes, outcome in self._execute(stage, tasks, len(wanted), settings.engine.batch_rows):
            table = outcome.table
            rejections.append(outcome.rejections)
            for i, times in zip(indexes, outcome.rejected, strict=True):
                rejected_units += [given.names[i]] * times
            counts.update(zip(indexes, outcome.counts, strict=True))
            if stage.cached:  # a rejection must be said again at the next build
                parts = _parts(table, outcome.counts)
                results.update(zip(indexes, parts, strict=True))
                told = zip(indexes, parts, outcome.rejected, strict=True)
                self._cache.put(stage.name, [(keys[i], _bare(part)) for i, part, times in told if not times])
            else:
                results[indexes[0]] = table  # the units of a task follow one another
            done += len(indexes)
            progress(done, len(given.units))
        table, units = _joined(stage, results, counts, given.names)
        return Outcome(table, pa.concat_tables(rejections), units, tuple(rejected_units))

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
    tables, rejections = ([getattr(half, name) for half in halves] for name in ("table", "rejections"))
    counts, rejected = ((*getattr(halves[0], n), *getattr(halves[1], n)) for n in ("counts", "rejected"))
    return TaskResult(pa.concat_tables(tables), counts, pa.concat_tables(rejections), rejected)


def _given_up(stage: Stage, task: Task, error: WorkerDied) -> TaskResult:
    """Return no rows and a rejection for a unit that kills its worker."""
    slices = [table.slice(*place) for table, place in zip(task.tables, task.units[0], strict=True)]
    row = {"origin": name_of(slices), "reason": WORKER_DIED, "detail": f"{stage.name}: {error}"}
    rejections = pa.Table.from_pylist([row], schema=REJECTIONS)
    return TaskResult(STAGE_TABLES[stage.name].empty(), (0,), rejections, (1,))


def _joined(
    stage: Stage, results: dict[int, pa.Table | bytes], counts: dict[int, int], names: Sequence[str]
) -> tuple[pa.Table, pa.DictionaryArray]:
    """Return the units' results as one table, in whole pieces (many small ones are slow to write), and their units."""
    schema = STAGE_TABLES[stage.name].schema
    pieces = [schema.empty_table()]
    lengths = np.zeros(len(names), dtype=np.int64)
    lengths[list(counts)] = list(counts.values())
    for first in range(0, len(names), _UNITS_A_PIECE):
        tables = []
        for i in range(first, min(first + _UNITS_A_PIECE, len(names))):
            part = results.pop(i, None)
            if isinstance(part, bytes):
                part = _clothed(part, schema)
                lengths[i] = len(part)
            if part is not None and len(part):
                tables.append(part)
        piece = pa.concat_tables(tables) if tables else schema.empty_table()
        pieces.append(piece if len(piece) > _LARGE_ROWS * len(tables) else piece.combine_chunks())
    places = pa.array(np.repeat(np.arange(len(names), dtype=np.int32), lengths))
    return pa.concat_tables(pieces), pa.DictionaryArray.from_arrays(places, pa.array(names, pa.string()))


def _names(keys: Iterable[Sequence[object]]) -> list[str]:
    """Return what units are called, from their keys."""
    return [UNIT_SEPARATOR.join(map(str, key)) for key in keys]


def _equal(columns: Sequence[str], one: str, other: str) -> str:
    return " and ".join(f"{one}.{column} = {other}.{column}" for column in columns)


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
    tables: list[pa.Table] = []
    places: list[list[Slice]] = [[] for _ in indexes]
    for j, table in enumerate(given.tables):
        runs: list[Slice] = []  # stretches of the table: units that follow one another are cut out together
        begin = 0
        for order, index in enumerate(indexes):
            first, length = given.units[index][j]
            if runs and sum(runs[-1]) == first:
                runs[-1] = (runs[-1][0], runs[-1][1] + length)
            elif length or not runs:
                runs.append((first, length))
            places[order].append((begin, length))
            begin += length
        tables.append(pa.concat_tables([table.slice(*run) for run in runs]))
    return Task(stage.name, section, tuple(tables), tuple(tuple(place) for place in places))


def _cut(keyed: Sequence[pa.Table], schemas: Sequence[pa.Schema], width: int) -> _Input:
    """Cut tables that are sorted by their first `width` columns into one unit a key, in the declared schemas."""
    by = keyed[0].schema.names[:width]
    starts = [_places(table, by) for table in keyed]
    keys = sorted(set().union(*starts))
    units = [tuple(table.get(key, (0, 0)) for table in starts) for key in keys]
    tables = [
        table.select(table.schema.names[width:]).cast(schema).combine_chunks()
        for table, schema in zip(keyed, schemas, strict=True)
    ]
    return _Input(tables, units, _names(keys))


def _places(table: pa.Table, by: Sequence[str]) -> dict[tuple[str, ...], Slice]:
    """Return where each key's rows stand in a sorted table."""
    keys, begins, lengths = key_runs(table, by)
    return dict(zip(keys, zip(begins.tolist(), lengths.tolist(), strict=True), strict=True))
