"""One row of a table, or one record of a JSONL file, to an article: its columns by their meaning."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from retold.settings import ReadingSettings
from retold.sources.columns import Columns
from retold.sources.dates import stated_time
from retold.sources.encodings import storable
from retold.sources.originals import read_original
from retold.sources.records import GIVEN_FIELDS, Original, Reading, Rejected
from retold.sources.stated import checked_fields, restated
from retold.sources.table_times import plain_time
from retold.sources.text import fault_of_text

_TIMES = ("published", "modified", "retrieved")
_BESIDE = ("origin", "collected_by", "retrieved")
SAMPLED_ROWS = 100  # rows that a guess of the columns looks at


def meant(row: Mapping[str, Any], columns: Columns) -> dict[str, Any]:
    """Return the row by meaning: targets to values; times as they are stated, lists of writers as one line."""
    record = {target: row.get(column) for target, column in columns.chosen.items()}
    for target, value in record.items():
        if target in _TIMES and value is not None and value != "" and not isinstance(value, list | dict):
            record[target] = plain_time(value)
        elif target == "byline" and isinstance(value, list) and all(isinstance(name, str) for name in value):
            record[target] = ", ".join(value)
    if "published" in columns.chosen and columns.chosen["published"] == "published":
        record["published_precision"] = row.get("published_precision")
        record["published_offset_minutes"] = row.get("published_offset_minutes")
    return record


def as_texts(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return a record of typed cells with numbers and times as text; lists and structs stay, to be refused."""
    return {target: _as_text(value) for target, value in record.items()}


def _as_text(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, bool | int | float | Decimal | date | datetime):
        return str(value)
    return value


def row_bytes(row: Mapping[str, Any]) -> bytes:
    """Return the bytes that stand for a row without bytes of its own, for its hash."""
    return json.dumps(dict(row), sort_keys=True, ensure_ascii=False, default=str).encode("utf-8", "replace")


def read_record(
    record: Mapping[str, Any], *, row_hash: str, place: str, file_format: str, settings: ReadingSettings
) -> Iterator[Reading | Rejected]:
    """Yield the article of a record by meaning (`text`, `html` and fields), and what of its fields was ignored."""
    stated, problems = checked_fields({name: record.get(name) for name in _BESIDE})
    origin = stated.get("origin", place)
    given, wrong = checked_fields({name: record.get(name) for name in GIVEN_FIELDS})
    text, html = record.get("text"), record.get("html")
    if not _is_words(text) and not _is_words(html):
        yield Rejected(origin, "no text", _missing(record))
        return
    if "published" in given and record.get("published_precision") is not None:
        offset = record.get("published_offset_minutes")
        given["published"] = restated(given["published"], offset, record["published_precision"])
    retrieved, untimed = _time_of(stated.get("retrieved"))
    collector = stated.get("collected_by")
    if not _is_words(text):
        content = str(html).encode("utf-8", "replace")
        outcome = read_original(Original(content, "html", "utf-8"), origin, settings=settings)
        yield dataclasses.replace(outcome, given=given, retrieved=retrieved, collected_by=collector)
    else:
        text = storable(str(text))
        yield fault_of_text(text, origin, settings=settings) or Reading(
            text=text,
            origin=origin,
            format=file_format,
            given=given,
            bytes_hash=row_hash,
            retrieved=retrieved,
            collected_by=collector,
        )
    if problems + wrong + untimed:
        yield Rejected(origin, "field ignored", "; ".join(problems + wrong + untimed))


def _is_words(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _missing(record: Mapping[str, Any]) -> str:
    named = next((name for name in ("text", "html") if name in record), None)
    if named is None:
        return "no field named text"
    value = record[named]
    if value is None or isinstance(value, str):
        address = record.get("url")
        return f"{named} is empty" + (f"; all that is given is {address}" if isinstance(address, str) else "")
    return f"{named} is {type(value).__name__}"


def _time_of(value: str | None) -> tuple[datetime | None, list[str]]:
    if value is None:
        return None, []
    stated = stated_time(value)
    return (stated.utc, []) if stated else (None, [f"retrieved {value[:60]!r} is no date or time"])
