"""Stages `outlet_names` and `outlets`: who publishes articles here or is credited in one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from retold.evidence import rounded
from retold.settings import ReadingSettings
from retold.sources.addresses import host_of
from retold.sources.outlet_names import folded_outlet, known_outlet
from retold.tables import STAGE_TABLES

_FLOOR = 0.5  # a credit below this is not asserted


def outlet_names(article_fields: pa.Table, credits: pa.Table, *, settings: ReadingSettings) -> pa.Table:  # noqa: ARG001 - named after its table; a stage takes settings
    """List the outlet that publishes each article, and those that it credits, each under its folded key."""
    rows: dict[tuple[str, str, str, bool], dict[str, Any]] = {}
    for field in article_fields.to_pylist():
        if field["outlet"] is not None:
            row = _name_row(field["article"], field["outlet"], host_of(field["url"]), from_credit=False)
            rows[row["outlet"], row["article"], row["name"], False] = row
    for credit in credits.to_pylist():
        if rounded(credit["probability"]) >= _FLOOR:
            row = _name_row(credit["article"], credit["outlet"], None, from_credit=True)
            rows[row["outlet"], row["article"], row["name"], True] = row
    return STAGE_TABLES["outlet_names"].rows(rows[key] for key in sorted(rows))


def outlets(outlet_names: pa.Table, *, settings: ReadingSettings) -> pa.Table:  # noqa: ARG001 - a stage takes settings
    """Make one row of all names of each outlet: the name of a known one, else its commonest."""
    by_key: dict[str, list[dict[str, Any]]] = {}
    for row in outlet_names.to_pylist():
        by_key.setdefault(row["outlet"], []).append(row)
    return STAGE_TABLES["outlets"].rows(_outlet_row(key, by_key[key]) for key in sorted(by_key))


def _name_row(article: str, name: str, host: str | None, *, from_credit: bool) -> dict[str, Any]:
    key = folded_outlet(name)
    return {"outlet": key, "article": article, "name": name, "host": host, "from_credit": from_credit}


def _outlet_row(key: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    known = known_outlet(rows[0]["name"])
    counts = Counter(row["name"] for row in rows)
    own = {row["name"] for row in rows if not row["from_credit"]}
    commonest = min(counts, key=lambda name: (name not in own, -counts[name], name))
    return {
        "outlet": key,
        "name": known.name if known is not None and not own else commonest,
        "names": sorted(counts),
        "hosts": sorted({row["host"] for row in rows if row["host"] is not None}),
        "is_agency": known is not None and known.is_agency,
        "country": known.country if known is not None else None,
    }
