"""Queries of the stories, run over rows typed by hand."""

from __future__ import annotations

import duckdb

from retold.settings import StoriesSettings
from retold.tables import STAGE_TABLES

SETTINGS = StoriesSettings()


def query(name, sql, **tables):
    """Return the rows of the query of stage `name` over tables given as rows, sorted."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone='UTC'")
        for table, rows in tables.items():
            connection.register(table, STAGE_TABLES[table].rows(rows))
        found = connection.sql(sql(SETTINGS)).to_arrow_table()
    assert STAGE_TABLES[name].schema.names == found.schema.names

    return sorted(found.cast(STAGE_TABLES[name].schema).to_pylist(), key=repr)
