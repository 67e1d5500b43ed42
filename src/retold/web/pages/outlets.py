"""An outlet: what it probably takes from whom, who takes from it, and its house words. No ranking, no verdict."""

from __future__ import annotations

from typing import Any

from retold.corpus import Corpus
from retold.errors import NotFound
from retold.telling.labels import country_name, plain
from retold.web.answers import Page
from retold.web.asked import Asked, address, page_of

_SHOWN = 50


def page(corpus: Corpus, asked: Asked) -> Page:
    """Return an outlet's page, by its key or any of its names."""
    row = _outlet(corpus, asked.names["outlet"])
    outlet = row["outlet"]
    names = sorted({name for name in (outlet, row["name"], *(row["names"] or [])) if name})
    inside = _one_of("f.outlet", names)
    articles = corpus.number(f"select count(*) from stage.article_fields f where {inside}", [*names])
    context: dict[str, Any] = {
        "row": row,
        "name": plain(row["name"] or outlet),
        "country": country_name(row["country"]),
        "articles": articles,
        "takes": _flows(corpus, names, "article", "exemplar"),
        "gives": _flows(corpus, names, "exemplar", "article"),
        "words": _words(corpus, names),
        "stories": address("/", [("outlet", row["name"] or outlet)]),
    }
    mine = f"x.article in (select f.article from stage.article_fields f where {inside})"
    tables = {
        "derivations": lambda: corpus.table("derivations", where=mine, parameters=[*names]),
        "substitutions": lambda: corpus.table("substitutions", where=_one_of("x.outlet", names), parameters=[*names]),
        "outlets": lambda: corpus.table("outlets", where="x.outlet = ?", parameters=[outlet]),
    }
    return Page("outlet.html", context["name"], tables, context)


def _one_of(column: str, names: list[str]) -> str:
    """Return the condition that an outlet's column is one of so many names, in any case."""
    return f"lower({column}) in ({', '.join(['lower(?)'] * len(names))})"


def _outlet(corpus: Corpus, name: str) -> dict[str, Any]:
    rows: list[dict[str, Any]] = corpus.table(
        "outlets",
        where="(lower(x.outlet) = lower(?) or lower(x.name) = lower(?)"
        " or len(list_filter(x.names, lambda n: lower(n) = lower(?))) > 0)",
        parameters=[name, name, name],
    ).to_pylist()
    if not rows:
        raise NotFound(f"{name!r}: no such outlet in this store. All of them: /outlets")
    return rows[0]


def _flows(corpus: Corpus, names: list[str], own: str, other: str) -> list[dict[str, Any]]:
    """Return how many articles were probably taken from whom (or by whom), each outlet with its count."""
    rows = corpus.rows(
        "select coalesce(g.outlet, case when starts_with(d.exemplar, 'lost:') then 'a text not held'"
        " else 'outlet not stated' end) as outlet, g.outlet is not null as is_known, count(*) as articles,"
        " sum(case when d.credit = 'not named' then 0 else 1 end) as credited, avg(d.probability) as probability"
        f" from derivations d join stage.article_fields f on f.article = d.{own}"
        f" left join stage.article_fields g on g.article = d.{other}"
        f" where {_one_of('f.outlet', names)} and d.probability >= 0.5"
        " group by 1, 2 order by articles desc, outlet limit ?",
        [*names, _SHOWN],
    )
    for row in rows:
        row["href"] = page_of("outlet", row["outlet"]) if row["is_known"] else ""
        row["outlet"] = plain(row["outlet"])
    return rows


def _words(corpus: Corpus, names: list[str]) -> list[dict[str, Any]]:
    return corpus.rows(
        "select x.reading, x.exemplar_reading, x.count, x.opportunities, x.articles, x.exemplars, x.rate_low,"
        f" x.rate_high, x.probability from substitutions x where {_one_of('x.outlet', names)}"
        " and coalesce(x.probability, 1) >= 0.5 order by x.count desc, x.reading, x.exemplar_reading limit ?",
        [*names, _SHOWN],
    )
