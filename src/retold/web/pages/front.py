"""The front page: the stories of a store with facets, counts beside origins, and a drawing over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import NotFound
from retold.opened import AMONG
from retold.telling.labels import plain
from retold.web.answers import Page
from retold.web.asked import Asked
from retold.web.charts import Bar, bars
from retold.web.within import kept

_STORIES = 30  # on one screen
_FACETS = 12  # values of one facet that are offered
_MOST_MONTHS = 36  # that are drawn
ORDERS = {
    "size": "x.articles desc, x.first_published nulls last, x.story",
    "newest": "x.last_published desc nulls last, x.story",
    "oldest": "x.first_published nulls last, x.story",
}
_ORIGINS = "coalesce((select o.origins from story_origins o where o.story = x.story), 0)"


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on stories `x`, with the values for their question marks."""

    conditions: tuple[str, ...] = ()
    parameters: tuple[object, ...] = ()

    @property
    def where(self) -> str:
        """The conditions as SQL."""
        return f" where {' and '.join(self.conditions)}" if self.conditions else ""


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return the front page."""
    chosen = filtered(corpus, asked)
    order = asked.choice("order", list(ORDERS)) or "size"
    limit = asked.number("limit", _STORIES, 1, 200)
    rows = _stories(corpus, chosen, order, limit, asked.offset)
    counted = kept(corpus, ("front", chosen.where, *chosen.parameters), lambda: _counted(corpus, chosen))
    total = counted.total
    context: dict[str, Any] = {
        "stories": rows,
        "total": total,
        "in_all": _count(corpus, "stories"),
        "articles": _count(corpus, "story_articles"),
        "origins": counted.origins,
        "order": order,
        "orders": list(ORDERS),
        "outlets": _facet(counted.outlets, asked, "outlet"),
        "speakers": _facet(counted.speakers, asked, "speaker"),
        "switches": _switches(asked),
        "over_time": bars(_bars(counted.months, asked), title="Stories by month of their earliest stated date"),
        "before": asked.changed(offset=max(0, asked.offset - limit) or None) if asked.offset else None,
        "after": asked.changed(offset=asked.offset + limit) if asked.offset + len(rows) < total else None,
        "first": asked.offset + 1,
        "last": asked.offset + len(rows),
        "is_filtered": bool(chosen.conditions),
    }
    return Page("front.html", "Stories", {"stories": lambda: _whole(corpus, chosen, order)}, context)


def filtered(corpus: Corpus, asked: Asked) -> Filter:
    """Return the filter that the options of an address mean: outlet, speaker, since, until, shares, altered, words."""
    conditions: list[str] = []
    parameters: list[object] = []

    def add(condition: str, *values: object) -> None:
        conditions.append(condition)
        parameters.extend(values)

    inside = "x.story in (select m.story from story_articles m join"
    if (outlet := asked.text("outlet")) is not None:
        add("x.story in (select o.story from story_outlets o where lower(o.outlet) = lower(?))", outlet)
    if (speaker := asked.text("speaker")) is not None:
        add("x.story in (select s.story from story_speakers s where s.speaker = ?)", _entity(corpus, speaker))
    if asked.flag("shares"):
        add(f"{inside} derivations d on d.article = m.article where d.probability >= 0.5)")
    if asked.flag("altered"):
        add(f"{inside} stage.variants v on v.article = m.article where v.inside_marks and v.probability >= 0.5)")
    if (since := asked.day("since")) is not None:
        add("strftime(x.last_published, '%Y-%m-%d') >= ?", since)
    if (until := asked.day("until")) is not None:
        add("left(strftime(x.first_published, '%Y-%m-%d'), ?) <= ?", len(until), until)
    if (words := asked.text("title")) is not None:
        add("contains(lower(x.title), lower(?))", words)
    return Filter(tuple(conditions), tuple(parameters))


def _entity(corpus: Corpus, name: str) -> str:
    try:
        return corpus.entity_id(name)
    except NotFound:
        return name  # nobody: an empty list, not an error


def _stories(corpus: Corpus, chosen: Filter, order: str, limit: int, offset: int) -> list[dict[str, Any]]:
    rows = corpus.rows(
        f"select x.story, x.title, x.articles, x.first_published, x.last_published, x.follows, {_ORIGINS} as origins"
        f" from (select * from stories x{chosen.where} order by {ORDERS[order]} limit {limit} offset {offset}) x"
        f" order by {ORDERS[order]}",
        [*chosen.parameters],
    )
    shown = [row["story"] for row in rows]
    outlets = _grouped(
        corpus.ask(
            f"select o.story, o.outlet from story_outlets o where o.story in {AMONG} order by o.story, o.outlet",
            [shown],
        )
    )
    shared = corpus.pairs(f"select x.story, x.shared from story_shared x where x.story in {AMONG}", [shown])
    for row in rows:
        row["title"] = plain(row["title"] or "no headline")
        row["outlets"] = outlets.get(row["story"], [])
        row["shared"] = shared.get(row["story"], 0)
        row["dates"] = _dates(row)
    return rows


def _grouped(pairs: pa.Table) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for story, value in zip(*(column.to_pylist() for column in pairs.columns), strict=True):
        groups.setdefault(story, []).append(value)
    return groups


def _dates(row: dict[str, Any]) -> str:
    days = [row[name].strftime("%Y-%m-%d") for name in ("first_published", "last_published") if row[name]]
    return " to ".join(dict.fromkeys(days)) or "date not stated"


def _whole(corpus: Corpus, chosen: Filter, order: str) -> pa.Table:
    return corpus.ask(
        f"select x.*, {_ORIGINS} as origins from stories x{chosen.where} order by {ORDERS[order]}",
        [*chosen.parameters],
    )


@dataclass(frozen=True, slots=True)
class Counted:
    """How many stories a filter leaves, of which outlets, speakers and months, and how many origins they have."""

    total: int
    origins: int
    outlets: tuple[tuple[str, str, int], ...]  # value, name, stories
    speakers: tuple[tuple[str, str, int], ...]
    months: tuple[tuple[str, int], ...]


_OUTLETS = (
    "select o.outlet as value, o.outlet as name, count(*) as stories from story_outlets o{only}"
    " group by o.outlet order by stories desc, name limit ?"
)
_SPEAKERS = (
    "select e.entity as value, e.name as name, c.stories from (select s.speaker, count(*) as stories"
    " from story_speakers s{only} group by s.speaker) c join speaking e on e.entity = c.speaker"
    " where e.name is not null order by c.stories desc, name, value limit ?"
)


def _counted(corpus: Corpus, chosen: Filter) -> Counted:
    stories = f"select x.story from stories x{chosen.where}"

    def asked(query: str, only: str, *more: object) -> tuple[Any, ...]:
        narrowed = only.format(stories=stories) if chosen.conditions else ""
        parameters = [*(chosen.parameters if narrowed else ()), *more]
        return tuple(tuple(row.values()) for row in corpus.rows(query.format(only=narrowed), parameters))

    dated = f"{chosen.where}{' and ' if chosen.conditions else ' where '}x.first_published is not null"
    return Counted(
        total=corpus.number(f"select count(*) from stories x{chosen.where}", [*chosen.parameters]),
        origins=int(
            asked(
                "select coalesce(sum(o.origins), 0)::bigint from story_origins o{only}", " where o.story in ({stories})"
            )[0][0]
        ),
        outlets=asked(_OUTLETS, " where o.story in ({stories})", _FACETS),
        speakers=asked(_SPEAKERS, " where s.story in ({stories})", _FACETS),
        months=tuple(
            (row["month"], int(row["stories"]))
            for row in corpus.rows(
                f"select strftime(x.first_published, '%Y-%m') as month, count(*) as stories from stories x{dated}"
                " group by month order by month",
                [*chosen.parameters],
            )
        ),
    )


def _facet(counted: Sequence[tuple[str, str, int]], asked: Asked, option: str) -> list[dict[str, Any]]:
    """Return the values of a facet with the number of stories of each, and the address that chooses or drops it."""
    taken = asked.text(option)
    rows = []
    for value, name, stories in counted:
        is_taken = taken is not None and taken.lower() in {value.lower(), name.lower()}
        href = asked.changed(**{option: None if is_taken else value, "offset": None})
        rows.append({"value": value, "name": name, "stories": stories, "is_taken": is_taken, "href": href})
    return rows


def _switches(asked: Asked) -> list[dict[str, Any]]:
    named = {"shares": "shares text", "altered": "has altered quotations"}
    return [
        {
            "name": words,
            "is_taken": asked.flag(option),
            "href": asked.changed(**{option: None if asked.flag(option) else "1", "offset": None}),
        }
        for option, words in named.items()
    ]


def _bars(months: Sequence[tuple[str, int]], asked: Asked) -> list[Bar]:
    """Return the stories by month of their earliest stated date; by year where there are too many months."""
    counts = dict(months)
    if len(counts) > _MOST_MONTHS:
        years: dict[str, int] = {}
        for month, count in counts.items():
            years[month[:4]] = years.get(month[:4], 0) + count
        counts = years
    return [Bar(label, count, asked.changed(since=label, until=label, offset=None)) for label, count in counts.items()]


def _count(corpus: Corpus, table: str) -> int:
    return corpus.number(f"select count(*) from {table}")
