"""What an address asks for: names in its path and options behind its question mark, checked before anything is read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from retold.errors import UsageError

ROWS_SHOWN = 100  # of a listing, on one screen
_MOST_ROWS = 1_000
_MOST_CHARACTERS = 2_000  # of one option
_MOST_DIGITS = 12  # of a number
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?", re.ASCII)
_LIKE_DATA = re.compile(r"\.(json|jsonl|csv|parquet)$")
_DOTS = re.compile(r"(?<=/)(?=\.\.?(/|$))")


@dataclass(frozen=True, slots=True)
class Asked:
    """The parts of an address: `names` from its path, `options` from its query, in the order given.

    Every reader of an option raises `UsageError` for a value that makes no sense.
    """

    path: str
    names: Mapping[str, str] = field(default_factory=dict)
    options: Sequence[tuple[str, str]] = ()

    def text(self, option: str) -> str | None:
        """Return an option's words; None where it is not given or empty."""
        values = [value for name, value in self.options if name == option]
        if not values or not values[-1].strip():
            return None
        if len(values[-1]) > _MOST_CHARACTERS or "\x00" in values[-1]:
            raise UsageError(f"{option}: too long or not text. Expected at most {_MOST_CHARACTERS} characters")
        return values[-1].strip()

    def flag(self, option: str) -> bool:
        """Return whether an option is on: 1, true, yes or on."""
        value = (self.text(option) or "0").lower()
        if value not in {"0", "1", "true", "false", "yes", "no", "on", "off"}:
            raise UsageError(f"{option}={value}: expected 1 or 0")
        return value in {"1", "true", "yes", "on"}

    def number(self, option: str, default: int, least: int, most: int) -> int:
        """Return an option as a whole number between `least` and `most`."""
        value = self.text(option)
        if value is None:
            return default
        digits = value.lstrip("0") or "0"
        if not (value.isascii() and value.isdigit() and len(digits) <= _MOST_DIGITS and least <= int(digits) <= most):
            raise UsageError(f"{option}={value}: expected a number from {least} to {most}")
        return int(digits)

    def choice(self, option: str, choices: Sequence[str]) -> str | None:
        """Return an option that must be one of `choices`."""
        value = self.text(option)
        if value is not None and value not in choices:
            raise UsageError(f"{option}={value}: expected one of {', '.join(choices)}")
        return value

    def day(self, option: str) -> str | None:
        """Return an option that must be a year, a month or a day, such as 2016-12."""
        value = self.text(option)
        if value is not None and not (_DAY.fullmatch(value) and _is_day(value)):
            raise UsageError(f"{option}={value}: expected a day such as 2016-12-28, a month or a year")
        return value

    @property
    def limit(self) -> int:
        """Rows on one screen."""
        return self.number("limit", ROWS_SHOWN, 1, _MOST_ROWS)

    @property
    def offset(self) -> int:
        """Rows before the first one on the screen."""
        return self.number("offset", 0, 0, 100_000_000)

    @property
    def unsure(self) -> bool:
        """Whether rows below a probability of .5 are wanted too."""
        return self.flag("unsure")

    def changed(self, **options: str | int | None) -> str:
        """Return the same address with some options changed; None takes one away."""
        kept = [(name, value) for name, value in self.options if name not in options and value]
        added = [(name, str(value)) for name, value in options.items() if value is not None]
        return address(self.path, kept + added)

    def as_kind(self, kind: str) -> str:
        """Return the address of the same page as data: json, jsonl, csv or parquet."""
        path = "/index" if self.path == "/" else self.path
        kept = [(name, value) for name, value in self.options if name not in {"limit", "offset"} and value]
        return address(f"{path}.{kind}", kept)


def page_of(kind: str, name: str) -> str:
    """Return the address of the page of what has this name: a story, an outlet, ….

    A name that ends as the address of data does gets a slash behind it.
    """
    return address(f"/{kind}/{name}") + ("/" if _LIKE_DATA.search(name) else "")


def _is_day(value: str) -> bool:
    try:
        date.fromisoformat(f"{value}-01-01"[:10])
    except ValueError:
        return False
    return True


def address(path: str, options: Sequence[tuple[str, str]] = ()) -> str:
    """Return a path with options behind it, quoted as addresses are.

    A name of one or two dots alone gets a space before it: browsers take it for a folder, quoted or not.
    """
    from urllib.parse import quote, urlencode

    query = urlencode(list(options), errors="replace")
    quoted = _DOTS.sub("%20", quote(path, safe="/:.-_~", errors="replace"))
    return f"{quoted}?{query}" if query else quoted
