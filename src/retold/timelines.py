"""When it is said to have happened, beside when it was said; who is called what; why names are one actor's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from retold.actors.times.values import day_bounds

if TYPE_CHECKING:
    from retold.corpus import Corpus

Row = dict[str, Any]

_MOST_CHARACTERS = 300  # of a sentence: listings carry excerpts
TIMELINE = pa.schema(
    [
        ("earliest", pa.date32()),  # the first day that the expression names
        ("latest", pa.date32()),  # the last
        ("value", pa.string()),
        ("text", pa.string()),
        ("said", pa.timestamp("us", tz="UTC")),  # when the article was published, as stated
        ("article", pa.string()),
        ("begin", pa.int64()),
        ("end", pa.int64()),
        ("sentence", pa.string()),
        ("probability", pa.float64()),
    ]
)
ROLES = pa.schema(
    [
        ("role", pa.string()),
        ("former", pa.bool_()),  # whether every article calls it a former one
        ("earliest", pa.timestamp("us", tz="UTC")),  # of the articles that give it, as stated
        ("latest", pa.timestamp("us", tz="UTC")),
        ("articles", pa.int64()),
    ]
)

_TIMES_SQL = """
select x.article, x.begin, x.end, x.text, x.value, x.probability, a.published as said,
  substring(a.text, s.begin + 1, s.end - s.begin) as sentence
from times x
join articles a on a.article = x.article
left join sentences s on s.article = x.article and s.begin <= x.begin and s.end >= x.end
where x.value is not null and x.type in ('DATE', 'TIME')
"""
_REASONS_SQL = """
select k.evidence
from (
  select a.actor_a, a.actor_b, a.evidence from stage.actor_links a
  union all select b.actor_a, b.actor_b, b.evidence from stage.alias_links b
) k
join stage.actor_members m on m.actor = k.actor_a
join stage.actor_members n on n.actor = k.actor_b
where m.entity = ? and n.entity = ?
"""


def timeline(corpus: Corpus, *, article: str | None = None, story: str | None = None, unsure: bool = False) -> pa.Table:
    """Return the dates that articles name, earliest first, each with its sentence and when the article was published.

    A date of several days (a week, a year) stands where it begins, before the days within it. Durations, sets, and
    words that name no certain day are left out.
    """
    where, parameters = [] if unsure else ["x.probability >= 0.5"], list[object]()
    if article is not None:
        where.append("x.article = ?")
        parameters.append(corpus.article_id(article))
    if story is not None:
        where.append("x.article in (select m.article from story_articles m where m.story = ?)")
        parameters.append(corpus.story_id(story))
    query = "".join([_TIMES_SQL, *(f" and {condition}" for condition in where)])
    return pa.Table.from_pylist(in_order(corpus.rows(query, parameters)), schema=TIMELINE)


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Return rows of `times` that name certain days, with these (`earliest`, `latest`), in the order of a timeline.

    A row may carry its `sentence`, which is then shortened.
    """
    found: list[Row] = []
    for row in rows:
        bounds = day_bounds(row["value"] or "")
        if bounds is not None:
            sentence = " ".join((row.get("sentence") or "").split())[:_MOST_CHARACTERS]
            found.append({**row, "earliest": bounds[0], "latest": bounds[1], "sentence": sentence})
    return sorted(found, key=_place)


def _place(row: Row) -> tuple[date, timedelta, str, str, int]:
    """Return the place of a row: by its first day, longer stretches before the days within them."""
    return row["earliest"], row["earliest"] - row["latest"], row["value"], row["article"], row["begin"]


def roles_of(corpus: Corpus, name: str) -> pa.Table:
    """Return what the actor that `name` means is called by office or trade, with the articles' first and last times.

    The times are those of the articles that give the role, as stated: they say when it was told, not when the office
    began or ended. A role that only former holders are said to have is marked.
    """
    return pa.Table.from_pylist(told_roles(corpus, corpus.entity_id(name)), schema=ROLES)


def told_roles(corpus: Corpus, entity: str) -> list[Row]:
    """Return the rows of `roles_of` for an actor's id."""
    rows = corpus.of_actor("actor_roles", entity, "order by x.role")
    return [{name: row[name] for name in ROLES.names} for row in rows]


def reasons_of(corpus: Corpus, name: str) -> dict[str, int]:
    """Return why the actors of different articles are taken for the one that `name` means: reasons with their counts.

    The commonest first; empty for an actor of one article.
    """
    entity = corpus.entity_id(name)
    rows = corpus.rows(_REASONS_SQL, [entity, entity])
    kinds = Counter(each["kind"] for row in rows for each in row["evidence"] or () if each["weight"] > 0)
    return dict(sorted(kinds.items(), key=lambda item: (-item[1], item[0])))
