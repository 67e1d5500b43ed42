"""All that pages read of an article or a story in one place: the packs in a file beside a large store (`.pages-packs`).

A question to the database takes a millisecond however little it asks, and a page asks for the rows of some articles in
a dozen tables. A pack holds the rows of several tables (`retold.packed`) about one article or story as JSON,
compressed; where there are no packs the same rows are asked from the store.
"""

from __future__ import annotations

import json
import logging
import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa

from retold.durable import stamp_of
from retold.packed import CODEC, DECLARED, KIND_OF, TIMES

logger = logging.getLogger("retold")

Row = dict[str, Any]
Rows = list[list[Any]]  # the values of each row in the order of the columns that a pack holds

PACKS = "pages-packs"  # how the file is called beside the store
LEVEL = 3  # of compression: a higher one saves little and takes longer
_MOST_KEYS = 200  # in one question: of more the store is asked, which then takes less
_MOST_BYTES = 3_000_000  # of JSON in one question; in memory rows take some ten times as much
_KEPT_BYTES = 4_000_000  # of JSON in hand: those of a page's articles are asked for table by table
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAMAGE = (
    *(sqlite3.Error, pa.ArrowException, OSError, ValueError, TypeError, LookupError, AttributeError),
    *(ArithmeticError, MemoryError),
)


class PacksDamaged(Exception):
    """A file of packs cannot be read: the rows are to be asked from the store."""


class PacksInterrupted(Exception):
    """Another thread stopped the question."""


def opened_packs(path: Path, made_of: str) -> Packs | None:
    """Return the packs at `path`; None where they were made of something else, or are damaged."""
    packs = None
    try:
        packs = Packs(path)
        if packs.made_of == made_of:
            return packs
    except (sqlite3.Error, TypeError, OSError):  # without them pages are slower, not other
        pass
    if packs is not None:
        packs.close()
    return None


def checksum(key: str, pack: bytes) -> int:
    """Return the checksum of a pack, its JSON, under its key."""
    return zlib.crc32(pack, zlib.crc32(key.encode()))


class Packs:
    """The packs of one snapshot, opened for reading by one thread at a time."""

    def __init__(self, path: Path) -> None:
        # Nobody writes to a file of packs once it stands: it needs no locks.
        self._path, self._file = path, stamp_of(path)
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        self._connection = sqlite3.connect(address, uri=True, check_same_thread=False)
        self._codec = pa.Codec(CODEC)
        self._kept: OrderedDict[tuple[str, str], tuple[int, dict[str, Rows]]] = OrderedDict()
        self._kept_bytes = 0
        self._is_interrupted = False

    @property
    def made_of(self) -> str:
        """What the packs say they were made of."""
        return str(self._connection.execute("select made_of from made").fetchone()[0])

    def interrupt(self) -> None:
        """Stop the question that another thread is asking, and those after it until `go_on`; they raise there."""
        self._is_interrupted = True

    def go_on(self) -> None:
        """Answer again."""
        self._is_interrupted = False

    def has(self, name: str, key: str) -> bool:
        """Tell whether there is a pack with rows of a declared table's kind about a key. Raises `PacksDamaged`."""
        try:
            query = f"select 1 from {KIND_OF[name]} where key = ?"
            return is_text(key) and self._connection.execute(query, [key]).fetchone() is not None
        except _DAMAGE as error:
            raise PacksDamaged from error

    def rows(self, name: str, keys: Sequence[str]) -> tuple[list[Row], list[str]] | None:
        """Return the rows of a declared table about some keys, as the store gives them, and the keys without a pack.

        None where that would fill the memory: the store is to be asked. Raises `PacksDamaged`, and `PacksInterrupted`.
        """
        packed, wanted = DECLARED[name], sorted(filter(is_text, set(keys)))
        try:
            if len(wanted) > _MOST_KEYS or (held := self._held(KIND_OF[name], wanted)) is None:
                return None
            found = self._rows(name, held)
            if packed.extends:
                extended = self._held(KIND_OF[packed.extends], wanted)
                if extended is None:
                    return None
                both = zip(self._rows(packed.extends, extended), found, strict=True)
                found = [{**row, **more} for row, more in both]
            if packed.mixed and len(wanted) > 1:
                found.sort(key=itemgetter(*packed.order))  # ids, which are never null
        except _DAMAGE as error:
            raise PacksDamaged from error
        return found, [key for key in wanted if key not in held]

    def _rows(self, name: str, held: dict[str, dict[str, Rows]]) -> list[Row]:
        """Return the rows as packs hold them, by key."""
        packed = DECLARED[name]
        columns = packed.held
        times = [column for column in columns if column in TIMES]
        found = []
        for key, pack in held.items():
            for values in pack.get(name, ()):
                row = dict(zip(columns, values, strict=True))
                row[packed.key] = key
                found.append(row)
        for row in found if times else ():
            for column in times:
                row[column] = _time(row[column])
        return found

    def _held(self, kind: str, keys: Sequence[str]) -> dict[str, dict[str, Rows]] | None:
        """Return packs by key, in the order of the keys, those that stand in the file; None where they are too big."""
        self._stop_where_interrupted()
        missing = [key for key in keys if (kind, key) not in self._kept]
        chosen = f"from {kind} where key in ({', '.join('?' * len(missing))})"
        sizes = dict(self._connection.execute(f"select key, bytes {chosen}", missing).fetchall()) if missing else {}
        in_hand = {key: self._kept[kind, key] for key in keys if (kind, key) in self._kept}
        if sum(sizes.values()) + sum(size for size, _ in in_hand.values()) > _MOST_BYTES:
            return None
        if sizes:
            for key, size, crc, pack in self._connection.execute(f"select key, bytes, crc, pack {chosen}", missing):
                self._stop_where_interrupted()
                in_hand[key] = size, self._read(key, size, crc, pack)
        found = {key: in_hand[key] for key in keys if key in in_hand}
        self._keep(kind, found)
        return {key: pack for key, (_, pack) in found.items()}

    def _read(self, key: str, size: int, crc: int, pack: bytes) -> dict[str, Rows]:
        content = self._codec.decompress(pack, size, asbytes=True)
        if checksum(key, content) != crc:
            raise PacksDamaged
        read: dict[str, Rows] = json.loads(content)
        return read

    def _keep(self, kind: str, found: dict[str, tuple[int, dict[str, Rows]]]) -> None:
        """Keep what was read last in hand, as much as fits."""
        for key, (size, pack) in found.items():
            if (kind, key) not in self._kept:
                self._kept[kind, key] = size, pack
                self._kept_bytes += size
            self._kept.move_to_end((kind, key))
        while self._kept_bytes > _KEPT_BYTES:
            _, (size, _) = self._kept.popitem(last=False)
            self._kept_bytes -= size

    def _stop_where_interrupted(self) -> None:
        if self._is_interrupted:
            raise PacksInterrupted

    def discard(self) -> None:
        """Let go of a damaged file, and delete it, so that it is made anew with the next aids."""
        self.close()
        with suppress(OSError):
            if stamp_of(self._path) == self._file:  # not another one that was put there meanwhile
                logger.warning(
                    "%s: damaged, so pages are slower. Start retold serve anew to have it made again", self._path
                )
                self._path.unlink()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def is_text(key: str) -> bool:
    """Tell whether a key can be asked for: one from an address may hold half a character."""
    try:
        key.encode()
    except UnicodeEncodeError:
        return False
    return True


def _time(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def place_of(row: Row, columns: Sequence[str]) -> tuple[tuple[bool, Any], ...]:
    """Return the place of a row in an order in which nulls come first."""
    return tuple((row[column] is not None, row[column]) for column in columns)
