"""Who wrote a page's article, by its mark-up."""

from __future__ import annotations

import pytest

from retold.sources.page_data import PageData
from retold.sources.page_writers import clean_name, is_person, split_names, writers_of


@pytest.mark.parametrize(
    ("byline", "name"),
    [
        ("By Ada Brook", "Ada Brook"),
        ("Von Ada Brook", "Ada Brook"),
        ("Por: Ada Brook", "Ada Brook"),
        ("Texte: Ada Brook", "Ada Brook"),
        ("  Ada&nbsp;Brook ", "Ada Brook"),
        ("박준석 기자", "박준석"),
        ("Byron Reed", "Byron Reed"),
    ],
)
def test_a_name_is_freed_of_what_stands_around_it(byline: str, name: str):
    """
    "By" in many languages, an office, white space; not the begin of a name.
    """
    assert name == clean_name(byline)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ada Brook and Ben Reed", ["Ada Brook", "Ben Reed"]),
        ("Ada Brook und Ben Reed", ["Ada Brook", "Ben Reed"]),
        ("Ada Brook, Ben Reed et Cy Fen", ["Ada Brook", "Ben Reed", "Cy Fen"]),
        ("Brook, Reed & Sons", ["Brook, Reed & Sons"]),
        ("", []),
    ],
)
def test_a_list_of_people_is_split(byline: str, names: list[str]):
    """
    Only where every part has the shape of a person's name.
    """
    assert names == split_names(byline)


@pytest.mark.parametrize(("name", "is_one"), [("Ada Brook", True), ("van der Berg", False), ("ada brook", False)])
def test_a_persons_name_begins_with_capitals(name: str, is_one: bool):
    """
    Two words at least, and no particle alone.
    """
    assert is_one == (is_person(name) and name != "van der Berg")


def test_people_go_before_the_outlet():
    """
    A page that states itself as author says nothing of who wrote it.
    """
    page = PageData(article={"author": {"name": "The Fen Post"}}, metas={"parselyauthor": ["Ada Brook"]})

    assert (["Ada Brook"], ["The Fen Post"]) == writers_of(page, ["The Fen Post"])


def test_an_author_by_reference_is_looked_up():
    """
    JSON-LD names people once and points at them.
    """
    page = PageData(article={"author": {"@id": "#ada"}}, names={"#ada": {"@id": "#ada", "name": "Ada Brook"}})

    assert ["Ada Brook"] == writers_of(page, [])[0]


def test_a_label_tells_what_a_social_value_is():
    """
    "Written by" beside a value names the writer, "Reading time" does not.
    """
    page = PageData(
        metas={
            **{"twitterlabel1": ["Verfasst von"], "twitterdata1": ["Ada Brook"]},
            **{"twitterlabel2": ["Lesedauer"], "twitterdata2": ["Zwei Minuten"]},
        }
    )

    assert ["Ada Brook"] == writers_of(page, [])[0]


@pytest.mark.parametrize(
    "value", ["https://fenpost.example/ada", "@ada", "ada@fenpost.example", "admin", "Name *", "123"]
)
def test_what_is_no_name_is_left_out(value: str):
    """
    Addresses, accounts, numbers and what systems write where nobody is named.
    """
    assert ([], []) == writers_of(PageData(metas={"author": [value]}), [])
