"""The reading aids of a large store: made by one server at a time, for those alone who may read the store."""

from __future__ import annotations

import os
import shutil
import threading
from pathlib import Path

import duckdb
import pytest

from retold.errors import StoreLocked
from retold.store import aids_of, beside, writing
from retold.web import keeping
from retold.web.keeping import Keeper, make_aids
from tests.conftest import ONE_WORKER


@pytest.fixture
def store(example_corpus, tmp_path):
    """A copy of the example store."""
    return Path(shutil.copy(example_corpus.path, tmp_path / "valley.duckdb"))


def stamp_of(store):
    status = store.stat()
    return status.st_ino, status.st_mtime_ns


def made_of(store):
    """What the aids that stand there say they were made of."""
    with duckdb.connect(str(beside(store, "pages")), read_only=True) as aids:
        return aids.sql("select x.made_of from made x").fetchall()[0][0]


def test_aids_are_for_those_who_may_read_the_store(store):
    """
    They hold names of actors.
    """
    store.chmod(0o600)
    make_aids(store, stamp_of(store), ONE_WORKER)

    assert 0o600 == beside(store, "pages").stat().st_mode & 0o777


def test_what_a_killed_server_left_is_in_nobodys_way(store):
    """
    Nor does it stay.
    """
    for name in ("pages-part", "pages-part.wal"):
        beside(store, name).write_text("cut short")
    make_aids(store, stamp_of(store), ONE_WORKER)

    assert made_of(store) == aids_of(stamp_of(store))
    assert not beside(store, "pages-part").exists()
    assert not beside(store, "pages-part.wal").exists()


def test_servers_of_one_store_make_aids_one_after_the_other(store, monkeypatch):
    """
    The second waits for the first, and says so when that takes too long.
    """
    monkeypatch.setattr(keeping, "_PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr(keeping, "_ASK_SECONDS", 0.01)
    with writing(beside(store, "pages")), pytest.raises(StoreLocked):
        make_aids(store, stamp_of(store), ONE_WORKER)

    assert not beside(store, "pages").exists()


def test_aids_of_a_snapshot_that_is_gone_are_not_made(store):
    """
    Another one was published since: it has aids of its own.
    """
    earlier = stamp_of(store)
    os.utime(store, ns=(1, 1))
    make_aids(store, earlier, ONE_WORKER)

    assert not beside(store, "pages").exists()


def test_aids_of_other_public_tables_are_not_read(monkeypatch):
    """
    Another version of the program may show the same store otherwise.
    """
    before = aids_of((1, 2))
    monkeypatch.setattr("retold.store.views_hash", lambda: "another")

    assert before != aids_of((1, 2))


@pytest.mark.parametrize("fault", [OSError("no room"), ValueError("ours")])
def test_readers_go_on_where_aids_cannot_be_made(store, monkeypatch, caplog, fault):
    """
    Slower, with the new snapshot; the next one is tried again.
    """

    def fail(*_):
        raise fault

    monkeypatch.setattr(keeping, "make_aids", fail)
    keeper = Keeper(store, ONE_WORKER, large_bytes=1)
    keeper.look()
    keeper.close()
    after_one = keeper.look()
    os.utime(store, ns=(1, 1))
    keeper.look()
    keeper.close()

    assert (2, 3) == (after_one, keeper.look())
    assert "the reading aids were not made" in caplog.text


def test_a_snapshot_published_meanwhile_gets_aids_too(store, monkeypatch):
    """
    By the same thread, and readers look anew after each.
    """
    seen, first = [], threading.Event()

    def make(path, stamp, _):
        seen.append(stamp)
        if not first.is_set():
            first.set()
            os.utime(path, ns=(1, 1))
            assert 1 == keeper.look()

    monkeypatch.setattr(keeping, "make_aids", make)
    keeper = Keeper(store, ONE_WORKER, large_bytes=1)
    before = stamp_of(store)
    keeper.look()
    keeper.close()

    assert [before, stamp_of(store)] == seen
    assert 3 == keeper.look()


def test_what_fails_behind_others_is_told():
    """
    The work is done in a thread of its own, with its error and its end.
    """
    done = []
    keeping._behind_others(lambda: done.append("made"))

    assert ["made"] == done
    with pytest.raises(StoreLocked):
        keeping._behind_others(lambda: (_ for _ in ()).throw(StoreLocked("held")))
