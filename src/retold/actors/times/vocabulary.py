"""The words of time: months, days, units, numbers and feasts, as patterns and as values.

Patterns are written with plain spaces; `pattern` lets each stand for white space with at most one line break.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

SPACE = r"(?:[ \t\u00a0\u202f]+|[ \t\u00a0\u202f]*\n[ \t]*)"

_MONTHS = "January February March April May June July August September October November December".split()
_WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "Jun", "Jul", "Aug", "Sept", "Sep", "Oct", "Nov", "Dec")
_SHORT_DAYS = ("Mon", "Tues", "Tue", "Wed", "Thurs", "Thur", "Thu", "Fri", "Sat", "Sun")
# In small letters these are verbs or adjectives as well.
_ALSO_WORDS = {"March", "May", "August"}


def _either(names: list[str], short: tuple[str, ...]) -> str:
    long = [form for name in names for form in (name, name.upper())]
    small = [name.lower() for name in names if name not in _ALSO_WORDS]
    cut = [form for name in short for form in (name, name.upper())]
    return rf"(?:(?:{'|'.join(long + small)})(?![a-zA-Z])|(?:{'|'.join(cut)})(?:\.|(?![a-zA-Z])))"


MONTH = _either(_MONTHS, _SHORT_MONTHS)
FULL_MONTH = _either(_MONTHS, ("Jan.", "Feb.", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")).replace(r"(?:\.|", "(?:|")
WEEKDAY = _either(_WEEKDAYS, _SHORT_DAYS)
FULL_WEEKDAY = rf"(?:{'|'.join(form for day in _WEEKDAYS for form in (day, day.upper(), day.lower()))})(?![a-zA-Z])"
YEAR = r"(?:1[5-9]\d\d|20\d\d)(?!\d|,\d|\.\d|%)"
DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d:%]|,\d{3}|\.\d)"

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
_ODD_UNITS = {"centuries": "century", "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour"}
_ODD_UNITS |= {"yr": "year", "yrs": "year"}

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
_WORD_VALUES = {word: number for number, word in enumerate(f"{_ONES} eighteen nineteen".split(), start=1)}
_TENS = {
    word: 10 * tens for tens, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
_SCALES = {"dozen": 12, "hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_SMALL = "|".join(sorted(_WORD_VALUES, key=lambda word: (-len(word), word)))
_WORDS = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{_SMALL})\b)?|(?:{_SMALL})\b)"
_SCALED = rf"(?:(?:an?|{_WORDS}|\d+(?:\.\d+)?)[ -])?(?:hundred|dozen|thousand|million|billion)\b"
NUMBER = rf"(?i:{_SCALED}|(?<![\d.,$€£])\d{{1,3}}(?:-| )1/2|(?<![\d.,$€£])\d{{0,3}}½|{_WORDS}|(?<![\d.,$€£])\d{{1,3}}(?:,\d{{3}})+|(?<![\d.,$€£])\d{{1,5}}(?:\.\d{{1,2}})?)"
VAGUE = (
    r"(?i:(?:the )?(?:several|many|numerous|countless|various)|(?:a|the) few(?: more)?|(?:a|the) good many"
    r"|a couple(?: of| more)?|a number of|(?:dozens|scores|hundreds|thousands|tens|millions|billions) of|few)"
)
ORDINALS = {
    **{word: n for n, word in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)},
    **{"eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16},
    **{"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21},
}
ORDINAL = rf"(?i:{'|'.join(sorted(ORDINALS, key=lambda word: (-len(word), word)))}|\d{{1,3}}(?:st|nd|rd|th))"
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
SEASON = r"(?i:spring(?:time)?|summer(?:time)?|autumn|fall|winter)"
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI", "noon": "MI", "dawn": "DA"}
PART = r"(?i:morning|afternoon|evening|night)"
_PERSIAN = "Farvardin Ordibehesht Khordad Tir Mordad Shahrivar Mehr Aban Azar Dey Bahman Esfand".split()
PERSIAN_MONTH = rf"(?:{'|'.join(_PERSIAN)})"
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


def number_of(text: str) -> float | None:
    """Return what a number in figures or words counts; None for one that does not say ("several")."""
    words = re.split(r"[\s-]+", text.lower().replace(",", "").strip())
    total = 0.0
    for word in words:
        if re.fullmatch(r"\d+(?:\.\d+)?", word):
            total += float(word)
        elif word == "1/2" or word.endswith("½"):
            total += 0.5 + float(word.removesuffix("½") if word[0].isdigit() and word != "1/2" else 0)
        elif word in _WORD_VALUES or word in _TENS:
            total += _WORD_VALUES.get(word, 0) + _TENS.get(word, 0)
        elif word in _SCALES:
            total = max(total, 1.0) * _SCALES[word]
        elif word == "couple":
            return 2.0
        elif word not in {"a", "an"}:
            return None
    return total or 1.0


def ordinal_of(text: str) -> int:
    """Return the number of an ordinal in figures or words."""
    word = text.lower()
    return ORDINALS[word] if word in ORDINALS else int(re.sub(r"\D", "", word))


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


def after(words: str) -> str:
    """Return a pattern that matches behind any of `words` (parted by white space) and one white space character."""
    return "(?:" + "|".join(rf"(?i:(?<=\b{word}\s))" for word in words.split()) + ")"
