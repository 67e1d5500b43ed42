"""When it is said to have happened, beside when it was said; who is called what; why names are one actor's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import accumulate
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

_DATED = "x.value is not null and x.type in ('DATE', 'TIME')"
_TIMES_SQL = """
with days as (
  select unnest(g.given) as value, generate_subscripts(g.given, 1) as place
  from (select cast(? as varchar[]) as given) g
), chosen as materialized (
  select x.article, x.begin, x.end, x.text, x.value, x.probability, d.place
  from times x join days d on d.value = x.value
  where {fitting}
  order by d.place, x.article, x.begin {part}
)
select c.article, c.begin, c.end, c.text, c.value, c.probability, f.published as said,
  substring(t.text, s.begin + 1, s.end - s.begin) as sentence
from chosen c
join (select a.* from stage.article_fields a where a.article in (select k.article from chosen k)) f
  on f.article = c.article
join (select w.* from stage.texts w where w.article in (select k.article from chosen k)) t on t.article = c.article
left join (select y.* from sentences y where y.article in (select k.article from chosen k)) s
  on s.article = c.article and s.begin <= c.begin and s.end >= c.end
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


def timeline(
    corpus: Corpus,
    *,
    article: str | None = None,
    story: str | None = None,
    unsure: bool = False,
    limit: int | None = None,
) -> pa.Table:
    """Return the dates that articles name, earliest first, each with its sentence and when the article was published.

    A date of several days (a week, a year) stands where it begins, before the days within it. Durations, sets, and
    words that name no certain day are left out. With `limit`, at most so many, the first ones.
    """
    fitting, parameters = _fitting(corpus, article, story, unsure=unsure)
    days = _days_named(corpus, fitting, parameters)
    if limit is not None:
        days = _first(days, limit)
    query = _TIMES_SQL.format(fitting=fitting, part="" if limit is None else f"limit {int(limit)}")
    rows = corpus.rows(query, [[*days], *parameters]) if days else []
    return pa.Table.from_pylist(in_order(rows), schema=TIMELINE)


def dates_counted(corpus: Corpus, *, article: str | None = None, story: str | None = None, unsure: bool = False) -> int:
    """Return how many rows the same timeline has without a limit."""
    return sum(_days_named(corpus, *_fitting(corpus, article, story, unsure=unsure)).values())


def _fitting(corpus: Corpus, article: str | None, story: str | None, *, unsure: bool) -> tuple[str, list[object]]:
    where, parameters = [_DATED] if unsure else [_DATED, "x.probability >= 0.5"], list[object]()
    if article is not None:
        where.append("x.article = ?")
        parameters.append(corpus.article_id(article))
    if story is not None:
        where.append("x.article in (select m.article from story_articles m where m.story = ?)")
        parameters.append(corpus.story_id(story))
    return " and ".join(where), parameters


def _days_named(corpus: Corpus, fitting: str, parameters: list[object]) -> dict[str, int]:
    """Return the values that name certain days, in the order of a timeline, with how many times have each."""
    times = corpus.pairs(f"select x.value, count(*) from times x where {fitting} group by x.value", parameters)
    bounds = {value: found for value in times if (found := day_bounds(value)) is not None}
    ordered = sorted(bounds, key=lambda value: (bounds[value][0], bounds[value][0] - bounds[value][1], value))
    return {value: times[value] for value in ordered}


def _first(days: dict[str, int], limit: int) -> dict[str, int]:
    """Return the first of the days, as many as hold `limit` times."""
    upto = [0, *accumulate(days.values())]
    return {value: count for (value, count), before in zip(days.items(), upto, strict=False) if before < limit}


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
