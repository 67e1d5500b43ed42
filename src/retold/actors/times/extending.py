"""Finds grown to the whole phrase: "late Monday", "the end of 2008", "about two weeks", "10 a.m. on Friday"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from retold.actors.times.clocks import at_clock, later_today
from retold.actors.times.numbers import ORDINALS
from retold.actors.times.rules import Expression
from retold.actors.times.scenes import Meaning, Scene, fixed
from retold.actors.times.vocabulary import PART, PARTS, pattern
from retold.language.wordlists import words

_REACH = 40  # the longest phrase before a find that belongs to it
_PERIODS = words("day week weekend month quarter year decade century season")
_PART_OF = pattern(
    r"\b(?:(?i:the (?:very )?|its |their ))?(?P<part>(?i:all|most|much|half|whole|end|beginning|start|middle|rest"
    r"|remainder|close|turn|latter part|early part"
    r"|latter half|(?P<nth>first|second|last|third|fourth)(?: |-)(?P<piece>half|quarter)|better part|bulk"
    r"|first part)) of (?:the )?\Z"
)
_MODIFIED = pattern(
    r"\b(?:(?i:the ))?(?:(?i:early|late|mid|middle|sometime)(?:-| (?:in )?)|(?i:earlier|later)(?: in)? )(?:the )?\Z"
)
_ABOUT = pattern(r"\b(?i:about|around|approximately|roughly|nearly|almost|circa)(?: the)? \Z")
_MEASURE = pattern(
    r"\b(?i:(?:no |not )?(?:more|less|fewer|longer) than|at (?:least|most)|up to|as (?:many|much|long) as|about"
    r"|around|approximately"
    r"|nearly|almost|roughly|some|just over|just under|well over|close to|an estimated|the better part of) \Z"
)
_DAY_PART = pattern(rf"(?: (?i:early|late))?(?: |-)(?P<part>{PART}|(?i:noon|midnight))\b(?!-|s\b| (?:Live|Football)\b)")
_PART_OF_DAY = pattern(
    rf"\b(?:(?i:the )(?:(?i:early|late) )?)?(?P<part>{PART}) (?:of|on) \Z|\b(?i:the early hours) of \Z"
)
_BETWEEN = pattern(r",?(?: (?:on|of|at|around|about|by))? (?:the )?")
_BETWEEN_DAY_CLOCK = pattern(r",?(?: (?:at|around|about))? ")
_BETWEEN_CLOCK_PART = pattern(r" (?:in )?")
_NAMED_PARTS = {"noon": "12:00", "midnight": "24:00"}


def extended(text: str, found: Expression, floor: int) -> Expression:
    """Return a find with the words before it that belong to it, none before `floor`."""
    before = text[max(floor, found.begin - _REACH) : found.begin]
    grain = found.meaning.grain
    if found.meaning.type == "DURATION":
        return _grown(found, _MEASURE.search(before), before)
    if found.meaning.kind == "vague reference":
        return found
    if found.meaning.kind.startswith("distance"):
        return _grown(found, _MEASURE.search(before), before)
    if grain in _PERIODS:
        part = _PART_OF.search(before) if grain != "day" else None
        if part is not None:
            meaning = _part_meaning(found.meaning, part)
            return Expression(found.begin - len(before) + part.start(), found.end, meaning)
        if text[found.begin : found.begin + 4].lower() != "that":
            found = _grown(found, _MODIFIED.search(before), before)
    if found.meaning.type in {"DATE", "TIME"}:
        before = text[max(floor, found.begin - _REACH) : found.begin]
        if grain in {"clock", "year", "month", "decade"}:
            found = _grown(found, _ABOUT.search(before), before)
    return found


def _grown(found: Expression, match: re.Match[str] | None, before: str) -> Expression:
    if match is None:
        return found
    return replace(found, begin=found.begin - len(before) + match.start())


def _part_meaning(whole: Meaning, part: re.Match[str]) -> Meaning:
    """Return the meaning of a half or quarter of a year; other parts have the value of their whole."""
    if whole.grain != "year" or not part["piece"]:
        return whole
    code = "H" if part["piece"].lower() == "half" else "Q"
    nth = part["nth"].lower()
    number = ORDINALS.get(nth) or (2 if code == "H" else 4)

    def value(scene: Scene) -> str | None:
        year = whole.value(scene)
        return f"{year}-{code}{number}" if year and re.fullmatch(r"\d{4}", year) else year

    return replace(whole, value=value, grain="quarter")


def joined(text: str, found: Sequence[Expression]) -> list[Expression]:
    """Return the finds in order, days with their part and their clock time as one."""
    result: list[Expression] = []
    for expression in found:
        current = _with_part(text, expression, result[-1].end if result else 0)
        if result and result[-1].end > current.begin:
            result.pop()
        if result:
            pair = _pair(text, result[-1], current)
            if pair is not None:
                result[-1] = pair
                continue
        result.append(current)
    return result


def _with_part(text: str, found: Expression, floor: int) -> Expression:
    """Return a day with the part of the day that follows it or that it is told of."""
    if found.meaning.type != "DATE" or found.meaning.grain != "day":
        return found
    behind = _DAY_PART.match(text, found.end)
    if behind is not None:
        return Expression(found.begin, behind.end(), _parted(found.meaning, behind["part"]))
    before = text[max(floor, found.begin - _REACH) : found.begin]
    ahead = _PART_OF_DAY.search(before)
    if ahead is not None:
        return Expression(
            found.begin - len(before) + ahead.start(), found.end, _parted(found.meaning, ahead["part"] or "morning")
        )
    return found


def _parted(day: Meaning, part: str) -> Meaning:
    name = part.lower()
    suffix = _NAMED_PARTS.get(name) or PARTS[name]
    return at_clock(day, fixed("TIME", f"T{suffix}", kind="part of a day", grain="part"))


def _pair(text: str, first: Expression, second: Expression) -> Expression | None:
    """Return a clock time and a day beside each other as one; None where they are two."""
    gap = text[first.end : second.begin]
    one, two = first.meaning, second.meaning
    if one.grain == "clock" and two.grain == "part" and one.type == two.type == "TIME":
        return Expression(first.begin, second.end, later_today(two, one)) if _is_gap(_BETWEEN_CLOCK_PART, gap) else None
    if one.type == "TIME" and one.grain in {"clock", "part"} and two.grain == "day" and two.type == "DATE":
        return Expression(first.begin, second.end, at_clock(two, one)) if _is_gap(_BETWEEN, gap) else None
    if one.type == "DATE" and one.grain == "day" and two.type == "TIME" and two.grain == "clock":
        return Expression(first.begin, second.end, at_clock(one, two)) if _is_gap(_BETWEEN_DAY_CLOCK, gap) else None
    return None


def _is_gap(allowed: re.Pattern[str], gap: str) -> bool:
    return allowed.fullmatch(gap) is not None
