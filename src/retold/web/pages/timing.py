"""The timeline: the times that articles name, in their order, each in its sentence, beside when it was said."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.opened import AMONG
from retold.spans import Span
from retold.telling.labels import plain
from retold.timelines import TIMELINE, timeline
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.said_times import days, in_sentence, sentences_of
from retold.web.within import handles

_MOST_TIMES = 50_000  # that one page puts in order; more are in the data


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return the timeline of an article, a story, or of a store that is not too large for one page."""
    is_narrowed = bool(asked.text("article") or asked.text("story"))
    too_many = not is_narrowed and corpus.number("select count(*) from times") > _MOST_TIMES
    table = TIMELINE.empty_table() if too_many else _table(corpus, asked)
    rows = table.slice(asked.offset, asked.limit).to_pylist()
    context: dict[str, Any] = {
        "days": days(_shown(corpus, rows)),
        "too_many": too_many,
        "is_narrowed": is_narrowed,
        "total": len(table),
        "first": asked.offset + 1,
        "last": asked.offset + len(rows),
        "before": asked.changed(offset=max(0, asked.offset - asked.limit) or None) if asked.offset else None,
        "after": asked.changed(offset=asked.offset + asked.limit) if asked.offset + len(rows) < len(table) else None,
    }
    return Page("timeline.html", "Timeline", {"timeline": lambda: _table(corpus, asked)}, context)


def _table(corpus: Corpus, asked: Asked) -> pa.Table:
    """Return the rows asked for, as `retold timeline` gives them: those whose days touch `since` to `until`."""
    table = timeline(corpus, article=asked.text("article"), story=asked.text("story"), unsure=asked.unsure)
    since, until = asked.day("since") or "", asked.day("until") or ""
    if not since and not until:
        return table
    pairs = zip(*(table.column(name).to_pylist() for name in ("earliest", "latest")), strict=True)
    return table.filter(
        pa.array(
            [
                latest.isoformat() >= since and (not until or earliest.isoformat()[: len(until)] <= until)
                for earliest, latest in pairs
            ],
            pa.bool_(),
        )
    )


def _shown(corpus: Corpus, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    articles = sorted({row["article"] for row in rows})
    texts, sentences, names = corpus.texts_of(articles), sentences_of(corpus, articles), handles(corpus)
    fields = {
        row["article"]: row
        for row in corpus.rows(
            "select f.article, f.outlet, f.published, f.published_precision, f.published_offset_minutes"
            f" from stage.article_fields f where f.article in {AMONG}",
            [articles],
        )
    }
    for row in rows:
        article, span, facts = row["article"], Span(row["begin"], row["end"]), fields[row["article"]]
        row["words"] = in_sentence(texts[article], span, sentences.get(article, ()))
        row["place"] = f"{names.get(article, article[:8])}:{span.begin}"
        row["href"] = f"{address(f'/article/{article}')}#char={span.begin},{span.end}"
        row["facts"] = {
            "id": article,
            "handle": names.get(article, article[:8]),
            "outlet": plain(facts["outlet"] or "outlet not stated"),
            "published": facts["published"],
            "precision": facts["published_precision"],
            "offset": facts["published_offset_minutes"],
        }
    return rows
