"""Which stories are alike by who speaks in them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from retold.web.speaking import speaking, speaking_in

_COUNTED = """select o.story, sum(s.quotations * o.quotations) as shared from story_speakers s join story_speakers o
    on o.speaker = s.speaker where s.story = ? and o.story <> s.story group by o.story
    order by shared desc, o.story limit ?"""


@pytest.mark.parametrize("most", [1, 6])
def test_they_are_those_that_the_store_would_count(example_corpus, most):
    """
    By quotations here times quotations there, summed over speakers; of equals the lesser id first.
    """
    stories = example_corpus.ask("select s.story from stories s order by 1").column(0).to_pylist()
    counted = [example_corpus.ask(_COUNTED, [story, most]).column(0).to_pylist() for story in stories]

    assert counted == [speaking(example_corpus).alike(story, most) for story in stories]


def of_rows(*rows):
    return speaking_in(pa.table(list(zip(*sorted(rows), strict=True)), names=["story", "speaker", "quotations"]))


def test_those_who_speak_more_often_count_more():
    """
    Three quotations here and two there are six.
    """
    found = of_rows(("s1", "a", 3), ("s1", "b", 1), ("s2", "b", 5), ("s3", "a", 2), ("s4", "c", 9))

    assert ["s3", "s2"] == found.alike("s1", 6)
    assert ["s3"] == found.alike("s1", 1)


def test_of_equals_the_lesser_ids_come_first():
    """
    Whichever fit.
    """
    found = of_rows(*((f"s{number}", "a", 1) for number in range(9)))

    assert ["s0", "s1", "s2"] == found.alike("s8", 3)


def test_a_story_without_speakers_is_like_none():
    """
    Nor is one that the store does not hold.
    """
    assert [] == of_rows(("s1", "a", 3)).alike("s2", 6)
