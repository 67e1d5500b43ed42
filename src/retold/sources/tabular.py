"""CSV and TSV with columns of any names, and whatever damage they have: one broken row costs that row.

A quotation mark that nobody closes would swallow the rest of the file, so a row that spans lines must make as many
cells as the header; else its first line is rejected and reading goes on with the next line.
"""

from __future__ import annotations

import io
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, BinaryIO

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.columns import choose_columns, no_text
from retold.sources.encodings import bom_of, decode, storable, utf16_without_mark
from retold.sources.gdelt import headless_names
from retold.sources.lists import address_list
from retold.sources.records import Reading, ReadOptions, Rejected
from retold.sources.rows import SAMPLED_ROWS, meant, read_record

HEAD_BYTES = 1 << 16  # of a table, from which its encoding and delimiter are told
_DELIMITERS = ",;\t|"
_ROW_CHARACTERS = 2  # times `max_characters`: no row of articles is longer
_LINES_A_ROW = 20_000  # nor has more lines; a mark that nobody closes is given up there
_MAX_COLUMNS = 5_000

Row = tuple[int, dict[str, Any] | Rejected, str]  # line on which it begins, cells by column or what is wrong, hash


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written."""

    delimiter: str
    escapes: bool = False  # whether a backslash stands before a mark that is none

    def cells(self, line: str) -> list[str] | None:
        """Return the cells of a row; None where its quotation marks make no sense."""
        if '"' not in line:
            return line.split(self.delimiter)
        return _quoted_cells(line, self.delimiter, escapes=self.escapes)

    def is_open(self, line: str) -> bool:
        """Tell whether a quotation mark in `line` is left open."""
        marks = line.count('"')
        return (marks - line.count('\\"') if self.escapes else marks) % 2 == 1


def read_table(
    stream: BinaryIO,
    origin: str,
    *,
    settings: ReadingSettings,
    options: ReadOptions | None = None,
    delimiter: str | None = None,
) -> Iterator[tuple[int, Reading | Rejected]]:
    """Yield each article of a table with the line on which its row begins (the first line is 1).

    A text is kept to the character, but for NUL, which becomes U+FFFD. A table of addresses gives one row of its own
    in `rejected`, and so does one whose columns hold no text.
    """
    wishes = options or ReadOptions()
    head = stream.read(HEAD_BYTES)
    lines = _lines(head, stream, settings.max_characters * _ROW_CHARACTERS)
    dialect = dialect_of(decode(head), delimiter)
    names, rows = _named_rows(lines, dialect, origin, settings)
    sample = list(islice(rows, SAMPLED_ROWS))
    columns = choose_columns(names, [row for _, row, _ in sample if isinstance(row, dict)], wishes.columns)
    wishes.tell_of(columns.shown(origin))
    listed = address_list(origin, columns)
    if listed is None and not {"text", "html"} & columns.chosen.keys():
        yield 1, Rejected(origin, "no text", no_text(names, wishes.columns))
        return
    for number, row, row_hash in chain(sample, rows):
        if isinstance(row, Rejected):
            yield number, row
        elif listed is not None:
            listed.add(row)
        else:
            record = meant(row, columns)
            place = f"{origin}:{number}"
            for outcome in read_record(record, row_hash=row_hash, place=place, file_format="csv", settings=settings):
                yield number, outcome
    if listed is not None:
        yield 1, listed.rejected()


def dialect_of(head: str, delimiter: str | None = None) -> Dialect:
    """Return how a table is written: the delimiter that parts its first line into most cells outside marks."""
    first = next((line for line in head.splitlines() if line.strip()), "")
    bare = re.sub(r'"(?:[^"]|"")*"', '""', first)
    chosen = delimiter or max(_DELIMITERS, key=lambda sign: (bare.count(sign), -_DELIMITERS.index(sign)))
    escapes = '\\"' in head and '\\""' not in head and head.count('""') < head.count('\\"')
    return Dialect(chosen, escapes)


def _lines(head: bytes, stream: BinaryIO, most: int) -> Iterator[str]:
    """Yield the lines of a table with their ends, decoded; one line longer than `most` comes in pieces."""
    mark = bom_of(head)
    encoding = mark[1] if mark is not None and mark[1] != "utf-8" else utf16_without_mark(head)
    source = _Joined(head, stream)
    if encoding is not None:
        reader = io.TextIOWrapper(io.BufferedReader(source), encoding, errors="replace", newline="\n")
        source.skip(mark[0] if mark else 0)
        while line := reader.readline(most):
            yield line
        return
    source.skip(mark[0] if mark else 0)
    buffered = io.BufferedReader(source, HEAD_BYTES)
    if b"\r" in head and b"\n" not in head:  # line ends of old machines
        yield from (f"{line}\n" for line in decode(buffered.read()).split("\r"))
        return
    while raw := buffered.readline(most):
        yield decode(raw)


class _Joined(io.RawIOBase):
    """The bytes of `head` and then of `stream`."""

    def __init__(self, head: bytes, stream: BinaryIO) -> None:
        super().__init__()
        self._head, self._stream = memoryview(head), stream

    def skip(self, count: int) -> None:
        """Leave out the first bytes."""
        self._head = self._head[count:]

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        content = bytes(self._head[: len(buffer)]) or self._stream.read(len(buffer)) or b""
        self._head = self._head[len(content) :]
        buffer[: len(content)] = content
        return len(content)


def _named_rows(
    lines: Iterator[str], dialect: Dialect, origin: str, settings: ReadingSettings
) -> tuple[list[str], Iterator[Row]]:
    """Return the names of the columns and the rows; a table known to have no header gets the names of its kind."""
    logical = _Rows(lines, dialect, settings.max_characters * _ROW_CHARACTERS)
    number, cells, first = next(logical.rows(None), (1, None, ""))
    names = headless_names(cells or [])
    if names is not None:
        begun = [(number, cells, first)]
        return names, _by_name(chain(begun, logical.rows(len(names))), names, origin)
    names = _unique([storable(cell).strip().lstrip("\ufeff") for cell in (cells or [])][:_MAX_COLUMNS])
    return names, _by_name(logical.rows(len(names)), names, origin)


def _unique(names: Sequence[str]) -> list[str]:
    """Return the names with a number after one that was there before, and after one that is empty."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if name and seen[name] == 1 else f"{name or 'column'}_{seen[name]}")
    return found


def _by_name(rows: Iterator[tuple[int, list[str] | None, str]], names: Sequence[str], origin: str) -> Iterator[Row]:
    for number, cells, line in rows:
        place = f"{origin}:{number}"
        if cells is None:
            yield number, Rejected(place, "broken line", "quotation marks that do not match, or too long a row"), ""
        elif len(cells) > len(names):
            yield number, Rejected(place, "broken line", f"{len(cells)} cells, the header has {len(names)}"), ""
        else:
            filled = [storable(cell) for cell in cells] + [""] * (len(names) - len(cells))
            yield number, dict(zip(names, filled, strict=True)), bytes_hash(line.encode("utf-8", "replace"))


class _Rows:
    """Lines put together to rows."""

    def __init__(self, lines: Iterator[str], dialect: Dialect, most: int) -> None:
        self._source, self._dialect, self._most = lines, dialect, most
        self._waiting: deque[str] = deque()  # lines that were tried as part of a row and belong to none
        self._number = 0

    def rows(self, width: int | None) -> Iterator[tuple[int, list[str] | None, str]]:
        """Yield each row with its first line's number; `width` is how many cells a row of several lines must make."""
        while (line := self._next()) is not None:
            begin = self._number
            if not line.strip():
                continue
            bare = line.rstrip("\r\n")
            if self._dialect.is_open(line):
                taken = self._closed(line, width)
                if taken is not None:
                    yield begin, *taken
                    continue
                yield begin, self._unclosed(bare, width), bare
            else:
                cells = self._dialect.cells(bare)
                yield begin, self._alone(bare, width) if cells is None else cells, bare

    def _next(self) -> str | None:
        line = self._waiting.popleft() if self._waiting else next(self._source, None)
        self._number += line is not None
        return line

    def _closed(self, first: str, width: int | None) -> tuple[list[str], str] | None:
        """Return the row that begins with a line whose mark is open, up to where it closes; None where it does not."""
        pieces, size = [first], len(first)
        while size <= self._most and len(pieces) <= _LINES_A_ROW:
            line = self._next()
            if line is None:
                break
            pieces.append(line)
            size += len(line)
            if self._dialect.is_open(line):  # an odd number of marks closes what was open
                whole = "".join(pieces).rstrip("\r\n")
                cells = self._dialect.cells(whole)
                if cells is not None and width in (None, len(cells)):
                    return cells, whole
                break
        self._waiting.extendleft(reversed(pieces[1:]))
        self._number -= len(pieces) - 1
        return None

    def _unclosed(self, line: str, width: int | None) -> list[str] | None:
        """Return the cells of one line with a stray mark within a cell; None where a mark opens a cell for good."""
        cells = line.split(self._dialect.delimiter)
        is_whole = len(cells) == width and not any(cell.lstrip().startswith('"') for cell in cells)
        return cells if is_whole else None

    def _alone(self, line: str, width: int | None) -> list[str] | None:
        """Return the cells of one line with stray marks, where they make `width`; None where they do not."""
        for cells in (_lenient_cells(line, self._dialect.delimiter), line.split(self._dialect.delimiter)):
            if len(cells) == width:
                return cells
        return None


def _lenient_cells(line: str, delimiter: str) -> list[str]:
    """Return the cells of a line, where only a mark before a delimiter or at the end closes a cell in marks."""
    closing = re.compile(f'"(?={re.escape(delimiter)}|\\Z)')
    cells: list[str] = []
    position = 0
    while position <= len(line):
        closed = closing.search(line, position + 1) if line.startswith('"', position) else None
        if closed is not None:
            cells.append(line[position + 1 : closed.start()].replace('""', '"'))
            position = closed.end() + 1
            continue
        stop = line.find(delimiter, position)
        stop = len(line) if stop < 0 else stop
        cells.append(line[position:stop])
        position = stop + 1
    return cells


def _quoted_cells(line: str, delimiter: str, *, escapes: bool) -> list[str] | None:
    """Return the cells of a row in which cells may stand in marks; None where marks are misplaced."""
    cells: list[str] = []
    position, end = 0, len(line)
    while True:
        if position < end and line[position] == '"':
            cell, position = _marked_cell(line, position + 1, escapes=escapes)
            if position < 0 or (position < end and line[position] != delimiter):
                return None
        else:
            stop = line.find(delimiter, position)
            stop = end if stop < 0 else stop
            cell, position = line[position:stop], stop
        cells.append(cell)
        if position >= end:
            return cells
        position += 1


def _marked_cell(line: str, begin: int, *, escapes: bool) -> tuple[str, int]:
    """Return the cell in marks that begins at `begin` and the place after its closing mark; -1 without one."""
    pieces: list[str] = []
    position = begin
    while (stop := line.find('"', position)) >= 0:
        if escapes and stop > begin and line[stop - 1] == "\\":
            pieces.append(f'{line[position : stop - 1]}"')
            position = stop + 1
        elif line.startswith('""', stop):
            pieces.append(f'{line[position:stop]}"')
            position = stop + 2
        else:
            return "".join([*pieces, line[position:stop]]), stop + 1
    return "", -1
