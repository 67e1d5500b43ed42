"""A task: one stage's function on some of its input, run alike in this process or in a worker."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.errors import RetoldError
from retold.stage import REJECTIONS, Map, Stage, apply
from retold.tables import STAGE_TABLES

logger = logging.getLogger("retold")

_DETAIL_CHARACTERS = 300
STAGE_FAILED, WORKER_DIED = "stage failed", "worker died"  # reasons in `rejected`

Slice = tuple[int, int]  # first row and number of rows
Result = tuple[pa.Table, pa.Table]  # rows and rejections


@dataclass(frozen=True, slots=True)
class Task:
    """Some units of a stage's input. A unit is a batch of rows (map) or the rows of one key (group).

    `units[i][j]` is where unit i stands in table j.
    """

    stage: str
    settings: Any
    tables: tuple[bytes, ...]  # Arrow IPC streams
    units: tuple[tuple[Slice, ...], ...]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The rows of a task's units, in order: `counts[i]` rows of `table` belong to unit i, and so with rejections."""

    table: bytes
    counts: tuple[int, ...]
    rejections: bytes
    rejected: tuple[int, ...]


def packed(table: pa.Table) -> bytes:
    """Return a table as bytes of an Arrow IPC stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def unpacked(content: bytes) -> pa.Table:
    """Return the table of an Arrow IPC stream."""
    with pa.ipc.open_stream(content) as reader:
        return reader.read_all()


def run(stage: Stage, task: Task) -> TaskResult:
    """Run a task's units one after the other."""
    tables = [unpacked(content) for content in task.tables]
    if isinstance(stage.shape, Map) and (found := _at_once(stage, tables[0], task.settings)) is not None:
        counts = _counts(stage, tables[0], task.units, found)
        return TaskResult(packed(found), counts, packed(REJECTIONS.empty_table()), (0,) * len(counts))
    results = run_units(stage, tables, task.units, task.settings)
    joined = pa.concat_tables([STAGE_TABLES[stage.name].empty(), *(table for table, _ in results)])
    rejections = pa.concat_tables([REJECTIONS.empty_table(), *(rejected for _, rejected in results if len(rejected))])
    counts, rejected = tuple(len(table) for table, _ in results), tuple(len(each) for _, each in results)
    return TaskResult(packed(joined), counts, packed(rejections), rejected)


def run_units(
    stage: Stage, tables: Sequence[pa.Table], units: Sequence[Sequence[Slice]], settings: Any
) -> list[Result]:
    """Return the result and the rejections of each unit, in order.

    A unit on which the stage's function fails gives no rows and one rejection; the rest go on.
    """
    if isinstance(stage.shape, Map):
        return _mapped(stage, tables[0], units, settings)
    results = []
    for unit in units:
        slices = [table.slice(*place) for table, place in zip(tables, unit, strict=True)]
        results.append(_guarded(stage, slices, settings))
    return results


def _mapped(stage: Stage, table: pa.Table, units: Sequence[Sequence[Slice]], settings: Any) -> list[Result]:
    """Run a map stage on all its units at once, and part the result by the rows that it came from.

    The units follow one another in `table`. The result is in the order of its input and carries the input's key.
    Where a row was rejected, each runs alone: a rejection belongs to its row.
    """
    if len(units) == 1:
        return [_guarded(stage, [table], settings)]
    result = _at_once(stage, table, settings)
    if result is None:
        return [_guarded(stage, [table.slice(*place)], settings) for (place,) in units]
    results, begin = [], 0
    for count in _counts(stage, table, units, result):
        results.append((result.slice(begin, count), REJECTIONS.empty_table()))
        begin += count
    return results


def _at_once(stage: Stage, table: pa.Table, settings: Any) -> pa.Table | None:
    """Run a map stage on many rows; None where a row was rejected or failed: each must then run alone."""
    try:
        result, rejected = apply(stage, [table], settings)
    except (RetoldError, OSError):
        raise
    except Exception:  # noqa: BLE001  # whatever a row did, the others go on
        return None
    return None if len(rejected) else result


def _counts(stage: Stage, table: pa.Table, units: Sequence[Sequence[Slice]], result: pa.Table) -> tuple[int, ...]:
    """Return how many rows of a map's result belong to each unit, by the key that both carry."""
    key = STAGE_TABLES[stage.inputs()[0]].key
    held = Counter(zip(*(result.column(name).to_pylist() for name in key), strict=True))
    rows = list(zip(*(table.column(name).to_pylist() for name in key), strict=True))
    return tuple(sum(held[row] for row in rows[first : first + length]) for ((first, length),) in units)


def _guarded(stage: Stage, slices: Sequence[pa.Table], settings: Any) -> Result:
    try:
        return apply(stage, slices, settings)
    except (RetoldError, OSError):
        raise  # the code, the settings or the machine is wrong, not the article
    except Exception as error:
        logger.debug("stage %s failed on %s", stage.name, name_of(slices), exc_info=True)
        detail = f"{stage.name}: {type(error).__name__}: {error}"[:_DETAIL_CHARACTERS]
        rejected = {"origin": name_of(slices), "reason": STAGE_FAILED, "detail": detail}
        return STAGE_TABLES[stage.name].empty(), pa.Table.from_pylist([rejected], schema=REJECTIONS)


def name_of(slices: Sequence[pa.Table]) -> str:
    """Return what a unit is called in `rejected`: the first value of its first column."""
    for table in slices:
        if len(table):
            return f"{table.schema.names[0]} {table.column(0)[0].as_py()}"
    return "no rows"
