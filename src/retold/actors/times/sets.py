"""Rules for sets of times: daily, every Monday, twice a week, a year (as a rate), weekends."""

from __future__ import annotations

import re

from retold.actors.times.numbers import NUMBER, ORDINAL, number_of, ordinal_of
from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, fixed
from retold.actors.times.values import duration
from retold.actors.times.vocabulary import (
    COUNT_UNIT,
    FULL_MONTH,
    FULL_WEEKDAY,
    PART,
    PARTS,
    SEASON,
    SEASONS,
    UNIT,
    WEEKDAY,
    month_of,
    pattern,
    unit_of,
    weekday_of,
)

_ADVERBS = {
    "hourly": "PT1H",
    **dict.fromkeys(("daily", "nightly", "everyday"), "P1D"),
    "weekly": "P1W",
    **dict.fromkeys(("biweekly", "fortnightly"), "P2W"),
    "monthly": "P1M",
    "bimonthly": "P2M",
    "quarterly": "P1Q",
    **dict.fromkeys(("semiannual", "semiannually", "semi-annual", "biannual"), "P6M"),
    **dict.fromkeys(("yearly", "annual", "annually", "annualized"), "P1Y"),
    "biennial": "P2Y",
}
_SURE = 0.85


def _rate(match: re.Match[str]) -> Meaning:
    """Read "a year" in "$5 million a year", "twice a week"."""
    return fixed("SET", duration(1, unit_of(match["unit"])), kind="rate", sure=0.8)


def _adverb(match: re.Match[str]) -> Meaning:
    return fixed("SET", _ADVERBS[match["word"].lower()], kind="rate", sure=_SURE)


def _every(match: re.Match[str]) -> Meaning:
    """Read "every day", "every other week", "every two hours", "every third year"."""
    if match["nth"]:
        count: float | None = ordinal_of(match["nth"])
    elif match["number"]:
        count = number_of(match["number"])
    else:
        count = 2.0 if match["other"] else None if match["few"] else 1.0
    return fixed("SET", duration(count, unit_of(match["unit"])), kind="rate", sure=0.93)


def _named_day(match: re.Match[str]) -> Meaning:
    """Read "every Monday", "Sundays", "Friday nights"."""
    part = match.groupdict().get("part")
    suffix = f"T{PARTS[part.lower()]}" if part else ""
    return fixed("SET", f"XXXX-WXX-{weekday_of(match['weekday']) + 1}{suffix}", kind="rate", sure=_SURE)


def _month(match: re.Match[str]) -> Meaning:
    return fixed("SET", f"XXXX-{month_of(match['month']):02}", kind="rate", sure=_SURE)


def _part(match: re.Match[str]) -> Meaning:
    return fixed("SET", f"XXXX-XX-XXT{PARTS[match['part'].lower()]}", kind="rate", sure=_SURE)


def _season(match: re.Match[str]) -> Meaning:
    code = SEASONS[match["season"].lower().removesuffix("time")]
    return fixed("SET", f"XXXX-{code}", kind="rate", sure=_SURE)


def _week_part(match: re.Match[str]) -> Meaning:
    value = "XXXX-WXX-WE" if "end" in match.group().lower() else "XXXX-WXX-WD"
    return fixed("SET", value, kind="rate", sure=_SURE)


_TIMES = rf"(?i:once|twice|thrice|(?:{NUMBER}|several|many) times)"
_WORDS = "|".join(sorted(_ADVERBS, key=lambda word: (-len(word), word)))
_PAPERS = (
    r"(?:Mail|Telegraph|Mirror|Express|Star|News|Times|Post|Sun|Herald|Standard|Beast|Record|Sabah|Caller|Review"
    r"|Report)"
)
_NO_RATE = r"(?! (?:ago|earlier|later|before|after|old|of|when|that|like|and a half)\b|-)"
_EACH = r"\b(?i:every|each)"

RULES = (
    Rule("unit", pattern(rf"\b{_TIMES} (?i:an?|per|each|every|in a) {COUNT_UNIT}\b"), _rate),
    Rule("word", pattern(rf"\b{_TIMES} (?P<word>(?i:daily|weekly|monthly|yearly|annually))\b"), _adverb),
    # "On a day like this" is no rate.
    Rule(
        "unit",
        pattern(
            r"(?:(?<=[a-z0-9%€£$]\s)|(?<=[a-z0-9],\s))(?<!\b[Oo]n\s)(?<!\bsuch\s)(?<!\b[Ww]hat\s)(?<!\bnot\s)"
            rf"(?i:an?) {COUNT_UNIT}\b{_NO_RATE}"
        ),
        _rate,
    ),
    Rule("unit", pattern(rf"\b(?i:per|each) {COUNT_UNIT}\b(?!-)"), _rate),
    # Speeds are no times.
    Rule(
        "unit",
        pattern(r"\b(?i:(?:miles|mile|kilomet(?:er|re)s?|km|knots|feet|meters|metres) (?:an|per) hour)\b"),
        nothing,
    ),
    Rule(
        "word",
        pattern(rf"(?<![-\w])(?P<word>(?i:{_WORDS}))\b(?!-| (?:[A-Z][a-z]+ )?{_PAPERS}\b)"),
        _adverb,
    ),
    Rule("word", pattern(r"\b(?:Daily|Weekly|Monthly|Quarterly|Annual) [A-Z]\w+"), nothing),
    Rule(
        "unit",
        pattern(
            rf"{_EACH}(?: (?:{NUMBER} (?:to|or) )?(?P<number>{NUMBER})| (?P<nth>{ORDINAL})|(?P<other> other)"
            r"|(?P<few> (?:few|couple of)))?"
            rf" (?:single )?(?P<unit>(?!weekend|night){UNIT})\b(?!-)"
        ),
        _every,
    ),
    Rule("weekday", pattern(rf"{_EACH}(?: other)? (?P<weekday>{WEEKDAY})(?: (?P<part>{PART}))?"), _named_day),
    Rule("weekday", pattern(rf"\b(?P<weekday>{FULL_WEEKDAY.removesuffix('(?![a-zA-Z])')})s\b"), _named_day),
    Rule("weekday", pattern(rf"\b(?P<weekday>{FULL_WEEKDAY}) (?P<part>{PART})s\b"), _named_day),
    Rule("month", pattern(rf"{_EACH} (?P<month>{FULL_MONTH})"), _month),
    Rule("part", pattern(rf"\b(?i:every|each|most) (?P<part>{PART})s?\b"), _part),
    Rule("season", pattern(rf"{_EACH} (?P<season>{SEASON})\b"), _season),
    Rule("unit", pattern(rf"\b(?i:weekends|weekdays|weeknights)\b|{_EACH} (?i:weekend|weekday)\b"), _week_part),
)
