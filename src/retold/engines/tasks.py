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
    """The rows of a task's units, in order: `counts[i]` rows of `table` belong to unit i."""

    table: bytes
    counts: tuple[int, ...]
    rejections: bytes


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
    results, rejections = run_units(stage, tables, task.units, task.settings)
    joined = pa.concat_tables([STAGE_TABLES[stage.name].empty(), *results])
    return TaskResult(packed(joined), tuple(len(result) for result in results), packed(rejections))


def run_units(
    stage: Stage, tables: Sequence[pa.Table], units: Sequence[Sequence[Slice]], settings: Any
) -> tuple[list[pa.Table], pa.Table]:
    """Return the result of each unit, in order, and all rejections.

    A unit on which the stage's function fails gives no rows and one rejection; the rest go on.
    """
    if isinstance(stage.shape, Map):
        return _mapped(stage, tables[0], units, settings)
    results, rejections = [], [REJECTIONS.empty_table()]
    for unit in units:
        slices = [table.slice(*place) for table, place in zip(tables, unit, strict=True)]
        result, rejected = _guarded(stage, slices, settings)
        results.append(result)
        if len(rejected):
            rejections.append(rejected)
    return results, pa.concat_tables(rejections)


def _mapped(
    stage: Stage, table: pa.Table, units: Sequence[Sequence[Slice]], settings: Any
) -> tuple[list[pa.Table], pa.Table]:
    """Run a map stage on all its units at once, and part the result by the rows that it came from.

    The units follow one another in `table`. The result is in the order of its input and carries the input's key.
    """
    result, rejected = _guarded(stage, [table], settings)
    if len(units) == 1:
        return [result], rejected
    key = STAGE_TABLES[stage.inputs()[0]].key
    held = Counter(zip(*(result.column(name).to_pylist() for name in key), strict=True))
    rows = list(zip(*(table.column(name).to_pylist() for name in key), strict=True))
    results, begin = [], 0
    for ((first, length),) in units:
        count = sum(held[row] for row in rows[first : first + length])
        results.append(result.slice(begin, count))
        begin += count
    return results, rejected


def _guarded(stage: Stage, slices: Sequence[pa.Table], settings: Any) -> tuple[pa.Table, pa.Table]:
    try:
        return apply(stage, slices, settings)
    except (RetoldError, OSError):
        raise  # the code, the settings or the machine is wrong, not the article
    except Exception as error:
        if isinstance(stage.shape, Map) and len(slices[0]) > 1:
            return _row_by_row(stage, slices[0], settings)
        logger.debug("stage %s failed on %s", stage.name, name_of(slices), exc_info=True)
        detail = f"{stage.name}: {type(error).__name__}: {error}"[:_DETAIL_CHARACTERS]
        rejected = {"origin": name_of(slices), "reason": STAGE_FAILED, "detail": detail}
        return STAGE_TABLES[stage.name].empty(), pa.Table.from_pylist([rejected], schema=REJECTIONS)


def _row_by_row(stage: Stage, table: pa.Table, settings: Any) -> tuple[pa.Table, pa.Table]:
    """Run a map stage on each row alone, so that a row that fails costs no other."""
    every = [_guarded(stage, [table.slice(i, 1)], settings) for i in range(len(table))]
    return pa.concat_tables([one for one, _ in every]), pa.concat_tables([rejected for _, rejected in every])


def name_of(slices: Sequence[pa.Table]) -> str:
    """Return what a unit is called in `rejected`: the first value of its first column."""
    for table in slices:
        if len(table):
            return f"{table.schema.names[0]} {table.column(0)[0].as_py()}"
    return "no rows"
