"""Rules for durations: three days, the past two years, half an hour, hours, a week."""

from __future__ import annotations

import re

from retold.actors.times.numbers import NUMBER, VAGUE, number_of
from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, fixed
from retold.actors.times.values import duration, halved
from retold.actors.times.vocabulary import COUNT_UNIT, UNIT, UNIT_MANY, UNIT_ONE, after, pattern, unit_of


def _counted(match: re.Match[str]) -> Meaning:
    """Read "three days", "two and a half years", "six to eight hours" (the greater), "two hours and 15 minutes"."""
    groups = match.groupdict()
    count = _count_of(groups)
    if count is not None and (groups.get("half") or groups.get("half_b")):
        count += 0.5
    value = duration(count, unit_of(groups["unit"]))
    if groups.get("more"):
        rest = duration(number_of(groups["more"]), unit_of(groups["more_unit"]))
        value += rest.removeprefix("PT") if "T" in value else rest.removeprefix("P")
    return fixed("DURATION", value, kind="duration", sure=0.95 if count is not None else 0.85)


def _count_of(groups: dict[str, str | None]) -> float | None:
    """Return what the number or the vague number counts; None where it does not say."""
    if groups.get("number"):
        return number_of(groups["number"] or "")
    return 2.0 if "couple" in (groups.get("vague") or "").lower() else None


def _half(match: re.Match[str]) -> Meaning | None:
    value = halved(unit_of(match["unit"]))
    return None if value is None else fixed("DURATION", value, kind="duration", sure=0.95)


def _quarter_century(_match: re.Match[str]) -> Meaning:
    return fixed("DURATION", "P25Y", kind="duration", sure=0.95)


def _or_two(match: re.Match[str]) -> Meaning:
    """Read "a day or two", "a year or so"."""
    count = 2.0 if match["number"].lower() == "two" else 1.0
    return fixed("DURATION", duration(count, unit_of(match["unit"])), kind="duration", sure=0.9)


def _and_a_half(match: re.Match[str]) -> Meaning:
    return fixed("DURATION", duration(1.5, unit_of(match["unit"])), kind="duration", sure=0.95)


def _one(match: re.Match[str]) -> Meaning:
    return fixed("DURATION", duration(1, unit_of(match["unit"])), kind="duration", sure=0.85)


def _one_long(match: re.Match[str]) -> Meaning:
    """Read "weeklong", "year-long"."""
    return fixed("DURATION", duration(1, unit_of(match["unit"])), kind="duration", sure=0.7)


def _many(match: re.Match[str]) -> Meaning:
    return fixed("DURATION", duration(None, unit_of(match["unit"])), kind="duration", sure=0.75)


_KIND = (
    r"(?:(?:straight|consecutive|full|whole|successive|solid|more|long|short|additional|extra|calendar|business|working"
    r"|trading|school) ){0,2}"
)
_ENDS = r"\b(?![- ](?i:olds?)\b|-(?:high|long-)| of age\b)"  # ages are no times
_NOT_AWAY = r"(?! ago\b)"  # "another two weeks ago" is two things
_THE = r"(?i:(?:the|these|those) )"
_MORE = r"(?i:another|an additional|a further|all) "
_LASTING = (
    r"(?i:(?<!to\s)(?<!will\s)(?<!can\s)(?<!may\s)(?<!ould\s)(?<!must\s)(?<!not\s)(?<!should\s)last|past|next|previous|coming|first|final|following|preceding|prior|initial|opening|closing|remaining"
    r"|latest)"
)
_SIZE = rf"(?:(?P<vague>{VAGUE})|(?P<number>{NUMBER}))"
_HALF = r" and(?: a|-a)[ -]half|-and-a-half"
_AND_MORE = rf"(?:(?:,? and|,) (?P<more>{NUMBER}) (?P<more_unit>{UNIT}))?"
# Words before "a year" after which it is a length and not a rate.
_LENGTHS = (
    "for in within over after about around nearly almost than of take takes took taking last lasts lasted lasting once"
    " spend spent spends wait waited every only just quite half least most be is was another until to by and or barely"
    " roughly approximately under up during throughout serve serving served at if not as with late maybe perhaps"
)
# Words before bare "years" after which they are a length ("school years" are not).
_BARE = (
    "for in after within over of by took take takes taken lasting last lasted lasts spent spend spends than or and are"
    " were be like about through from to with until felt wait waited waiting cost costs been since before just despite"
    " only even during into past required requires"
)
_START = r"(?<=[(,—–-]\s)|(?<=[\"“.]\s)|^|(?<=[“\"])"
_BEFORE_ONE = rf"(?=[aA]n?\s)(?:{after(_LENGTHS)}|{_START})"
_BEFORE_MANY = rf"(?<!\w)(?={UNIT_MANY})(?:{after(_BARE)}|(?<=\wing\s)|(?<=\wed\s)|{_START})"

RULES = (
    Rule(
        "unit",
        pattern(
            rf"(?<!\w)(?:{_THE}?{_LASTING} )?(?:{_THE}|{_MORE})?{_SIZE}(?P<half>{_HALF})? (?:or (?:so|more|less"
            rf"|fewer) )?{_KIND}"
            rf"(?P<unit>{UNIT})(?P<half_b>{_HALF})?{_ENDS}{_NOT_AWAY}{_AND_MORE}"
        ),
        _counted,
    ),
    Rule("unit", pattern(rf"{_THE}{_LASTING} {_SIZE} (?:or so )?{_KIND}(?P<unit>{UNIT}){_ENDS}"), _counted),
    Rule(
        "unit",
        pattern(
            rf"(?<!\w)(?:{_THE}(?=\S+ period))?(?P<number>{NUMBER})(?P<half>{_HALF})?-{_KIND}(?P<unit>{UNIT}){_ENDS}"
            r"(?: period\b)?"
        ),
        _counted,
    ),
    Rule(
        "unit",
        pattern(
            rf"(?:{_THE}?{_LASTING} )?\b{NUMBER}(?: to | or |-|–| and )(?P<number>{NUMBER})[ -]"
            rf"(?P<unit>{UNIT}){_ENDS}(?! (?:ago|earlier|later)\b)"
        ),
        _counted,
    ),
    Rule("unit", pattern(rf"\b(?P<number>{NUMBER})-(?P<unit>{UNIT_ONE})s?(?=-long\b)"), _counted),
    Rule("unit", pattern(rf"\b(?:{NUMBER}|an?)[- ](?:{UNIT})s?[- ](?i:olds?)\b"), nothing),
    Rule("unit", pattern(rf"\b{NUMBER} (?:{UNIT})s? of age\b"), nothing),
    Rule(
        "unit",
        pattern(rf"\b(?:(?i:an?|the (?:last|past|next)) )?half[- ](?:an? )?(?P<unit>{UNIT_ONE})\b(?!-)"),
        _half,
    ),
    Rule("unit", pattern(r"\b(?P<unit>(?i:day|week|month|year|decade))-?long\b"), _one_long),
    Rule("unit", pattern(r"\b(?:(?i:a|the (?:last|past|next)) )?quarter(?: of a |[- ])century\b"), _quarter_century),
    Rule("unit", pattern(rf"\b(?i:an?) {_KIND}{COUNT_UNIT} and a half\b"), _and_a_half),
    Rule("unit", pattern(rf"\b(?i:an?) {COUNT_UNIT} or (?P<number>two|more|so)\b"), _or_two),
    Rule(
        "unit",
        pattern(rf"{_THE}(?i:last|past|next|first|final|entire|whole|full) (?:full )?{COUNT_UNIT}\b(?!-)"),
        _one,
    ),
    Rule("unit", pattern(rf"\b(?i:an? (?:full|whole|entire|further|single|mere)) {COUNT_UNIT}\b(?!-)"), _one),
    Rule("unit", pattern(rf"\b(?i:all|another) {COUNT_UNIT}\b(?!-)"), _one),
    Rule("unit", pattern(r"\b(?i:all) (?P<unit>(?i:weekend))\b"), _one),
    Rule(
        "unit",
        pattern(rf"{_BEFORE_ONE}(?i:an?) {COUNT_UNIT}\b(?!-| (?:old|when|that|like|in which)\b)"),
        _one,
    ),
    Rule(
        "unit",
        pattern(rf"\b(?i:an?) {COUNT_UNIT}(?= (?:after|before|since|in (?:prison|jail|hospital)|of \w+ing)\b)"),
        _one,
    ),
    Rule(
        "unit",
        pattern(rf"{_BEFORE_MANY}(?P<unit>{UNIT_MANY})\b(?!-| (?:old|ahead)\b)"),
        _many,
    ),
    Rule("unit", pattern(rf"{after('over')}the (?P<unit>{UNIT_MANY})\b"), _many),
    Rule(
        "unit",
        pattern(rf"\b(?i:the) (?P<unit>{UNIT_MANY})(?= (?:after|since|before|leading up|that followed|following)\b)"),
        _many,
    ),
    Rule("unit", pattern(rf"\b(?i:(?:(?:the|these) )?past|(?:the|these) last) (?P<unit>{UNIT_MANY})\b"), _many),
    Rule("unit", pattern(rf"\b(?P<unit>{UNIT_MANY})(?= (?:after|before|ahead of)\b)"), _many),
    Rule(
        "unit",
        pattern(rf"(?<![\w-])(?P<unit>{UNIT_MANY})(?= (?:overdue|away|late|behind|from (?:\w+ing|home|now))\b)"),
        _many,
    ),
    Rule("unit", pattern(r"\bthe (?:minutes|seconds) of\b|\bsplit second\b|\bminutes of the\b"), nothing),
    Rule("unit", pattern(r"\b(?:light|man)[- ](?:years?|hours?|days?)\b"), nothing),
)
