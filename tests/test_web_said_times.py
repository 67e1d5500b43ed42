"""What is said to have happened when, as pages show it."""

from __future__ import annotations

from datetime import date

import pytest

from retold.spans import Span
from retold.web.said_times import days, in_sentence


def row(earliest, latest, **more):
    return {"earliest": earliest, "latest": latest, "value": "x", **more}


@pytest.mark.parametrize(
    ("earliest", "latest", "label"),
    [
        (date(2024, 3, 12), date(2024, 3, 12), "Tue 12 Mar 2024"),
        (date(2024, 3, 1), date(2024, 3, 31), "Mar 2024"),
        (date(2024, 1, 1), date(2024, 12, 31), "2024"),
        (date(2019, 1, 1), date(2021, 12, 31), "2019 to 2021"),
        (date(2024, 3, 11), date(2024, 3, 17), "11 Mar to 17 Mar 2024"),
    ],
)
def test_a_stretch_of_time_is_named_as_people_name_it(earliest, latest, label):
    """
    A day with its weekday, a month, a year, else from one day to another.
    """
    assert [label] == [day["label"] for day in days([row(earliest, latest)])]


def test_rows_of_one_stretch_stand_together():
    """
    In the order in which they come.
    """
    one, other = date(2024, 3, 12), date(2024, 3, 13)
    found = days([row(one, one, n=1), row(one, one, n=2), row(other, other, n=3)])

    assert [[1, 2], [3]] == [[each["n"] for each in day["rows"]] for day in found]


def test_the_words_of_a_time_are_marked_in_their_sentence():
    """
    Not those that look alike in another place.
    """
    text = "On Tuesday it rained. Boats left on Tuesday, said <b>Orr</b>."
    begin = text.rindex("Tuesday")
    words = in_sentence(text, Span(begin, begin + 7), [Span(0, 21), Span(22, len(text))])

    assert 'Boats left on <mark class="when" title="">Tuesday</mark>, said &lt;b&gt;Orr&lt;/b&gt;.' == words


def test_what_is_far_from_the_words_is_left_out():
    """
    At both ends, between words, and with signs that say so.
    """
    text = f"{'word ' * 60}Tuesday{' word' * 60}."
    begin = text.index("Tuesday")
    words = in_sentence(text, Span(begin, begin + 7), [Span(0, len(text))])

    assert words.startswith("… word ")
    assert words.endswith(" word …")
    assert len(words) < 320
