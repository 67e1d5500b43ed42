"""Feasts with a day in every year: fixed ones, those of a weekday, and those that go with Easter."""

from __future__ import annotations

import re
from datetime import date, timedelta

_HOLIDAY_DAYS = {
    "new year's day": (1, 1),
    "new year's eve": (12, 31),
    "new year's": (1, 1),
    "valentine's day": (2, 14),
    "st. patrick's day": (3, 17),
    "april fools' day": (4, 1),
    "may day": (5, 1),
    "independence day": (7, 4),
    "bastille day": (7, 14),
    "halloween": (10, 31),
    "veterans day": (11, 11),
    "armistice day": (11, 11),
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "christmas": (12, 25),
    "boxing day": (12, 26),
}
# Month, weekday from 0, and which of them in the month (-1 is the last).
_HOLIDAY_WEEKDAYS = {
    "martin luther king day": (1, 0, 3),
    "presidents day": (2, 0, 3),
    "mother's day": (5, 6, 2),
    "memorial day": (5, 0, -1),
    "father's day": (6, 6, 3),
    "labor day": (9, 0, 1),
    "columbus day": (10, 0, 2),
    "thanksgiving day": (11, 3, 4),
    "thanksgiving": (11, 3, 4),
}
_EASTER_DAYS = {"good friday": -2, "easter sunday": 0, "easter monday": 1, "easter": 0, "palm sunday": -7}
_EASTER_DAYS |= {"ash wednesday": -46, "pentecost": 49, "holy thursday": -3, "maundy thursday": -3}
_HOLIDAYS = sorted({*_HOLIDAY_DAYS, *_HOLIDAY_WEEKDAYS, *_EASTER_DAYS}, key=lambda name: (-len(name), name))
HOLIDAY = rf"(?:{'|'.join(name.title().replace(chr(39) + 'S', chr(39) + 's') for name in _HOLIDAYS)})(?![a-zA-Z])"
HOLIDAY = HOLIDAY.replace("'", "['’]").replace(".", r"\.")


def holiday_in(name: str, year: int) -> date:
    """Return the day of a feast in a year."""
    key = re.sub(r"\s+", " ", name.lower().replace("’", "'"))
    if key in _HOLIDAY_DAYS:
        return date(year, *_HOLIDAY_DAYS[key])
    if key in _HOLIDAY_WEEKDAYS:
        return nth_weekday(year, *_HOLIDAY_WEEKDAYS[key])
    return _easter(year) + timedelta(days=_EASTER_DAYS[key])


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    """Return the nth such weekday of a month; -1 is the last."""
    if nth > 0:
        start = date(year, month, 1)
        return start + timedelta(days=(weekday - start.weekday()) % 7 + 7 * (nth - 1))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return end - timedelta(days=(end.weekday() - weekday) % 7)


def _easter(year: int) -> date:
    """Return Western Easter (the anonymous Gregorian computus, as in Meeus 1991)."""
    golden, century, rest = year % 19, year // 100, year % 100
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    letter = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    shift = (golden + 11 * epact + 22 * letter) // 451
    month, day = divmod(epact + letter - 7 * shift + 114, 31)
    return date(year, month, day + 1)
