"""Two articles side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

from retold.corpus import Corpus
from retold.reuse.collation import Segment
from retold.side_by_side import Comparison, compare_articles
from retold.spans import Span
from retold.tables import CONTENT_ROLES
from retold.telling.labels import plain
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.facing import facing
from retold.web.paragraphs import cut_at_lines
from retold.web.rows import is_asserted
from retold.web.within import handles


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return two articles against each other; `effect`, `inside` and `only=changed` keep some of the differences."""
    comparison = compare_articles(corpus, asked.names["first"], asked.names["second"])
    effects = Counter(s.effect or s.op for s in comparison.segments if s.is_variant)
    effect = asked.choice("effect", sorted(effects)) if effects else asked.text("effect")
    inside = asked.flag("inside")
    segments = cut_at_lines(comparison.segments, (comparison.text_a, comparison.text_b), _aside(corpus, comparison))
    kept = [_is_kept(segment, effect, inside=inside) for segment in segments]
    names = handles(corpus)
    context: dict[str, Any] = {
        "comparison": comparison,
        "first": _named(corpus, comparison.article_a, names),
        "second": _named(corpus, comparison.article_b, names),
        "rows": facing(comparison, segments, kept),
        "effects": [
            {
                "name": name,
                "count": count,
                "href": asked.changed(effect=None if name == effect else name),
                "is_taken": name == effect,
            }
            for name, count in sorted(effects.items(), key=lambda item: (-item[1], item[0]))
        ],
        "inside": {"href": asked.changed(inside=None if inside else "1"), "is_taken": inside},
        "swapped": address(f"/compare/{comparison.article_b}/{comparison.article_a}", list(asked.options)),
        "why": address(f"/why/{comparison.article_a}/{comparison.article_b}"),
        "places": sum(kept),
        "copies": _copies(corpus, comparison.article_a, comparison.article_b, names),
    }
    title = f"{context['first']['handle']} against {context['second']['handle']}"
    return Page("compare.html", title, {"comparison": comparison.table}, context)


def _aside(corpus: Corpus, comparison: Comparison) -> tuple[list[Span], list[Span]]:
    """Return the stretches of both articles that are no article text."""
    found: dict[str, list[Span]] = {comparison.article_a: [], comparison.article_b: []}
    for row in corpus.about("blocks", list(found)):
        if row["role"] not in CONTENT_ROLES:
            found[row["article"]].append(Span(row["begin"], row["end"]))
    return found[comparison.article_a], found[comparison.article_b]


def _copies(corpus: Corpus, first: str, second: str, names: Any) -> list[dict[str, Any]]:
    """Return which of the two was probably taken from the other, for those who may say that it was not."""
    pairs = {(first, second), (second, first)}
    rows = [
        row
        for row in corpus.about("derivations", [first, second])
        if (row["article"], row["exemplar"]) in pairs and is_asserted(row)
    ]
    for row in rows:
        row["words"] = f"{names.get(row['article'])} is not taken from {names.get(row['exemplar'])}"
    return rows


def _is_kept(segment: Segment, effect: str | None, *, inside: bool) -> bool:
    if not segment.is_variant or (inside and not segment.inside_marks):
        return False
    return effect is None or (segment.effect or segment.op) == effect


def _named(corpus: Corpus, article: str, names: Any) -> dict[str, Any]:
    (row,) = corpus.about("article_fields", [article])
    return {
        "handle": names.get(article, article[:8]),
        "href": address(f"/article/{article}"),
        "outlet": plain(row["outlet"] or "outlet not stated"),
        "title": plain(row["title"] or ""),
        "published": row["published"],
        "precision": row["published_precision"],
        "offset": row["published_offset_minutes"],
    }
