"""Why two articles are joined, or are not: the reasons with their weights, what speaks against, what they share."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.telling.labels import shortened
from retold.telling.pairs import PairTelling, tell_pair
from retold.web.answers import Page
from retold.web.asked import Asked, address
from retold.web.within import Within, must_be_small

_MOST_WEIGHED = 300  # articles of a story that a page weighs: it reads them all


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return why two articles are joined or are not."""
    first, second = (corpus.article_id(asked.names[name]) for name in ("first", "second"))
    if first == second:
        raise UsageError("twice the same article. Expected two articles")
    stories = {row["article"]: row["story"] for row in corpus.about("stories_of", [first, second])}
    for story in stories.values():
        must_be_small(corpus, story, most=_MOST_WEIGHED, instead=f"why {first} {second}")
    told = tell_pair(Within(corpus, sorted(set(stories.values()))), first, second)
    context: dict[str, Any] = {
        "told": told,
        "stories": [address(f"/story/{stories[article]}") for article in (first, second)],
        "articles": [address(f"/article/{article}") for article in (first, second)],
        "compare": address(f"/compare/{first}/{second}"),
        "titles": [_title(corpus, article) for article in (first, second)],
    }
    title = f"Why {told.names[0]} and {told.names[1]} are {'' if told.is_joined else 'not '}joined"
    return Page("why.html", title, {"why": lambda: _table(told)}, context)


def _title(corpus: Corpus, article: str) -> str:
    (row,) = corpus.about("article_fields", [article])
    return shortened(row["title"] or "no headline")


def _table(told: PairTelling) -> pa.Table:
    """Return all that is told of a pair, one sentence a row; reasons carry their weight."""
    rows: list[tuple[str, str, float | None]] = [("verdict", told.verdict, None)]
    rows += [("way", sentence, None) for sentence in told.way]
    rows += [("reason", reason.phrase, reason.weight) for reason in told.reasons]
    for part in ("rivals", "facts", "shared"):
        rows += [(part, sentence, None) for sentence in getattr(told, part)]
    schema = pa.schema([("part", pa.string()), ("sentence", pa.string()), ("weight", pa.float64())])
    return pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema=schema)
