"""Rules for days and months of the calendar, by name and in figures."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from retold.actors.times.feasts import nth_weekday
from retold.actors.times.numbers import ORDINAL, ORDINALS, ordinal_of
from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, Scene, fixed, weekday_value
from retold.actors.times.values import valid_day
from retold.actors.times.vocabulary import (
    DAY_NUMBER,
    FULL_MONTH,
    FULL_WEEKDAY,
    MONTH,
    PERSIAN_MONTH,
    SEASON,
    WEEKDAY,
    YEAR,
    after,
    month_of,
    pattern,
    weekday_of,
)

# "between May and July 1998", "May 5 to June 3, 1998": the year that closes a range is that of its beginning.
_YEAR_AFTER = pattern(
    rf"(?:,| and| to| through| or|-|–|/) ?(?:{MONTH}|{SEASON})(?: {DAY_NUMBER})?,? ?(?P<year>{YEAR})"
    rf"|(?: and| to| through| or|-|–) ?{DAY_NUMBER},? (?:{MONTH} )?(?P<year_b>{YEAR})"
)
IMPOSSIBLE = 0.2  # 31 February: the words are a date, the calendar has none
OTHER_CALENDAR = 0.3  # a year or month that is not of the Gregorian calendar
_AMBIGUOUS = 0.3  # 02/03/04 may be three days
_YOUNGEST = 40  # '39 is 2039 and '40 is 1940: no news is older than that


def calendar_day(year: str | None, month: int, day: int, weekday: str | None = None) -> Meaning:
    """Return the meaning of a day of a month, with or without a year."""
    if valid_day(int(year) if year else 2000, month, day) is None:
        return fixed("DATE", None, kind="impossible date", sure=IMPOSSIBLE)
    if year:
        return fixed("DATE", f"{int(year):04}-{month:02}-{day:02}", kind="full date", sure=0.98, grain="day")

    def value(scene: Scene) -> str | None:
        found = year_after(scene) or _year_before(scene, month, day) or scene.nearest_year(month, day)
        return None if found is None else _fitting(found, month, day, weekday)

    return Meaning("DATE", "day of a month", 0.95, value, f"XXXX-{month:02}-{day:02}", "day")


def year_after(scene: Scene) -> int | None:
    """Return the year that closes the range which the expression begins, where there is one."""
    match = _YEAR_AFTER.match(scene.text, scene.end)
    return None if match is None else int(match["year"] or match["year_b"])


def _year_before(scene: Scene, month: int, day: int | None) -> int | None:
    """Return the year in which a day or month follows the one that it goes on from."""
    first = scene.listed_before("day" if day else "month")
    if first is None:
        return None
    return first.day.year + ((month, day or 1) < (first.day.month, first.day.day if day else 1))


def full_year(short: int) -> int:
    """Return the year that two figures stand for."""
    return 2000 + short if short < _YOUNGEST else 1900 + short


def _fitting(year: int, month: int, day: int, weekday: str | None) -> str | None:
    """Return the day in the year, or the neighbour, in which it has the weekday that stands beside it."""
    for each in (year, year - 1, year + 1):
        found = valid_day(each, month, day)
        if weekday and found and found.weekday() == weekday_of(weekday):
            return found.isoformat()
    plain = valid_day(year, month, day)
    return None if plain is None else plain.isoformat()


def _day(match: re.Match[str]) -> Meaning:
    groups = match.groupdict()
    number = int(re.sub(r"\D", "", groups["day"]))
    return calendar_day(groups.get("year"), month_of(groups["month"]), number, groups.get("weekday"))


def _ordinal_day(match: re.Match[str]) -> Meaning:
    """Read "the third of March"."""
    return calendar_day(match["year"], month_of(match["month"]), ordinal_of(match["ordinal"]))


def _month_of_context(match: re.Match[str]) -> Meaning:
    """Read "that October": of the year named last."""
    month = month_of(match["month"])

    def value(scene: Scene) -> str | None:
        last = scene.last()
        return None if last is None else f"{last.day.year:04}-{month:02}"

    return Meaning("DATE", "unit beside a nearby date", 0.85, value, f"XXXX-{month:02}", "month")


def _short_year_day(match: re.Match[str]) -> Meaning:
    day = int(re.sub(r"\D", "", match["day"]))
    return calendar_day(str(full_year(int(match["short"]))), month_of(match["month"]), day)


def _month_year(match: re.Match[str]) -> Meaning:
    return fixed("DATE", f"{match['year']}-{month_of(match['month']):02}", kind="month", sure=0.98, grain="month")


def _month(match: re.Match[str]) -> Meaning | None:
    """Read a month without a year; "May" is nobody's time where the text has a Mrs May."""
    name = match["month"]
    if name in {"May", "March", "April", "June", "August"} and _is_a_person(name, match.string):
        return None
    month = month_of(name)

    def value(scene: Scene) -> str | None:
        year = year_after(scene) or _year_before(scene, month, None) or scene.nearest_year(month, None)
        return None if year is None else f"{year:04}-{month:02}"

    return Meaning("DATE", "month", 0.9, value, f"XXXX-{month:02}", "month")


@lru_cache(maxsize=8)  # asked for each "May" of one text
def _is_a_person(name: str, text: str) -> bool:
    return re.search(rf"\b(?:Mrs?|Ms|Miss|Dr|Sir|Theresa|Minister|President|Senator)\.? {name}\b", text) is not None


def _weekday(match: re.Match[str]) -> Meaning:
    number = weekday_of(match["weekday"])
    return Meaning("DATE", "weekday", 0.95, lambda scene: weekday_value(scene, number), f"XXXX-WXX-{number + 1}", "day")


def _nth_weekday(match: re.Match[str]) -> Meaning:
    nth = -1 if match["nth"].lower() == "last" else ordinal_of(match["nth"])
    month, weekday = month_of(match["month"]), weekday_of(match["weekday"])

    def value(scene: Scene) -> str | None:
        year = int(match["year"]) if match["year"] else scene.nearest_year(month, 15)
        if year is None or nth > 5:
            return None
        day = nth_weekday(year, month, weekday, nth)
        return day.isoformat() if day.month == month else None

    return Meaning("DATE", "weekday of a month", 0.85, value, f"XXXX-{month:02}-WXX-{weekday + 1}", "day")


def _day_of_last_month(match: re.Match[str]) -> Meaning:
    number = int(re.sub(r"\D", "", match["day"]))

    def value(scene: Scene) -> str | None:
        last = scene.last("day", "month")
        day = None if last is None else valid_day(last.day.year, last.day.month, number)
        return None if day is None else day.isoformat()

    return Meaning("DATE", "day of a month", 0.7, value, f"XXXX-XX-{number:02}", "day")


def _iso(match: re.Match[str]) -> Meaning:
    if valid_day(int(match["year"]), int(match["month"]), int(match["day"])) is None:
        return fixed("DATE", None, kind="impossible date", sure=IMPOSSIBLE)
    if match["clock"]:
        return fixed("TIME", f"{match['date']}T{match['clock']}", kind="full date", sure=0.98, grain="clock")
    return fixed("DATE", match["date"], kind="full date", sure=0.98, grain="day")


def _figures(match: re.Match[str]) -> Meaning:
    """Read 12/28/2016; what may be two days (02/03/04) stays open."""
    one, two = int(match["one"]), int(match["two"])
    year = int(match["year"]) if len(match["year"]) == 4 else full_year(int(match["year"]))
    days = {day for day in (valid_day(year, one, two), valid_day(year, two, one)) if day is not None}
    if not days:
        return fixed("DATE", None, kind="impossible date", sure=IMPOSSIBLE)
    if len(days) > 1 or (len(match["year"]) == 2 and match["sign"] != "/"):
        return _of_several(days)
    (day,) = days
    return fixed("DATE", day.isoformat(), kind="date in figures", sure=0.85, grain="day")


def _of_several(days: set[date]) -> Meaning:
    """Return a date in figures that may be several days: only the day of publication itself is told apart."""

    def value(scene: Scene) -> str | None:
        today = scene.today()
        return today.isoformat() if today is not None and today in days else None

    return Meaning("DATE", "ambiguous date", _AMBIGUOUS, value, None, "day")


def _attacks(_match: re.Match[str]) -> Meaning:
    return fixed("DATE", "2001-09-11", kind="full date", sure=0.9, grain="day")


def _persian(_match: re.Match[str]) -> Meaning:
    return fixed("DATE", None, kind="other calendar", sure=OTHER_CALENDAR)


_ON = rf"(?:(?P<weekday>{WEEKDAY})(?:, (?:the )?| (?:the )?))?"
_NO_FIGURE = r"(?<![\d.,:$€£/])(?<!\d{3}-)(?<![a-zA-Z]-)"
_ORDINAL_DAY = "|".join(sorted(ORDINALS, key=lambda word: (-len(word), word)))
_OF_YEAR = rf"(?:,? (?P<year>{YEAR}))?"
_RANGE_SIGN = r" ?(?:-|–|—|to|and|or|through|until) ?"
# "May" and "March" are verbs and names: they need a word before them that goes with months.
_CUES = (
    "in since of by until till during from between early late through before after to and for or that this mid was"
    " late, early, both"
)
_CUED = "May|MAY|March|MARCH"
# April, June and August are people too; the others are months wherever they stand.
_NAMED = "April|APRIL|June|JUNE|August|AUGUST"
_PLAIN = FULL_MONTH
for _name in (*_CUED.split("|"), *_NAMED.split("|")):
    _PLAIN = _PLAIN.replace(f"{_name}|", "", 1)
_NO_WORD_AFTER = r"(?!['’](?!s\b)|-(?!(?:quarter|[A-Z])))"
_NO_NAME_AFTER = r"(?! [A-Z][a-z]+(?! (?:the|said))|['’](?!s\b)|-(?!(?:quarter|[A-Z])))"

RULES = (
    # News says these two figures for one day only.
    Rule("figures", pattern(r"(?<![\d/])9/11(?![\d/])"), _attacks),
    Rule("month", pattern(r"\bSept(?:ember|\.)? 11(?:th)?(?=,? (?:terror\w*|attacks?|hijack\w*))"), _attacks),
    # Wednesday, 28 December 2016; Dec. 28, 2016; December 28
    Rule("month", pattern(rf"\b{_ON}(?P<month>{MONTH}) ?(?P<day>{DAY_NUMBER}){_OF_YEAR}(?!-[a-z])"), _day),
    Rule(
        "month",
        pattern(rf"{_NO_FIGURE}\b{_ON}(?:the )?(?P<day>{DAY_NUMBER})(?: of)?[ -](?P<month>{MONTH}){_OF_YEAR}"),
        _day,
    ),
    Rule(
        "month", pattern(rf"{_NO_FIGURE}\b(?P<day>{DAY_NUMBER})-(?P<month>{MONTH})-(?P<short>\d\d)\b"), _short_year_day
    ),
    # May 5-7; 9 to 11 May
    Rule(
        "month",
        pattern(
            rf"\b(?P<month>{MONTH}) ?{DAY_NUMBER}{_RANGE_SIGN}(?P<span>(?P<day>{DAY_NUMBER}){_OF_YEAR})(?=[\s,.;:)]|$)"
        ),
        _day,
    ),
    Rule(
        "month",
        pattern(
            rf"{_NO_FIGURE}\b(?P<span>(?P<day>{DAY_NUMBER})){_RANGE_SIGN}(?={DAY_NUMBER} (?P<month>{MONTH}){_OF_YEAR})"
        ),
        _day,
    ),
    Rule("month", pattern(rf"\b(?P<month>{MONTH})(?:,| of)? (?P<year>{YEAR})"), _month_year),
    Rule("month", pattern(rf"(?:{after(_CUES)}|(?<=[Mm]id-))(?P<month>{_CUED})\b{_NO_NAME_AFTER}"), _month),
    Rule("month", pattern(rf"(?<![-\w])(?P<month>{_PLAIN}){_NO_WORD_AFTER}"), _month),
    Rule("month", pattern(rf"(?<![-\w])(?P<month>{_NAMED})\b{_NO_NAME_AFTER}"), _month),
    Rule("month", pattern(rf"\bthat (?P<month>{FULL_MONTH})(?=[,.;:)]|$| [a-z])"), _month_of_context),
    Rule(
        "month",
        pattern(rf"{_NO_FIGURE}\b(?:[Tt]he )?(?P<ordinal>(?i:{_ORDINAL_DAY})) of (?P<month>{MONTH}){_OF_YEAR}"),
        _ordinal_day,
    ),
    Rule(
        "month", pattern(rf"(?:(?<=[Mm]id-)|(?<=[Ll]ate-)|(?<=[Ee]arly-))(?P<month>{_PLAIN}){_NO_NAME_AFTER}"), _month
    ),
    Rule("weekday", pattern(rf"\b(?P<weekday>{FULL_WEEKDAY}|(?:Mon|Tues?|Wed|Thurs?|Fri)\.)"), _weekday),
    Rule(
        "weekday",
        pattern(r"\b(?:Black|Bloody|Super|Captain|Man|Solomon|Ruby) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"),
        nothing,
    ),
    Rule(
        "weekday",
        pattern(
            r"\b(?:Sunday|Friday|Saturday|Monday) (?:Times|Telegraph|Mirror|Express|Mail|Night Live|Night Football"
            r"|school)\b"
        ),
        nothing,
    ),
    Rule(
        "weekday",
        pattern(rf"\bthe (?P<nth>{ORDINAL}|last) (?P<weekday>{WEEKDAY}) (?:in|of) (?P<month>{MONTH}){_OF_YEAR}"),
        _nth_weekday,
    ),
    Rule(
        "figures",
        pattern(
            r"(?<![\d/.-])(?P<date>(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d))"
            r"(?:[T ](?P<clock>\d\d:\d\d(?::\d\d)?)Z?)?(?![\d-])"
        ),
        _iso,
    ),
    Rule(
        "figures",
        pattern(
            r"(?<![\d/.-])(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4}|\d\d)(?![\d/-]|\.\d)"
        ),
        _figures,
    ),
    Rule(
        "figures",
        pattern(
            rf"{after('on by until from to')}the (?P<day>(?:3[01]|[12]?\d)(?:st|nd|rd|th))"
            r"(?=[,.;:)]|$| (?:and|to|when|but|at|in)\b)"
        ),
        _day_of_last_month,
    ),
    Rule("persian", pattern(rf"\b(?:\d{{1,2}} )?{PERSIAN_MONTH}(?: \d{{1,2}})?,? 1[34]\d\d\b"), _persian),
)
