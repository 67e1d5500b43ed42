"""What the system and the database report of a store's file, in one line: no room, no memory, damage, no access."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path

import duckdb

from retold.errors import NewerFormat, NotAStore, StoreError, StoreLocked

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
# The database's words for bytes that are not those which it wrote. It has no class of error for them.
_DAMAGE = (
    "corrupt",
    "computed checksum",
    "could not read enough bytes",
    "failed to deserialize",
    "failed to read file",
)
_NO_ROOM_WORDS = ("no space left", "could not write", "disk quota", "file too large", "read-only file system")
_MAGIC = b"DUCK"  # stands in each of the database's files behind a checksum
_MAGIC_AT = 8


def fault_of(path: Path, error: object) -> StoreError | None:
    """Return what to tell of a store's damaged file, or of a disk or memory that is spent; None for any other error."""
    said = _first_line(error)
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return _out_of_memory(path, error)
    if isinstance(error, duckdb.InternalException):  # a fault of the database, whatever bytes it speaks of
        return None
    if isinstance(error, duckdb.Error) and _tells(_DAMAGE, said) and not _tells(_NO_ROOM_WORDS, said):
        return _damaged(path, said)
    if isinstance(error, PermissionError) or (isinstance(error, duckdb.Error) and "permission denied" in said.lower()):
        return StoreError(f"{path}: not allowed to write ({said}). Ask for permission, or name another store: -s PATH")
    if _lacks_room(error, said):
        return StoreError(f"{path}: cannot write beside it ({said}). Make room. The store is as it was")
    return None


def unreadable(path: Path, error: Exception) -> StoreError:
    """Return why a file could not be opened as a store."""
    said = _first_line(error)
    try:
        with path.open("rb") as file:
            head = file.read(_MAGIC_AT + len(_MAGIC))
    except OSError as fault:
        return StoreError(f"{path}: cannot be read ({fault.strerror}). Expected the file of a store: -s PATH")
    if "lock on file" in said.lower():
        return StoreLocked(f"{path}: another program has it open. Close it there, and try again")
    if head[_MAGIC_AT:] != _MAGIC or isinstance(error, duckdb.CatalogException | duckdb.BinderException | IndexError):
        return NotAStore(f"{path}: not a Retold store. Name another file: -s PATH")
    if "version number" in said.lower():
        return NewerFormat(f"{path}: written by a newer version of the database. Install a newer Retold ({said})")
    return _damaged(path, said)


def _out_of_memory(path: Path, error: object) -> StoreError:
    whose, way_out = "this process", "Close other programs, or let fewer work at once: --workers 1"
    if isinstance(error, duckdb.Error):
        whose, way_out = "the database", "Give it more in retold.toml: [engine] memory_mb"
    return StoreError(f"{path}: {whose} ran out of memory. {way_out}. The store is as it was")


def _damaged(path: Path, said: str) -> StoreError:
    return StoreError(
        f"{path}: the file is damaged ({said}). Put a copy that you kept in its place, or read the articles again into"
        " another store: retold add … -s PATH"
    )


def _tells(words: Sequence[str], said: str) -> bool:
    return any(each in said.lower() for each in words)


def _lacks_room(error: object, said: str) -> bool:
    if isinstance(error, duckdb.Error):
        return isinstance(error, duckdb.IOException) or _tells(_NO_ROOM_WORDS, said)
    return isinstance(error, OSError) and error.errno in _NO_ROOM


def _first_line(error: object) -> str:
    return str(error).strip().partition("\n")[0]
