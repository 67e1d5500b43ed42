"""Rows of public tables about some articles, asked for where they stand."""

from __future__ import annotations

import pytest

from retold.public_tables import PUBLIC_TABLES
from retold.web.rows import one_of, place_variants, rows_about, rows_by

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
