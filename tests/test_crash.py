"""Stops and kills: the store stays whole, readers go on, and the next run ends where it should."""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress

import duckdb
import pytest

from retold.corpus import Corpus
from retold.errors import StoreError, WorkerError
from retold.settings import EngineSettings, Settings
from retold.store import beside
from tests.conftest import EXAMPLES, ONE_WORKER, differing, law_tables
from tests.test_migrations import as_format_1

pytestmark = pytest.mark.slow
KILLS = [8, pytest.param(100, marks=pytest.mark.long)]  # how often, before a build is let end
OLD = "Old Bridge Reopens\n\nThe bridge is open again, said Anna Korrin on Monday.\n"
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
    (tmp_path / "old.txt").write_text(OLD, encoding="utf-8")
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


TEXT = "Ferry Late\n\nThe ferry of Tirband was late again, said Pavel Dorn on Tuesday. The harbour is shut.\n"
VERBS = {
    "set": ["set", "old", "outlet=Gazette", "published=2031-03-04"],
    "remove": ["remove", "old"],
    "forget": ["forget", "Anna Korrin", "--yes"],
    "correct": ["correct", "old", "story="],
    "migrate": ["build"],
}
VERB_KILLS = [2, pytest.param(12, marks=pytest.mark.long)]


def run(store, *arguments):
    command = [sys.executable, "-m", "retold", *arguments, "-s", str(store)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)


@pytest.fixture
def two(tmp_path):
    """A folder with a store of two articles; under `migrate`, as an earlier format had it."""

    def made(verb):
        folder = tmp_path / "two"
        folder.mkdir()
        corpus = Corpus(folder / "a.duckdb", settings=ONE_WORKER)
        for name, text in (("old.txt", OLD), ("new.txt", TEXT)):
            (tmp_path / name).write_text(text, encoding="utf-8")
        corpus.add([tmp_path / "old.txt", tmp_path / "new.txt"])
        corpus.close()
        if verb == "migrate":
            (folder / "a.duckdb").replace(folder / "newer.duckdb")
            as_format_1(folder / "a.duckdb", folder / "newer.duckdb")
            (folder / "newer.duckdb").unlink()
        return folder / "a.duckdb"

    return made


def state_of(store):
    """Return what a store holds of articles and of what people said, in any format."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{store}' as s (read_only)")
        names = ("texts", "readings", "settings_by_hand")
        return [sorted(map(repr, connection.sql(f"select * from s.stage.{name}").fetchall())) for name in names]


@pytest.mark.parametrize("kills", VERB_KILLS)
@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_that_is_killed_has_done_all_or_nothing(two, tmp_path, verb, kills):
    """
    Each time the store opens, as it was or as it was to be; the same command again ends it, and nothing is left over.
    """
    store = two(verb)
    ended = tmp_path / "ended" / "a.duckdb"
    shutil.copytree(store.parent, ended.parent)
    chance, began = random.Random(kills), time.monotonic()
    _, errors = run(ended, *VERBS[verb]).communicate(timeout=300)
    whole = time.monotonic() - began
    before, after = state_of(store), state_of(ended)
    for _ in range(kills):
        process = run(store, *VERBS[verb])
        time.sleep(chance.uniform(0.3, 1.1) * whole)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        assert state_of(store) in (before, after)

    run(store, *VERBS[verb]).communicate(timeout=300)
    # The command may have been done before it was killed: then it says so, and a build clears up.
    _, told = run(store, "build").communicate(timeout=300)
    expected, found = law_tables(Corpus(ended)), law_tables(Corpus(store))
    assert {*differing(expected, found)} <= {"corrections"}, (errors, told)  # these say when they were made
    assert len(expected["corrections"]) == len(found["corrections"])
    left = {path.name.removeprefix("a.duckdb") for path in store.parent.iterdir()}
    assert left <= {"", ".lock", ".cache", ".backup-format-1", ".search.lock", ".pages.lock"}


@pytest.mark.parametrize("limit", [10_000, 5_000_000, 12_500_000])
def test_wherever_the_disk_is_full_the_store_is_as_it_was(two, limit):
    """
    Files may not grow beyond a limit: at the copy, in the middle of the build, while it is written anew.
    """
    import resource

    store = two("remove")
    before = store.read_bytes()
    command = [sys.executable, "-m", "retold", "remove", "old", "-s", str(store)]
    process = subprocess.run(
        command,
        capture_output=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )
    told = process.stderr.decode().strip().splitlines()

    assert 1 == process.returncode, told
    assert "Make room" in told[-1]
    assert before == store.read_bytes()
    assert not [path.name for path in store.parent.iterdir() if path.suffix in (".building", ".wal", ".rewritten")]


def test_a_wish_to_end_is_like_ctrl_c(store, tmp_path):
    """
    SIGTERM: one line, the exit code of the shell for it, and nothing left beside the store.
    """
    process = start(store)
    wait_for(beside(store, "building"), process)
    time.sleep(1.0)
    process.terminate()
    _, errors = process.communicate(timeout=60)

    assert (143, True) == (process.returncode, b"stopped. The store is as it was" in errors), errors
    assert not beside(store, "building").exists()


def test_a_worker_that_cannot_start_is_said_at_once(tmp_path, monkeypatch):
    """
    A Python without the package: one line, and no article is given up for it.
    """
    (tmp_path / "python").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    (tmp_path / "python").chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    settings = Settings(engine=EngineSettings(workers=2, batch_rows=1, memory_mb=500))

    with pytest.raises(WorkerError, match="cannot start"):
        Corpus(tmp_path / "a.duckdb", settings=settings).add(EXAMPLES)


def test_workers_short_of_memory_cost_no_article(tmp_path, monkeypatch):
    """
    One whose memory is spent is replaced, and what it had in hand is done by others, in smaller parts.
    """
    import resource

    limit = 1_200_000_000  # enough to load one model, not all

    class Limited(subprocess.Popen):
        def __init__(self, *arguments, **options):
            options["preexec_fn"] = lambda: resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            super().__init__(*arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", Limited)
    corpus = Corpus(tmp_path / "a.duckdb", settings=Settings(engine=EngineSettings(workers=2, batch_rows=8)))
    corpus.add(EXAMPLES)
    left_out = corpus.ask("select r.detail from stage.stage_rejections r").column(0).to_pylist()

    assert [] == [detail for detail in left_out if "memory" not in detail]
    assert len(left_out) <= 2
