"""The store: one DuckDB file that is always a finished snapshot, a lock for its writer, and a cache beside it.

A build works on a copy (`NAME.building`) and publishes it by fsync and an atomic rename. Readers attach the
snapshot read-only in a database of their own in memory, and attach it anew when the file has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from retold.errors import NewerFormat, NotAStore, NotFound, StoreError, StoreLocked
from retold.ids import content_hash
from retold.migrations import FORMAT, migrate
from retold.public_tables import PUBLIC_TABLES
from retold.settings import EngineSettings
from retold.stage import REJECTIONS
from retold.tables import STAGE_TABLES, Table

_ARROW_TO_SQL: dict[str, str] = {
    "string": "varchar",
    "int64": "bigint",
    "int32": "integer",
    "double": "double",
    "bool": "boolean",
    "timestamp[us, tz=UTC]": "timestamptz",
}
_MEGABYTE = 1_000_000
_WORKER_MEGABYTES = 400  # a worker with the language model
_LENT = "__lent"  # the name under which DuckDB sees an Arrow table of ours
KEPT_TABLES = ("texts", "readings", "settings_by_hand", "rejections")  # written by readers and users, not by stages


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


def hash_query(name: str) -> str:
    """Return the query of `Workspace.table_hash`, for those who can only ask."""
    return f"select count(*)::varchar || ' ' || coalesce(sum(hash(x)::hugeint), 0)::varchar from stage.{name} x"


class Workspace:
    """Stage tables and public views in one DuckDB connection that we may write to."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        connection.execute("set TimeZone='UTC'")
        _create(connection)
        connection.execute("set schema='stage'")  # queries of stages name their tables bare

    def table(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to a query."""
        return self.connection.sql(query, params=parameters or []).to_arrow_table()

    def write(self, name: str, table: pa.Table) -> None:
        """Replace a stage table's rows."""
        self.connection.execute(f"delete from stage.{name}")
        if table.num_rows:
            with self.lent(table) as incoming:
                self.connection.execute(f"insert into stage.{name} select * from {incoming}")

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
            check_format(path)
            self._copy()
        super().__init__(duckdb.connect(str(self._file), config=configuration(settings, self._temporary)))

        self._began_as = self._state()

    def is_changed(self) -> bool:
        """Tell whether what readers and users wrote differs from what the snapshot holds (or there is none)."""
        return not self.path.exists() or self._state() != self._began_as

    def _state(self) -> list[str]:
        return [self.table_hash(name) for name in KEPT_TABLES]

    def _copy(self) -> None:
        try:
            shutil.copyfile(self.path, self._file)
            shutil.copymode(self.path, self._file)
        except OSError as error:
            self._discard()
            raise StoreError(
                f"{self._file}: cannot write it ({error.strerror}). Make room, or name another store"
            ) from error

    def publish(self) -> None:
        """Make this the snapshot: everything is on disk when the call returns."""
        self.connection.close()
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

    def close(self) -> None:
        """Throw away what was not published."""
        self.connection.close()
        self._discard()

    def _discard(self) -> None:
        for leftover in (self._file, Path(f"{self._file}.wal")):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(self._temporary, ignore_errors=True)


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


def sql_type(kind: pa.DataType) -> str:
    """Return DuckDB's name of an Arrow type."""
    if pa.types.is_list(kind):
        return f"{sql_type(kind.value_type)}[]"
    if pa.types.is_struct(kind):
        fields = ", ".join(f'"{kind.field(i).name}" {sql_type(kind.field(i).type)}' for i in range(kind.num_fields))
        return f"struct({fields})"
    return _ARROW_TO_SQL[str(kind)]


def _create(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what is missing: stage tables, public views, the format number."""
    connection.execute("create schema if not exists stage")
    connection.execute("create table if not exists stage.format (number bigint, views varchar)")
    stored = connection.sql("select x.number from stage.format x").fetchall()
    if stored:
        migrate(connection, stored[0][0])
    connection.execute(
        "create table if not exists stage.runs (stage varchar, version varchar, settings_hash varchar,"
        " input_hash varchar, output_hash varchar, rows bigint, seconds double, cpu_seconds double,"
        " peak_bytes bigint, versions varchar)"
    )
    for table in STAGE_TABLES.values():
        _create_table(connection, table)
    columns = ", ".join(f"{name} varchar" for name in REJECTIONS.names)
    connection.execute(f"create table if not exists stage.stage_rejections (stage varchar, {columns})")
    _create_views(connection)
    connection.execute("delete from stage.format")
    connection.execute("insert into stage.format values (?, ?)", [FORMAT, views_hash()])


def views_hash() -> str:
    """Return a hash of what the public tables look like: a store of other views must be built again."""
    return content_hash(*(f"{table.name} {table.schema} {table.view}" for table in PUBLIC_TABLES.values()))


def _create_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Create a stage table. One that an earlier version left with other columns is emptied and built again.

    Raises `StoreError` for a table that readers and users wrote, which nothing can build again.
    """
    columns = ", ".join(f'"{column.name}" {sql_type(column.type)}' for column in table.columns)
    connection.execute(f"create or replace temp table wanted ({columns})")
    present, wanted = (_columns(connection, *place) for place in (("stage", table.name), ("main", "wanted")))
    if present and present != wanted:
        if table.name in KEPT_TABLES:
            raise StoreError(
                f"table {table.name} of this store has other columns: a migration to format {FORMAT} is missing"
            )
        connection.execute(f"drop table stage.{table.name}")
        connection.execute("delete from stage.runs where stage = ?", [table.name])
    connection.execute(f"create table if not exists stage.{table.name} ({columns})")


def _columns(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[tuple[str, str]]:
    query = "select x.column_name, x.data_type from duckdb_columns() x where x.schema_name = ? and x.table_name = ?"
    rows: list[tuple[str, str]] = connection.sql(query, params=[schema, table]).fetchall()
    return rows


def _create_views(connection: duckdb.DuckDBPyConnection) -> None:
    for table in PUBLIC_TABLES.values():
        connection.execute(f"create or replace view main.{table.name} as {view_sql(table)}")


def view_sql(table: Table) -> str:
    """Return the query of a public table; one that no stage writes is empty."""
    empty = ", ".join(f'cast(null as {sql_type(column.type)}) as "{column.name}"' for column in table.columns)
    return table.view or f"select {empty} where false"


# ---------------------------------------------------------------- reading


def check_format(path: Path) -> None:
    """Raise `NotFound`, `NotAStore` or `NewerFormat` unless `path` is a store that this version can read."""
    Reader(path).close()


class Reader:
    """A reader of the snapshot; it sees a new snapshot at its next question, unless it is pinned."""

    def __init__(self, path: Path, settings: EngineSettings | None = None) -> None:
        self._path = path
        self._settings = settings or EngineSettings()
        self._pins = 0
        self._connection, self._seen = self._attach()

    def table(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to a query over the public views (and `stage.` tables)."""
        if not self._pins and self._stamp() != self._seen:
            self._connection.close()
            self._connection, self._seen = self._attach()
        return self._connection.sql(query, params=parameters or []).to_arrow_table()

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Ask several questions of one snapshot, whatever is published meanwhile."""
        if not self._pins and self._stamp() != self._seen:
            self._connection.close()
            self._connection, self._seen = self._attach()
        self._pins += 1
        try:
            yield
        finally:
            self._pins -= 1

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _stamp(self) -> tuple[int, int]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            raise NotFound(f"{self._path}: no such store. Make one: retold add FOLDER -s {self._path}") from None
        return status.st_ino, status.st_mtime_ns

    def _attach(self) -> tuple[duckdb.DuckDBPyConnection, tuple[int, int]]:
        stamp = self._stamp()
        # A database of its own in memory: a second connection to the path would see the first one's old snapshot.
        # What does not fit in memory goes to the system's folder: a build clears the one beside the store.
        temporary = Path(tempfile.gettempdir()) / f"retold-{os.getpid()}"
        connection = duckdb.connect(config=configuration(self._settings, temporary))
        connection.execute("set TimeZone='UTC'")
        try:
            name = str(self._path).replace("'", "''")
            connection.execute(f"attach '{name}' as snapshot (read_only)")
            connection.execute("use snapshot")
            number, views = connection.sql("select x.number, x.views from stage.format x").fetchall()[0]
        except (duckdb.Error, IndexError) as error:
            connection.close()
            raise NotAStore(f"{self._path}: not a Retold store. Name another file: -s PATH") from error
        if number > FORMAT:
            connection.close()
            raise NewerFormat(
                f"{self._path}: written in format {number}, this Retold reads up to {FORMAT}. Install a newer Retold"
            )
        if views != views_hash():
            for table in PUBLIC_TABLES.values():
                self._show_by_this_version(connection, table)
        return connection, stamp

    def _show_by_this_version(self, connection: duckdb.DuckDBPyConnection, table: Table) -> None:
        """Put this version's view before the one that an earlier version left in the file."""
        try:
            connection.execute(f"create or replace temp view {table.name} as {view_sql(table)}")
        except duckdb.Error as error:
            connection.close()
            raise StoreError(f"{self._path}: built by another version. Run: retold build -s {self._path}") from error
