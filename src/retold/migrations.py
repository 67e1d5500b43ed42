"""Numbered steps from one format of the store to the next. A released step never changes."""

from __future__ import annotations

from collections.abc import Callable

import duckdb

FORMAT = 1  # the format that this version writes

# MIGRATIONS[n] takes a store from format n to n + 1. Format 1 is the first.
MIGRATIONS: dict[int, Callable[[duckdb.DuckDBPyConnection], None]] = {}


def migrate(connection: duckdb.DuckDBPyConnection, number: int) -> None:
    """Bring an open store from format `number` to `FORMAT`, step by step."""
    for step in range(number, FORMAT):
        MIGRATIONS[step](connection)
