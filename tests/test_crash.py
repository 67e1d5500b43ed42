"""Stops and kills: the store stays whole, readers go on, and the next run ends where it should."""

from __future__ import annotations

import errno
import os
import random
import signal
import subprocess
import sys
import threading
import time

import pytest

from retold.corpus import Corpus
from retold.errors import StoreError
from retold.store import beside
from tests.conftest import EXAMPLES, ONE_WORKER, differing, law_tables

pytestmark = pytest.mark.slow
KILLS = [8, pytest.param(100, marks=pytest.mark.long)]  # how often, before a build is let end
LIMIT_BYTES = 3_000_000  # more than a store without its tables, less than one with them


def start(store, *arguments):
    command = [sys.executable, "-m", "retold", "add", str(EXAMPLES), "-s", str(store), "--workers", "2", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


def wait_for(path, process, seconds=60.0):
    end = time.monotonic() + seconds
    while not path.exists() and process.poll() is None and time.monotonic() < end:
        time.sleep(0.02)
    assert path.exists(), process.communicate()


@pytest.fixture
def store(tmp_path):
    """A store that holds one article already."""
    path = tmp_path / "a.duckdb"
    (tmp_path / "old.txt").write_text("Old Bridge Reopens\n\nThe bridge is open again, said Anna Korrin on Monday.\n")
    corpus = Corpus(path, settings=ONE_WORKER)
    corpus.add(tmp_path / "old.txt")
    corpus.close()
    return path


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_build_that_is_stopped_leaves_the_store_as_it_was(store, tmp_path, number):
    """
    After SIGKILL or Ctrl-C the old snapshot opens, and the next run gives the tables of one build from nothing.
    """
    before = law_tables(Corpus(store))
    process = start(store)
    wait_for(beside(store, "building"), process)
    time.sleep(1.5)
    os.killpg(process.pid, number)
    process.communicate(timeout=60)

    assert process.returncode != 0
    assert [] == differing(before, law_tables(Corpus(store)))

    again = start(store)
    _, errors = again.communicate(timeout=300)
    assert 0 == again.returncode, errors
    fresh = Corpus(tmp_path / "fresh.duckdb", settings=ONE_WORKER)
    fresh.add([tmp_path / "old.txt", EXAMPLES])
    assert [] == differing(law_tables(fresh), law_tables(Corpus(store)))


def test_listings_go_on_during_a_build(store):
    """
    A reader in a loop sees the old snapshot, then the new one, and never an error.
    """
    corpus = Corpus(store)
    seen: list[int] = []
    failures: list[Exception] = []
    stop = threading.Event()

    def read():
        while not stop.is_set():
            try:
                seen.append(len(corpus.table("articles")))
            except Exception as error:  # noqa: BLE001  # whatever it is, the test shows it
                failures.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    process = start(store)
    _, errors = process.communicate(timeout=300)
    time.sleep(0.5)
    stop.set()
    reader.join()

    assert (0, []) == (process.returncode, failures), errors
    assert 1 == seen[0]
    assert seen == sorted(seen)
    assert len(set(seen)) == 2


def test_a_second_writer_is_refused_in_one_line(store):
    """
    It names the process that writes, and exits with 1.
    """
    first = start(store)
    wait_for(beside(store, "building"), first)
    second = start(store)
    _, errors = second.communicate(timeout=60)
    first.communicate(timeout=300)

    assert (0, 1) == (first.returncode, second.returncode)
    assert 1 == len(errors.decode().strip().splitlines())
    assert f"process {first.pid} on" in errors.decode()


@pytest.mark.parametrize("kills", KILLS)
def test_after_any_number_of_kills_a_build_ends_where_one_build_ends(store, tmp_path, kills):
    """
    SIGKILL at random moments: each time the snapshot is whole, as it was or as it was to be.
    """
    chance = random.Random(kills)
    fresh = Corpus(tmp_path / "fresh.duckdb", settings=ONE_WORKER)
    began = time.monotonic()
    fresh.add([tmp_path / "old.txt", EXAMPLES])
    whole = time.monotonic() - began
    before, after = law_tables(Corpus(store)), law_tables(fresh)
    for _ in range(kills):
        process = start(store)
        time.sleep(chance.uniform(0.5, 1.2 * whole))
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        assert law_tables(Corpus(store)) in (before, after)

    process = start(store)
    _, errors = process.communicate(timeout=600)

    assert 0 == process.returncode, errors
    assert [] == differing(after, law_tables(Corpus(store)))


def test_a_full_disk_leaves_the_store_as_it_was(store, tmp_path):
    """
    Files that may not grow stand for a disk without room: one line, exit code 1, and the old snapshot.
    """
    import resource

    before = law_tables(Corpus(store))
    process = subprocess.run(
        [sys.executable, "-m", "retold", "add", str(EXAMPLES), "-s", str(store), "--workers", "1"],
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, LIMIT_BYTES)),
    )
    told = process.stderr.decode().strip().splitlines()

    assert (1, "Make room" in told[-1]) == (process.returncode, True), told
    assert [] == differing(before, law_tables(Corpus(store)))
    assert [] == [path.name for path in tmp_path.iterdir() if path.name.endswith((".building", ".wal"))]


def test_a_folder_that_cannot_be_written_is_said_in_one_line(store, tmp_path, monkeypatch):
    """
    Reading goes on; a build says where it cannot write.
    """
    real = os.open

    def refused(path, flags, *rest, **options):
        if str(path).endswith(".lock"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, flags, *rest, **options)

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(StoreError, match="cannot write there"):
        Corpus(store).build()
    assert 1 == len(Corpus(store).articles())


def test_locks_that_a_network_folder_refuses_are_said(store, monkeypatch):
    """
    A file system without locks is named as what it is, not as another writer.
    """
    import fcntl

    def unsupported(descriptor, operation):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unsupported)
    with pytest.raises(StoreError, match="there are no locks here"):
        Corpus(store).build()


def test_a_clock_that_jumps_back_changes_nothing(store, monkeypatch):
    """
    Times are kept as a record only: no stage reads them.
    """
    corpus = Corpus(store, settings=ONE_WORKER)
    before = law_tables(corpus)
    monkeypatch.setattr(time, "time", lambda: 86_400.0)
    monkeypatch.setattr(time, "monotonic", iter(range(10**9, 0, -1)).__next__)

    assert () == corpus.build().ran
    assert [] == differing(before, law_tables(corpus))
