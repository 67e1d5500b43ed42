"""Rows of public tables about some articles, asked for in the stage tables where they stand.

A view joins its tables as wholes before it keeps a few articles. Here each table is asked for the same articles, and
their rows are put together in Python, as the views put them together; where packs stand beside a large store they are
in these. Evidence is most of what a row weighs, and is left out unless it is wanted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from retold.aids import SURE
from retold.corpus import Corpus
from retold.opened import AMONG, is_sure
from retold.packed import DECLARED
from retold.packs import place_of
from retold.public_tables import PUBLIC_TABLES

Row = dict[str, Any]

# Where the rows of a view stand, and the columns that it takes from other tables.
_STAGED: dict[str, tuple[str, frozenset[str]]] = {
    "quotations": ("stage.spoken_quotations", frozenset(("statement",))),
    "events": ("stage.attributed_events", frozenset(("claim",))),
    "variants": ("stage.variants", frozenset(("quotation",))),
}


def rows_about(
    corpus: Corpus, name: str, articles: Sequence[str], *, unsure: bool = False, evidence: bool = False
) -> list[Row]:
    """Return the rows of public table `name` about `articles`, in the order of its key.

    Without `evidence` that column is left out; with `unsure`, rows below a probability of .5 are there too.
    """
    rows = rows_by(corpus, name, "article", articles, unsure=unsure, evidence=evidence)
    _join(corpus, name, rows)
    return rows


def marked_rows(
    corpus: Corpus, name: str, article: str, entities: Mapping[str, str], *, unsure: bool = False
) -> list[Row]:
    """Return the rows of a public table that are marked in an article's text, with the `reasons` for each.

    Reasons are the kinds and weights of its evidence. Mentions have no ids, and come in the order of these; `entities`
    are those of the article's actors that are known under another id than their own.
    """
    columns = [each for each in PUBLIC_TABLES[name].schema.names if each not in {"evidence", "mention"}]
    found = [row for row in corpus.about(f"marked_{name}", [article]) if unsure or is_sure(row)]
    rows = [{each: row.get(each) for each in (*columns, "reasons")} for row in found]
    if name == "mentions":
        for row, marked in zip(rows, found, strict=True):
            actor = marked["actor"]
            row["entity"] = None if actor is None else entities.get(actor, f"e{actor}")
    _join(corpus, name, rows)
    return rows


def rows_by(
    corpus: Corpus, name: str, column: str, values: Sequence[str], *, unsure: bool = False, evidence: bool = False
) -> list[Row]:
    """Return the rows of public table `name` that have one of `values` in `column`.

    What a view takes from other tables is None in them.
    """
    if not values:
        return []
    public = PUBLIC_TABLES[name]
    columns = [each for each in public.schema.names if evidence or each != "evidence"]
    packed = DECLARED.get(name)
    if packed is None or packed.key != column or (evidence and "evidence" not in packed.columns):
        return _asked(corpus, name, column, values, columns, unsure=unsure)
    found = corpus.about(name, values)
    rows = [{each: row.get(each) for each in columns} for row in found if unsure or is_sure(row)]
    return sorted(rows, key=lambda row: place_of(row, public.key)) if packed.in_all != public.key else rows


def _asked(
    corpus: Corpus, name: str, column: str, values: Sequence[str], columns: Sequence[str], *, unsure: bool
) -> list[Row]:
    """Return rows of a public table from the store itself."""
    source, absent = _STAGED.get(name, (name, frozenset()))
    shown = ", ".join(f"null as {each}" if each in absent else f"x.{each}" for each in columns)
    condition, parameter = one_of(f"x.{column}", values)
    if not unsure and "probability" in columns:
        condition += f" and {SURE}"
    order = ", ".join(f"x.{each} nulls first" for each in PUBLIC_TABLES[name].key)
    return corpus.rows(f"select {shown} from {source} x where {condition} order by {order}", [parameter])


def whole_articles(corpus: Corpus, articles: Sequence[str]) -> list[Row]:
    """Return the rows of public table `articles` about some of them."""
    texts = {row["article"]: row for row in corpus.about("texts", articles)}
    fields = corpus.about("article_fields", articles)
    superseded = _superseded(corpus, fields)
    return [{**row, **texts[row["article"]], "latest": row["article"] not in superseded} for row in fields]


def is_latest(corpus: Corpus, row: Row) -> bool:
    """Tell whether an article is the newest version of its page, as the table `articles` does."""
    if corpus.has_packs and not corpus.about("page_shared", [row["article"]]):
        return True
    return not _superseded(corpus, [row])


def _superseded(corpus: Corpus, rows: Sequence[Row]) -> set[str]:
    """Return those of some articles of whose pages there are newer versions."""
    pages = {row["article"]: row["page"] for row in rows if row["page"] is not None}
    newest = corpus.rows(
        f"with versions as (select g.* from stage.article_fields g where g.page in {AMONG}) select v.article"
        " from versions v left join (select r.article, max(r.retrieved) as retrieved from stage.readings r"
        " where r.article in (select w.article from versions w) group by r.article) l on l.article = v.article"
        " qualify row_number() over (partition by v.page order by coalesce(v.modified, v.published) desc nulls last,"
        " l.retrieved desc nulls last, v.article desc) = 1",
        [sorted({*pages.values()})],
    )
    return pages.keys() - {row["article"] for row in newest}


def is_asserted(row: Row) -> bool:
    """Tell whether a row has a probability of .5 or more."""
    return row["probability"] is not None and is_sure(row)


def one_of(column: str, values: Sequence[str]) -> tuple[str, object]:
    """Return the condition that a column has one of the values, and what stands for its question mark."""
    return (f"{column} = ?", values[0]) if len(values) == 1 else (f"{column} in {AMONG}", list(values))


def _join(corpus: Corpus, name: str, rows: list[Row]) -> None:
    """Fill in what the view of a table takes from other tables."""
    if name == "quotations":
        _look_up(corpus, rows, "quotation", "statement", "statement_members")
    elif name == "events":
        _look_up(corpus, rows, "event", "claim", "claim_members")
    elif name == "variants" and rows:
        place_variants(rows, corpus.about("family_quotations", _articles(rows)))


def _articles(rows: Iterable[Row]) -> list[str]:
    return sorted({row["article"] for row in rows})


def _look_up(corpus: Corpus, rows: list[Row], key: str, column: str, members: str) -> None:
    """Fill in which group each row belongs to."""
    found = corpus.about(members, _articles(rows))
    groups = {(row[key], row["article"]): row[column] for row in found}
    for row in rows:
        row[column] = groups.get((row[key], row["article"]))


def place_variants(rows: list[Row], quotations: Iterable[Row]) -> None:
    """Fill in the quotation around each variant: the least of those asserted that hold it whole, within no other."""
    pieces: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in quotations:
        if row["inside"] is None and is_asserted(row):
            pieces[row["article"]] += [(row["quotation"], each["begin"], each["end"]) for each in row["content"] or ()]
    for row in rows:
        begin, end = row["begin"], row["end"]
        around = (name for name, first, last in pieces[row["article"]] if first <= begin and end <= last)
        row["quotation"] = min(around, default=None)
