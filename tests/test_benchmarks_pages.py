"""The store of generated articles that pages are measured on, and pages over the reading aids of a large store."""

from __future__ import annotations

import os
import re

import pytest

from benchmarks.pages_each import each_page
from benchmarks.pages_store import make_store
from retold import Corpus
from retold.actors.events.types import TOLD_AS_DONE
from retold.aids import LOOKUPS
from retold.durable import stamp_of
from retold.search_index import folder_of
from retold.store import beside
from retold.web.asked import Asked
from retold.web.keeping import Keeper, make_aids
from retold.web.pages import PAGES
from tests.conftest import ONE_WORKER

_SHELL = {"store": "", "version": "", "is_served": True, "is_writable": False, "notice": "", "styles": "", "script": ""}


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """A store of 120 generated articles."""
    path = tmp_path_factory.mktemp("pages") / "pages.duckdb"
    make_store(path, 120, words=200)
    return path


@pytest.fixture
def corpus(store):
    """The store, opened."""
    corpus = Corpus(store, settings=ONE_WORKER)
    yield corpus
    corpus.close()


@pytest.mark.parametrize(
    ("table", "begin", "end", "words"),
    [
        ("mentions", "x.begin", "x.end", "x.text"),
        ("times", "x.begin", "x.end", "x.text"),
        ("credits", "x.begin", "x.end", "x.outlet"),
    ],
)
def test_offsets_of_the_generated_rows_are_true(corpus, table, begin, end, words):
    """They slice to what the rows say."""
    wrong = corpus.number(
        f"select count(*) from {table} x join articles a on a.article = x.article"
        f" where substring(a.text, {begin} + 1, {end} - {begin}) <> {words}"
    )
    assert wrong == 0
    assert corpus.number(f"select count(*) from {table}") > 0


def test_a_changed_word_of_the_generated_copies_is_another_word(corpus):
    """Variants point at unequal words in both texts."""
    rows = corpus.rows(
        "select substring(a.text, x.begin + 1, x.end - x.begin) as word,"
        " substring(b.text, x.exemplar_begin + 1, x.exemplar_end - x.exemplar_begin) as other from variants x"
        " join articles a on a.article = x.article join articles b on b.article = x.exemplar"
    )
    assert rows
    assert all(row["word"] != row["other"] and row["word"] == row["word"].strip() for row in rows)


def test_the_same_seed_makes_the_same_rows(tmp_path, corpus, store):
    """In every public table that the benchmark fills."""
    make_store(tmp_path / "again.duckdb", 120, words=200)
    again = Corpus(tmp_path / "again.duckdb", settings=ONE_WORKER)
    for table in ("articles", "mentions", "quotations", "statements", "events", "derivations"):
        assert corpus.table(table, unsure=True).equals(again.table(table, unsure=True))
    again.close()


def pages_of(path):
    """Return the pages of some addresses as HTML."""
    corpus = Corpus(path, settings=ONE_WORKER)
    copy = corpus.rows("select d.article, d.exemplar from derivations d order by d.article")[0]
    story = corpus.rows("select m.story from story_articles m where m.article = ?", [copy["article"]])[0]["story"]
    speaker = corpus.rows("select q.speaker, count(*) as n from quotations q group by all order by n desc, 1")[0]
    names = {"article": copy["article"], "story": story, "entity": speaker["speaker"]}
    made = {}
    for pattern in (
        "/",
        "/story/{story}",
        "/article/{article}",
        "/entity/{entity}",
        "/quotations",
        "/mentions",
        "/claims",
    ):
        asked = Asked(pattern.format(**names), {k: v for k, v in names.items() if f"{{{k}}}" in pattern})
        made[pattern] = PAGES[pattern](corpus, asked).html(asked, _SHELL)
    mentions = corpus.table("mentions", unsure=True)
    corpus.close()
    return made, mentions


def test_pages_are_the_same_with_reading_aids_or_without(store):
    """They are only quicker."""
    beside(store, "pages").unlink(missing_ok=True)
    without, mentions = pages_of(store)
    make_aids(store, stamp_of(store), ONE_WORKER)
    try:
        corpus = Corpus(store, settings=ONE_WORKER)
        assert corpus.number("select count(*) from duckdb_databases() d where d.database_name = 'aids'") == 1
        corpus.close()
        aided, aided_mentions = pages_of(store)
    finally:
        beside(store, "pages").unlink()
    assert aided_mentions.equals(mentions)
    for pattern, page in without.items():
        assert _unnamed(aided[pattern]) == _unnamed(page), pattern


def _unnamed(page):
    """Return a page without the actor's name behind a common noun, which aids leave out."""
    return re.sub(r"(<dt>entity</dt>\s*<dd>).*?(</dd>)", r"\1\2", page, flags=re.DOTALL)


def test_aids_of_another_snapshot_are_not_read(store):
    """They would name actors of old."""
    make_aids(store, stamp_of(store), ONE_WORKER)
    os.utime(store, ns=(1, 1))
    try:
        corpus = Corpus(store, settings=ONE_WORKER)
        assert corpus.number("select count(*) from mentions") > 0
        shown = corpus.ask("select x.sql from duckdb_views() x where x.temporary and x.view_name = 'mentions'")
        assert not len(shown)
        corpus.close()
    finally:
        beside(store, "pages").unlink()


def test_readers_of_a_large_store_turn_to_a_snapshot_once_its_aids_stand(store):
    """And of a small one at once."""
    small = Keeper(store, ONE_WORKER)
    assert (small.look(), small.look()) == (1, 1)
    assert not beside(store, "pages").exists()
    large = Keeper(store, ONE_WORKER, large_bytes=1)
    assert large.look() == 1
    large.wait()
    assert beside(store, "pages").exists()
    assert large.look() == 2
    beside(store, "pages").unlink()


def test_what_is_counted_beforehand_is_what_claims_are_made_of():
    """Wishes and fears are no claims, here as there."""
    wanted = ", ".join(f"'{modality}'" for modality in TOLD_AS_DONE)
    assert f"e.modality in ({wanted})" in LOOKUPS["claim_counts"]


def test_every_page_is_measured(store):
    """Each with its time; none is refused."""
    rows = list(each_page(store))
    assert {row["page"].partition(" ")[0] for row in rows} == set(PAGES)
    assert not [row for row in rows if "refused" in row]
    assert folder_of(store).exists()
