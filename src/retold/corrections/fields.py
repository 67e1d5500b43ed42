"""What can be corrected, and the row that a correction is: keyed by article and span, never by a finding's id.

A correction says what is so, not which row to change: after any rebuild it is laid over whatever finding now stands at
its place. Two corrections of one field at one place contradict each other; the one of the lesser id is followed, so
that no result hangs on the order or the time in which they were made.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from retold.ids import content_hash
from retold.spans import Span

QUOTATION, SPEAKER, COPY, STORY = "quotation", "speaker", "copy", "story"
SAME_ACTOR, ANOTHER_ACTOR = "same actor", "another actor"
FIELDS = (QUOTATION, SPEAKER, COPY, STORY, SAME_ACTOR, ANOTHER_ACTOR)
WHOLE_ARTICLE = (COPY, STORY)  # fields that are about an article, not about a place in it
NO = "no"
KIND = "correction"  # the kind of evidence that a correction leaves


@dataclass(frozen=True, slots=True)
class Correction:
    """What somebody says is so at a place of an article; `other` is the place that the new value points at."""

    article: str
    span: Span
    field: str
    new_value: str
    old_value: str | None = None
    other: tuple[str, Span] | None = None
    author: str | None = None
    corrected_at: datetime | None = None
    reason: str | None = None

    @property
    def id(self) -> str:
        """The id: of what is said, not of who said it or when."""
        named = self.old_value if self.field == COPY else None  # of which exemplar it is no copy
        place = f"{self.span.begin}-{self.span.end}"
        return content_hash("correction", self.article, place, self.field, self.new_value, named)

    def as_row(self) -> dict[str, Any]:
        """Return the row of `corrections_by_hand`."""
        article, span = self.other or (None, None)
        return {
            "correction": self.id,
            "article": self.article,
            "begin": self.span.begin,
            "end": self.span.end,
            "field": self.field,
            "old_value": self.old_value,
            "new_value": self.new_value,
            "other_article": article,
            "other_begin": span.begin if span else None,
            "other_end": span.end if span else None,
            "author": self.author,
            "corrected_at": self.corrected_at,
            "reason": self.reason,
        }


def place_of(value: str) -> tuple[str, Span | None]:
    """Return the article and the span that `ARTICLE:BEGIN-END` names; no span where only an article is named."""
    article, colon, numbers = value.rpartition(":")
    begin, dash, end = numbers.partition("-")
    if not (colon and dash and begin.isascii() and begin.isdigit() and end.isascii() and end.isdigit()):
        return value, None
    return article, Span(int(begin), max(int(begin), int(end)))


def place_named(article: str, span: Span) -> str:
    """Return how a place is written: `ARTICLE:BEGIN-END`."""
    return f"{article}:{span.begin}-{span.end}"
