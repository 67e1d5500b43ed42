"""Which candidate pairs may be others after some n-grams changed, and these pairs alone: the incremental side.

A pair is found again when either of its articles is touched. Touched are the articles whose n-grams changed; where one
of these is common, the articles just before them in its chain, whose next ones are others now; all that hold an n-gram
that became common or ceased to be; and the longest and the earliest article of a common n-gram, where they are others.
"""

from __future__ import annotations

from retold.reuse.candidates import enough_sql
from retold.settings import ReuseSettings

_TOUCHED_BY_GRAMS = """
with marks as (
    select c.gram, c.article from changed_grams c semi join common_grams k on k.gram = c.gram
),
placed as (
    select h.gram, h.article, row_number() over (partition by h.gram order by h.article) as place
    from (
        select g.gram, g.article from grams g semi join marks m on m.gram = g.gram
        union select m.gram, m.article from marks m
    ) h
)
select c.article from changed_grams c
union
select p.article from placed p semi join (
    select q.gram, q.place - s.step as place
    from placed q semi join marks m on m.gram = q.gram and m.article = q.article cross join ({steps}) s
) before on before.gram = p.gram and before.place = p.place
"""

# A row that stands alone is an n-gram that became common, or ceased to be; else its longest or earliest article is
# another.
TOUCHED_BY_COMMON_GRAMS = """
select c.longest as article from changed_common_grams c
union
select c.earliest from changed_common_grams c
union
select g.article from grams g where g.gram in (
    select c.gram from changed_common_grams c group by c.gram having count(*) = 1
)
"""

# From the side of each touched article: `other` is whom it meets.
_PAIRS_OF_TOUCHED = """
with own as (
    select g.gram, g.article from grams g where g.article in (select t.article from touched t)
),
own_common as (
    select o.gram, o.article, c.longest, c.earliest from own o join common_grams c on c.gram = o.gram
),
placed as (
    select g.gram, g.article, row_number() over (partition by g.gram order by g.article) as place
    from grams g semi join own_common o on o.gram = g.gram
),
chained as (
    select p.gram, p.article, n.article as other
    from (select q.* from placed q semi join own_common o on o.gram = q.gram and o.article = q.article) p
    cross join ({steps}) s
    join placed n on n.gram = p.gram and n.place = p.place + s.step
    union
    select o.gram, o.article, o.longest from own_common o where o.article <> o.longest
    union
    select o.gram, o.article, o.earliest from own_common o where o.article <> o.earliest
    union
    select g.gram, c.longest, g.article from common_grams c join grams g on g.gram = c.gram
    where c.longest in (select t.article from touched t) and g.article <> c.longest
    union
    select g.gram, c.earliest, g.article from common_grams c join grams g on g.gram = c.gram
    where c.earliest in (select t.article from touched t) and g.article <> c.earliest
),
links as (
    select o.article, g.article as other, count(*) as shared, count(*) as shared_rare
    from (select x.* from own x anti join common_grams c on c.gram = x.gram) o
    join grams g on g.gram = o.gram and g.article <> o.article
    group by o.article, g.article
    union all
    select k.article, k.other, count(*), 0 from chained k group by k.article, k.other
),
counted as (
    select distinct least(l.article, l.other) as article_a, greatest(l.article, l.other) as article_b,
        cast(sum(l.shared) as bigint) as shared, cast(sum(l.shared_rare) as bigint) as shared_rare
    from links l group by l.article, l.other
)
{enough}"""


def touched_by_grams_sql(settings: ReuseSettings) -> str:
    """Return a query for the articles whose pairs changed n-grams touch."""
    return _TOUCHED_BY_GRAMS.format(steps=_steps(range(1, settings.chain_neighbours + 1)))


def pairs_of_touched_sql(settings: ReuseSettings) -> str:
    """Return a query for the candidate pairs that have an article in `touched`."""
    steps = range(-settings.chain_neighbours, settings.chain_neighbours + 1)
    return _PAIRS_OF_TOUCHED.format(steps=_steps(steps), enough=enough_sql(settings))


def _steps(steps: range) -> str:
    return " union all ".join(f"select {step} as step" for step in steps if step)
