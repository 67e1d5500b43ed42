"""JSON lines: one article a line, with the columns of `articles` plus `origin`; only `text` is required."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, BinaryIO

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.dates import stated_time
from retold.sources.encodings import decode, storable
from retold.sources.records import GIVEN_FIELDS, Reading, Rejected
from retold.sources.stated import checked_fields, restated
from retold.sources.text import fault_of_text

_BYTES_A_CHARACTER = 12  # JSON writes a character beyond the BMP as two escapes of six bytes


def read_jsonl(stream: BinaryIO, origin: str, *, settings: ReadingSettings) -> Iterator[tuple[int, Reading | Rejected]]:
    """Yield each article of `stream` with its line number from 1; a broken line is rejected and the rest goes on.

    The text is kept to the character, but for lone surrogates and NUL, which become U+FFFD. Empty lines are passed
    over.
    An article without `origin` gets `ORIGIN:LINE`.
    """
    most = settings.max_characters * _BYTES_A_CHARACTER
    number = 0
    while line := stream.readline(most):
        number += 1
        place = f"{origin}:{number}"
        if len(line) >= most and not line.endswith(b"\n"):
            yield number, Rejected(place, "too large", f"a line of more than {most} bytes")
            _skip_line(stream, most)
        elif line.strip():
            for outcome in _read_line(line, place, settings):
                yield number, outcome


def _skip_line(stream: BinaryIO, most: int) -> None:
    while (rest := stream.readline(most)) and not rest.endswith(b"\n"):
        pass


def _read_line(line: bytes, place: str, settings: ReadingSettings) -> Iterator[Reading | Rejected]:
    try:
        record = json.loads(decode(line))
    except (ValueError, RecursionError) as error:
        yield Rejected(place, "broken line", f"no JSON: {error}"[:200])
        return
    if not isinstance(record, dict):
        yield Rejected(place, "broken line", f"a JSON {type(record).__name__}, expected an object")
    elif not isinstance(record.get("text"), str):
        kind = "no field named text" if "text" not in record else f"text is {type(record['text']).__name__}"
        yield Rejected(place, "no text", kind)
    else:
        yield from _read_record(record, bytes_hash(line.strip()), place, settings)


def _read_record(
    record: dict[str, Any], line_hash: str, place: str, settings: ReadingSettings
) -> Iterator[Reading | Rejected]:
    text = storable(record["text"])
    stated, problems = checked_fields({name: record.get(name) for name in ("origin", "collected_by", "retrieved")})
    origin = stated.get("origin", place)
    given, wrong = checked_fields({name: record.get(name) for name in GIVEN_FIELDS})
    fault = fault_of_text(text, origin, settings=settings)
    if fault is not None:
        yield fault
        return
    if "published" in given and record.get("published_precision") is not None:
        offset = record.get("published_offset_minutes")
        given["published"] = restated(given["published"], offset, record["published_precision"])
    retrieved, untimed = _time_of(stated.get("retrieved"))
    yield Reading(
        text=text,
        origin=origin,
        format="jsonl",
        given=given,
        retrieved=retrieved,
        bytes_hash=line_hash,
        collected_by=stated.get("collected_by"),
    )
    if problems + wrong + untimed:
        yield Rejected(origin, "field ignored", "; ".join(problems + wrong + untimed))


def _time_of(value: str | None) -> tuple[datetime | None, list[str]]:
    if value is None:
        return None, []
    stated = stated_time(value)
    return (stated.utc, []) if stated else (None, [f"retrieved {value[:60]!r} is no date or time"])
