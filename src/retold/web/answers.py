"""What a page answers with: itself as HTML, and the whole of what it shows as JSON, JSON lines, CSV and Parquet."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from retold.errors import NotFound, UsageError
from retold.export.tables import csv_lines, json_line, json_rows, write
from retold.web.asked import Asked
from retold.web.templating import environment

KINDS = ("json", "jsonl", "csv", "parquet")
MOST_ROWS = 2_000_000  # of one answer; more is exported by `retold export`
_TYPES = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
_CHUNK = 64_000  # bytes sent at once

Tables = Mapping[str, Callable[[], pa.Table]]


@dataclass(frozen=True, slots=True)
class Page:
    """A page: the template and what stands in it, and the tables that it shows, complete, the main one first.

    What stands in it may be a function, which is asked when the page is drawn; its `title` counts before the page's.
    """

    template: str
    title: str
    tables: Tables
    context: Mapping[str, Any] | Callable[[], Mapping[str, Any]] = field(default_factory=dict)

    def html(self, asked: Asked, shell: Mapping[str, Any]) -> str:
        """Return the page as HTML; `shell` is what every page has around it."""
        links = {kind: asked.as_kind(kind) for kind in ("json", "csv", "parquet")}
        template = environment().get_template(f"pages/{self.template}")
        context = self.context() if callable(self.context) else self.context
        return template.render({"title": self.title, "asked": asked, "links": links, **shell, **context})


@dataclass(frozen=True, slots=True)
class Data:
    """An answer that is no page: its media type, a name for its file, and its bytes piece by piece."""

    media_type: str
    filename: str
    chunks: Iterator[bytes]


def data(page: Page, kind: str, asked: Asked) -> Data:
    """Return what a page shows as data: all its tables as JSON, one of them (`table`, the main one unless said) else.

    Raises `NotFound` for a table that the page has not, `UsageError` for too many rows.
    """
    wanted, for_spreadsheet = asked.text("table"), asked.flag("for_spreadsheet")
    if wanted is not None and wanted not in page.tables:
        raise NotFound(f"table={wanted}: this page shows {', '.join(page.tables)}")
    names = [wanted] if wanted else list(page.tables) if kind == "json" else [next(iter(page.tables))]
    tables = {name: page.tables[name]() for name in names}
    must_be_few(sum(len(table) for table in tables.values()))
    main = names[0]
    filename = f"{(asked.path.strip('/') or 'index').replace('/', '-')}.{kind}"
    return Data(_TYPES[kind], filename, _gathered(_pieces(tables, main, kind, for_spreadsheet=for_spreadsheet)))


def must_be_few(rows: int) -> None:
    """Raise `UsageError` for more rows than one answer has."""
    if rows > MOST_ROWS:
        raise UsageError(f"more than {MOST_ROWS:,} rows. Ask for fewer, or use: retold export")


def _pieces(tables: dict[str, pa.Table], main: str, kind: str, *, for_spreadsheet: bool) -> Iterator[bytes]:
    if kind == "parquet":
        stream = io.BytesIO()
        write(tables[main], stream, kind)
        yield stream.getvalue()
    elif kind == "json":
        yield from (piece.encode("utf-8", "replace") for piece in _json(tables))
    else:
        lines = (
            (json_line(row) for row in json_rows(tables[main]))
            if kind == "jsonl"
            else csv_lines(tables[main].schema.names, json_rows(tables[main]), for_spreadsheet=for_spreadsheet)
        )
        yield from (line.encode("utf-8", "replace") + b"\n" for line in lines)


def _json(tables: dict[str, pa.Table]) -> Iterator[str]:
    """Yield one table as a list of rows, several as an object of lists."""
    if len(tables) == 1:
        yield from _json_list(next(iter(tables.values())))
        yield "\n"
        return
    opening = "{"
    for name, table in tables.items():
        yield f"{opening}{json.dumps(name)}: "
        yield from _json_list(table)
        opening = ",\n"
    yield "}\n"


def _json_list(table: pa.Table) -> Iterator[str]:
    opening = "[\n"
    for row in json_rows(table):
        yield f"{opening}{json_line(row)}"
        opening = ",\n"
    yield "[]" if opening == "[\n" else "\n]"


def _gathered(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the same bytes in pieces of a size worth sending."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= _CHUNK:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)
