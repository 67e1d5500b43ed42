"""Readers of one store for many requests: one snapshot a question, limits of time, and what is let go of."""

from __future__ import annotations

import shutil
import threading
import time

import anyio
import pytest

from retold.corpus import Corpus
from retold.durable import stamp_of
from retold.errors import NotFound
from retold.web.keeping import make_aids
from retold.web.pool import Readers, TookTooLong
from tests.conftest import ONE_WORKER

SLOW = "select count(*) from range(100000) a, range(100000) b, range(100000) c"

ARTICLES = "select a.article, a.article from articles a"


@pytest.fixture
def store(example_corpus, tmp_path):
    """A copy of the example store."""
    return Corpus(shutil.copy(example_corpus.path, tmp_path / "copy.duckdb")).path


@pytest.fixture
def readers(store):
    """Two readers, with time for a question on a machine that does much else."""
    made = Readers(store, ONE_WORKER, count=2, seconds=60)
    yield made
    made.close()


@pytest.fixture
def hasty(store):
    """Two readers, each with half a second for a question."""
    made = Readers(store, ONE_WORKER, count=2, seconds=0.5)
    yield made
    made.close()


def test_a_question_is_answered_from_the_store(readers):
    """With a `Corpus` that may only read."""
    assert readers.run_here(lambda corpus: corpus.number("select count(*) from articles")) == 17


def test_a_question_that_takes_too_long_is_stopped(hasty):
    """In the database, and the reader says what to do."""
    with pytest.raises(TookTooLong, match="Ask for less"):
        hasty.run_here(lambda corpus: corpus.number(SLOW))


@pytest.mark.timeout(60)
def test_a_question_that_begins_when_time_is_up_is_stopped_too(hasty):
    """
    What a page does between two questions takes time as well.
    """

    def late(corpus):
        time.sleep(0.8)
        return corpus.number(SLOW)

    with pytest.raises(TookTooLong, match="Ask for less"):
        hasty.run_here(late)


@pytest.mark.timeout(60)
def test_a_page_that_reads_packs_is_stopped_too(store):
    """
    And the next one is answered.
    """
    make_aids(store, stamp_of(store), ONE_WORKER)
    hasty = Readers(store, ONE_WORKER, count=1, seconds=0.5)
    used = []

    def long(corpus):
        keys = corpus.ask("select a.article from articles a").column(0).to_pylist()
        used.append(corpus.has_packs)
        until = time.monotonic() + 40
        while time.monotonic() < until:
            corpus.about("blocks", keys)

    for _ in range(2):
        with pytest.raises(TookTooLong, match="Ask for less"):
            hasty.run_here(long)
    assert 17 == len(hasty.run_here(lambda corpus: corpus.about("texts", corpus.pairs(ARTICLES))))
    hasty.close()
    assert [True, True] == used


def test_a_reader_that_was_stopped_reads_on(hasty):
    """For the next one who asks."""
    for _ in range(3):
        with pytest.raises(TookTooLong):
            hasty.run_here(lambda corpus: corpus.number(SLOW))
        assert hasty.run_here(lambda corpus: corpus.number("select 7")) == 7


def test_what_fails_is_raised_and_the_reader_is_free_again(readers):
    """More often than there are readers."""
    for _ in range(5):
        with pytest.raises(NotFound):
            readers.run_here(lambda corpus: corpus.article_id("nobody"))
    assert readers.run_here(lambda corpus: corpus.number("select 1")) == 1


def test_where_no_reader_is_free_it_is_said(store, monkeypatch):
    """After a while, not never."""
    monkeypatch.setattr("retold.web.pool._WAITING_SECONDS", 0.05)
    readers = Readers(store, ONE_WORKER, count=1)
    go_on, is_held = threading.Event(), threading.Event()
    busy = threading.Thread(target=readers.run_here, args=(lambda _: (is_held.set(), go_on.wait(30)),))
    busy.start()
    is_held.wait(30)

    with pytest.raises(TookTooLong, match="Too many ask at once"):
        readers.run_here(lambda corpus: corpus.number("select 1"))
    go_on.set()
    busy.join()
    readers.close()


def test_one_answer_is_of_one_snapshot(store, readers):
    """Though another is published in the middle of it; the next answer is of that."""
    gone = Corpus(store, settings=ONE_WORKER)

    def counted(corpus):
        before = corpus.number("select count(*) from articles")
        gone.remove("14")
        return before, corpus.number("select count(*) from articles")

    patient = Readers(store, ONE_WORKER, count=1, seconds=300)
    assert patient.run_here(counted) == (17, 17)
    assert patient.run_here(lambda corpus: corpus.number("select count(*) from articles")) == 16
    patient.close()
    gone.close()


def test_the_generation_changes_with_the_snapshot_only(store, readers):
    """Pages that were made are kept until then."""
    first = readers.generation
    assert readers.generation == first
    shutil.copy(store, store.with_name("next"))
    store.with_name("next").replace(store)
    assert readers.generation != first


def test_many_at_once_are_all_answered(readers):
    """They wait for one another."""

    async def ask(answers):
        answers.append(await readers.run(lambda corpus: corpus.number("select count(*) from articles")))

    async def all_of_them():
        answers = []
        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(ask, answers)
        return answers

    assert anyio.run(all_of_them) == [17] * 20
