"""Tests of `retold.stories.links`: the probability that two articles tell of one happening."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from retold.settings import StoriesSettings
from retold.stories.links import story_links
from retold.tables import STAGE_TABLES

SETTINGS = StoriesSettings()
NOON = datetime(2031, 3, 3, 12, tzinfo=UTC)
LIKE = {"names": 6000, "numbers": 3000, "leads": 4000}


def link(*, days=None, shared=0, length=1000, told=0, **cosines):
    """Return the link of a pair; `days` apart where given."""
    row = {"names": 0, "numbers": 0, "leads": 0, **cosines, "article_a": "a", "article_b": "b"}
    row |= {"passage_characters": shared, "content_characters": length, "told_numbers": told}
    if days is not None:
        row |= {"published_a": NOON, "published_b": NOON + timedelta(days=days)}
    (found,) = story_links(STAGE_TABLES["story_similarities"].rows([row]), settings=SETTINGS).to_pylist()
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

    assert all(link(**(LIKE | {name: value + 1000}))["score"] > before for name, value in LIKE.items())


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

    assert found["days_apart"] is None
    assert found["score"] == found["timeless_score"]
    assert "time" not in {reason["kind"] for reason in found["evidence"]}


def test_time_speaks_against_more_and_more():
    """
    The farther apart, the less probable.
    """
    scores = [link(days=days, **LIKE)["score"] for days in (0.2, 2, 4, 6.9, 7)]

    assert sorted(scores, reverse=True) == scores


def test_a_text_without_content_is_no_error():
    """
    Nothing shared of nothing is nothing.
    """

    assert link(shared=10, length=0)["score"] < 0.01


def test_the_evidence_gives_each_reason_its_weight():
    """
    What speaks for a link stands beside it.
    """
    found = link(days=0.1, shared=500, **LIKE)

    assert {"names", "numbers", "leads", "passages", "time"} == {reason["kind"] for reason in found["evidence"]}


def test_the_same_words_with_other_figures_are_no_reprint():
    """
    A monthly report fills in a form: shared text counts as far as the numbers agree, and then speaks against.
    """
    like = {"names": 9000, "leads": 6000, "shared": 900}

    assert link(days=30, numbers=9000, told=6, **like)["score"] > 0.5
    assert link(days=30, numbers=1000, told=6, **like)["score"] < 0.01


def test_numbers_that_hardly_stand_there_say_nothing_against():
    """
    A copy that drops its only figure is a copy.
    """
    assert link(shared=900, told=1)["score"] == link(shared=900, told=0)["score"]
