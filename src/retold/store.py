"""The store: one DuckDB file that is always a finished snapshot, a lock for its writer, and a cache beside it.

A build works on a copy (`NAME.building`) and publishes it by fsync and an atomic rename. Readers attach the
snapshot read-only in a database of their own in memory, and attach it anew when the file has changed.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from retold.aids import AIDED_MENTIONS, AIDS, LOOKUPS, TABLES
from retold.errors import NewerFormat, NotAStore, NotFound, StoreError, StoreLocked
from retold.ids import content_hash
from retold.migrations import FORMAT
from retold.public_tables import PUBLIC_TABLES
from retold.schema import KEPT_TABLES, create_tables, hash_query, view_sql, views_hash
from retold.settings import EngineSettings
from retold.tables import STAGE_TABLES

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS)
_NO_LOCKS = (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP)  # network file systems without locks
_MEGABYTE = 1_000_000
_WORKER_MEGABYTES = 400  # a worker with the language model
_LENT = "__lent"  # the name under which DuckDB sees an Arrow table of ours
_HASHED_TABLES = KEPT_TABLES[:-1]  # the bytes of originals have their hash in `original_places`


def beside(path: Path, suffix: str) -> Path:
    """Return the path of a file that goes with the store, such as its lock."""
    return path.with_name(f"{path.name}.{suffix}")


def configuration(settings: EngineSettings, folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    """Return DuckDB's configuration: half the machine's memory and cores unless the settings say otherwise."""
    memory = settings.memory_mb or max(
        256, _machine_memory() // (2 * _MEGABYTE) - workers_of(settings) * _WORKER_MEGABYTES
    )
    return {
        "memory_limit": f"{memory}MB",
        "threads": workers_of(settings),
        "temp_directory": str(folder),
        "preserve_insertion_order": "true",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }


def workers_of(settings: EngineSettings) -> int:
    """Return how many workers to run: as set, else half of the cores, at least one."""
    return settings.workers or max(1, _cores() // 2)


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _machine_memory() -> int:
    """Return the bytes of memory that this process may use: the machine's, or its container's where that is less."""
    try:
        machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on this platform
        return 4_000 * _MEGABYTE
    try:
        limit = Path("/sys/fs/cgroup/memory.max").read_text(encoding="ascii").strip()
    except OSError:  # no container
        return machine
    return min(machine, int(limit)) if limit.isdigit() else machine


# ---------------------------------------------------------------- the lock


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Hold the store's lock. Raises `StoreLocked`, which names the owner, when another process holds it.

    The operating system frees the lock when its owner ends, however it ends.
    """
    lock_path = beside(path, "lock")
    descriptor = _opened(lock_path)
    try:
        _acquire(descriptor, path, lock_path)
        owner = {"host": socket.gethostname(), "process": os.getpid(), "started": time.strftime("%Y-%m-%dT%H:%M:%S%z")}
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, json.dumps(owner).encode())
        yield
        os.ftruncate(descriptor, 0)
    finally:
        os.close(descriptor)


def _opened(lock_path: Path) -> int:
    try:
        lock_path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(
            f"{lock_path}: cannot write there ({error.strerror}). Name a store elsewhere: -s PATH"
        ) from error


def _acquire(descriptor: int, path: Path, lock_path: Path) -> None:
    try:
        _lock(descriptor)
    except OSError as error:
        if error.errno in _NO_LOCKS:
            raise StoreError(
                f"{lock_path}: there are no locks here ({error.strerror}); two writers would spoil the store."
                " Keep it on a local disk: -s PATH"
            ) from error
        held = lock_path.read_text(encoding="utf-8", errors="replace") or "{}"
        try:
            owner = json.loads(held)
        except json.JSONDecodeError:
            owner = {}
        who = f"process {owner.get('process', '?')} on {owner.get('host', '?')} since {owner.get('started', '?')}"
        raise StoreLocked(
            f"{path}: {who} is writing to it. Wait until it ends, or name another store: -s PATH"
        ) from error


def _lock(descriptor: int) -> None:
    if os.name == "nt":
        import msvcrt

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    else:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


# ---------------------------------------------------------------- writing


class Workspace:
    """Stage tables and public views in one DuckDB connection that we may write to."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        connection.execute("set TimeZone='UTC'")
        create_tables(connection)
        connection.execute("set schema='stage'")  # queries of stages name their tables bare

    def table(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to a query."""
        return self.connection.sql(query, params=parameters or []).to_arrow_table()

    def stage_table(self, name: str) -> pa.Table:
        """Return a stage table in its declared columns."""
        columns = ", ".join(f"x.{column.name}" for column in STAGE_TABLES[name].columns)
        return self.table(f"select {columns} from stage.{name} x")

    def write(self, name: str, table: pa.Table) -> None:
        """Replace a stage table's rows."""
        self.clear(name)
        self.append(name, table)

    def clear(self, name: str) -> None:
        """Delete a stage table's rows."""
        self.connection.execute(f"delete from stage.{name}")

    def append(self, name: str, table: pa.Table, units: pa.Array | None = None) -> None:
        """Add rows to a stage table; `units` says of each which key or row it was computed from, where need be."""
        if table.num_rows:
            if units is not None:
                table = table.append_column("unit_key", units)
            with self.lent(table) as incoming:
                self.connection.execute(f"insert into stage.{name} by name select * from {incoming}")

    def forget_runs(self) -> None:
        """Forget how stages ran, so that the next build runs them all."""
        with suppress(duckdb.Error):
            self.connection.execute("delete from stage.runs")

    @contextmanager
    def lent(self, table: pa.Table) -> Iterator[str]:
        """Let DuckDB see an Arrow table, under a name that no table has."""
        self.connection.register(_LENT, table)
        try:
            yield _LENT
        finally:
            self.connection.unregister(_LENT)

    def table_hash(self, name: str) -> str:
        """Return a hash of a stage table's rows in any order; only ever compared with hashes of the same store."""
        return str(self.connection.sql(hash_query(name)).fetchall()[0][0])


class Building(Workspace):
    """A store under construction; `publish` makes it the snapshot, `close` throws away what was not published."""

    def __init__(self, path: Path, settings: EngineSettings) -> None:
        self.path = path
        self._file = beside(path, "building")
        self._temporary = beside(path, "temporary")
        self._discard()
        if path.exists():
            _write_back(path)
            number = check_format(path)
            if number < FORMAT:
                self._copy(beside(path, f"backup-format-{number}"))
            self._copy(self._file)
        super().__init__(duckdb.connect(str(self._file), config=configuration(settings, self._temporary)))

        self._began_as = self._state()

    def is_changed(self) -> bool:
        """Tell whether what readers and users wrote differs from what the snapshot holds (or there is none)."""
        return not self.path.exists() or self._state() != self._began_as

    def _state(self) -> list[str]:
        return [self.table_hash(name) for name in _HASHED_TABLES]

    def _copy(self, target: Path) -> None:
        try:
            shutil.copyfile(self.path, target)
            shutil.copymode(self.path, target)
        except OSError as error:
            target.unlink(missing_ok=True)
            self._discard()
            raise StoreError(
                f"{target}: cannot write it ({error.strerror}). Make room, or name another store"
            ) from error

    def publish(self, *, rewritten: bool = False) -> None:
        """Make this the snapshot: everything is on disk when the call returns.

        With `rewritten` the file is written anew, row by row: no free page keeps what was deleted.
        """
        self.connection.close()
        if rewritten:
            self._rewrite()
        for log in (Path(f"{self._file}.wal"), Path(f"{self.path}.wal")):
            if log.exists():  # renaming a database away from its log loses what stands there
                raise StoreError(f"{log}: the database has not written this log back; nothing was published")
        try:
            _sync(self._file)
            self._file.replace(self.path)
            _sync(self.path.parent)
        except OSError as error:
            raise StoreError(f"{self.path}: cannot write it ({error.strerror}). The old store is as it was") from error
        self._discard()

    def _rewrite(self) -> None:
        """Copy what is held to a new file, and let the old one go."""
        old, new = self._file, beside(self.path, "rewritten")
        for leftover in (new, Path(f"{new}.wal")):
            leftover.unlink(missing_ok=True)
        with duckdb.connect() as connection:
            connection.execute("set TimeZone='UTC'")
            for name, file in (("old", old), ("new", new)):
                path = str(file).replace("'", "''")
                connection.execute(f"attach '{path}' as {name}{' (read_only)' if name == 'old' else ''}")
            connection.execute("copy from database old to new")
        new.replace(old)

    def close(self) -> None:
        """Throw away what was not published."""
        self.connection.close()
        self._discard()

    def _discard(self) -> None:
        rewritten = beside(self.path, "rewritten")
        for leftover in (self._file, Path(f"{self._file}.wal"), rewritten, Path(f"{rewritten}.wal")):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(self._temporary, ignore_errors=True)


def out_of_room(path: Path, error: object) -> StoreError | None:
    """Return what to tell of a build that ran out of disk or memory; None for any other error."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            f"{path}: the database ran out of memory. Give it more in retold.toml: [engine] memory_mb."
            " The store is as it was"
        )
    if isinstance(error, duckdb.IOException) or (isinstance(error, OSError) and error.errno in _NO_ROOM):
        said = str(error).strip().partition("\n")[0]
        return StoreError(f"{path}: cannot write beside it ({said}). Make room. The store is as it was")
    return None


def _write_back(path: Path) -> None:
    """Let DuckDB write back the log that another program's crash left beside a store."""
    if not Path(f"{path}.wal").exists():
        return
    try:
        duckdb.connect(str(path)).close()
    except duckdb.Error as error:
        raise StoreError(
            f"{path}.wal: a log that cannot be written back. Move it away to lose what it holds"
        ) from error


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no fsync for folders
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ---------------------------------------------------------------- reading


def check_format(path: Path) -> int:
    """Return the format of a store. Raises `NotFound`, `NotAStore` or `NewerFormat` for any other file."""
    with duckdb.connect() as connection:
        number, _ = _attached(connection, path)
    return number


def _attached(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[int, str]:
    """Attach a store for reading; return its format and the hash of its views."""
    if not path.exists():
        raise NotFound(f"{path}: no such store. Make one: retold add FOLDER -s {path}")
    try:
        name = str(path).replace("'", "''")
        connection.execute(f"attach '{name}' as snapshot (read_only)")
        connection.execute("use snapshot")
        number, views = connection.sql("select x.number, x.views from stage.format x").fetchall()[0]
    except (duckdb.Error, IndexError) as error:
        raise NotAStore(f"{path}: not a Retold store. Name another file: -s PATH") from error
    if number > FORMAT:
        raise NewerFormat(
            f"{path}: written in format {number}, this Retold reads up to {FORMAT}. Install a newer Retold"
        )
    return int(number), str(views)


class Reader:
    """A reader of the snapshot; it sees a new snapshot at its next question, unless it is pinned."""

    def __init__(self, path: Path, settings: EngineSettings | None = None) -> None:
        self._path = path
        self._settings = settings or EngineSettings()
        self._pins = 0
        self._connection, self._seen = self._attach()

    def table(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to a query over the public views (and `stage.` tables)."""
        self._look()
        return self._connection.sql(query, params=parameters or []).to_arrow_table()

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Ask several questions of one snapshot, whatever is published meanwhile."""
        self._look()
        self._pins += 1
        try:
            yield
        finally:
            self._pins -= 1

    def _look(self) -> None:
        """Turn to the present snapshot, unless pinned; one that cannot be read leaves this as it was."""
        if not self._pins and self._stamp() != self._seen:
            before = self._connection
            self._connection, self._seen = self._attach()
            before.close()

    def interrupt(self) -> None:
        """Stop the question that another thread is asking; it raises there."""
        self._connection.interrupt()

    @property
    def snapshot(self) -> str:
        """A name of the snapshot that is read: another one once another was published."""
        return content_hash(*(str(part) for part in self._seen[:2]))

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _stamp(self) -> tuple[int, ...]:
        """Return what tells this file from the next snapshot, and from itself with or without its reading aids."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            raise NotFound(f"{self._path}: no such store. Make one: retold add FOLDER -s {self._path}") from None
        try:
            aids = beside(self._path, AIDS).stat()
        except OSError:
            return status.st_ino, status.st_mtime_ns
        return status.st_ino, status.st_mtime_ns, aids.st_ino, aids.st_mtime_ns

    def _attach(self) -> tuple[duckdb.DuckDBPyConnection, tuple[int, ...]]:
        connection, stamp = self._attached_now()
        while self._stamp()[:2] != stamp[:2]:  # another snapshot was published just then
            connection.close()
            connection, stamp = self._attached_now()
        return connection, stamp

    def _attached_now(self) -> tuple[duckdb.DuckDBPyConnection, tuple[int, ...]]:
        stamp = self._stamp()
        # A database of its own in memory: a second connection to the path would see the first one's old snapshot.
        # What does not fit in memory goes to the system's folder: a build clears the one beside the store.
        temporary = Path(tempfile.gettempdir()) / f"retold-{os.getpid()}"
        connection = duckdb.connect(config=configuration(self._settings, temporary))
        connection.execute("set TimeZone='UTC'")
        try:
            attach_snapshot(connection, self._path)
        except StoreError:
            connection.close()
            raise
        show_lookups(connection, self._path, stamp)
        return connection, stamp


def attach_snapshot(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Attach a store for reading, its public tables as this version shows them. Raises `StoreError` or `NotFound`."""
    _, views = _attached(connection, path)
    if views != views_hash():
        for table in PUBLIC_TABLES.values():  # before those that another version left in the file
            try:
                connection.execute(f"create or replace temp view {table.name} as {view_sql(table)}")
            except duckdb.Error as error:
                raise StoreError(f"{path}: built by another version. Run: retold build -s {path}") from error


def show_lookups(connection: duckdb.DuckDBPyConnection, path: Path, stamp: Sequence[int]) -> None:
    """Show the lookups beside the public tables: from the reading aids where they were made of this snapshot."""
    is_aided = len(stamp) > 2 and _attached_aids(connection, beside(path, AIDS), stamp)
    for name, query in LOOKUPS.items():
        with suppress(duckdb.CatalogException, duckdb.BinderException):  # an older store: what asks for one says so
            shown = f"select x.* from aids.{name} x" if is_aided else query
            connection.execute(f"create or replace temp view {name} as {shown}")
    if is_aided:
        connection.execute(f"create or replace temp view mentions as {AIDED_MENTIONS}")


def _attached_aids(connection: duckdb.DuckDBPyConnection, path: Path, stamp: Sequence[int]) -> bool:
    """Attach the reading aids; return whether they were made of the snapshot with this stamp, by this version."""
    name = str(path).replace("'", "''")
    try:
        connection.execute(f"attach '{name}' as aids (read_only)")
        made_of = connection.sql("select x.made_of from aids.made x").fetchall()[0][0]
    except (duckdb.Error, IndexError):  # being replaced, or of another version: without them it is slower, not other
        return False
    return bool(made_of == aids_of(stamp))


def aids_of(stamp: Sequence[int]) -> str:
    """Return what the reading aids say they were made of: the snapshot, and what they hold."""
    return content_hash(*(str(part) for part in stamp[:2]), views_hash(), *TABLES.values(), AIDED_MENTIONS)
