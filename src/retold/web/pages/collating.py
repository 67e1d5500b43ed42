"""All articles of a story in one table: what each reads at every place, against one of them."""

from __future__ import annotations

from bisect import bisect_right
from itertools import groupby
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import NotFound
from retold.export.collating import collated_story
from retold.export.collations import COLLATION_COLUMNS, Collated, collation_rows
from retold.opened import AMONG
from retold.reuse.apparatus import Addition, Entry
from retold.spans import Span
from retold.telling.labels import plain
from retold.telling.words import aligned, words_of
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.render import Mark, excerpt
from retold.web.within import must_be_small

_MOST_WITNESSES = 40  # articles of a story that one table holds
_NUMBERS = frozenset({"place", "begin", "end", "base_begin", "base_end"})


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return the collation of a story; `base` is the article that the others are marked against."""
    story = corpus.story_id(asked.names["story"])
    must_be_small(corpus, story, most=_MOST_WITNESSES, instead=f"collation {story}")
    collated = collated_story(corpus, story)
    base = _base(corpus, asked, collated)
    is_changed = asked.flag("changed")
    order = [base, *(n for n in range(len(collated.articles)) if n != base)]
    outlets = _outlets(corpus, collated)
    context: dict[str, Any] = {
        "story": address(f"/story/{story}"),
        "witnesses": [
            {
                "handle": collated.handles[n],
                "outlet": outlets.get(collated.articles[n], "outlet not stated"),
                "href": address(f"/article/{collated.articles[n]}"),
                "as_base": asked.changed(base=collated.articles[n]),
            }
            for n in order
        ],
        "rows": _rows(collated, order, only_changed=is_changed),
        "changed": {"href": asked.changed(changed=None if is_changed else "1"), "is_taken": is_changed},
        "moves": len(collated.apparatus.moves),
    }
    title = f"Collation of {len(order)} articles"
    return Page("collation.html", title, {"collation": lambda: _table(collated)}, context)


def _base(corpus: Corpus, asked: Asked, collated: Collated) -> int:
    wanted = asked.text("base")
    if wanted is None:
        return collated.apparatus.base
    article = corpus.article_id(wanted)
    if article not in collated.articles:
        raise NotFound("base: this article is not in the story")
    return list(collated.articles).index(article)


def _outlets(corpus: Corpus, collated: Collated) -> dict[str, str]:
    found = corpus.pairs(
        f"select f.article, f.outlet from stage.article_fields f where f.article in {AMONG}",
        [list(collated.articles)],
    )
    return {article: plain(outlet or "outlet not stated") for article, outlet in found.items()}


def _rows(collated: Collated, order: list[int], *, only_changed: bool) -> list[dict[str, Any]]:
    """Return the rows in the order of the longest article: its stretches, with what others add between them."""
    apparatus = collated.apparatus
    rows: list[dict[str, Any]] = []
    places = [entry.base.end for entry in apparatus.entries]
    at = groupby(apparatus.additions, key=lambda addition: bisect_right(places, addition.place))
    added = {number: list(group) for number, group in at}
    for number, entry in enumerate(apparatus.entries):
        before = added.get(number, [])
        if before:
            rows.append(_additions(collated, order, before))
        is_blank = not entry.base.of(collated.texts[apparatus.base]).strip()
        if entry.is_variant or not (only_changed or is_blank):
            rows.append(_entry(collated, order, entry, number + 1))
    last = added.get(len(places), [])
    return [*rows, _additions(collated, order, last)] if last else rows


def _entry(collated: Collated, order: list[int], entry: Entry, number: int) -> dict[str, Any]:
    against = entry.readings[order[0]]
    cells = [_cell(collated, n, entry.readings[n], against if n != order[0] else None, order[0]) for n in order]
    return {"number": str(number), "cells": cells, "is_common": not entry.is_variant}


def _additions(collated: Collated, order: list[int], additions: list[Addition]) -> dict[str, Any]:
    """Return the row of what articles have, and the base has not, before one stretch of it."""
    cells = [_added(collated, n, [each.span for each in additions if each.witness == n]) for n in order]
    return {"number": "+", "cells": cells, "is_common": False}


def _added(collated: Collated, witness: int, spans: list[Span]) -> dict[str, Any] | None:
    if not spans:
        return None
    marked = [Mark(span.begin, span.end, "changed") for span in spans]
    words = excerpt(collated.texts[witness], spans, marked)
    return {"words": words, "href": _at(collated, witness, spans[0]), "is_equal": False}


def _at(collated: Collated, witness: int, span: Span) -> str:
    return address(f"/article/{collated.articles[witness]}") + f"#char={span.begin},{span.end}"


def _cell(collated: Collated, witness: int, span: Span | None, against: Span | None, base: int) -> dict[str, Any]:
    """Return what a witness has: its words with those marked that the base has not, and struck those it leaves out."""
    if span is None or not span.of(collated.texts[witness]).strip():
        return {"words": "", "href": ""}
    text = collated.texts[witness]
    changes = _changes(collated.texts[base], against, text, span) if against is not None else []
    return {"words": excerpt(text, [span], changes), "href": _at(collated, witness, span), "is_equal": not changes}


def _changes(base: str, against: Span, text: str, span: Span) -> list[Mark]:
    one, other = words_of(base, [against]), words_of(text, [span])
    found = []
    for stretch in aligned(one, other):
        if stretch.is_equal:
            continue
        old = base[one[stretch.begin_a].begin : one[stretch.end_a - 1].end] if stretch.end_a > stretch.begin_a else ""
        if stretch.end_b > stretch.begin_b:
            found.append(Mark(other[stretch.begin_b].begin, other[stretch.end_b - 1].end, "changed", old=old))
        else:
            place = other[stretch.begin_b].begin if stretch.begin_b < len(other) else span.end
            found.append(Mark(place, place, "changed", old=old))
    return found


def _table(collated: Collated) -> pa.Table:
    """Return what `retold collation` writes."""
    fields = [(name, pa.int64() if name in _NUMBERS else pa.string()) for name in COLLATION_COLUMNS]
    return pa.Table.from_pylist(list(collation_rows(collated)), schema=pa.schema(fields))
