"""Rows typed from short texts: quotations by their words, passages by their words on both sides."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.tables import STAGE_TABLES


def spans(text: str, pieces: str | list[str]) -> list[dict[str, int]]:
    """Return where strings stand in a text, each from the end of the one before."""
    found, place = [], 0
    for piece in [pieces] if isinstance(pieces, str) else pieces:
        begin = text.index(piece, place)
        place = begin + len(piece)
        found.append({"begin": begin, "end": place})
    return found


def quotation(name: str, article: str, text: str, content: str | list[str], **given: Any) -> dict[str, Any]:
    """Return a row of `spoken_quotations`; the speaker is "eA" unless given."""
    return {
        "quotation": name,
        "article": article,
        "block": "body",
        "kind": "direct",
        "source": [],
        "cue": [],
        "attitude": "speech",
        "polarity": "affirmed",
        "speaker": "eA",
        "speaker_probability": 0.9,
        "channel": [],
        "inside": None,
        "probability": 0.9,
        "evidence": [],
        "content": spans(text, content),
        **given,
    }


def table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    """Return rows as a stage table."""
    return STAGE_TABLES[name].rows(rows)


def texts_table(texts: dict[str, str]) -> pa.Table:
    """Return texts by article as a table."""
    return table("texts", [{"article": article, "text": text, "text_hash": ""} for article, text in texts.items()])


def passage(a: str, text_a: str, words_a: str, b: str, text_b: str, words_b: str) -> dict[str, Any]:
    """Return a row of `passages` between two stretches given by their words."""
    (span_a,), (span_b,) = spans(text_a, words_a), spans(text_b, words_b)
    return {
        "article_a": a,
        "begin_a": span_a["begin"],
        "end_a": span_a["end"],
        "article_b": b,
        "begin_b": span_b["begin"],
        "end_b": span_b["end"],
        "identity": 0.9,
        "probability": 0.95,
        "evidence": [],
    }


def derivation(article: str, exemplar: str, **given: Any) -> dict[str, Any]:
    """Return a row of `derivations`."""
    return {
        "article": article,
        "exemplar": exemplar,
        "share": 0.6,
        "credit": "named",
        "probability": 0.9,
        "evidence": [],
        **given,
    }
