"""The store: always a finished snapshot, one writer, readers that go on."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import duckdb
import pytest

from retold.errors import NewerFormat, NotAStore, NotFound, StoreError, StoreLocked
from retold.settings import EngineSettings
from retold.store import Building, Reader, beside, writing
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
