"""Stated times: from ISO 8601 and from the ways in which English pages write them, with their precision and zone.

A time without a stated zone is somewhere on earth: its interval is widened to all zones. Nothing here reads a clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from retold.spans import Span

PRECISIONS = ("second", "minute", "hour", "day", "month", "year")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(
    r"(?<![\d-])(?P<year>\d{4})(?:-(?P<number>\d{2})(?:-(?P<day>\d{2})"
    r"(?:[Tt ](?P<hour>\d{2})(?::?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?)?)?(?![\d-])"
)
_DATES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?<![\d:/.-])(?P<year>\d{4})[/.](?P<number>\d{1,2})[/.](?P<day>\d{1,2})(?![\d/])",
        r"(?<![\d:/.-])(?P<one>\d{1,2})(?P<sign>[/.-])(?P<two>\d{1,2})(?P=sign)(?P<year>\d{4})(?![\d/])",
        rf"(?<![\d:]){_DAY}(?: of)?[ \u00a0,-]{{1,3}}{_MONTH}[ \u00a0,-]{{1,3}}(?P<year>\d{{4}})\b",
        rf"\b{_MONTH}[ \u00a0]{{1,3}}{_DAY}(?:,[ \u00a0]{{0,3}}|[ \u00a0]{{1,3}})(?P<year>\d{{4}})\b",
    )
)
_CLOCK = (
    r"(?<![\d.,:/-])(?:(?P<hour>\d{1,2})[:.hH](?P<minute>\d{2})(?::(?P<second>\d{2})(?:\.\d+)?)?"
    r"|(?P<digits>[0-2]\d[0-5]\d)(?=\s*(?:GMT|UTC|hrs\b|hours\b|[A-Z]{2,4}T\b))|(?P<bare>\d{1,2})(?=\s*[ap]\.?m\b))"
    r"(?!\d)\s*(?P<half>[ap]\.?m\b\.?)?\s*(?:hrs\b|hours\b)?\s*"
    r"(?P<zone>\(?(?:GMT|UTC)?[+\u2212-]\d{1,2}(?::?[0-5]\d)?\)?|\(?(?-i:[A-Z]{1,5})\)?(?![a-z]))?"
)
_GAP = r"[\s,|•·@–—-]{0,5}"
_CLOCK_AFTER = re.compile(rf"{_GAP}(?:(?:at|kl\.?)\s)?{_CLOCK}", re.IGNORECASE)
_CLOCK_BEFORE = re.compile(
    rf"{_CLOCK}{_GAP}(?:on\s)?(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?{_GAP})?\Z",
    re.IGNORECASE,
)
_BEFORE = 45  # a clock time, its zone and a weekday before a date take no more
# Abbreviations with one meaning in English news, in minutes east (IST, CST, ET, … have several or change: no zone).
_ZONES = {
    **{"GMT": 0, "UTC": 0, "Z": 0, "WET": 0, "BST": 60, "WEST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180},
    **{"MSK": 180, "TRT": 180, "IRST": 210, "IRDT": 270, "PKT": 300, "WIB": 420, "SGT": 480, "HKT": 480, "AWST": 480},
    **{"JST": 540, "KST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780, "SAST": 120, "EAT": 180, "WAT": 60},
    **{"EST": -300, "EDT": -240, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420},
}
_OFFSET = re.compile(r"(?P<sign>[+\u2212-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?")
_EASTMOST = timedelta(hours=14)  # a local time without a zone is at most 14 hours before the same time in UTC,
_WESTMOST = timedelta(hours=12)  # and at most 12 hours after it
_LONGEST_STATEMENT = 200  # a longer text states no time


@dataclass(frozen=True, slots=True)
class StatedTime:
    """A time as stated: wall-clock time, zone in minutes east of UTC (None where not stated), precision."""

    local: datetime  # without zone; what lies below the precision is at its least
    offset_minutes: int | None
    precision: str

    @property
    def utc(self) -> datetime:
        """The first instant meant, in UTC; a time without a zone counts as UTC."""
        return _moved(self.local, -timedelta(minutes=self.offset_minutes or 0))

    @property
    def earliest(self) -> datetime:
        """The first instant that may be meant, over all zones where none is stated."""
        return self.utc if self.offset_minutes is not None else _moved(self.local, -_EASTMOST)

    @property
    def latest(self) -> datetime:
        """The last instant that may be meant, to the microsecond."""
        shift = _WESTMOST if self.offset_minutes is None else -timedelta(minutes=self.offset_minutes)
        return _moved(_following(self.local, self.precision), shift - timedelta(microseconds=1))

    def iso(self) -> str:
        """Return it in ISO 8601 as far as it is precise, with the zone where one is stated.

        >>> stated_time("0540 GMT March 13, 2024").iso()
        '2024-03-13T05:40+00:00'
        """
        lengths = {"year": 4, "month": 7, "day": 10, "hour": 13, "minute": 16, "second": 19}
        text = self.local.isoformat(timespec="seconds")[: lengths[self.precision]]
        if self.offset_minutes is None or "T" not in text:
            return text
        sign, size = ("-" if self.offset_minutes < 0 else "+"), abs(self.offset_minutes)
        return f"{text}{sign}{size // 60:02}:{size % 60:02}"


def stated_time(text: str) -> StatedTime | None:
    """Return the time that `text` states: ISO 8601, or the first date in it with its clock time; None without one."""
    text = text.strip()
    if len(text) > _LONGEST_STATEMENT:
        return None
    whole = _ISO.fullmatch(text)
    if whole is not None:
        return _time_of(whole.groupdict(), whole.groupdict())
    found = find_times(text)
    return found[0][1] if found else None


def find_times(text: str) -> list[tuple[Span, StatedTime]]:
    """Return every full date that `text` states, with the clock time beside it, in order; spans in `text`."""
    found: list[tuple[Span, StatedTime]] = []
    for pattern in (_ISO, *_DATES):
        for match in pattern.finditer(text):
            parts = match.groupdict()
            if parts.get("day") is None and parts.get("one") is None:
                continue
            span, clock = _with_clock(text, Span(match.start(), match.end()), parts)
            time = _time_of(parts, clock)
            if time is not None and not any(span.overlaps(other) for other, _ in found):
                found.append((span, time))
    return sorted(found, key=lambda pair: pair[0])


def limited_time(stated: StatedTime | None, first_year: int, last_year: int) -> bool:
    """Tell whether `stated` lies within the years in which a publication is believed."""
    return stated is not None and first_year <= stated.local.year <= last_year


def _with_clock(text: str, span: Span, parts: dict[str, str | None]) -> tuple[Span, dict[str, str | None]]:
    if parts.get("hour") is not None:
        return span, parts
    after = _CLOCK_AFTER.match(text, span.end)
    if after is not None:
        return Span(span.begin, _trimmed_end(text, after.end())), after.groupdict()
    start = max(0, span.begin - _BEFORE)
    before = _CLOCK_BEFORE.search(text[start : span.begin])
    if before is not None:
        return Span(start + before.start(), span.end), before.groupdict()
    return span, {}


def _trimmed_end(text: str, end: int) -> int:
    while end and text[end - 1].isspace():
        end -= 1
    return end


def _time_of(parts: dict[str, str | None], clock: dict[str, str | None]) -> StatedTime | None:
    """Return the time that the matched parts of a date and of a clock time make; None for an impossible date."""
    day, month = _day_and_month(parts)
    hour, minute, second = _clock_of(clock)
    try:
        local = datetime(int(parts["year"] or 0), month or 1, day or 1, hour or 0, minute or 0, second or 0)
    except ValueError:
        return None
    levels = (month, day, hour, minute, second)
    known = next((index for index, level in enumerate(levels) if level is None), len(levels))
    return StatedTime(local, _offset_of(clock.get("zone")) if hour is not None else None, PRECISIONS[5 - known])


def _day_and_month(parts: dict[str, str | None]) -> tuple[int | None, int | None]:
    if parts.get("one") is not None:
        return _from_numbers(int(parts["one"] or 0), int(parts["two"] or 0), parts["sign"] or "")
    stated = parts.get("day")
    day = int(stated) if stated else None
    if parts.get("number") is not None:
        return day, int(parts["number"] or 0) or 99  # month 0 is no month: make the date impossible
    name = parts.get("month")
    return day, None if name is None else _MONTHS.index(name[:3].lower()) + 1


def _from_numbers(one: int, two: int, sign: str) -> tuple[int, int]:
    # Full stops are the day-first style of Europe; with other signs only a number above 12 tells day from month.
    if sign == "." or one > 12 or one == two:
        return one, two
    return (two, one) if two > 12 else (99, 99)


def _clock_of(clock: dict[str, str | None]) -> tuple[int | None, int | None, int | None]:
    digits, bare, half = clock.get("digits"), clock.get("bare"), (clock.get("half") or "").lower()
    hour_text, minute_text = (digits[:2], digits[2:]) if digits else (clock.get("hour") or bare, clock.get("minute"))
    if hour_text is None:
        return None, None, None
    hour, minute, second = int(hour_text), minute_text, clock.get("second")
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return hour, None if minute is None else int(minute), None if second is None else int(second)


def _offset_of(zone: str | None) -> int | None:
    if not zone:
        return None
    name = zone.strip("()").upper()
    signed = _OFFSET.search(name)
    if signed is None:
        return _ZONES.get(name)
    minutes = int(signed["hours"]) * 60 + int(signed["minutes"] or 0)
    if minutes > 14 * 60:
        return None  # no zone lies further from Greenwich
    return minutes if signed["sign"] == "+" else -minutes


def _following(moment: datetime, precision: str) -> datetime:
    """Return the next moment of the same precision."""
    if precision == "year":
        return moment.replace(year=min(moment.year + 1, datetime.max.year))
    if precision == "month":
        return moment.replace(
            year=min(moment.year + moment.month // 12, datetime.max.year), month=moment.month % 12 + 1
        )
    steps = {"day": timedelta(days=1), "hour": timedelta(hours=1), "minute": timedelta(minutes=1)}
    return _moved(moment, steps.get(precision, timedelta(seconds=1))).replace(tzinfo=None)


def _moved(moment: datetime, by: timedelta) -> datetime:
    """Return `moment` plus `by` in UTC, held within what a date can hold."""
    try:
        return (moment + by).replace(tzinfo=UTC)
    except OverflowError:
        return (datetime.min if by < timedelta(0) else datetime.max).replace(tzinfo=UTC)
