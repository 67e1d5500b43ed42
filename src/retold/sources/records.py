"""What a reader hands on: a text with its place and what was seen beside it, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

# The fields of an article that a caller may give with it, in the order of `articles`.
GIVEN_FIELDS = ("url", "outlet", "title", "byline", "published", "modified", "language")


@dataclass(frozen=True, slots=True)
class Found:
    """A field's value in a page's mark-up; the span in the text is None where the value is not visible."""

    field: str
    value: str
    begin: int | None = None
    end: int | None = None

    def as_row(self) -> dict[str, Any]:
        """Return the struct that stands in `readings.found`."""
        return {"field": self.field, "value": self.value, "begin": self.begin, "end": self.end}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the text whose role the mark-up tells."""

    begin: int
    end: int
    role: str

    def as_row(self) -> dict[str, Any]:
        """Return the struct that stands in `readings.marks`."""
        return {"begin": self.begin, "end": self.end, "role": self.role}


@dataclass(frozen=True, slots=True)
class Original:
    """The bytes that a text was read from, with the encoding that their carrier declared (an HTTP header)."""

    content: bytes
    format: str
    charset: str | None = None


def untold(line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How tables are to be read, and who is told how they are."""

    columns: Mapping[str, str] = field(default_factory=dict)  # target to column, as the user says
    tell: Callable[[str], None] = untold  # gets one line a table whose columns do not speak for themselves

    def tell_of(self, line: str | None) -> None:
        """Pass a line on, where there is one."""
        if line is not None:
            self.tell(line)


@dataclass(frozen=True, slots=True)
class Reading:
    """One text as it was read from one place. `found` stands in order of trust; `marks` is None for plain text."""

    text: str
    origin: str
    format: str
    given: Mapping[str, str] = field(default_factory=dict)
    found: tuple[Found, ...] = ()
    marks: tuple[Mark, ...] | None = None
    retrieved: datetime | None = None
    bytes_hash: str = ""
    status: str = "read"
    collected_by: str | None = None
    original: Original | None = None  # None where the text itself is all that was read

    def as_row(self, article: str) -> dict[str, Any]:
        """Return the row of `readings` for this reading of `article`."""
        given = [{"field": name, "value": self.given[name]} for name in GIVEN_FIELDS if name in self.given]
        return {
            "article": article,
            "origin": self.origin,
            "format": self.format,
            "given": given,
            "found": [found.as_row() for found in self.found],
            "marks": None if self.marks is None else [mark.as_row() for mark in self.marks],
            "retrieved": self.retrieved,
            "bytes_hash": self.bytes_hash,
            "status": self.status,
            "collected_by": self.collected_by,
        }


@dataclass(frozen=True, slots=True)
class Rejected:
    """Something that could not be read (or one field of it), and why.

    A page that was refused keeps what a reading keeps, so that a newer reader can look at it again.
    """

    origin: str
    reason: str
    detail: str
    given: Mapping[str, str] = field(default_factory=dict)
    retrieved: datetime | None = None
    bytes_hash: str = ""
    status: str = "read"
    collected_by: str | None = None
    original: Original | None = None

    def as_row(self) -> dict[str, Any]:
        """Return the row of `rejections`."""
        return {"origin": self.origin, "reason": self.reason, "detail": self.detail}
