"""Tests of `retold.stories.titles`: what a story is called."""

from __future__ import annotations

import pytest

from retold.stories.titles import contents_of, title_of
from retold.tables import STAGE_TABLES

FIRE = "A fire destroyed the paper mill of Dastra on Monday, killing two workers."
MORNING = "Two workers of the paper mill in Dastra did not come home: a fire took the hall on Monday."


def titled(*articles, outlet=None):
    """Return the title of a story of (title, text), most central first."""
    names = [f"a{i}" for i, _ in enumerate(articles)]
    fields = {name: {"title": title, "outlet": outlet} for name, (title, _) in zip(names, articles, strict=True)}
    return title_of(names, fields, {name: text for name, (_, text) in zip(names, articles, strict=True)})


@pytest.mark.parametrize(
    "other", ["A morning in grey", "“We heard nothing”", "Who lit the match?", "Correction: the hall at the river"]
)
def test_the_title_says_what_the_other_articles_need(other):
    """
    A teaser, a quotation, a question and a correction do not name a story, however central their articles.
    """

    assert "Fire destroys paper mill in Dastra" == titled(
        (other, MORNING), ("Fire destroys paper mill in Dastra", FIRE), ("Dastra mourns", MORNING)
    )


def test_of_equal_titles_that_of_the_most_central_article_is_taken():
    """
    A story of one article has its title.
    """

    assert "Fire in Dastra" == titled(("Fire in Dastra", FIRE), ("Dastra in fire", FIRE))
    assert "What now?" == titled(("What now?", FIRE))


def test_the_name_of_an_outlet_is_no_title():
    """
    Pages whose title is merely the house's leave the name to others.
    """

    assert "Fire in Dastra" == titled(("Dastra Post", FIRE), ("Fire in Dastra", FIRE), outlet="Dastra Post")


def test_without_any_title_the_beginning_of_a_text_is_cut_at_a_word():
    """
    Content only: menus name no story.
    """
    text = (
        "Home | News\n\nThe ferry Simorgh burned to the waterline on Thursday morning while many watched it from land."
    )
    blocks = [
        {"article": "a0", "begin": 0, "end": 11, "role": "link"},
        {"article": "a0", "begin": 13, "end": len(text), "role": "body"},
    ]
    contents = contents_of(
        STAGE_TABLES["texts"].rows([{"article": "a0", "text": text}]), STAGE_TABLES["blocks"].rows(blocks)
    )

    title = title_of(["a0"], {"a0": {"title": None, "outlet": None}}, contents)

    assert "The ferry Simorgh burned to the waterline on Thursday morning while many …" == title
    assert title_of(["a0"], {}, {}) is None
