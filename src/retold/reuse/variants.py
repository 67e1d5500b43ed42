"""Each place where a copy differs from its exemplar, with what the difference changes."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any

import pyarrow as pa

from retold.evidence import Evidence, log_odds_of, probability_of
from retold.reuse.boilerplate import spans_by_article
from retold.reuse.collation import Segment, compare
from retold.settings import ReuseSettings
from retold.spans import Span, merged
from retold.tables import STAGE_TABLES

# How sure the two places answer each other, by how they were brought together.
_CERTAINTY = {"passage": 0.95, "sentence": 0.7, "alone": 0.85, "part": 0.75}
_MIN_PASSAGE = 0.5  # a variant in a doubtful passage is not surer than the passage

_Passages = dict[tuple[str, str], list[tuple[Span, float]]]


def variants(
    texts: pa.Table, reuse_content: pa.Table, passages: pa.Table, derivations: pa.Table, *, settings: ReuseSettings
) -> pa.Table:
    """List the variants of each copy against its exemplar, both held."""
    text_of = dict(zip(texts.column("article").to_pylist(), texts.column("text").to_pylist(), strict=True))
    content = {article: merged(spans) for article, spans in spans_by_article(reuse_content).items()}
    found = _passages_by_pair(passages)
    rows: list[dict[str, Any]] = []
    columns = (derivations.column(name).to_pylist() for name in ("article", "exemplar", "probability"))
    for copy, exemplar, probability in sorted(zip(*columns, strict=True)):
        if probability != 0.0 and copy in text_of and exemplar in text_of:
            a, b = (text_of[exemplar], content.get(exemplar, [])), (text_of[copy], content.get(copy, []))
            segments = compare(*a, *b, settings=settings)
            rows += _rows(segments, copy, exemplar, found.get((copy, exemplar), []))
    return STAGE_TABLES["variants"].rows(rows)


def _passages_by_pair(passages: pa.Table) -> _Passages:
    """The passages of each pair, both ways round, as spans of the first of the pair, in order."""
    found: _Passages = {}
    for row in passages.to_pylist():
        for one, other in (("a", "b"), ("b", "a")):
            key = (row[f"article_{one}"], row[f"article_{other}"])
            span = Span(row[f"begin_{one}"], row[f"end_{one}"])
            found.setdefault(key, []).append((span, row["probability"]))
    return {key: sorted(spans) for key, spans in found.items()}


def _rows(
    segments: list[Segment], copy: str, exemplar: str, passages: list[tuple[Span, float]]
) -> list[dict[str, Any]]:
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for segment in segments:
        if not segment.is_variant:
            continue
        weight = log_odds_of(_CERTAINTY[segment.certainty])
        if segment.certainty == "passage":
            weight = min(weight, log_odds_of(max(_MIN_PASSAGE, _probability_at(passages, segment.span_b.begin))))
        place = Evidence(f"aligned: {segment.certainty}", weight, exemplar, segment.span_a.begin, segment.span_a.end)
        key = (segment.span_b.begin, segment.span_a.begin)
        rows.setdefault(
            key,
            {
                "article": copy,
                "begin": segment.span_b.begin,
                "end": segment.span_b.end,
                "exemplar": exemplar,
                "exemplar_begin": segment.span_a.begin,
                "exemplar_end": segment.span_a.end,
                "kind": segment.op,
                "effect": segment.effect,
                "inside_marks": segment.inside_marks,
                "probability": probability_of(weight),
                "evidence": [place.as_row()],
            },
        )
    return [rows[key] for key in sorted(rows)]


def _probability_at(passages: list[tuple[Span, float]], offset: int) -> float:
    place = bisect_right(passages, offset, key=lambda item: item[0].begin) - 1
    return passages[place][1] if place >= 0 and offset <= passages[place][0].end else 1.0
