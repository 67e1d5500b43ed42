"""Listings for people: a public table with the words behind its spans and the names behind its ids."""

from __future__ import annotations

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.opened import ASSERTED
from retold.public_tables import PUBLIC_TABLES

# The columns that people read first, of the tables that have more than fit on a screen.
PEOPLE: dict[str, tuple[str, ...]] = {
    "articles": ("article", "outlet", "published", "title", "language"),
    "origins": ("article", "origin", "status"),
    "metadata": ("article", "field", "value", "given_by", "probability"),
    "blocks": ("article", "begin", "end", "role", "words"),
    "credits": ("article", "outlet", "kind", "words"),
    "mentions": ("article", "begin", "text", "kind", "type", "entity"),
    "entities": ("entity", "name", "type", "country", "roles", "names"),
    "passages": ("article_a", "begin_a", "end_a", "article_b", "begin_b", "end_b", "identity"),
    "derivations": ("article", "exemplar", "probability", "share", "credit", "rival", "rival_probability"),
    "stemmata": ("story", "article", "exemplar", "probability"),
    "variants": ("article", "begin", "kind", "effect", "inside_marks", "exemplar_words", "words"),
    "stories": ("story", "articles", "origins", "first_published", "title"),
    "statements": ("statement", "speaker_name", "quotations", "outlets", "origins", "altered", "unmarked", "text"),
    "retellings": ("statement", "article", "form", "from_quotation", "probability"),
    "times": ("article", "begin", "text", "type", "value", "probability"),
    "corrections": ("correction", "attached", "article", "begin", "end", "field", "old_value", "new_value", "reason"),
    "quotations": ("article", "begin", "kind", "polarity", "probability", "speaker_name", "words"),
}

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
    corpus: Corpus,
    name: str,
    *,
    article: str | None = None,
    speaker: str | None = None,
    story: str | None = None,
    unsure: bool = False,
    limit: int | None = None,
    offset: int = 0,
) -> pa.Table:
    """Return public table `name` with columns for people after its own, in an order for reading.

    `article` (any name it goes by), `speaker` (part of a name) and `story` (its id) keep only their rows; `limit` and
    `offset` keep a stretch of them. Raises `NotFound` for an unknown article.
    """
    declared = PUBLIC_TABLES[name]
    filtered, parameters = _filtered(name, conditions_of(corpus, article, speaker, story), unsure=unsure)
    columns = ", ".join([*(f"x.{column}" for column in declared.schema.names), *_ADDED.get(name, ())])
    order = _ORDERED.get(name) or ", ".join(f"x.{column} nulls first" for column in declared.key)
    stretch = "" if limit is None else f" limit {int(limit)} offset {int(offset)}"
    query = f"select {columns} from {name} x {_JOINED.get(name, '')}{filtered} order by {order}{stretch}"
    return corpus.ask(query, parameters)


def count_rows(
    corpus: Corpus,
    name: str,
    *,
    article: str | None = None,
    speaker: str | None = None,
    story: str | None = None,
    unsure: bool = False,
) -> int:
    """Return how many rows the same listing has without a limit."""
    filtered, parameters = _filtered(name, conditions_of(corpus, article, speaker, story), unsure=unsure)
    return corpus.number(f"select count(*) from {name} x{filtered}", parameters)


def _filtered(name: str, asked: tuple[list[str], list[object]], *, unsure: bool) -> tuple[str, list[object]]:
    conditions, parameters = asked
    if not unsure and "probability" in PUBLIC_TABLES[name].schema.names:
        conditions = [*conditions, f"(x.probability is null or x.probability >= {ASSERTED})"]
    return (f" where {' and '.join(conditions)}" if conditions else ""), parameters


def conditions_of(
    corpus: Corpus, article: str | None, speaker: str | None, story: str | None = None
) -> tuple[list[str], list[object]]:
    """Return SQL conditions on the rows `x` of a listing, with the values for their question marks.

    Raises `NotFound` for an unknown article, `UsageError` for an empty speaker.
    """
    conditions: list[str] = []
    parameters: list[object] = []
    if article is not None:
        conditions.append("x.article = ?")
        parameters.append(corpus.article_id(article))
    if story is not None:
        conditions.append("x.article in (select m.article from story_articles m where m.story = ?)")
        parameters.append(story)
    if speaker is not None:
        if not speaker.strip():
            raise UsageError("an empty name is nobody. Give part of a speaker's name, or leave the option out")
        conditions.append(
            "x.speaker in (select n.entity from entities n"
            " where len(list_filter(n.names, lambda m: contains(lower(m.name), lower(?)))) > 0)"
        )
        parameters.append(speaker)
    return conditions, parameters
