"""When articles were published: stated, inferred, unknown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retold.telling.dates import date_of, dates_of, days_between, interval, shown_time
from retold.telling.holdings import holdings_of
from tests.small_affair import affair, tables

NOON = datetime(2024, 3, 12, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "expected"),
    [("minute", "Tue 12 Mar 2024, 12:00 UTC"), ("day", "Tue 12 Mar 2024"), ("month", "Mar 2024"), ("year", "2024")],
)
def test_a_time_is_shown_as_exactly_as_it_is_stated(precision, expected):
    """
    A year is not New Year's midnight.
    """
    assert expected == shown_time(NOON, precision)


@pytest.mark.parametrize(
    ("earliest", "latest", "expected"),
    [
        (NOON, NOON, "Tue 12 Mar 2024"),
        (NOON, datetime(2024, 3, 18, tzinfo=UTC), "12 Mar to 18 Mar 2024"),
        (datetime(2023, 12, 30, tzinfo=UTC), NOON, "30 Dec 2023 to 12 Mar 2024"),
        (NOON, None, "12 Mar 2024 or later"),
        (None, NOON, "12 Mar 2024 or earlier"),
        (None, None, "date not stated"),
    ],
)
def test_intervals_read_like_english(earliest, latest, expected):
    """
    Open ends are said to be open.
    """
    assert expected == interval(earliest, latest)


def test_an_inferred_date_says_so_and_why():
    """
    A guess never looks like a fact.
    """
    date = date_of(holdings_of(affair()), "b2")

    assert date.sentence == '13 Mar to 15 Mar 2024 INFERRED, probably: 01 “nine crowns," Ida Holm” (takes text from)'


def test_a_date_below_the_floor_is_not_told():
    """
    Improbable inferences stay in the table.
    """
    row = {**tables()["metadata"][0], "probability": 0.4}

    assert date_of(holdings_of(affair(metadata=[row])), "b2").kind == "unknown"


def test_unknown_dates_come_last():
    """
    What is stated and inferred is in order; what is not known is not placed.
    """
    held = holdings_of(affair())

    assert ["stated", "inferred", "unknown"] == [date.kind for date in dates_of(held, "sa1")]


def test_days_between_are_whole():
    """
    Rounded, in either order.
    """
    assert days_between(NOON, datetime(2024, 3, 10, 15, 0, tzinfo=UTC)) == 2
