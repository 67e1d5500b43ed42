"""Tests of `retold.actors.times.finding` and `extending`: which words are one expression."""

from __future__ import annotations

import time

import pytest

from retold.actors.times.finding import find_times


def found(text: str) -> list[str]:
    return [text[each.begin : each.end] for each in find_times(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expressions"),
    [
        ("He came late last year.", ["late last year"]),
        ("It ends by the end of March.", ["the end of March"]),
        ("It fell in the first half of next year.", ["the first half of next year"]),
        ("It took nearly two weeks.", ["nearly two weeks"]),
        ("It took more than a year.", ["more than a year"]),
        ("He lost the last three years.", ["the last three years"]),
        ("From 1995-98 and between May 5 and 10 it rained.", ["1995", "98", "May 5", "10"]),
        ("It lasted from 9 to 11 June 1997.", ["9", "11 June 1997"]),
        ("It was 9 a.m. Tuesday.", ["9 a.m. Tuesday"]),
        ("It was on the evening of March 3.", ["the evening of March 3"]),
        ("It starts at 7:30 tonight.", ["7:30 tonight"]),
        ("He waited six to eight hours.", ["six to eight hours"]),
        ("He came five or six weeks ago.", ["five or six weeks ago"]),
        ("They meet twice a week.", ["twice a week"]),
        ("It was hit, and hit another two weeks ago.", ["two weeks ago"]),
        ("It will take the next two to three weeks.", ["the next two to three weeks"]),
        ("In the early '60s and the late 70s.", ["the early '60s", "the late 70s"]),
        ("It opens at noon EST.", ["noon EST"]),
        ("This year's harvest beat last week's.", ["This year", "last week"]),
        ("A three-year contract, a yearlong fight.", ["three-year", "yearlong"]),
        ("In fiscal 1997 and mid-1998.", ["fiscal 1997", "mid-1998"]),
        ("In May they voted for Ms. Holm.", ["May"]),
        ("In Jan. he left; Jan Holm stayed.", ["Jan."]),
    ],
)
def test_an_expression_is_the_whole_phrase(text, expressions):
    """
    Determiners and words such as "late" and "nearly" belong to it; prepositions do not.
    """
    assert expressions == found(text)


def test_no_expression_crosses_an_empty_line():
    """
    A title that ends with "May" has nothing to do with the figure below it.
    """
    assert ["May"] == found("The strike in May\n\n12 people came.")


def test_an_expression_may_cross_a_line_that_is_wrapped():
    """
    Old newswire breaks its lines within sentences.
    """
    assert ["last\nweek"] == found("They met last\nweek in Kelar.")


@pytest.mark.parametrize("text", ["May 5, 1998, two days ago, " * 2000, "a" + " " * 50_000 + "b", "two-" * 20_000])
def test_time_grows_with_length_only(text):
    """
    No text of its size takes more than seconds.
    """
    start = time.process_time()
    find_times(text, 0, len(text))

    assert time.process_time() - start < 5
