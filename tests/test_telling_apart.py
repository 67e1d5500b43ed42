"""What was kept apart and why."""

from __future__ import annotations

import pytest

from retold.telling.apart import shared_words
from retold.telling.holdings import Holdings
from retold.telling.stories import tell_stories
from tests.careful_reader import careful_reader
from tests.small_affair import affair


@pytest.fixture(scope="module")
def year_before():
    """The story of the other Farid, a year before."""
    return next(story for story in tell_stories(careful_reader()).stories if "Daneshvar" in story.title)


def test_the_nearest_story_is_named_with_what_both_share(year_before):
    """
    Similar headlines.
    """
    assert "shares the headline words “disarm”, “Khorvan”, “Monitors” and “valley”" in year_before.apart[0].sentence


@pytest.mark.parametrize("reason", ["other main speaker (Farid Daneshvar)", "369 days apart", "no shared passage"])
def test_the_reasons_against_joining_are_told(year_before, reason):
    """
    Other man, other year, no common text.
    """
    assert reason in year_before.apart[0].sentence


def test_a_story_alone_is_apart_from_nothing():
    """
    One story, no neighbour.
    """
    assert () == tell_stories(affair()).stories[0].apart


@pytest.mark.parametrize(
    ("figure", "told"),
    [
        ("28.90", "a passage of 12 words is shared, with other figures in it"),
        ("31.20", "a passage of 12 words is shared, no more"),
    ],
)
def test_a_form_filled_in_anew_is_told_by_its_figures(figure, told):
    """
    Weekly prices share all words but the figures.
    """
    first, later = (f"Cod fetched {each} crowns a kilo at the auction hall in Harn" for each in ("31.20", figure))
    held = Holdings(
        members={"sa": ["a"], "sb": ["b"]},
        articles={"a": {"text": first}, "b": {"text": later}},
        passages={("a", "b"): [{"begin_a": 0, "end_a": len(first), "begin_b": 0, "end_b": len(later)}]},
    )

    assert told == shared_words(held, "sa", "sb")
