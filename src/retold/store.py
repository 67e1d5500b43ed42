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
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from retold.aided import packs_of, show_lookups
from retold.aids import AIDS
from retold.durable import copy, put, stamp_of, write_back
from retold.errors import NewerFormat, NotFound, StoreError, StoreLocked
from retold.faults import fault_of, unreadable
from retold.ids import content_hash
from retold.migrations import FORMAT
from retold.packs import PACKS, Packs
from retold.public_tables import PUBLIC_TABLES
from retold.schema import KEPT_TABLES, create_tables, hash_query, view_sql, views_hash
from retold.settings import EngineSettings
from retold.spill import spill_folder
from retold.tables import STAGE_TABLES

_HELD_BY_ANOTHER = (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES)  # whatever else a lock fails with, there are none
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
        _tell(descriptor, json.dumps(owner).encode())
        yield
        _tell(descriptor, b"")
    finally:
        os.close(descriptor)


def _tell(descriptor: int, owner: bytes) -> None:
    """Write who holds the lock, for whoever is refused; on a full disk nobody is named, and the lock holds as well."""
    with suppress(OSError):
        os.ftruncate(descriptor, 0)
        os.lseek(descriptor, 0, os.SEEK_SET)
        os.write(descriptor, owner)


@contextmanager
def writing_in_turn(path: Path, *, patience_seconds: float, ask_seconds: float = 0.1) -> Iterator[None]:
    """Hold the lock of a file as `writing` does, and wait for another who has it. Raises `StoreLocked` after that."""
    deadline = time.monotonic() + patience_seconds
    with ExitStack() as held:
        while True:
            try:
                held.enter_context(writing(path))
                break
            except StoreLocked:
                if time.monotonic() > deadline:
                    raise
                time.sleep(ask_seconds)
        yield


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
        if error.errno not in _HELD_BY_ANOTHER:  # network file systems without locks, each with an error of its own
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
        self._settings = settings
        self._discard()
        if path.exists():
            if not os.access(path, os.W_OK):
                raise StoreError(f"{path}: the file is read-only. Allow writing to it, or name another store: -s PATH")
            write_back(path)
            number = check_format(path)
            copy(path, self._file)
            if number < FORMAT:
                put(self._file, beside(path, f"backup-format-{number}"))
                copy(path, self._file)
        with ExitStack() as at_fault:
            at_fault.callback(self._discard)
            connection = at_fault.enter_context(self._connected(str(self._file)))
            super().__init__(connection)
            self._began_as = self._state()
            at_fault.pop_all()

    def _connected(self, database: str = ":memory:") -> duckdb.DuckDBPyConnection:
        """Return a connection within the limits of the settings. Raises `StoreError` for a file that is damaged."""
        try:
            return duckdb.connect(database, config=configuration(self._settings, self._temporary))
        except duckdb.Error as error:
            if (told := fault_of(self.path, error)) is not None:
                raise told from error
            raise

    def is_changed(self) -> bool:
        """Tell whether what readers and users wrote differs from what the snapshot holds (or there is none)."""
        return not self.path.exists() or self._state() != self._began_as

    def _state(self) -> list[str]:
        return [self.table_hash(name) for name in _HASHED_TABLES]

    def publish(self, *, rewritten: bool = False) -> None:
        """Make this the snapshot: everything is on disk when the call returns.

        With `rewritten` the file is written anew, row by row: no free page keeps what was deleted.
        """
        self.connection.close()
        if rewritten:
            self._rewrite()
        for log in (Path(f"{self._file}.wal"), Path(f"{self.path}.wal")):
            if log.exists():  # renaming a database away from its log loses what stands there
                raise StoreError(
                    f"{log}: the database could not write this log back, most often because the disk is full."
                    " Make room. The store is as it was"
                )
        put(self._file, self.path)
        self._discard()

    def _rewrite(self) -> None:
        """Copy what is held to a new file, and let the old one go."""
        old, new = self._file, beside(self.path, "rewritten")
        for leftover in (new, Path(f"{new}.wal")):
            leftover.unlink(missing_ok=True)
        with self._connected() as connection:
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
        raise unreadable(path, error) from error
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
        self._is_spent = False
        self._connection, self._seen = self._attach()
        self.packs = self._opened_packs()

    def table(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to a query over the public views (and `stage.` tables).

        Raises `StoreError` where the file turns out to be damaged.
        """
        self._look()
        with self._telling_faults():
            return self._connection.sql(query, params=parameters or []).to_arrow_table()

    def rows(self, query: str, parameters: list[object] | None = None) -> list[tuple[Any, ...]]:
        """Return the rows of an answer, the names of its columns first: quicker than a table where they are few.

        Raises what `table` raises.
        """
        self._look()
        with self._telling_faults():
            answer = self._connection.execute(query, parameters or [])
            return [tuple(column[0] for column in answer.description or ()), *answer.fetchall()]

    @contextmanager
    def _telling_faults(self) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            # After an error of its own the database answers nothing any more.
            self._is_spent = isinstance(error, duckdb.InternalException | duckdb.FatalException)
            if (told := fault_of(self._path, error)) is not None:
                raise told from error
            raise

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Ask several questions of one snapshot, whatever is published meanwhile."""
        self._look()
        if self.packs is not None:
            self.packs.go_on()
        self._pins += 1
        try:
            yield
        finally:
            self._pins -= 1

    def _look(self) -> None:
        """Turn to the present snapshot, unless pinned; one that cannot be read leaves this as it was."""
        if self._is_spent or (not self._pins and self._stamp() != self._seen):
            before, packs = self._connection, self.packs
            self._connection, self._seen = self._attach()
            self.packs = self._opened_packs()
            self._is_spent = False
            before.close()
            if packs is not None:
                packs.close()

    def packs_now(self) -> Packs | None:
        """Return the packs of the snapshot that is read; None where there are none."""
        self._look()
        return self.packs

    def drop_packs(self) -> None:
        """Let go of packs that turned out to be damaged, and delete them."""
        packs, self.packs = self.packs, None
        if packs is not None:
            packs.discard()

    def _opened_packs(self) -> Packs | None:
        return packs_of(beside(self._path, PACKS), self._seen)

    def interrupt(self) -> None:
        """Stop the question that another thread is asking; it raises there."""
        self._connection.interrupt()
        packs = self.packs
        if packs is not None:
            packs.interrupt()

    @property
    def snapshot(self) -> str:
        """A name of the snapshot that is read: another one once another was published."""
        return content_hash(*(str(part) for part in self._seen[:2]))

    @property
    def is_latest(self) -> bool:
        """Whether no other snapshot was published since this one was turned to."""
        return self._stamp()[:2] == self._seen[:2]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
        if self.packs is not None:
            self.packs.close()

    def _stamp(self) -> tuple[int, ...]:
        """Return what tells this file from the next snapshot, and from itself with or without its reading aids."""
        try:
            stamp = stamp_of(self._path)
        except FileNotFoundError:
            raise NotFound(f"{self._path}: no such store. Make one: retold add FOLDER -s {self._path}") from None
        try:
            return *stamp, *stamp_of(beside(self._path, AIDS))
        except OSError:
            return stamp

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
        connection = duckdb.connect(config=configuration(self._settings, spill_folder()))
        connection.execute("set TimeZone='UTC'")
        try:
            attach_snapshot(connection, self._path)
        except StoreError:
            connection.close()
            raise
        show_lookups(connection, beside(self._path, AIDS), stamp)
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
