"""What an outlet repeats: paragraphs under many of its headlines that other outlets do not run.

A footer on every page would join all of an outlet's articles into one family. It is learnt from the corpus and set
aside before texts are compared; `blocks` stays as it is. A text copied many times is no boilerplate: its copies have
one headline, or stand in several outlets.
"""

from __future__ import annotations

import pyarrow as pa

from retold.ids import content_hash
from retold.reuse.words import content_by_article
from retold.settings import ReuseSettings
from retold.spans import Span, merged
from retold.tables import STAGE_TABLES

_LEAST_WORDS = 3  # a shorter line shares no n-gram by itself
_SURE_LINK = 0.8  # a line that is a link with a lower probability is compared: what nobody else runs joins nothing
_OTHERS = 8  # a paragraph that others run under one in so many headlines is not the outlet's own
_MAX_POWER = 30  # counts are rounded down to powers of two up to 2 to the thirtieth

# Where each article stands: its outlet, or its web host where no outlet is stated.
ARTICLE_SITES_SQL = """
select f.article, coalesce(f.title, f.page, f.article) as headline,
    coalesce(f.outlet, nullif(regexp_extract(f.url, '^[a-z]+://([^/:]+)', 1), '')) as site
from article_fields f
"""

_SITE_SIZES = """
select s.site, {whole} as headlines from (
    select x.site, count(distinct x.headline) as headlines from article_sites x where x.site is not null group by x.site
) s
"""

_OUTLET_BOILERPLATE = """
with held as (
    select s.site, p.paragraph, count(distinct s.headline) as headlines
    from paragraphs p join article_sites s on s.article = p.article
    where s.site is not null group by s.site, p.paragraph
),
everywhere as (
    select h.paragraph, cast(sum(h.headlines) as bigint) as headlines from held h group by h.paragraph
),
counted as (
    select h.site, h.paragraph, {own} as articles, {others} as elsewhere, s.headlines as whole
    from held h
    join site_sizes s on s.site = h.site
    join everywhere e on e.paragraph = h.paragraph
)
select c.site, c.paragraph, c.articles
from counted c
where c.articles >= {least} and c.articles * {share} >= c.whole and c.elsewhere * {limit} <= c.articles
"""

_SET_ASIDE = """
select p.article, p.begin, p.end
from paragraphs p
join article_sites s on s.article = p.article
join outlet_boilerplate b on b.site = s.site and b.paragraph = p.paragraph
"""


def paragraphs(texts: pa.Table, blocks: pa.Table, *, settings: ReuseSettings) -> pa.Table:  # noqa: ARG001 - every stage takes its settings
    """List the lines of each article's content, but those of one or two words, with a hash of their words."""
    content = content_by_article(blocks)
    rows: list[tuple[str, int, int, str]] = []  # tuples, not dicts: every line of every article
    for article, text in zip(texts.column("article").to_pylist(), texts.column("text").to_pylist(), strict=True):
        for span in content.get(article, []):
            for line in _lines(text, span):
                words = text[line.begin : line.end].casefold().split()
                if len(words) >= _LEAST_WORDS:
                    rows.append((article, line.begin, line.end, content_hash(" ".join(words))))
    schema = STAGE_TABLES["paragraphs"].schema
    columns = zip(*rows, strict=True) if rows else [()] * len(schema)
    return pa.Table.from_arrays(
        [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
    )


def _lines(text: str, span: Span) -> list[Span]:
    lines: list[Span] = []
    begin = span.begin
    while begin < span.end:
        end = text.find("\n", begin, span.end)
        end = span.end if end < 0 else end
        if end > begin:
            lines.append(Span(begin, end))
        begin = end + 1
    return lines


def site_sizes_sql(settings: ReuseSettings) -> str:  # noqa: ARG001 - every query is a function of its settings
    """Return the query of `site_sizes` over `article_sites`: headlines, rounded down to a power of two."""
    return _SITE_SIZES.format(whole=_rounded("s.headlines"))


def outlet_boilerplate_sql(settings: ReuseSettings) -> str:
    """Return the query of `outlet_boilerplate` over `paragraphs`, `article_sites` and `site_sizes`, all rounded."""
    return _OUTLET_BOILERPLATE.format(
        own=_rounded("h.headlines"),
        others=_rounded("(e.headlines - h.headlines)"),
        least=settings.min_boilerplate_articles,
        share=settings.boilerplate_one_in,
        limit=_OTHERS,
    )


def set_aside_sql(settings: ReuseSettings) -> str:  # noqa: ARG001 - every query is a function of its settings
    """Return the query of `set_aside` over `paragraphs`, `article_sites` and `outlet_boilerplate`."""
    return _SET_ASIDE


def _rounded(count: str) -> str:
    """SQL for a count rounded down to a power of two, by integer thresholds: no logarithm, no float."""
    cases = " ".join(f"when {count} >= {1 << power} then {1 << power}" for power in range(_MAX_POWER, -1, -1))
    return f"case {cases} else 0 end"


def reuse_content(blocks: pa.Table, set_aside: pa.Table, *, settings: ReuseSettings) -> pa.Table:  # noqa: ARG001 - every stage takes its settings
    """Return the stretches of each article that are compared: content and doubtful links, less what was set aside."""
    aside: dict[str, list[Span]] = {}
    for row in set_aside.to_pylist():
        aside.setdefault(row["article"], []).append(Span(row["begin"], row["end"]))
    rows = []
    for article, spans in sorted(_compared(blocks).items()):
        kept = _without(spans, aside.get(article, []))
        rows.append({"article": article, "spans": [{"begin": s.begin, "end": s.end} for s in kept]})
    return STAGE_TABLES["reuse_content"].rows(rows)


def _compared(blocks: pa.Table) -> dict[str, list[Span]]:
    """The content of each article with the lines that are perhaps links: in hard-wrapped text they are often prose."""
    found = content_by_article(blocks)
    columns = (blocks.column(name).to_pylist() for name in ("article", "begin", "end", "role", "probability"))
    for article, begin, end, role, probability in zip(*columns, strict=True):
        if role == "link" and probability is not None and probability < _SURE_LINK:
            found.setdefault(article, []).append(Span(begin, end))
    return {article: merged(spans) for article, spans in found.items()}


def _without(spans: list[Span], aside: list[Span]) -> list[Span]:
    """Cut the spans of `aside` (disjoint, each within one of `spans`) out of `spans` (in order)."""
    left: list[Span] = []
    cuts = sorted(aside)
    place = 0
    for span in spans:
        begin = span.begin
        while place < len(cuts) and cuts[place].begin < span.end:
            if cuts[place].begin > begin:
                left.append(Span(begin, cuts[place].begin))
            begin = cuts[place].end
            place += 1
        if begin < span.end:
            left.append(Span(begin, span.end))
    return left


def spans_by_article(reuse_content: pa.Table) -> dict[str, list[Span]]:
    """Return the stretches of each article as spans."""
    pairs = zip(reuse_content.column("article").to_pylist(), reuse_content.column("spans").to_pylist(), strict=True)
    return {article: [Span(span["begin"], span["end"]) for span in spans] for article, spans in pairs}
