"""Stage `metadata`: every value found for a field of an article, and who gave it.

Values come from the user (by hand, or at `add`), from the page's mark-up, and from what the text shows. Only stated
times: nothing is worked out from other articles here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of
from retold.settings import ReadingSettings
from retold.sources.addresses import canonical_address
from retold.sources.dates import StatedTime, find_times, limited_time, stated_time
from retold.sources.grouping import rows_by_article
from retold.sources.languages import language_of
from retold.sources.outlet_names import SHAPE_ENDS
from retold.sources.self_description import self_given_name
from retold.sources.stated import TIME_FIELDS
from retold.spans import Span
from retold.tables import CONTENT_ROLES, STAGE_TABLES

USER, PAGE, VISIBLE = "user", "page", "visible text"
FIELDS = ("title", "byline", "outlet", "published", "modified", "url", "language")
_FROM_PAGE, _LATER_ON_PAGE = 0.95, 0.75  # the mark-up's most trusted value of a field, and its further ones
_OUT_OF_YEARS = 0.05  # a year in which nothing was published on the web
_LABELLED_TIME, _BARE_TIME, _FURTHER_TIME = 0.95, 0.85, 0.6
_OWN_NAME = 0.4  # what an outlet calls itself tells little of who published this text: never filled in
_BY = re.compile(r"^\W*(?:(?:written|story|text|words|report(?:ed|ing)?|compiled) )?(?:by|BY|By)\b:?\s*", re.IGNORECASE)
_REPORTING_BY = re.compile(r"(?:reporting|writing|words|text|story) by:? (?P<names>[^;)\]]+)", re.IGNORECASE)
_DASH = re.compile(r"^[-–—―\s]+")
_AFTER_NAMES = re.compile(
    r"\s+(?:in|at|from|for) [A-Z].*$|\s*[|•·].*$"
    r"|\s*,\s*(?:[\w ]*(?i:correspondent|editor|writer|reporter|staff)\b.*)$|[\s.,;)\]]+$"
)
_CHANGED = re.compile(r"\b(?:updated?|modified|changed|edited|revised|last)\b", re.IGNORECASE)
_FIRST = re.compile(r"\b(?:published|posted|created|released|first|date|issued|print)\b", re.IGNORECASE)
_DESK = re.compile(
    r"\b(?:staff|agenc(?:y|ies)|desk|newsroom|correspondents?|reporters?|editors?|online|wires?)\b", re.I
)
_NO_PERSON = 0.4  # a desk is no writer: kept, and not filled in
_LABEL_REACH = 40  # characters before a time in which its label stands


def metadata(
    texts: pa.Table,
    blocks: pa.Table,
    readings: pa.Table,
    settings_by_hand: pa.Table,
    *,
    settings: ReadingSettings,
) -> pa.Table:
    """List the values of an article's fields with where each comes from; several of one field stand side by side.

    Times are in ISO 8601 as precise as stated, with `earliest` and `latest` in UTC; a time without a zone spans all
    zones. A time outside the believable years has a probability below .5.
    """
    rows: list[dict[str, Any]] = []
    every = [rows_by_article(table) for table in (blocks, readings.drop_columns(["marks"]), settings_by_hand)]
    for article in texts.to_pylist():
        own = [grouped.get(article["article"], []) for grouped in every]
        found = _Found(article["article"], settings)
        _add_stated(found, own[1], own[2])
        _add_visible(found, article["text"], own[0])
        rows += found.rows()
    return STAGE_TABLES["metadata"].rows(rows)


class _Found:
    """The rows of one article: of two for one value in one place, the more probable stays."""

    def __init__(self, article: str, settings: ReadingSettings) -> None:
        self._article, self._settings = article, settings
        self._rows: dict[tuple[str, str, str, int], dict[str, Any]] = {}

    def add(
        self, field: str, value: str, given_by: str, probability: float | None, span: Span | None, kind: str
    ) -> None:
        """Add a value; one that is no time or no address in a field of those is left out."""
        stated = stated_time(value) if field in TIME_FIELDS else None
        value = _normal(field, value, stated)
        if not value or field not in FIELDS:
            return
        if stated is not None and not limited_time(stated, self._settings.first_year, self._settings.last_year):
            probability = _OUT_OF_YEARS
        begin, end = (span.begin, span.end) if span is not None else (None, None)
        reason = Evidence(kind, 0.0 if probability is None else log_odds_of(probability), self._article, begin, end)
        row = {
            "article": self._article,
            "field": field,
            "value": value,
            "earliest": stated.earliest if stated else None,
            "latest": stated.latest if stated else None,
            "given_by": given_by,
            "begin": begin,
            "end": end,
            "probability": probability,
            "evidence": [reason.as_row()],
        }
        key = (field, given_by, value, -1 if begin is None else begin)
        if _sureness(row) > _sureness(self._rows.get(key)):
            self._rows[key] = row

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows by field, giver, value and place."""
        return [self._rows[key] for key in sorted(self._rows)]

    @property
    def settings(self) -> ReadingSettings:
        """The settings of reading."""
        return self._settings


def _sureness(row: dict[str, Any] | None) -> float:
    if row is None:
        return -1.0
    return 2.0 if row["probability"] is None else float(row["probability"])


def _normal(field: str, value: str, stated: StatedTime | None) -> str:
    """Return `value` as the table holds it; empty where it is none of its field."""
    if field in TIME_FIELDS:
        return stated.iso() if stated else ""
    if field == "url":
        return canonical_address(value) or ""
    if field == "language":
        code = re.split(r"[-_]", value.strip().lower())[0]
        return code if re.fullmatch(r"[a-z]{2,3}", code) else ""
    return " ".join(value.split())


def _add_stated(found: _Found, readings: Sequence[dict[str, Any]], by_hand: Sequence[dict[str, Any]]) -> None:
    """Add what the user said by hand and with the reading, and what the readers found in mark-up."""
    for row in by_hand:
        found.add(row["field"], row["value"], USER, None, None, "set by hand")
    for reading in readings:
        for given in reading["given"] or ():
            found.add(given["field"], given["value"], USER, None, None, "given with the text")
        seen: set[str] = set()
        for value in reading["found"] or ():
            probability = _LATER_ON_PAGE if value["field"] in seen else _FROM_PAGE
            seen.add(value["field"])
            span = None if value["begin"] is None else Span(value["begin"], value["end"])
            found.add(value["field"], value["value"], PAGE, probability, span, "mark-up")


def _add_visible(found: _Found, text: str, blocks: Sequence[dict[str, Any]]) -> None:
    """Add what the blocks of the text show: title, byline, times, the outlet's own name, the language."""
    for block in blocks:
        span = Span(block["begin"], block["end"])
        if block["role"] == "title":
            found.add("title", span.of(text), VISIBLE, block["probability"], span, "title block")
        elif block["role"] == "byline":
            for name in _names_in(text, span):
                probability = (
                    min(block["probability"], _NO_PERSON) if _names_nobody(name.of(text)) else block["probability"]
                )
                found.add("byline", name.of(text), VISIBLE, probability, name, "byline block")
        if block["role"] in ("dateline", "byline"):
            _add_times(found, text, span)
        elif block["role"] == "boilerplate":
            _add_own_name(found, text, span)
    language = language_of(_body_of(text, blocks, found.settings.language_characters), found.settings.language_words)
    if language is not None:
        found.add("language", language[0], VISIBLE, language[1], None, "letters of the text")


def _add_times(found: _Found, text: str, span: Span) -> None:
    for index, (place, stated) in enumerate(find_times(span.of(text))):
        before = span.of(text)[max(0, place.begin - _LABEL_REACH) : place.begin]
        changed = _CHANGED.search(before) is not None and _FIRST.search(before) is None
        labelled = changed or _FIRST.search(before) is not None
        probability = _LABELLED_TIME if labelled else (_FURTHER_TIME if index else _BARE_TIME)
        field = "modified" if changed else "published"
        found.add(field, stated.iso(), VISIBLE, probability, place.shifted(span.begin), "time in a dateline")


def _add_own_name(found: _Found, text: str, span: Span) -> None:
    place = self_given_name(span.of(text))
    if place is not None:
        name = Span(span.begin + place[0], span.begin + place[1])
        found.add("outlet", name.of(text), VISIBLE, _OWN_NAME, name, "speaks of itself")


def _names_in(text: str, span: Span) -> Iterator[Span]:
    """Yield where the writers' names stand in a byline: without "By", place, and what comes after them."""
    line = span.of(text)
    reporting = [Span(*match.span("names")) for match in _REPORTING_BY.finditer(line)]
    for piece in reporting or [Span(_start_of_names(line), len(line))]:
        words = piece.of(line)
        rest = _AFTER_NAMES.search(words)
        while rest is not None and rest.start() < len(words):
            words = words[: rest.start()]
            rest = _AFTER_NAMES.search(words)
        if words.strip():
            begin = span.begin + piece.begin + len(words) - len(words.lstrip())
            yield Span(begin, begin + len(words.strip()))


def _names_nobody(byline: str) -> bool:
    """Tell whether a byline names a desk or the outlet itself rather than a person."""
    return _DESK.search(byline) is not None or any(word in SHAPE_ENDS for word in byline.split())


def _start_of_names(line: str) -> int:
    by = _BY.match(line)
    dash = _DASH.match(line)
    return by.end() if by is not None else dash.end() if dash is not None else 0


def _body_of(text: str, blocks: Sequence[dict[str, Any]], most: int) -> str:
    pieces: list[str] = []
    size = 0
    for block in blocks:
        if block["role"] in CONTENT_ROLES and size < most:
            pieces.append(text[block["begin"] : min(block["end"], block["begin"] + most - size)])
            size += len(pieces[-1])
    return "\n".join(pieces)
