"""A dossier: one story with all that it rests on, in one page that opens without a network or this program.

It tells the story as the pages and the report do, then lists every finding with its place (code points of the text),
probability and evidence, every text with its hashes, and how to cite it.
"""

from __future__ import annotations

from typing import Any

import retold
from retold.corpus import Corpus
from retold.export.tables import json_rows
from retold.research.citing import cite_soon
from retold.telling.expected import SOURCE
from retold.telling.holdings import Holdings
from retold.telling.labels import EXCERPT, handle, plain, shortened, speaker_name
from retold.telling.reading import expected_sentence
from retold.telling.stories import tell_stories
from retold.telling.wording import say
from retold.web.pages.stories import alike
from retold.web.report import inline, policy, script
from retold.web.story_parts import article_facts, story_parts
from retold.web.templating import environment
from retold.web.within import Within

Row = dict[str, Any]


def render_dossier(corpus: Corpus, name: str, *, full_text: bool = False) -> str:
    """Return the dossier of the story that `name` means, as one HTML page.

    Pieces of articles are cut to 300 code points, and whole texts left out, unless `full_text`. The same store gives
    the same page. Raises `NotFound` for a name that means no story.
    """
    with corpus.pinned():
        story = corpus.story_id(name)
        beside = alike(corpus, story)
        telling = tell_stories(Within(corpus, [story], beside=beside), stories=[story], beside=beside)
        citation = cite_soon(corpus)
        held, told = telling.held, telling.stories[0]
        findings = {table: _findings(held, corpus, story, table) for table in _COLUMNS}
        texts = [_text(held, corpus, article, full_text=full_text) for article in told.articles]
    return (
        environment()
        .get_template("dossier.html")
        .render(
            title=plain(told.title),
            style=inline("report.css"),
            script=script(),
            policy=policy(),
            id=story,
            parts=story_parts(held, told, full_text=full_text),
            texts=texts,
            findings=findings,
            columns=_COLUMNS,
            citation=citation,
            expected=expected_sentence(),
            uncalibrated=say("uncalibrated", page=SOURCE),
            words_not_rights=say("words_not_rights"),
            version=retold.__version__,
            full_text=full_text,
            is_served=False,
            excerpt_length=EXCERPT,
        )
    )


def _text(held: Holdings, corpus: Corpus, article: str, *, full_text: bool) -> Row:
    """Return what identifies a text: where it was read, when, and the hashes of its bytes and its characters."""
    row = corpus.rows("select t.text, t.text_hash from stage.texts t where t.article = ?", [article])[0]
    origins = corpus.table("origins", where="x.article = ?", parameters=[article]).to_pylist()
    return {
        "facts": article_facts(held, article),
        "id": article,
        "characters": len(row["text"]),
        "text_hash": row["text_hash"],
        "origins": [
            {
                "file": plain(str(origin["origin"]).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]),
                "retrieved": origin["retrieved"],
                "bytes_hash": origin["bytes_hash"] or "",
            }
            for origin in origins
        ],
        "text": row["text"] if full_text else "",
    }


# The tables of findings, each with the columns that are shown after the place and before probability and evidence.
_COLUMNS: dict[str, tuple[str, ...]] = {
    "derivations": ("exemplar", "share", "credit", "rival"),
    "quotations": ("kind", "speaker", "cue", "words"),
    "variants": ("exemplar", "kind", "effect", "inside marks", "words", "exemplar's words"),
    "events": ("actor", "type", "recipient", "speaker", "polarity", "modality"),
}


def _findings(held: Holdings, corpus: Corpus, story: str, table: str) -> list[Row]:
    """Return the asserted rows of a table about the story's articles: place, cells, probability, evidence."""
    inside = "x.article in (select m.article from story_articles m where m.story = ?)"
    rows = json_rows(corpus.table(table, where=inside, parameters=[story]))
    return sorted((_finding(held, table, row) for row in rows), key=lambda row: row["order"])


def _finding(held: Holdings, table: str, row: Row) -> Row:
    spans = row.get("content") or ([[row["begin"], row["end"]]] if "begin" in row else [])
    place = ", ".join(f"{begin}-{end}" for begin, end in spans)
    return {
        "order": (handle(held, row["article"]), spans[0] if spans else [], str(row.get("exemplar") or "")),
        "place": f"{handle(held, row['article'])}{':' if place else ''}{place}",
        "cells": [_cell(held, table, row, spans, column) for column in _COLUMNS[table]],
        "probability": row["probability"],
        "evidence": "; ".join(_reason(held, item) for item in row["evidence"] or ()),
    }


def _cell(held: Holdings, table: str, row: Row, spans: list[list[int]], column: str) -> str:
    text = held.text(row["article"])
    if column == "exemplar":
        at = f":{row['exemplar_begin']}-{row['exemplar_end']}" if table == "variants" else ""
        return f"{handle(held, row['exemplar'])}{at}"
    if column == "words":
        return shortened(" […] ".join(text[begin:end] for begin, end in spans)) or "∅"
    if column == "exemplar's words":
        other = held.text(row["exemplar"]) if held.is_held(row["exemplar"]) else ""
        return shortened(other[row["exemplar_begin"] : row["exemplar_end"]]) or "∅"
    if column == "cue":
        return shortened(" ".join(text[begin:end] for begin, end in row["cue"] or ()))
    if column in ("speaker", "actor", "recipient"):
        return speaker_name(held, row[column]) if row[column] else ""
    return _plain_cell(row, column)


def _plain_cell(row: Row, column: str) -> str:
    value = row[{"type": "event_type", "inside marks": "inside_marks"}.get(column, column)]
    if column == "rival" and value:
        return f"{value} ({row['rival_probability']:.2f})" if row["rival_probability"] else str(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value:.2f}" if isinstance(value, float) else str(value)


def _reason(held: Holdings, item: Row) -> str:
    kind = str(item["kind"]).replace("_", " ")
    place = ""
    if item["article"]:
        place = f" {handle(held, item['article'])}"
        place += f":{item['begin']}-{item['end']}" if item["begin"] is not None else ""
    return f"{kind}{place}" + (f" {item['weight']:+.1f}".replace("-", "−") if item["weight"] is not None else "")
