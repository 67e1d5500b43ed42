"""Which articles are worth comparing: pairs that share telling terms, or passages.

A term that few articles of the store have pairs all of them. One that is common in the store may still be rare within
some days, as a town is in a year of news; it pairs articles of one period and the next. Periods have three lengths,
each a quarter of the one before, so that the denser the news, the shorter the time in which a term must be rare. Such
blocking by a key and a window is an old way to find records of one thing (Fellegi and Sunter 1969; Hernández and
Stolfo 1995).
"""

from __future__ import annotations

from retold.settings import StoriesSettings
from retold.stories.similarity import FAR_LIKENESS, LEAST_LIKENESS, LIKENESS, UNIT, far_minutes, least_sql

_PAIRING_SHARE = 2  # terms that find pairs must show at least one in so many parts of the likeness by themselves
_PERIOD_LIKENESS = 25  # and more where a part of them is rare within days only: most such pairs are chance
_PERIOD_PARTS = (1, 4, 16)  # periods are as long as one happening is told, and these parts of that
_LONGEST_STEP = 4  # from one rounded frequency to the next
_CROWD_ORDERS = (1, 4, 7, 10)  # digits of an id (a hash) from which on articles are put in a row: each order is chance

# Terms of dated articles that are common in the store, in each length of periods; `within` tells the next shorter one.
_PLACED = """
    select v.article, v.kind, v.term, v.weight, l.span, {period} as period, {within} as within
    from story_vectors v join story_shapes s on s.article = v.article cross join ({lengths}) l
    where v.period_rank is not null and s.minute is not null"""

_COMMON_PERIODS = """
with placed as ({placed})
select p.kind, p.term, p.span, p.period from placed p
group by p.kind, p.term, p.span, p.period having count(*) > {cap}"""

# Ids are numbered in their order while pairs are counted: a number takes a sixth of an id's memory. The two are in one
# period or in two that follow one another; what shorter periods find is left to them, so that no term counts twice.
_STORY_PAIRS = """
with numbered as (
    select s.article, {number} as number from story_shapes s
), telling as (
    select n.number, v.kind, v.term, v.weight
    from story_vectors v join numbered n on n.article = v.article where v.rank is not null
), placed as ({placed}
), rare as (
    select n.number, p.kind, p.term, p.weight, p.span, p.period, p.within
    from placed p join numbered n on n.article = p.article
    anti join common_periods c on c.kind = p.kind and c.term = p.term and c.span = p.span and c.period = p.period
), beside as (
    select r.number, r.kind, r.term, r.weight, r.span, r.period + o.step as period, r.within, o.step
    from rare r cross join (select 0 as step union all select 1 as step) o
), matched as ({matched}
), counted as ({counted}
), shared as ({shared}
){kept}"""

# Of the weeks around a portion's articles, which are numbered in the order of time, and so are their partners after it.
_PAIRS_OF_PORTION = """
with own as (
    select min(t.number) as first, max(t.number) as last from touched t
), reach as (
    select max(n.minute) + 2 * {longest} as last from numbered n, own o where n.number between o.first and o.last
), telling as (
    select t.* from numbered_telling t where t.number >= (select o.first from own o)
), rare as (
    select r.* from numbered_rare r where r.number between (select o.first from own o)
        and (select max(n.number) from numbered n, reach e where n.minute <= e.last)
), beside as (
    select r.number, r.name, r.tenths, r.weight, r.span, r.period + o.step as period, r.within, o.step
    from rare r cross join (select 0 as step union all select 1 as step) o
    where r.number <= (select w.last from own w)
), matched as ({matched}
), counted as ({counted}
), shared as ({shared}
){kept}"""

# What the portions of a large store share: each article in the order of time and each term has a number.
NUMBERS = "select n.article, n.number from numbered n order by n.number"
_NUMBERED = """
select s.article, s.minute, row_number() over (order by s.minute nulls last, s.article) as number from story_shapes s"""
_NAMED = """
select t.kind, t.term, {tenths} as tenths, row_number() over (order by t.kind, t.term) as name
from (select distinct v.kind, v.term from story_vectors v where v.rank is not null or v.period_rank is not null) t"""
_NUMBERED_TELLING = """
select n.number, t.name, t.tenths, v.weight
from story_vectors v join numbered n on n.article = v.article join named t on t.kind = v.kind and t.term = v.term
where v.rank is not null order by n.number"""
_NUMBERED_RARE = """
select n.number, t.name, t.tenths, p.weight, p.span, p.period, p.within
from ({placed}) p join numbered n on n.article = p.article join named t on t.kind = p.kind and t.term = p.term
anti join common_periods c on c.kind = p.kind and c.term = p.term and c.span = p.span and c.period = p.period
order by n.number"""
_NUMBERED_OTHERS = """
select least(a.number, b.number) as number, o.article_a, o.article_b, o.crowd
from ({others}) o join numbered a on a.article = o.article_a join numbered b on b.article = o.article_b
order by all"""

# From the side of each touched article; of a pair of two touched ones from that of the lesser alone. Terms are numbered
# as articles are: words take most of the memory. Whether a term is common in a period is asked of the few rows of the
# touched articles, for the others' rows meet them in that period; and what lies further off in time than two periods
# is not read.
_PAIRS_OF_TOUCHED = """
with own as (
    select v.article, v.kind, v.term, v.weight, v.rank, v.period_rank from story_vectors v
    where (v.rank is not null or v.period_rank is not null) and v.article in (select t.article from touched t)
), named as (
    select o.kind, o.term, {tenths} as tenths, row_number() over (order by o.kind, o.term) as name
    from (select distinct w.kind, w.term from own w) o
), numbered as (
    select s.article, s.minute, row_number() over (order by s.article) as number, t.article is not null as is_own
    from story_shapes s left join touched t on t.article = s.article
), reach as (
    select min(n.minute) - 2 * {longest} as first, max(n.minute) + 2 * {longest} as last from numbered n where n.is_own
), given as (
    select n.number, n.minute, m.name, o.weight * m.tenths as weighed, o.rank, o.period_rank
    from own o join named m on m.kind = o.kind and m.term = o.term join numbered n on n.article = o.article
), common as (
    select m.name, c.span, c.period from common_periods c join named m on m.kind = c.kind and m.term = c.term
), rare as (
    select d.number, d.name, d.weighed, l.span, {period} as period, {within} as within
    from given d cross join ({lengths}) l where d.period_rank is not null and d.minute is not null
), beside as (
    select r.number, r.name, r.weighed, r.span, r.period + o.step as period, r.within
    from (select x.* from rare x anti join common c on c.name = x.name and c.span = x.span and c.period = x.period) r
        cross join (select -1 as step union all select 0 as step union all select 1 as step) o
), meeting as (
    select b.* from beside b anti join common c on c.name = b.name and c.span = b.span and c.period = b.period
), telling as (
    select n.number, n.is_own, m.name, v.weight
    from story_vectors v join named m on m.kind = v.kind and m.term = v.term join numbered n on n.article = v.article
    where v.rank is not null
), dated as (
    select n.number, n.is_own, n.minute, m.name, v.weight
    from story_vectors v join named m on m.kind = v.kind and m.term = v.term join numbered n on n.article = v.article
    where v.period_rank is not null
        and n.minute between (select r.first from reach r) and (select r.last from reach r)
), placed as (
    select d.number, d.is_own, d.name, d.weight, l.span, {period} as period, {within} as within
    from dated d cross join ({lengths}) l
), matched as (
    select a.number as number_a, b.number as number_b, 1 as anytime, a.weighed * b.weight as likeness
    from (select g.* from given g where g.rank is not null) a join telling b on a.name = b.name
    where a.number < b.number or (not b.is_own and a.number > b.number)
    union all
    select a.number as number_a, b.number as number_b, 0 as anytime, a.weighed * b.weight as likeness
    from meeting a join placed b on a.name = b.name and a.span = b.span and a.period = b.period
    where (a.number < b.number or (not b.is_own and a.number > b.number))
        and (a.within is null or abs(a.within - b.within) > 1)
), counted as ({counted}
), shared as ({shared}
){kept}"""

_MATCHED = """
    select a.number as number_a, b.number as number_b, 1 as anytime, {product} as likeness
    from telling a join telling b on {same} and a.number < b.number {of_own}
    union all
    select least(a.number, b.number) as number_a, greatest(a.number, b.number) as number_b, 0 as anytime,
        {product} as likeness
    from rare a join beside b on {same} and a.span = b.span and a.period = b.period
    where (b.step = 1 or b.number < a.number) and (a.within is null or abs(a.within - b.within) > 1)"""

_COUNTED = """
    select m.number_a, m.number_b, count(*) as shared, cast(sum(m.anytime) as bigint) as anytime,
        cast(sum(m.likeness) as bigint) as likeness, cast(sum(m.likeness * m.anytime) as bigint) as anytime_likeness
    from matched m group by m.number_a, m.number_b having count(*) >= {terms}"""

_SHARED = """
    select least(a.article, b.article) as article_a, greatest(a.article, b.article) as article_b,
        c.shared, c.anytime, c.likeness, c.anytime_likeness
    from counted c join numbered a on a.number = c.number_a join numbered b on b.number = c.number_b"""

# Pairs that other things than terms find.
_OTHERS = """
    select p.article_a, p.article_b, cast(1 as bigint) as crowd from passages p where p.probability >= 0.5
    union all
    select c.article_a, c.article_b, c.crowd from story_crowds c"""
_OTHERS_OF_PORTION = """
    select n.article_a, n.article_b, n.crowd from numbered_others n
    where n.number between (select o.first from own o) and (select o.last from own o)"""

_KEPT = """, joined as (
    select s.article_a, s.article_b, s.shared, cast(1 as bigint) as crowd
    from shared s join story_shapes x on x.article = s.article_a join story_shapes y on y.article = s.article_b
    where (s.anytime >= {terms} and s.anytime_likeness >= {least} * cast({square} as bigint))
        or s.likeness >= {least_near} * cast({square} as bigint)
    union all
    select o.article_a, o.article_b, cast(0 as bigint) as shared, o.crowd from ({others}) o
)
select j.article_a, j.article_b, max(j.shared) as shared, max(j.crowd) as crowd from joined j
group by j.article_a, j.article_b"""

# Articles that have a term in a period which became common, or ceased to be.
_TOUCHED_BY_PERIODS = """
    select v.article from changed_common_periods c join story_vectors v on v.kind = c.kind and v.term = c.term
        join story_shapes s on s.article = v.article join ({lengths}) l on l.span = c.span
    where v.period_rank is not null and {period} = c.period"""


def common_periods_sql(settings: StoriesSettings) -> str:
    """Return the query of `common_periods`."""
    return _COMMON_PERIODS.format(placed=_placed(settings), cap=int(settings.max_term_articles))


def story_pairs_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_pairs`."""
    return _story_pairs(settings, number="row_number() over (order by s.article)")


def spread_story_pairs_sql(settings: StoriesSettings) -> str:
    """Return a query for the same rows in which no task has to number all articles."""
    return _story_pairs(settings, number="s.article")


def pairs_of_touched_sql(settings: StoriesSettings) -> str:
    """Return a query for the pairs that have an article in `touched`; tables of pairs hold those alone."""
    return _PAIRS_OF_TOUCHED.format(
        longest=_lengths(settings)[0],
        lengths=_lengths_sql(settings),
        period=_floor("d.minute", "l.minutes"),
        within=_floor("d.minute", "l.shorter"),
        tenths=_tenths_sql("o.kind"),
        **_ends(settings),
    )


def prepared_for_portions(settings: StoriesSettings) -> dict[str, str]:
    """Return what `pairs_of_portion_sql` reads: tables by name, in the order in which they are to be made."""
    return {
        "numbered": _NUMBERED,
        "named": _NAMED.format(tenths=_tenths_sql("t.kind")),
        "numbered_telling": _NUMBERED_TELLING,
        "numbered_rare": _NUMBERED_RARE.format(placed=_placed(settings)),
        "numbered_others": _NUMBERED_OTHERS.format(others=_OTHERS),
    }


def pairs_of_portion_sql(settings: StoriesSettings) -> str:
    """Return a query for the pairs whose earlier article has a number in `touched`, which holds a range of numbers.

    Those of all portions are all pairs, once.
    """
    own = "a.number <= (select o.last from own o)"
    return _PAIRS_OF_PORTION.format(
        longest=_lengths(settings)[0],
        matched=_MATCHED.format(same="a.name = b.name", product="a.weight * b.weight * a.tenths", of_own=f"and {own}"),
        **_ends(settings, others=_OTHERS_OF_PORTION),
    )


def touched_by_periods_sql(settings: StoriesSettings) -> str:
    """Return a query for the articles whose pairs changed rows of `common_periods` touch."""
    return _TOUCHED_BY_PERIODS.format(lengths=_lengths_sql(settings), period=_floor("s.minute", "l.minutes"))


def story_crowds_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_crowds`: a few pairs for each article of a big affair, as if drawn by lot.

    Thousands of articles that share names cannot all be compared with one another. In several orders, each by other
    digits of their ids, each article of a term is paired with the next. Of a term in *f* articles such a pair stands
    for *f* / (2 × orders) pairs at most, and averages are taken as over a sample (Horvitz and Thompson 1952). As
    frequencies are rounded down, *f* may be `_LONGEST_STEP` times as large.
    """
    orders = range(len(_CROWD_ORDERS))
    following = ", ".join(
        f"lead(m.article) over (partition by m.kind, m.term order by substr(m.article, {digit}), m.article) as next_{n}"
        for n, digit in enumerate(_CROWD_ORDERS)
    )
    chosen = f"case o.step {' '.join(f'when {n} then k.next_{n}' for n in orders)} end"
    each = " union all ".join(f"select {n} as step" for n in orders)
    return f"""
        with members as (
            select v.article, v.kind, v.term, v.frequency from story_vectors v where v.crowd_rank is not null
        ), followed as (
            select m.article, m.kind, m.term, m.frequency, {following} from members m
        ), steps as (
            select k.article, k.kind, k.term, k.frequency, {chosen} as other from followed k cross join ({each}) o
        ), pairs as (
            select distinct least(s.article, s.other) as article_a, greatest(s.article, s.other) as article_b,
                s.kind, s.term, s.frequency
            from steps s where s.other is not null
        )
        select p.article_a, p.article_b,
            greatest(1, cast(floor({_LONGEST_STEP} * max(p.frequency) / {2 * len(_CROWD_ORDERS)}) as bigint)) as crowd
        from pairs p group by p.article_a, p.article_b having count(*) >= {int(settings.min_shared_terms)}"""


def _story_pairs(settings: StoriesSettings, *, number: str) -> str:
    same = "a.kind = b.kind and a.term = b.term"
    matched = _MATCHED.format(same=same, product=_product_sql(), of_own="")
    return _STORY_PAIRS.format(number=number, placed=_placed(settings), matched=matched, **_ends(settings))


def _ends(settings: StoriesSettings, *, others: str = _OTHERS) -> dict[str, str]:
    """Return the parts that end each search for pairs."""
    terms, far = int(settings.min_shared_terms), FAR_LIKENESS // _PAIRING_SHARE
    kept = _KEPT.format(
        terms=terms,
        square=UNIT * UNIT,
        least=least_sql(settings, LEAST_LIKENESS // _PAIRING_SHARE, far),
        least_near=least_sql(settings, _PERIOD_LIKENESS, max(_PERIOD_LIKENESS, far)),
        others=others,
    )
    return {"counted": _COUNTED.format(terms=terms), "shared": _SHARED, "kept": kept}


def _placed(settings: StoriesSettings) -> str:
    period, within = _floor("s.minute", "l.minutes"), _floor("s.minute", "l.shorter")
    return _PLACED.format(lengths=_lengths_sql(settings), period=period, within=within)


def _lengths(settings: StoriesSettings) -> list[int]:
    """Return the lengths of periods in minutes, longest first: each divides the one before, so that periods nest."""
    shortest = max(1, far_minutes(settings) // max(_PERIOD_PARTS))
    return [shortest * (max(_PERIOD_PARTS) // part) for part in _PERIOD_PARTS]


def _lengths_sql(settings: StoriesSettings) -> str:
    """Return a query for the lengths of periods in minutes, each with the next shorter one."""
    minutes = _lengths(settings)
    shorter = [*(f"cast({each} as bigint)" for each in minutes[1:]), "cast(null as bigint)"]
    rows = zip(minutes, shorter, strict=True)
    return " union all ".join(
        f"select cast({span} as bigint) as span, cast({length} as bigint) as minutes, {next_one} as shorter"
        for span, (length, next_one) in enumerate(rows)
    )


def _floor(minutes: str, length: str) -> str:
    return f"cast(floor({minutes} / {length}) as bigint)"


def _product_sql() -> str:
    """Return SQL for what a term that a and b share adds to their likeness, in tenths times `UNIT` squared."""
    return f"a.weight * b.weight * {_tenths_sql('a.kind')}"


def _tenths_sql(kind: str) -> str:
    """Return SQL for what a kind of terms counts, in tenths."""
    tenths = " ".join(f"when '{name}' then {weight}" for name, weight in LIKENESS.items())
    return f"case {kind} {tenths} end"
