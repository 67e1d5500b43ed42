"""Times as pages show them: as stated, with what a browser needs to show them in the reader's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

from retold.telling.dates import day

_DAYS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}  # precisions without an hour: the same in every zone


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as stated: `iso` for programs, `words` for people; `zone` is empty where no hour is stated."""

    iso: str
    words: str
    zone: str = ""


def moment_of(time: datetime, precision: str | None = None, offset_minutes: int | None = None) -> Moment:
    """Return a time in the zone that its article states, to the precision that it states.

    >>> moment_of(datetime(2024, 3, 12, 14, 5, tzinfo=UTC), "minute", 120).words
    '12 Mar 2024, 16:05 +02:00'
    """
    if precision in _DAYS:
        words = {"day": day(time), "month": day(time).partition(" ")[2], "year": str(time.year)}
        return Moment(time.strftime(_DAYS[precision]), words[precision])
    there = time.astimezone(timezone(timedelta(minutes=offset_minutes or 0)))
    zone = f"{there:%z}"
    zone = f"{zone[:3]}:{zone[3:5]}" if offset_minutes else "UTC"
    return Moment(time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), f"{day(there)}, {there:%H:%M} {zone}", zone)
