"""The public tables of some stories, in hand: rows by the keys that the tellings ask for.

Only the rows of the chosen stories leave Arrow, so that telling ten stories of a large store stays cheap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol, runtime_checkable

import pyarrow as pa
import pyarrow.compute as pc

Row = dict[str, Any]
Groups = dict[str, list[Row]]

LOST = "lost:"  # how the id of a text that is not held begins
_FAR_FUTURE = "9999"  # sorts stories without a stated date last


class PublicTables(Protocol):
    """Anything that gives public tables by name: a `Corpus`, or tables made by hand."""

    def table(self, name: str, *, unsure: bool = False) -> pa.Table:
        """Return the public table `name`; with `unsure`, also rows below a probability of .5."""
        ...  # pragma: no cover


@runtime_checkable
class KnowsHandles(Protocol):
    """Public tables that know the short name of every article without being asked for all origins."""

    def handles(self) -> Mapping[str, str]:
        """Return the short name of each article, as `handles_of` gives it for the whole store."""
        ...  # pragma: no cover


@runtime_checkable
class KnowsRows(Protocol):
    """Public tables that give the rows of some keys, in the columns that tellings read, without the whole table."""

    def rows_of(self, name: str, column: str, values: Iterable[str], *, unsure: bool = False) -> list[Row]:
        """Return the rows of public table `name` that have one of `values` in `column`, in the order of its key."""
        ...  # pragma: no cover


@dataclass(slots=True)
class Holdings:
    """Rows of the chosen stories. Lists stand in the order of their table's key."""

    stories: list[Row] = field(default_factory=list)  # most articles first
    stories_in_all: int = 0
    members: dict[str, list[str]] = field(default_factory=dict)  # story -> articles
    articles: dict[str, Row] = field(default_factory=dict)
    handles: dict[str, str] = field(default_factory=dict)  # article -> the short name people may type
    outlets: dict[str, Row] = field(default_factory=dict)  # by every name, folded
    entities: dict[str, Row] = field(default_factory=dict)
    blocks: Groups = field(default_factory=dict)
    credits: Groups = field(default_factory=dict)
    mentions: Groups = field(default_factory=dict)
    stated: Groups = field(default_factory=dict)  # article -> rows of metadata for `published` that are stated
    inferred: dict[str, Row] = field(default_factory=dict)  # article -> its inferred date
    derivations: Groups = field(default_factory=dict)
    variants: Groups = field(default_factory=dict)
    passages: dict[tuple[str, str], list[Row]] = field(default_factory=dict)  # lesser article first
    stemmata: Groups = field(default_factory=dict)  # story -> rows
    quotations: dict[str, Row] = field(default_factory=dict)
    quotations_of: Groups = field(default_factory=dict)  # article -> quotations
    statements: dict[str, Row] = field(default_factory=dict)
    retellings: Groups = field(default_factory=dict)  # statement -> rows
    events: Groups = field(default_factory=dict)
    times: Groups = field(default_factory=dict)
    sentences: Groups = field(default_factory=dict)

    def text(self, article: str) -> str:
        """Return the text of a held article."""
        return str(self.articles[article]["text"])

    def outlet(self, name: str | None) -> Row | None:
        """Return the row of `outlets` that has this name."""
        return self.outlets.get(name.casefold()) if name else None

    def is_held(self, article: str) -> bool:
        """Tell whether `article` is a text in this store (and in hand)."""
        return article in self.articles

    def shared(self, article: str, other: str) -> list[Row]:
        """Return the passages that two articles share, as rows with columns of `article` first: see `oriented`."""
        pair = (article, other) if article < other else (other, article)
        rows = self.passages.get(pair, [])
        return rows if article < other else [oriented(row) for row in rows]


def oriented(row: Row) -> Row:
    """Return a row of `passages` seen from its other article."""
    return {
        "article_a": row["article_b"],
        "begin_a": row["begin_b"],
        "end_a": row["end_b"],
        "article_b": row["article_a"],
        "begin_b": row["begin_a"],
        "end_b": row["end_a"],
        "identity": row["identity"],
        "probability": row.get("probability"),
        "evidence": row.get("evidence"),
    }


def holdings_of(corpus: PublicTables, *, stories: Collection[str] | None = None, limit: int | None = None) -> Holdings:
    """Return what the tellings need for the given stories, or for the `limit` largest; None of both: for all."""
    rows = sorted(_stories_of(corpus, stories), key=_largest_first)
    chosen = [row for row in rows if stories is None or row["story"] in stories][:limit]
    names = [row["story"] for row in chosen]
    members: dict[str, list[str]] = {name: [] for name in names}
    for row in rows_among(corpus, "story_articles", "story", names):
        members[row["story"]].append(row["article"])
    articles = sorted({article for group in members.values() for article in group})
    held = Holdings(stories=chosen, stories_in_all=len(rows), members={n: sorted(m) for n, m in members.items()})
    _take_articles(held, corpus, articles)
    _take_copies(held, corpus, articles, names)
    _take_words(held, corpus, articles)
    return held


def _stories_of(corpus: PublicTables, stories: Collection[str] | None) -> list[Row]:
    if stories is not None and isinstance(corpus, KnowsRows):
        return corpus.rows_of("stories", "story", stories)
    rows: list[Row] = corpus.table("stories").to_pylist()
    return rows


def rows_among(
    corpus: PublicTables, name: str, column: str, values: Iterable[str], *, unsure: bool = False
) -> list[Row]:
    """Return the rows of public table `name` whose `column` is one of `values`."""
    if isinstance(corpus, KnowsRows):
        return corpus.rows_of(name, column, values, unsure=unsure)
    return rows_of(corpus.table(name, unsure=unsure), column, values)


def rows_of(table: pa.Table, column: str, values: Iterable[str]) -> list[Row]:
    """Return the rows of `table` whose `column` is one of `values`."""
    wanted = pa.array(sorted(set(values)), pa.string())
    rows: list[Row] = table.filter(pc.is_in(table.column(column), value_set=wanted)).to_pylist()
    return rows


def grouped(rows: Iterable[Row], column: str) -> Groups:
    """Return `rows` by the value of `column`, each group in the order given."""
    groups: Groups = defaultdict(list)
    for row in rows:
        groups[row[column]].append(row)
    return dict(groups)


def handles_of(origins: pa.Table) -> dict[str, str]:
    """Return a short name for each article: the start of its file's name as far as no other begins so.

    It ends at a word's end. Where files share a name, or it grows beyond 24 characters, it is the start of the id.
    """
    files: dict[str, str] = {}
    for article, origin in sorted(zip(*(origins.column(c).to_pylist() for c in ("article", "origin")), strict=True)):
        files.setdefault(article, str(origin).rstrip("/").replace("\\", "/").rsplit("/", 1)[-1])
    ordered = sorted((name, article) for article, name in files.items())
    ids = sorted(files)
    length = max([_SHORTEST_ID, *(_common(a, b) + 1 for a, b in pairwise(ids))])
    handles = {}
    for place, (name, article) in enumerate(ordered):
        neighbours = [ordered[n][0] for n in (place - 1, place + 1) if 0 <= n < len(ordered)]
        needed = max([0, *(_common(name, other) for other in neighbours)]) + 1
        handles[article] = _handle(name, needed) or article[:length]
    return handles


_NEIGHBOURS_SQL = r"""
with least as (
  select o.article, min(o.origin) as origin from origins o group by o.article
), files as (
  select l.article, split_part(replace(case when ends_with(l.origin, '/') then rtrim(l.origin, '/') else l.origin end,
    '\', '/'), '/', -1) as name
  from least l
), placed as (
  select f.article, f.name, lag(f.name) over w as before, lead(f.name) over w as after
  from files f window w as (order by f.name, f.article)
)
select p.article, p.name, p.before, p.after from placed p where p.article in (select unnest(cast(? as varchar[])))
"""


def handles_among(ask: Callable[[str, list[object]], pa.Table], articles: Iterable[str]) -> dict[str, str]:
    """Return the names that `handles_of` gives some articles of a store, without looking at each of the others."""
    wanted = sorted(set(articles))
    rows = ask(_NEIGHBOURS_SQL, [wanted]).to_pylist() if wanted else []
    handles = {}
    for row in rows:
        needed = max(0, *(_common(row["name"], other) for other in (row["before"], row["after"]) if other), 0) + 1
        handles[row["article"]] = _handle(row["name"], needed)
    if not all(handles.values()):
        length = _SHORTEST_ID
        while _clashing(ask, length):
            length += 1
        handles = {article: handle or article[:length] for article, handle in handles.items()}
    return handles


def _clashing(ask: Callable[[str, list[object]], pa.Table], length: int) -> bool:
    query = "select count(distinct left(o.article, ?)) < count(distinct o.article) as clashing from origins o"
    return bool(ask(query, [length]).column(0)[0].as_py())


_SHORTEST_ID = 8
_MAX_HANDLE = 24


def _handle(name: str, needed: int) -> str:
    end = needed
    while end < len(name) and name[end].isalnum():
        end += 1
    fits = needed <= len(name) and 0 < end <= _MAX_HANDLE
    return name[:end] if fits and name[:end].isprintable() and " " not in name[:end] else ""


def _common(one: str, other: str) -> int:
    count = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        count += 1
    return count


def _largest_first(row: Row) -> tuple[int, str, str]:
    stated = row.get("first_published")
    return (-int(row["articles"] or 0), stated.isoformat() if stated else _FAR_FUTURE, row["story"])


def _take_articles(held: Holdings, corpus: PublicTables, articles: list[str]) -> None:
    held.articles = {row["article"]: row for row in rows_among(corpus, "articles", "article", articles)}
    every_handle = corpus.handles() if isinstance(corpus, KnowsHandles) else handles_of(corpus.table("origins"))
    held.handles = {article: every_handle.get(article, article[:8]) for article in articles}
    for row in corpus.table("outlets").to_pylist():
        for name in (row["outlet"], row["name"], *(row["names"] or [])):
            held.outlets.setdefault(name.casefold(), row)
    held.blocks = grouped(rows_among(corpus, "blocks", "article", articles), "article")
    held.credits = grouped(rows_among(corpus, "credits", "article", articles), "article")
    published = [r for r in rows_among(corpus, "metadata", "article", articles) if r["field"] == "published"]
    held.stated = grouped((row for row in published if row["given_by"] != "inferred"), "article")
    held.inferred = {row["article"]: row for row in published if row["given_by"] == "inferred"}


def _take_copies(held: Holdings, corpus: PublicTables, articles: list[str], stories: list[str]) -> None:
    held.derivations = grouped(rows_among(corpus, "derivations", "article", articles), "article")
    held.variants = grouped(rows_among(corpus, "variants", "article", articles), "article")
    held.stemmata = grouped(rows_among(corpus, "stemmata", "story", stories), "story")
    passages: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows_among(corpus, "passages", "article_a", articles):
        pair = (row["article_a"], row["article_b"])
        passages[pair if pair[0] < pair[1] else pair[::-1]].append(row if pair[0] < pair[1] else oriented(row))
    held.passages = dict(passages)


def _take_words(held: Holdings, corpus: PublicTables, articles: list[str]) -> None:
    rows = rows_among(corpus, "quotations", "article", articles)
    held.quotations = {row["quotation"]: row for row in rows}
    held.quotations_of = grouped(rows, "article")
    told = sorted({row["statement"] for row in rows if row["statement"]})
    held.statements = {row["statement"]: row for row in rows_among(corpus, "statements", "statement", told)}
    held.retellings = grouped(rows_among(corpus, "retellings", "statement", told), "statement")
    held.mentions = grouped(rows_among(corpus, "mentions", "article", articles), "article")
    wanted = {row["entity"] for rows in held.mentions.values() for row in rows if row["entity"]}
    wanted |= {row["speaker"] for row in held.quotations.values() if row["speaker"]}
    events = rows_among(corpus, "events", "article", articles)
    wanted |= {row[side] for row in events for side in ("actor", "recipient", "speaker") if row[side]}
    held.entities = {row["entity"]: row for row in rows_among(corpus, "entities", "entity", wanted)}
    held.events = grouped(events, "article")
    held.times = grouped(rows_among(corpus, "times", "article", articles), "article")
    held.sentences = grouped(rows_among(corpus, "sentences", "article", sorted(held.times)), "article")
