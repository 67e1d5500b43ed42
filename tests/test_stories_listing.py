"""Tests of `retold.stories.listing`: titles, members and what follows what."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from retold.settings import StoriesSettings
from retold.stories import listing
from retold.stories.listing import stories, story_articles, story_successions_sql
from retold.tables import STAGE_TABLES

SETTINGS = StoriesSettings()
MARCH, APRIL = datetime(2031, 3, 3, tzinfo=UTC), datetime(2031, 4, 3, tzinfo=UTC)


def link(a, b, score, *, leads=1.0, **more):
    """Return a row of `story_links`."""
    likeness = round(leads * 10_000)
    return {"article_a": a, "article_b": b, "score": score, "likeness": likeness, **more}


def listed(articles, *, links=(), fields=(), texts=(), blocks=(), successions=()):
    """Return the row of the story `sa` with these articles."""
    (row,) = stories(
        STAGE_TABLES["story_members"].rows({"article": article, "story": "sa"} for article in articles),
        STAGE_TABLES["article_fields"].rows(fields),
        STAGE_TABLES["story_links"].rows(links),
        STAGE_TABLES["texts"].rows(texts),
        STAGE_TABLES["blocks"].rows(blocks),
        STAGE_TABLES["story_successions"].rows(successions),
        settings=SETTINGS,
    ).to_pylist()
    return row


def test_the_title_is_that_of_the_article_most_like_the_others():
    """
    Not the first, not the longest: the one in the middle.
    """
    fields = [{"article": article, "title": f"Title of {article}"} for article in "abc"]
    links = [link("a", "b", 0.9, leads=3.0), link("b", "c", 0.9, leads=3.0), link("a", "c", 0.9, leads=1.0)]

    assert "Title of b" == listed("abc", links=links, fields=fields)["title"]


def test_an_article_without_a_title_lends_none():
    """
    The next in the middle that has one is taken.
    """
    fields = [{"article": "a", "title": "A ferry burns"}, {"article": "b", "title": None}]

    assert "A ferry burns" == listed("ab", links=[link("a", "b", 0.9)], fields=fields)["title"]


def test_without_any_title_the_text_begins_it():
    """
    The first content, cut at a word; a menu is no beginning.
    """
    text = "Home | News\n\nThe ferry Simorgh burned to the waterline on Thursday morning while many watched."
    blocks = [
        {"article": "a", "begin": 0, "end": 11, "role": "link"},
        {"article": "a", "begin": 13, "end": len(text), "role": "body"},
    ]
    title = listed("a", texts=[{"article": "a", "text": text}], blocks=blocks)["title"]

    assert title.startswith("The ferry Simorgh burned")
    assert title.endswith("while many …")


def test_first_and_last_stated_times_are_given():
    """
    Articles without a date do not count.
    """
    fields = [
        {"article": "a", "published": APRIL},
        {"article": "b", "published": None},
        {"article": "c", "published": MARCH},
    ]
    row = listed("abc", fields=fields)

    assert (MARCH, APRIL, 3) == (row["first_published"], row["last_published"], row["articles"])


def succession(earlier, *, pairs=3, minutes=20_000, score=9500):
    """Return a row of `story_successions` of the story `sa`."""
    row = {"story": "sa", "earlier": earlier, "pairs": pairs, "minutes": minutes, "score": score}
    return row | {"article": "a", "earlier_article": earlier[1:]}


def test_a_story_follows_the_nearest_that_enough_pairs_speak_for():
    """
    One like pair for three articles; of several stages the last one is followed.
    """
    rows = [succession("sx", pairs=1, minutes=11_000), succession("sy"), succession("sz", pairs=4, minutes=40_000)]
    row = listed("abcdef", successions=rows)

    assert "sy" == row["follows"]
    assert ["follows"] == [reason["kind"] for reason in row["evidence"]]
    assert listed("abcdef", successions=rows[:1])["follows"] is None
    assert "sx" == listed("abc", successions=rows)["follows"]


def test_a_side_of_a_large_story_does_not_make_it_follow():
    """
    Two of nine articles that look like an earlier story are an aside.
    """
    rows = [succession("sx", pairs=2)]

    assert "sx" == listed("abcdef", successions=rows)["follows"]
    assert listed("abcdefghi", successions=rows)["follows"] is None


def test_only_time_parts_a_story_from_the_one_before():
    """
    The later story goes on from the earlier one, whichever article comes first in the pair.
    """
    with duckdb.connect() as connection:
        for name, rows in {
            "story_links": [
                link("a", "b", 0.0, leads=5.4, minutes_apart=45_000, goes_on=True),
                link("a", "c", 0.95, minutes_apart=45_000, goes_on=False),
            ],
            "story_members": [{"article": article, "story": f"s{article}"} for article in "abc"],
            "article_fields": [
                {"article": "a", "published": APRIL},
                {"article": "b", "published": MARCH},
                {"article": "c", "published": MARCH},
            ],
        }.items():
            connection.register(name, STAGE_TABLES[name].rows(rows))
        found = connection.sql(story_successions_sql(SETTINGS)).to_arrow_table().to_pylist()

    assert [("sa", "sb", 1, 5000)] == [(row["story"], row["earlier"], row["pairs"], row["score"]) for row in found]


def members(articles, links, vectors=()):
    """Return the rows of `story_articles` for one story, by article."""
    found = story_articles(
        STAGE_TABLES["story_members"].rows({"article": article, "story": "sa"} for article in articles),
        STAGE_TABLES["story_links"].rows(links),
        STAGE_TABLES["story_vectors"].rows(vectors),
        settings=SETTINGS,
    )
    return {row["article"]: row for row in found.to_pylist()}


def test_an_article_alone_is_not_inferred():
    """
    Nothing was found out about it: no probability, no evidence.
    """
    row = members("a", [])["a"]

    assert (None, []) == (row["probability"], row["evidence"])


def test_a_member_is_as_sure_as_its_nearest_links():
    """
    The mean of the best three, and never below what membership asserts.
    """
    links = [link("a", "b", 0.9), link("a", "c", 0.7), link("b", "c", 0.1), link("c", "d", 0.2)]
    found = members("abc", links)

    assert 0.8 == found["a"]["probability"]
    assert 0.5 == found["b"]["probability"]
    assert all(row["probability"] >= 0.5 for row in found.values())


def test_the_evidence_shows_shared_terms_where_they_stand():
    """
    The heaviest shared term points into the article itself.
    """
    vectors = [
        {"article": article, "kind": "name", "term": "simorgh", "weight": 8000, "begin": begin, "end": begin + 7}
        for article, begin in (("a", 4), ("b", 40))
    ]
    reasons = members("ab", [link("a", "b", 0.9)], vectors)["b"]["evidence"]

    assert ("b", 40, 47) in {(r["article"], r["begin"], r["end"]) for r in reasons if r["kind"] == "shared name"}


@pytest.mark.parametrize("at_most", [1, 2, 3])
def test_a_large_story_read_piece_by_piece_has_the_same_evidence(monkeypatch, at_most):
    """
    However few vectors are in memory at a time, and whatever order they come in.
    """
    vectors = [
        {"article": article, "kind": kind, "term": word, "weight": weight, "begin": weight, "end": weight + 3}
        for word, weight in (("ost", 300), ("kel", 500), ("sim", 400))
        for article, kind in (("a", "name"), ("b", "name"), ("c", "name"), ("d", "slot"))
    ]
    links = [link(one, other, 0.9) for one, other in ("ab", "bc", "ac", "ad")]
    expected = members("abcd", links, vectors)

    monkeypatch.setattr(listing, "_READ_AT_MOST", at_most)

    assert expected == members("abcd", links, vectors)
    assert 3 == sum(reason["kind"] == "shared name" for reason in expected["c"]["evidence"])
