"""One page a public table: its rows on screens, with what people look for first, and all of it as data."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.tables import json_rows
from retold.listings import PEOPLE, Only, count_rows, listing, words_of_cell
from retold.opened import ASSERTED
from retold.public_tables import PUBLIC_TABLES
from retold.web.answers import Page, must_be_few
from retold.web.asked import Asked, address, page_of
from retold.web.within import handles

LISTED = tuple(PUBLIC_TABLES)
_ARTICLE_COLUMNS = frozenset({"article", "article_a", "article_b", "exemplar", "from_article"})
# Where a cell leads: by table and column (any table: ""), the page and the column that names what it shows.
_LEADS = {
    ("", "story"): ("story", "story"),
    ("", "statement"): ("statement", "statement"),
    ("", "entity"): ("entity", "entity"),
    ("", "actor"): ("entity", "actor"),
    ("", "recipient"): ("entity", "recipient"),
    ("", "speaker"): ("entity", "speaker"),
    ("", "speaker_name"): ("entity", "speaker"),
    ("", "outlet"): ("outlet", "outlet"),
    ("", "quotation"): ("statement", "statement"),
    ("quotations", "words"): ("statement", "statement"),
    ("stories", "title"): ("story", "story"),
    ("statements", "text"): ("statement", "statement"),
    ("entities", "name"): ("entity", "entity"),
    ("articles", "title"): ("article", "article"),
    ("outlets", "name"): ("outlet", "outlet"),
}


def listing_page(name: str) -> Callable[[Corpus, Asked], Page]:
    """Return the page function of public table `name`."""

    def page(corpus: Corpus, asked: Asked) -> Page:
        return _page(corpus, asked, name)

    return page


def _page(corpus: Corpus, asked: Asked, name: str) -> Page:
    columns = PUBLIC_TABLES[name].schema.names
    article = asked.text("article")
    speaker = asked.text("speaker")
    story = corpus.story_id(asked.text("story") or "") if asked.text("story") else None
    if (article or story) and "article" not in columns:
        raise UsageError(f"article: {name} are not about articles")
    if speaker and name not in {"quotations", "statements"}:
        raise UsageError(f"speaker: {name} have no speaker. Expected on quotations and statements")
    only = Only(article, speaker, story, asked.unsure)
    rows = listing(corpus, name, only, limit=asked.limit, offset=asked.offset)
    total = count_rows(corpus, name, only)
    shown = [column for column in PEOPLE.get(name, columns) if column in rows.schema.names]
    context: dict[str, Any] = {
        "name": name,
        "meaning": PUBLIC_TABLES[name].meaning,
        "columns": shown,
        "rows": [[cell(row, column, handles(corpus), name) for column in shown] for row in json_rows(rows)],
        "total": total,
        "first": asked.offset + 1,
        "last": asked.offset + len(rows),
        "before": asked.changed(offset=max(0, asked.offset - asked.limit) or None) if asked.offset else None,
        "after": asked.changed(offset=asked.offset + asked.limit) if asked.offset + len(rows) < total else None,
        "has_article": "article" in columns,
        "has_speaker": name in {"quotations", "statements"},
        "has_probability": "probability" in columns,
        "tables": LISTED,
    }
    return Page(
        "listing.html", name.replace("_", " ").capitalize(), {name: lambda: _whole(corpus, asked, name, total)}, context
    )


def _whole(corpus: Corpus, asked: Asked, name: str, total: int) -> pa.Table:
    """Return all rows asked for as `retold export` gives them: the table's own columns, in the order of its key.

    Raises `UsageError` where these are too many for one answer, before they are read.
    """
    must_be_few(total)
    story = asked.text("story")
    only = Only(asked.text("article"), asked.text("speaker"), corpus.story_id(story) if story else None)
    conditions, parameters = only.conditions(corpus)
    return corpus.table(name, unsure=asked.unsure, where=" and ".join(conditions), parameters=parameters)


def cell(row: dict[str, Any], column: str, names: Any, table: str) -> dict[str, Any]:
    """Return a value as a table's cell shows it: its words, where they lead, and whether it is a number."""
    value = row[column]
    link = _link(row, column, value, table)
    if column in _ARTICLE_COLUMNS and isinstance(value, str):
        value = names.get(value, value)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return {"words": words_of_cell(value), "link": link, "is_number": number, "is_unsure": _is_unsure(row, column)}


def _is_unsure(row: dict[str, Any], column: str) -> bool:
    return column == "probability" and row[column] is not None and row[column] < ASSERTED


def _link(row: dict[str, Any], column: str, value: Any, table: str) -> str | None:
    if not isinstance(value, str) or value.startswith("lost:"):
        return None
    if column in _ARTICLE_COLUMNS:
        place = f"#char={row['begin']},{row['end']}" if _has_place(row) and column == "article" else ""
        return address(f"/article/{value}") + place
    page, key = _LEADS.get((table, column)) or _LEADS.get(("", column)) or ("", "")
    return page_of(page, row[key]) if page and row.get(key) else None


def _has_place(row: dict[str, Any]) -> bool:
    return isinstance(row.get("begin"), int) and isinstance(row.get("end"), int)
