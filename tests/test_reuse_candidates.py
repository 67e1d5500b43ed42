"""Pairs of articles through shared n-grams, in SQL."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import duckdb
import pytest

from retold.reuse.candidates import PAIR_TEXTS_SQL, candidate_pairs_sql, common_grams_sql
from retold.reuse.fingerprints import grams
from retold.settings import ReuseSettings
from retold.tables import STAGE_TABLES
from tests.reuse_rows import COPY, OTHER, WORKSHOP, as_tuples, candidates_in, content_table, texts_table

SETTINGS = ReuseSettings()
START = datetime(2026, 5, 1, tzinfo=UTC)


def pairs(texts, settings=SETTINGS, published=(), precision=()):
    connection = duckdb.connect()
    connection.register("grams", grams(texts_table(texts), content_table(texts), settings=settings))
    return as_tuples(candidates_in(connection, settings, published=published, precision=precision))


def varied(text, rng):
    words = text.split(" ")
    for _ in range(len(words) // 30):
        words[rng.randrange(len(words))] = f"zz{rng.randrange(10**6)}"
    return " ".join(words)


def test_a_copy_meets_its_exemplar_and_nothing_else():
    """
    Texts without shared n-grams are no pair.
    """
    assert [("a", "b")] == [pair[:2] for pair in pairs({"a": WORKSHOP, "b": COPY, "c": OTHER})]


def test_many_copies_of_one_text_stay_connected_at_linear_cost():
    """
    N-grams above the cap chain articles instead of pairing all.
    """
    rng = random.Random(2)
    settings = replace(SETTINGS, max_gram_articles=20)
    texts = {f"a{i:03d}": varied(WORKSHOP, rng) for i in range(120)}

    found = pairs(texts, settings)
    joined = {"a000"}
    while True:
        more = {x for a, b, _ in found if {a, b} & joined for x in (a, b)} | joined
        if more == joined:
            break
        joined = more

    assert set(texts) == joined
    assert len(found) <= 120 * (settings.chain_neighbours + 2)


def test_equal_copies_above_the_cap_each_meet_the_earliest():
    """
    Whatever its id; those without a stated time come last. So they meet the longest, which came later and adds much.
    """
    settings = replace(SETTINGS, max_gram_articles=20)
    texts = {f"a{i:03d}": WORKSHOP for i in range(60)}
    published = {article: START + timedelta(hours=i * 7 % 59) for i, article in enumerate(texts) if i}
    earliest = min(published, key=published.get)

    found = pairs(texts, settings, published)
    longer = pairs(texts | {"a030": WORKSHOP + " " + OTHER}, settings, published)

    assert {frozenset((article, earliest)) for article in texts} - {frozenset((earliest,))} <= ends(found)
    hubs = ("a030", earliest)
    assert {frozenset((article, hub)) for article in texts for hub in hubs if article != hub} <= ends(longer)
    assert len(found) == len(ends(found)) <= 60 * (settings.chain_neighbours + 3)


def ends(found):
    """Return the two articles of each pair."""
    return {frozenset(pair[:2]) for pair in found}


def test_a_footer_above_the_cap_pairs_nothing():
    """
    What many pages share at their foot is no candidate by itself.
    """
    rng = random.Random(3)
    footer = " ".join(f"footer{i}" for i in range(30))
    texts = {f"a{i:03d}": " ".join(f"w{rng.randrange(10**7)}" for _ in range(200)) + " " + footer for i in range(40)}

    assert [] == pairs(texts, replace(SETTINGS, max_gram_articles=10))


@pytest.mark.parametrize("settings", [SETTINGS, replace(SETTINGS, sample_one_in=4)])
def test_names_and_reserved_words_are_qualified(settings):
    """
    No double quotes: Spark reads them as a string.
    """
    assert '"' not in candidate_pairs_sql(settings) + common_grams_sql(settings) + PAIR_TEXTS_SQL


def test_pair_texts_hold_both_texts_and_their_compared_stretches():
    """
    The stretches are those of `reuse_content`.
    """
    texts = {"a": WORKSHOP, "b": COPY}
    connection = duckdb.connect()
    content = content_table(texts)
    connection.register("texts", texts_table(texts))
    connection.register("reuse_content", content)
    row = {"article_a": "a", "article_b": "b", "shared": 9}
    connection.register("candidate_pairs", STAGE_TABLES["candidate_pairs"].rows([row]))

    (pair,) = connection.sql(PAIR_TEXTS_SQL).to_arrow_table().to_pylist()

    assert WORKSHOP == pair["text_a"]
    assert [pair["content_a"], pair["content_b"]] == content.column("spans").to_pylist()


def test_a_day_without_an_hour_is_not_earlier_than_an_hour_of_it():
    """
    A text of that day may be from its evening: all copies meet the one that is surely as early as any.
    """
    settings = replace(SETTINGS, max_gram_articles=20)
    texts = {f"a{i:03d}": WORKSHOP for i in range(60)}
    published = {article: START + timedelta(hours=1, minutes=i) for i, article in enumerate(texts)}
    published["a033"] = START

    found = pairs(texts, settings, published, {"a033": "day"})

    assert {frozenset((article, "a000")) for article in texts} - {frozenset(("a000",))} <= ends(found)
