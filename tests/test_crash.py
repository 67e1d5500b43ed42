"""Stops and kills: the store stays whole, readers go on, and the next run ends where it should."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from retold.corpus import Corpus
from retold.store import beside
from tests.conftest import EXAMPLES, ONE_WORKER, differing, law_tables

pytestmark = pytest.mark.slow


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
