"""Search over everything: articles by their words, actors and statements by theirs, with snippets."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
from markupsafe import Markup, escape

from retold.corpus import Corpus
from retold.opened import AMONG, uncased
from retold.search import Hit, Hits, search
from retold.search_index import IndexBehind
from retold.telling.labels import plain
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.indexing import follow_later
from retold.web.within import handles

_ON_A_SCREEN = 20
_OTHERS = 8  # actors and statements shown beside the articles
_ALL = 10_000  # articles of one answer as data, or to be leafed through
_AT_ONCE = 2_000  # new articles that the index takes in before the answer; more go in behind the pages


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return what `q` finds; the empty page for no words."""
    words = asked.text("q")
    limit = asked.number("limit", _ON_A_SCREEN, 1, 100)
    offset = asked.number("offset", 0, 0, _ALL)
    found, notice = _found(corpus, words, limit, offset) if words else (Hits(0, ()), "")
    context: dict[str, Any] = {
        "words": words or "",
        "behind": notice,
        "total": found.total,
        "first": offset + 1,
        "last": offset + len(found.hits),
        "hits": _shown(corpus, found.hits),
        "actors": _actors(corpus, words) if words else [],
        "statements": _statements(corpus, words) if words else [],
        "before": asked.changed(offset=max(0, offset - limit) or None) if offset else None,
        "after": asked.changed(offset=offset + limit) if offset + limit < min(found.total, _ALL) else None,
    }
    return Page(
        "search.html", f"Search: {words}" if words else "Search", {"hits": lambda: _table(corpus, words)}, context
    )


def _found(corpus: Corpus, words: str, limit: int, offset: int) -> tuple[Hits, str]:
    """Return what is found, and what to say of an index that is behind the store: it follows behind the pages."""
    try:
        return search(corpus, words, limit=limit, offset=offset, at_once=_AT_ONCE), ""
    except IndexBehind as behind:
        follow_later(corpus)
        found = search(corpus, words, limit=limit, offset=offset, as_is=True)
        missing = behind.articles - behind.held
        return found, (
            f"{missing:,} of {behind.articles:,} articles are not in the search index yet: it is being made."
            " Load this page again in a while."
        )


def _shown(corpus: Corpus, hits: tuple[Hit, ...]) -> list[dict[str, Any]]:
    facts = _facts(corpus, [hit.article for hit in hits])
    names = handles(corpus)
    rows = []
    for hit in hits:
        row = facts[hit.article]
        rows.append(
            {
                "handle": names.get(hit.article, hit.article[:8]),
                "href": address(f"/article/{hit.article}") + f"#char={hit.begin},{hit.end}",
                "title": plain(row["title"] or "no headline"),
                "outlet": plain(row["outlet"] or "outlet not stated"),
                "published": row["published"],
                "precision": row["published_precision"],
                "zone": row["published_offset_minutes"],
                "story": row["story"],
                "snippet": _snippet(row["text"], hit),
            }
        )
    return rows


def _facts(corpus: Corpus, articles: list[str]) -> dict[str, dict[str, Any]]:
    rows = corpus.rows(
        "select f.article, f.title, f.outlet, f.published, f.published_precision, f.published_offset_minutes,"
        " t.text, m.story from stage.article_fields f join stage.texts t on t.article = f.article"
        " left join story_articles m on m.article = f.article"
        f" where f.article in {AMONG}",
        [articles],
    )
    return {row["article"]: row for row in rows}


def _snippet(text: str, hit: Hit) -> Markup:
    parts = [Markup("… ") if hit.begin else Markup("")]
    at = hit.begin
    for begin, end in hit.words:
        parts += [escape(text[at:begin]), Markup("<mark>{}</mark>").format(text[begin:end])]
        at = end
    parts.append(escape(text[at : hit.end]))
    parts.append(Markup(" …") if hit.end < len(text) else Markup(""))
    return Markup("").join(parts)


def _actors(corpus: Corpus, words: str) -> list[dict[str, Any]]:
    return corpus.rows(
        "select x.entity, x.name, x.type, x.roles, list_sum(list_transform(x.names, lambda n: n.count)) as mentions"
        " from actors_known x where coalesce(x.probability, 1) >= 0.5 and"
        f" len(list_filter(x.names, lambda n: contains({uncased('n.name')}, {uncased('?')}))) > 0"
        " order by mentions desc, x.entity limit ?",
        [words, _OTHERS],
    )


def _statements(corpus: Corpus, words: str) -> list[dict[str, Any]]:
    return corpus.rows(
        "select x.statement, x.text, e.name as speaker_name, x.outlets, x.origins from statements x"
        " left join speaking e on e.entity = x.speaker"
        " where coalesce(x.probability, 1) >= 0.5 and contains(lower(x.text), lower(?))"
        " order by x.quotations desc, x.statement limit ?",
        [words, _OTHERS],
    )


def _table(corpus: Corpus, words: str | None) -> pa.Table:
    found = _found(corpus, words, _ALL, 0)[0] if words else Hits(0, ())
    facts = _facts(corpus, [hit.article for hit in found.hits])
    rows = [
        {
            "article": hit.article,
            "story": facts[hit.article]["story"],
            "outlet": facts[hit.article]["outlet"],
            "title": facts[hit.article]["title"],
            "score": round(hit.score, 4),
            "begin": hit.begin,
            "end": hit.end,
            "words": facts[hit.article]["text"][hit.begin : hit.end],
        }
        for hit in found.hits
    ]
    texts = [(name, pa.string()) for name in ("article", "story", "outlet", "title")]
    places = [("score", pa.float64()), ("begin", pa.int64()), ("end", pa.int64()), ("words", pa.string())]
    return pa.Table.from_pylist(rows, schema=pa.schema([*texts, *places]))
