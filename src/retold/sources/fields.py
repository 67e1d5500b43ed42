"""Stage `article_fields`: the best value of each field of an article. What nobody states stays null."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from retold.evidence import rounded
from retold.ids import content_hash
from retold.settings import ReadingSettings
from retold.sources.addresses import page_address
from retold.sources.dates import PRECISIONS, limited_time, stated_time
from retold.sources.grouping import rows_by_article
from retold.sources.metadata import FIELDS, PAGE, USER, VISIBLE
from retold.sources.stated import TIME_FIELDS
from retold.tables import STAGE_TABLES

_BY_HAND, _GIVEN = 0, 1
_GIVERS = {USER: _GIVEN, PAGE: 2, VISIBLE: 3}  # a value inferred has no place here
_FLOOR = 0.5  # below this nothing is asserted
_SET_BY_HAND = "set by hand"


def article_fields(
    texts: pa.Table,
    readings: pa.Table,
    blocks: pa.Table,
    metadata: pa.Table,
    *,
    settings: ReadingSettings,
) -> pa.Table:
    """Choose the value of each field: by hand, as given, from the page, from the visible text, in this order.

    Among values of one rank the more probable is taken, then the earlier in the text, then the lesser string, so that
    no order of readings matters. An address, an outlet or a time that nobody states is null.
    """
    del readings, blocks  # what they tell stands in `metadata`; they are read so that a change of theirs reaches here
    every = rows_by_article(metadata)
    rows = []
    for article in sorted(texts["article"].to_pylist()):
        rows.append(_article_row(article, every.get(article, []), settings))
    return STAGE_TABLES["article_fields"].rows(rows)


def _article_row(article: str, rows: Sequence[dict[str, Any]], settings: ReadingSettings) -> dict[str, Any]:
    best = {field: _best(field, (row for row in rows if row["field"] == field)) for field in FIELDS}
    published = stated_time(best["published"] or "")
    modified = stated_time(best["modified"] or "")
    if not limited_time(published, settings.first_year, settings.last_year):
        published = None
    if not limited_time(modified, settings.first_year, settings.last_year):
        modified = None
    return {
        "article": article,
        "page": _page_of(best["url"], rows),
        **{field: best[field] for field in FIELDS if field not in TIME_FIELDS},
        "published": published.utc if published else None,
        "published_offset_minutes": published.offset_minutes if published else None,
        "published_precision": published.precision if published else None,
        "modified": modified.utc if modified else None,
    }


def _page_of(url: str | None, rows: Sequence[dict[str, Any]]) -> str | None:
    """Return the hash of the page's key: twins and updates of one page share it."""
    own = _best("url", (row for row in rows if row["field"] == "url" and row["given_by"] == PAGE))
    key = None if url is None else page_address(url, own)
    return None if key is None else content_hash(key)


def _best(field: str, rows: Iterable[dict[str, Any]]) -> str | None:
    usable = [row for row in rows if _rank(row) is not None and _is_asserted(row)]
    return min(usable, key=lambda row: _order(field, row))["value"] if usable else None


def _rank(row: dict[str, Any]) -> int | None:
    if any(reason["kind"] == _SET_BY_HAND for reason in row["evidence"] or ()):
        return _BY_HAND
    return _GIVERS.get(row["given_by"])


def _is_asserted(row: dict[str, Any]) -> bool:
    return row["probability"] is None or rounded(row["probability"]) >= _FLOOR


def _order(field: str, row: dict[str, Any]) -> tuple[int, float, int, int, str]:
    stated = stated_time(row["value"]) if field in TIME_FIELDS else None
    coarseness = PRECISIONS.index(stated.precision) if stated else 0
    probability = 1.0 if row["probability"] is None else rounded(row["probability"])
    begin = -1 if row["begin"] is None else row["begin"]
    return (_rank(row) or 0, -probability, coarseness, begin, row["value"])
