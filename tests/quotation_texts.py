"""Small fictional texts through the language stages and the extraction, with the real model."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pyarrow as pa

from retold.language.parse import ParsedSentence, parsed_sentences_of
from retold.language.parsing import parses
from retold.language.sentences import sentences
from retold.quotations.extraction import quotation_spans
from retold.quotations.lines import lines_of
from retold.quotations.marks import find_marked
from retold.quotations.tree import Tree, tree_of
from retold.settings import LanguageSettings, QuotationsSettings
from retold.spans import Span
from retold.tables import STAGE_TABLES

ARTICLE = "a1"


@lru_cache(maxsize=2048)
def _parse(text: str) -> dict[str, Any]:
    table = STAGE_TABLES["sentence_texts"].rows([{"sentence_hash": "hash", "text": text}])
    row: dict[str, Any] = parses(table, settings=LanguageSettings()).to_pylist()[0]
    return row


def inputs(text: str, article: str = ARTICLE, roles: tuple[str, ...] = ()) -> dict[str, pa.Table]:
    """The tables that `quotation_spans` reads; each line is a block, with its role from `roles`, else body."""
    lines = lines_of(text, Span(0, len(text)))
    named = [*roles, *["body"] * len(lines)]
    texts = STAGE_TABLES["texts"].rows([{"article": article, "text": text, "text_hash": "h"}])
    blocks = STAGE_TABLES["blocks"].rows(
        {"article": article, **line.as_row(), "role": role} for line, role in zip(lines, named, strict=False)
    )
    found = sentences(texts, blocks, settings=LanguageSettings()).to_pylist()
    rows = [_parsed_row(row, text) for row in found]
    return {
        "texts": texts,
        "blocks": blocks,
        "parsed_sentences": STAGE_TABLES["parsed_sentences"].rows(rows),
        "mention_spans": STAGE_TABLES["mention_spans"].empty(),
        "credits": STAGE_TABLES["credits"].empty(),
        "tagged_attributions": STAGE_TABLES["tagged_attributions"].empty(),
    }


def _parsed_row(row: dict[str, Any], text: str) -> dict[str, Any]:
    parsed = {key: value for key, value in _parse(text[row["begin"] : row["end"]]).items() if key != "sentence_hash"}
    return {**parsed, **{key: row[key] for key in ("article", "sentence", "begin", "end", "role")}}


def parsed(text: str) -> list[ParsedSentence]:
    """The parsed sentences of a text of body lines."""
    return parsed_sentences_of(inputs(text)["parsed_sentences"], text)


def tree(text: str) -> Tree:
    """The tree of the first sentence, with its marks."""
    first = parsed(text)[0]
    marks = [one for one in find_marked(text, lines_of(text, Span(0, len(text)))) if one.begin < first.span.end]
    return tree_of(first, marks)


def find(text: str, roles: tuple[str, ...] = (), **tables: pa.Table) -> list[dict[str, Any]]:
    """The rows of `quotation_spans` for a text, with their words beside the spans."""
    given = {**inputs(text, roles=roles), **tables}
    rows = quotation_spans(**given, settings=QuotationsSettings()).to_pylist()
    return [
        {**row, **{f"{part}_words": slices(text, row[part]) for part in ("source", "cue", "content")}} for row in rows
    ]


def asserted(text: str, roles: tuple[str, ...] = (), **tables: pa.Table) -> list[dict[str, Any]]:
    """The rows of `find` that are shown."""
    return [row for row in find(text, roles, **tables) if row["probability"] >= 0.5]


def slices(text: str, spans: list[dict[str, int]]) -> list[str]:
    return [text[span["begin"] : span["end"]] for span in spans]


def told(text: str, roles: tuple[str, ...] = ()) -> list[tuple[str, str, list[str]]]:
    """Source, cue and content of what is shown, as words."""
    return [
        (" ".join(row["source_words"]), " ".join(row["cue_words"]), row["content_words"])
        for row in asserted(text, roles)
    ]
