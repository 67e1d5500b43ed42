"""Edges of families: which passages make relatives; versions of a page are of one family, whatever they share."""

import duckdb
import pytest

from retold.reuse.families import FAMILY_EDGES_SQL, PAGE_EDGES_SQL
from retold.tables import STAGE_TABLES
from tests.reuse_rows import fields_table


def edges(pages):
    """The edges between articles, given as a dict of article to page."""
    fields = {article: {"page": page} for article, page in pages.items() if page}
    with duckdb.connect() as connection:
        connection.register("article_fields", fields_table(pages, **fields))
        return sorted(connection.sql(PAGE_EDGES_SQL).fetchall())


def test_each_version_of_a_page_is_joined_to_the_least():
    """
    Articles without a page, and those alone on theirs, are joined to none.
    """
    assert [("a", "b"), ("a", "d")] == edges({"d": "p", "b": "p", "a": "p", "c": None, "e": "q"})


@pytest.mark.parametrize(("versions", "count"), [(12, 11), (13, 0)])
def test_a_page_of_too_many_versions_joins_none(versions, count):
    """
    It is a front page, or a live ticker.
    """
    assert count == len(edges({f"a{number:02d}": "p" for number in range(versions)}))


def relatives(probability, *, stories=("s1", "s2"), pages=(None, None), sites=(None, None), characters=(600, 600)):
    """Return the pairs of relatives among two articles with one passage of 60 characters."""
    place = {"begin_a": 0, "end_a": 60, "begin_b": 0, "end_b": 60}
    rows = {
        "passages": [{"article_a": "a", "article_b": "b", "probability": probability, **place}],
        "story_members": [{"article": name, "story": story} for name, story in zip("ab", stories, strict=True)],
        "article_fields": [{"article": name, "page": page} for name, page in zip("ab", pages, strict=True)],
        "article_sites": [{"article": name, "site": site} for name, site in zip("ab", sites, strict=True)],
        "story_shapes": [{"article": name, "characters": size} for name, size in zip("ab", characters, strict=True)],
    }
    with duckdb.connect() as connection:
        for name, told in rows.items():
            connection.register(name, STAGE_TABLES[name].rows(told))
        return connection.sql(FAMILY_EDGES_SQL).fetchall()


def test_an_asserted_passage_makes_relatives():
    """
    Whatever story and page the two are of.
    """

    assert [("a", "b")] == relatives(0.5)


def test_a_stock_phrase_makes_none():
    """
    Else all reports of one ministry would be one family.
    """

    assert [] == relatives(0.4)


@pytest.mark.parametrize("known", [{"stories": ("s1", "s1")}, {"pages": ("p", "p")}])
def test_within_a_story_or_a_page_a_few_words_do(known):
    """
    A quotation of nine words that both have is one of a relative.
    """

    assert [("a", "b")] == relatives(0.2, **known)


@pytest.mark.parametrize(
    ("sites", "characters", "stories", "found"),
    [
        (("Fen Post", "Fen Post"), (121, 900), ("s1", "s2"), []),
        (("Fen Post", "Fen Post"), (120, 900), ("s1", "s2"), [("a", "b")]),
        (("Fen Post", "Fen Post"), (900, 900), ("s1", "s1"), [("a", "b")]),
        (("Fen Post", "Lund Post"), (900, 900), ("s1", "s2"), [("a", "b")]),
        ((None, None), (900, 900), ("s1", "s2"), [("a", "b")]),
    ],
)
def test_what_a_site_puts_under_texts_of_different_stories_makes_none(sites, characters, stories, found):
    """
    A line about the author, what happened so far: less than half of the shorter text, on one site.
    """
    assert found == relatives(0.9, sites=sites, characters=characters, stories=stories)
