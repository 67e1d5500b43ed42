"""The rows of a table by article, so that a stage works on one article or on many alike."""

from __future__ import annotations

from typing import Any

import pyarrow as pa


def rows_by_article(table: pa.Table) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of `table` for each article that has any, in the table's order."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        grouped.setdefault(row["article"], []).append(row)
    return grouped
