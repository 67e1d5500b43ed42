"""Stated times."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.sources.dates import find_times, stated_time


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("2024-03-13T08:15:00+01:00", "2024-03-13T08:15:00+01:00", "second"),
        ("2024-03-12T14:05:00.000Z", "2024-03-12T14:05:00+00:00", "second"),
        ("Published: 0540 GMT March 13, 2024", "2024-03-13T05:40+00:00", "minute"),
        ("27 Apr, 2021 10:43", "2021-04-27T10:43", "minute"),
        ("Tuesday 12 March 2024 19.40 GMT", "2024-03-12T19:40+00:00", "minute"),
        ("10:43 a.m. EDT, Monday, March 4, 2024", "2024-03-04T10:43-04:00", "minute"),
        ("04.03.2024 17:30 Uhr", "2024-03-04T17:30", "minute"),
        ("15 March 2024", "2024-03-15", "day"),
        ("2024-03", "2024-03", "month"),
        ("1246", "1246", "year"),
    ],
)
def test_a_time_is_read_as_it_is_written(text: str, iso: str, precision: str):
    """
    Forms of dates, clock times before or after them, zones where stated.
    """
    stated = stated_time(text)

    assert stated is not None
    assert (iso, precision) == (stated.iso(), stated.precision)


@pytest.mark.parametrize("text", ["31 February 2020", "03/04/2024", "16 December", "20160102", "soon", "", "x" * 500])
def test_what_is_no_full_date_is_none(text: str):
    """
    Impossible dates, days without a year, and numbers that could be month or day state nothing.
    """
    assert stated_time(text) is None


def test_a_time_without_a_zone_spans_all_zones():
    """
    From 14 hours before to 12 hours after the same time in UTC.
    """
    stated = stated_time("2024-03-15")

    assert stated is not None
    assert datetime(2024, 3, 14, 10, tzinfo=UTC) == stated.earliest
    assert datetime(2024, 3, 16, 11, 59, 59, 999999, tzinfo=UTC) == stated.latest


def test_a_time_with_a_zone_is_as_long_as_its_precision():
    """
    A minute is a minute.
    """
    stated = stated_time("13 March 2024, 08:15 CET")

    assert stated is not None
    assert datetime(2024, 3, 13, 7, 15, tzinfo=UTC) == stated.earliest == stated.utc
    assert datetime(2024, 3, 13, 7, 15, 59, 999999, tzinfo=UTC) == stated.latest


def test_a_span_covers_date_and_clock_time():
    """
    The clock time belongs to the date beside it, the label does not.
    """
    text = "Updated: 13 March 2024, 08:15 CET - Fen"

    ((span, _),) = find_times(text)

    assert "13 March 2024, 08:15 CET" == span.of(text)


@given(st.text(alphabet="0123456789-:/. TZMarch+Deciam,GUT", max_size=40))
def test_any_text_gives_times_whose_iso_reads_back(text: str):
    """
    Nothing raises, and a time written as ISO 8601 is the same time.
    """
    for span, stated in find_times(text):
        assert 0 <= span.begin < span.end <= len(text)
        assert stated == stated_time(stated.iso())
        assert stated.earliest <= stated.latest


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("erstellt: 01. April 2025, 15:25", "2025-04-01T15:25"),
        ("1er avril 2025 à 14h30", "2025-04-01T14:30"),
        ("5 de marzo de 2024", "2024-03-05"),
        ("2024年4月24日21:48", "2024-04-24T21:48"),
        ("12 мая 2024, 10:30", "2024-05-12T10:30"),
        ("10 Mayıs 2024 saat 10:20", "2024-05-10T10:20"),
        ("3. září 2024 18:22", "2024-09-03T18:22"),
        ("4. syyskuuta 2024", "2024-09-04"),
        ("Do 25.04.24 | 14:07 Uhr", "2024-04-25T14:07"),
    ],
)
def test_dates_of_other_languages_are_read(text: str, iso: str):
    """
    Names of months in some thirty languages; two digits are a year only before a clock time.
    """
    stated = stated_time(text)

    assert iso == (stated.iso() if stated else None)
    assert stated_time("version 10.11.12 of the page") is None
