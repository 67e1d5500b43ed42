"""Makes the packs of a snapshot (`retold.packs`): the database writes rows as JSON, some articles or stories at a time.

Little is held in memory, and what is made is ordered by key, so that a store's packs are written from end to end.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from retold.packed import CODEC, TABLES, Packed
from retold.packs import LEVEL, checksum

_KEYS_AT_ONCE = 2_000
_PAGE_BYTES = 32_768  # some packs to a page: of a smaller one each pack would leave a part empty
_BEYOND = "\U0010ffff"  # greater than every id
_KEYS = {"article": "select t.article from stage.texts t", "story": "select s.story from stage.stories s"}


def write_packs(
    connection: duckdb.DuckDBPyConnection, path: Path, made_of: str, at_each_step: Callable[[], None] = lambda: None
) -> None:
    """Write the packs of the snapshot that `connection` shows, lookups and all, to a new file.

    `at_each_step` is called before each portion.
    """
    codec = pa.Codec(CODEC, LEVEL)
    with closing(sqlite3.connect(path)) as file:
        for setting in (f"page_size = {_PAGE_BYTES}", "journal_mode = off", "synchronous = off"):
            file.execute(f"pragma {setting}")
        for kind, tables in TABLES.items():
            file.execute(f"create table {kind} (key text primary key, bytes integer, crc integer, pack blob)")
            for packs in _packs(connection, tables):
                at_each_step()
                rows = (
                    (key, len(pack), checksum(key, pack), codec.compress(pack, asbytes=True))
                    for key, pack in packs.items()
                )
                file.executemany(f"insert into {kind} values (?, ?, ?, ?)", rows)
                file.commit()
        file.execute("create table made (made_of text)")
        file.execute("insert into made values (?)", [made_of])
        file.commit()


def _packs(connection: duckdb.DuckDBPyConnection, tables: Mapping[str, Packed]) -> Iterator[dict[str, bytes]]:
    """Yield the packs of some keys at a time, by key."""
    key = next(iter(tables.values())).key
    bounds = ["", *_bounds(connection, key)[1:], _BEYOND]
    for first, last in pairwise(bounds):
        # A pack for each, rows or not: one that is missing tells that the file is damaged.
        parts: dict[str, list[bytes]] = {each: [] for each in _keys(connection, key, first, last)}
        for name, packed in tables.items():
            for each, rows in _rows(connection, packed, first, last):
                parts.setdefault(each, []).append(b'"%s":[%s]' % (name.encode(), rows))
        yield {each: b"{%s}" % b",".join(parts[each]) for each in sorted(parts)}


def _bounds(connection: duckdb.DuckDBPyConnection, key: str) -> list[str]:
    """Return the least key of each portion."""
    rows = connection.execute(
        f"select k.{key} from (select x.{key}, row_number() over (order by x.{key}) as n from ({_KEYS[key]}) x) k"
        f" where k.n % {_KEYS_AT_ONCE} = 1 order by 1"
    ).fetchall()
    return [str(each) for (each,) in rows]


def _keys(connection: duckdb.DuckDBPyConnection, key: str, first: str, last: str) -> list[str]:
    query = f"select x.{key} from ({_KEYS[key]}) x where x.{key} >= ? and x.{key} < ?"
    return [str(each) for (each,) in connection.execute(query, [first, last]).fetchall()]


def _rows(
    connection: duckdb.DuckDBPyConnection, packed: Packed, first: str, last: str
) -> Iterator[tuple[str, memoryview]]:
    """Yield keys with their rows, as the inside of a JSON list."""
    table = connection.sql(packed.packing(), params=[first, last]).to_arrow_table()
    if not len(table):
        return
    rows = pc.cast(table.column("row"), pa.large_binary()).combine_chunks()
    rows = rows.chunk(0) if isinstance(rows, pa.ChunkedArray) else rows
    _, offsets, values = rows.buffers()
    begins = memoryview(offsets).cast("q")[rows.offset :]
    text = memoryview(values)
    runs = pc.run_end_encode(table.column("key").combine_chunks())
    begin = 0
    for key, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield key, text[begins[begin] : begins[end] - 1]  # without the last comma
        begin = end
