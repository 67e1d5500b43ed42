"""Disjoint copies of what a store holds, within it: a store of ten times the rows at the cost of one.

Every id and every key gets a mark that tells the copy; words stay. So each copy is a corpus of its own: a new article
meets the first one alone, and what is searched to find its rows is ten times as much. The store is then as the last
build would have left it, but for the numbers about all articles, which are set to those of the larger store.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow as pa

from retold.changes import base_hashes_sql
from retold.pipeline import BASE_TABLES, STAGES
from retold.running import code_hash, expected_hash
from retold.schema import hash_query
from retold.settings import Settings
from retold.stories.similarity import article_counts_sql
from retold.tables import STAGE_TABLES

_VIEWS = frozenset(stage.name for stage in STAGES if not stage.stored)
_ABOUT_ALL = "article_counts"
_GRAM_APART = 7_919  # between the numbers of one n-gram in two copies
# Columns of words: nothing is found by them.
_WORDS = frozenset(
    (
        *("text", "text_a", "text_b", "text_hash", "reading", "exemplar_reading", "headline", "title", "byline"),
        *("role", "kind", "type", "name", "field", "value", "country", "language", "credit", "given_by"),
        *("attitude", "polarity", "block", "modality", "mode", "event_type", "time", "place", "form", "effect"),
        *("format", "charset", "reason", "detail", "status", "collected_by"),
    )
)


def multiply(path: Path, copies: int, settings: Settings) -> None:
    """Put so many copies of what a built store holds in its place."""
    with duckdb.connect(str(path), config={"threads": 1}) as connection:
        connection.execute("set TimeZone='UTC'")
        connection.execute("set schema='stage'")
        names = [name for name in STAGE_TABLES if name not in _VIEWS and name != _ABOUT_ALL]
        for name in names:
            _multiply_table(connection, name, copies)
        connection.execute(f"create or replace table {_ABOUT_ALL} as {article_counts_sql(settings.stories)}")
        connection.execute(f"alter table {_ABOUT_ALL} add column unit_key varchar")
        connection.execute(f"update term_frequencies set articles = (select c.articles from {_ABOUT_ALL} c)")
        _keep_books(connection, settings)


def _multiply_table(connection: duckdb.DuckDBPyConnection, name: str, copies: int) -> None:
    columns = [_marked(field) for field in STAGE_TABLES[name].schema]
    held = connection.sql(f"select * from {name} limit 0").columns
    if "unit_key" in held:
        columns.append("x.unit_key || k.mark as unit_key")
    connection.execute(f"create or replace temp table held as select * from {name}")
    connection.execute(
        f"insert into {name} by name select {', '.join(columns)} from held x"
        f" cross join (select r.i as number, '#' || r.i as mark from range(1, {copies}) r(i)) k"
    )
    connection.execute("drop table temp.held")


def _marked(field: pa.Field) -> str:
    column = f'x."{field.name}"'
    if field.name == "gram":
        return f"{column} + k.number * {_GRAM_APART} as gram"
    is_key = pa.types.is_string(field.type) and field.name not in _WORDS
    return f'{column} || k.mark as "{field.name}"' if is_key else column


def _keep_books(connection: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    """Write down what a build that ended in these tables would have."""
    for name in ("base_keys", "states"):
        connection.execute(f"delete from {name}")
    states: dict[str, str] = {}
    for name in STAGE_TABLES:
        if name not in _VIEWS:
            states[name] = str(connection.sql(hash_query(name)).fetchall()[0][0])
    for name in BASE_TABLES:
        connection.execute(f"insert into base_keys select '{name}', * from ({base_hashes_sql(name)})")
    for stage in STAGES:
        read = expected_hash(stage, code_hash(stage, settings), states)
        connection.execute("update runs set input_hash = ? where stage = ?", [read, stage.name])
        states.setdefault(stage.name, read)
    written = [(name, states[name]) for name in (*BASE_TABLES, *(stage.name for stage in STAGES))]
    connection.executemany("insert into states values (?, ?)", written)
