"""Times as whole minutes, in SQL that every engine reads alike, and how many minutes a stated time leaves open."""

from __future__ import annotations

_MINUTES_A_DAY = 1_440
# A day without an hour may be any minute of it.
PRECISION = {"second": 0, "minute": 1, "hour": 60, "day": _MINUTES_A_DAY, "month": 44_640, "year": 527_040}


def minute_sql(time: str) -> str:
    """Return SQL for the minutes from a fixed day to `time` (UTC), in functions that engines share: Julian days."""
    early = f"cast(floor((14 - month({time})) / 12) as bigint)"
    year, month = f"(year({time}) + 4800 - {early})", f"(month({time}) + 12 * {early} - 3)"
    days = (
        f"day({time}) + floor((153 * {month} + 2) / 5) + 365 * {year} + floor({year} / 4) - floor({year} / 100)"
        f" + floor({year} / 400)"
    )
    return f"cast(({days}) * {_MINUTES_A_DAY} + hour({time}) * 60 + minute({time}) as bigint)"


def latest_minute_sql(time: str, precision: str) -> str:
    """Return SQL for the last minute that a time, stated with this precision, may mean; an unknown one is a day."""
    known = " ".join(f"when '{name}' then {minutes}" for name, minutes in PRECISION.items() if name != "day")
    return f"{minute_sql(time)} + case {precision} {known} else {PRECISION['day']} end"
