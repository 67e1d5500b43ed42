"""Tables as JSON lines, CSV and Parquet: every column, spans as pairs, times in UTC, null for unknown."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from retold.errors import UsageError
from retold.tables import SPANS

FORMATS = ("jsonl", "csv", "parquet")
_ROWS_A_CHUNK = 4_096
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def json_rows(table: pa.Table) -> Iterator[dict[str, Any]]:
    """Yield each row as JSON values: spans as `[begin, end]` pairs, times as `2016-12-28T06:12:00Z`."""
    for batch in table.to_batches(max_chunksize=_ROWS_A_CHUNK):
        yield from json_values(batch.to_pylist(), table.schema)


def json_values(rows: Iterable[dict[str, Any]], schema: pa.Schema) -> Iterator[dict[str, Any]]:
    """Yield the same of rows that are in hand; `schema` says which of their columns are spans."""
    spans = {field.name for field in schema if field.type.equals(SPANS)}
    for row in rows:
        yield {name: _value(value, is_spans=name in spans) for name, value in row.items()}


def _value(value: Any, *, is_spans: bool) -> Any:
    if is_spans and value is not None:
        return [[span["begin"], span["end"]] for span in value]
    if isinstance(value, datetime):
        return json_time(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def json_time(value: datetime) -> str:
    """Return a time in UTC, with microseconds only where it has some."""
    moment = value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)
    return moment.replace(tzinfo=None).isoformat() + "Z"


def json_line(row: dict[str, Any]) -> str:
    """Return a row as one line of JSON."""
    return json.dumps(row, ensure_ascii=False, separators=(", ", ": "))


def csv_lines(
    columns: Iterable[str], rows: Iterable[dict[str, Any]], *, for_spreadsheet: bool = False
) -> Iterator[str]:
    """Yield a heading and each row as CSV; lists stand as JSON in one cell, null is an empty cell.

    With `for_spreadsheet`, a cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    names = list(columns)
    yield _csv_line(names)
    for row in rows:
        yield _csv_line([_cell(row[name], for_spreadsheet=for_spreadsheet) for name in names])


def _cell(value: Any, *, for_spreadsheet: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    is_formula = for_spreadsheet and isinstance(value, str) and text.startswith(_FORMULA_STARTS)
    return f"'{text}" if is_formula else text


def _csv_line(cells: list[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerow(cells)
    return buffer.getvalue().removesuffix("\n")


def write(table: pa.Table, destination: Path | BinaryIO, kind: str, *, for_spreadsheet: bool = False) -> None:
    """Write a table to a path or a binary stream. A path appears whole or not at all.

    Raises `UsageError` for an unknown format.
    """
    if kind not in FORMATS:
        raise UsageError(f"unknown format {kind!r}. Expected one of: {', '.join(FORMATS)}")
    if not isinstance(destination, Path):
        _write(table, destination, kind, for_spreadsheet=for_spreadsheet)
        return
    unfinished = destination.with_name(f"{destination.name}.part")
    try:
        with unfinished.open("wb") as stream:
            _write(table, stream, kind, for_spreadsheet=for_spreadsheet)
        unfinished.replace(destination)
    except OSError as error:
        raise UsageError(f"{destination}: cannot write there ({error.strerror}). Name another file: -o FILE") from error


def _write(table: pa.Table, stream: BinaryIO, kind: str, *, for_spreadsheet: bool) -> None:
    if kind == "parquet":
        pq.write_table(table, stream)
        return
    rows = json_rows(table)
    lines = (
        (json_line(row) for row in rows)
        if kind == "jsonl"
        else csv_lines(table.schema.names, rows, for_spreadsheet=for_spreadsheet)
    )
    for line in lines:
        stream.write(line.encode("utf-8", "replace") + b"\n")
