"""Exports: every column, one form."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from retold.errors import UsageError
from retold.export.tables import csv_lines, json_rows, write
from retold.tables import SPANS, TIME

TABLE = pa.table(
    {
        "name": pa.array(["=1+1", None]),
        "content": pa.array([[{"begin": 1, "end": 4}], None], SPANS),
        "at": pa.array([datetime(2024, 3, 12, 6, 12, tzinfo=UTC), None], TIME),
    }
)


def test_json_has_spans_as_pairs_times_in_utc_and_null():
    """
    The contract of every listing.
    """
    first, second = json_rows(TABLE)

    assert {"name": "=1+1", "content": [[1, 4]], "at": "2024-03-12T06:12:00Z"} == first
    assert {"name": None, "content": None, "at": None} == second


def test_a_spreadsheet_gets_no_formula():
    """
    An apostrophe stands before it, only when asked.
    """
    plain = list(csv_lines(TABLE.schema.names, json_rows(TABLE)))
    safe = list(csv_lines(TABLE.schema.names, json_rows(TABLE), for_spreadsheet=True))

    assert ["name,content,at", '=1+1,"[[1, 4]]",2024-03-12T06:12:00Z', ",,"] == plain
    assert safe[1].startswith("'=1+1,")


def test_json_lines_are_one_object_a_line(tmp_path):
    """
    The file appears whole.
    """
    write(TABLE, tmp_path / "out.jsonl", "jsonl")

    lines = (tmp_path / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert ["=1+1", None] == [json.loads(line)["name"] for line in lines]


def test_parquet_keeps_the_types():
    """
    What is read back equals what was written.
    """
    buffer = io.BytesIO()

    write(TABLE, buffer, "parquet")

    assert TABLE.equals(pq.read_table(buffer))


def test_an_unknown_format_and_a_bad_place_are_said(tmp_path):
    """
    One line, with what was expected.
    """
    with pytest.raises(UsageError, match="jsonl, csv, parquet"):
        write(TABLE, tmp_path / "out", "xml")
    with pytest.raises(UsageError, match="cannot write"):
        write(TABLE, tmp_path / "no" / "out.csv", "csv")
