"""What a stage is: a function named after the table it writes, in one of four shapes."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.errors import PipelineError
from retold.settings import Settings
from retold.tables import STAGE_TABLES

StageFunction = Callable[..., "pa.Table | tuple[pa.Table, pa.Table]"]

# What a stage returns beside its table for rows that it had to leave out.
REJECTIONS = pa.schema([("origin", pa.string()), ("reason", pa.string()), ("detail", pa.string())])


@dataclass(frozen=True, slots=True)
class Map:
    """The function sees any batch of rows of its one table; each row's result depends on that row alone."""


@dataclass(frozen=True, slots=True)
class Group:
    """The function sees all rows of one key. Tables without the key columns reach them through table `via`.

    `via` maps `article` to the key; a table of pairs is joined by its first article. The function leaves aside pairs
    whose second article is in another group: what changes in them touches no group.
    """

    by: tuple[str, ...]
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """SQL over named tables, in the dialect that the engines share; it may depend on the stage's settings."""

    sql: str | Callable[[Any], str]
    reads: tuple[str, ...]

    def text(self, settings: Any) -> str:
        """Return the SQL under a section of the settings."""
        return self.sql if isinstance(self.sql, str) else self.sql(settings)


@dataclass(frozen=True, slots=True)
class Components:
    """The connected components of the pairs in `edges`; every node is a member of one, alone or not.

    A component's name is its least node's, with `prefix` before it.
    """

    nodes: tuple[str, str]  # table and column
    edges: tuple[tuple[str, str, str], ...]  # table and its two columns, for each table of pairs
    member: str  # the output's column for a node
    component: str  # the output's column for its component
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the pipeline: it writes table `name` and nothing else."""

    name: str
    shape: Map | Group | Query | Components
    function: StageFunction | None = None
    section: str = "reading"  # the section of the settings that it is given
    cached: bool = False  # results are kept by content hash and never computed twice
    version: str = "1"  # raised when the code gives other results
    stored: bool = True  # a query that is not stored is a view: its rows are computed where they are read
    # A group's function may be given the rows of many keys at once: what it writes of a key follows from that key's
    # rows alone, carries the key, and stands in the order of the keys. So a small function is not called a million
    # times; results are the same.
    many_keys: bool = False

    def inputs(self) -> tuple[str, ...]:
        """Return the names of the tables it reads, in the order of its parameters."""
        if isinstance(self.shape, Query):
            return self.shape.reads
        if isinstance(self.shape, Components):
            named = [self.shape.nodes[0], *(edge[0] for edge in self.shape.edges)]
            return tuple(dict.fromkeys(named))
        if self.function is None:
            raise PipelineError(f"stage {self.name}: a {type(self.shape).__name__} stage needs a function")
        parameters = inspect.signature(self.function).parameters.values()
        return tuple(parameter.name for parameter in parameters if parameter.kind is not parameter.KEYWORD_ONLY)

    def depends_on(self) -> tuple[str, ...]:
        """Return the names of all tables that decide its rows: its inputs, and the way from articles to its keys."""
        via = self.shape.via if isinstance(self.shape, Group) else None
        return tuple(dict.fromkeys([*self.inputs(), *([via] if via else [])]))

    def settings_of(self, settings: Settings) -> Any:
        """Return the section of `settings` that the stage depends on."""
        return getattr(settings, self.section)


def check(stages: Sequence[Stage], given: Sequence[str]) -> None:
    """Raise `PipelineError` for a stage that reads what nothing before it wrote, or writes an undeclared table.

    `given` are the tables that stand before the first stage.
    """
    written = set(given)
    for stage in stages:
        if stage.name not in STAGE_TABLES:
            raise PipelineError(f"stage {stage.name} writes a table that tables.py does not declare")
        if stage.name in written:
            raise PipelineError(f"stage {stage.name}: its table is already written by another")
        if stage.function is not None and stage.function.__name__ != stage.name:
            raise PipelineError(f"stage {stage.name} is a function named {stage.function.__name__}: name it alike")
        if not stage.stored and not (isinstance(stage.shape, Query) and isinstance(stage.shape.sql, str)):
            raise PipelineError(f"stage {stage.name} is not stored: it must be a query that no setting changes")
        if stage.many_keys and not _carries_its_key(stage):
            raise PipelineError(f"stage {stage.name} takes many keys: all its tables must have the key's columns")
        missing = [name for name in stage.inputs() if name not in written]
        if missing:
            raise PipelineError(f"stage {stage.name} reads {', '.join(missing)}, which nothing before it writes")
        written.add(stage.name)


def _carries_its_key(stage: Stage) -> bool:
    """Tell whether the tables that a group reads and writes all say which key a row belongs to."""
    if not isinstance(stage.shape, Group):
        return False
    return all(set(stage.shape.by) <= set(STAGE_TABLES[name].schema.names) for name in (stage.name, *stage.inputs()))


def apply(stage: Stage, tables: Sequence[pa.Table], settings: Any) -> tuple[pa.Table, pa.Table]:
    """Run a stage's function on its tables; return its table in the declared schema, and its rejections.

    Raises `PipelineError` when the result does not have the declared columns.
    """
    if stage.function is None:
        raise PipelineError(f"stage {stage.name} has no function to run")
    result = stage.function(*tables, settings=settings)
    table, rejections = result if isinstance(result, tuple) else (result, REJECTIONS.empty_table())
    schema = STAGE_TABLES[stage.name].schema
    if table.schema.names != schema.names:
        raise PipelineError(f"stage {stage.name} wrote columns {table.schema.names}, declared are {schema.names}")
    return in_schema(table, schema), in_schema(rejections, REJECTIONS)


def in_schema(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return a table in a schema: itself where it has it already, for a cast is dear on small tables."""
    return table if table.schema.equals(schema) else table.cast(schema)
