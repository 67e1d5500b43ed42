"""Erasure: what was removed leaves no byte behind, and does not come back by itself."""

from __future__ import annotations

import logging

import pytest

from retold.corpus import Corpus
from retold.errors import NotFound
from retold.sources.records import Reading
from retold.store import beside
from tests.conftest import ONE_WORKER, differing, law_tables

MARK = "quorlimbex"
KEPT = Reading("Bridge Opens\n\nThe bridge is open again, the mayor said on Monday.\n", "kept.txt", "text")
GONE = Reading(
    f"Harbour Shut\n\n“The {MARK} stays shut,” the harbour master Anna Korrin said on Monday.\n", "gone.txt", "text"
)
OTHER = Reading("Ferry Late\n\nThe ferry of Tirband was late again, wrote ANNA-KORRIN.\n", "other.txt", "text")


@pytest.fixture
def corpus(tmp_path):
    """A store of three articles, with all that stands beside it."""
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    corpus.add_readings([KEPT, GONE, OTHER])
    beside(corpus.path, "search").mkdir()
    (beside(corpus.path, "search") / "segment").write_text(MARK)
    for name in BESIDE:
        beside(corpus.path, name).write_text(MARK)
    beside(corpus.path, "pages-temporary").mkdir()
    (beside(corpus.path, "pages-temporary") / "spilled").write_text(MARK)
    yield corpus
    corpus.close()


BESIDE = ("backup-format-1", "pages", "pages-part", "pages-part.wal")


def files_with(folder, word):
    """Return the names of files below `folder` that hold `word`, in any case and as UTF-8 or UTF-16."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes().lower()
        if any(word.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be")):
            found.append(path.name)
    return found


def test_no_byte_of_a_removed_article_stays(corpus, tmp_path):
    """
    Not in the store's free pages, not in the cache, the index or a backup; before, the search does find them.
    """
    before = files_with(tmp_path, MARK)
    corpus.remove("gone.txt")
    corpus.close()

    expected = {"a.duckdb", "a.duckdb.cache", "segment", "spilled", *(f"a.duckdb.{name}" for name in BESIDE)}
    assert expected <= set(before)
    assert [] == files_with(tmp_path, MARK)


def test_a_removed_article_is_not_added_again(corpus, caplog):
    """
    Neither as the same reading nor by the same place with it; the warning says how to add it all the same.
    """
    corpus.remove("gone.txt")
    with caplog.at_level(logging.WARNING, logger="retold"):
        corpus.add_readings([GONE, KEPT])

    assert 2 == len(corpus.articles())
    assert "1 article left out: it was removed before. To add all the same: --again" in caplog.text


def test_again_adds_what_was_removed(corpus, tmp_path):
    """
    The tables are then those of a store that never removed it, and the next time nothing has to be said.
    """
    corpus.remove("gone.txt")
    corpus.add_readings([GONE], again=True)
    corpus.add_readings([GONE])
    fresh = Corpus(tmp_path / "fresh.duckdb", settings=ONE_WORKER)
    fresh.add_readings([KEPT, GONE, OTHER])

    assert [] == differing(law_tables(fresh), law_tables(corpus))


def test_what_forget_would_remove_is_told_first(corpus):
    """
    Every article that holds one of the names, resolved or not, and nothing is removed yet.
    """
    planned = corpus.forgetting("Anna Korrin")
    origins = dict(corpus.ask("select o.article, o.origin from origins o").to_pydict().items())

    assert ("Anna Korrin",) == planned.names
    assert {"gone.txt", "other.txt"} == {
        origin for article, origin in zip(*origins.values(), strict=True) if article in planned.articles
    }
    assert 3 == len(corpus.articles())


def test_a_forgotten_actor_is_in_no_file(corpus, tmp_path):
    """
    Articles that name it go, its name stands nowhere, and articles that name it later are left out.
    """
    corpus.forget("Anna Korrin")
    corpus.add_readings([Reading("Vote\n\nThe council heard Anna  Korrin on Tuesday.\n", "later.txt", "text")])
    corpus.close()

    assert [] == files_with(tmp_path, "korrin")
    assert ["kept.txt"] == corpus.table("origins").column("origin").to_pylist()


def test_an_actor_that_is_not_there_is_not_forgotten(corpus):
    """
    The error says that there is none.
    """
    with pytest.raises(NotFound):
        corpus.forget("Pavel Dorn")


def test_a_page_that_was_removed_stays_away_in_another_wording(tmp_path):
    """
    A feed gives the page again with a word changed: `watch` does not bring it back.
    """
    corpus = Corpus(tmp_path / "a.duckdb", settings=ONE_WORKER)
    page = {"url": "https://example.org/harbour"}
    corpus.add_readings([KEPT, Reading(GONE.text, "https://example.org/harbour", "html", page)])
    corpus.remove(corpus.ask("select o.article from origins o where o.origin like 'https%'").column(0)[0].as_py())
    corpus.add_readings([Reading(f"{GONE.text} More.", "https://example.org/harbour", "html", page)])

    assert 1 == len(corpus.articles())
