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
    row |= {"shared_slots": 0, "agreeing_slots": 0, "swapped": 0, "kept": 0}
    row |= {"swapped_numbers": 0, "kept_numbers": 0, "swapped_days": 0, "named_days": 0, "crowd": 1}
    row |= {"shared_names": more.get("told_names", 0), "shared_numbers": more.get("told_numbers", 0)}
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

    assert link(days=days, shared=400, **LIKE)["score"] < 0.5 < link(shared=400, **LIKE)["score"]


def test_a_reprint_tells_of_the_same_happening():
    """
    The same text a year later is no other happening.
    """

    assert link(days=365, shared=950, names=9500, numbers=9500, leads=9500)["score"] > 0.5


def test_a_date_that_is_not_stated_says_nothing():
    """
    No date, no weight for time.
    """

    assert link(**LIKE)["minutes_apart"] is None
    assert link(days=6, **LIKE)["score"] < link(**LIKE)["score"] < link(days=0.5, **LIKE)["score"]


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


@pytest.mark.parametrize(
    "told",
    [
        {"numbers_apart": 10_000, "told_numbers": 2, "shared_numbers": 0, "told_names": 3},
        {"names_apart": 7000, "told_names": 4, "shared_names": 1},
    ],
)
def test_other_names_or_figures_on_another_day_speak_against(told):
    """
    On the same day two reporters ask different people; days later it is another happening.
    """
    likeness = {"names": 5000, "leads": 5000} | told

    assert link(days=3, **likeness)["score"] < 0.1 < link(days=0.5, **likeness)["score"]


@pytest.mark.parametrize("shared", [1.0, 0.8])
def test_names_and_numbers_in_the_places_of_others_make_a_form_of_shared_words(shared):
    """
    A copy drops some and adds some; where each has its own, however few, somebody has filled in a form.
    """
    words = {"days": 0.5, "shared": round(1000 * shared), "names": 7000, "numbers": 6000, "leads": 8000}
    copy = words | {"told_names": 4, "shared_names": 4, "told_numbers": 2, "shared_numbers": 2, "kept": 6}
    form = copy | {"shared_names": 2, "shared_numbers": 0, "kept": 2, "swapped": 4}

    assert link(**form)["score"] < link(**copy)["score"]
    assert link(**(form | {"names": 0}))["score"] < 0.5 < link(**(copy | {"names": 0}))["score"]


def test_a_form_may_keep_its_people():
    """
    Two polls on the same candidates: all names are kept, and nearly all numbers are others; an update changes one.
    """
    poll = {"days": 2, "shared": 900, "names": 6000, "leads": 6000, "numbers": 6000, "told_names": 6}

    assert link(**poll, kept=7, swapped=2, kept_numbers=1, swapped_numbers=2)["score"] < 0.5
    assert link(**poll, kept=8, swapped=1, kept_numbers=2, swapped_numbers=1)["score"] > 0.5


def test_a_form_speaks_against_more_than_its_likeness_speaks_for():
    """
    Names, numbers and leads of a form are alike because it is one. One other number is an update's, or a copy's slip.
    """
    alike = {"days": 0.5, "shared": 900, "names": 8000, "numbers": 6000, "leads": 9000, "told_names": 4, "kept": 2}
    form = alike | {"swapped": 4, "shared_names": 2}

    assert link(**form, swapped_numbers=2)["score"] < 0.5 < link(**form, swapped_numbers=1)["score"]
    assert link(**form)["score"] < link(**alike)["score"]


def test_another_day_in_the_same_words_makes_them_a_form():
    """
    No desk puts Tuesday for Monday and changes nothing else: with a name or number besides, it is another happening. A
    copy that keeps much more may have one name in another spelling.
    """
    told = {"days": 1, "shared": 900, "names": 6000, "leads": 6000, "kept": 6}

    assert link(**told, swapped=1, swapped_days=1)["score"] < 0.5
    assert link(**told, swapped=1)["score"] > 0.5 < link(**told, swapped_days=1)["score"]
    assert link(**(told | {"kept": 20}), swapped=1, swapped_days=1)["score"] > 0.5


def test_a_copy_may_tell_much_besides():
    """
    Where what is shared keeps its names and numbers, other numbers elsewhere in the texts say nothing.
    """
    told = {"days": 0.5, "shared": 600, "told_numbers": 4, "numbers": 0, "told_names": 9, "shared_names": 6}

    assert link(**told, kept=8)["score"] > 0.5 > link(**told, kept=1, swapped=2)["score"]


def test_other_numbers_of_the_same_things_speak_against():
    """
    Twelve dead here and forty there; where other numbers agree, one of them may have risen.
    """
    none, some, all_ = (link(**LIKE, shared_slots=3, agreeing_slots=agreeing)["score"] for agreeing in (0, 2, 3))

    assert none < link(**LIKE)["score"] < all_
    assert none < some < all_


def test_days_of_the_week_speak_for_and_against():
    """
    With and without stated dates.
    """
    for dated in ({}, {"days": 0.9}):
        same, other = link(**dated, **LIKE, named_days=1)["score"], link(**dated, **LIKE, named_days=-1)["score"]

        assert other < link(**dated, **LIKE)["score"] < same


def test_other_days_and_numbers_are_no_hindrance_to_going_on():
    """
    A later piece of an affair names other days and has other figures.
    """
    affair = {"names": 8500, "names_apart": 1000, "told_names": 5, "leads": 5000}

    assert link(days=9, **affair, numbers_apart=10_000, told_numbers=3, named_days=-1, shared_slots=3)["goes_on"]


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
    affair = {"names": 8500, "names_apart": 1000, "told_names": 5, "leads": 7000}

    assert link(days=30, **affair)["goes_on"]
    assert not link(days=30, **(affair | other))["goes_on"]


def test_what_returns_after_months_must_be_liker():
    """
    A quarter's figures name the same firm and head as the last one's.
    """
    affair = {"names": 7000, "names_apart": 1000, "told_names": 4, "leads": 3000}

    assert link(days=10, **affair)["goes_on"]
    assert not link(days=90, **affair)["goes_on"]


@pytest.mark.parametrize("weight", ["names", "numbers", "leads", "passages", "constant"])
def test_weights_that_were_fitted_elsewhere_are_heeded(weight):
    """
    The evaluation scores with weights of other topics, by the query of the builds.
    """
    pair = similarity(shared=500, told_names=5, names=6000, numbers=3000, leads=4000, names_apart=2000)
    less = replace(SHIPPED_WEIGHTS, **{weight: getattr(SHIPPED_WEIGHTS, weight) - 1.0})

    assert links([pair], less)[0]["score"] < links([pair])[0]["score"]
