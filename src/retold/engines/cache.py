"""Results kept by the content they were computed from, beside the store; safe to delete at any time."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from pathlib import Path

logger = logging.getLogger("retold")

_KEYS_PER_LOOKUP = 500  # SQLite's limit on parameters is 999 in old builds
_CHECK_BYTES = 8


class ResultCache:
    """Bytes by (stage, key). Losing it costs time only, so no fault of it stops a build.

    A damaged file is thrown away; where the file cannot be used (locked, read-only, disk full), the build goes on
    without it.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._connection = self._open()

    def _open(self) -> sqlite3.Connection:
        try:
            return _connected(self._path)
        except sqlite3.OperationalError as error:
            return self._without(error)
        except sqlite3.DatabaseError:
            return self._anew()

    def _anew(self) -> sqlite3.Connection:
        """Throw the damaged file away and begin another."""
        if self._path is None:
            return _connected(None)
        logger.warning("%s is damaged: begun anew", self._path)
        try:
            for leftover in (self._path, Path(f"{self._path}-wal"), Path(f"{self._path}-shm")):
                leftover.unlink(missing_ok=True)
            return _connected(self._path)
        except (OSError, sqlite3.Error) as error:
            return self._without(error)

    def _without(self, error: Exception) -> sqlite3.Connection:
        logger.warning("%s cannot be used (%s): nothing is kept of this build", self._path, error)
        return _connected(None)

    def get(self, stage: str, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return the values that are held for `keys`; a damaged value counts as not held."""
        found: dict[bytes, bytes] = {}
        try:
            for some in _chunks(keys, _KEYS_PER_LOOKUP):
                marks = ",".join("?" * len(some))
                query = f"select key, value from results where stage = ? and key in ({marks})"
                rows = self._connection.execute(query, (stage, *some)).fetchall()
                found.update((key, value[_CHECK_BYTES:]) for key, value in rows if _is_whole(value))
        except sqlite3.OperationalError as error:
            self._connection = self._without(error)
        except sqlite3.DatabaseError:
            self.close()
            self._connection = self._anew()
        return found

    def put(self, stage: str, values: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep values. They outlive this process; those of the last moments may not outlive a loss of power."""
        rows = [(stage, key, _check(value) + value) for key, value in values]
        try:
            with self._connection:
                self._connection.executemany("insert or replace into results values (?, ?, ?)", rows)
        except sqlite3.OperationalError as error:
            self._connection = self._without(error)
        except sqlite3.DatabaseError:
            self.close()
            self._connection = self._anew()

    def close(self) -> None:
        """Close the file."""
        with suppress(sqlite3.Error):
            self._connection.close()


def _connected(path: Path | None) -> sqlite3.Connection:
    connection = sqlite3.connect(str(path) if path else ":memory:")
    connection.execute("pragma journal_mode=wal")
    connection.execute("pragma synchronous=normal")
    connection.execute(
        "create table if not exists results (stage text, key blob, value blob, primary key (stage, key)) without rowid"
    )
    return connection


def _check(value: bytes) -> bytes:
    return blake2b(value, digest_size=_CHECK_BYTES).digest()


def _is_whole(value: bytes) -> bool:
    return value[:_CHECK_BYTES] == _check(value[_CHECK_BYTES:])


def _chunks(keys: Iterable[bytes], size: int) -> Iterator[list[bytes]]:
    iterator = iter(keys)
    while some := list(islice(iterator, size)):
        yield some
