"""Keeps the reading aids of a large store up to date behind the pages, and says when readers may see a new snapshot.

A store of ordinary size is quick as it is: its readers see each snapshot at once. Of a large one they go on with the
last snapshot while the aids of the next one are made: for minutes, where it holds a hundred thousand articles.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from retold.aided import aids_of
from retold.aids import AIDS, LOOKUPS, TABLES
from retold.corpus import Corpus
from retold.durable import put, stamp_of
from retold.errors import RetoldError
from retold.packs import PACKS, opened_packs
from retold.settings import Settings
from retold.store import attach_snapshot, beside, configuration, writing_in_turn
from retold.web.packing import write_packs
from retold.web.speaking import speaking
from retold.web.within import handles

logger = logging.getLogger("retold")

_LARGE_BYTES = 200_000_000  # of a store's file
_ROW_GROUP = 8_192  # rows: readers ask for a few rows by key, and read the groups of rows that may hold them
_NICE = 10  # pages first
_MEMORY_MB = 500  # of the database that makes them
_PATIENCE_SECONDS = 120.0  # for another server of the store that is making them
_ASK_SECONDS = 0.5


_PRIVATE = 0o600  # of what is being made; whole, it is for those who may read the store
_FAULTS = (RetoldError, duckdb.Error, sqlite3.Error, pa.ArrowException, OSError, MemoryError)


class _Stopped(Exception):
    """The server ends: what was begun is thrown away."""


class _Superseded(Exception):
    """Another snapshot was published: what was begun of the last one is thrown away."""


class Keeper:
    """Watches one store; `generation` changes when readers should look at it anew."""

    def __init__(self, path: Path, settings: Settings, *, large_bytes: int = _LARGE_BYTES) -> None:
        self._path, self._settings, self._large_bytes = path, settings, large_bytes
        self._lock = threading.Lock()
        self._is_closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._seen: tuple[int, int] | None = None
        self.generation = 0

    def look(self) -> int:
        """Return the generation that readers should be of; begin to make aids where a large store is another now."""
        with self._lock:
            stamp = self._stamp()
            if stamp != self._seen:
                is_first, self._seen = self._seen is None, stamp
                if self._is_large():
                    self.generation += is_first  # nothing else to show yet
                    self._begin()
                else:
                    self.generation += 1
            return self.generation

    def close(self) -> None:
        """Let what is under way end at its next step, and wait for it."""
        self._is_closing.set()
        self.wait()

    def wait(self) -> None:
        """Wait until what is under way has ended."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _stamp(self) -> tuple[int, int] | None:
        try:
            return stamp_of(self._path)
        except OSError:  # being replaced, or gone: the reader says so
            return None

    def _is_large(self) -> bool:
        try:
            return self._path.stat().st_size >= self._large_bytes
        except OSError:
            return False

    def _begin(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._make, name="retold-reading-aids", daemon=True)
            self._thread.start()

    def _make(self) -> None:
        """Make the aids of what was seen last, until nothing newer was seen meanwhile; each time readers look anew."""
        made_of = None
        while True:
            with self._lock:  # what is seen from here on begins a thread of its own
                if self._seen in {made_of, None}:
                    self._thread = None
                    return
                made_of = self._seen
            self._make_of(made_of)
            with self._lock:
                self.generation += 1

    def _make_of(self, stamp: tuple[int, int]) -> None:
        try:
            make = partial(make_aids, self._path, stamp, self._settings, self._unless_closing)
            if self.generation > 1:
                _behind_others(make)  # readers have the last snapshot with its aids meanwhile
            else:
                make()
            self._warm()
        except _Stopped:
            return
        except _FAULTS as error:
            logger.warning("pages are slower than they could be: the reading aids were not made (%s)", _line(error))
        except Exception:  # the thread's outermost handler
            logger.exception("pages are slower than they could be: the reading aids were not made")

    def _unless_closing(self) -> None:
        if self._is_closing.is_set():
            raise _Stopped

    def _warm(self) -> None:
        """Have what many pages need of the whole snapshot ready before a reader asks."""
        corpus = Corpus(self._path, settings=self._settings)
        try:
            with corpus.pinned():
                handles(corpus)
                speaking(corpus)
        finally:
            corpus.close()


def _behind_others(work: Callable[[], None]) -> None:
    """Do work in a thread that the system runs after all others, where it can; raises what the work raises."""

    def run() -> None:
        step_back()
        work()

    with ThreadPoolExecutor(1, thread_name_prefix="retold-reading-aids") as threads:
        threads.submit(run).result()


def step_back() -> None:
    """Let the system run this thread after all others from now on, where it can."""
    if sys.platform == "linux":  # a thread has a priority of its own there
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def make_aids(
    path: Path, stamp: tuple[int, int], settings: Settings, at_each_step: Callable[[], None] = lambda: None
) -> None:
    """Make the reading aids of the snapshot with this stamp, unless they stand there already.

    Where another snapshot is published before the end, what was made is thrown away: articles may have been erased from
    it. Raises `StoreError` for what cannot be written, and whatever `at_each_step` raises, which is called before each
    table and each portion of packs.
    """
    unfinished, packs = beside(path, f"{AIDS}-part"), beside(path, f"{PACKS}-part")
    alone = writing_in_turn(beside(path, AIDS), patience_seconds=_PATIENCE_SECONDS, ask_seconds=_ASK_SECONDS)

    def step() -> None:
        at_each_step()
        _must_be(path, stamp)

    with suppress(_Superseded), alone, ExitStack() as leftovers:
        for file in (unfinished, Path(f"{unfinished}.wal"), packs):
            file.unlink(missing_ok=True)
            leftovers.callback(file.unlink, missing_ok=True)
        if _write(path, stamp, settings, (unfinished, packs), step):
            _place(path, stamp, (unfinished, packs))


def _must_be(path: Path, stamp: tuple[int, int]) -> None:
    """Raise `_Superseded` where the store is not the snapshot with this stamp, or gone."""
    try:
        found = stamp_of(path)
    except OSError:
        raise _Superseded from None
    if found != stamp:
        raise _Superseded


def _place(path: Path, stamp: tuple[int, int], unfinished: tuple[Path, Path]) -> None:
    """Put aids where readers look for them, unless there is another snapshot."""
    tables, packs = unfinished
    placed = []
    try:
        # The packs first: readers look for them once the other aids are of their snapshot.
        for made, name in ((packs, PACKS), (tables, AIDS)):
            if made.exists():
                _must_be(path, stamp)
                shutil.copymode(path, made)  # names are for those alone who may read the store
                placed.append(beside(path, name))
                put(made, placed[-1])
        _must_be(path, stamp)
    except _Superseded:
        for file in placed:
            file.unlink(missing_ok=True)
        raise


def _write(
    path: Path,
    stamp: tuple[int, int],
    settings: Settings,
    unfinished: tuple[Path, Path],
    step: Callable[[], None],
) -> bool:
    """Write the aids of the snapshot with this stamp; False where they stand there already."""
    tables, packs = unfinished
    made_of, engine = aids_of(stamp), replace(settings.engine, workers=1, memory_mb=_MEMORY_MB)
    with duckdb.connect(config=configuration(engine, beside(path, f"{AIDS}-temporary"))) as connection:
        connection.execute("set TimeZone='UTC'")
        attach_snapshot(connection, path)
        _must_be(path, stamp)
        if _holds(connection, path, made_of):
            return False
        quoted = str(tables).replace("'", "''")
        connection.execute(f"attach '{quoted}' as aids (row_group_size {_ROW_GROUP})")
        tables.chmod(_PRIVATE)
        for name, query in TABLES.items():
            step()
            connection.execute(f"create table aids.{name} as {query}")
        connection.execute(f"create table aids.made as select '{made_of}' as made_of")
        connection.execute("checkpoint aids")  # whole, whatever becomes of the packs
        for name in LOOKUPS.keys() & TABLES.keys():
            connection.execute(f"create temp view {name} as select x.* from aids.{name} x")
        _write_packs(connection, packs, made_of, step)
    return True


def _write_packs(connection: duckdb.DuckDBPyConnection, packs: Path, made_of: str, step: Callable[[], None]) -> None:
    """Write packs; where that fails, as on a full disk, say so: the other aids are good without them."""
    try:
        packs.touch(_PRIVATE)
        write_packs(connection, packs, made_of, step)
    except _FAULTS as error:
        packs.unlink(missing_ok=True)
        logger.warning("pages are slower than they could be: their rows were not packed (%s)", _line(error))


def _holds(connection: duckdb.DuckDBPyConnection, path: Path, made_of: str) -> bool:
    """Tell whether the aids that stand beside a store, packs and all, are of this snapshot."""
    quoted = str(beside(path, AIDS)).replace("'", "''")
    packs = opened_packs(beside(path, PACKS), made_of)
    if packs is None:
        return False
    packs.close()
    try:
        connection.execute(f"attach '{quoted}' as there (read_only)")
        held = connection.sql("select x.made_of from there.made x").fetchall()
        connection.execute("detach there")
    except duckdb.Error:
        return False
    return bool(held == [(made_of,)])


def _line(error: BaseException) -> str:
    return " ".join(str(error).split())
