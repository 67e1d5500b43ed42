"""A statement: how each article tells it, from which it was taken, what changed, through whom it came."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.export.tables import json_rows
from retold.spans import spans_in
from retold.telling.labels import plain
from retold.telling.statements import badge_of
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.render import Mark, excerpt
from retold.web.within import handles

_MOST = 200  # retellings on one page


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return a statement's page, by its id or that of a quotation that tells it."""
    statement = corpus.statement_id(asked.names["statement"])
    row = corpus.table("statements", where="x.statement = ?", parameters=[statement], unsure=True).to_pylist()[0]
    told = _retellings(corpus, statement, unsure=asked.unsure)
    context: dict[str, Any] = {
        "row": row,
        "speaker": _speaker(corpus, row["speaker"]),
        "cells": [_cell(corpus, cell) for cell in told[:_MOST]],
        "left_out": max(0, len(told) - _MOST),
        "stories": _stories(corpus, statement),
    }
    tables = {
        "retellings": lambda: _of(corpus, "retellings", statement, asked),
        "quotations": lambda: _of(corpus, "quotations", statement, asked),
        "statements": lambda: _of(corpus, "statements", statement, asked),
    }
    return Page("statement.html", f"What {context['speaker']['name']} is reported to have said", tables, context)


def _of(corpus: Corpus, name: str, statement: str, asked: Asked) -> pa.Table:
    return corpus.table(name, where="x.statement = ?", parameters=[statement], unsure=asked.unsure)


def _retellings(corpus: Corpus, statement: str, *, unsure: bool) -> list[dict[str, Any]]:
    """Return the retellings in the order of time as stated, the reference wording's article first where it has none."""
    sure = "" if unsure else " and coalesce(x.probability, 1) >= 0.5"
    return corpus.rows(
        "select x.article, x.quotation, x.from_quotation, x.form, x.changes, x.probability, q.content, q.kind,"
        " q.channel, q.polarity, q.block, q.cue, t.text, f.outlet, f.published, f.published_precision,"
        " f.published_offset_minutes,"
        " p.article as from_article, u.text as from_text"
        " from retellings x left join stage.spoken_quotations q on q.quotation = x.quotation and q.article = x.article"
        " join stage.texts t on t.article = x.article left join stage.article_fields f on f.article = x.article"
        " left join stage.statement_members p on p.quotation = x.from_quotation"
        " left join stage.texts u on u.article = p.article"
        f" where x.statement = ?{sure} order by x.from_quotation is not null, f.published nulls last, x.article,"
        " q.content[1].begin nulls last, x.quotation",
        [statement],
    )


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
    rows = list(json_rows(corpus.table("entities", where="x.entity = ?", parameters=[entity], unsure=True)))
    name = plain(rows[0]["name"] or "speaker not known") if rows else "speaker not known"
    return {"name": name, "href": address(f"/entity/{entity}"), "roles": (rows[0]["roles"] or [])[:3] if rows else []}


def _stories(corpus: Corpus, statement: str) -> list[dict[str, Any]]:
    return corpus.rows(
        "select distinct s.story, s.title from stage.statement_members q join story_articles m on m.article = q.article"
        " join stories s on s.story = m.story where q.statement = ? order by s.story",
        [statement],
    )
