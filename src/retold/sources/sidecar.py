"""`metadata.csv` beside the files: what a user knows of them, one row a file or a line of a JSONL file."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from retold.sources.encodings import decode, is_binary, storable
from retold.sources.records import GIVEN_FIELDS, Rejected
from retold.sources.stated import checked_fields

SIDECAR_NAME = "metadata.csv"
REASON = "metadata.csv"
_COLUMNS = ("file", *GIVEN_FIELDS)


@dataclass(frozen=True, slots=True)
class Sidecar:
    """The rows of one `metadata.csv`: fields as given, by file name (`name`, or `name.jsonl:LINE`)."""

    origin: str
    rows: Mapping[str, Mapping[str, str]]

    def fields_of(self, name: str) -> Mapping[str, str]:
        """Return the fields given for `name`; empty where it has no row."""
        return self.rows.get(name, {})

    def lines_of(self, name: str) -> list[str]:
        """Return the row names that stand for single lines of the file `name`, sorted."""
        return sorted(row for row in self.rows if row.startswith(f"{name}:") and row[len(name) + 1 :].isdigit())


def read_sidecar(path: Path, origin: str) -> tuple[Sidecar, list[Rejected]]:
    """Read the `metadata.csv` at `path`; without one the sidecar is empty.

    What it says in vain (an unknown column, a file that does not exist, a time that is none) is listed beside it.
    """
    if not path.is_file():
        return Sidecar(origin, {}), []
    try:
        content = path.read_bytes()
    except OSError as error:
        return Sidecar(origin, {}), [Rejected(origin, REASON, f"cannot be read: {error.strerror}")]
    if is_binary(content):
        return Sidecar(origin, {}), [Rejected(origin, REASON, "is no text")]
    return _parsed(path, origin, storable(decode(content)))


def _parsed(path: Path, origin: str, text: str) -> tuple[Sidecar, list[Rejected]]:
    reader = csv.DictReader(io.StringIO(text, newline=""), skipinitialspace=True)
    rows: dict[str, dict[str, str]] = {}
    problems: list[Rejected] = []
    try:
        problems += _column_problems(origin, reader.fieldnames or ())
        for row in reader:
            name, fields, problem = _row_fields(path.parent, row)
            if problem:
                problems.append(Rejected(f"{origin}:{reader.line_num}", REASON, problem))
            if name:
                rows.setdefault(name, {}).update(fields)
    except csv.Error as error:
        problems.append(Rejected(f"{origin}:{reader.line_num}", REASON, f"is no CSV from here on: {error}"))
    return Sidecar(origin, rows), problems


def _column_problems(origin: str, columns: Iterable[str]) -> list[Rejected]:
    names = [column.strip() for column in columns]
    unknown = [name for name in names if name not in _COLUMNS]
    problems = [f"unknown column {', '.join(unknown)}"] if unknown else []
    if "file" not in names:
        problems.append("no column named file")
    detail = f"{'; '.join(problems)}. Expected: {', '.join(_COLUMNS)}"
    return [Rejected(f"{origin}:1", REASON, detail)] if problems else []


def _row_fields(folder: Path, row: Mapping[str | None, str | list[str] | None]) -> tuple[str, dict[str, str], str]:
    """Return the file's name, the fields given for it, and what is wrong with the row (empty if nothing)."""
    values = {key.strip(): value.strip() for key, value in row.items() if key and isinstance(value, str)}
    name = values.get("file", "").removeprefix("./")
    given, problems = checked_fields(
        {field: value for field, value in values.items() if field in GIVEN_FIELDS and value}
    )
    if None in row:
        problems.append("more cells than columns")
    if name and not _exists(folder, name):
        problems.append(f"no file {name} here")
    return name, given, "; ".join(problems)


def _exists(folder: Path, name: str) -> bool:
    stem, _, line = name.rpartition(":")
    try:
        return (folder / name).exists() or (line.isdigit() and (folder / stem).exists())
    except (OSError, ValueError):  # a name that no file can have
        return False
