"""The store: one DuckDB file that is always a finished snapshot, a lock for its writer, and a cache beside it.

A build works on a copy (`NAME.building`) and publishes it by fsync and an atomic rename. Readers attach the
snapshot read-only in a database of their own in memory, and attach it anew when the file has changed.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pyarrow as pa

from retold.errors import NewerFormat, NotAStore, NotFound, StoreError, StoreLocked
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


def beside(path: Path, suffix: str) -> Path:
    """Return the path of a file that goes with the store, such as its lock."""
    return path.with_name(f"{path.name}.{suffix}")


def configuration(settings: EngineSettings, folder: Path) -> dict[str, str | bool | int | float | list[str]]:
    """Return DuckDB's configuration: half the machine's memory and cores unless the settings say otherwise."""
    memory = settings.memory_mb or max(256, _machine_memory() // (2 * _MEGABYTE))
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
    return settings.workers or max(1, (os.cpu_count() or 1) // 2)


def _machine_memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not on this platform
        return 4_000 * _MEGABYTE


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
        if table.num_rows and table.num_columns:
            incoming = table  # noqa: F841  # DuckDB finds it by its name
            self.connection.execute(f"create or replace table stage.{name} as select * from incoming")
        else:
            self.connection.execute(f"delete from stage.{name}")


class Building(Workspace):
    """A store under construction; `publish` makes it the snapshot, `close` throws away what was not published."""

    def __init__(self, path: Path, settings: EngineSettings) -> None:
        self.path = path
        self._file = beside(path, "building")
        self._temporary = beside(path, "temporary")
        self._discard()
        if path.exists():
            check_format(path)
            shutil.copyfile(path, self._file)
        super().__init__(duckdb.connect(str(self._file), config=configuration(settings, self._temporary)))

    def publish(self) -> None:
        """Make this the snapshot: everything is on disk when the call returns."""
        self.connection.close()
        if Path(f"{self._file}.wal").exists():
            raise StoreError(f"{self._file}: the database did not write its log back; nothing was published")
        _sync(self._file)
        self._file.replace(self.path)
        _sync(self.path.parent)
        self._discard()

    def close(self) -> None:
        """Throw away what was not published."""
        self.connection.close()
        self._discard()

    def _discard(self) -> None:
        for leftover in (self._file, Path(f"{self._file}.wal")):
            leftover.unlink(missing_ok=True)
        shutil.rmtree(self._temporary, ignore_errors=True)


def _sync(path: Path) -> None:
    if os.name == "nt" and path.is_dir():
        return  # Windows has no fsync for folders
    descriptor = os.open(path, os.O_RDONLY)
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
    connection.execute("create table if not exists stage.format (number bigint)")
    stored = connection.sql("select number from stage.format").fetchall()
    if stored:
        migrate(connection, stored[0][0])
    connection.execute("delete from stage.format")
    connection.execute("insert into stage.format values (?)", [FORMAT])
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


def _create_table(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """Create a stage table; one that an earlier version left with other columns is emptied and built again."""
    wanted = [(column.name, sql_type(column.type)) for column in table.columns]
    query = "select x.column_name from duckdb_columns() x where x.schema_name = 'stage' and x.table_name = ?"
    present = [row[0] for row in connection.sql(query, params=[table.name]).fetchall()]
    if present and present != [name for name, _ in wanted]:
        connection.execute(f"drop table stage.{table.name}")
        connection.execute("delete from stage.runs where stage = ?", [table.name])
    columns = ", ".join(f'"{name}" {kind}' for name, kind in wanted)
    connection.execute(f"create table if not exists stage.{table.name} ({columns})")


def _create_views(connection: duckdb.DuckDBPyConnection) -> None:
    for table in PUBLIC_TABLES.values():
        empty = ", ".join(f'cast(null as {sql_type(column.type)}) as "{column.name}"' for column in table.columns)
        view = table.view or f"select {empty} where false"
        connection.execute(f"create or replace view main.{table.name} as {view}")


# ---------------------------------------------------------------- reading


def check_format(path: Path) -> None:
    """Raise `NotFound`, `NotAStore` or `NewerFormat` unless `path` is a store that this version can read."""
    Reader(path).close()


class Reader:
    """A reader of the snapshot; it sees a new snapshot at its next question."""

    def __init__(self, path: Path, settings: EngineSettings | None = None) -> None:
        self._path = path
        self._settings = settings or EngineSettings()
        self._connection, self._seen = self._attach()

    def table(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to a query over the public views (and `stage.` tables)."""
        if self._stamp() != self._seen:
            self._connection.close()
            self._connection, self._seen = self._attach()
        return self._connection.sql(query, params=parameters or []).to_arrow_table()

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def _stamp(self) -> tuple[int, int]:
        status = self._path.stat()
        return status.st_ino, status.st_mtime_ns

    def _attach(self) -> tuple[duckdb.DuckDBPyConnection, tuple[int, int]]:
        if not self._path.exists():
            raise NotFound(f"{self._path}: no such store. Make one: retold add FOLDER -s {self._path}")
        stamp = self._stamp()
        # A database of its own in memory: a second connection to the path would see the first one's old snapshot.
        connection = duckdb.connect(config=configuration(self._settings, beside(self._path, "temporary")))
        connection.execute("set TimeZone='UTC'")
        try:
            name = str(self._path).replace("'", "''")
            connection.execute(f"attach '{name}' as snapshot (read_only)")
            connection.execute("use snapshot")
            number = connection.sql("select x.number from stage.format x").fetchall()[0][0]
        except (duckdb.Error, IndexError) as error:
            connection.close()
            raise NotAStore(f"{self._path}: not a Retold store. Name another file: -s PATH") from error
        if number > FORMAT:
            connection.close()
            raise NewerFormat(
                f"{self._path}: written in format {number}, this Retold reads up to {FORMAT}. Install a newer Retold"
            )
        return connection, stamp
