"""What runs in Spark's Python workers: a stage's function on a batch of rows, or on all rows of one key.

Spark sees one table a stage: the declared columns, the unit that each row comes from, and, in rows of their own, what
the stage rejected. So nothing is computed twice, and no task writes beside its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pyarrow as pa

from retold.engines.engine import UNIT_SEPARATOR
from retold.engines.tasks import WORKER_DIED, Result, run_units
from retold.errors import ClusterError
from retold.stage import REJECTIONS, Group, Stage
from retold.tables import STAGE_TABLES
from retold.versions import library_versions

UNIT, REJECTED = "unit_key", "rejected"
GroupFunction = Callable[["tuple[pa.Scalar, ...]", "pa.Table"], "pa.Table"]
MapFunction = Callable[[Iterator["pa.RecordBatch"]], Iterator["pa.RecordBatch"]]


def written_schema(stage: Stage) -> pa.Schema:
    """Return what Spark writes of a stage: its columns, and for a function's rows where each one comes from."""
    declared = list(STAGE_TABLES[stage.name].schema)
    if stage.function is None:
        return pa.schema(declared)
    return pa.schema([*declared, pa.field(UNIT, pa.string()), pa.field(REJECTED, pa.struct(list(REJECTIONS)))])


def table_column(place: int) -> str:
    """Return the name of the struct column that holds a group's table number `place`."""
    return f"table_{place}"


def group_function(stage: Stage, section: Any, versions: str) -> GroupFunction:
    """Return what Spark calls with each key and its rows: struct columns, one a table, of which one a row is set."""
    if not isinstance(stage.shape, Group):
        raise ClusterError(f"stage {stage.name} is no Group")
    inputs = stage.inputs()

    def run_group(key: tuple[pa.Scalar, ...], rows: pa.Table) -> pa.Table:
        must_be_same_code(versions)
        tables = [declared_rows(rows.column(table_column(place)), name) for place, name in enumerate(inputs)]
        unit = [(0, len(table)) for table in tables]
        name = UNIT_SEPARATOR.join(str(part.as_py()) for part in key)
        return written(stage, run_units(stage, tables, [unit], section), [name])

    return run_group


def map_function(stage: Stage, section: Any, versions: str) -> MapFunction:
    """Return what Spark calls with batches of rows of the one table that the stage reads."""
    (name,) = stage.inputs()
    declared = STAGE_TABLES[name]

    def run_batches(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        must_be_same_code(versions)
        for batch in batches:
            table = pa.Table.from_batches([batch]).cast(declared.schema)
            keys = zip(*(table.column(column).to_pylist() for column in declared.key), strict=True)
            names = [UNIT_SEPARATOR.join(map(str, key)) for key in keys]
            units = [((row, 1),) for row in range(len(table))]
            yield from written(stage, run_units(stage, [table], units, section), names).to_batches()

    return run_batches


def declared_rows(column: pa.ChunkedArray, name: str) -> pa.Table:
    """Return the rows that a struct column holds, in the declared schema and the order of the table's key."""
    declared = STAGE_TABLES[name]
    present = column.drop_null()
    if not len(present):
        return declared.empty()
    table = pa.Table.from_struct_array(present).select(declared.schema.names).cast(declared.schema)
    # Spark has no order; DuckDB puts nulls last, and so does this.
    return table.sort_by([(name, "ascending") for name in declared.key]).combine_chunks()


def written(stage: Stage, results: Sequence[Result], names: Sequence[str]) -> pa.Table:
    """Return the results of units as the table that Spark writes.

    Raises `ClusterError` where a unit had too little memory: with more it has rows, so it is not to be rejected.
    """
    schema = written_schema(stage)
    parts = [schema.empty_table()]
    for name, (rows, rejections) in zip(names, results, strict=True):
        if len(rows):
            parts.append(_with_unit(rows, name, pa.nulls(len(rows), schema.field(REJECTED).type)))
        if len(rejections):
            _must_not_be_short(rejections)
            nothing = pa.Table.from_arrays(
                [pa.nulls(len(rejections), field.type) for field in rows.schema], schema=rows.schema
            )
            told = rejections.cast(REJECTIONS).combine_chunks().to_struct_array()
            parts.append(_with_unit(nothing, name, told))
    return pa.concat_tables([part.cast(schema) for part in parts]).combine_chunks()


def _must_not_be_short(rejections: pa.Table) -> None:
    for row in rejections.to_pylist():
        if row["reason"] == WORKER_DIED:
            raise ClusterError(
                f"a worker had too little memory for {row['origin']} ({row['detail']}). Give its Python more:"
                " spark.executor.pyspark.memory and spark.executor.memoryOverhead in spark-defaults.conf"
            )


def _with_unit(rows: pa.Table, name: str, rejected: pa.Array) -> pa.Table:
    named = rows.append_column(UNIT, pa.array([name] * len(rows), pa.string()))
    return named.append_column(REJECTED, rejected)


def must_be_same_code(versions: str) -> None:
    """Raise `ClusterError` where this worker has other code or libraries than the driver: results could differ."""
    if library_versions() != versions:
        raise ClusterError(f"a worker has other versions than this machine: {difference(versions, library_versions())}")


def difference(here: str, there: str) -> str:
    """Return how two lists of versions differ, in a few words."""
    ours, theirs = (dict(part.rpartition(" ")[::2] for part in told.split("; ")) for told in (here, there))
    return ", ".join(
        f"{name} {theirs.get(name, 'absent')} instead of {ours.get(name, 'absent')}"
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    )
