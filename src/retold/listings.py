"""Listings for people: a public table with the words behind its spans and the names behind its ids."""

from __future__ import annotations

import pyarrow as pa

from retold.corpus import ASSERTED, Corpus
from retold.errors import UsageError
from retold.public_tables import PUBLIC_TABLES

# Columns added to a listing for people: the words behind the spans. They stand after the table's own columns.
_ADDED: dict[str, tuple[str, ...]] = {
    "blocks": ("substring(a.text, x.begin + 1, least(x.end - x.begin, 80)) as words",),
    "credits": ("substring(a.text, x.begin + 1, x.end - x.begin) as words",),
    "variants": (
        "substring(a.text, x.begin + 1, x.end - x.begin) as words",
        "substring(b.text, x.exemplar_begin + 1, x.exemplar_end - x.exemplar_begin) as exemplar_words",
    ),
    "quotations": (
        "x.content[1].begin as begin",
        "e.name as speaker_name",
        "array_to_string(list_transform(x.source, lambda s: substring(a.text, s.begin + 1, s.end - s.begin)), ' … ')"
        " as source_words",
        "array_to_string(list_transform(x.content, lambda s: substring(a.text, s.begin + 1, s.end - s.begin)), ' … ')"
        " as words",
    ),
    "statements": ("e.name as speaker_name",),
    # Independent origins of a story: its articles that come from no other article held here.
    "stories": (
        "(select count(distinct r.article) from stemmata r where r.story = x.story and r.exemplar is null) as origins",
    ),
}
_JOINED: dict[str, str] = {
    "blocks": "join articles a on a.article = x.article",
    "credits": "join articles a on a.article = x.article",
    "variants": "join articles a on a.article = x.article join articles b on b.article = x.exemplar",
    "quotations": "join articles a on a.article = x.article left join entities e on e.entity = x.speaker",
    "statements": "left join entities e on e.entity = x.speaker",
}


# Listings that people read in another order than that of the key.
_ORDERED: dict[str, str] = {
    "quotations": "x.article, x.content[1].begin, x.quotation",
    "mentions": "x.article, x.begin, x.end, x.mention",
    "stories": "x.articles desc, x.story",
    "statements": "x.quotations desc, x.statement",
}


def listing(
    corpus: Corpus, name: str, *, article: str | None = None, speaker: str | None = None, unsure: bool = False
) -> pa.Table:
    """Return public table `name` with columns for people after its own, in an order for reading.

    `article` (any name it goes by) and `speaker` (part of a name) keep only their rows. Raises `NotFound` for an
    unknown article.
    """
    declared = PUBLIC_TABLES[name]
    conditions, parameters = _conditions(corpus, article, speaker)
    if not unsure and "probability" in declared.schema.names:
        conditions.append(f"(x.probability is null or x.probability >= {ASSERTED})")
    columns = ", ".join([*(f"x.{column}" for column in declared.schema.names), *_ADDED.get(name, ())])
    filtered = f" where {' and '.join(conditions)}" if conditions else ""
    order = _ORDERED.get(name) or ", ".join(f"x.{column} nulls first" for column in declared.key)
    return corpus.ask(f"select {columns} from {name} x {_JOINED.get(name, '')}{filtered} order by {order}", parameters)


def _conditions(corpus: Corpus, article: str | None, speaker: str | None) -> tuple[list[str], list[object]]:
    conditions: list[str] = []
    parameters: list[object] = []
    if article is not None:
        conditions.append("x.article = ?")
        parameters.append(corpus.article_id(article))
    if speaker is not None:
        if not speaker.strip():
            raise UsageError("an empty name is nobody. Give part of a speaker's name, or leave the option out")
        conditions.append(
            "x.speaker in (select n.entity from entities n"
            " where len(list_filter(n.names, lambda m: contains(lower(m.name), lower(?)))) > 0)"
        )
        parameters.append(speaker)
    return conditions, parameters
