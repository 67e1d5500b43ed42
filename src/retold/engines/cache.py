"""Results kept by the content they were computed from, beside the store; safe to delete at any time."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

_KEYS_PER_LOOKUP = 500  # SQLite's limit on parameters is 999 in old builds


class ResultCache:
    """Bytes by (stage, key). A damaged file is thrown away: it holds nothing that cannot be computed again."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except sqlite3.DatabaseError:
            if self._path is None:
                raise
            for leftover in (self._path, Path(f"{self._path}-wal"), Path(f"{self._path}-shm")):
                leftover.unlink(missing_ok=True)
            return self._connect()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(str(self._path) if self._path else ":memory:")
        connection.execute("pragma journal_mode=wal")
        connection.execute("pragma synchronous=normal")
        connection.execute(
            "create table if not exists results"
            " (stage text, key blob, value blob, primary key (stage, key)) without rowid"
        )
        return connection

    def get(self, stage: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the values that are held for `keys`."""
        found: dict[bytes, bytes] = {}
        for some in _chunks(keys, _KEYS_PER_LOOKUP):
            marks = ",".join("?" * len(some))
            query = f"select key, value from results where stage = ? and key in ({marks})"  # marks only
            found.update(self._connection.execute(query, (stage, *some)).fetchall())
        return found

    def put(self, stage: str, values: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values; they are on disk when the call returns."""
        with self._connection:
            self._connection.executemany(
                "insert or replace into results values (?, ?, ?)", ((stage, key, value) for key, value in values)
            )

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._connection.close()


def _chunks(keys: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    iterator = iter(keys)
    while some := list(islice(iterator, size)):
        yield some
