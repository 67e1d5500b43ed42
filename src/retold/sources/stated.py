"""Fields of an article as a caller states them: what can be kept, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retold.sources.addresses import canonical_address
from retold.sources.dates import PRECISIONS, StatedTime, stated_time
from retold.sources.encodings import storable

TIME_FIELDS = ("published", "modified")
_MAX_OFFSET_MINUTES = 14 * 60  # no zone lies further from Greenwich


def checked_fields(values: Mapping[str, Any]) -> tuple[dict[str, str], list[str]]:
    """Return the fields among `values` that can be kept, trimmed, and one line for each that cannot.

    Null and empty values are not given. A time must be one, an address must be a web address.
    """
    kept: dict[str, str] = {}
    problems: list[str] = []
    for name, value in values.items():
        if value is None or value == "":
            continue
        if not isinstance(value, str):
            problems.append(f"{name} is {type(value).__name__}, expected text")
        elif name in TIME_FIELDS and stated_time(value) is None:
            problems.append(f"{name} {value[:60]!r} is no date or time")
        elif name == "url" and canonical_address(value) is None:
            problems.append(f"url {value[:60]!r} is no web address")
        elif value.strip():
            kept[name] = storable(value).strip()
    return kept, problems


def restated(published: str, offset_minutes: Any, precision: Any) -> str:
    """Return `published` (as exported: UTC, to the second) as it was stated, by its exported offset and precision.

    A null offset beside a precision means that no zone was stated.

    >>> restated("2024-03-13T05:40:00Z", 210, "minute")
    '2024-03-13T09:10+03:30'
    """
    stated = stated_time(published)
    if stated is None or precision not in PRECISIONS:
        return published
    if not isinstance(offset_minutes, int) or abs(offset_minutes) > _MAX_OFFSET_MINUTES:
        return StatedTime(stated.utc.replace(tzinfo=None), None, precision).iso()
    shifted = StatedTime(stated.utc.replace(tzinfo=None), -offset_minutes, precision).utc
    return StatedTime(shifted.replace(tzinfo=None), offset_minutes, precision).iso()
