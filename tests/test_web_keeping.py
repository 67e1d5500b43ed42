"""The reading aids of a large store: made by one server at a time, for those alone who may read the store."""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from pathlib import Path

import duckdb
import pytest

from retold.aided import aids_of
from retold.corpus import Corpus
from retold.durable import stamp_of
from retold.errors import StoreError, StoreLocked
from retold.packs import opened_packs
from retold.store import beside, writing
from retold.web import keeping
from retold.web.keeping import Keeper, make_aids
from tests.conftest import ONE_WORKER


@pytest.fixture
def store(example_corpus, tmp_path):
    """A copy of the example store."""
    return Path(shutil.copy(example_corpus.path, tmp_path / "valley.duckdb"))


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

    assert [0o600, 0o600] == [beside(store, name).stat().st_mode & 0o777 for name in ("pages", "pages-packs")]


def test_what_a_killed_server_left_is_in_nobodys_way(store):
    """
    Nor does it stay.
    """
    leftovers = ("pages-part", "pages-part.wal", "pages-packs-part")
    for name in leftovers:
        beside(store, name).write_text("cut short")
    make_aids(store, stamp_of(store), ONE_WORKER)

    assert made_of(store) == aids_of(stamp_of(store))
    assert not any(beside(store, name).exists() for name in leftovers)


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


def made_beside(store):
    """What stands beside a store for its pages."""
    return [path.name for path in store.parent.glob("*.pages*") if not path.name.endswith(".lock")]


def published_anew(store):
    """Put another snapshot in the place of a store, as a verb that writes does."""
    shutil.copy(store, store.with_name("next"))
    store.with_name("next").replace(store)


@pytest.mark.parametrize("begun", ["pages-part", "pages-packs-part"])
def test_aids_of_a_snapshot_that_goes_meanwhile_are_thrown_away(store, begun):
    """
    They may hold articles that were erased; the making ends at its next step.
    """
    steps = []

    def publish():
        if beside(store, begun).exists():
            steps.append(None)
            if len(steps) == 1:
                published_anew(store)

    make_aids(store, stamp_of(store), ONE_WORKER, publish)

    assert [] == made_beside(store)
    assert 1 == len(steps)


@pytest.mark.parametrize("number", [1, 2])
def test_aids_of_a_snapshot_that_goes_at_the_very_end_are_thrown_away(store, monkeypatch, number):
    """
    While they are put in place.
    """
    placed, put = [], keeping.put

    def publish(unfinished, target):
        put(unfinished, target)
        placed.append(target)
        if len(placed) == number:
            published_anew(store)

    monkeypatch.setattr(keeping, "put", publish)
    make_aids(store, stamp_of(store), ONE_WORKER)

    assert number == len(placed)
    assert [] == made_beside(store)


@pytest.mark.parametrize("lost", ["pages", "pages-packs"])
def test_aids_of_which_a_part_is_gone_are_made_anew(store, lost):
    """
    Deleted by hand, or because it was damaged.
    """
    make_aids(store, stamp_of(store), ONE_WORKER)
    beside(store, lost).unlink()
    make_aids(store, stamp_of(store), ONE_WORKER)
    before = stamp_of(beside(store, "pages-packs"))
    make_aids(store, stamp_of(store), ONE_WORKER)

    assert made_of(store) == aids_of(stamp_of(store))
    assert opened_packs(beside(store, "pages-packs"), aids_of(stamp_of(store))) is not None
    assert before == stamp_of(beside(store, "pages-packs"))


def test_a_store_that_nobody_may_write_to_has_aids(store, monkeypatch):
    """
    What is being made can be written to, by its owner alone.
    """
    modes, write = [], keeping.write_packs

    def look(connection, path, *rest):
        modes.extend(beside(store, name).stat().st_mode & 0o777 for name in ("pages-part", "pages-packs-part"))
        write(connection, path, *rest)

    monkeypatch.setattr(keeping, "write_packs", look)
    store.chmod(0o444)
    make_aids(store, stamp_of(store), ONE_WORKER)

    assert [0o600, 0o600] == modes
    assert [0o444, 0o444] == [beside(store, name).stat().st_mode & 0o777 for name in ("pages", "pages-packs")]


@pytest.mark.parametrize("fault", [sqlite3.OperationalError("disk is\nfull"), OSError("disk is full"), MemoryError()])
def test_where_packs_cannot_be_made_the_other_aids_are(store, monkeypatch, caplog, fault):
    """
    One line says why; the next server tries again.
    """

    def fail(connection, path, *_):
        path.write_bytes(b"a part")
        raise fault

    monkeypatch.setattr(keeping, "write_packs", fail)
    keeper = Keeper(store, ONE_WORKER, large_bytes=1)
    keeper.look()
    keeper.wait()

    assert [beside(store, "pages").name] == made_beside(store)
    assert made_of(store) == aids_of(stamp_of(store))
    assert ["pages are slower than they could be: their rows were not packed"] == [
        record.getMessage().partition(" (")[0] for record in caplog.records
    ]
    assert "\n" not in caplog.messages[0]


def test_aids_that_cannot_be_written_back_are_told_in_a_line(store, monkeypatch, caplog):
    """
    No part of them stays.
    """

    def fail(_, target):
        raise StoreError(f"{target}: cannot write it")

    monkeypatch.setattr(keeping, "put", fail)
    keeper = Keeper(store, ONE_WORKER, large_bytes=1)
    keeper.look()
    keeper.wait()

    assert [] == made_beside(store)
    assert [None] == [record.exc_info for record in caplog.records]


def test_aids_of_other_public_tables_are_not_read(monkeypatch):
    """
    Another version of the program may show the same store otherwise.
    """
    before = aids_of((1, 2))
    monkeypatch.setattr("retold.aided.views_hash", lambda: "another")

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
    keeper.wait()
    after_one = keeper.look()
    os.utime(store, ns=(1, 1))
    keeper.look()
    keeper.wait()

    assert (2, 3) == (after_one, keeper.look())
    assert "the reading aids were not made" in caplog.text


def test_a_snapshot_published_meanwhile_gets_aids_too(store, monkeypatch):
    """
    By the same thread, and readers look anew after each.
    """
    seen, first = [], threading.Event()

    def make(path, stamp, *_):
        seen.append(stamp)
        if not first.is_set():
            first.set()
            os.utime(path, ns=(1, 1))
            assert 1 == keeper.look()

    monkeypatch.setattr(keeping, "make_aids", make)
    keeper = Keeper(store, ONE_WORKER, large_bytes=1)
    before = stamp_of(store)
    keeper.look()
    keeper.wait()

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


def test_a_server_that_ends_does_not_wait_for_aids(store):
    """
    What was begun is thrown away.
    """
    keeper = Keeper(store, ONE_WORKER, large_bytes=1)
    keeper._is_closing.set()
    keeper.look()
    keeper.close()

    assert [] == [path.name for path in store.parent.glob("*.pages*") if not path.name.endswith(".lock")]


def test_aids_of_articles_that_are_removed_go_with_them(store):
    """
    Packs hold whole texts.
    """
    make_aids(store, stamp_of(store), ONE_WORKER)
    corpus = Corpus(store, settings=ONE_WORKER)
    corpus.remove("09_ferry")
    corpus.close()

    assert [] == [path.name for path in store.parent.glob("*.pages*") if not path.name.endswith(".lock")]
