"""A story told whole."""

from __future__ import annotations

from retold.telling.stories import tell_stories
from tests.careful_reader import HandMadeCorpus, careful_reader
from tests.small_affair import affair, tables


def test_a_story_is_called_by_its_speaker_and_channel():
    """
    Who spoke to whom.
    """
    (story,) = tell_stories(affair()).stories

    assert story.title == "Ida Holm (Norway, minister) to Alba"


def test_a_count_of_articles_stands_beside_its_origins():
    """
    Three articles, one origin, and a caution.
    """
    (story,) = tell_stories(affair()).stories

    assert story.counts == "3 articles, 1 origin; 1 statement told by more than one article, 1 origin"
    assert story.caution == "3 articles with one origin: they are not 3 independent sources here."


def test_independent_articles_need_no_caution():
    """
    Two reporters are two sources.
    """
    story = next(story for story in tell_stories(careful_reader()).stories if "prisoners" in story.title)

    assert (2, "") == (story.origins, story.caution)


def test_what_is_unknown_is_named():
    """
    Outlets and dates that nobody stated.
    """
    (story,) = tell_stories(affair()).stories

    assert story.unknown == ("Outlet not stated: 03", "Date not stated: 02, 03")


def test_a_story_without_quotations_goes_by_its_headline():
    """
    The early stages alone give a telling too.
    """
    (story,) = tell_stories(affair(quotations=[], statements=[], retellings=[])).stories

    assert story.title == "Minister speaks"


def test_a_limit_tells_the_largest_and_counts_all():
    """
    Most articles before fewer.
    """
    telling = tell_stories(careful_reader(), limit=1)

    assert ([8], 6) == ([len(story.articles) for story in telling.stories], telling.stories_in_all)


def test_an_empty_store_has_no_story():
    """
    And no error.
    """
    assert () == tell_stories(HandMadeCorpus()).stories


def test_a_story_that_goes_on_names_the_one_before():
    """
    Only where it is probable enough.
    """
    rows = [{**tables()["stories"][0], "follows": "sx", "probability": 0.9}]

    assert tell_stories(affair(stories=rows)).stories[0].follows == "Goes on from: sx"
