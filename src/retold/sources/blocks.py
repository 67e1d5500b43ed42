"""Stage `blocks`: each stretch of an article with its role. What is no article text is marked, never deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence
from retold.settings import ReadingSettings
from retold.sources.block_scores import Known, Scored, score_of_mark_up, score_paragraphs
from retold.sources.grouping import rows_by_article
from retold.sources.paragraphs import folded, lines_of, paragraph_at, split_paragraphs
from retold.spans import Span, stripped
from retold.tables import CONTENT_ROLES, ROLES, STAGE_TABLES

_KNOWN_FIELDS = ("title", "byline", "outlet")
_DATE = r"(?:[A-Z][a-z]{2,8}\.? \d{1,2}|\d{1,2} [A-Z][a-z]{2,8}\.?)(?:,? \d{4})?"
_AGENCY = r"\([A-Z][\w./ &'’-]{1,40}\)"
_DASH = r"(?:\s?(?:[-–—]|--)(?=\s))"
# MOSCOW, March 3 (Reuters) - ; MOSCOW, March 3. /TASS/. ; Oslo, 3 March (NTB) – ; (CNN) — ; OSTAN – Seventeen people
_INLINE_DATELINES = (
    re.compile(rf"[A-Z][A-Z.'’/ -]{{1,40}}(?:, [A-Z][\w.'’ -]{{1,30}}?){{0,2}}(?:, {_DATE})? ?{_AGENCY}{_DASH}"),
    re.compile(rf"[A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+){{0,2}}(?:, [A-Z][\w.'’ -]{{1,30}}?)?, {_DATE} ?{_AGENCY}{_DASH}"),
    re.compile(
        rf"[A-Z][A-Z.'’/ -]{{2,40}}(?:, [A-Z][\w.'’ -]{{1,30}}?){{0,2}}, {_DATE}"
        rf"(?:\.? /[A-Z][\w -]{{1,20}}/\.?|{_DASH})"
    ),
    re.compile(rf"{_AGENCY}{_DASH}"),
    re.compile(
        r"[A-Z][A-Z.'’/-]{2,20}(?: [A-Z][A-Z.'’/-]{1,9}){0,2}(?:, [A-Z][\w.'’ -]{1,30}?)?\s[-–—]{1,2}(?=\s[A-Z\"“‘«'])"
    ),
)
_ABOVE, _BELOW = 8, 12  # lines around a page's article in which its byline, time and credits stand
_ELSEWHERE = frozenset(("link", "related", "comment"))
_DATELINE_REACH = 120  # characters at the begin of a paragraph in which a dateline can stand
_DATELINE_WEIGHT = 3.0


def blocks(texts: pa.Table, readings: pa.Table, *, settings: ReadingSettings) -> pa.Table:  # noqa: ARG001 - a stage
    """Tell the role of each paragraph of an article; a dateline within its first paragraph is a block of its own.

    Blocks are in order, do not overlap, and cover the text but for white space. Where a reading has marks from
    mark-up, those of the least origin count beside the text's own features.
    """
    every = rows_by_article(readings)
    rows: list[dict[str, Any]] = []
    for article in texts.to_pylist():
        rows += _article_blocks(article["article"], article["text"], every.get(article["article"], []))
    return STAGE_TABLES["blocks"].rows(rows)


def _article_blocks(article: str, text: str, readings: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    marks = _marks_of(readings)
    is_wrapped = any(reading["format"] == "nexis" for reading in readings)  # exports wrap lines, pages never do
    if not marks or is_wrapped:
        paragraphs = split_paragraphs(text)
        roles = _marked_roles([paragraph.span for paragraph in paragraphs], marks)
        for scored in score_paragraphs(paragraphs, Known(_known_values(readings), roles)):
            yield from _scored_blocks(article, text, scored)
        return
    lines = lines_of(text)
    roles = _marked_roles(lines, marks)
    settled = _settled(roles)
    near = [index for index, role in enumerate(settled) if role is None]
    known = Known(_known_values(readings), [roles[index] for index in near])
    each = iter(score_paragraphs([paragraph_at(text, lines[index]) for index in near], known))
    for role, places in groupby(range(len(lines)), key=settled.__getitem__):
        if role is None:
            for _ in places:
                yield from _scored_blocks(article, text, next(each))
        else:
            group = list(places)
            span = Span(lines[group[0]].begin, lines[group[-1]].end)
            weight, probability = score_of_mark_up(role)
            yield _row(article, span, role, probability, [Evidence("mark-up", weight, article, span.begin, span.end)])


def _scored_blocks(article: str, text: str, scored: Scored) -> Iterator[dict[str, Any]]:
    """Yield a paragraph's block, and before it the one of a dateline at its begin."""
    span, role = scored.paragraph.span, scored.role
    line = _inline_dateline(text, span) if role == "body" else None
    if line is not None:
        reason = Evidence("dateline at the begin", _DATELINE_WEIGHT, article, line.begin, line.end)
        yield _row(article, line, "dateline", scored.probability, [reason])
        span = stripped(text, Span(line.end, span.end))
    if len(span):
        yield _row(article, span, role, scored.probability, _reasons(scored, article, span))


def _row(article: str, span: Span, role: str, probability: float, reasons: Sequence[Evidence]) -> dict[str, Any]:
    evidence = [reason.as_row() for reason in reasons]
    return {"article": article, **span.as_row(), "role": role, "probability": probability, "evidence": evidence}


def _reasons(scored: Scored, article: str, span: Span) -> list[Evidence]:
    return [
        Evidence(kind, weight, article, span.begin, span.end) for kind, weight in scored.features.get(scored.role, ())
    ]


def _inline_dateline(text: str, span: Span) -> Span | None:
    """Return where the dateline at the begin of a paragraph stands, its dash included; None without one."""
    head = text[span.begin : min(span.end, span.begin + _DATELINE_REACH)]
    for pattern in _INLINE_DATELINES:
        found = pattern.match(head)
        if found is not None:
            return Span(span.begin, span.begin + found.end())
    return None


def _marks_of(readings: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the marks of the reading with the least origin among those that have any, in order."""
    marked = sorted((reading["origin"], index) for index, reading in enumerate(readings) if reading["marks"])
    if not marked:
        return []
    return sorted(readings[marked[0][1]]["marks"], key=lambda mark: (mark["begin"], mark["end"], mark["role"]))


def _settled(roles: Sequence[str | None]) -> list[str | None]:
    """Return the roles of the lines whose mark-up alone tells, None for all others: those side by side are one block.

    Mark-up tells far above and below the article, and of links, other articles and comments everywhere.
    """
    inside = [index for index, role in enumerate(roles) if role in CONTENT_ROLES]
    first, last = (inside[0] - _ABOVE, inside[-1] + _BELOW) if inside else (0, len(roles))
    return [role if role in _ELSEWHERE or not first <= index <= last else None for index, role in enumerate(roles)]


def _marked_roles(lines: Sequence[Span], marks: Sequence[dict[str, Any]]) -> list[str | None]:
    """Return for each line the role whose marks cover most of it; None where none covers half."""
    roles: list[str | None] = []
    start = 0
    for span in lines:
        while start < len(marks) and marks[start]["end"] <= span.begin:
            start += 1
        if start < len(marks) and marks[start]["begin"] <= span.begin and marks[start]["end"] >= span.end:
            roles.append(marks[start]["role"])
            continue
        covered = dict.fromkeys(ROLES, 0)
        index = start
        while index < len(marks) and marks[index]["begin"] < span.end:
            mark = marks[index]
            covered[mark["role"]] += max(0, min(mark["end"], span.end) - max(mark["begin"], span.begin))
            index += 1
        best = max(ROLES, key=lambda role: covered[role])
        roles.append(best if covered[best] * 2 > len(span) else None)
    return roles


def _known_values(readings: Sequence[dict[str, Any]]) -> dict[str, frozenset[str]]:
    """Return the titles, bylines and outlets given or found with any reading, folded for comparison."""
    values: dict[str, set[str]] = {}
    for reading in readings:
        for stated in (*(reading["given"] or ()), *(reading["found"] or ())):
            if stated["field"] in _KNOWN_FIELDS and folded(stated["value"]):
                values.setdefault(stated["field"], set()).add(folded(stated["value"]))
    return {name: frozenset(found) for name, found in values.items()}
