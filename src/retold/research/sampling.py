"""Blind samples of a table: which of its rows are judged.

Rows are drawn within strata by a hash of their key and a seed, so that the same table gives the same sample, and a row
that comes or goes moves no other row.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import pyarrow as pa

from retold.corpus import Corpus
from retold.errors import UsageError
from retold.export.tables import json_rows
from retold.listings import Only, listing
from retold.opened import ASSERTED
from retold.public_tables import PUBLIC_TABLES

SAMPLED = ("quotations", "statements", "derivations", "variants", "mentions", "entities", "events", "times", "passages")


@dataclass(frozen=True, slots=True)
class Item:
    """One row that is to be judged: its number on the sheets, its stratum, its row of the listing."""

    item: str
    stratum: str
    is_asserted: bool
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sample:
    """A sample of a table: its items in the order of the sheets, and how many rows each stratum has in all.

    Strata of rows below a probability of .5 end in " (below .5)": nothing is asserted of them.
    """

    table: str
    by: tuple[str, ...]
    seed: int
    snapshot: str
    strata: Mapping[str, int]
    items: tuple[Item, ...]


def draw(
    corpus: Corpus, table: str, *, count: int, by: Sequence[str] = (), seed: int = 0, unsure: bool = False
) -> Sample:
    """Return `count` rows of a public table, shared out among the strata of columns `by` in proportion, one at least.

    With `unsure`, rows below a probability of .5 are strata of their own, for estimating what is missed among them.
    Raises `UsageError` for a table or column that cannot be sampled.
    """
    if table not in SAMPLED:
        raise UsageError(f"{table}: nothing to judge there. Expected one of: {', '.join(SAMPLED)}")
    rows = list(json_rows(_with_outlet(corpus, listing(corpus, table, Only(unsure=unsure)))))
    known = set(rows[0]) if rows else {*PUBLIC_TABLES[table].schema.names, "outlet"}
    missing = [column for column in by if column not in known]
    if missing:
        raise UsageError(f"--by {missing[0]}: no such column of {table}. Expected some of: {', '.join(sorted(known))}")
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        groups.setdefault(_stratum(row, by), []).append(row)
    shares = shared_out({name: len(group) for name, group in groups.items()}, count)
    drawn = [
        (name, row)
        for name in sorted(groups)
        for row in sorted(groups[name], key=lambda row: _draw(table, row, seed))[: shares[name]]
    ]
    drawn.sort(key=lambda pair: _draw(table, pair[1], seed + 1))  # strata are mixed on the sheets
    items = tuple(
        Item(f"{number:04d}", name, not name.endswith(_BELOW), row) for number, (name, row) in enumerate(drawn, start=1)
    )
    sizes = {name: len(groups[name]) for name in sorted(groups)}
    return Sample(table, tuple(by), seed, corpus.snapshot, sizes, items)


_BELOW = " (below .5)"


def _with_outlet(corpus: Corpus, rows: pa.Table) -> pa.Table:
    """Add the outlet of each row's article."""
    if "article" not in rows.schema.names or "outlet" in rows.schema.names:
        return rows
    names = corpus.ask("select f.article, f.outlet from stage.article_fields f")
    outlets = dict(zip(*(column.to_pylist() for column in names.columns), strict=True))
    column = pa.array([outlets.get(article) for article in rows.column("article").to_pylist()], pa.string())
    return rows.append_column("outlet", column)


def _stratum(row: Mapping[str, Any], by: Sequence[str]) -> str:
    name = ", ".join(str(row[column] if row[column] is not None else "not stated") for column in by) or "all"
    probability = row.get("probability")
    return name + (_BELOW if probability is not None and probability < ASSERTED else "")


def _draw(table: str, row: Mapping[str, Any], seed: int) -> tuple[bytes, str]:
    key = json.dumps([row[column] for column in PUBLIC_TABLES[table].key], ensure_ascii=False)
    return blake2b(f"{seed}\0{key}".encode(), digest_size=8).digest(), key


def shared_out(sizes: Mapping[str, int], count: int) -> dict[str, int]:
    """Share `count` out among strata in proportion to their sizes, one at least to each, never more than it has.

    Largest remainders first (Hamilton's method); ties by name.

    >>> shared_out({"a": 90, "b": 9, "c": 1}, 10)
    {'a': 7, 'b': 2, 'c': 1}
    """
    wanted = min(count, sum(sizes.values()))
    shares = {name: min(1, size) for name, size in sizes.items()}
    left = wanted - sum(shares.values())
    whole = sum(size - shares[name] for name, size in sizes.items())
    if left <= 0 or not whole:
        return shares
    exact = {name: left * (size - shares[name]) / whole for name, size in sizes.items()}
    for name in shares:
        shares[name] += int(exact[name])
    rest = wanted - sum(shares.values())
    for name in sorted(exact, key=lambda name: (int(exact[name]) - exact[name], name))[:rest]:
        shares[name] += 1
    return shares
