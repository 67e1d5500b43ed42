"""Which pairs of articles share enough n-grams to be compared: SQL over the table `grams`.

An n-gram in at most `max_gram_articles` articles pairs all of them. A commoner one is a stock phrase or a text copied
hundreds of times: it pairs each article only with the next few (by id) and with the longest article that holds it, so
that many copies of one text stay connected at a cost that grows with their number, not with its square. Such pairs
count only where they make up a third of the shorter article: a footer alone does not.
"""

from __future__ import annotations

from retold.settings import ReuseSettings

_COMMON_SHARE = 3  # one in so many of the shorter article's n-grams must be shared when all of them are common

_CANDIDATE_PAIRS = """
with frequencies as (
    select g.gram, count(*) as articles from grams g group by g.gram having count(*) > 1
),
sizes as (
    select g.article, count(*) as grams from grams g group by g.article
),
rare as (
    select g.article, g.gram from grams g join frequencies f on f.gram = g.gram where f.articles <= {cap}
),
common as (
    select
        g.gram,
        g.article,
        {neighbours},
        first_value(g.article) over (partition by g.gram order by s.grams desc, g.article) as longest
    from grams g
    join frequencies f on f.gram = g.gram
    join sizes s on s.article = g.article
    where f.articles > {cap}
),
chained as (
    {chains}
    union
    select c.gram, least(c.article, c.longest), greatest(c.article, c.longest) from common c
    where c.article <> c.longest
),
links as (
    select a.article as article_a, b.article as article_b, 1 as is_rare
    from rare a join rare b on b.gram = a.gram and a.article < b.article
    union all
    select c.article_a, c.article_b, 0 as is_rare from chained c
),
counted as (
    select l.article_a, l.article_b, count(*) as shared, cast(sum(l.is_rare) as bigint) as shared_rare
    from links l group by l.article_a, l.article_b
)
select c.article_a, c.article_b, c.shared
from counted c
join sizes a on a.article = c.article_a
join sizes b on b.article = c.article_b
where c.shared_rare >= {least}
   or (c.shared >= {least} and c.shared * {common_share} >= least(a.grams, b.grams))
"""

# One SQL for every engine: the spans come as a list column, made by a stage of its own.
PAIR_TEXTS_SQL = """
select
    p.article_a, p.article_b,
    a.text as text_a, x.spans as content_a,
    b.text as text_b, y.spans as content_b
from candidate_pairs p
join texts a on a.article = p.article_a
join texts b on b.article = p.article_b
join reuse_content x on x.article = p.article_a
join reuse_content y on y.article = p.article_b
"""


def candidate_pairs_sql(settings: ReuseSettings) -> str:
    """Return the query of `candidate_pairs` over `grams`, in the SQL that DuckDB and Spark share."""
    steps = range(1, settings.chain_neighbours + 1)
    neighbours = ",\n        ".join(
        f"lead(g.article, {step}) over (partition by g.gram order by g.article) as next_{step}" for step in steps
    )
    chains = "\n    union\n    ".join(
        f"select c.gram, c.article as article_a, c.next_{step} as article_b from common c"
        f" where c.next_{step} is not null"
        for step in steps
    )
    # A sample of one in k keeps about one in k of the shared n-grams.
    least = max(1, -(-settings.min_shared_grams // settings.sample_one_in))
    return _CANDIDATE_PAIRS.format(
        cap=settings.max_gram_articles,
        neighbours=neighbours,
        chains=chains,
        least=least,
        common_share=_COMMON_SHARE,
    )
