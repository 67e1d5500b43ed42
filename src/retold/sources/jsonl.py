"""JSON: one article a line, or one list of articles. Only a text is required; columns as in any table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import chain, islice
from typing import Any, BinaryIO

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.columns import Columns, choose_columns
from retold.sources.encodings import decode
from retold.sources.lists import address_list
from retold.sources.records import Reading, ReadOptions, Rejected
from retold.sources.rows import SAMPLED_ROWS, meant, read_record, row_bytes

_BYTES_A_CHARACTER = 12  # JSON writes a character beyond the BMP as two escapes of six bytes
_LIST_KEYS = ("articles", "stories", "results", "data", "items", "documents")  # under which answers of services have it

Line = tuple[int, dict[str, Any] | Rejected, str]  # its number, the object or what is wrong with it, its hash


def read_jsonl(
    stream: BinaryIO, origin: str, *, settings: ReadingSettings, options: ReadOptions | None = None
) -> Iterator[tuple[int, Reading | Rejected]]:
    """Yield each article of `stream` with its line number from 1; a broken line is rejected and the rest goes on.

    The text is kept to the character, but for lone surrogates and NUL, which become U+FFFD. Empty lines are passed
    over.
    An article without `origin` gets `ORIGIN:LINE`.
    """
    yield from _read_records(_lines(stream, origin, settings), origin, "jsonl", settings, options or ReadOptions())


def read_json(
    content: bytes, origin: str, *, settings: ReadingSettings, options: ReadOptions | None = None
) -> Iterator[tuple[int, Reading | Rejected]]:
    """Yield the articles of one JSON value: a list of objects, an object that holds one, or an object that is one.

    The number of each is its place in the list, from 1.
    """
    try:
        value = json.loads(decode(content))
    except (ValueError, RecursionError) as error:
        yield 1, Rejected(origin, "unreadable", f"no JSON: {error}"[:200])
        return
    if isinstance(value, dict):
        value = next((value[key] for key in _LIST_KEYS if isinstance(value.get(key), list)), [value])
    records: Iterator[Line] = (
        _checked(number, record, f"{origin}:{number}", None)
        for number, record in enumerate(value if isinstance(value, list) else [value], 1)
    )
    yield from _read_records(records, origin, "json", settings, options or ReadOptions())


def _read_records(
    lines: Iterator[Line], origin: str, file_format: str, settings: ReadingSettings, options: ReadOptions
) -> Iterator[tuple[int, Reading | Rejected]]:
    head = list(islice(lines, SAMPLED_ROWS))
    columns = _columns_of([record for _, record, _ in head if isinstance(record, dict)], options)
    options.tell_of(columns.shown(origin))
    listed = address_list(origin, columns)
    for number, record, line_hash in chain(head, lines):
        if isinstance(record, Rejected):
            yield number, record
        elif listed is not None:
            listed.add(record)
        else:
            by_meaning = _with_contract(meant(record, columns), record)
            for outcome in read_record(
                by_meaning, row_hash=line_hash, place=f"{origin}:{number}", file_format=file_format, settings=settings
            ):
                yield number, outcome
    if listed is not None:
        yield 1, listed.rejected()


def _columns_of(records: list[dict[str, Any]], options: ReadOptions) -> Columns:
    names = list(dict.fromkeys(name for record in records for name in record))
    return choose_columns(names, records, options.columns)


def _with_contract(by_meaning: dict[str, Any], record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record with a `text` that only later lines have, or that is no text and to be refused."""
    if "text" not in by_meaning and "html" not in by_meaning and "text" in record:
        by_meaning["text"] = record["text"]
    return by_meaning


def _lines(stream: BinaryIO, origin: str, settings: ReadingSettings) -> Iterator[Line]:
    most = settings.max_characters * _BYTES_A_CHARACTER
    number = 0
    while line := stream.readline(most):
        number += 1
        place = f"{origin}:{number}"
        if len(line) >= most and not line.endswith(b"\n"):
            yield number, Rejected(place, "too large", f"a line of more than {most} bytes"), ""
            _skip_line(stream, most)
        elif line.strip():
            yield _parsed(number, line, place)


def _skip_line(stream: BinaryIO, most: int) -> None:
    while (rest := stream.readline(most)) and not rest.endswith(b"\n"):
        pass


def _parsed(number: int, line: bytes, place: str) -> Line:
    try:
        record = json.loads(decode(line))
    except (ValueError, RecursionError) as error:
        return number, Rejected(place, "broken line", f"no JSON: {error}"[:200]), ""
    return _checked(number, record, place, line.strip())


def _checked(number: int, record: Any, place: str, content: bytes | None) -> Line:
    if not isinstance(record, dict):
        return number, Rejected(place, "broken line", f"a JSON {type(record).__name__}, expected an object"), ""
    return number, record, bytes_hash(row_bytes(record) if content is None else content)
