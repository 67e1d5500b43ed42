"""An article: its text with layers over it, and the row behind every mark."""

from __future__ import annotations

from typing import Any

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.telling.labels import shortened
from retold.telling.wording import likely
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.layers import LAYERS, SHOWN_AT_FIRST, layered
from retold.web.rows import is_asserted, is_latest, rows_about
from retold.web.story_parts import is_web
from retold.web.within import handles

_TABLES = ("quotations", "mentions", "variants", "blocks", "times", "events", "credits", "derivations", "metadata")


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return an article's page, by any name it goes by."""
    article = corpus.article_id(asked.names["article"])
    (fields,), (text,) = (corpus.about(name, [article]) for name in ("article_fields", "texts"))
    row = {**fields, **text, "latest": is_latest(corpus, fields)}
    shown = _layers(asked)
    drawing = layered(corpus, article, row["text"], unsure=asked.unsure)
    url = row["url"] or ""
    context: dict[str, Any] = {
        "row": row,
        "handle": handles(corpus).get(article, article[:8]),
        "headline": shortened(row["title"] or "no headline"),
        "url": url if is_web(url) else "",
        "drawing": drawing,
        "back": asked.changed(),
        "layers": LAYERS,
        "shown": shown,
        "stories": _stories(corpus, article),
        "taken": _taken(corpus, article),
        "origins": rows_about(corpus, "origins", [article]),
    }
    tables = {
        "articles": lambda: corpus.table("articles", where="x.article = ?", parameters=[article]),
        **{name: _of(corpus, name, article, asked) for name in _TABLES},
    }
    return Page("article.html", context["headline"], tables, context)


def _layers(asked: Asked) -> tuple[str, ...]:
    wanted = asked.text("layers")
    if wanted is None:
        return SHOWN_AT_FIRST
    names = [name.strip() for name in wanted.split(",") if name.strip()]
    unknown = [name for name in names if name not in {*LAYERS, "none"}]
    if unknown:
        raise UsageError(f"layers={unknown[0]}: expected some of {', '.join(LAYERS)}, or none")
    return tuple(name for name in LAYERS if name in names)


def _of(corpus: Corpus, name: str, article: str, asked: Asked) -> Any:
    return lambda: corpus.table(name, where="x.article = ?", parameters=[article], unsure=asked.unsure)


def _stories(corpus: Corpus, article: str) -> list[dict[str, Any]]:
    return corpus.about("stories_of", [article])


def _taken(corpus: Corpus, article: str) -> dict[str, list[dict[str, Any]]]:
    """Return the derivations of an article: from what it was probably taken, and what was probably taken from it."""
    own = [row for row in corpus.about("derivations", [article]) if is_asserted(row)]
    copies = [
        {**row, "article": row["copy"], "exemplar": article}
        for row in corpus.about("copies", [article])
        if is_asserted(row)
    ]
    rows = sorted([*own, *copies], key=lambda row: (-row["probability"], row["article"], row["exemplar"]))
    names = handles(corpus)
    for row in rows:
        other = row["exemplar"] if row["article"] == article else row["article"]
        is_held = not other.startswith("lost:")
        row["other"] = names.get(other, other[:8]) if is_held else "a text not held"
        row["likely"] = likely(row["probability"])
        row["href"] = address(f"/article/{other}") if is_held else ""
        row["compare"] = address(f"/compare/{row['exemplar']}/{row['article']}") if is_held else ""
    return {
        "from": [row for row in rows if row["article"] == article],
        "by": [row for row in rows if row["exemplar"] == article],
    }
