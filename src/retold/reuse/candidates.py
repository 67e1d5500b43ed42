"""Which pairs of articles share enough n-grams to be compared: SQL over the table `grams` and what is counted of it.

An n-gram in at most `max_gram_articles` articles pairs all of them. A commoner one is a stock phrase or a text copied
hundreds of times: it pairs each article only with the next few (by id), and with the longest and the earliest article
that hold it, so that many copies of one text stay connected, and each with their exemplar, at a cost that grows with
their number, not with its square. Such pairs count only where they make up a third of the shorter article: a footer
alone does not.
"""

from __future__ import annotations

from retold.minutes import latest_minute_sql
from retold.settings import ReuseSettings

_LEAST = 2  # shared n-grams, however few are sampled
_LARGEST = 1_000_000_000  # more n-grams than any article has
_COMMON_SHARE = 3  # one in so many of the shorter article's n-grams must be shared when all of them are common

# How many n-grams each article has, and by when it was published.
ARTICLE_GRAMS_SQL = f"""
select c.article, c.grams, {latest_minute_sql("f.published", "f.published_precision")} as minute
from (select g.article, count(*) as grams from grams g group by g.article) c
left join article_fields f on f.article = c.article
"""

# The common n-grams, each with the longest and the earliest article that hold it (of equally long ones the earliest, of
# those published as early the longest, then the least by id): sizes are counted downwards, and the least of all is
# what engines find in parts.
_COMMON_GRAMS = """
select t.gram, substr(min(concat(t.size, t.minute, t.article)), 21) as longest,
    substr(min(concat(t.minute, t.size, t.article)), 21) as earliest
from (
    select g.gram, g.article, lpad(cast({largest} - s.grams as string), 10, '0') as size,
        lpad(coalesce(cast(s.minute as string), '9999999999'), 10, '0') as minute
    from grams g
    semi join (select h.gram from grams h group by h.gram having count(*) > {cap}) c on c.gram = g.gram
    join article_grams s on s.article = g.article
) t
group by t.gram
"""

_CANDIDATE_PAIRS = """
with frequencies as (
    select g.gram from grams g group by g.gram having count(*) > 1
),
rare as (
    select g.article, g.gram from grams g
    semi join frequencies f on f.gram = g.gram
    anti join common_grams c on c.gram = g.gram
),
{chained},
links as (
    select a.article as article_a, b.article as article_b, 1 as shared, 1 as shared_rare
    from rare a join rare b on b.gram = a.gram and a.article < b.article
    union all
    select c.article_a, c.article_b, c.shared, 0 as shared_rare from chained_pairs c
),
counted as (
    select
        l.article_a, l.article_b,
        cast(sum(l.shared) as bigint) as shared, cast(sum(l.shared_rare) as bigint) as shared_rare
    from links l group by l.article_a, l.article_b
)
{enough}"""

_ENOUGH = """select c.article_a, c.article_b, c.shared
from counted c
left join article_grams a on a.article = c.article_a
left join article_grams b on b.article = c.article_b
where c.shared_rare >= {least}
   or (c.shared >= {least} and c.shared * {common_share} >= least(a.grams, b.grams))"""

# Articles are numbered in the order of their ids while they are chained: thousands of copies of one text make millions
# of links, and a number takes a sixth of an id's memory. No link stands there twice, so none has to be looked for.
_CHAINED = """numbered as (
    select s.article, row_number() over (order by s.article) as number from article_grams s
    semi join (select h.article from grams h semi join common_grams c on c.gram = h.gram) k on k.article = s.article
),
common as (
    select
        n.number,
        {neighbours},
        l.number as longest,
        e.number as earliest
    from grams g
    join common_grams c on c.gram = g.gram
    join numbered n on n.article = g.article
    join numbered l on l.article = c.longest
    join numbered e on e.article = c.earliest
),
chained as (
    {chains}
    union all
    select least(c.number, c.longest) as number_a, greatest(c.number, c.longest) as number_b from common c
    where c.longest not in ({chained_already})
    union all
    select least(c.number, c.earliest) as number_a, greatest(c.number, c.earliest) as number_b from common c
    where c.earliest not in ({chained_already}, c.longest) and c.number <> c.longest
),
chained_numbers as (
    select c.number_a, c.number_b, count(*) as shared from chained c group by c.number_a, c.number_b
),
chained_pairs as (
    select a.article as article_a, b.article as article_b, c.shared
    from chained_numbers c join numbered a on a.number = c.number_a join numbered b on b.number = c.number_b
)"""

# The same rows where an engine sends all rows of a key to one task: a common n-gram's articles are parted by the first
# characters of their ids (which are hashes), in their order. Within a part all but the last few rows know who is next;
# for those, the first and last few rows of all parts are looked through once more.
_SPREAD_CHAINED = """placed as (
    select
        g.gram,
        g.article,
        c.longest,
        c.earliest,
        row_number() over (partition by g.gram, substr(g.article, 1, 2) order by g.article) as place,
        row_number() over (partition by g.gram, substr(g.article, 1, 2) order by g.article desc) as place_from_end,
        {neighbours}
    from grams g
    join common_grams c on c.gram = g.gram
),
edges as (
    select
        g.gram,
        g.article,
        g.place_from_end,
        {edge_neighbours}
    from placed g
    where g.place <= {steps} or g.place_from_end <= {steps}
),
chained as (
    select k.gram, k.article as article_a, k.next_article as article_b from (
        select p.gram, p.article, {nth_neighbour} as next_article
        from placed p cross join ({each_step}) n where p.place_from_end > {steps}
        union all
        select p.gram, p.article, {nth_neighbour} as next_article
        from edges p cross join ({each_step}) n where p.place_from_end <= {steps}
    ) k where k.next_article is not null
    union
    select p.gram, least(p.article, p.longest) as article_a, greatest(p.article, p.longest) as article_b
    from placed p
    where p.article <> p.longest
    union
    select p.gram, least(p.article, p.earliest) as article_a, greatest(p.article, p.earliest) as article_b
    from placed p
    where p.article <> p.earliest
),
chained_pairs as (
    select c.article_a, c.article_b, count(*) as shared from chained c group by c.article_a, c.article_b
)"""

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


def least_shared(settings: ReuseSettings) -> int:
    """Return how many sampled n-grams two articles must share: a sample of one in k keeps about one in k of them.

    One shared n-gram alone is chance in any large store.
    """
    return max(min(_LEAST, settings.min_shared_grams), -(-settings.min_shared_grams // settings.sample_one_in))


def common_grams_sql(settings: ReuseSettings) -> str:
    """Return the query of `common_grams` over `grams` and `article_grams`."""
    return _COMMON_GRAMS.format(cap=settings.max_gram_articles, largest=_LARGEST)


def candidate_pairs_sql(settings: ReuseSettings) -> str:
    """Return the query of `candidate_pairs` over `grams`, `article_grams` and `common_grams`."""
    steps = range(1, settings.chain_neighbours + 1)
    chains = "\n    union all\n    ".join(
        f"select c.number as number_a, c.next_{step} as number_b from common c where c.next_{step} is not null"
        for step in steps
    )
    beside = [f"coalesce(c.{side}_{step}, 0)" for side in ("next", "last") for step in steps]
    neighbours = [
        f"{find}(n.number, {step}) over (partition by g.gram order by n.number) as {side}_{step}"
        for side, find in (("next", "lead"), ("last", "lag"))
        for step in steps
    ]
    return _candidate_pairs(
        _CHAINED,
        settings,
        chains=chains,
        chained_already=", ".join(["c.number", *beside]),
        neighbours=",\n        ".join(neighbours),
    )


def spread_candidate_pairs_sql(settings: ReuseSettings) -> str:
    """Return a query for the same rows that no common n-gram can hold up: no task gets all of its articles."""
    steps = range(1, settings.chain_neighbours + 1)
    # One pass over the rows for all steps: Spark would compute them anew for each part of a union.
    nth_neighbour = f"case n.step {' '.join(f'when {step} then p.next_{step}' for step in steps)} end"
    return _candidate_pairs(
        _SPREAD_CHAINED,
        settings,
        steps=len(steps),
        nth_neighbour=nth_neighbour,
        each_step=" union all ".join(f"select {step} as step" for step in steps),
        neighbours=_neighbours(steps, "g.gram, substr(g.article, 1, 2)"),
        edge_neighbours=_neighbours(steps, "g.gram"),
    )


def _neighbours(steps: range, key: str) -> str:
    return ",\n        ".join(
        f"lead(g.article, {step}) over (partition by {key} order by g.article) as next_{step}" for step in steps
    )


def _candidate_pairs(chained: str, settings: ReuseSettings, **parts: object) -> str:
    return _CANDIDATE_PAIRS.format(chained=chained.format(**parts), enough=enough_sql(settings))


def enough_sql(settings: ReuseSettings) -> str:
    """Return the select that ends both searches for pairs: those of `counted` that share enough to be compared."""
    return _ENOUGH.format(least=least_shared(settings), common_share=_COMMON_SHARE)
