"""Parquet tables, read row group by row group; one that was cut short gives nothing and says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.columns import choose_columns, no_text
from retold.sources.lists import address_list
from retold.sources.records import Reading, ReadOptions, Rejected
from retold.sources.rows import SAMPLED_ROWS, as_texts, meant, read_record, row_bytes

_ROWS_AT_ONCE = 256
_MAGIC = b"PAR1"
# What pyarrow raises for a broken file, and for an encoding or a compression that it does not know.
_ERRORS = (pa.ArrowException, OSError, ValueError)


def read_parquet(
    source: Path | BinaryIO, origin: str, *, settings: ReadingSettings, options: ReadOptions | None = None
) -> Iterator[tuple[int, Reading | Rejected]]:
    """Yield each article of a Parquet file with the number of its row from 1. The text is kept to the character."""
    from pyarrow import parquet

    wishes = options or ReadOptions()
    try:
        file = parquet.ParquetFile(source)
        names = list(file.schema_arrow.names)
    except _ERRORS as error:
        yield 1, Rejected(origin, "unreadable", _fault(source, error))
        return
    rows = _rows(file, origin)
    sample = list(islice(rows, SAMPLED_ROWS))
    columns = choose_columns(names, [row for _, row in sample if isinstance(row, dict)], wishes.columns)
    wishes.tell_of(columns.shown(origin))
    listed = address_list(origin, columns)
    if listed is None and not {"text", "html"} & columns.chosen.keys():
        yield 1, Rejected(origin, "no text", no_text(names, wishes.columns))
        return
    for number, row in chain(sample, rows):
        if isinstance(row, Rejected):
            yield number, row
        elif listed is not None:
            listed.add(row)
        else:
            record, place = as_texts(meant(row, columns)), f"{origin}:{number}"
            row_hash = bytes_hash(row_bytes(row))
            for outcome in read_record(
                record, row_hash=row_hash, place=place, file_format="parquet", settings=settings
            ):
                yield number, outcome
    if listed is not None:
        yield 1, listed.rejected()


def _rows(file: Any, origin: str) -> Iterator[tuple[int, dict[str, Any] | Rejected]]:
    number = 0
    try:
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE):
            for row in batch.to_pylist():
                number += 1
                yield number, row
    except _ERRORS as error:
        yield (
            number + 1,
            Rejected(f"{origin}:{number + 1}", "unreadable", f"breaks off after {number} rows: {error}"[:200]),
        )


def _fault(source: Path | BinaryIO, error: Exception) -> str:
    """Say what is wrong with a file that does not open; one without its end was cut short."""
    content = source.open("rb") if isinstance(source, Path) else source
    try:
        content.seek(0)
        begins = content.read(4) == _MAGIC
        content.seek(-4, 2)
        ends = content.read(4) == _MAGIC
    except (OSError, ValueError):
        begins = ends = False
    finally:
        if isinstance(source, Path):
            content.close()
    if begins and not ends:
        return "a Parquet file that was cut short: its end, which says where the columns stand, is missing"
    return f"no Parquet file: {error}"[:200]
