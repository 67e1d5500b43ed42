"""A task: one stage's function on some of its input, run alike in this process or in a worker."""

from __future__ import annotations

import logging
import mmap
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pyarrow as pa

from retold.engines.keys import Key, key_runs
from retold.errors import PipelineError, RetoldError
from retold.stage import REJECTIONS, Group, Map, Stage, apply
from retold.tables import STAGE_TABLES

logger = logging.getLogger("retold")

_DETAIL_CHARACTERS = 300
STAGE_FAILED, WORKER_DIED = "stage failed", "worker died"  # reasons in `rejected`; the second is tried again
_NO_MEMORY = "out of memory"
_NO_MEMORY_WORDS = ("bad_alloc", "Failed to allocate memory")  # of C++ and its libraries
_SPARE_BYTES = 256_000_000  # less than this to be had, and whatever failed may have failed for want of it

Slice = tuple[int, int]  # first row and number of rows
Result = tuple[pa.Table, pa.Table]  # rows and rejections


@dataclass(frozen=True, slots=True)
class Task:
    """Some units of a stage's input. A unit is a batch of rows (map) or the rows of one key (group).

    `units[i][j]` is where unit i stands in table j; units follow one another in each table.
    """

    stage: str
    settings: Any
    tables: tuple[pa.Table, ...]
    units: tuple[tuple[Slice, ...], ...]

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to a worker with tables as Arrow IPC streams: the pickle of a slice may carry the whole table."""
        return _arrived_task, (self.stage, self.settings, tuple(map(_packed, self.tables)), self.units)


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The rows of a task's units, in order: `counts[i]` rows of `table` belong to unit i, and so with rejections."""

    table: pa.Table
    counts: tuple[int, ...]
    rejections: pa.Table
    rejected: tuple[int, ...]

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel from a worker, as tasks do to it."""
        return _arrived_result, (_packed(self.table), self.counts, _packed(self.rejections), self.rejected)


def _arrived_task(stage: str, settings: Any, tables: Sequence[bytes], units: tuple[tuple[Slice, ...], ...]) -> Task:
    return Task(stage, settings, tuple(map(_unpacked, tables)), units)


def _arrived_result(table: bytes, counts: tuple[int, ...], rejections: bytes, rejected: tuple[int, ...]) -> TaskResult:
    return TaskResult(_unpacked(table), counts, _unpacked(rejections), rejected)


def _packed(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def _unpacked(content: bytes) -> pa.Table:
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all()


def run(stage: Stage, task: Task) -> TaskResult:
    """Run a task's units: together where the stage takes many, else one after the other."""
    if _takes_many(stage) and (found := _at_once(stage, task.tables, task.settings)) is not None:
        counts = _counts(stage, task.tables, task.units, found)
        return TaskResult(found, counts, REJECTIONS.empty_table(), (0,) * len(counts))
    results = _each_alone(stage, task.tables, task.units, task.settings)
    joined = pa.concat_tables([STAGE_TABLES[stage.name].empty(), *(table for table, _ in results)])
    rejections = pa.concat_tables([REJECTIONS.empty_table(), *(rejected for _, rejected in results if len(rejected))])
    counts, rejected = tuple(len(table) for table, _ in results), tuple(len(each) for _, each in results)
    return TaskResult(joined, counts, rejections, rejected)


def run_units(
    stage: Stage, tables: Sequence[pa.Table], units: Sequence[Sequence[Slice]], settings: Any
) -> list[Result]:
    """Return the result and the rejections of each unit, in order.

    A unit on which the stage's function fails gives no rows and one rejection; the rest go on.
    """
    if len(units) == 1 or not _takes_many(stage) or (result := _at_once(stage, tables, settings)) is None:
        return _each_alone(stage, tables, units, settings)
    results, begin = [], 0
    for count in _counts(stage, tables, units, result):
        results.append((result.slice(begin, count), REJECTIONS.empty_table()))
        begin += count
    return results


def _takes_many(stage: Stage) -> bool:
    return stage.many_keys or isinstance(stage.shape, Map)


def _each_alone(
    stage: Stage, tables: Sequence[pa.Table], units: Sequence[Sequence[Slice]], settings: Any
) -> list[Result]:
    results = []
    for unit in units:
        slices = [table.slice(*place) for table, place in zip(tables, unit, strict=True)]
        results.append(_guarded(stage, slices, settings))
    return results


def _at_once(stage: Stage, tables: Sequence[pa.Table], settings: Any) -> pa.Table | None:
    """Run a stage on many units, whose result is in their order and carries their keys.

    None where a unit was rejected or failed: each must then run alone, for a rejection belongs to its unit.
    """
    try:
        result, rejected = apply(stage, tables, settings)
    except (RetoldError, OSError):
        raise
    except Exception:  # noqa: BLE001  # whatever a row did, the others go on
        return None
    return None if len(rejected) else result


def _counts(
    stage: Stage, tables: Sequence[pa.Table], units: Sequence[Sequence[Slice]], result: pa.Table
) -> tuple[int, ...]:
    """Return how many rows of the result belong to each unit, by the key that both carry.

    Raises `PipelineError` where a group's rows do not stand in the order of its keys.
    """
    if isinstance(stage.shape, Group):
        return _group_counts(stage, stage.shape.by, tables, units, result)
    (table,) = tables
    key = STAGE_TABLES[stage.inputs()[0]].key
    held = Counter(zip(*(result.column(name).to_pylist() for name in key), strict=True))
    rows = list(zip(*(table.column(name).to_pylist() for name in key), strict=True))
    return tuple(sum(held[row] for row in rows[first : first + length]) for ((first, length),) in units)


def _group_counts(
    stage: Stage,
    by: Sequence[str],
    tables: Sequence[pa.Table],
    units: Sequence[Sequence[Slice]],
    result: pa.Table,
) -> tuple[int, ...]:
    places: dict[Key, int] = {}
    for table, begins in zip(tables, _first_rows(units), strict=True):
        keys, rows, _ = key_runs(table, by)
        places.update((key, begins[row]) for key, row in zip(keys, rows.tolist(), strict=True))
    keys, _, lengths = key_runs(result, by)
    order = [places.get(key, -1) for key in keys]
    if -1 in order or any(after <= before for before, after in pairwise(order)):
        raise PipelineError(f"stage {stage.name} takes many keys: it must write their rows in the order of the keys")
    counts = [0] * len(units)
    for place, length in zip(order, lengths.tolist(), strict=True):
        counts[place] = length
    return tuple(counts)


def _first_rows(units: Sequence[Sequence[Slice]]) -> list[dict[int, int]]:
    """Return for each table which unit begins at a row."""
    tables = range(len(units[0]))
    return [{unit[j][0]: place for place, unit in enumerate(units) if unit[j][1]} for j in tables]


def _guarded(stage: Stage, slices: Sequence[pa.Table], settings: Any) -> Result:
    try:
        return apply(stage, slices, settings)
    except (RetoldError, OSError):
        raise  # the code, the settings or the machine is wrong, not the article
    except Exception as error:
        logger.debug("stage %s failed on %s", stage.name, name_of(slices), exc_info=True)
        if _is_for_want_of_memory(error):  # says nothing of the article: another time, or another machine, has more
            return _left_out(stage, slices, WORKER_DIED, f"{stage.name}: {_NO_MEMORY}")
        detail = f"{stage.name}: {type(error).__name__}: {error}"[:_DETAIL_CHARACTERS]
        return _left_out(stage, slices, STAGE_FAILED, detail)


def _left_out(stage: Stage, slices: Sequence[pa.Table], reason: str, detail: str) -> Result:
    rejected = {"origin": name_of(slices), "reason": reason, "detail": detail}
    return STAGE_TABLES[stage.name].empty(), pa.Table.from_pylist([rejected], schema=REJECTIONS)


def _is_for_want_of_memory(error: Exception) -> bool:
    """Tell whether a stage failed because memory is spent: libraries say so in words of their own, or not at all."""
    if isinstance(error, MemoryError) or any(words in str(error) for words in _NO_MEMORY_WORDS):
        return True
    try:
        mmap.mmap(-1, _SPARE_BYTES).close()
    except (OSError, MemoryError):
        return True
    return False


def lacked_memory(result: TaskResult) -> bool:
    """Tell whether a unit was left out for want of memory; alone in a fresh process it may have enough."""
    return any(row["reason"] == WORKER_DIED for row in result.rejections.to_pylist())


def name_of(slices: Sequence[pa.Table]) -> str:
    """Return what a unit is called in `rejected`: the first value of its first column."""
    for table in slices:
        if len(table):
            return f"{table.schema.names[0]} {table.column(0)[0].as_py()}"
    return "no rows"
