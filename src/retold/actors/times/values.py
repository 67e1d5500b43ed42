"""TIMEX3 values and their arithmetic: the value of a unit that holds a day, units apart, durations.

The forms are TimeML's: 2016-12-28, 2016-W52, 2016-Q3, 2016-H1, 2016-SU, 199 (a decade), 19 (a century), P3D, PT2H.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from retold.actors.times.vocabulary import UNITS

_FIRST_YEAR, _LAST_YEAR = 1, 9999  # the calendar of the standard library
_REFERENCE = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?|-W(?P<week>\d\d)(?:-WE)?|-Q(?P<quarter>[1-4])"
    r"|-(?P<season>SP|SU|FA|WI)|-H(?P<half>[12]))?(?:T(?P<clock>.*))?"
)
_SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}


@dataclass(frozen=True, slots=True)
class Reference:
    """A date that later expressions may count from: the first day of it, and its unit."""

    day: date
    unit: str
    clock: str | None = None


def reference_of(value: str) -> Reference | None:
    """Return the date that a value names; None for a duration, a set, or a value that names no certain date."""
    if re.fullmatch(r"\d{3}", value):
        return Reference(date(int(value) * 10 or 1, 1, 1), "decade")
    match = _REFERENCE.fullmatch(value)
    if match is None or int(match["year"]) < _FIRST_YEAR:
        return None
    year, clock = int(match["year"]), None
    if match["week"]:
        day, unit = date.fromisocalendar(year, int(match["week"]), 1), "week"
    elif match["quarter"]:
        day, unit = date(year, 3 * int(match["quarter"]) - 2, 1), "quarter"
    elif match["season"]:
        day, unit = date(year, _SEASON_MONTHS[match["season"]], 1), "season"
    elif match["day"]:
        day, unit, clock = date(year, int(match["month"]), int(match["day"])), "day", match["clock"]
    else:
        day, unit = date(year, int(match["month"] or 1), 1), "month" if match["month"] else "year"
    return Reference(day, unit, clock)


def valid_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has none (31 February)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def unit_at(day: date, unit: str) -> str:
    """Return the value of the unit that holds `day`."""
    week = f"{day.isocalendar().year:04}-W{day.isocalendar().week:02}"
    forms = {
        "week": week,
        "fortnight": week,
        "weekend": f"{week}-WE",
        "month": f"{day.year:04}-{day.month:02}",
        "quarter": f"{day.year:04}-Q{(day.month + 2) // 3}",
        "semester": f"{day.year:04}-H{(day.month + 5) // 6}",
        "year": f"{day.year:04}",
        "decade": f"{day.year // 10:03}",
        "century": f"{day.year // 100:02}",
    }
    return forms.get(unit, day.isoformat())


def moved(day: date, unit: str, count: int) -> date | None:
    """Return the day `count` units away; a day that the month lacks becomes its last. None beyond the calendar."""
    days = {"day": 1, "night": 1, "week": 7, "weekend": 7, "fortnight": 14}
    months = {"month": 1, "quarter": 3, "semester": 6, "year": 12, "decade": 120, "century": 1200}
    try:
        if unit in days:
            return day + timedelta(days=days[unit] * count)
        if unit not in months:
            return day
        total = day.year * 12 + day.month - 1 + months[unit] * count
        for last in (day.day, 30, 29, 28):
            found = valid_day(total // 12, total % 12 + 1, min(day.day, last))
            if found is not None:
                return found
    except OverflowError:
        return None
    return None


def unit_away(day: date, unit: str, count: int) -> str | None:
    """Return the value of the unit `count` units away from the one that holds `day`."""
    there = moved(day, unit, count)
    return None if there is None else unit_at(there, unit)


def duration(count: float | None, unit: str) -> str:
    """Return the value of so many units; an unsaid count is X.

    >>> duration(3, "day"), duration(None, "hour"), duration(2, "decade")
    ('P3D', 'PTXH', 'P2DE')
    """
    code = UNITS[unit]
    amount = "X" if count is None else _figure(count)
    clock = "T" if code.startswith("T") else ""
    code = code.removeprefix("T")
    if code[0].isdigit():
        factor, code = int(code[0]), code[1:]
        amount = "X" if count is None else _figure(count * factor)
    return f"P{clock}{amount}{code}"


def halved(unit: str) -> str | None:
    """Return the value of half a unit, in the next smaller one."""
    halves = {"hour": "PT30M", "day": "PT12H", "year": "P6M", "decade": "P5Y", "century": "P50Y", "minute": "PT30S"}
    return halves.get(unit, f"P0.5{UNITS[unit].removeprefix('T')}" if unit in {"week", "month"} else None)


def _figure(count: float) -> str:
    if count >= 1_000_000_000:
        return f"{count / 1_000_000_000:g}E9"
    return str(int(count)) if count == int(count) else f"{count:g}"


def day_bounds(value: str) -> tuple[date, date] | None:
    """Return the first and the last day that a value names; None for a duration, a set, or no certain date.

    >>> day_bounds("2016-Q3"), day_bounds("P3D")
    ((datetime.date(2016, 7, 1), datetime.date(2016, 9, 30)), None)
    """
    if re.fullmatch(r"\d\d", value):
        return _span_of(date(max(1, int(value) * 100), 1, 1), "century")
    reference = reference_of(value)
    if reference is None:
        return None
    if value.endswith("-WE"):
        return reference.day + timedelta(days=5), reference.day + timedelta(days=6)
    half = re.fullmatch(r"(\d{4})-H([12])", value)
    if half:
        return _span_of(date(int(half[1]), 6 * int(half[2]) - 5, 1), "semester")
    return _span_of(reference.day, "quarter" if reference.unit == "season" else reference.unit)


def _span_of(first: date, unit: str) -> tuple[date, date]:
    following = moved(first, unit, 1)
    return first, first if following is None else following - timedelta(days=1)
