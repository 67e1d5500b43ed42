"""Tests of `retold.stories.similarity`: vectors, pairs and cosines."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb

from retold.settings import StoriesSettings
from retold.stories.similarity import (
    UNIT,
    article_counts_sql,
    half_powers,
    story_pairs_sql,
    story_similarities_sql,
    story_vectors,
    term_frequencies_sql,
)
from retold.tables import STAGE_TABLES

SETTINGS = StoriesSettings()


def query(name, sql, **tables):
    """Run the query of stage `name` over tables given as rows."""
    with duckdb.connect() as connection:
        connection.execute("set TimeZone='UTC'")
        for table, rows in tables.items():
            connection.register(table, STAGE_TABLES[table].rows(rows))
        found = connection.sql(sql(SETTINGS)).to_arrow_table()
    assert STAGE_TABLES[name].schema.names == found.schema.names

    return sorted(found.cast(STAGE_TABLES[name].schema).to_pylist(), key=repr)


def term(article, kind, word, *, count=1, frequency=1, articles=4):
    """Return a row of `story_terms`."""
    row = {"article": article, "kind": kind, "term": word, "count": count}
    return row | {"begin": 0, "end": len(word), "frequency": frequency, "articles": articles}


def vector(article, word, weight, *, kind="name", rank=None):
    """Return a row of `story_vectors`."""
    return {"article": article, "kind": kind, "term": word, "weight": weight, "rank": rank, "frequency": 2}


def test_half_powers_of_two_are_whole_numbers():
    """
    1, the nearest to the root of 2 and so on, without any float.
    """

    assert [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64] == half_powers(7)[:12]


def test_frequencies_are_rounded_down():
    """
    One more article moves a frequency only now and then.
    """
    features = [{"article": f"a{i}", "kind": "name", "term": "ostan", "count": 1} for i in range(5)]
    fields = [{"article": f"a{i}"} for i in range(7)]

    counts = query("article_counts", article_counts_sql, article_fields=fields)
    (row,) = query("term_frequencies", term_frequencies_sql, story_features=features, article_counts=counts)

    assert (4, 6) == (row["frequency"], row["articles"])


def test_weights_of_a_kind_have_length_1():
    """
    Lengths are 1 within the rounding of whole numbers.
    """
    terms = [term("a", "name", word, count=i + 1) for i, word in enumerate(["ostan", "kelar", "taheri"])]
    rows = story_vectors(STAGE_TABLES["story_terms"].rows(terms), settings=SETTINGS).to_pylist()

    assert abs(UNIT**2 - sum(row["weight"] ** 2 for row in rows)) < UNIT * 3


def test_a_rare_name_weighs_more_than_a_country():
    """
    Even in a store where both stand once.
    """
    terms = [term("a", "name", "iran"), term("a", "name", "zarkovic")]
    country, name = story_vectors(STAGE_TABLES["story_terms"].rows(terms), settings=SETTINGS).to_pylist()

    assert country["weight"] < name["weight"]


def test_only_terms_of_several_articles_find_pairs():
    """
    A term that one article has finds nobody, and one that too many have finds everybody.
    """
    terms = [
        term("a", "name", "once"),
        term("a", "name", "twice", frequency=2),
        term("a", "name", "everywhere", frequency=128),
        term("a", "lead", "twice", frequency=2),
    ]
    rows = story_vectors(STAGE_TABLES["story_terms"].rows(terms), settings=SETTINGS).to_pylist()

    assert [("name", "twice")] == [(row["kind"], row["term"]) for row in rows if row["rank"] is not None]


def test_a_store_of_one_term_has_weights():
    """
    A term of all articles has a weight of 0 and does not divide by it.
    """
    terms = [term("a", "number", "3", frequency=1024, articles=1)]
    (row,) = story_vectors(STAGE_TABLES["story_terms"].rows(terms), settings=SETTINGS).to_pylist()

    assert 0 <= row["weight"] <= UNIT


def test_pairs_share_telling_terms_or_passages():
    """
    One shared term is not enough; a passage is.
    """
    vectors = [
        vector(article, word, 100, rank=0)
        for article, words in {"a": "x y", "b": "x y", "c": "x", "d": "z"}.items()
        for word in words.split()
    ]
    passages = [{"article_a": "c", "begin_a": 0, "end_a": 9, "article_b": "d", "begin_b": 0, "end_b": 9}]

    rows = query("story_pairs", story_pairs_sql, story_vectors=vectors, passages=passages)

    assert [("a", "b", 2), ("c", "d", 0)] == [(r["article_a"], r["article_b"], r["shared"]) for r in rows]


def test_cosines_are_sums_of_products():
    """
    Each kind by itself; words find pairs and are not compared.
    """
    vectors = [
        vector("a", "x", 6000),
        vector("b", "x", 5000),
        vector("a", "y", 8000, kind="lead"),
        vector("b", "y", 10_000, kind="lead"),
        vector("a", "w", 10_000, kind="word"),
        vector("b", "w", 10_000, kind="word"),
    ]
    passages = [{"article_a": "a", "begin_a": 0, "end_a": 30, "article_b": "b", "begin_b": 5, "end_b": 45}]
    blocks = [
        {"article": "a", "begin": 0, "end": 100, "role": "body"},
        {"article": "a", "begin": 102, "end": 300, "role": "link"},
        {"article": "b", "begin": 0, "end": 80, "role": "body"},
    ]
    time = datetime(2031, 3, 3, tzinfo=UTC)

    (row,) = query(
        "story_similarities",
        story_similarities_sql,
        story_pairs=[{"article_a": "a", "article_b": "b", "shared": 2}],
        story_vectors=vectors,
        passages=passages,
        blocks=blocks,
        article_fields=[{"article": "a", "published": time}, {"article": "b"}],
    )

    assert (3000, 0, 8000) == (row["names"], row["numbers"], row["leads"])
    assert (30, 80) == (row["passage_characters"], row["content_characters"])
    assert (time, None) == (row["published_a"], row["published_b"])
