"""Tests of `retold.actors.times.values`, `numbers` and `feasts`: arithmetic on TIMEX3 values."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.actors.times.feasts import holiday_in, nth_weekday
from retold.actors.times.numbers import number_of, ordinal_of
from retold.actors.times.values import duration, halved, moved, reference_of, unit_at, unit_away

DAY = date(2016, 12, 28)


@pytest.mark.parametrize(
    ("unit", "value"),
    [
        ("day", "2016-12-28"),
        ("week", "2016-W52"),
        ("weekend", "2016-W52-WE"),
        ("month", "2016-12"),
        ("quarter", "2016-Q4"),
        ("year", "2016"),
        ("decade", "201"),
        ("century", "20"),
    ],
)
def test_a_unit_that_holds_a_day_has_its_value(unit, value):
    """
    The forms are TimeML's.
    """
    assert value == unit_at(DAY, unit)


def test_an_iso_week_may_lie_in_another_year():
    """
    1 January 2017 is in the last week of 2016.
    """
    assert "2016-W52" == unit_at(date(2017, 1, 1), "week")


def test_a_day_that_the_month_lacks_becomes_its_last():
    """
    A month after 31 January is the end of February.
    """
    assert date(2016, 2, 29) == moved(date(2016, 1, 31), "month", 1)


def test_beyond_the_calendar_there_is_nothing():
    """
    Millions of years ago have no value, and raise nothing.
    """
    assert unit_away(DAY, "year", -5_000_000) is None
    assert unit_away(DAY, "day", 10**12) is None


@pytest.mark.parametrize(
    ("count", "unit", "value"),
    [(3, "day", "P3D"), (2, "hour", "PT2H"), (None, "year", "PXY"), (2.5, "year", "P2.5Y"), (1, "fortnight", "P2W")],
)
def test_a_duration_has_its_value(count, unit, value):
    """
    Clock units stand behind T; an unsaid count is X.
    """
    assert value == duration(count, unit)


def test_half_an_hour_is_thirty_minutes():
    """
    Halves are told in the next smaller unit.
    """
    assert ["PT30M", "P6M", "P50Y", "P0.5W", None] == [
        halved(unit) for unit in ("hour", "year", "century", "week", "weekend")
    ]


@pytest.mark.parametrize("value", ["P3D", "XXXX-12", "PAST_REF", "20", "XXXX-WXX-1", "2016-12-XX"])
def test_what_names_no_certain_date_is_no_reference(value):
    """
    Nothing counts from a duration, a set or a value with X.
    """
    assert reference_of(value) is None


@given(st.dates(date(1800, 1, 1), date(2100, 1, 1)), st.sampled_from(["day", "week", "month", "quarter", "year"]))
def test_a_value_is_read_back_as_its_unit(day, unit):
    """
    The reference of a unit's value lies in that unit.
    """
    reference = reference_of(unit_at(day, unit))

    assert reference is not None
    assert (unit, unit_at(day, unit)) == (reference.unit, unit_at(reference.day, unit))


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("twenty-five", 25),
        ("a hundred", 100),
        ("1,200", 1200),
        ("4.5 billion", 4.5e9),
        ("2 1/2", 2.5),
        ("several", None),
    ],
)
def test_numbers_are_read(text, number):
    """
    In figures and in words; a vague one counts nothing.
    """
    assert number == number_of(text)


def test_ordinals_are_read():
    """
    In figures and in words.
    """
    assert [3, 21] == [ordinal_of("Third"), ordinal_of("21st")]


def test_feasts_have_their_day():
    """
    Fixed feasts, those of a weekday, and those that go with Easter.
    """
    found = [holiday_in(name, 2024) for name in ("Christmas", "Thanksgiving", "Good Friday", "Memorial Day")]

    assert [date(2024, 12, 25), date(2024, 11, 28), date(2024, 3, 29), date(2024, 5, 27)] == found


def test_the_last_weekday_of_a_month():
    """
    -1 counts from its end.
    """
    assert date(2024, 3, 30) == nth_weekday(2024, 3, 5, -1)
