"""Tests of `retold.stories.links`: the probability that two articles tell of one happening."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest

from retold.settings import StoriesSettings
from retold.stories.links import SHIPPED_WEIGHTS, story_links_sql
from retold.tables import STAGE_TABLES

SETTINGS = StoriesSettings()
DAY = 1_440
LIKE = {"names": 6000, "numbers": 3000, "leads": 4000, "names_apart": 2000}


def similarity(*, days=None, shared=0, length=1000, names=0, numbers=0, **more):
    """Return a row of `story_similarities`; `days` apart where given."""
    row = {"article_a": "a", "article_b": "b", "leads": 0, "leads_apart": 0, "names_apart": 0, "numbers_apart": 0}
    row |= {"passage_characters": shared, "content_characters": length, "told_names": 0, "told_numbers": 0}
    return {
        **row,
        "names": names,
        "numbers": numbers,
        "minutes_apart": None if days is None else round(days * DAY),
        **more,
    }


def links(rows, weights=SHIPPED_WEIGHTS):
    """Return the rows of `story_links` for rows of `story_similarities`, by their first articles."""
    with duckdb.connect() as connection:
        connection.register("story_similarities", STAGE_TABLES["story_similarities"].rows(rows))
        found = connection.sql(story_links_sql(SETTINGS, weights)).to_arrow_table()
    assert STAGE_TABLES["story_links"].schema.names == found.schema.names

    return sorted(found.cast(STAGE_TABLES["story_links"].schema).to_pylist(), key=lambda row: row["article_a"])


def link(**likeness):
    """Return the link of one pair."""
    (found,) = links([similarity(**likeness)])
    return found


def test_like_articles_are_linked_and_unlike_ones_are_not():
    """
    Names, numbers and leads speak for one happening.
    """

    assert link()["score"] < 0.01
    assert link(**LIKE)["score"] > 0.5


def test_more_of_anything_never_speaks_against():
    """
    Every likeness adds.
    """
    before = link(**LIKE)["score"]

    assert all(link(**(LIKE | {name: LIKE[name] + 1000}))["score"] > before for name in ("names", "numbers", "leads"))


@pytest.mark.parametrize("days", [8, 31, 365])
def test_look_alikes_far_apart_stay_apart(days):
    """
    Monthly figures read alike; the days between them decide.
    """
    found = link(days=days, shared=400, **LIKE)

    assert found["score"] < 0.5 < found["timeless_score"]


def test_a_reprint_tells_of_the_same_happening():
    """
    The same text a year later is no other happening.
    """

    assert link(days=365, shared=950, names=9500, numbers=9500, leads=9500)["score"] > 0.5


def test_a_date_that_is_not_stated_says_nothing():
    """
    No date, no weight for time.
    """
    found = link(**LIKE)

    assert found["minutes_apart"] is None
    assert found["score"] == found["timeless_score"]


def test_time_speaks_against_more_and_more():
    """
    The farther apart, the less probable.
    """
    scores = [link(days=days, **LIKE)["score"] for days in (0.2, 2, 4, 6.9, 7)]

    assert sorted(scores, reverse=True) == scores


@pytest.mark.parametrize("told", [{"numbers": 0, "told_numbers": 3}, {"names_apart": 9000, "told_names": 3}])
def test_the_same_words_with_other_names_or_figures_are_a_form_filled_in(told):
    """
    What two match reports share speaks against one match when clubs or goals differ.
    """
    alike = {"days": 0.5, "shared": 900, "leads": 5000}

    assert link(**alike, **told)["score"] < 0.1 < 0.9 < link(**alike)["score"]


@pytest.mark.parametrize("told", [{"numbers_apart": 10_000, "told_numbers": 2}, {"names_apart": 7000, "told_names": 2}])
def test_other_names_or_figures_on_another_day_speak_against(told):
    """
    On the same day two reporters ask different people; days later it is another happening.
    """
    likeness = {"names": 6500, "leads": 6000} | told

    assert link(days=3, **likeness)["score"] < 0.1 < link(days=0.5, **likeness)["score"]


def test_a_text_without_content_is_no_error():
    """
    Nothing shared of nothing is nothing.
    """

    assert link(shared=10, length=0)["score"] < 0.01


def test_a_later_piece_in_its_own_words_goes_on():
    """
    The same people and affair beyond the days of one happening.
    """
    affair = {"names": 8500, "names_apart": 1000, "told_names": 5, "leads": 5000}

    assert link(days=9, **affair)["goes_on"]
    assert not link(days=2, **affair)["goes_on"]
    assert not link(**affair)["goes_on"]


@pytest.mark.parametrize("other", [{"shared": 900, "numbers": 6000}, {"names_apart": 6000}, {"told_names": 1}])
def test_a_form_filled_in_anew_does_not_go_on(other):
    """
    Nor does a piece about other people, or one that names nobody.
    """
    affair = {"names": 8500, "names_apart": 1000, "told_names": 5, "leads": 7000} | other

    assert not link(days=30, **affair)["goes_on"]


@pytest.mark.parametrize("weight", ["names", "numbers", "leads", "passages", "constant"])
def test_weights_that_were_fitted_elsewhere_are_heeded(weight):
    """
    The evaluation scores with weights of other topics, by the query of the builds.
    """
    pair = similarity(shared=500, told_names=5, names=6000, numbers=3000, leads=4000, names_apart=2000)
    less = replace(SHIPPED_WEIGHTS, **{weight: getattr(SHIPPED_WEIGHTS, weight) - 1.0})

    assert links([pair], less)[0]["score"] < links([pair])[0]["score"]
