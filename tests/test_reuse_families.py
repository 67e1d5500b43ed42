"""Edges of families: which passages make relatives; versions of a page are of one family, whatever they share."""

import random

import duckdb
import pytest

from retold.reuse.families import FAMILY_EDGES_SQL, PAGE_EDGES_SQL
from retold.settings import Settings
from retold.tables import STAGE_TABLES
from tests.parts import Parts
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


def relatives(
    probability, *, stories=("s1", "s2"), pages=(None, None), sites=(None, None), characters=(600, 600), aside=(0, 0)
):
    """Return the pairs of relatives among two articles with one passage of 60 characters."""
    place = {"begin_a": 0, "end_a": 60, "begin_b": 0, "end_b": 60}
    rows = {
        "passages": [{"article_a": "a", "article_b": "b", "probability": probability, **place}],
        "story_members": [{"article": name, "story": story} for name, story in zip("ab", stories, strict=True)],
        "article_fields": [{"article": name, "page": page} for name, page in zip("ab", pages, strict=True)],
        "article_sites": [{"article": name, "site": site} for name, site in zip("ab", sites, strict=True)],
        "story_shapes": [{"article": name, "characters": size} for name, size in zip("ab", characters, strict=True)],
        "set_aside": [{"article": name, "begin": 0, "end": size} for name, size in zip("ab", aside, strict=True)],
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
        (("Fen Post", "Fen Post"), (181, 900), ("s1", "s2"), []),
        (("Fen Post", "Fen Post"), (180, 900), ("s1", "s2"), [("a", "b")]),
        (("Fen Post", "Fen Post"), (900, 900), ("s1", "s1"), [("a", "b")]),
        (("Fen Post", "Lund Post"), (900, 900), ("s1", "s2"), [("a", "b")]),
        ((None, None), (900, 900), ("s1", "s2"), [("a", "b")]),
    ],
)
def test_what_a_site_puts_under_texts_of_different_stories_makes_none(sites, characters, stories, found):
    """
    A line about the author, what happened so far: less than a third of either text, on one site.
    """
    assert found == relatives(0.9, sites=sites, characters=characters, stories=stories)


@pytest.mark.parametrize(("aside", "found"), [((0, 0), []), ((719, 700), []), ((0, 720), [("a", "b")])])
def test_what_is_set_aside_is_no_part_of_a_text(aside, found):
    """
    A passage of 60 characters is a third of the 180 that are left of 900.
    """
    assert found == relatives(0.9, sites=("Fen Post", "Fen Post"), characters=(900, 900), aside=aside)


ARTICLES = tuple(f"a{number}" for number in range(8))
READ = ("passages", "set_aside", "story_members", "story_shapes", "article_fields")


def random_passage(chance):
    """Return a passage of two articles, asserted or not, that is a large or a small part of them."""
    a, b = sorted(chance.sample(ARTICLES, 2))
    begin, (length_a, length_b) = chance.choice([0, 100]), chance.choices([20, 30, 40, 61], k=2)
    return {
        "article_a": a,
        "article_b": b,
        "probability": chance.choice([0.2, 0.5, 0.9, 0.9]),
        **{"begin_a": begin, "end_a": begin + length_a, "begin_b": begin, "end_b": begin + length_b},
    }


def random_row(name, article, chance):
    """Return a row of an article: its story, its size, its page and outlet, or what is set aside of it."""
    begin = chance.choice([0, 400])
    return {"article": article} | {
        "set_aside": {"begin": begin, "end": begin + chance.choice([60, 120, 210, 350])},
        "story_members": {"story": chance.choice("stuvwxy")},
        "story_shapes": {"characters": chance.choice([121, 181, 240, 400])},
        "article_fields": {
            "page": chance.choice([*[None] * 4, "p", "q"]),
            "outlet": chance.choice([None, "Lund", *["Fen"] * 9]),
        },
    }[name]


def key_of(row):
    """Return the key of a row of any of the tables."""
    return tuple(
        row[name] for name in ("article", "begin", "article_a", "article_b", "begin_a", "begin_b") if name in row
    )


def change_one(rows, name, chance):
    """Let one row of a table come, go, or be another: passages and what is set aside go, all else every article has."""
    row = random_passage(chance) if name == "passages" else random_row(name, chance.choice(ARTICLES), chance)
    if name in ("passages", "set_aside") and rows and chance.random() < 0.5:
        del rows[chance.choice(sorted(rows))]
    else:
        rows[key_of(row)] = row


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("changing", [*((name,) for name in READ), READ], ids=[*READ, "all"])
def test_what_a_change_touches_is_found_as_in_the_whole(changing, seed):
    """
    Passages, stories, sizes, pages and sites, and what is set aside: each alone, and all of them.
    """
    chance = random.Random(seed)
    parts = Parts(Settings())
    tables = {name: {(a,): random_row(name, a, chance) for a in ARTICLES} for name in READ[2:]}
    tables["set_aside"] = {}
    tables["passages"] = {key_of(row): row for row in (random_passage(chance) for _ in range(20))}
    seen = []
    for step in range(15):
        for name in READ:
            parts.put(name, [tables[name][key] for key in sorted(tables[name])])
        for name in ("article_sites", "family_edges"):
            parts.bring_up(name)
        seen.append(parts.held("family_edges"))
        assert parts.whole("family_edges") == seen[-1], step
        parts.forget()
        for name in changing * 3:
            change_one(tables[name], name, chance)

    assert len({repr(each) for each in seen}) > 1
