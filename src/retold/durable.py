"""Files that must be on disk whole: copied, written back, and made known by rename, or left as they were."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import duckdb

from retold.errors import StoreError
from retold.faults import fault_of

_NOT_BY_THE_SYSTEM = (errno.ENOSYS, errno.EXDEV, errno.EINVAL, errno.EOPNOTSUPP, errno.EPERM, errno.EBADF)


def stamp_of(path: Path) -> tuple[int, int]:
    """Return what tells a file from another that was put in its place. Raises `OSError` where there is none."""
    status = path.stat()
    return status.st_ino, status.st_mtime_ns


def copy(source: Path, target: Path) -> None:
    """Copy a file with its permissions. Raises `StoreError`, and leaves no part of it, where there is no room."""
    try:
        _copy_bytes(source, target)
        shutil.copymode(source, target)
    except OSError as error:
        target.unlink(missing_ok=True)
        raise StoreError(f"{target}: cannot write it ({error.strerror}). Make room, or name another store") from error


def _copy_bytes(source: Path, target: Path) -> None:
    """Copy what a file holds; at once where the file system lets two files share their blocks."""
    if hasattr(os, "copy_file_range"):
        with source.open("rb") as old, target.open("wb") as new:
            left = os.fstat(old.fileno()).st_size
            try:
                while left > 0 and (count := os.copy_file_range(old.fileno(), new.fileno(), left)):
                    left -= count
            except OSError as error:
                if error.errno not in _NOT_BY_THE_SYSTEM:
                    raise
        if left <= 0:
            return
    shutil.copyfile(source, target)


def put(unfinished: Path, target: Path) -> None:
    """Put a file in the place of another; whatever happens, the old one or the new one stands there, whole.

    When the call returns, the new one is on disk. Raises `StoreError` where that fails.
    """
    try:
        _sync(unfinished)
        unfinished.replace(target)
        _sync(target.parent)
    except OSError as error:
        raise StoreError(
            f"{target}: cannot write it ({error.strerror}). Make room; what stood there is as it was"
        ) from error


def write_back(path: Path) -> None:
    """Let DuckDB write back the log that another program's crash left beside a store. Raises `StoreError`."""
    if not Path(f"{path}.wal").exists():
        return
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        if (told := fault_of(path, error)) is not None:
            raise told from error
        raise StoreError(
            f"{path}.wal: a log that cannot be written back. Move it away to lose what it holds"
        ) from error


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no fsync for folders
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
