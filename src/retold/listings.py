"""Listings for people: a public table with the words behind its spans and the names behind its ids."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.aids import LONG_LISTINGS, SURE
from retold.corpus import Corpus
from retold.errors import UsageError
from retold.opened import AMONG, uncased
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
_DEEP = 2_000  # rows before a stretch from which on it is found by its articles
_TEXT = "join {texts} a on a.article = x.article"
_JOINED: dict[str, str] = {
    "blocks": _TEXT,
    "credits": _TEXT,
    "variants": f"{_TEXT} join {{texts}} b on b.article = x.exemplar",
    "quotations": f"{_TEXT} left join speaking e on e.entity = x.speaker",
    "statements": "left join speaking e on e.entity = x.speaker",
}
_TEXTS_OF = {"variants": ("article", "exemplar")}  # of other listings the article's alone

# Listings that people read in another order than that of the key.
_ORDERED: dict[str, str] = {
    "quotations": "x.article, x.content[1].begin, x.quotation",
    "mentions": "x.article, x.begin, x.end, x.mention",
    "stories": "x.articles desc, x.story",
    "statements": "x.quotations desc, x.statement",
}
# The stage table of which a public table shows each row once, with columns of others: a stretch of its rows is cut
# out before the others are looked up.
_ROWS_OF: dict[str, str] = {
    "articles": "stage.article_fields",
    "mentions": "stage.mention_spans",
    "quotations": "stage.spoken_quotations",
    "variants": "stage.variants",
    "events": "stage.attributed_events",
}
# Of these, the columns by which the view finds the rows of a stretch by itself quickly.
_FOUND_BY: dict[str, tuple[str, ...]] = {"articles": ("article",), "mentions": ("article", "mention")}
_QUOTED = "stage.family_quotations c where "  # in the view of variants


@dataclass(frozen=True, slots=True)
class Only:
    """Which rows of a listing are wanted.

    `article` (any name it goes by), `speaker` (part of a name) and `story` (its id) keep only their rows; with
    `unsure`, rows below a probability of .5 are wanted too.
    """

    article: str | None = None
    speaker: str | None = None
    story: str | None = None
    unsure: bool = False

    def conditions(self, corpus: Corpus) -> tuple[list[str], list[object]]:
        """Return SQL conditions on the rows `x` of a listing, with the values for their question marks.

        Raises `NotFound` for an unknown article, `UsageError` for an empty speaker.
        """
        conditions: list[str] = []
        parameters: list[object] = []
        if self.article is not None:
            conditions.append("x.article = ?")
            parameters.append(corpus.article_id(self.article))
        if self.story is not None:
            conditions.append("x.article in (select m.article from story_articles m where m.story = ?)")
            parameters.append(self.story)
        if self.speaker is not None:
            if not self.speaker.strip():
                raise UsageError("an empty name is nobody. Give part of a speaker's name, or leave the option out")
            conditions.append(
                "x.speaker in (select n.entity from speaking n"
                f" where len(list_filter(n.names, lambda m: contains({uncased('m.name')}, {uncased('?')}))) > 0)"
            )
            parameters.append(self.speaker)
        return conditions, parameters


EVERYTHING = Only()


def listing(
    corpus: Corpus, name: str, only: Only = EVERYTHING, *, limit: int | None = None, offset: int = 0
) -> pa.Table:
    """Return public table `name` with columns for people after its own, in an order for reading.

    `limit` and `offset` keep a stretch of the rows. Raises what `Only.conditions` raises.
    """
    declared = PUBLIC_TABLES[name]
    filtered, parameters = _filtered(corpus, name, only)
    if limit is not None and offset >= _DEEP and only == EVERYTHING and name in LONG_LISTINGS:
        articles, offset = _around(corpus, name, limit, offset)
        filtered, parameters = f" where x.article in {AMONG} and {SURE}", [articles]
    columns = ", ".join([*(f"x.{column}" for column in declared.schema.names), *_ADDED.get(name, ())])
    order = _ORDERED.get(name) or ", ".join(f"x.{column} nulls first" for column in declared.key)
    joined = _JOINED.get(name, "")
    if limit is None:
        rows = f"{name} x {joined.format(texts='stage.texts')}{filtered}"
        return corpus.ask(f"select {columns} from {rows} order by {order}", parameters)
    stretch = stretch_of(name, f"{filtered} order by {order} limit {int(limit)} offset {int(offset)}")
    begin = f"with stretch as materialized ({stretch})"
    if "{texts}" in joined:  # of these rows alone: a join with all texts would read them
        named = " union ".join(f"select s.{each} from stretch s" for each in _TEXTS_OF.get(name, ("article",)))
        begin += f", texts as materialized (select t.article, t.text from stage.texts t where t.article in ({named}))"
    rows = f"stretch x {joined.format(texts='texts')}"
    return corpus.ask(f"{begin} select {columns} from {rows} order by {order}", parameters)


def _around(corpus: Corpus, name: str, limit: int, offset: int) -> tuple[list[str], int]:
    """Return the articles in which a stretch of a listing stands, and how many of their rows come before it."""
    places = corpus.rows(
        "select x.article, x.rows, x.upto from listing_places x where x.name = ? and x.upto > ? and x.upto - x.rows < ?"
        " order by x.upto",
        [name, offset, offset + limit],
    )
    return [row["article"] for row in places], offset - (places[0]["upto"] - places[0]["rows"] if places else 0)


def count_rows(corpus: Corpus, name: str, only: Only = EVERYTHING) -> int:
    """Return how many rows the same listing has without a limit."""
    filtered, parameters = _filtered(corpus, name, only)
    return corpus.number(f"select count(*) from {_ROWS_OF.get(name, name)} x{filtered}", parameters)


def stretch_of(name: str, stretch: str) -> str:
    """Return a query for those rows of a public table that `stretch` leaves of it: conditions on `x`, order and limit.

    The rows come in any order.
    """
    view, rows = PUBLIC_TABLES[name].view, _ROWS_OF.get(name)
    if view is None or rows is None:
        return f"select x.* from {name} x{stretch}"
    shown = f"select x.* from {rows} x{stretch}"
    if name in _FOUND_BY:
        found = " and ".join(f"k.{column} = n.{column}" for column in _FOUND_BY[name])
        return f"select n.* from {name} n join ({shown}) k on {found}"
    # What else the view reads of articles, it reads of those alone.
    of_shown = view.replace(f"{rows} ", "shown ")
    of_shown = of_shown.replace(_QUOTED, f"{_QUOTED}c.article in (select k.article from shown k) and ")
    return f"with shown as materialized ({shown}) {of_shown}"


def _filtered(corpus: Corpus, name: str, only: Only) -> tuple[str, list[object]]:
    conditions, parameters = only.conditions(corpus)
    if not only.unsure and "probability" in PUBLIC_TABLES[name].schema.names:
        conditions.append(SURE)
    return (f" where {' and '.join(conditions)}" if conditions else ""), parameters


_LONGEST = 300  # characters of a cell


def words_of_cell(value: Any, shown: Callable[[str], str] = str) -> str:
    """Return a value as people read it in a cell: on one line, cut where it is long; empty for null.

    `shown` says how a text, or each of a list, is shown.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, list):
        value = ", ".join(words_of_cell(part, shown) for part in value)
    elif isinstance(value, dict):
        value = " ".join(words_of_cell(part, shown) for part in value.values())
    folded = shown(" ".join(str(value).split()))
    return folded if len(folded) <= _LONGEST else f"{folded[: _LONGEST - 1]}…"
