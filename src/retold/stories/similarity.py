"""Which articles are worth comparing, and how like they are: TF-IDF cosines per kind of term, in whole numbers.

Document frequencies are those of the store as it stands now (fresh ones beat those of another collection by points),
rounded so that one more article seldom changes them, and mixed with a prior for small stores (`background.py`).
Weights are whole numbers, so that sums in SQL are exact on every engine.
"""

from __future__ import annotations

from collections import defaultdict
from math import log, sqrt
from typing import Any

import pyarrow as pa

from retold.settings import StoriesSettings
from retold.stories.background import PSEUDO_ARTICLES, share_of
from retold.tables import CONTENT_ROLES, STAGE_TABLES

UNIT = 10_000  # weights and cosines are counted in ten-thousandths
_PAIR_KINDS = frozenset({"name", "word", "number"})  # a lead's terms stand among the words or names already
_LARGEST_POWER = 31  # frequencies beyond 2 to this are one


def half_powers(limit: int = _LARGEST_POWER) -> list[int]:
    """Return the half powers of two below two to `limit` as whole numbers: 1, 2, 3, 4, 6, 8, 11, 16, 23, …"""
    every = {1}
    for power in range(1, limit):
        every |= {1 << power, _root(1 << (2 * power + 1))}
    return sorted(every)


def _root(square: int) -> int:
    """Return the whole number nearest below the root of `square`, plus one half: exact, by whole numbers alone."""
    low, high = 0, square
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle * middle <= square else (low, middle - 1)
    return low + (square > low * low + low)


def _rounded_sql(count: str) -> str:
    """Return SQL that rounds `count` down to a half power of two."""
    cases = " ".join(f"when {count} >= {power} then {power}" for power in reversed(half_powers()))
    return f"cast(case {cases} else 0 end as bigint)"


def term_frequencies_sql(settings: StoriesSettings) -> str:
    """Return the query of `term_frequencies`."""
    del settings
    return f"""
        with counted as (
            select x.kind, x.term, count(*) as articles_having from story_features x group by x.kind, x.term
        ), everything as (select count(*) as articles_in_all from article_fields f)
        select c.kind, c.term, {_rounded_sql("c.articles_having")} as frequency,
            {_rounded_sql("e.articles_in_all")} as articles
        from counted c cross join everything e"""


def story_terms_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_terms`."""
    del settings
    return """
        select x.article, x.kind, x.term, x.count, x.begin, x.end, f.frequency, f.articles
        from story_features x join term_frequencies f on f.kind = x.kind and f.term = x.term"""


def story_vectors(story_terms: pa.Table, *, settings: StoriesSettings) -> pa.Table:
    """Weigh the terms of one article; each kind's weights have length 1, and its rarest `max_terms` are kept.

    `rank` orders the terms that find pairs: names, words and numbers that at least two articles and not more than
    `max_term_articles` have, heaviest first.
    """
    by_kind: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in story_terms.to_pylist():
        by_kind[row["article"], row["kind"]].append(row)
    by_article: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for (article, _), rows in sorted(by_kind.items()):
        by_article[article] += _weighted(rows, settings.max_terms)
    result = []
    for article in sorted(by_article):
        _rank(by_article[article], settings)
        result += sorted(by_article[article], key=lambda row: (row["kind"], row["term"]))
    return STAGE_TABLES["story_vectors"].rows(result)


def _weighted(rows: list[dict[str, Any]], max_terms: int) -> list[dict[str, Any]]:
    """Return the heaviest of one kind's terms with their weights."""
    weights = {row["term"]: round(_weight(row) * UNIT) for row in rows}
    length = sqrt(sum(weight * weight for weight in weights.values())) or 1.0
    kept = sorted(rows, key=lambda row: (-weights[row["term"]], row["term"]))[:max_terms]
    return [
        {
            "article": row["article"],
            "kind": row["kind"],
            "term": row["term"],
            "weight": round(UNIT * weights[row["term"]] / length),
            "rank": None,
            "frequency": row["frequency"],
            "begin": row["begin"],
            "end": row["end"],
        }
        for row in kept
    ]


def _weight(row: dict[str, Any]) -> float:
    """Return the weight of a term: damped count times inverse document frequency, store and prior mixed."""
    articles = row["articles"] + PSEUDO_ARTICLES
    having = row["frequency"] + PSEUDO_ARTICLES * share_of(row["kind"], row["term"])
    return (1.0 + log(row["count"])) * log((1.0 + articles) / (1.0 + min(having, articles)))


def _rank(rows: list[dict[str, Any]], settings: StoriesSettings) -> None:
    """Number the terms that find pairs, heaviest first."""
    finding = [
        row for row in rows if row["kind"] in _PAIR_KINDS and 2 <= row["frequency"] <= settings.max_term_articles
    ]
    finding.sort(key=lambda row: (-row["weight"], row["kind"], row["term"]))
    for rank, row in enumerate(finding[: settings.pair_terms]):
        row["rank"] = rank


def story_pairs_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_pairs`."""
    return f"""
        with shared as (
            select a.article as article_a, b.article as article_b, count(*) as shared
            from story_vectors a join story_vectors b
                on a.kind = b.kind and a.term = b.term and a.article < b.article
            where a.rank is not null and b.rank is not null
            group by a.article, b.article having count(*) >= {int(settings.min_shared_terms)}
        ), joined as (
            select s.article_a, s.article_b, s.shared from shared s
            union all
            select p.article_a, p.article_b, cast(0 as bigint) as shared from passages p
        )
        select j.article_a, j.article_b, max(j.shared) as shared from joined j
        group by j.article_a, j.article_b"""


def story_similarities_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_similarities`. Only whole numbers are summed."""
    del settings
    roles = ", ".join(f"'{role}'" for role in CONTENT_ROLES)
    cosines = ", ".join(
        f"coalesce(cast(floor(cast(sum(case when a.kind = '{kind}' then a.weight * b.weight else 0 end) as bigint)"
        f" / {UNIT}) as bigint), 0) as {name}"
        for kind, name in (("name", "names"), ("number", "numbers"), ("lead", "leads"))
    )
    return f"""
        with cosines as (
            select p.article_a, p.article_b, {cosines}
            from story_pairs p join story_vectors a on a.article = p.article_a
                join story_vectors b on b.article = p.article_b and b.kind = a.kind and b.term = a.term
            where a.kind <> 'word'
            group by p.article_a, p.article_b
        ), shared as (
            select p.article_a, p.article_b, cast(sum(p.end_a - p.begin_a) as bigint) as characters_a,
                cast(sum(p.end_b - p.begin_b) as bigint) as characters_b
            from passages p group by p.article_a, p.article_b
        ), contents as (
            select b.article, cast(sum(b.end - b.begin) as bigint) as characters
            from blocks b where b.role in ({roles}) group by b.article
        )
        select p.article_a, p.article_b, coalesce(c.names, 0) as names, coalesce(c.numbers, 0) as numbers,
            coalesce(c.leads, 0) as leads, coalesce(least(s.characters_a, s.characters_b), 0) as passage_characters,
            coalesce(least(x.characters, y.characters), 0) as content_characters,
            f.published as published_a, g.published as published_b
        from story_pairs p
            left join cosines c on c.article_a = p.article_a and c.article_b = p.article_b
            left join shared s on s.article_a = p.article_a and s.article_b = p.article_b
            left join contents x on x.article = p.article_a left join contents y on y.article = p.article_b
            left join article_fields f on f.article = p.article_a
            left join article_fields g on g.article = p.article_b"""
