"""Numbered steps from one format of the store to the next. A released step never changes."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

FORMAT = 2  # the format that this version writes


def _to_2(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what builds kept of their own in format 1: it is written anew, with the keys that rows belong to."""
    for name in ("runs", "stage_rejections"):
        connection.execute(f"drop table if exists stage.{name}")


# MIGRATIONS[n] takes a store from format n to n + 1. Format 1 is the first.
MIGRATIONS: dict[int, Callable[[duckdb.DuckDBPyConnection], None]] = {1: _to_2}


def migrate(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Bring an open store from format `number` to `FORMAT`, step by step."""
    for step in range(number, FORMAT):
        MIGRATIONS[step](connection)
