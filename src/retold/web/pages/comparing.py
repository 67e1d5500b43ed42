"""Two articles side by side, and all articles of a story collated."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import NotFound, UsageError
from retold.reuse.collation import Segment
from retold.side_by_side import Comparison, compare_articles
from retold.telling.labels import plain
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.facing import facing
from retold.web.within import handles


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return two articles against each other; `effect`, `inside` and `only=changed` keep some of the differences."""
    comparison = compare_articles(corpus, asked.names["first"], asked.names["second"])
    effects = Counter(s.effect or s.op for s in comparison.segments if s.is_variant)
    effect = asked.choice("effect", sorted(effects)) if effects else asked.text("effect")
    inside = asked.flag("inside")
    kept = [_is_kept(segment, effect, inside=inside) for segment in comparison.segments]
    names = handles(corpus)
    context: dict[str, Any] = {
        "comparison": comparison,
        "first": _named(corpus, comparison.article_a, names),
        "second": _named(corpus, comparison.article_b, names),
        "rows": facing(comparison, kept),
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
        "places": sum(kept),
        "copies": _copies(corpus, comparison.article_a, comparison.article_b, names),
    }
    title = f"{context['first']['handle']} against {context['second']['handle']}"
    return Page("compare.html", title, {"comparison": comparison.table}, context)


def _copies(corpus: Corpus, first: str, second: str, names: Any) -> list[dict[str, Any]]:
    """Return which of the two was probably taken from the other, for those who may say that it was not."""
    rows = corpus.rows(
        "select x.article, x.exemplar from derivations x where x.probability >= 0.5"
        " and ((x.article = ? and x.exemplar = ?) or (x.article = ? and x.exemplar = ?)) order by x.article",
        [first, second, second, first],
    )
    for row in rows:
        row["words"] = f"{names.get(row['article'])} is not taken from {names.get(row['exemplar'])}"
    return rows


def _is_kept(segment: Segment, effect: str | None, *, inside: bool) -> bool:
    if not segment.is_variant or (inside and not segment.inside_marks):
        return False
    return effect is None or (segment.effect or segment.op) == effect


def _named(corpus: Corpus, article: str, names: Any) -> dict[str, Any]:
    rows = corpus.rows(
        "select f.outlet, f.title, f.published from stage.article_fields f where f.article = ?", [article]
    )
    row: dict[str, Any] = rows[0] if rows else {"outlet": None, "title": None, "published": None}
    return {
        "handle": names.get(article, article[:8]),
        "href": address(f"/article/{article}"),
        "outlet": plain(row["outlet"] or "outlet not stated"),
        "title": plain(row["title"] or ""),
        "published": row["published"],
    }


def collation(corpus: Corpus, asked: Asked) -> Page:
    """Return the collation of a story's articles against one of them, the base (`base`, else the stemma's root)."""
    story = corpus.story_id(asked.names["story"])
    members = (
        corpus.ask("select m.article from story_articles m where m.story = ? order by m.article", [story])
        .column(0)
        .to_pylist()
    )
    if len(members) < 2:
        raise UsageError("a story of one article: there is nothing to collate it with")
    base = corpus.article_id(asked.text("base") or "") if asked.text("base") else _root(corpus, story, members)
    if base not in members:
        raise NotFound("base: this article is not in the story")
    others = [article for article in members if article != base][: asked.number("witnesses", 8, 1, 20)]
    compared = {other: compare_articles(corpus, base, other) for other in others}
    names = handles(corpus)
    context: dict[str, Any] = {
        "story": story,
        "base": _named(corpus, base, names),
        "witnesses": [_named(corpus, other, names) for other in others],
        "rows": _apparatus(compared, others),
        "bases": [
            {"handle": names.get(m, m[:8]), "href": asked.changed(base=m), "is_taken": m == base} for m in members
        ],
        "left_out": len(members) - 1 - len(others),
    }
    return Page("collation.html", "Collation", {"collation": lambda: _table(compared)}, context)


def _root(corpus: Corpus, story: str, members: list[str]) -> str:
    """Return the article of the story from which most others derive; the least id where none does."""
    rows = (
        corpus.ask(
            "select x.exemplar, count(*) as copies from stemmata x where x.story = ? and x.exemplar is not null"
            " and not starts_with(x.exemplar, 'lost:') group by x.exemplar order by copies desc, x.exemplar",
            [story],
        )
        .column(0)
        .to_pylist()
    )
    return str(next((name for name in rows if name in members), members[0]))


def _apparatus(compared: dict[str, Comparison], others: list[str]) -> list[dict[str, Any]]:
    """Return the places of the base where some witness differs, each with every witness's reading there."""
    places: dict[tuple[int, int], dict[str, tuple[str, str]]] = {}
    for other in others:
        comparison = compared[other]
        for segment in comparison.segments:
            if segment.is_variant:
                place = (segment.span_a.begin, segment.span_a.end)
                reading = segment.span_b.of(comparison.text_b)
                places.setdefault(place, {})[other] = (reading or "∅", segment.effect or segment.op)
    text = next(iter(compared.values())).text_a
    base = next(iter(compared.values())).article_a
    return [
        {
            "place": f"{begin}-{end}",
            "href": address(f"/article/{base}") + f"#char={begin},{end}",
            "reading": text[begin:end] or "∅",
            "witnesses": [readings.get(other, ("", "")) for other in others],
        }
        for (begin, end), readings in sorted(places.items())
    ]


def _table(compared: dict[str, Comparison]) -> pa.Table:
    return pa.concat_tables([comparison.table() for comparison in compared.values()])
