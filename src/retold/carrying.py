"""Carries corrections over to an article that a newer reader reads otherwise: to where the same words stand now."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from retold.corrections.fields import COPY, STORY, WHOLE_ARTICLE, Correction, place_named
from retold.spans import Span
from retold.store import Workspace
from retold.tables import STAGE_TABLES

_OF_ARTICLE = (
    "select x.* from stage.corrections_by_hand x where ? in (x.article, x.other_article, x.old_value, x.new_value)"
)


def carry_corrections(workspace: Workspace, old: str, new: str | None) -> None:
    """Let the corrections of article `old` be of `new`, with its spans; those whose words are gone stay as they are.

    Both texts must still be held. Nothing is carried to no article.
    """
    if new is None:
        return
    texts = dict(
        workspace.connection.sql(
            "select t.article, t.text from stage.texts t where t.article in (?, ?)", params=[old, new]
        ).fetchall()
    )
    if texts.keys() != {old, new}:
        return
    for row in workspace.table(_OF_ARTICLE + " order by x.correction", [old]).to_pylist():
        carried = _carried(_correction(row), old, new, texts)
        if carried is not None:
            workspace.connection.execute(
                "delete from stage.corrections_by_hand where correction in (?, ?)", [row["correction"], carried.id]
            )
            with workspace.lent(STAGE_TABLES["corrections_by_hand"].rows([carried.as_row()])) as incoming:
                workspace.connection.execute(f"insert into stage.corrections_by_hand select * from {incoming}")


def moved(span: Span, old: str, new: str) -> Span | None:
    """Return where the words of a span of `old` stand in `new`, at the place nearest to it; None where they do not."""
    words = span.of(old)
    places = [match.start() for match in re.finditer(re.escape(words), new)] if words else []
    begin = min(places, key=lambda place: (abs(place - span.begin), place), default=None)
    return None if begin is None else Span(begin, begin + len(words))


def _correction(row: dict[str, Any]) -> Correction:
    other = (row["other_article"], Span(row["other_begin"], row["other_end"])) if row["other_article"] else None
    named = {name: row[name] for name in ("old_value", "author", "corrected_at", "reason")}
    span = Span(row["begin"], row["end"])
    return Correction(row["article"], span, row["field"], row["new_value"], other=other, **named)


def _carried(correction: Correction, old: str, new: str, texts: dict[str, str]) -> Correction | None:
    if correction.article == old:
        whole = correction.field in WHOLE_ARTICLE
        span = Span(0, len(texts[new])) if whole else moved(correction.span, texts[old], texts[new])
        if span is None:
            return None
        correction = replace(correction, article=new, span=span)
    if correction.other is not None and correction.other[0] == old:
        span = moved(correction.other[1], texts[old], texts[new])
        if span is None:
            return None
        correction = replace(correction, other=(new, span), new_value=place_named(new, span))
    if correction.field == COPY and correction.old_value == old:
        correction = replace(correction, old_value=new)
    if correction.field == STORY and correction.new_value == old:
        correction = replace(correction, new_value=new)
    return correction
