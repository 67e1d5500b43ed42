"""Rules for dates told by their distance: three days ago, two years later, a year earlier, an hour from now."""

from __future__ import annotations

import re

from retold.actors.times.numbers import NUMBER, ORDINAL, VAGUE, number_of
from retold.actors.times.rules import Rule
from retold.actors.times.scenes import UNKNOWN, Meaning, Scene, fixed, from_publication
from retold.actors.times.values import Reference, moved, unit_at, unit_away
from retold.actors.times.vocabulary import UNIT, pattern, unit_of

_FROM_NOW = {"ago", "back", "from now", "hence"}
_BACKWARDS = {"ago", "back", "earlier", "previously", "before", "prior"}
_REPORTED = {"quarter": ("quarter", "month"), "month": ("quarter", "month"), "period": ("quarter", "year")}
_DAY_MINUTES = 1440


def _distance(match: re.Match[str]) -> Meaning:
    """Read "three days ago" from publication, "two years later" from the date named last."""
    way = re.sub(r"\s+", " ", match["way"].lower())
    return _away(match, -1 if way in _BACKWARDS else 1, from_now=way in _FROM_NOW)


def _away(match: re.Match[str], sign: int, *, from_now: bool) -> Meaning:
    groups = match.groupdict()
    unit, vague = unit_of(groups["unit"]), (groups.get("vague") or "").lower()
    count = 2.0 if vague.startswith("a couple") else number_of(groups.get("number") or "some")
    kind = "distance from publication" if from_now else "distance from a nearby date"
    if count is None:
        return fixed("DATE", "PAST_REF" if sign < 0 else "FUTURE_REF", kind="vague reference", sure=0.8)
    if unit in {"hour", "minute", "second"}:
        return _clock_away(unit, sign * int(count), kind, from_now=from_now)
    half = 6 if groups.get("half") and unit == "year" else 0

    def value(scene: Scene) -> str | None:
        start = _start(scene, from_now=from_now)
        if start is None:
            return None
        if half:
            return unit_away(start.day, "month", sign * (12 * int(count) + half))
        return _value_away(start, unit, sign * int(count), named=not from_now)

    return Meaning("DATE", kind, 0.93, value, UNKNOWN.get(unit), unit)


def _start(scene: Scene, *, from_now: bool) -> Reference | None:
    """Return what a distance is counted from: publication, or the date named last."""
    if not from_now:
        return scene.last("day", "week", "month", "quarter", "season", "year")
    today = scene.today()
    return None if today is None else Reference(today, "day", scene.clock)


def _value_away(start: Reference, unit: str, count: int, *, named: bool) -> str | None:
    """Return the value `count` units away, as fine as its start where the text named that ("a year earlier")."""
    there = moved(start.day, unit, count)
    if there is None:
        return None
    finer = {"week": {"day"}, "year": {"quarter", "month"}}
    return unit_at(there, start.unit if named and start.unit in finer.get(unit, set()) else unit)


def _clock_away(unit: str, count: int, kind: str, *, from_now: bool) -> Meaning:
    """Return the clock time so many hours or minutes away; only the day where no clock time is known."""
    minutes = count * {"hour": 60, "minute": 1, "second": 0}[unit]

    def value(scene: Scene) -> str | None:
        start = _start(scene, from_now=True) if from_now else scene.last("day")
        if start is None:
            return None
        if start.clock is None or not re.fullmatch(r"\d\d:\d\d(:\d\d)?", start.clock):
            whole_days = minutes and minutes % _DAY_MINUTES == 0
            return unit_away(start.day, "day", minutes // _DAY_MINUTES) if whole_days else f"{start.day}TXX"
        total = int(start.clock[:2]) * 60 + int(start.clock[3:5]) + minutes
        day = unit_away(start.day, "day", total // _DAY_MINUTES)
        return None if day is None else f"{day}T{total % _DAY_MINUTES // 60:02}:{total % 60:02}"

    return Meaning("TIME", kind, 0.85, value, "XXXX-XX-XXTXX", "clock")


def _half_ago(match: re.Match[str]) -> Meaning:
    """Read "half a century ago"."""
    unit, count = {"century": ("year", -50), "decade": ("year", -5), "year": ("month", -6)}[match["unit"].lower()]
    return from_publication(unit, count, kind="distance from publication", sure=0.9)


def _year_earlier(match: re.Match[str]) -> Meaning:
    """Read "the year-earlier quarter": the date reported on, a year before."""
    what = (match["what"] or "year").lower()

    def value(scene: Scene) -> str | None:
        last = scene.last_reported(*_REPORTED.get(what, ()))
        if last is None:
            return None
        there = moved(last.day, "year", -1)
        fine = last.unit if what == "period" and last.unit in {"quarter", "month"} else what
        return None if there is None else unit_at(there, fine if fine in {"quarter", "month"} else "year")

    return Meaning("DATE", "distance from a nearby date", 0.8, value, "XXXX", "year")


_SIZE = rf"(?:(?P<vague>{VAGUE})|(?:{NUMBER} (?:to|or|and) )?(?P<number>(?<!\w)(?i:an?)|{NUMBER}))"
_WAY = (
    r"(?P<way>(?i:ago|back|from now|hence|earlier|later|previously|afterwards?|thereafter)\b(?! than\b)"
    r"|(?i:before|after|prior)(?=[,.;:)]|$))"
)

RULES = (
    Rule("unit", pattern(r"\b(?:(?i:an?) )?(?i:half)[- ](?:an? )?(?P<unit>(?i:century|decade|year)) ago\b"), _half_ago),
    Rule(
        "unit",
        pattern(rf"(?<!\w){_SIZE} (?:(?:full|more|short|long) )?(?P<unit>{UNIT})(?P<half> and a half)? {_WAY}"),
        _distance,
    ),
    Rule(
        "unit",
        pattern(
            r"\b(?P<unit>(?i:minutes|hours|days|weeks|months|years|decades|centuries))"
            r" (?P<way>(?i:ago|hence|from now|later|earlier))\b(?! than\b)"
        ),
        _distance,
    ),
    Rule(
        "unit",
        pattern(
            rf"\b(?i:the )year-(?i:ago|earlier) (?:{ORDINAL} )?(?P<what>(?i:period|quarter|month))\b"
            r"|\byear-(?i:ago|earlier)\b"
        ),
        _year_earlier,
    ),
)
