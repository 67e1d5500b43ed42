"""Rules for years, decades, centuries, quarters, seasons and feasts."""

from __future__ import annotations

import re
from functools import lru_cache

from retold.actors.times.calendar_days import OTHER_CALENDAR, full_year
from retold.actors.times.feasts import HOLIDAY, holiday_in
from retold.actors.times.numbers import ORDINAL, ORDINALS, ordinal_of
from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, Scene, fixed
from retold.actors.times.tense import FUTURE, PAST, UNSAID
from retold.actors.times.values import unit_at, unit_away
from retold.actors.times.vocabulary import PERSIAN_MONTH, SEASON, SEASONS, YEAR, after, pattern

_SEASON_START = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
_SOON = 3  # without a verb, a season that begins within so many months is the coming one
_DECADES = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8}
_DECADES |= {"nineties": 9}
_PERSIAN_YEARS = range(1200, 1461)  # of the solar calendar, and the lunar one's last two centuries
_OF_MONEY = re.compile(r"(?i)\b(?:quarter|earnings|profits?|revenues?|sales|fiscal|economy|inflation)\b")
_PERSIAN_CUE = re.compile(rf"(?i:\b(?:iran|persia|solar|hijri|afghan|jalali|tehran)\w*)|\b{PERSIAN_MONTH}\b")


@lru_cache(maxsize=8)  # asked for each such expression of one text
def _speaks_of(cue: re.Pattern[str], text: str) -> bool:
    return cue.search(text) is not None


def _year(match: re.Match[str]) -> Meaning:
    return fixed("DATE", match["year"], kind="year", sure=0.9, grain="year")


def _old_year(match: re.Match[str]) -> Meaning:
    """Read a year long ago: only beside a cue, and open where another calendar may be meant."""
    year = int(match["year"])
    if year in _PERSIAN_YEARS and _speaks_of(_PERSIAN_CUE, match.string):
        return fixed("DATE", None, kind="other calendar", sure=OTHER_CALENDAR)
    return fixed("DATE", f"{year:04}", kind="year", sure=0.6, grain="year")


def _short_year(match: re.Match[str]) -> Meaning:
    return fixed("DATE", str(full_year(int(match["short"]))), kind="year", sure=0.8, grain="year")


def _end_of_range(match: re.Match[str]) -> Meaning:
    begin, end = match.string[match.start() - 5 : match.start() - 1], match["short"]
    century = int(begin[:2]) + (1 if int(end) < int(begin[2:]) else 0)
    return fixed("DATE", f"{century:02}{end}", kind="year", sure=0.8, grain="year")


def _decade(match: re.Match[str]) -> Meaning:
    return fixed("DATE", match["year"][:3], kind="decade", sure=0.95, grain="decade")


def _short_decade(match: re.Match[str]) -> Meaning:
    groups = match.groupdict()
    tens = groups.get("tens") or _DECADES[groups["word"].lower()]
    return fixed("DATE", f"19{tens}", kind="decade", sure=0.75, grain="decade")


def _century(match: re.Match[str]) -> Meaning:
    number = ordinal_of(match["ordinal"]) - 1
    value = f"BC{number:02}" if match["era"] else f"{number:02}"
    return fixed("DATE", value, kind="century", sure=0.95, grain="century")


def _fraction(match: re.Match[str]) -> Meaning | None:
    """Read a quarter or half of a year, named or left to the scene."""
    code = "Q" if match["name"].lower() == "quarter" else "H"
    ordinal = match["ordinal"].lower()
    if code == "H" and not match["year"] and not _speaks_of(_OF_MONEY, match.string):
        return None  # of a match
    number = (4 if code == "Q" else 2) if ordinal in {"final", "last"} else ORDINALS.get(ordinal) or int(ordinal[0])
    return _part_of_year(code, number, match["year"])


def _quarter_in_figures(match: re.Match[str]) -> Meaning:
    return _part_of_year("Q", int(match["number"] or match["number_b"]), match["year"])


def _part_of_year(code: str, number: int, year: str | None) -> Meaning:
    """Return a quarter or half; without a year the last one that began, or the coming one beside "will"."""
    if year:
        return fixed("DATE", f"{year}-{code}{number}", kind="quarter", sure=0.95, grain="quarter")

    def value(scene: Scene) -> str | None:
        today = scene.today()
        if today is None:
            return None
        now = (today.month + 2) // 3 if code == "Q" else (today.month + 5) // 6
        if scene.tense() == FUTURE:
            return f"{today.year + (number < now):04}-{code}{number}"
        return f"{today.year - (number > now):04}-{code}{number}"

    return Meaning("DATE", "quarter", 0.9, value, f"XXXX-{code}{number}", "quarter")


def _same_quarter(match: re.Match[str]) -> Meaning:
    """Read "the 1988 quarter": the one that corresponds to the quarter named last, else to the last full one."""
    year = int(match["year"])

    def value(scene: Scene) -> str | None:
        last = scene.last("quarter")
        if last is None:
            return None
        quarter = unit_at(last.day, "quarter") if last.unit == "quarter" else unit_away(last.day, "quarter", -1)
        return None if quarter is None else f"{year:04}{quarter[4:]}"

    return Meaning("DATE", "quarter", 0.8, value, f"{year:04}", "quarter")


def season_code(text: str) -> str:
    """Return the two letters of a season."""
    return SEASONS[text.lower().removesuffix("time")]


def _season_of_year(match: re.Match[str]) -> Meaning:
    value = f"{match['year']}-{season_code(match['season'])}"
    return fixed("DATE", value, kind="season", sure=0.95, grain="season")


def _season(match: re.Match[str]) -> Meaning:
    code = season_code(match["season"])

    def value(scene: Scene) -> str | None:
        today = scene.today()
        if today is None:
            return None
        start, tense = _SEASON_START[code], scene.tense()
        if code == "WI" and today.month <= 3:
            return f"{today.year:04}-WI"
        if tense == FUTURE or (tense == UNSAID and 0 <= start - today.month <= _SOON):
            return f"{today.year + (start + 3 <= today.month):04}-{code}"
        return f"{today.year - (start > today.month):04}-{code}"

    return Meaning("DATE", "season", 0.75, value, f"XXXX-{code}", "season")


def _feast(match: re.Match[str]) -> Meaning:
    name = match["holiday"]
    if match["year"]:
        day = holiday_in(name, int(match["year"]))
        return fixed("DATE", day.isoformat(), kind="feast", sure=0.95, grain="day")

    def value(scene: Scene) -> str | None:
        today = scene.today()
        if today is None:
            return None
        which, day = (match["which"] or "").lower(), holiday_in(name, today.year)
        if which == "last":
            return (holiday_in(name, today.year - 1) if day >= today else day).isoformat()
        if which == "next":
            return (holiday_in(name, today.year + 1) if day <= today else day).isoformat()
        if scene.tense() == PAST and day > today:
            return holiday_in(name, today.year - 1).isoformat()
        feasts = [holiday_in(name, today.year + step) for step in (-1, 0, 1)]
        return min(feasts, key=lambda feast: (abs((feast - today).days), feast)).isoformat()

    return Meaning("DATE", "feast", 0.85, value, "XXXX-XX-XX", "day")


# What is counted by the thousand in news: a bare figure before it is no year.
_COUNTED = (
    r"(?! (?:people|men|women|children|troops|soldiers|refugees|dollars|euros|pounds|rupees|riyals|rials|crowns|yen"
    r"|francs|marks|shares|points|votes|seats|words|cases|deaths|dead|homes|houses|jobs|workers|employees|students"
    r"|families|tons|tonnes|barrels|miles|meters|metres|kilometers|kilometres|km|feet|square|acres|hectares|degrees"
    r"|megawatts|kg|pages|copies|units|cars|vehicles|planes|ships|missiles|tanks|prisoners|members|delegates|others"
    r"|kilograms|horsepower|calories|rpm|mph|hp|cc|civilians|victims|passengers|voters|patients|years|days|hours"
    r"|minutes|persons|migrants|animals|books|times|of (?:them|whom|those|these))\b)"
)
_NO_NUMBER_BEFORE = (
    r"(?<![\d.,:$€£¥#/+&])(?<![\dA-Z]-)(?<![$€£]\s)"
    r"(?<!No\.\s)(?<!no\.\s)(?<!umber\s)(?<!light\s)(?<!oom\s)(?<!oute\s)(?<!bout\s)(?<!hapter\s)"
    r"(?<!ection\s)(?<!oeing\s)(?<!mately\s)(?<!than\s)(?<!least\s)"
)
_NO_NUMBER_AFTER = r"(?![\d%/]|[,.:]\d|-\d{3}(?!\d)|-[a-z])"
_PLAIN_YEAR = rf"{_NO_NUMBER_BEFORE}(?P<year>1[89]\d\d|20\d\d){_NO_NUMBER_AFTER}{_COUNTED}"
_OLD = rf"(?P<year>1[0-7]\d\d){_NO_NUMBER_AFTER}{_COUNTED}"
_NO_EVENT = r"(?! (?:[A-Z]|games|olympics|palace|school|camp)|-)"

RULES = (
    Rule("figures", pattern(rf"\b(?:(?:the )?(?:(?:fiscal|calendar)(?: year)?|year) )?{_PLAIN_YEAR}"), _year),
    Rule("figures", pattern(r"(?<=\b(?:19|20)\d\d[-–/])(?P<year>(?:19|20)\d\d)\b"), _year),
    Rule(
        "figures",
        pattern(rf"{after('in year since by until from around circa')}{_OLD}(?=[,.;:)]|$|\s[a-z(])"),
        _old_year,
    ),
    Rule("figures", pattern(r"(?<=\b(?:19|20)\d\d[-–/])(?P<short>\d\d)(?![\d-])"), _end_of_range),
    Rule("figures", pattern(r"(?<!\w)['’‘](?P<short>[4-9]\d|[0-2]\d)\b(?!['’]?s)"), _short_year),
    Rule("figures", pattern(r"\b(?:(?i:the) )?(?P<year>1[0-9]\d0|20\d0)['’]?[sS]\b"), _decade),
    Rule("figures", pattern(r"\b[Tt]he (?:(?:early|mid|late)[ -])?['’‘]?(?P<tens>[2-9])0['’]?s\b"), _short_decade),
    Rule("word", pattern(rf"\bthe (?P<word>(?i:{'|'.join(_DECADES)}))\b"), _short_decade),
    Rule(
        "unit",
        pattern(rf"\b(?:(?i:the) )?(?P<ordinal>{ORDINAL})[- ](?i:century)\b(?P<era> (?:B\.?C\.?(?:E\.?)?))?"),
        _century,
    ),
    Rule(
        "unit",
        pattern(
            r"\b(?:(?i:the|its|their) )?(?:fiscal[- ])?(?P<ordinal>(?i:first|second|third|fourth|final"
            r"|last(?= \w+ of \d)|1st|2nd|3rd|4th))"
            r"[ -](?:fiscal[- ])?(?P<name>(?i:quarter|half))\b(?! (?:century|hour|mile|pound|ball|final|an|a"
            r"|of (?:this|last|next|the|that))\b)"
            rf"(?:,? (?:of )?(?:fiscal |calendar )?(?P<year>{YEAR}))?"
        ),
        _fraction,
    ),
    Rule(
        "unit",
        pattern(
            rf"\b(?:the )?(?P<year>{YEAR}) (?P<ordinal>(?i:first|second|third|fourth))[ -](?P<name>(?i:quarter|half))\b"
        ),
        _fraction,
    ),
    Rule("unit", pattern(r"\b(?i:(?:first|second)[ -]half (?:goal|penalty|lead|substitute|kick))"), nothing),
    Rule(
        "figures",
        pattern(rf"\b(?:Q(?P<number>[1-4])|(?P<number_b>[1-4])Q)\b(?: (?:of )?(?P<year>{YEAR}))?"),
        _quarter_in_figures,
    ),
    Rule("unit", pattern(rf"\bthe (?P<year>{YEAR}) (?:quarter|period)\b"), _same_quarter),
    Rule("season", pattern(rf"\b(?:the )?(?P<season>{SEASON})(?: of)?,? (?P<year>{YEAR})"), _season_of_year),
    Rule("season", pattern(rf"\bthe (?P<season>(?i:summer|winter|autumn)){_NO_EVENT}(?! of\b)"), _season),
    Rule(
        "season",
        pattern(
            rf"{after('in by since until during for over through into')}the (?P<season>fall|spring){_NO_EVENT}(?! of\b)"
        ),
        _season,
    ),
    Rule(
        "season",
        pattern(
            rf"{after('in is by until since was during early late mid')}(?P<season>winter|summer|autumn|spring)"
            r"(?=[,.;:!?)]|$|\sand\b)"
        ),
        _season,
    ),
    Rule(
        "holiday",
        pattern(
            rf"\b(?:(?P<which>[Ll]ast|[Nn]ext|[Tt]his) )?(?P<holiday>{HOLIDAY})(?! (?:Island|Carol|Massacre|Rising"
            r"|tree))"
            rf"(?:,? (?P<year>{YEAR}))?"
        ),
        _feast,
    ),
)
