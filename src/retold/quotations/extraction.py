"""The stage `quotation_spans`: every place where an article reports what somebody said."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.language.parse import parsed_sentences_of
from retold.quotations.channels import credits_of
from retold.quotations.fusion import tagged_attribution
from retold.quotations.lines import lines_of
from retold.quotations.rows import Context, rows_of
from retold.quotations.searching import find_quotations
from retold.settings import QuotationsSettings
from retold.spans import Span
from retold.tables import CONTENT_ROLES, STAGE_TABLES


def quotation_spans(
    texts: pa.Table,
    blocks: pa.Table,
    parsed_sentences: pa.Table,
    mention_spans: pa.Table,
    credits: pa.Table,
    tagged_attributions: pa.Table,
    *,
    settings: QuotationsSettings,
) -> pa.Table:
    """Find the quotations of each article: source, cue, content, attitude, polarity, actor, channel.

    Spans are offsets into the article's text; a quotation's content spans are disjoint and in order. Only content
    blocks are read. `actor` is the article's actor that the source's head word means, null where it is not known.
    Where `tagged_attributions` has nothing of an article, the rules find them alone.
    """
    rows: list[dict[str, Any]] = []
    for article in sorted(texts.to_pylist(), key=lambda row: str(row["article"])):
        key = article["article"]
        content = [row for row in _of(blocks, key) if row["role"] in CONTENT_ROLES]
        paragraphs = [
            (line, row["role"]) for row in content for line in lines_of(article["text"], Span(row["begin"], row["end"]))
        ]
        sentences = parsed_sentences_of(_table_of(parsed_sentences, key), article["text"])
        named = credits_of(_of(credits, key))
        tagged = [tagged_attribution(row) for row in _of(tagged_attributions, key)]
        found = find_quotations(article["text"], paragraphs, sentences, named, settings=settings, tagged=tagged)
        context = Context(key, article["text"], _of(mention_spans, key))
        rows.extend(rows_of(found, context))
    return STAGE_TABLES["quotation_spans"].rows(rows)


def _table_of(table: pa.Table, article: str) -> pa.Table:
    import pyarrow.compute as pc

    return table.filter(pc.equal(table.column("article"), article))


def _of(table: pa.Table, article: str) -> list[dict[str, Any]]:
    rows = [row for row in table.to_pylist() if row["article"] == article]
    return sorted(rows, key=lambda row: (row.get("begin") or 0, row.get("end") or 0, str(row)))
