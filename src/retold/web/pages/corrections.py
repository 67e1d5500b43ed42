"""What was corrected by hand, those that hold nothing first, each with a button that takes it back."""

from __future__ import annotations

from typing import Any

from retold.corpus import Corpus
from retold.corrections.fields import (
    ANOTHER_ACTOR,
    COPY,
    QUOTATION,
    SAME_ACTOR,
    SPEAKER,
    STORY,
    WHOLE_ARTICLE,
    place_of,
)
from retold.listings import Only
from retold.telling.labels import plain
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.within import handles

_LONGEST = 300  # characters of the corrected words that are shown


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return the page of all corrections, or of those of one article."""
    conditions, parameters = Only(article=asked.text("article")).conditions(corpus)
    where = " and ".join(conditions)
    filtered = f" where {where}" if where else ""
    counts = corpus.rows(
        f"select count(*) as total, count(*) filter (not x.attached) as loose from corrections x{filtered}", parameters
    )[0]
    rows = corpus.rows(
        "select x.*, t.text from corrections x left join stage.texts t on t.article = x.article"
        f"{filtered} order by x.attached, x.article, x.begin, x.end, x.correction"
        f" limit {asked.limit} offset {asked.offset}",
        parameters,
    )
    context: dict[str, Any] = {
        "rows": [_row(corpus, row) for row in rows],
        "loose": counts["loose"],
        "total": counts["total"],
        "first": asked.offset + 1,
        "last": asked.offset + len(rows),
        "before": asked.changed(offset=max(0, asked.offset - asked.limit) or None) if asked.offset else None,
        "after": asked.changed(offset=asked.offset + asked.limit)
        if asked.offset + len(rows) < counts["total"]
        else None,
    }
    tables = {"corrections": lambda: corpus.table("corrections", where=where, parameters=parameters)}
    return Page("corrections.html", "Corrections", tables, context)


def _row(corpus: Corpus, row: dict[str, Any]) -> dict[str, Any]:
    names = handles(corpus)
    place = f"#char={row['begin']},{row['end']}"
    is_held = row["text"] is not None
    words = row["text"][row["begin"] : row["end"]] if is_held and row["field"] not in WHOLE_ARTICLE else ""
    return {
        **{name: row[name] for name in ("correction", "attached", "field", "author", "corrected_at", "reason")},
        "handle": names.get(row["article"], f"{row['article'][:8]} (not held)"),
        "href": address(f"/article/{row['article']}") + place if is_held else "",
        "words": plain(words[:_LONGEST]),
        "said": _said(corpus, row),
    }


def _said(corpus: Corpus, row: dict[str, Any]) -> str:
    """Return in words what a correction says."""
    if row["field"] == QUOTATION:
        return "not a quotation"
    if row["field"] == ANOTHER_ACTOR:
        return "somebody else than those of this name"
    if row["field"] == COPY:
        return f"not taken from {_named(corpus, row['old_value'] or '')}"
    if row["field"] == STORY:
        return f"in the story of {_named(corpus, row['new_value'])}" if row["new_value"] else "a story of its own"
    if row["field"] == SPEAKER and not row["new_value"]:
        return "the speaker is not known"
    who = _pointed_at(corpus, row["new_value"])
    return f"the same as {who}" if row["field"] == SAME_ACTOR else f"{who} speaks"


def _named(corpus: Corpus, article: str) -> str:
    return (
        "a text not held" if article.startswith("lost:") else handles(corpus).get(article, f"{article[:8]} (not held)")
    )


def _pointed_at(corpus: Corpus, value: str) -> str:
    article, span = place_of(value)
    texts = corpus.ask("select t.text from stage.texts t where t.article = ?", [article]).column(0).to_pylist()
    if not texts or span is None:
        return f"a name in {_named(corpus, article)}"
    return f"“{plain(span.of(texts[0])[:_LONGEST])}” in {_named(corpus, article)}"
