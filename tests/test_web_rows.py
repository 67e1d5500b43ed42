"""Rows of public tables about some articles, asked for where they stand."""

from __future__ import annotations

import shutil

import duckdb
import pytest

from retold.corpus import Corpus
from retold.durable import stamp_of
from retold.public_tables import PUBLIC_TABLES
from retold.web.keeping import make_aids
from retold.web.rows import is_latest, marked_rows, one_of, place_variants, rows_about, rows_by, whole_articles
from tests.conftest import ONE_WORKER

PAGES = "select f.article, f.page from stage.article_fields f"
_ABOUT = (*("blocks", "credits", "mentions", "times", "derivations", "variants", "quotations", "events"), "metadata")


@pytest.mark.parametrize("unsure", [False, True])
@pytest.mark.parametrize("count", [1, 3, 17])
@pytest.mark.parametrize("name", _ABOUT)
def test_rows_are_those_of_the_public_table(example_corpus, name, count, unsure):
    """
    In its columns and its order, whatever the view joins.
    """
    articles = example_corpus.articles().column("article").to_pylist()[:count]
    every = example_corpus.table(name, unsure=unsure).to_pylist()
    expected = [row for row in every if row["article"] in articles]

    assert expected == rows_about(example_corpus, name, articles, unsure=unsure, evidence=True)


def test_rows_without_evidence_lack_that_column_alone(example_corpus):
    """
    It is most of what a row weighs.
    """
    (article, *_) = example_corpus.quotations().column("article").to_pylist()
    row = rows_about(example_corpus, "quotations", [article])[0]

    assert {*PUBLIC_TABLES["quotations"].schema.names} - row.keys() == {"evidence"}


@pytest.mark.parametrize("name", [*_ABOUT, "retellings", "sentences", "origins"])
def test_rows_without_evidence_are_those_of_the_public_table(example_corpus, name):
    """
    They are asked for in another way, such as from packs.
    """
    articles = example_corpus.articles().column("article").to_pylist()
    expected = [{k: v for k, v in row.items() if k != "evidence"} for row in example_corpus.table(name).to_pylist()]

    assert expected == rows_about(example_corpus, name, articles)


@pytest.mark.parametrize("unsure", [False, True])
@pytest.mark.parametrize("name", ["mentions", "quotations", "variants", "events", "times", "credits"])
def test_marked_rows_carry_their_reasons(example_corpus, name, unsure):
    """
    Kind and weight of each piece of evidence; names come without their own ids, in the order of these.
    """
    (article, *_) = example_corpus.table("variants").column("article").to_pylist()
    named = example_corpus.rows("select x.actor, x.entity from named_in x where x.article = ?", [article])
    entities = {row["actor"]: row["entity"] for row in named}
    expected = []
    for row in example_corpus.table(name, unsure=unsure).to_pylist():
        if row["article"] == article:
            evidence = row.pop("evidence")
            row.pop("mention", None)
            reasons = None if evidence is None else [{k: each[k] for k in ("kind", "weight")} for each in evidence]
            expected.append({**row, "reasons": reasons})

    assert expected == marked_rows(example_corpus, name, article, entities, unsure=unsure)


def test_whole_articles_are_those_of_the_public_table(example_corpus):
    """
    With whether each is the newest version of its page.
    """
    articles = example_corpus.articles().column("article").to_pylist()

    assert example_corpus.table("articles").to_pylist() == [
        {name: row[name] for name in PUBLIC_TABLES["articles"].schema.names}
        for row in whole_articles(example_corpus, articles)
    ]


@pytest.fixture
def versions(example_corpus, tmp_path):
    """The example store with three pages of several versions."""
    path = shutil.copy(example_corpus.path, tmp_path / "valley.duckdb")
    with duckdb.connect(path) as store:
        store.execute(
            "update stage.article_fields set page = 'page ' || (r.n % 3), modified = null from (select f.article as a,"
            " row_number() over (order by f.article) as n from stage.article_fields f) r where article = r.a and n < 12"
        )
    corpus = Corpus(path, settings=ONE_WORKER)
    yield corpus
    corpus.close()


@pytest.mark.parametrize("aided", [False, True])
def test_the_newest_version_of_a_page_is_told_in_few_questions(versions, monkeypatch, aided):
    """
    As many for all articles as for one, and as the public table has it.
    """
    if aided:
        make_aids(versions.path, stamp_of(versions.path), ONE_WORKER)
    expected = {row["article"]: row["latest"] for row in versions.table("articles").to_pylist()}
    counts, asked, about = [], versions.rows, versions.about
    monkeypatch.setattr(versions, "rows", lambda *given: (counts.append(given), asked(*given))[1])
    monkeypatch.setattr(versions, "about", lambda *given: (counts.append(given), about(*given))[1])
    found = []
    for some in (sorted(expected)[:1], sorted(expected)):
        before = len(counts)
        rows = whole_articles(versions, some)
        found.append(len(counts) - before)

    assert aided == versions.has_packs
    assert found[0] == found[1]
    assert expected == {row["article"]: row["latest"] for row in rows}
    assert expected == {row["article"]: is_latest(versions, row) for row in rows}
    assert 8 == list(expected.values()).count(False)


def test_versions_of_a_page_are_one_row_each(versions):
    """
    However many there are.
    """
    every = [row["article"] for row in versions.about("article_fields", sorted(versions.pairs(PAGES)))]

    assert 11 == len(versions.about("page_shared", every))


def test_nothing_is_asked_of_no_article(example_corpus):
    """
    The answer is empty, not everything.
    """
    assert [] == rows_about(example_corpus, "quotations", [])


def test_rows_are_found_by_any_column(example_corpus):
    """
    Such as the story's.
    """
    story = example_corpus.stories().column("story")[0].as_py()
    expected = [row for row in example_corpus.table("stemmata").to_pylist() if row["story"] == story]

    assert expected == rows_by(example_corpus, "stemmata", "story", [story], evidence=True)


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        ({}, "q1"),
        ({"probability": 0.4}, None),
        ({"inside": "q0"}, None),
        ({"content": [{"begin": 0, "end": 6}]}, None),
        ({"content": None}, None),
    ],
)
def test_a_variant_stands_in_the_quotation_that_holds_it_whole(quotation, expected):
    """
    One that is asserted, and within no other.
    """
    whole = {"quotation": "q1", "article": "a1", "inside": None, "probability": 0.9}
    rows = [{"article": "a1", "begin": 4, "end": 8, "quotation": None}]
    place_variants(rows, [{**whole, "content": [{"begin": 2, "end": 9}], **quotation}])

    assert expected == rows[0]["quotation"]


def test_one_value_is_compared_several_are_joined():
    """
    The database skips what cannot hold them either way.
    """
    assert ("x.article = ?", "a1") == one_of("x.article", ["a1"])
    assert ["a1", "b2"] == one_of("x.article", ["a1", "b2"])[1]
