"""Which articles are worth comparing, and how like they are: TF-IDF cosines per kind of term, in whole numbers.

Document frequencies are those of the store as it stands now (fresh ones beat those of another collection by points),
rounded so that one more article seldom changes them, and mixed with a prior for small stores (`background.py`).
Weights are whole numbers, so that sums in SQL are exact on every engine.
"""

from __future__ import annotations

from math import log, sqrt
from typing import Any, NamedTuple

import pyarrow as pa

from retold.settings import StoriesSettings
from retold.stories.background import PSEUDO_ARTICLES, share_of
from retold.tables import CONTENT_ROLES, STAGE_TABLES

UNIT = 10_000  # weights and cosines are counted in ten-thousandths
_PAIR_KINDS = frozenset({"name", "word", "number"})  # a lead's terms stand among the words or names already
# Pairs without a passage that are less like than this are left out: with every other reason for it, one happening
# would have a probability below .05. Tenths of the weights in `links.py`, in whole numbers.
_WEIGHED = "70 * coalesce(c.names, 0) + 84 * coalesce(c.numbers, 0) + 92 * coalesce(c.leads, 0)"
_LEAST_LIKENESS = 24
_FINE_FREQUENCY = 64
_COSINE_STEP = 100  # cosines are told in hundredths: less decides nothing, and would pass every small change on
_LARGEST_POWER = 31  # frequencies beyond 2 to this are one


def half_powers(limit: int = _LARGEST_POWER) -> list[int]:
    """Return the half powers of two below two to `limit` as whole numbers: 1, 2, 3, 4, 6, 8, 11, 16, 23, …"""
    every = {1}
    for power in range(1, limit):
        every |= {1 << power, _root(1 << (2 * power + 1))}
    return sorted(every)


def frequency_steps() -> list[int]:
    """Return the steps that frequencies of terms are rounded down to: half powers of two to 64, powers of four beyond.

    One more article moves a term to its next step with a chance of about one in its frequency, and then touches every
    article that has it: the commoner the term, the longer its steps, and the less its weight depends on them.
    """
    fine = [step for step in half_powers() if step <= _FINE_FREQUENCY]
    return [*fine, *(1 << power for power in range(8, _LARGEST_POWER, 2))]


def _root(square: int) -> int:
    """Return the whole number nearest below the root of `square`, plus one half: exact, by whole numbers alone."""
    low, high = 0, square
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle * middle <= square else (low, middle - 1)
    return low + (square > low * low + low)


def _rounded_sql(count: str, steps: list[int]) -> str:
    """Return SQL that rounds `count` down to one of `steps`."""
    cases = " ".join(f"when {count} >= {step} then {step}" for step in reversed(steps))
    return f"cast(case {cases} else 0 end as bigint)"


def article_counts_sql(settings: StoriesSettings) -> str:
    """Return the query of `article_counts`."""
    del settings
    return f"""
        select {_rounded_sql("c.articles_in_all", half_powers())} as articles
        from (select count(*) as articles_in_all from article_fields f) c"""


def term_frequencies_sql(settings: StoriesSettings) -> str:
    """Return the query of `term_frequencies`."""
    del settings
    return f"""
        with counted as (
            select x.kind, x.term, count(*) as articles_having from story_features x group by x.kind, x.term
        )
        select c.kind, c.term, {_rounded_sql("c.articles_having", frequency_steps())} as frequency, e.articles
        from counted c cross join article_counts e"""


STORY_TERMS_SQL = """
        select x.article, x.kind, x.term, x.count, x.begin, x.end, f.frequency, f.articles
        from story_features x join term_frequencies f on f.kind = x.kind and f.term = x.term
        where x.kind <> 'word' or f.frequency <= 64"""


def story_vectors(story_terms: pa.Table, *, settings: StoriesSettings) -> pa.Table:
    """Weigh the terms of one article; each kind's weights have length 1, and its rarest `max_terms` are kept.

    `rank` orders the terms that find pairs: names, words and numbers that at least two articles and not more than
    `max_term_articles` have, heaviest first. Works on tuples: this is every term of every article.
    """
    columns = (story_terms.column(name).to_pylist() for name in _TERM_COLUMNS)
    by_article: dict[str, dict[str, list[_Term]]] = {}
    for term in map(_Term._make, zip(*columns, strict=True)):
        by_article.setdefault(term.article, {}).setdefault(term.kind, []).append(term)
    found: list[tuple[_Term, int, int | None]] = []
    for article in sorted(by_article):
        weighted = [each for terms in by_article[article].values() for each in _weighted(terms, settings.max_terms)]
        ranks = _ranks(weighted, settings)
        weighted.sort(key=lambda each: (each[0].kind, each[0].term))
        found += [(term, weight, ranks.get((term.kind, term.term))) for term, weight in weighted]
    kept = ("article", "kind", "term", "frequency", "begin", "end")
    values: dict[str, list[Any]] = {name: [getattr(term, name) for term, _, _ in found] for name in kept}
    values |= {"weight": [weight for _, weight, _ in found], "rank": [rank for _, _, rank in found]}
    schema = STAGE_TABLES["story_vectors"].schema
    return pa.Table.from_pydict({name: values[name] for name in schema.names}, schema=schema)


class _Term(NamedTuple):
    """A term of an article, with how many articles have it and how many there are."""

    article: str
    kind: str
    term: str
    times: int
    begin: int | None
    end: int | None
    frequency: int
    articles: int


_TERM_COLUMNS = ("article", "kind", "term", "count", "begin", "end", "frequency", "articles")


def _weighted(terms: list[_Term], max_terms: int) -> list[tuple[_Term, int]]:
    """Return the heaviest of one kind's terms with their weights."""
    weights = [(term, round(_weight(term) * UNIT)) for term in terms]
    length = sqrt(sum(weight * weight for _, weight in weights)) or 1.0
    weights.sort(key=lambda each: (-each[1], each[0].term))
    return [(term, round(UNIT * weight / length)) for term, weight in weights[:max_terms]]


def _weight(term: _Term) -> float:
    """Return the weight of a term: damped count times inverse document frequency, store and prior mixed."""
    articles = term.articles + PSEUDO_ARTICLES
    having = term.frequency + PSEUDO_ARTICLES * share_of(term.kind, term.term)
    return (1.0 + log(term.times)) * log((1.0 + articles) / (1.0 + min(having, articles)))


def _ranks(weighted: list[tuple[_Term, int]], settings: StoriesSettings) -> dict[tuple[str, str], int]:
    """Number the terms that find pairs, heaviest first."""
    finding = [
        (-weight, term.kind, term.term)
        for term, weight in weighted
        if term.kind in _PAIR_KINDS and 2 <= term.frequency <= settings.max_term_articles
    ]
    finding.sort()
    return {(kind, term): rank for rank, (_, kind, term) in enumerate(finding[: settings.pair_terms])}


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
        f" / {UNIT * _COSINE_STEP}) as bigint) * {_COSINE_STEP}, 0) as {name}"
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
        ), told as (
            select v.article, count(*) as numbers from story_vectors v where v.kind = 'number' group by v.article
        ), contents as (
            select b.article, cast(sum(b.end - b.begin) as bigint) as characters
            from blocks b where b.role in ({roles}) group by b.article
        )
        select p.article_a, p.article_b, coalesce(c.names, 0) as names, coalesce(c.numbers, 0) as numbers,
            coalesce(c.leads, 0) as leads, coalesce(least(s.characters_a, s.characters_b), 0) as passage_characters,
            coalesce(least(x.characters, y.characters), 0) as content_characters,
            coalesce(least(m.numbers, n.numbers), 0) as told_numbers,
            f.published as published_a, g.published as published_b
        from story_pairs p
            left join cosines c on c.article_a = p.article_a and c.article_b = p.article_b
            left join shared s on s.article_a = p.article_a and s.article_b = p.article_b
            left join told m on m.article = p.article_a left join told n on n.article = p.article_b
            left join contents x on x.article = p.article_a left join contents y on y.article = p.article_b
            left join article_fields f on f.article = p.article_a
            left join article_fields g on g.article = p.article_b
        where s.article_a is not null
            or {_WEIGHED} >= {_LEAST_LIKENESS * UNIT}"""
