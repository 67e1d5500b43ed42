"""The thread that brings the search index up to date behind the pages."""

from __future__ import annotations

import shutil
import threading

import pytest

from retold.corpus import Corpus
from retold.errors import StoreLocked
from retold.search import search
from retold.search_index import IndexBehind
from retold.web import indexing
from tests.conftest import ONE_WORKER


@pytest.fixture
def corpus(example_corpus, tmp_path):
    """A copy of the example store, without an index."""
    corpus = Corpus(shutil.copy(example_corpus.path, tmp_path / "copy.duckdb"), settings=ONE_WORKER)
    yield corpus
    indexing.stop_following()
    corpus.close()


def followed():
    """Wait until nothing is under way."""
    for thread in list(indexing._threads.values()):
        thread.join()


def test_the_index_is_made_behind_the_pages(corpus):
    """A search that does not wait then finds the words."""
    indexing.follow_later(corpus)
    followed()

    assert search(corpus, "valley", at_once=0).total > 0


def test_one_thread_a_store_is_enough(corpus, monkeypatch):
    """Many readers may ask while it is under way."""
    go_on, made = threading.Event(), []

    def wait(reader, progress):
        made.append(reader.path)
        go_on.wait(30)

    monkeypatch.setattr(indexing, "current", wait)
    for _ in range(5):
        indexing.follow_later(corpus)
    go_on.set()
    followed()

    assert made == [corpus.path]


def test_it_begins_again_where_another_snapshot_was_published(corpus, monkeypatch):
    """Until the latest one is in the index."""
    answers = [IndexBehind(1, 2), IndexBehind(2, 3), None]

    def one_after_the_other(reader, progress):
        answer = answers.pop(0)
        if answer is not None:
            raise answer

    monkeypatch.setattr(indexing, "current", one_after_the_other)
    indexing.follow_later(corpus)
    followed()

    assert answers == []


def test_a_server_that_ends_stops_it(corpus, monkeypatch):
    """At the next portion; what was added is kept."""
    began = threading.Event()

    def work_for_ever(reader, progress):
        began.set()
        while True:
            progress("search index", 1, 2)

    monkeypatch.setattr(indexing, "current", work_for_ever)
    indexing.follow_later(corpus)
    began.wait(30)
    indexing.stop_following()

    assert indexing._threads == {}


def test_what_fails_is_said_in_the_log_and_tried_again_later(corpus, monkeypatch, caplog):
    """Pages go on without an index."""
    monkeypatch.setattr(indexing, "current", lambda *_: (_ for _ in ()).throw(StoreLocked("held by another")))
    indexing.follow_later(corpus)
    followed()
    monkeypatch.undo()

    assert "the search index was not made: held by another" in caplog.text
    indexing.follow_later(corpus)
    followed()
    assert search(corpus, "valley", at_once=0).total > 0
