"""What stands in a store's file: the stage tables, the books of builds, the views that users see."""

from __future__ import annotations

import re

import duckdb
import pyarrow as pa

from retold.errors import StoreError
from retold.ids import content_hash
from retold.migrations import FORMAT, migrate
from retold.public_tables import PUBLIC_TABLES
from retold.stage import Query
from retold.tables import STAGE_TABLES, Table

_ARROW_TO_SQL: dict[str, str] = {
    "string": "varchar",
    "int64": "bigint",
    "int32": "integer",
    "double": "double",
    "bool": "boolean",
    "binary": "blob",
    "timestamp[us, tz=UTC]": "timestamptz",
}
# What a build keeps of its own: how stages ran, the state of each table, what it saw of each article.
_BOOKS = {
    "runs": "stage varchar, version varchar, settings_hash varchar, input_hash varchar, code_hash varchar, rows bigint,"
    " seconds double, cpu_seconds double, peak_bytes bigint, versions varchar",
    "states": "name varchar, state varchar",
    "secret": "secret varchar",
    "base_keys": "name varchar, key varchar, hash varchar",
    "stage_rejections": "stage varchar, unit_key varchar, again boolean, origin varchar, reason varchar,"
    " detail varchar",
}
_NAMES_OF_TABLES = "select x.table_name from duckdb_tables() x where x.schema_name = 'stage'"
# Written by readers and users, not by stages.
KEPT_TABLES = (
    *("texts", "readings", "settings_by_hand", "corrections_by_hand", "rejections", "responses", "forgotten"),
    *("original_places", "superseded", "originals"),
)


def hash_query(name: str) -> str:
    """Return the query of `Workspace.table_hash`, for those who can only ask."""
    rows = f"count(*)::varchar || ' ' || coalesce(sum({row_hash(name)}::hugeint), 0)::varchar"
    return f"select {rows} from stage.{name} x"


def row_hash(name: str) -> str:
    """Return an expression for the hash of a row `x` of a stage table."""
    columns = [column.name for column in STAGE_TABLES[name].columns]
    if "text_hash" in columns:
        columns.remove("text")  # its hash stands for it
    return f"hash({', '.join(f'x.{column}' for column in columns)})"


def sql_type(kind: pa.DataType) -> str:
    """Return DuckDB's name of an Arrow type."""
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        fields = ", ".join(f'"{kind.field(i).name}" {sql_type(kind.field(i).type)}' for i in range(kind.num_fields))
        return f"struct({fields})"
    return _ARROW_TO_SQL[str(kind)]


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing: stage tables, public views, the format number."""
    connection.execute("create schema if not exists stage")
    connection.execute("create table if not exists stage.format (number bigint, views varchar)")
    stored = connection.sql("select x.number from stage.format x").fetchall()
    if stored:
        migrate(connection, stored[0][0])
    for name, columns in _BOOKS.items():
        connection.execute(f"create table if not exists stage.{name} ({columns})")
    _drop_unknown_tables(connection)
    views, present = _views_of_stages(), _present_columns(connection)
    for table in STAGE_TABLES.values():
        if table.name not in views:
            _create_table(connection, table, present.get(table.name))
    _create_stage_views(connection, views)
    _create_views(connection)
    connection.execute("delete from stage.format")
    connection.execute("insert into stage.format values (?, ?)", [FORMAT, views_hash()])


def _drop_unknown_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop tables of stages that an earlier version had: nothing reads them, and no erasure would reach their words."""
    known = {"format", *_BOOKS, *STAGE_TABLES}
    rows = connection.sql(f"{_NAMES_OF_TABLES} and x.database_name = current_database() order by 1").fetchall()
    for (name,) in rows:
        if name not in known:
            connection.execute(f'drop table stage."{name}"')


def views_hash() -> str:
    """Return a hash of what the public tables look like: a store of other views must be built again."""
    return content_hash(*(f"{table.name} {table.schema} {table.view}" for table in PUBLIC_TABLES.values()))


def _views_of_stages() -> dict[str, str]:
    """Return the queries of the stages whose rows are not stored, their tables named in full."""
    from retold.pipeline import STAGES  # loads every stage: writers only, readers need not wait for it

    views = {}
    for stage in STAGES:
        if not stage.stored and isinstance(stage.shape, Query) and isinstance(stage.shape.sql, str):
            names = "|".join(stage.shape.reads)
            views[stage.name] = re.sub(rf"\b(from|join)\s+({names})\b", r"\1 stage.\2", stage.shape.sql)
    return views


def _create_stage_views(connection: duckdb.DuckDBPyConnection, views: dict[str, str]) -> None:
    """Create the views of stages whose rows are not stored; earlier versions had tables of some."""
    tables = {row[0] for row in connection.sql(_NAMES_OF_TABLES).fetchall()}
    for name, query in views.items():
        if name in tables:
            connection.execute(f"drop table stage.{name}")
        connection.execute(f"create or replace view stage.{name} as {query}")


def _create_table(connection: duckdb.DuckDBPyConnection, table: Table, present: str | None) -> None:
    """Create a stage table. One that an earlier version left with other columns is emptied and built again.

    `present` are the columns that it has. Raises `StoreError` for a table that readers and users wrote, which nothing
    can build again.
    """
    columns = [f"{column.name} {sql_type(column.type)}" for column in table.columns]
    if table.name not in KEPT_TABLES:
        columns.append("unit_key varchar")  # the key or row that a row was computed from, where its columns do not say
    if present == _told("; ".join(columns)):
        return
    if present is not None:
        if table.name in KEPT_TABLES:
            raise StoreError(
                f"table {table.name} of this store has other columns: a migration to format {FORMAT} is missing"
            )
        connection.execute(f"drop table stage.{table.name}")
        connection.execute("delete from stage.runs where stage = ?", [table.name])
        connection.execute("delete from stage.states where name = ?", [table.name])
    quoted = ", ".join(f'"{name}" {kind}' for name, _, kind in (column.partition(" ") for column in columns))
    connection.execute(f"create table stage.{table.name} ({quoted})")


def _present_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return the columns of each stage table as one line."""
    rows = connection.sql(
        "select x.table_name, string_agg(x.column_name || ' ' || x.data_type, '; ' order by x.column_index)"
        " from duckdb_columns() x where x.schema_name = 'stage' and x.database_name = current_database() group by all"
    ).fetchall()
    return {name: _told(columns) for name, columns in rows}


def _told(columns: str) -> str:
    """Return columns as they are compared: DuckDB writes a type in other words than it is declared in."""
    plain = columns.lower().replace('"', "").replace(" ", "")
    return plain.replace("timestampwithtimezone", "timestamptz")


def _create_views(connection: duckdb.DuckDBPyConnection) -> None:
    for table in PUBLIC_TABLES.values():
        connection.execute(f"create or replace view main.{table.name} as {view_sql(table)}")


def view_sql(table: Table) -> str:
    """Return the query of a public table; one that no stage writes is empty."""
    empty = ", ".join(f'cast(null as {sql_type(column.type)}) as "{column.name}"' for column in table.columns)
    return table.view or f"select {empty} where false"
