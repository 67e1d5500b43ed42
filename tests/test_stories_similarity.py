"""Tests of `retold.stories.similarity`: vectors and cosines."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from retold.settings import StoriesSettings
from retold.stories.similarity import (
    UNIT,
    article_counts_sql,
    count_steps,
    frequency_steps,
    story_shapes_sql,
    story_similarities_sql,
    story_vectors_sql,
    term_frequencies_sql,
    term_weights,
)
from retold.tables import STAGE_TABLES
from tests.stories_rows import query

SETTINGS = StoriesSettings()
DAY = datetime(2031, 3, 3, tzinfo=UTC)


def vectors(terms, articles=4):
    """Return the rows of `story_vectors` for (article, kind, term, count, frequency)."""
    features = [
        {"article": article, "kind": kind, "term": word, "count": count, "begin": 0, "end": len(word)}
        for article, kind, word, count, _ in terms
    ]
    named = {(kind, word): frequency for _, kind, word, _, frequency in terms if kind != "slot"}
    frequencies = [
        {"kind": kind, "term": word, "frequency": frequency, "usual": frequency, "articles": articles}
        for (kind, word), frequency in sorted(named.items())
    ]
    weights = term_weights(STAGE_TABLES["term_frequencies"].rows(frequencies), settings=SETTINGS).to_pylist()
    return query("story_vectors", story_vectors_sql, story_features=features, term_weights=weights)


def vector(article, word, weight, *, kind="name", rank=None):
    """Return a row of `story_vectors`."""
    return {"article": article, "kind": kind, "term": word, "weight": weight, "rank": rank, "frequency": 2}


def shape(article, minute=None, days=0):
    """Return a row of `story_shapes`."""
    return {"article": article, "minute": minute, "characters": 100, "names": 3, "numbers": 3, "days": days}


def test_frequencies_are_powers_of_two_and_coarser_where_they_are_large():
    """
    A common term seldom moves, whoever joins.
    """
    steps = frequency_steps()

    assert [1, 2, 4, 8, 16, 32, 64, 256, 1024] == sorted(steps)[:9]
    assert all(step == value for step, value in steps.items())


def test_frequencies_are_rounded():
    """
    One more article moves a frequency only now and then, and the number of articles more seldom still.
    """
    features = [{"article": f"a{i}", "kind": "name", "term": "ostan", "count": 1} for i in range(5)]
    fields = [{"article": f"a{i}"} for i in range(9)]

    counts = query("article_counts", article_counts_sql, article_fields=fields)
    (row,) = query(
        "term_frequencies", term_frequencies_sql, story_features=features, article_fields=fields, article_counts=counts
    )

    assert (4, 16) == (row["frequency"], row["articles"])


def test_articles_without_a_date_are_no_period_of_their_own():
    """
    They count for how common a term is, and do not make it one of an affair.
    """
    features = [{"article": f"a{i:02}", "kind": "name", "term": "ostan", "count": 1} for i in range(64)]
    fields = [{"article": f"a{i:02}", "published": DAY if i < 2 else None} for i in range(64)]
    counts = [{"articles": 64, "usual_quarters": 3}]

    (row,) = query(
        "term_frequencies", term_frequencies_sql, story_features=features, article_fields=fields, article_counts=counts
    )

    assert (64, 64) == (row["frequency"], row["usual"])


def test_weights_of_a_kind_have_length_1():
    """
    Lengths are 1 within the rounding of whole numbers.
    """
    rows = vectors([("a", "name", word, i + 1, 1) for i, word in enumerate(["ostan", "kelar", "taheri"])])

    assert abs(UNIT**2 - sum(row["weight"] ** 2 for row in rows)) < UNIT * 3


def test_a_rare_name_weighs_more_than_a_country():
    """
    Even in a store where both stand once.
    """
    country, name = vectors([("a", "name", "iran", 1, 1), ("a", "name", "zarkovic", 1, 1)])

    assert country["weight"] < name["weight"]


def test_only_the_heaviest_terms_are_kept():
    """
    A list of a thousand names costs no more than one of `max_terms`.
    """
    rows = vectors([("a", "name", f"name{i:04}", 1, 1) for i in range(SETTINGS.max_terms + 50)])

    assert SETTINGS.max_terms == len(rows)


def test_only_terms_of_several_articles_find_pairs():
    """
    A term that one article has finds nobody, and one that too many have finds everybody.
    """
    rows = vectors(
        [
            ("a", "name", "once", 1, 1),
            ("a", "name", "twice", 1, 2),
            ("a", "name", "everywhere", 1, 128),
            ("a", "lead", "twice", 1, 2),
        ]
    )

    assert [("lead", "twice"), ("name", "twice")] == sorted(
        (row["kind"], row["term"]) for row in rows if row["rank"] is not None
    )


def test_the_heaviest_terms_may_find_pairs_within_days_where_they_are_too_common_otherwise():
    """
    Of those that others have, the sixteen heaviest; rare ones among them find pairs anytime.
    """
    terms = [("a", "name", f"rare{i:02}", 3, 2) for i in range(10)]
    terms += [("a", "name", f"common{i:02}", 1, 64) for i in range(10)] + [("a", "name", "alone", 9, 1)]

    found = {row["term"]: row["period_rank"] for row in vectors(terms, articles=1024)}

    assert {f"common{i:02}": 10 + i for i in range(6)} == {term: place for term, place in found.items() if place}


def test_large_stores_count_their_articles_more_finely():
    """
    A number that is twice too small would make common names say too little.
    """
    steps = count_steps()

    assert [(2048, 4096), (8192, 16_384), (24_576, 32_768), (49_152, 65_536)] == list(steps.items())[5:9]


def test_a_store_of_one_term_has_weights():
    """
    A term of all articles has a weight of 0 and does not divide by it.
    """
    (row,) = vectors([("a", "number", "3", 1, 1024)], articles=1)

    assert 0 <= row["weight"] <= UNIT


def test_minutes_run_on_over_years_and_leap_days():
    """
    Days are counted by a calendar that every engine can reckon.
    """
    times = [datetime(2031, 12, 31, 23, 59), datetime(2032, 1, 1), datetime(2032, 2, 28), datetime(2032, 3, 1)]
    fields = [{"article": f"a{i}", "published": time.replace(tzinfo=UTC)} for i, time in enumerate(times)]
    rows = query("story_shapes", story_shapes_sql, article_fields=fields, blocks=[], story_features=[])
    minutes = [row["minute"] for row in sorted(rows, key=lambda row: row["article"])]

    assert [1, 58 * 1440, 2 * 1440] == [later - earlier for earlier, later in pairwise(minutes)]


def test_cosines_are_sums_of_products():
    """
    Each kind by itself; what is apart is what the better told one lacks.
    """
    rows = [
        vector("a", "x", 6000),
        vector("b", "x", 5000),
        vector("a", "z", 8000),
        vector("b", "u", 8660),
        vector("a", "y", 8000, kind="lead"),
        vector("b", "y", 10_000, kind="lead"),
    ]
    passages = [{"article_a": "a", "begin_a": 0, "end_a": 30, "article_b": "b", "begin_b": 5, "end_b": 45}]

    (row,) = query(
        "story_similarities",
        story_similarities_sql,
        story_pairs=[{"article_a": "a", "article_b": "b", "shared": 2}],
        story_vectors=rows,
        passages=passages,
        story_shapes=[shape("a", 5), shape("b")],
    )

    assert (3000, 0, 8000) == (row["names"], row["numbers"], row["leads"])
    assert (6400, 10_000, 0) == (row["names_apart"], row["numbers_apart"], row["leads_apart"])
    assert (30, 100, 3) == (row["passage_characters"], row["content_characters"], row["told_numbers"])
    assert row["minutes_apart"] is None


def compared(rows, days_a=0, days_b=0):
    """Return the row of `story_similarities` of two articles with an asserted passage."""
    (row,) = query(
        "story_similarities",
        story_similarities_sql,
        story_pairs=[{"article_a": "a", "article_b": "b", "shared": 2}],
        story_vectors=rows,
        passages=[{"article_a": "a", "begin_a": 0, "end_a": 30, "article_b": "b", "begin_b": 5, "end_b": 45}],
        story_shapes=[shape("a", days=days_a), shape("b", days=days_b)],
    )
    return row


def test_terms_in_both_texts_are_counted():
    """
    Names, numbers, what numbers count, and how many are the same.
    """
    both = [
        ("name", "ostan"),
        ("name", "lind"),
        ("number", "12"),
        ("slot", "dead"),
        ("slot", "crown"),
        ("value", "dead 12"),
    ]
    rows = [vector(article, term, 100, kind=kind) for kind, term in both for article in "ab"]
    rows += [vector("a", "crown 40", 100, kind="value"), vector("b", "crown 60", 100, kind="value")]

    row = compared(rows)

    assert (2, 1) == (row["shared_names"], row["shared_numbers"])
    assert (2, 1) == (row["shared_slots"], row["agreeing_slots"])


def at(article, term, begin, *, kind="number"):
    """Return a row of `story_vectors` with its place."""
    return vector(article, term, 100, kind=kind) | {"begin": begin, "end": begin + len(term)}


def test_names_numbers_and_days_of_shared_passages_are_kept_or_swapped():
    """
    Of each side so many; days by themselves.
    """
    kept = [at("a", "ostan", 0, kind="name"), at("b", "ostan", 5, kind="name")]
    swapped = [
        at("a", "12", 10),
        at("b", "14", 15),
        at("a", "monday", 20, kind="day"),
        at("b", "friday", 30, kind="day"),
    ]

    row = compared(kept + swapped)

    assert (1, 1, 1, 0, 1) == tuple(
        row[name] for name in ("kept", "swapped", "swapped_numbers", "kept_numbers", "swapped_days")
    )


def test_what_is_told_beyond_a_passage_is_not_kept_in_it():
    """
    A background that repeats the figure before hides no other figure in the passage; a lead that tells it first does.
    """
    told = [at("a", "12", 10), at("b", "14", 15)]

    assert [1, 0] == [compared([*told, at("b", "12", begin)])["swapped"] for begin in (60, 0)]


def test_days_of_the_week_agree_if_one_is_the_same():
    """
    A text that names none says nothing.
    """
    monday, tuesday = 1, 2

    assert [1, 1, -1, 0] == [
        compared([], a, b)["named_days"]
        for a, b in ((monday, monday), (monday + tuesday, tuesday), (monday, tuesday), (monday, 0))
    ]


def test_shapes_tell_the_days_that_an_article_names():
    """
    Each day once, however often it is named.
    """
    named = [("day", "monday"), ("day", "sunday"), ("name", "ostan")]
    features = [{"article": "a", "kind": kind, "term": term, "count": 2} for kind, term in named]

    (row,) = query(
        "story_shapes", story_shapes_sql, article_fields=[{"article": "a"}], blocks=[], story_features=features
    )

    assert (1 + 64, 1) == (row["days"], row["names"])


def test_what_numbers_count_has_no_frequency_and_finds_no_pairs():
    """
    Such terms stand in the vectors with the weight 1.
    """
    found = [
        row for row in vectors([("a", "slot", "dead", 1, 2), ("a", "name", "ostan", 1, 2)]) if row["kind"] == "slot"
    ]

    assert [("dead", 10_000, None)] == [(row["term"], row["weight"], row["rank"]) for row in found]
