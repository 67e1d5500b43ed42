"""Rules for times of the day: clock times, noon, this morning, Monday night, overnight."""

from __future__ import annotations

import re
from datetime import date

from retold.actors.times.numbers import number_of
from retold.actors.times.rules import Rule, nothing
from retold.actors.times.scenes import Meaning, Scene
from retold.actors.times.values import reference_of, unit_away
from retold.actors.times.vocabulary import PART, PARTS, after, pattern

_NAMED_CLOCKS = {"noon": "12:00", "midday": "12:00", "noontime": "12:00", "midnight": "24:00"}
_HALF_DAY = 12


def clock_meaning(clock: str, *, sure: float = 0.95) -> Meaning:
    """Return the meaning of a clock time whose day is that of the date named last, or of publication."""

    def value(scene: Scene) -> str | None:
        start = scene.listed_before("day")
        if start is not None and start.clock is not None and clock < start.clock:  # "from 10 p.m. to 5 a.m."
            following = unit_away(start.day, "day", 1)
            return None if following is None else f"{following}T{clock}"
        last = scene.last_day()
        return None if last is None else f"{last.day.isoformat()}T{clock}"

    return Meaning("TIME", "clock time", sure, value, f"T{clock}", "clock")


def at_clock(day: Meaning, clock: Meaning) -> Meaning:
    """Return the meaning of a clock time or part of the day on a day that stands beside it."""
    suffix = (clock.unresolved or "T").split("T", 1)[1]

    def value(scene: Scene) -> str | None:
        named = day.value(scene)
        if named is None:
            return None
        return f"{named[:10]}T{suffix}" if reference_of(named) is not None else f"{named}T{suffix}"

    unresolved = f"{day.unresolved}T{suffix}" if day.unresolved else None
    return Meaning("TIME", clock.kind, min(day.sure, clock.sure), value, unresolved, "moment")


def later_today(part: Meaning, clock: Meaning) -> Meaning:
    """Return the meaning of "7:30 tonight": the clock time in that part of the day."""

    def value(scene: Scene) -> str | None:
        found, hour = part.value(scene), (clock.unresolved or "T00:00")[1:]
        if found is None:
            return None
        if found[10:] in {"TNI", "TEV", "TAF"} and int(hour[:2]) < _HALF_DAY:
            hour = f"{int(hour[:2]) + _HALF_DAY:02}{hour[2:]}"
        return f"{found[:10]}T{hour}"

    return Meaning("TIME", clock.kind, min(part.sure, clock.sure), value, None, "moment")


def _clock(match: re.Match[str]) -> Meaning | None:
    groups = match.groupdict()
    hour = int(number_of(groups["hour"]) or 0)
    minute = groups.get("minute") or "00"
    half = (groups.get("half") or "").lower()[:1]
    if hour > 24 or (half and hour > _HALF_DAY) or int(minute) > 59:
        return None
    if half == "p" and hour < _HALF_DAY:
        hour += _HALF_DAY
    if half == "a" and hour == _HALF_DAY:
        hour = 0
    seconds = f":{groups['second']}" if groups.get("second") else ""
    return clock_meaning(f"{hour:02}:{minute}{seconds}")


def _named_clock(match: re.Match[str]) -> Meaning:
    return clock_meaning(_NAMED_CLOCKS[match["name"].lower()], sure=0.9)


def _part_today(match: re.Match[str]) -> Meaning:
    """Read "this morning", "tonight", "last night", "overnight", "that afternoon", "the next morning"."""
    groups = match.groupdict()
    part = groups.get("part")
    suffix = PARTS[part.lower()] if part else "NI"
    which = re.sub(r"\s+", " ", (groups.get("which") or "this").lower())
    steps = {"last": -1, "the previous": -1, "the next": 1, "the following": 1, "next": 1}

    def value(scene: Scene) -> str | None:
        today = scene.today()
        beside = today if which in {"this", "last", "late this", "early this"} else _day_of(scene)
        if beside is None:
            return None
        return f"{beside.fromordinal(beside.toordinal() + steps.get(which, 0)).isoformat()}T{suffix}"

    return Meaning("TIME", "part of a day", 0.9, value, f"XXXX-XX-XXT{suffix}", "part")


def _day_of(scene: Scene) -> date | None:
    last = scene.last("day")
    return None if last is None else last.day


def _o_clock(match: re.Match[str]) -> Meaning | None:
    """Read "five o'clock", with the part of the day where one follows."""
    hour, part = int(number_of(match["hour"]) or 0), (match["part"] or "").lower()
    if not 0 < hour <= _HALF_DAY:
        return None
    if part in {"afternoon", "evening"} and hour < _HALF_DAY:
        hour += _HALF_DAY
    return clock_meaning(f"{hour:02}:00")


def _part(match: re.Match[str]) -> Meaning:
    suffix = PARTS[match["part"].lower()]

    def value(scene: Scene) -> str | None:
        last = scene.last("day")
        return None if last is None else f"{last.day.isoformat()}T{suffix}"

    return Meaning("TIME", "part of a day", 0.7, value, f"XXXX-XX-XXT{suffix}", "part")


_ZONE = (
    r"(?: (?:GMT|UTC|EST|EDT|ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|BST|CET|CEST|EET|MSK|IST|JST|Eastern|Central|Pacific)"
    r"(?: (?:[Ss]tandard |[Dd]aylight )?[Tt]ime)?\b| local time\b)?"
)
_HOUR = r"(?P<hour>[01]?\d|2[0-4])"
_NO_FIGURE = r"(?<![\d.,:$€£/+-])\b"

RULES = (
    Rule(
        "clock",
        pattern(
            rf"{_NO_FIGURE}{_HOUR}(?:[:.](?P<minute>[0-5]\d))?(?::(?P<second>[0-5]\d))? ?(?P<half>[AaPp])"
            r"(?:\. ?[Mm]\.|[Mm]\b\.?)"
            rf"(?<!\.\.){_ZONE}"
        ),
        _clock,
    ),
    Rule(
        "clock",
        pattern(
            rf"{_NO_FIGURE}{_HOUR}[:.](?P<minute>[0-5]\d)(?P<second>)(?: ?(?:hrs|hours))?(?: (?:GMT|UTC"
            rf"|[A-Z]{{2,3}}T)\b)"
        ),
        _clock,
    ),
    Rule(
        "clock",
        pattern(
            rf"(?:{after('at from to by until till before after about around since and')}|(?<=[,(-]))"
            rf"{_HOUR}:(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?(?![\d:%]|\.\d)(?: (?:hrs|hours|local time))?"
        ),
        _clock,
    ),
    Rule(
        "clock",
        pattern(
            r"\b(?P<hour>[01]\d|2[0-4])(?P<minute>[0-5]\d)(?= ?(?:GMT|UTC|hrs\b|hours\b|local))"
            r"(?: (?:GMT|UTC|hrs|hours|local time))"
        ),
        _clock,
    ),
    Rule(
        "clock",
        pattern(
            r"\b(?P<hour>\d{1,2}|(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)) o['’]clock"
            r"(?: in the (?P<part>morning|afternoon|evening))?"
        ),
        _o_clock,
    ),
    Rule(
        "part",
        pattern(
            r"\b(?P<hour>(?i:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|1?\d)"
            r" in the (?P<part>morning|afternoon|evening)\b"
        ),
        _o_clock,
    ),
    Rule(
        "part",
        pattern(rf"\b(?P<name>(?i:noon|midday|noontime|midnight))\b{_ZONE}(?!-| (?:mass|oil|sun|express|blue)\b)"),
        _named_clock,
    ),
    Rule(
        "part",
        pattern(
            r"\b(?P<which>(?i:this|that|the (?:next|following|same|previous)|next)) (?:early "
            rf"|late )?(?P<part>{PART})\b"
        ),
        _part_today,
    ),
    Rule("part", pattern(r"\b(?P<which>(?i:last)) (?P<part>(?i:night|evening))\b"), _part_today),
    Rule("part", pattern(r"\b(?i:tonight|overnight)\b"), _part_today),
    Rule(
        "part",
        pattern(
            rf"(?:{after('in during on through throughout of late until by into spend spent for began begin all')}"
            rf"|^)the (?P<part>{PART})\b(?! (?:of|shift|sky|before|that)\b)"
        ),
        _part,
    ),
    Rule("part", pattern(r"\b(?P<part>dawn)\b(?! of\b| (?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)[A-Z])"), _part),
    Rule(
        "part",
        pattern(r"(?:the )?(?:mid|early|late)[- ]?(?P<part>(?i:morning|afternoon|evening))\b(?: hours\b)?"),
        _part,
    ),
    Rule("part", pattern(rf"\b(?i:good) {PART}\b"), nothing),
)
