"""Two articles of a store against each other, for the terminal and for programs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.opened import ASSERTED
from retold.reuse.collation import Segment, compare
from retold.spans import Span
from retold.tables import CONTENT_ROLES

_ROWS = pa.schema(
    [
        ("article_a", pa.string()),
        ("begin_a", pa.int64()),
        ("end_a", pa.int64()),
        ("article_b", pa.string()),
        ("begin_b", pa.int64()),
        ("end_b", pa.int64()),
        ("kind", pa.string()),
        ("effect", pa.string()),
        ("inside_marks", pa.bool_()),
        ("reading_a", pa.string()),
        ("reading_b", pa.string()),
    ]
)
_SHOWN_CHARACTERS = 300  # a longer equal stretch is cut in its middle


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles (ids) with their texts, and the rows that tell one from the other, in the second's order."""

    article_a: str
    article_b: str
    text_a: str
    text_b: str
    segments: tuple[Segment, ...]

    @property
    def summary(self) -> str:
        """How much differs, in one line."""
        changed = [segment for segment in self.segments if segment.is_variant]
        inside = sum(segment.inside_marks for segment in changed)
        return f"{len(changed)} places differ, {inside} of them inside quotation marks in both texts."

    def table(self) -> pa.Table:
        """Return all rows as an Arrow table."""
        return pa.Table.from_pylist([self.as_row(segment) for segment in self.segments], schema=_ROWS)

    def as_row(self, segment: Segment) -> dict[str, Any]:
        """Return a segment as JSON values."""
        return {
            "article_a": self.article_a,
            "begin_a": segment.span_a.begin,
            "end_a": segment.span_a.end,
            "article_b": self.article_b,
            "begin_b": segment.span_b.begin,
            "end_b": segment.span_b.end,
            "kind": segment.op,
            "effect": segment.effect,
            "inside_marks": segment.inside_marks,
            "reading_a": segment.span_a.of(self.text_a),
            "reading_b": segment.span_b.of(self.text_b),
        }


def compare_articles(corpus: Corpus, first: str, second: str) -> Comparison:
    """Compare the articles that two names mean; the first is taken for the earlier text.

    Raises `NotFound` or `UsageError` for a name that means none or several.
    """
    ids = [corpus.article_id(first), corpus.article_id(second)]
    texts = corpus.texts_of(ids)
    contents: dict[str, list[Span]] = {article: [] for article in ids}
    for row in corpus.about("blocks", ids):
        if row["role"] in CONTENT_ROLES and (row["probability"] is None or row["probability"] >= ASSERTED):
            contents[row["article"]].append(Span(row["begin"], row["end"]))
    segments = compare(texts[ids[0]], contents[ids[0]], texts[ids[1]], contents[ids[1]], settings=corpus.settings.reuse)
    return Comparison(ids[0], ids[1], texts[ids[0]], texts[ids[1]], tuple(segments))


def marked_line(comparison: Comparison, segment: Segment) -> str:
    """Return a segment as one line: equal words bare, `[-left out-]`, `{+put in+}`, with the effect."""
    old = _shown(segment.span_a.of(comparison.text_a))
    new = _shown(segment.span_b.of(comparison.text_b))
    if not segment.is_variant:
        return f"    {new}"
    marked = " ".join(part for part in (f"[-{old}-]" if old else "", f"{{+{new}+}}" if new else "") if part)
    where = " inside quotation marks" if segment.inside_marks else ""
    moved = "moved: " if segment.op == "transposition" else ""
    return f"  * {marked}   ({moved}{segment.effect or segment.op}{where})"


def _shown(words: str) -> str:
    folded = " ".join(words.split())
    if len(folded) <= _SHOWN_CHARACTERS:
        return folded
    half = _SHOWN_CHARACTERS // 2
    return f"{folded[:half].rsplit(' ', 1)[0]} … {folded[-half:].split(' ', 1)[-1]}"
