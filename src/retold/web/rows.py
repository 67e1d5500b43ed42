"""Rows of public tables about some articles, asked for in the stage tables where they stand.

A view joins its tables as wholes before it keeps a few articles. Here each table is asked for the same articles, and
their rows are put together in Python, as the views put them together. Evidence is most of what a row weighs, and is
left out unless it is wanted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from retold.aids import SURE
from retold.corpus import Corpus
from retold.opened import AMONG, ASSERTED
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
    if name not in _STAGED or not rows:
        return rows
    if name == "quotations":
        _look_up(corpus, rows, "quotation", "statement", "stage.statement_members")
    elif name == "events":
        _look_up(corpus, rows, "event", "claim", "stage.claim_members")
    else:
        place_variants(rows, _quoted(corpus, rows))
    return rows


def rows_by(
    corpus: Corpus, name: str, column: str, values: Sequence[str], *, unsure: bool = False, evidence: bool = False
) -> list[Row]:
    """Return the rows of public table `name` that have one of `values` in `column`.

    What a view takes from other tables is None in them.
    """
    if not values:
        return []
    declared = PUBLIC_TABLES[name]
    source, absent = _STAGED.get(name, (name, frozenset()))
    columns = [each for each in declared.schema.names if evidence or each != "evidence"]
    shown = ", ".join(f"null as {each}" if each in absent else f"x.{each}" for each in columns)
    condition, parameter = one_of(f"x.{column}", values)
    if not unsure and "probability" in columns:
        condition += f" and {SURE}"
    order = ", ".join(f"x.{each} nulls first" for each in declared.key)
    return corpus.rows(f"select {shown} from {source} x where {condition} order by {order}", [parameter])


def one_of(column: str, values: Sequence[str]) -> tuple[str, object]:
    """Return the condition that a column has one of the values, and what stands for its question mark."""
    return (f"{column} = ?", values[0]) if len(values) == 1 else (f"{column} in {AMONG}", list(values))


def _look_up(corpus: Corpus, rows: list[Row], key: str, column: str, members: str) -> None:
    """Fill in which group each row belongs to."""
    condition, parameter = one_of("m.article", sorted({row["article"] for row in rows}))
    found = corpus.rows(f"select m.{key}, m.article, m.{column} from {members} m where {condition}", [parameter])
    groups = {(row[key], row["article"]): row[column] for row in found}
    for row in rows:
        row[column] = groups.get((row[key], row["article"]))


def _quoted(corpus: Corpus, rows: list[Row]) -> list[Row]:
    """Return the quotations that may hold a variant."""
    condition, parameter = one_of("q.article", sorted({row["article"] for row in rows}))
    return corpus.rows(
        "select q.quotation, q.article, q.content, q.inside, q.probability from stage.family_quotations q"
        f" where q.inside is null and q.probability >= {ASSERTED} and {condition}",
        [parameter],
    )


def place_variants(rows: list[Row], quotations: Iterable[Row]) -> None:
    """Fill in the quotation around each variant: the least of those asserted that hold it whole, within no other."""
    pieces: dict[str, list[tuple[str, int, int]]] = defaultdict(list)
    for row in quotations:
        if row["inside"] is None and row["probability"] is not None and row["probability"] >= ASSERTED:
            pieces[row["article"]] += [(row["quotation"], each["begin"], each["end"]) for each in row["content"] or ()]
    for row in rows:
        begin, end = row["begin"], row["end"]
        around = (name for name, first, last in pieces[row["article"]] if first <= begin and end <= last)
        row["quotation"] = min(around, default=None)
