"""Times as tables of news write them: seconds since 1970, digits without signs, or words."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECONDS = re.compile(r"\d{9,10}(?:\.\d+)?")
_MILLISECONDS = re.compile(r"\d{12,13}(?:\.0)?")
_DIGITS = re.compile(r"(\d{4})(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)(Z)?)?")
_YEARS = range(1800, 2101)


def plain_time(value: Any) -> str:
    """Return `value` (of a table's cell) as a string that states a time, as it is where it has no known form.

    Typed times lose nothing; numbers of nine digits and more count seconds or milliseconds since 1970.

    >>> plain_time("20230105T120000Z"), plain_time("1672920000")
    ('2023-01-05T12:00:00Z', '2023-01-05T12:00:00Z')
    """
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value).strip()
    digits = _DIGITS.fullmatch(text)
    if digits is not None and int(digits[1]) in _YEARS and 1 <= int(digits[2]) <= 12:
        day = f"{digits[1]}-{digits[2]}-{digits[3]}"
        return day if digits[4] is None else f"{day}T{digits[4]}:{digits[5]}:{digits[6]}{digits[7] or ''}"
    if _SECONDS.fullmatch(text):
        return _since_1970(float(text))
    if _MILLISECONDS.fullmatch(text):
        return _since_1970(float(text) / 1000)
    return text


def _since_1970(seconds: float) -> str:
    return (_EPOCH + timedelta(seconds=int(seconds))).isoformat().replace("+00:00", "Z")
