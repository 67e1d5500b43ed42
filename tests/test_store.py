"""The store: always a finished snapshot, one writer, readers that go on."""

from __future__ import annotations

import errno
import json
import os
import random
import stat
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import duckdb
import pytest

from retold.errors import NewerFormat, NotAStore, NotFound, StoreError, StoreLocked
from retold.faults import fault_of
from retold.held import Held
from retold.settings import EngineSettings
from retold.spill import spill_folder
from retold.store import Building, Reader, beside, writing, writing_in_turn
from retold.tables import STAGE_TABLES

SETTINGS = EngineSettings(workers=1, memory_mb=256)


def publish(path, *articles):
    building = Building(path, SETTINGS)
    rows = [{"article": article, "text": "Words.", "text_hash": "h"} for article in articles]
    building.write("texts", STAGE_TABLES["texts"].rows(rows))
    building.publish()


def texts(reader):
    return reader.table("select t.article from stage.texts t order by t.article").column(0).to_pylist()


def test_a_published_building_is_the_snapshot(tmp_path):
    """
    What was written is there, and nothing is left beside it.
    """
    publish(tmp_path / "a.duckdb", "one")

    assert ["one"] == texts(Reader(tmp_path / "a.duckdb"))
    assert ["a.duckdb"] == sorted(path.name for path in tmp_path.iterdir())


def test_what_is_not_published_is_thrown_away(tmp_path):
    """
    A building that ends without publishing leaves the store as it was.
    """
    publish(tmp_path / "a.duckdb", "one")

    building = Building(tmp_path / "a.duckdb", SETTINGS)
    building.write("texts", STAGE_TABLES["texts"].empty())
    building.close()

    assert ["one"] == texts(Reader(tmp_path / "a.duckdb"))
    assert not beside(tmp_path / "a.duckdb", "building").exists()


def test_a_reader_sees_the_new_snapshot_at_its_next_question(tmp_path):
    """
    It reads the old one while a build goes on, and never a half.
    """
    path = tmp_path / "a.duckdb"
    publish(path, "one")
    reader = Reader(path, SETTINGS)
    building = Building(path, SETTINGS)
    building.write("texts", STAGE_TABLES["texts"].rows([{"article": "two", "text": "", "text_hash": ""}]))

    before = texts(reader)
    building.publish()

    assert (["one"], ["two"]) == (before, texts(reader))


def test_a_reader_goes_on_once_the_store_can_be_read_again(tmp_path):
    """
    Something else stood in its place for a while.
    """
    path = tmp_path / "a.duckdb"
    publish(path, "one")
    reader = Reader(path, SETTINGS)
    path.rename(tmp_path / "aside")
    path.write_text("no store")
    with pytest.raises(NotAStore):
        texts(reader)
    (tmp_path / "aside").replace(path)

    assert ["one"] == texts(reader)


def test_an_unfinished_building_of_a_dead_process_is_thrown_away(tmp_path):
    """
    After a crash the next build begins from the snapshot.
    """
    path = tmp_path / "a.duckdb"
    publish(path, "one")
    beside(path, "building").write_bytes(b"half a database")
    beside(path, "building.wal").write_bytes(b"half a log")

    publish(path, "two")

    assert ["two"] == texts(Reader(path))


@pytest.mark.parametrize("content", [b"", b"not a database", b"\x00" * 20_000])
def test_a_file_that_is_no_store_is_refused(tmp_path, content):
    """
    It is said in one line and the file is left alone.
    """
    path = tmp_path / "notes.txt"
    path.write_bytes(content)

    with pytest.raises(NotAStore, match="not a Retold store"):
        Building(path, SETTINGS)

    assert content == path.read_bytes()


def test_a_database_of_another_program_is_refused(tmp_path):
    """
    Being DuckDB is not enough.
    """
    path = tmp_path / "other.duckdb"
    connection = duckdb.connect(str(path))
    connection.execute("create table mine (x integer)")
    connection.close()

    with pytest.raises(NotAStore):
        Building(path, SETTINGS)


def test_a_store_of_a_newer_format_is_refused(tmp_path):
    """
    Nothing is guessed about what a later version wrote.
    """
    path = tmp_path / "a.duckdb"
    publish(path)
    connection = duckdb.connect(str(path))
    connection.execute("update stage.format set number = 99")
    connection.close()

    with pytest.raises(NewerFormat, match="format 99"):
        Building(path, SETTINGS)


def test_no_store_is_said_with_the_way_to_make_one(tmp_path):
    """
    The message names the verb.
    """
    with pytest.raises(NotFound, match="retold add"):
        Reader(tmp_path / "none.duckdb")


def test_a_second_writer_is_told_who_writes(tmp_path):
    """
    The owner's process stands in the message, and the lock is free when the owner ends.
    """
    path = tmp_path / "a.duckdb"
    code = (
        "import sys; from pathlib import Path; from retold.store import writing\n"
        "with writing(Path(sys.argv[1])):\n    print('held', flush=True); sys.stdin.read()"
    )
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as owner:
        assert b"held\n" == owner.stdout.readline()

        with pytest.raises(StoreLocked, match=f"process {owner.pid} on"), writing(path):
            pass

        owner.kill()

    with writing(path):
        assert os.getpid() == json.loads(beside(path, "lock").read_text())["process"]


def test_a_folder_that_cannot_be_written_is_said(tmp_path):
    """
    One line instead of a trace.
    """
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot write"), writing(tmp_path / "file" / "a.duckdb"):
        pass


def damaged(path, seed):
    """Flip some bytes of a store behind its head."""
    chance, content = random.Random(seed), bytearray(path.read_bytes())
    for _ in range(40):
        content[chance.randrange(20_000, len(content))] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_store_is_said_and_left_alone(tmp_path, seed):
    """
    Whoever meets the damage says so in one line, and no half of a building stays.
    """
    path = tmp_path / "a.duckdb"
    publish(path, *(f"{number:020}" for number in range(20_000)))
    damaged(path, seed)
    held = path.read_bytes()

    def read():
        connection = Reader(path, SETTINGS)
        for name in ("texts", "readings", "runs", "states"):
            connection.table(f"select * from stage.{name}")

    with pytest.raises(StoreError, match="the file is damaged"):
        read()
    with pytest.raises(StoreError, match="the file is damaged"), Held(path, SETTINGS) as building:
        building.stage_table("texts")

    assert held == path.read_bytes()
    assert ["a.duckdb", "a.duckdb.lock"] == sorted(each.name for each in tmp_path.iterdir())


def test_a_store_that_was_cut_off_is_said_to_be_damaged(tmp_path):
    """
    It has the head of a database: another file is not what is missing.
    """
    path = tmp_path / "a.duckdb"
    publish(path, "one")
    path.write_bytes(path.read_bytes()[:100_000])

    with pytest.raises(StoreError, match="the file is damaged"):
        Reader(path, SETTINGS)


def test_a_folder_in_the_place_of_a_store_is_said(tmp_path):
    """
    The line says what stands there.
    """
    (tmp_path / "a.duckdb").mkdir()

    with pytest.raises(StoreError, match="Is a directory"):
        Reader(tmp_path / "a.duckdb", SETTINGS)
    with pytest.raises(StoreError, match="Is a directory"):
        Building(tmp_path / "a.duckdb", SETTINGS)


def test_a_store_that_is_read_only_is_said(tmp_path, monkeypatch):
    """
    Reading goes on; a build says so before it copies anything.
    """
    path = tmp_path / "a.duckdb"
    publish(path, "one")
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # who runs the tests may write to anything

    with pytest.raises(StoreError, match="the file is read-only"):
        Building(path, SETTINGS)
    assert ["one"] == texts(Reader(path, SETTINGS))
    assert ["a.duckdb"] == sorted(each.name for each in tmp_path.iterdir())


def test_publishing_puts_bytes_on_disk_before_the_name_and_the_name_before_it_returns(tmp_path, monkeypatch):
    """
    File, rename, folder: in this order a power cut leaves the old store or the new one.
    """
    path = tmp_path / "a.duckdb"
    building = Building(path, SETTINGS)
    steps: list[str] = []
    sync, rename = os.fsync, Path.replace

    def synced(descriptor):
        steps.append(f"sync {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        sync(descriptor)

    def renamed(old, new):
        steps.append(f"rename {Path(new).name}")
        return rename(old, new)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", renamed)
    building.publish()

    assert ["sync a.duckdb.building", "rename a.duckdb", f"sync {tmp_path.name}"] == steps


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.ENOSYS, errno.EINVAL, errno.EIO])
def test_a_file_system_without_locks_is_said_whatever_its_error(tmp_path, monkeypatch, number):
    """
    Each has an error of its own; none of them is another writer.
    """
    import fcntl

    def refused(descriptor, operation):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(fcntl, "flock", refused)

    with pytest.raises(StoreError, match="there are no locks here"), writing(tmp_path / "a.duckdb"):
        pass


def test_a_lock_holds_where_the_disk_is_too_full_to_name_its_owner(tmp_path, monkeypatch):
    """
    A name is for the message alone.
    """

    def full(descriptor, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "write", full)

    with (
        writing(tmp_path / "a.duckdb"),
        pytest.raises(StoreLocked, match="is writing to it"),
        writing(tmp_path / "a.duckdb"),
    ):
        pass


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (duckdb.OutOfMemoryException("no memory"), "memory_mb"),
        (MemoryError(), "--workers 1"),
        (duckdb.IOException("Could not write file: No space left on device"), "Make room"),
        (duckdb.TransactionException("Failed to commit: Could not write file"), "Make room"),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), "Make room"),
        (PermissionError(errno.EACCES, "Permission denied", "a.duckdb.building"), "not allowed to write"),
        (duckdb.IOException("Cannot open file: Permission denied"), "not allowed to write"),
        (duckdb.Error("Corrupt database file: computed checksum 1"), "damaged"),
        (duckdb.IOException("Could not read enough bytes from file"), "damaged"),
    ],
)
def test_what_the_machine_reports_is_told_with_a_way_out(tmp_path, error, told):
    """
    One line, with what to do.
    """
    fault = fault_of(tmp_path / "a.duckdb", error)

    assert told in str(fault)
    assert 1 == len(str(fault).splitlines())


def test_a_fault_of_the_program_is_not_told_as_one_of_the_machine(tmp_path):
    """
    It would send people looking for room.
    """
    assert [None, None] == [fault_of(tmp_path, each) for each in (ValueError("no"), duckdb.BinderException("no"))]


def test_spilled_words_are_for_their_user_alone_and_go_with_their_process(tmp_path, monkeypatch):
    """
    What a killed process left is deleted by the next; a folder that somebody else made is not used.
    """
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    own = spill_folder()
    left = own.parent / str(2**22 + 7)  # no process has such a number
    left.mkdir()

    assert (own, False) == (spill_folder(), left.exists())
    assert 0o700 == stat.S_IMODE(own.parent.stat().st_mode)
    own.parent.chmod(0o777)
    assert own.parent != spill_folder().parent


def test_a_reader_goes_on_after_an_error_of_the_databases_own(example_corpus):
    """
    The database answers nothing more after one: the reader opens it anew, though it is held to its snapshot.
    """

    class Spent:
        def execute(self, *_):
            raise duckdb.InternalException("spent")

        def close(self):
            pass

    reader = Reader(example_corpus.path)
    reader._connection.close()
    reader._connection = Spent()
    with reader.pinned():
        with pytest.raises((StoreError, duckdb.Error)):
            reader.rows("select 1 as one")

        assert [("one",), (1,)] == reader.rows("select 1 as one")
    reader.close()


def test_a_lock_can_be_waited_for(tmp_path):
    """
    As long as somebody has patience; then who holds it is said.
    """
    path, is_held, is_over = tmp_path / "s.duckdb.search", threading.Event(), threading.Event()

    def hold():
        with writing(path):
            is_held.set()
            is_over.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(30)
    with pytest.raises(StoreLocked), writing_in_turn(path, patience_seconds=0.05, ask_seconds=0.01):
        pass
    threading.Timer(0.2, is_over.set).start()
    with writing_in_turn(path, patience_seconds=30, ask_seconds=0.01):
        assert is_over.is_set()
    holder.join()


def test_a_reader_knows_that_another_snapshot_was_published(tmp_path):
    """
    While it is pinned to the one before; afterwards it sees the new one.
    """
    path = tmp_path / "s.duckdb"
    publish(path, "a1")
    reader = Reader(path, SETTINGS)
    with reader.pinned():
        assert reader.is_latest
        publish(path, "a2")
        assert not reader.is_latest
    assert texts(reader)
    assert reader.is_latest
    reader.close()
