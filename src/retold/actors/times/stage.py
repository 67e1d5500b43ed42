"""The stage `times`: time expressions and their TIMEX3 values."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pyarrow as pa

from retold.actors.times.finding import find_times
from retold.actors.times.resolving import Anchor, Resolved, resolve
from retold.evidence import Evidence, log_odds_of, probability_of
from retold.settings import ActorsSettings
from retold.tables import CONTENT_ROLES, STAGE_TABLES

# Datelines and tables of an article tell times; menus and links tell other pages'.
_ROLES = (*CONTENT_ROLES, "dateline", "table")
_UNRESOLVED = -3.5  # log-odds: an expression whose value the scene does not tell is not asserted
_BY_CONTEXT = -0.6  # a nearby date may not be the one meant
_BY_TENSE = -0.2  # a verb may belong to another clause


def times(
    texts: pa.Table,
    blocks: pa.Table,
    sentences: pa.Table,
    article_fields: pa.Table,
    inferred_dates: pa.Table,
    *,
    settings: ActorsSettings,
) -> pa.Table:
    """Find the time expressions of each article, with their values.

    Spans never cross a block. A value counts from the stated publication, else from the inferred interval where all
    of it gives one value; what stays open has a value with X, or none, and a probability below .5.
    """
    del settings
    rows: list[dict[str, Any]] = []
    by_article = {name: _by_article(table) for name, table in (("blocks", blocks), ("sentences", sentences))}
    fields = {row["article"]: row for row in article_fields.to_pylist()}
    inferred = {row["article"]: row for row in inferred_dates.to_pylist()}
    for text in sorted(texts.to_pylist(), key=lambda row: row["article"]):
        article = text["article"]
        anchor = stated_anchor(fields.get(article)) or inferred_anchor(inferred.get(article))
        content = sorted(
            (row["begin"], row["end"]) for row in by_article["blocks"].get(article, []) if row["role"] in _ROLES
        )
        bounds = sorted((row["begin"], row["end"]) for row in by_article["sentences"].get(article, []))
        found = [each for begin, end in content for each in find_times(text["text"], begin, end)]
        for resolved in resolve(text["text"], found, bounds, anchor):
            rows.append(_row(article, text["text"], resolved, anchor))
    return STAGE_TABLES["times"].rows(rows)


def _by_article(table: pa.Table) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    names = [name for name in ("article", "begin", "end", "role") if name in table.schema.names]
    for row in table.select(names).to_pylist():
        found.setdefault(row["article"], []).append(row)
    return found


def stated_anchor(fields: dict[str, Any] | None) -> Anchor | None:
    """Return the local day (or month, or year) of a stated publication; None where none is stated."""
    if fields is None or fields["published"] is None:
        return None
    local: datetime = fields["published"] + timedelta(minutes=fields["published_offset_minutes"] or 0)
    precision = fields["published_precision"] or "day"
    if precision == "year":
        return Anchor(date(local.year, 1, 1), date(local.year, 12, 31), 1.0, "publication")
    if precision == "month":
        last = (date(local.year, local.month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return Anchor(date(local.year, local.month, 1), last, 1.0, "publication")
    clock = local.strftime("%H:%M") if precision in {"minute", "second"} else None
    return Anchor(local.date(), local.date(), 1.0, "publication", clock)


def inferred_anchor(row: dict[str, Any] | None) -> Anchor | None:
    """Return the inferred interval of publication; None where an end of it is open."""
    if row is None or row["earliest"] is None or row["latest"] is None:
        return None
    return Anchor(row["earliest"].date(), row["latest"].date(), row["probability"], "inferred date")


def _row(article: str, text: str, resolved: Resolved, anchor: Anchor | None) -> dict[str, Any]:
    expression = resolved.expression
    evidence = _evidence(article, resolved, anchor)
    return {
        "article": article,
        "begin": expression.begin,
        "end": expression.end,
        "text": text[expression.begin : expression.end],
        "type": expression.meaning.type,
        "value": resolved.value,
        "probability": probability_of(sum(each.weight for each in evidence)),
        "evidence": [each.as_row() for each in evidence],
    }


def _evidence(article: str, resolved: Resolved, anchor: Anchor | None) -> list[Evidence]:
    """Return why: the words themselves, then what their value rests on."""
    expression = resolved.expression
    where = (article, expression.begin, expression.end, "texts", article)
    evidence = [Evidence(expression.meaning.kind, log_odds_of(expression.meaning.sure), *where)]
    if resolved.value is not None and not resolved.is_certain:
        evidence.append(Evidence("value not told", _UNRESOLVED, *where))
    if "nearby date" in resolved.used and resolved.nearby is not None:
        evidence.append(Evidence("nearby date", _BY_CONTEXT, article, *resolved.nearby, "texts", article))
    if "tense" in resolved.used:
        evidence.append(Evidence("tense", _BY_TENSE, *where))
    if "publication" in resolved.used and anchor is not None and resolved.is_certain:
        evidence.append(_of_anchor(article, expression.meaning.sure, anchor))
    return evidence


def _of_anchor(article: str, sure: float, anchor: Anchor) -> Evidence:
    """Return the publication as evidence; an inferred one takes away what it is not sure of."""
    table = "article_fields" if anchor.kind == "publication" else "inferred_dates"
    weight = log_odds_of(sure * anchor.probability) - log_odds_of(sure)
    return Evidence(anchor.kind, weight, article, None, None, table, article)
