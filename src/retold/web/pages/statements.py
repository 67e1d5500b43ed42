"""A statement: how each article tells it, from which it was taken, what changed, through whom it came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.spans import spans_in
from retold.telling.labels import plain
from retold.telling.statements import badge_of
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.render import Mark, excerpt
from retold.web.rows import one_of, rows_about
from retold.web.within import handles

_MOST = 200  # retellings on one page
_NO_FIELDS = dict.fromkeys(("outlet", "published", "published_precision", "published_offset_minutes"))
_NO_QUOTATION = dict.fromkeys(("content", "kind", "channel", "polarity", "block", "cue"))


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return a statement's page, by its id or that of a quotation that tells it."""
    statement = corpus.statement_id(asked.names["statement"])
    row = corpus.table("statements", where="x.statement = ?", parameters=[statement], unsure=True).to_pylist()[0]
    stories = _stories(corpus, statement)
    told = _retellings(corpus, statement, stories, unsure=asked.unsure)
    context: dict[str, Any] = {
        "row": row,
        "speaker": _speaker(corpus, row["speaker"]),
        "cells": [_cell(corpus, cell) for cell in told[:_MOST]],
        "left_out": max(0, len(told) - _MOST),
        "stories": corpus.about("stories", stories),
    }
    tables = {
        "retellings": lambda: _of(corpus, "retellings", statement, asked),
        "quotations": lambda: _of(corpus, "quotations", statement, asked),
        "statements": lambda: _of(corpus, "statements", statement, asked),
    }
    return Page("statement.html", f"What {context['speaker']['name']} is reported to have said", tables, context)


def _of(corpus: Corpus, name: str, statement: str, asked: Asked) -> pa.Table:
    return corpus.table(name, where="x.statement = ?", parameters=[statement], unsure=asked.unsure)


def _retellings(corpus: Corpus, statement: str, stories: Sequence[str], *, unsure: bool) -> list[dict[str, Any]]:
    """Return the retellings in the order of time as stated, the reference wording's article first where it has none."""
    articles = sorted({row["article"] for row in corpus.about("story_articles", stories)})
    told = rows_about(corpus, "retellings", articles, unsure=unsure)
    told = [row for row in told if row["statement"] == statement]
    places = {row["quotation"]: row["article"] for row in told if row["quotation"]}
    elsewhere = sorted({row["from_quotation"] for row in told if row["from_quotation"]} - places.keys())
    if elsewhere:
        condition, parameter = one_of("m.quotation", elsewhere)
        query = f"select m.quotation, m.article from stage.statement_members m where {condition}"
        places |= corpus.pairs(query, [parameter])
    telling = {row["article"] for row in told}
    quotations = _quotations(corpus, sorted(telling))
    fields = _fields(corpus, sorted(telling))
    texts = corpus.texts_of(sorted(telling | {*places.values()}))
    rows = [
        {
            **row,
            **quotations.get((row["quotation"], row["article"]), _NO_QUOTATION),
            **fields.get(row["article"], _NO_FIELDS),
            "from_article": places.get(row["from_quotation"]),
            "text": texts[row["article"]],
            "from_text": texts.get(places.get(row["from_quotation"], "")),
        }
        for row in told
    ]
    return sorted(rows, key=_place)


def _quotations(corpus: Corpus, articles: list[str]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (row["quotation"], row["article"]): {name: row[name] for name in _NO_QUOTATION}
        for row in corpus.about("quotations", articles)
    }


def _fields(corpus: Corpus, articles: list[str]) -> dict[str, dict[str, Any]]:
    return {
        row["article"]: {name: row[name] for name in _NO_FIELDS} for row in corpus.about("article_fields", articles)
    }


def _place(row: dict[str, Any]) -> tuple[Any, ...]:
    published, begin = row["published"], row["content"][0]["begin"] if row["content"] else None
    when = published.isoformat() if published else ""
    where = (begin is None, begin or 0, row["quotation"] is None, row["quotation"] or "")
    return (row["from_quotation"] is not None, published is None, when, row["article"], *where)


def _cell(corpus: Corpus, row: dict[str, Any]) -> dict[str, Any]:
    names = handles(corpus)
    spans = spans_in(row["content"])
    marks = [
        Mark(c["begin"], c["end"], "changed", c["effect"] or "", row["from_text"][c["from_begin"] : c["from_end"]])
        for c in row["changes"] or []
        if row["from_text"] is not None
    ]
    form = row["form"] or ("root" if row["quotation"] else "omitted")
    badge = badge_of(form, row["kind"], row["text"], row["changes"] or ())
    place = f"#char={spans[0].begin},{spans[-1].end}" if spans else ""
    return {
        "place": f"{row['article']}:{spans[0].begin}-{spans[-1].end}" if spans else "",
        "handle": names.get(row["article"], row["article"][:8]),
        "href": address(f"/article/{row['article']}") + place,
        "outlet": plain(row["outlet"] or "outlet not stated"),
        "published": row["published"],
        "precision": row["published_precision"],
        "zone": row["published_offset_minutes"],
        "form": form,
        "badge": badge,
        "words": excerpt(row["text"], spans, marks),
        "kind": row["kind"],
        "cue": " ".join(plain(row["text"][c["begin"] : c["end"]]) for c in row["cue"] or []),
        "channel": ", ".join(plain(name) for name in row["channel"] or []),
        "is_denied": row["polarity"] == "denied",
        "effects": sorted({c["effect"] for c in row["changes"] or [] if c["effect"]}),
        "probability": row["probability"],
        "from": names.get(row["from_article"], "") if row["from_article"] else "",
        "block": row["block"] or "",
    }


def _speaker(corpus: Corpus, entity: str | None) -> dict[str, Any]:
    if entity is None:
        return {"name": "speaker not known", "href": "", "roles": []}
    rows = corpus.rows("select x.name, x.roles from speaking x where x.entity = ?", [entity])
    name = plain(rows[0]["name"] or "speaker not known") if rows else "speaker not known"
    return {"name": name, "href": address(f"/entity/{entity}"), "roles": (rows[0]["roles"] or [])[:3] if rows else []}


def _stories(corpus: Corpus, statement: str) -> list[str]:
    """Return the stories in which a statement is told."""
    query = "select m.story from statement_stories m where m.statement = ? order by m.story"
    return [str(row["story"]) for row in corpus.rows(query, [statement])]
