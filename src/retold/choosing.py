"""Which actors of a store a name may mean: those that bear it or a part of it, and the nearest spellings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from retold.actors.gazetteer import folded
from retold.actors.names import name_similarity, word_similarity
from retold.errors import NotFound, UsageError
from retold.evidence import rounded

if TYPE_CHECKING:
    from retold.corpus import Corpus

_NEAR = 0.75  # likeness of two words from which one may be a slip for the other
_MOST_NEAR = 5
_MIN_LETTERS = 3  # fewer are like too many names
_SQL = """
with asked as materialized (
  select x.entity, x.name, x.type, x.country, x.roles, list_transform(x.names, lambda n: n.name) as names
  from entities x
  where x.names is not null and len(x.names) > 0 and {only}
), counted as (
  select m.entity, count(distinct m.article) as articles
  from mentions m
  where m.entity in (select a.entity from asked a)
  group by m.entity
)
select a.*, coalesce(c.articles, 0) as articles
from asked a
left join counted c on c.entity = a.entity
order by a.entity
"""
_OF_ONE = "x.entity = ?"
_OF_NAMES = "len(list_filter(x.names, lambda n: list_contains(cast(? as varchar[]), n.name))) > 0"
_NAMES_SQL = "select distinct unnest(list_transform(x.names, lambda n: n.name)) as name from entities x"


@dataclass(frozen=True, slots=True)
class Actor:
    """An actor that a name may mean, with what tells it from others."""

    entity: str
    name: str
    type: str | None
    country: str | None
    roles: tuple[str, ...]
    names: tuple[str, ...]
    articles: int

    def line(self) -> str:
        """Return the actor in one line: name, type, country, roles, articles, id."""
        facts = [self.type or "", self.country or "", ", ".join(self.roles)]
        counted = f"{self.articles} article{'' if self.articles == 1 else 's'}"
        return "  ".join([self.name, *(fact for fact in facts if fact), counted, self.entity])


def actors_meant(corpus: Corpus, name: str) -> list[Actor]:
    """Return the actors that `name` may mean, those in most articles first; never an empty list.

    An id, a mention's id, or a unique name gives one actor. A name of several gives them all; without one, those of
    whom it is a part ("Dehghan" of "Hossein Dehghan"). Raises `NotFound` with the nearest names where there is none.
    """
    try:
        wanted = corpus.entity_id(name)
    except (NotFound, UsageError):
        wanted = None
    if wanted is not None:
        rows = corpus.rows(_SQL.format(only=_OF_ONE), [wanted])
        return [_actor(row) for row in rows] or [_unnamed(corpus, wanted)]
    names = {row["name"]: folded(row["name"]) for row in corpus.rows(_NAMES_SQL)}
    asked = folded(name)
    fitting = [each for each, plain in names.items() if plain == asked]
    fitting = fitting or [each for each, plain in names.items() if _holds(plain, asked)]
    if not fitting:
        near = nearest_names(name, names)
        nearest = f" Nearest: {', '.join(near)}." if near else ""
        raise NotFound(f"no such entity: {name!r}.{nearest} List them: retold entities")
    found = [_actor(row) for row in corpus.rows(_SQL.format(only=_OF_NAMES), [sorted(fitting)])]
    return sorted(found, key=lambda actor: (-actor.articles, actor.name, actor.entity))


def _actor(row: dict[str, Any]) -> Actor:
    roles, names = tuple(row["roles"] or ()), tuple(row["names"] or ())
    return Actor(row["entity"], row["name"] or "", row["type"], row["country"], roles, names, row["articles"])


def _unnamed(corpus: Corpus, entity: str) -> Actor:
    (row,) = corpus.entity(entity).to_pylist()
    return _actor({**row, "names": [each["name"] for each in row["names"] or ()], "articles": 0})


def _holds(name: str, asked: str) -> bool:
    """Tell whether the asked words stand beside each other among the words of a folded name."""
    return bool(asked) and f" {asked} " in f" {name} "


def nearest_names(asked: str, names: Iterable[str]) -> list[str]:
    """Return the names, at most five, that are most like what was asked: as wholes, or in one of their words."""
    wanted = folded(asked)
    scored = []
    for name in sorted(set(names)):
        words = folded(name).split()
        alike = max((word_similarity(wanted, word) for word in words), default=0.0) if " " not in wanted else 0.0
        alike = max(alike, name_similarity(asked, name))
        if len(wanted) >= _MIN_LETTERS and alike >= _NEAR:
            scored.append((-rounded(alike), name))
    return [name for _, name in sorted(scored)[:_MOST_NEAR]]
