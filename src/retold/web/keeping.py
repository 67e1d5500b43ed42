"""Keeps the reading aids of a large store up to date behind the pages, and says when readers may see a new snapshot.

A store of ordinary size is quick as it is: its readers see each snapshot at once. Of a large one they go on with the
last snapshot for the seconds that the aids of the next one take.
"""

from __future__ import annotations

import logging
import os
import shutil
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import duckdb

from retold.aids import AIDS, TABLES
from retold.corpus import Corpus
from retold.errors import RetoldError
from retold.settings import Settings
from retold.store import aids_of, attach_snapshot, beside, configuration, writing_in_turn
from retold.web.within import handles

logger = logging.getLogger("retold")

_LARGE_BYTES = 200_000_000  # of a store's file
_ROW_GROUP = 8_192  # rows: readers ask for a few rows by key, and read the groups of rows that may hold them
_NICE = 10  # pages first
_PATIENCE_SECONDS = 120.0  # for another server of the store that is making them
_ASK_SECONDS = 0.5


class Keeper:
    """Watches one store; `generation` changes when readers should look at it anew."""

    def __init__(self, path: Path, settings: Settings, *, large_bytes: int = _LARGE_BYTES) -> None:
        self._path, self._settings, self._large_bytes = path, settings, large_bytes
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._seen: tuple[int, int] | None = None
        self.generation = 0

    def look(self) -> int:
        """Return the generation that readers should be of; begin to make aids where a large store is another now."""
        with self._lock:
            stamp, size = self._stamp()
            if stamp != self._seen:
                is_first, self._seen = self._seen is None, stamp
                if size < self._large_bytes:
                    self.generation += 1
                else:
                    self.generation += is_first  # nothing else to show yet
                    self._begin()
            return self.generation

    def close(self) -> None:
        """Wait until what is under way has ended."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _stamp(self) -> tuple[tuple[int, int] | None, int]:
        try:
            status = self._path.stat()
        except OSError:  # being replaced, or gone: the reader says so
            return None, 0
        return (status.st_ino, status.st_mtime_ns), status.st_size

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
            make = partial(make_aids, self._path, stamp, self._settings)
            if self.generation > 1:
                _behind_others(make)  # readers have the last snapshot with its aids meanwhile
            else:
                make()
            self._warm()
        except (RetoldError, duckdb.Error, OSError) as error:
            logger.warning("pages are slower than they could be: the reading aids were not made (%s)", error)
        except Exception:  # the thread's outermost handler
            logger.exception("pages are slower than they could be: the reading aids were not made")

    def _warm(self) -> None:
        """Have the articles' short names ready before a reader asks."""
        corpus = Corpus(self._path, settings=self._settings)
        try:
            with corpus.pinned():
                handles(corpus)
        finally:
            corpus.close()


def _behind_others(work: Callable[[], None]) -> None:
    """Do work in a thread that the system runs after all others, where it can; raises what the work raises."""

    def run() -> None:
        if sys.platform == "linux":  # a thread has a priority of its own there
            with suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)
        work()

    with ThreadPoolExecutor(1, thread_name_prefix="retold-reading-aids") as threads:
        threads.submit(run).result()


def make_aids(path: Path, stamp: tuple[int, int], settings: Settings) -> None:
    """Make the reading aids of the snapshot with this stamp, unless they stand there already.

    Where another snapshot was published meanwhile nothing is made. Raises `StoreError` for what cannot be written.
    """
    target, unfinished = beside(path, AIDS), beside(path, f"{AIDS}-part")
    alone = writing_in_turn(beside(path, AIDS), patience_seconds=_PATIENCE_SECONDS, ask_seconds=_ASK_SECONDS)
    with alone, ExitStack() as leftovers:
        for file in (unfinished, Path(f"{unfinished}.wal")):
            file.unlink(missing_ok=True)
            leftovers.callback(file.unlink, missing_ok=True)
        if _write(path, stamp, settings, unfinished):
            unfinished.replace(target)


def _write(path: Path, stamp: tuple[int, int], settings: Settings, unfinished: Path) -> bool:
    """Write the aids of the snapshot with this stamp; False where there is another now, or they stand there already."""
    made_of = aids_of(stamp)
    with duckdb.connect(config=configuration(settings.engine, beside(path, f"{AIDS}-temporary"))) as connection:
        connection.execute("set TimeZone='UTC'")
        attach_snapshot(connection, path)
        status = path.stat()
        if (status.st_ino, status.st_mtime_ns) != stamp or _holds(connection, beside(path, AIDS), made_of):
            return False
        quoted = str(unfinished).replace("'", "''")
        connection.execute(f"attach '{quoted}' as aids (row_group_size {_ROW_GROUP})")
        shutil.copymode(path, unfinished)  # names are for those alone who may read the store
        for name, query in TABLES.items():
            connection.execute(f"create table aids.{name} as {query}")
        connection.execute(f"create table aids.made as select '{made_of}' as made_of")
        connection.execute("detach aids")
    return True


def _holds(connection: duckdb.DuckDBPyConnection, target: Path, made_of: str) -> bool:
    """Tell whether the file that stands there is of this snapshot."""
    quoted = str(target).replace("'", "''")
    try:
        connection.execute(f"attach '{quoted}' as there (read_only)")
        held = connection.sql("select x.made_of from there.made x").fetchall()
        connection.execute("detach there")
    except duckdb.Error:
        return False
    return bool(held == [(made_of,)])
