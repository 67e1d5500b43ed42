"""Times as stated."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retold.web.moments import Moment, moment_of

NOON = datetime(2024, 3, 12, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("precision", "offset", "expected"),
    [
        ("second", 0, Moment("2024-03-12T12:00:00Z", "12 Mar 2024, 12:00 UTC", "UTC")),
        ("minute", 210, Moment("2024-03-12T12:00:00Z", "12 Mar 2024, 15:30 +03:30", "+03:30")),
        ("minute", -300, Moment("2024-03-12T12:00:00Z", "12 Mar 2024, 07:00 -05:00", "-05:00")),
        (None, None, Moment("2024-03-12T12:00:00Z", "12 Mar 2024, 12:00 UTC", "UTC")),
        ("day", None, Moment("2024-03-12", "12 Mar 2024")),
        ("month", None, Moment("2024-03", "Mar 2024")),
        ("year", None, Moment("2024", "2024")),
    ],
)
def test_a_time_is_shown_in_the_zone_and_to_the_precision_that_are_stated(precision, offset, expected):
    """
    A day has no hour and no zone, so that no browser moves it.
    """
    assert expected == moment_of(NOON, precision, offset)
