"""Rules for durations and sets: three days, the past two years, hours; daily, every Monday, twice a week."""

from __future__ import annotations

import re

from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, fixed
from retold.actors.times.values import duration, halved
from retold.actors.times.vocabulary import (
    FULL_MONTH,
    FULL_WEEKDAY,
    NUMBER,
    ORDINAL,
    PART,
    PARTS,
    UNIT,
    UNIT_MANY,
    UNIT_ONE,
    UNITS,
    VAGUE,
    WEEKDAY,
    after,
    month_of,
    number_of,
    pattern,
    unit_of,
    weekday_of,
)


def _counted(match: re.Match[str]) -> Meaning:
    """Read "three days", "two and a half years", "six to eight hours" (the greater), "several months"."""
    groups = match.groupdict()
    unit = unit_of(groups["unit"])
    count = _count_of(groups)
    if count is not None and groups.get("half"):
        count += 0.5
    value = duration(count, unit)
    if groups.get("more"):
        value += (
            duration(number_of(groups["more"]), unit_of(groups["more_unit"]))
            .removeprefix("P")
            .removeprefix("T" if "T" in value else "")
        )
    return fixed("DURATION", value, kind="duration", sure=0.95 if count is not None else 0.85)


def _count_of(groups: dict[str, str | None]) -> float | None:
    if groups.get("number"):
        return number_of(groups["number"] or "")
    vague = (groups.get("vague") or "").lower()
    return 2.0 if "couple" in vague else None


def _or_two(match: re.Match[str]) -> Meaning:
    """Read "a day or two", "a year or so"."""
    count = {"two": 2.0, "so": 1.0}.get(match["number"].lower())
    return fixed("DURATION", duration(count, unit_of(match["unit"])), kind="duration", sure=0.9)


def _and_a_half(match: re.Match[str]) -> Meaning:
    return fixed("DURATION", duration(1.5, unit_of(match["unit"])), kind="duration", sure=0.95)


def _half(match: re.Match[str]) -> Meaning | None:
    value = halved(unit_of(match["unit"]))
    return None if value is None else fixed("DURATION", value, kind="duration", sure=0.95)


def _quarter_century(_match: re.Match[str]) -> Meaning:
    return fixed("DURATION", "P25Y", kind="duration", sure=0.95)


def _one(match: re.Match[str]) -> Meaning:
    return fixed("DURATION", duration(1, unit_of(match["unit"])), kind="duration", sure=0.85)


def _one_long(match: re.Match[str]) -> Meaning:
    """Read "weeklong", "year-long"."""
    return fixed("DURATION", duration(1, unit_of(match["unit"])), kind="duration", sure=0.7)


def _many(match: re.Match[str]) -> Meaning:
    return fixed("DURATION", duration(None, unit_of(match["unit"])), kind="duration", sure=0.75)


def _rate(match: re.Match[str]) -> Meaning:
    """Read "a year" in "$5 million a year", "twice a week"."""
    return fixed("SET", duration(1, unit_of(match["unit"])), kind="rate", sure=0.8)


_ADVERBS = {
    "daily": "P1D",
    "nightly": "P1D",
    "hourly": "PT1H",
    "weekly": "P1W",
    "biweekly": "P2W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "bimonthly": "P2M",
    "quarterly": "P1Q",
    "semiannual": "P6M",
    "semiannually": "P6M",
    "semi-annual": "P6M",
    "yearly": "P1Y",
    "annual": "P1Y",
    "annually": "P1Y",
    "annualized": "P1Y",
    "biennial": "P2Y",
    "biannual": "P6M",
    "everyday": "P1D",
}


def _adverb(match: re.Match[str]) -> Meaning:
    return fixed("SET", _ADVERBS[match["word"].lower()], kind="rate", sure=0.85)


def _every(match: re.Match[str]) -> Meaning:
    """Read "every day", "each of the four years", "every other week", "every two hours"."""
    groups = match.groupdict()
    count = number_of(groups["number"]) if groups.get("number") else 2.0 if groups.get("other") else 1.0
    return fixed("SET", duration(count, unit_of(groups["unit"])), kind="rate", sure=0.93)


def _every_named(match: re.Match[str]) -> Meaning:
    """Read "every Monday", "Sundays", "each December", "every morning", "weekends", "Friday nights"."""
    groups = match.groupdict()
    if groups.get("weekday"):
        value = f"XXXX-WXX-{weekday_of(groups['weekday']) + 1}"
    elif groups.get("month"):
        value = f"XXXX-{month_of(groups['month']):02}"
    elif groups.get("part"):
        value = "XXXX-XX-XX"
    else:
        value = "XXXX-WXX-WE" if "end" in match.group().lower() else "XXXX-WXX-WD"
    if groups.get("part"):
        value += f"T{PARTS[groups['part'].lower()]}"
    return fixed("SET", value, kind="rate", sure=0.85)


def _every_season(match: re.Match[str]) -> Meaning:
    codes = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
    return fixed("SET", f"XXXX-{codes[match['season'].lower()]}", kind="rate", sure=0.85)


_KINDS = r"(?:(?:straight|consecutive|full|whole|successive|solid|more|long|short|additional|extra|calendar|business|working|trading|school) ){0,2}"
_NOT_AGE = r"(?![- ](?:old|olds)\b|-(?:high|long-)| of age\b)"
_ENDS = r"\b" + _NOT_AGE
_THE = r"(?i:(?:the|these|those) )"
_LASTING = r"(?i:last|past|next|previous|coming|first|final|following|preceding|prior|initial|opening|closing|remaining|latest)"
_SIZE = rf"(?:(?P<vague>{VAGUE})|(?P<number>{NUMBER}))"
_HALF = r"(?P<half> and(?: a|-a)[ -]half|-and-a-half)?"
# Words before "a year" after which it is a length and not a rate.
_LENGTHS = (
    "for in within over after about around nearly almost than of take takes took taking last lasts lasted lasting once"
    " spend spent spends wait waited every only just quite half least most be is was another until to by and or barely"
    " roughly approximately under up during throughout serve serving served at if not as with late half maybe perhaps"
)
_BARE = (
    "for in after within over of by took take takes taken lasting last lasted lasts spent spend spends than or and are"
    " were be like about through from to with until felt wait waited waiting years' cost costs were been since before"
    " just despite only even during into past required requires two-plus"
)
_COUNT_UNIT = r"(?P<unit>(?i:minute|hour|day|night|week|month|quarter|year|decade|century))"

RULES = (
    Rule(
        "unit",
        pattern(
            rf"(?:{_THE}?{_LASTING} )?(?:{_THE}|(?i:another|an additional|a further) )?{_SIZE}{_HALF}(?: |-){_KINDS}(?P<unit>{UNIT}){_HALF.replace('half>', 'half_b>')}{_ENDS}"
            rf"(?:,? and (?P<more>{NUMBER}) (?P<more_unit>{UNIT}))?"
        ),
        _counted,
    ),
    Rule("unit", pattern(rf"{_THE}{_LASTING} {_SIZE} (?:or so )?{_KINDS}(?P<unit>{UNIT}){_ENDS}"), _counted),
    Rule(
        "unit", pattern(rf"\b{NUMBER}(?: to | or |-|–| and )(?P<number>{NUMBER})[ -](?P<unit>{UNIT}){_ENDS}"), _counted
    ),
    Rule("unit", pattern(rf"\b(?P<number>{NUMBER})-(?P<unit>{UNIT_ONE})s?(?=-long\b)"), _counted),
    Rule("unit", pattern(rf"\b(?:{NUMBER}|an?)[- ](?:{UNIT})s?[- ]olds?\b"), nothing),
    Rule("unit", pattern(rf"\b{NUMBER} (?:{UNIT})s? of age\b"), nothing),
    Rule("unit", pattern(rf"\b(?:(?:an?|the (?:last|past|next)) )?half[- ](?:an? )?(?P<unit>{UNIT_ONE})\b(?!-)"), _half),
    Rule("unit", pattern(r"\b(?P<unit>(?i:day|week|month|year|decade))-?long\b"), _one_long),
    Rule("unit", pattern(r"\b(?:(?:a|the (?:last|past|next)) )?quarter(?: of a |[- ])century\b"), _quarter_century),
    Rule("unit", pattern(rf"\b(?i:an?) {_KINDS}{_COUNT_UNIT} and a half\b"), _and_a_half),
    Rule("unit", pattern(r"\b(?i:an?) (?P<unit>(?i:minute|hour|day|week|month|year|decade)) or (?P<number>two|more|so)\b"), _or_two),
    Rule(
        "unit",
        pattern(rf"{_THE}(?i:last|past|next|first|final|entire|whole|full) (?:full )?{_COUNT_UNIT}\b(?!-)"),
        _one,
    ),
    Rule("unit", pattern(rf"\b(?i:an? (?:full|whole|entire|further|single|mere)) {_COUNT_UNIT}\b(?!-)"), _one),
    Rule("unit", pattern(rf"\b(?i:all|another) {_COUNT_UNIT}\b(?!-)(?! (?:of|in) (?:the )?(?:game|match))"), _one),
    Rule(
        "unit",
        pattern(
            rf"(?:{after(_LENGTHS)}|(?<=[(,—–-]\s)|(?<=[\"“.]\s)|^|(?<=[“\"]))(?i:an?) {_COUNT_UNIT}\b(?!-| (?:old|when|that|in which)\b)"
        ),
        _one,
    ),
    Rule(
        "unit",
        pattern(rf"(?i:an?) {_COUNT_UNIT}(?= (?:after|before|since|in (?:prison|jail|hospital)|of \w+ing)\b)"),
        _one,
    ),
    Rule(
        "unit",
        pattern(
            rf"(?:{after(_BARE)}|(?<=\wing\s)|(?<=\wed\s)|(?<=[(,—–]\s)|(?<=[\"“.]\s)|^|(?<=[“\"]))(?P<unit>{UNIT_MANY})\b(?!-| (?:old|ahead)\b)"
        ),
        _many,
    ),
    Rule("unit", pattern(rf"\b(?P<unit>{UNIT_MANY})(?= (?:after|before)\b)"), _many),
    Rule(
        "unit",
        pattern(
            r"\bthe (?:minutes|seconds) of\b|\bsplit second\b|\b(?:light|man)[- ](?:years?|hours?|days?)\b|\bminutes of the\b"
        ),
        nothing,
    ),
    Rule(
        "unit",
        pattern(
            rf"\b(?i:(?:once|twice|thrice|{NUMBER} times|several times|many times) (?:an?|per|each|every|in a)) {_COUNT_UNIT}\b"
        ),
        _rate,
    ),
    Rule(
        "unit",
        pattern(
            rf"(?:(?<=[a-z0-9%€£$]\s)|(?<=[a-z0-9],\s))(?<![Oo]n\s)(?<!uch\s)(?<!hat\s)(?<!not\s)(?i:an?) {_COUNT_UNIT}\b(?!-| (?:ago|earlier|later|before|after|old|of|for|when|that|and a half|to)\b)"
        ),
        _rate,
    ),
    Rule("unit", pattern(rf"\b(?i:per|each) {_COUNT_UNIT}\b(?!-)"), _rate),
    Rule(
        "word",
        pattern(
            rf"(?<![-\w])(?P<word>(?i:{'|'.join(sorted(_ADVERBS, key=lambda word: (-len(word), word)))}))\b(?!-| (?:[A-Z][a-z]+ )?(?:Mail|Telegraph|Mirror|Express|Star|News|Times|Post|Sun|Herald|Standard|Beast|Record|Sabah|Caller|Meeting|Review|Report)\b)"
        ),
        _adverb,
    ),
    Rule("word", pattern(r"\b(?:Daily|Weekly|Monthly|Quarterly|Annual) [A-Z]\w+"), nothing),
    Rule(
        "unit",
        pattern(
            rf"\b(?i:every|each)(?:(?: (?P<number>{NUMBER}))|(?P<other> other))? (?:single )?(?P<unit>(?!weekend|night){UNIT})\b(?!-)"
        ),
        _every,
    ),
    Rule(
        "unit",
        pattern(rf"\b(?i:every|each) (?:few|couple of) (?P<unit>{UNIT})\b"),
        lambda match: fixed("SET", duration(None, unit_of(match["unit"])), kind="rate", sure=0.9),
    ),
    Rule(
        "weekday", pattern(rf"\b(?i:every|each)(?: other)? (?P<weekday>{WEEKDAY})(?: (?P<part>{PART}))?"), _every_named
    ),
    Rule("month", pattern(rf"\b(?i:every|each) (?P<month>{FULL_MONTH})"), _every_named),
    Rule("part", pattern(rf"\b(?i:every|each|most) (?P<part>{PART})s?\b"), _every_named),
    Rule("season", pattern(r"\b(?i:every|each) (?P<season>(?i:spring|summer|autumn|fall|winter))\b"), _every_season),
    Rule("weekday", pattern(rf"\b(?P<weekday>{FULL_WEEKDAY.replace('(?![a-zA-Z])', '')})s\b"), _every_named),
    Rule("weekday", pattern(rf"\b(?P<weekday>{FULL_WEEKDAY}) (?P<part>{PART})s\b"), _every_named),
    Rule(
        "unit",
        pattern(r"\b(?i:(?:every |each )?(?:weekends|weekdays|weeknights))\b|\b(?i:every|each) (?i:weekend|weekday)\b"),
        _every_named,
    ),
)
