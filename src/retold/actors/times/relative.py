"""Rules for dates that count from publication or from the date named last: last week, three days ago, the next day."""

from __future__ import annotations

import re
from datetime import date

from retold.actors.times.calendar_periods import season_code
from retold.actors.times.numbers import ORDINAL
from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import UNKNOWN, Meaning, Scene, fixed, from_context, from_publication
from retold.actors.times.tense import FUTURE, PAST
from retold.actors.times.values import unit_at, unit_away, valid_day
from retold.actors.times.vocabulary import (
    FULL_MONTH,
    MONTH,
    SEASON,
    WEEKDAY,
    YEAR,
    after,
    month_of,
    pattern,
    unit_of,
    weekday_of,
)

_NEAR = 200  # characters back to the year or month that "the year" or "the month" goes on with
_STEPS = {"last": -1, "past": -1, "this": 0, "current": 0, "next": 1, "coming": 1, "this coming": 1, "this past": -1}
_DAYS = {"today": 0, "yesterday": -1, "tomorrow": 1, "day before yesterday": -2, "day after tomorrow": 2}


def _step_of(text: str) -> int:
    return _STEPS[re.sub(r"\s+", " ", text.lower()).removeprefix("the ")]


def _named_day(match: re.Match[str]) -> Meaning:
    name = re.sub(r"\s+", " ", match["day"].lower()).removeprefix("the ")
    return from_publication("day", _DAYS[name], kind="day beside publication", sure=0.97)


def _unit_beside(match: re.Match[str]) -> Meaning:
    return from_publication(unit_of(match["unit"]), _step_of(match["which"]), kind="unit beside publication")


def _weekday_beside(match: re.Match[str]) -> Meaning:
    """Read "last Tuesday", "next Tuesday": the nearest such day strictly before or after publication."""
    weekday, step = weekday_of(match["weekday"]), _step_of(match["which"])

    def value(scene: Scene) -> str | None:
        today = scene.today()
        if today is None:
            return None
        back, ahead = (today.weekday() - weekday) % 7 or 7, (weekday - today.weekday()) % 7 or 7
        if step == 0:
            return unit_away(today, "day", weekday - today.weekday())
        return unit_away(today, "day", -back if step < 0 else ahead)

    return Meaning("DATE", "weekday", 0.95, value, f"XXXX-WXX-{weekday + 1}", "day")


def _weekday_of_week(match: re.Match[str]) -> Meaning:
    """Read "Tuesday of last week", "a week from Tuesday"."""
    weekday, step = weekday_of(match["weekday"]), _step_of(match["which"])

    def value(scene: Scene) -> str | None:
        today = scene.today()
        return None if today is None else unit_away(today, "day", 7 * step + weekday - today.weekday())

    return Meaning("DATE", "weekday", 0.95, value, f"XXXX-WXX-{weekday + 1}", "day")


def _month_beside(match: re.Match[str]) -> Meaning:
    month, step = month_of(match["month"]), _step_of(match["which"])

    def value(scene: Scene) -> str | None:
        today = scene.today()
        if today is None:
            return None
        year = today.year
        if step < 0:
            year -= month >= today.month
        elif step > 0:
            year += month <= today.month
        return f"{year:04}-{month:02}"

    return Meaning("DATE", "month", 0.95, value, f"XXXX-{month:02}", "month")


def _season_beside(match: re.Match[str]) -> Meaning:
    code, step = season_code(match["season"]), _step_of(match["which"])

    def value(scene: Scene) -> str | None:
        today = scene.today()
        if today is None:
            return None
        start = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}[code]
        year = today.year
        if step < 0:
            year -= start + 2 >= today.month and code != "WI"
            year -= code == "WI"
        elif step > 0 or (start + 2 < today.month and code != "WI" and scene.tense() == FUTURE):
            year += start <= today.month
        return f"{year:04}-{code}"

    return Meaning("DATE", "season", 0.9, value, f"XXXX-{code}", "season")


def _unit_in_context(match: re.Match[str]) -> Meaning:
    """Read "the same day", "the following year", "the previous week": from the date named last."""
    steps = {"same": 0, "very same": 0, "that": 0, "following": 1, "next": 1, "ensuing": 1, "previous": -1}
    steps |= {"preceding": -1, "prior": -1, "day before": -1, "day after": 1}
    which = re.sub(r"\s+", " ", match["which"].lower()).removeprefix("the ").removeprefix("that ")
    step = steps.get(which, 0)
    return from_context(unit_of(match["unit"]), step, kind="unit beside a nearby date")


def _season_in_context(match: re.Match[str]) -> Meaning:
    code = season_code(match["season"])

    def value(scene: Scene) -> str | None:
        last = scene.last()
        return None if last is None else f"{last.day.year:04}-{code}"

    return Meaning("DATE", "unit beside a nearby date", 0.85, value, f"XXXX-{code}", "season")


def _new_year(_match: re.Match[str]) -> Meaning:
    """Read "in the new year": the coming one but in its own first months."""

    def value(scene: Scene) -> str | None:
        today = scene.today()
        return None if today is None else f"{today.year + (today.month > 2):04}"

    return Meaning("DATE", "year", 0.8, value, "XXXX", "year")


def _day_beside_context(match: re.Match[str]) -> Meaning:
    step = -1 if match["which"].lower() in {"before", "earlier"} else 1
    return from_context(unit_of(match["unit"]), step, kind="unit beside a nearby date", sure=0.75)


def _end_after(scene: Scene) -> date | None:
    """Return the day that "ended Sept. 30" behind the expression names."""
    match = _ENDED.match(scene.text, scene.end)
    if match is None:
        return None
    month, day = month_of(match["month"]), int(match["day"])
    year = int(match["year"]) if match["year"] else scene.nearest_year(month, day)
    return None if year is None else valid_day(year, month, day)


def _is_told_of(scene: Scene, unit: str) -> bool:
    """Tell whether the date named last is such a unit, and near."""
    return bool(scene.named) and scene.named[-1].reference.unit == unit and scene.begin - scene.named[-1].end < _NEAR


def _plain_unit(match: re.Match[str]) -> Meaning:
    """Read "the year", "the quarter": that of the date named last if it is near, else that of publication."""
    unit = unit_of(match["unit"])

    def value(scene: Scene) -> str | None:
        today = scene.today()
        if today is None:
            return None
        ended = _end_after(scene)
        if ended is not None:
            return unit_at(ended, unit)
        if unit == "quarter" or (_is_told_of(scene, unit) and scene.tense() == PAST):
            last = scene.last(unit)
            if last is not None and last.unit == unit:
                return unit_at(last.day, unit)
            return unit_away(today, "quarter", -1) if unit == "quarter" else unit_at(today, unit)
        return unit_at(today, unit)

    return Meaning("DATE", "unit of the scene", 0.65, value, UNKNOWN.get(unit), unit)


def _latest_unit(match: re.Match[str]) -> Meaning:
    return from_publication(unit_of(match["unit"]), -1, kind="unit beside publication", sure=0.9)


def _nth_unit(_match: re.Match[str]) -> Meaning:
    return from_context("day", 0, kind="day of a series", sure=0.55)


def _business_year(match: re.Match[str]) -> Meaning:
    """Read "last year", "the current fiscal year": a unit that counts from publication."""
    unit = unit_of(match["unit"].split()[-1])
    return from_publication(unit, _step_of(match["which"]), kind="unit beside publication")


def _year_end(match: re.Match[str]) -> Meaning:
    """Read "year-end", "the end of the year" without its words: the year of publication, or the one that is named."""
    if match["year"]:
        return fixed("DATE", match["year"], kind="year", sure=0.85, grain="year")
    return from_publication("year", 0, kind="unit beside publication", sure=0.75)


_ENDED = pattern(rf" (?:that )?(?:ended|ending|to) (?P<month>{MONTH}) (?P<day>\d{{1,2}})\b(?:, (?P<year>{YEAR}))?")
_LAST_NEXT = r"(?P<which>(?i:last|next|this(?: coming| past)?|(?:the )?current|the coming|coming))"
_SAME = r"(?P<which>(?i:the (?:very )?(?:same|following|ensuing|previous|preceding|prior)|that(?: same| very)?))"
_BUSINESS = r"(?i:(?:fiscal |school |calendar |academic |business |financial )?(?:year|quarter))"
_YEARISH = rf"(?P<unit>{_BUSINESS}|(?i:day|week|weekend|fortnight|month|decade|century))"
_DAY_UP = r"(?P<unit>(?i:day|week|weekend|month|quarter|year|decade|century))"
_STOP = r"(?=[,.;:)”\"]|$| (?:and|but)\b)"

RULES = (
    Rule(
        "day",
        pattern(r"\b(?P<day>(?i:the day before yesterday|the day after tomorrow|today|yesterday|tomorrow))\b"),
        _named_day,
    ),
    Rule(
        "day",
        pattern(
            r"\b(?:USA|Russia|Gulf|History|India|Business|Pakistan|Europe|Africa|Asia|Moscow|Psychology) (?:Today"
            r"|TODAY)\b"
        ),
        nothing,
    ),
    Rule("unit", pattern(rf"\b{_LAST_NEXT} {_YEARISH}\b(?!-)"), _business_year),
    Rule("weekday", pattern(rf"\b{_LAST_NEXT} (?P<weekday>{WEEKDAY})"), _weekday_beside),
    Rule(
        "weekday", pattern(rf"\b(?P<weekday>{WEEKDAY}) (?:of )?(?P<which>(?i:last|this|next)) week\b"), _weekday_of_week
    ),
    Rule("month", pattern(rf"\b{_LAST_NEXT} (?P<month>{FULL_MONTH})"), _month_beside),
    Rule("season", pattern(rf"\b{_LAST_NEXT} (?P<season>{SEASON})\b(?!-| [A-Z])"), _season_beside),
    Rule("unit", pattern(rf"\b{_SAME} {_DAY_UP}\b(?!-)"), _unit_in_context),
    Rule("unit", pattern(r"\b(?P<which>(?i:the next)) (?P<unit>(?i:day))\b(?!-)"), _unit_in_context),
    Rule(
        "unit",
        pattern(
            r"(?<!in\s)(?<!over\s)(?<!ring\s)(?<!for\s)(?<!thin\s)(?<!of\s)\b(?P<which>(?i:the next)) (?P<unit>"
            r"(?i:week|month|year))\b(?!-)"
        ),
        _unit_in_context,
    ),
    Rule(
        "season",
        pattern(r"\b(?:that|the same) (?P<season>(?i:spring|summer|autumn|fall|winter))\b(?!-)"),
        _season_in_context,
    ),
    Rule("holiday", pattern(r"(?<=[Ii]n\s)the new year\b"), _new_year),
    Rule(
        "unit",
        pattern(
            rf"\b(?i:the) (?P<unit>(?i:day|week|month|year|night|weekend)) (?P<which>(?i:before|after|earlier)){_STOP}"
        ),
        _day_beside_context,
    ),
    Rule("unit", pattern(r"\b(?i:the (?:latest|most recent)) (?P<unit>(?i:quarter|year|month|week))\b"), _latest_unit),
    Rule(
        "unit",
        pattern(
            rf"{after('in of for during over by through throughout until on within')}the (?:(?:fiscal|whole|full"
            r"|entire) )?"
            r"(?P<unit>(?i:year|quarter|month|week|weekend|decade|century))\b(?!-| (?:of|that|when|before|after"
            r"|since|to)\b)"
        ),
        _plain_unit,
    ),
    Rule(
        "unit", pattern(r"(?<![\w-])(?i:the) (?P<unit>(?i:weekend|quarter))\b(?!-| (?:of|mile|finals?)\b)"), _plain_unit
    ),
    Rule("unit", pattern(rf"{after('in during of on until')}the (?P<unit>(?i:day)){_STOP}"), _plain_unit),
    Rule(
        "unit", pattern(r"\b(?i:the) (?P<unit>(?i:day|week|month|year|quarter))(?=['’]s\b)(?!['’]s end)"), _plain_unit
    ),
    Rule(
        "unit",
        pattern(
            rf"\b(?i:the|a|an|its|their|his|her) {ORDINAL}(?: (?:straight|consecutive|successive|full))? (?i:day"
            r"|night)\b"
        ),
        _nth_unit,
    ),
    Rule("unit", pattern(rf"\b(?i:year-end|year end|year['’]s end)\b(?: (?P<year>{YEAR}))?"), _year_end),
)
