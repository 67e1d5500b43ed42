"""The words of time: months, days, units and seasons, as patterns and as values.

Patterns are written with plain spaces; `pattern` lets each stand for white space with at most one line break.
"""

from __future__ import annotations

import re

SPACE = r"(?:[ \t\u00a0\u202f]+|[ \t\u00a0\u202f]*\n[ \t]*)"

_EARLY_MONTHS = ("January", "February", "March", "April", "May", "June")
_MONTHS = (*_EARLY_MONTHS, "July", "August", "September", "October", "November", "December")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
_SHORT_DAYS = ("Mon", "Tues", "Tue", "Wed", "Thurs", "Thur", "Thu", "Fri", "Sat", "Sun")
# In small letters these are verbs or adjectives as well.
_ALSO_WORDS = {"March", "May", "August"}


def _long(names: tuple[str, ...]) -> list[str]:
    """Return full names as they are written: in capitals, and in small letters where that is no other word."""
    small = [name.lower() for name in names if name not in _ALSO_WORDS]
    return [form for name in names for form in (name, name.upper())] + small


def _either(names: tuple[str, ...], short: tuple[str, ...]) -> str:
    cut = [form for name in short for form in (name, name.upper())]
    return rf"(?:(?:{'|'.join(_long(names))})(?![a-zA-Z])|(?:{'|'.join(cut)})(?:\.|(?![a-zA-Z])))"


MONTH = _either(_MONTHS, _SHORT_MONTHS)
_DOTTED = rf"(?:{'|'.join(form for name in _SHORT_MONTHS for form in (name, name.upper()))})\."
FULL_MONTH = rf"(?:(?:{'|'.join(_long(_MONTHS))})(?![a-zA-Z])|{_DOTTED})"
WEEKDAY = _either(_WEEKDAYS, _SHORT_DAYS)
FULL_WEEKDAY = rf"(?:{'|'.join(form for day in _WEEKDAYS for form in (day, day.upper(), day.lower()))})(?![a-zA-Z])"
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?!\d|,\d|\.\d|%)"
DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|:\d|,\d{3}|\.\d)"

UNITS = {
    "second": "TS",
    "minute": "TM",
    "hour": "TH",
    "day": "D",
    "night": "D",
    "week": "W",
    "fortnight": "2W",
    "weekend": "WE",
    "month": "M",
    "quarter": "Q",
    "semester": "6M",
    "year": "Y",
    "decade": "DE",
    "century": "CE",
}
UNIT = (
    r"(?i:seconds?|minutes?|mins?|hours?|hrs?|days?|nights?|weeks?|fortnights?|weekends?|months?|quarters?|semesters?"
    r"|years?|yrs?|decades?|century|centuries)"
)
UNIT_ONE = r"(?i:second|minute|hour|day|night|week|fortnight|weekend|month|quarter|semester|year|decade|century)"
UNIT_MANY = r"(?i:seconds|minutes|hours|days|nights|weeks|fortnights|weekends|months|quarters|years|decades|centuries)"
COUNT_UNIT = r"(?P<unit>(?i:minute|hour|day|night|week|month|quarter|year|decade|century))"  # no "a second man"
_ODD_UNITS = {"centuries": "century", "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour"}
_ODD_UNITS |= {"yr": "year", "yrs": "year"}

SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
SEASON = r"(?i:spring(?:time)?|summer(?:time)?|autumn|fall|winter)"
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "noon": "MI", "dawn": "DA"}
PART = r"(?i:morning|afternoon|evening|night)"
PERSIAN_MONTH = r"(?:Farvardin|Ordibehesht|Khordad|Tir|Mordad|Shahrivar|Mehr|Aban|Azar|Dey|Bahman|Esfand)"


def pattern(text: str) -> re.Pattern[str]:
    """Return `text` compiled; each plain space in it (outside of brackets) stands for white space."""
    pieces = re.split(r"(\[[^\]]*\])", text)
    return re.compile("".join(piece if piece.startswith("[") else piece.replace(" ", SPACE) for piece in pieces))


def month_of(text: str) -> int:
    """Return the number of a month's name, long or short."""
    return ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].index(
        text[:3].lower()
    ) + 1


def weekday_of(text: str) -> int:
    """Return the number of a weekday's name, from 0 for Monday."""
    return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].index(text[:3].lower())


def unit_of(text: str) -> str:
    """Return the name of a unit as the calendar knows it: `days` is `day`."""
    word = text.lower()
    word = _ODD_UNITS.get(word, word)
    return word if word in UNITS else word.removesuffix("s")


def after(words: str) -> str:
    """Return a pattern that matches behind any of `words` (parted by white space) and one white space character."""
    return "(?:" + "|".join(rf"(?i:(?<=\b{word}\s))" for word in words.split()) + ")"
