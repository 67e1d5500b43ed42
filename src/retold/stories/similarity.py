"""What an article's terms weigh, and how like two articles are: TF-IDF cosines per kind of term, in whole numbers.

Document frequencies are those of the store as it stands now (fresh ones beat those of another collection by points),
rounded so that one more article seldom changes them, and mixed with a prior for small stores (`background.py`).
Weights are whole numbers, so that sums in SQL are exact on every engine; only logarithms are taken in Python.
"""

from __future__ import annotations

from math import log

import pyarrow as pa

from retold.minutes import minute_sql
from retold.settings import StoriesSettings
from retold.stories.background import PSEUDO_ARTICLES, share_of
from retold.tables import CONTENT_ROLES, STAGE_TABLES

UNIT = 10_000  # weights and cosines are counted in ten-thousandths
KINDS = (("name", "names"), ("number", "numbers"), ("lead", "leads"))  # kinds of terms, and their likenesses
LIKENESS = {"name": 70, "number": 84, "lead": 92}  # tenths of the log-odds that a cosine of 1 adds: see `links.py`
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_COUNTED_KINDS = ("slot", "value", "day")  # told or not: they have no weight of their own and find no pairs
LEAST_LIKENESS = 30  # pairs less like than this, without a passage, cannot be linked whatever else
FAR_LIKENESS = 60  # pairs too many days apart for one happening can only follow one another, and must be liker
_SHARED = (("name", "shared_names"), ("number", "shared_numbers"), ("slot", "shared_slots"))  # kinds counted in pairs
_FINE_FREQUENCY = 64
_COARSE_COUNT = 1 << 14  # numbers of articles up to this are rounded to powers of four
_COSINE_STEP = 100  # cosines are told in hundredths: less decides nothing, and would pass every small change on
_LARGEST_POWER = 31  # frequencies beyond 2 to this are one
_LARGEST_COUNT = 32  # a term that stands more often in an article says no more by that
_MINUTES_A_DAY = 1_440
_PERIOD_MINUTES = 2 * _MINUTES_A_DAY
_BUSIEST = 2  # periods of a term that are left out where its usual frequency is asked for: an affair's first days
_QUARTERS = 4
_BURST_SHARE = 4  # a term is one of an affair when so many times fewer of its articles stand outside them than usual
_LEAST_BURST = 64  # terms of fewer articles find all their pairs
_LEAST_USUAL = 8  # a term of an affair weighs at most like one of a story of so many articles
_CROWD_TERMS = 12  # of an article, the heaviest, through which it meets others of a big affair


def count_steps() -> dict[int, int]:
    """Return what the number of articles is rounded to from which number on.

    It stands in every weight, and so a step touches every article. Small stores, whose terms are mixed with a prior,
    take powers of four, each from its half on; large ones powers of two, each from three quarters of it on: there a
    number that is twice too small makes common names say too little.
    """
    coarse = {(1 << power) // 2: 1 << power for power in range(2, _LARGEST_POWER, 2) if 1 << power <= _COARSE_COUNT}
    return coarse | {(3 << power) // 4: 1 << power for power in range(_LARGEST_POWER) if 1 << power > _COARSE_COUNT}


def frequency_steps() -> dict[int, int]:
    """Return the steps that frequencies of terms are rounded down to: powers of two to 64, powers of four beyond.

    One more article moves a term to its next step with a chance of about one in its frequency, and then touches every
    article that has it: the commoner the term, the longer its steps, and the less its weight depends on them.
    """
    fine = [1 << power for power in range(_LARGEST_POWER) if 1 << power <= _FINE_FREQUENCY]
    return {step: step for step in (*fine, *(1 << power for power in range(8, _LARGEST_POWER, 2)))}


def _rounded_sql(count: str, steps: dict[int, int]) -> str:
    """Return SQL that rounds `count` to one of `steps`: the value of the greatest one that it reaches."""
    cases = " ".join(f"when {count} >= {step} then {steps[step]}" for step in sorted(steps, reverse=True))
    return f"cast(case {cases} else 0 end as bigint)"


def article_counts_sql(settings: StoriesSettings) -> str:
    """Return the query of `article_counts`."""
    del settings
    return f"""
        with periods as (
            select {_period_sql("f.published")} as period, count(*) as articles from article_fields f
            where f.published is not null group by {_period_sql("f.published")}
        ), ranked as (
            select p.articles, row_number() over (order by p.articles desc, p.period) as place from periods p
        ), told as (
            select cast(sum(r.articles) as bigint) as dated,
                cast(sum(case when r.place > {_BUSIEST} then r.articles else 0 end) as bigint) as usual from ranked r
        )
        select {_rounded_sql("c.articles_in_all", count_steps())} as articles,
            coalesce(cast(floor({_QUARTERS}e0 * t.usual / t.dated) as bigint), 0) as usual_quarters
        from (select count(*) as articles_in_all from article_fields f) c cross join told t"""


def term_frequencies_sql(settings: StoriesSettings) -> str:
    """Return the query of `term_frequencies`.

    A term of a big affair is common for some days only: its `usual` frequency leaves out its two busiest periods.
    Without that an affair of thousands of articles would make its own names too common to tell anything.
    """
    del settings
    frequency = _rounded_sql("c.articles_having", frequency_steps())
    kinds = ", ".join(f"'{kind}'" for kind, _ in KINDS)
    return f"""
        with dated as (
            select f.article, {_period_sql("f.published")} as period from article_fields f
            where f.published is not null
        ), periods as (
            select x.kind, x.term, d.period, count(*) as articles
            from story_features x left join dated d on d.article = x.article
            where x.kind in ({kinds}) group by x.kind, x.term, d.period
        ), counted as (
            select p.kind, p.term, cast(sum(p.articles) as bigint) as articles_having from periods p
            group by p.kind, p.term
        ), ranked as (
            select p.kind, p.term, p.articles,
                row_number() over (partition by p.kind, p.term order by p.articles desc, p.period) as place
            from periods p join counted c on c.kind = p.kind and c.term = p.term
            where c.articles_having >= {_LEAST_BURST} and p.period is not null
        ), told as (
            select r.kind, r.term, cast(sum(r.articles) as bigint) as dated,
                cast(sum(case when r.place > {_BUSIEST} then r.articles else 0 end) as bigint) as usual
            from ranked r group by r.kind, r.term
        ), joined as (
            select c.kind, c.term, c.articles_having, e.articles, e.usual_quarters,
                case when t.usual * {_QUARTERS * _BURST_SHARE} < t.dated * e.usual_quarters
                    and t.dated * 2 > c.articles_having
                    then cast(floor({_QUARTERS}e0 * t.usual / e.usual_quarters) as bigint) end as usual
            from counted c cross join article_counts e left join told t on t.kind = c.kind and t.term = c.term
        )
        select c.kind, c.term, {frequency} as frequency, c.articles,
            case when c.usual is null then {frequency}
                else greatest({_LEAST_USUAL}, {_rounded_sql("c.usual", frequency_steps())}) end as usual
        from joined c"""


def term_weights(term_frequencies: pa.Table, *, settings: StoriesSettings) -> pa.Table:
    """Return what a term says where it stands once: inverse document frequency, store and prior mixed."""
    del settings
    columns = ("kind", "term", "usual", "articles")
    rows = zip(*(term_frequencies.column(name).to_pylist() for name in columns), strict=True)
    found = {name: term_frequencies.column(name) for name in ("kind", "term", "frequency", "usual")}
    found["weight"] = pa.array([round(_rarity(*row) * UNIT) for row in rows], pa.int64())
    schema = STAGE_TABLES["term_weights"].schema
    return pa.Table.from_arrays([found[name] for name in schema.names], names=schema.names).cast(schema)


def _rarity(kind: str, term: str, frequency: int, articles: int) -> float:
    having = frequency + PSEUDO_ARTICLES * share_of(kind, term)
    every = articles + PSEUDO_ARTICLES
    return log((1.0 + every) / (1.0 + min(having, every)))


def story_vectors_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_vectors`: each kind's weights have length 1, and its heaviest `max_terms` are kept.

    `rank` orders the terms that find pairs: those that at least two articles and not more than `max_term_articles`
    have, heaviest first; `crowd_rank` orders likewise those of a big affair. `period_rank` tells which of the heaviest
    `period_terms` are too common for that, and may find pairs within some days. What numbers count (`slot`), how many
    (`value`), and days of the week are there or not: each such term has the weight 1.
    """
    damped = " ".join(f"when {n} then {round((1.0 + log(n)) * UNIT)}" for n in range(1, _LARGEST_COUNT + 1))
    finds = f"n.frequency >= 2 and n.frequency <= {int(settings.max_term_articles)}"
    alone, crowds = "n.frequency < 2", f"n.crowds and not ({finds})"
    common = "r.frequency >= 2 and not r.finds and not r.crowds"
    counted = ", ".join(f"'{kind}'" for kind in _COUNTED_KINDS)
    return f"""
        with weighed as (
            select x.article, x.kind, x.term, w.frequency, w.usual < w.frequency as crowds, x.begin, x.end,
                cast(floor((case least(x.count, {_LARGEST_COUNT}) {damped} end) * w.weight / {UNIT} + 0.5) as bigint)
                as weight
            from story_features x join term_weights w on w.kind = x.kind and w.term = x.term
        ), sized as (
            select w.article, w.kind, w.term, w.frequency, w.crowds, w.begin, w.end, w.weight,
                cast(sum(w.weight * w.weight) over (partition by w.article, w.kind) as double) as square,
                row_number() over (partition by w.article, w.kind order by w.weight desc, w.term) as place
            from weighed w
        ), normal as (
            select s.article, s.kind, s.term, s.frequency, s.crowds, s.begin, s.end, cast(
                case when s.square > 0 then floor({UNIT} * s.weight / sqrt(s.square) + 0.5) else 0 end as bigint
                ) as weight
            from sized s where s.place <= {int(settings.max_terms)}
        ), ranked as (
            select n.article, n.kind, n.term, n.weight, n.frequency, n.crowds, n.begin, n.end, {finds} as finds,
                row_number() over (
                    partition by n.article, {finds}, {crowds} order by n.weight desc, n.kind, n.term
                ) - 1 as place,
                row_number() over (
                    partition by n.article, {alone}, {crowds} order by n.weight desc, n.kind, n.term
                ) - 1 as place_in_all
            from normal n
        )
        select r.article, r.kind, r.term, r.weight,
            case when r.finds and r.place < {int(settings.pair_terms)} then cast(r.place as bigint) end as rank,
            r.frequency, case when r.crowds and not r.finds and r.place < {_CROWD_TERMS} then cast(r.place as bigint)
                end as crowd_rank,
            case when r.place_in_all < {int(settings.period_terms)} and {common}
                then cast(r.place_in_all as bigint) end as period_rank,
            r.begin, r.end
        from ranked r
        union all
        select x.article, x.kind, x.term, cast({UNIT} as bigint) as weight, cast(null as bigint) as rank,
            cast(0 as bigint) as frequency, cast(null as bigint) as crowd_rank, cast(null as bigint) as period_rank,
            x.begin, x.end
        from story_features x where x.kind in ({counted})"""


def story_shapes_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_shapes`: an article's minute of publication, how much it tells, and of which days."""
    del settings
    days = " ".join(f"when x.kind = 'day' and x.term = '{day}' then {1 << place}" for place, day in enumerate(WEEKDAYS))
    roles = ", ".join(f"'{role}'" for role in CONTENT_ROLES)
    return f"""
        with contents as (
            select b.article, cast(sum(b.end - b.begin) as bigint) as characters
            from blocks b where b.role in ({roles}) group by b.article
        ), told as (
            select x.article, cast(sum(case when x.kind = 'name' then 1 else 0 end) as bigint) as names,
                cast(sum(case when x.kind = 'number' then 1 else 0 end) as bigint) as numbers,
                cast(sum(case {days} else 0 end) as bigint) as days
            from story_features x group by x.article
        )
        select f.article, {minute_sql("f.published")} as minute, coalesce(c.characters, 0) as characters,
            coalesce(t.names, 0) as names, coalesce(t.numbers, 0) as numbers, coalesce(t.days, 0) as days
        from article_fields f left join contents c on c.article = f.article left join told t on t.article = f.article"""


def _period_sql(time: str) -> str:
    return f"cast(floor({minute_sql(time)} / {_PERIOD_MINUTES}) as bigint)"


def far_minutes(settings: StoriesSettings) -> int:
    """Return how many minutes apart two articles are too far apart for one happening."""
    return round(settings.max_days_apart * _MINUTES_A_DAY)


def least_sql(settings: StoriesSettings, least: int, far: int) -> str:
    """Return SQL for the likeness that a pair with shapes x and y must have: more where many days lie between."""
    return f"case when abs(x.minute - y.minute) >= {far_minutes(settings)} then {far} else {least} end"


def story_similarities_sql(settings: StoriesSettings) -> str:
    """Return the query of `story_similarities`. Only whole numbers are summed.

    What is `apart` are the terms that each of the two has and the other lacks: of the text whose terms the other has
    best, so that a short text is not apart from the long one that tells all of it. A slot agrees where both texts fill
    it with the same number.
    """
    columns = [
        f"cast(max(case when k.kind = '{kind}' then k.terms else 0 end) as bigint) as {name}"
        for kind, name in (*_SHARED, ("value", "agreeing_slots"))
    ]
    for kind, name in KINDS:
        shared = {side: f"max(case when k.kind = '{kind}' then k.{side} else 0 end)" for side in ("product", "a", "b")}
        columns.append(f"{_told_sql(shared['product'])} as {name}")
        most = f"least(greatest({shared['a']}, {shared['b']}), {UNIT * UNIT})"
        columns.append(f"{UNIT} - {_told_sql(most)} as {name}_apart")
    weighed = " + ".join(f"{LIKENESS[kind]} * c.{name}" for kind, name in KINDS)
    named = ", ".join(f"coalesce(c.{name}, 0) as {name}" for _, name in KINDS)
    apart = ", ".join(f"coalesce(c.{name}_apart, {UNIT}) as {name}_apart" for _, name in KINDS)
    both = ", ".join(f"coalesce(c.{name}, 0) as {name}" for name in (*dict(_SHARED).values(), "agreeing_slots"))
    least = least_sql(settings, LEAST_LIKENESS, FAR_LIKENESS)
    # Pair and first article stand in each condition, so that no engine joins all articles that share a term, or all
    # terms of a pair, beforehand: the first article's id is always the lesser.
    return f"""
        with by_kind as (
            select p.article_a, p.article_b, a.kind, count(*) as terms,
                cast(sum(a.weight * b.weight) as bigint) as product,
                cast(sum(a.weight * a.weight) as bigint) as a, cast(sum(b.weight * b.weight) as bigint) as b
            from story_pairs p join story_vectors a on a.article = p.article_a
                join story_vectors b on b.article = case when a.article < p.article_b then p.article_b end
                    and b.kind = case when a.article < p.article_b then a.kind end
                    and b.term = case when a.article < p.article_b then a.term end
            group by p.article_a, p.article_b, a.kind
        ), cosines as (
            select k.article_a, k.article_b, {", ".join(columns)} from by_kind k group by k.article_a, k.article_b
        ), shared as (
            select p.article_a, p.article_b, cast(sum(p.end_a - p.begin_a) as bigint) as characters_a,
                cast(sum(p.end_b - p.begin_b) as bigint) as characters_b
            from passages p group by p.article_a, p.article_b
        ), within_a as ({_within_sql("a", "b")}), within_b as ({_within_sql("b", "a")})
        select p.article_a, p.article_b, {named}, {apart},
            coalesce(least(s.characters_a, s.characters_b), 0) as passage_characters,
            least(x.characters, y.characters) as content_characters,
            least(x.names, y.names) as told_names, least(x.numbers, y.numbers) as told_numbers, {both},
            coalesce(least(v.terms - v.found, w.terms - w.found), 0) as swapped,
            coalesce(least(v.found, w.found), 0) as kept,
            coalesce(least(v.numbers - v.found_numbers, w.numbers - w.found_numbers), 0) as swapped_numbers,
            coalesce(least(v.found_numbers, w.found_numbers), 0) as kept_numbers,
            coalesce(least(v.days - v.found_days, w.days - w.found_days), 0) as swapped_days,
            case when x.days = 0 or y.days = 0 then cast(0 as bigint) when (x.days & y.days) = 0 then cast(-1 as bigint)
                else cast(1 as bigint) end as named_days, p.crowd,
            abs(x.minute - y.minute) as minutes_apart
        from story_pairs p
            join story_shapes x on x.article = p.article_a join story_shapes y on y.article = p.article_b
            left join cosines c on c.article_a = p.article_a and c.article_b = p.article_b
            left join shared s on s.article_a = p.article_a and s.article_b = p.article_b
            left join within_a v on v.article_a = p.article_a and v.article_b = p.article_b
            left join within_b w on w.article_a = p.article_a and w.article_b = p.article_b
        where s.article_a is not null or {weighed} >= {least} * {UNIT}"""


def _within_sql(side: str, other: str) -> str:
    """Return SQL that counts names, numbers and days first told in shared passages, and those that the other text has.

    What the other tells only beyond the passage, it does not tell there: so a background that repeats the figures of
    the happening before does not hide that the passage tells others.
    """
    return f"""
        select p.article_a, p.article_b, count(case when t.kind <> 'day' then t.term end) as terms,
            count(case when t.kind <> 'day' then o.term end) as found,
            count(case when t.kind = 'number' then t.term end) as numbers,
            count(case when t.kind = 'number' then o.term end) as found_numbers,
            count(case when t.kind = 'day' then t.term end) as days,
            count(case when t.kind = 'day' then o.term end) as found_days
        from passages p join story_vectors t on t.article = p.article_{side}
            left join story_vectors o on o.article = p.article_{other} and o.kind = t.kind and o.term = t.term
                and coalesce(o.begin, 0) < p.end_{other}
        where t.kind in ('name', 'number', 'day') and t.begin >= p.begin_{side} and t.end <= p.end_{side}
        group by p.article_a, p.article_b"""


def _told_sql(products: str) -> str:
    """Return SQL for a sum of products of weights in ten-thousandths, cut to hundredths."""
    return f"cast(floor({products} / {UNIT * _COSINE_STEP}) as bigint) * {_COSINE_STEP}"
