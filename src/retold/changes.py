"""What a build has changed so far, and which keys of the next stage that touches.

For every table that changed, `changed_TABLE` (temporary) holds the ids and numbers of the rows that went and of those
that came, so that a row that moved touches its old key and its new one. A row that was computed again and came out
the same is no change: work stops where nothing differs. Tables that readers and users write are compared article by
article with what the last build saw; a table whose every row is new is changed as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import duckdb
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from retold.engines.engine import UNIT_SEPARATOR, Outcome
from retold.increments import INCREMENTS, Portions
from retold.pipeline import BASE_TABLES
from retold.schema import row_hash
from retold.settings import Settings
from retold.stage import Components, Group, Map, Query, Stage
from retold.store import Workspace
from retold.tables import STAGE_TABLES

_WORDS = frozenset({"text", "text_a", "text_b", "reading", "exemplar_reading"})  # long, and no key of anything
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)
Hashes = NDArray[np.uint64]
KEYS_AT_ONCE = 10_000
PORTION = 20_000  # keys of a query that finds its rows by portions
_MOST_SLICES = 20  # each looks through the tables whole: their number must not grow with the store
_BASE_KEY = "article"  # what readers and users write is kept by article


@dataclass(slots=True)
class Changes:
    """Which tables have changed in this build, in part or as a whole."""

    connection: duckdb.DuckDBPyConnection
    in_part: set[str] = field(default_factory=set)
    as_a_whole: set[str] = field(default_factory=set)

    def all_of(self, names: Sequence[str]) -> list[str]:
        """Return those of `names` that have changed."""
        return [name for name in names if name in self.in_part or name in self.as_a_whole]

    def record(self, name: str, query: str) -> int:
        """Keep the rows of `query` as those of table `name` that changed; return how many differ."""
        return self.record_rows(name, self.connection.sql(query).to_arrow_table())

    def record_rows(self, name: str, rows: pa.Table, *, distinct: bool = False) -> int:
        """Keep `rows` with those of table `name` that changed so far; return how many differ.

        `distinct`: no two of `rows` are alike. Otherwise, or where there are some already, that is looked at.
        """
        if name in self.in_part:
            rows = pa.concat_tables([self.connection.table(f"changed_{name}").to_arrow_table(), rows])
            distinct = False
        if not distinct:
            rows = rows.group_by(rows.schema.names, use_threads=False).aggregate([])
        if len(rows):
            self.connection.register(f"changed_{name}", rows)
            self.in_part.add(name)
        return len(rows)

    def record_whole(self, name: str) -> None:
        """Say that every row of a table may be another."""
        self.as_a_whole.add(name)

    def forget(self) -> None:
        """Drop what was kept."""
        for name in self.in_part:
            self.connection.unregister(f"changed_{name}")
        self.connection.unregister("touched")
        self.in_part.clear()
        self.as_a_whole.clear()


def linking_columns(name: str) -> list[str]:
    """Return the columns of a table that can lead to a key: its ids and numbers, not its words or lists."""
    columns = STAGE_TABLES[name].columns
    return [c.name for c in columns if c.type in (pa.string(), pa.int64()) and c.name not in _WORDS]


# ---------------------------------------------------------------- what readers and users wrote


def base_hashes_sql(name: str) -> str:
    """Return a query for the articles of a base table, each with a hash of its rows."""
    hashed = f"sum({row_hash(name)}::hugeint)::varchar as hash"
    return f"select x.{_BASE_KEY}, {hashed} from stage.{name} x group by x.{_BASE_KEY}"


def base_changes_sql(name: str) -> str:
    """Return a query for the articles of a base table that are not as the last build saw them."""
    return (
        f"select coalesce(n.{_BASE_KEY}, k.key) as {_BASE_KEY}, k.key is null as is_new, n.hash is null as is_gone"
        f" from ({base_hashes_sql(name)}) n full join"
        f" (select y.key, y.hash from stage.base_keys y where y.name = '{name}') k on k.key = n.{_BASE_KEY}"
        " where n.hash is distinct from k.hash"
    )


def find_base_changes(changes: Changes, names: Sequence[str]) -> None:
    """Record which articles of the base tables changed since the last build."""
    for name in names:
        seen = changes.connection.sql(f"select count(*) from stage.base_keys k where k.name = '{name}'").fetchall()
        if seen[0][0]:
            changes.record(name, f"select c.{_BASE_KEY} from ({base_changes_sql(name)}) c")
        elif changes.connection.sql(f"select count(*) from stage.{name}").fetchall()[0][0]:
            changes.record_whole(name)


def keep_base_keys(changes: Changes, names: Sequence[str]) -> None:
    """Write down what this build saw of the base tables."""
    for name in names:
        if name in changes.as_a_whole:
            changes.connection.execute("delete from stage.base_keys where name = ?", [name])
            changes.connection.execute(f"insert into stage.base_keys select '{name}', * from ({base_hashes_sql(name)})")
        elif name in changes.in_part:
            among = f"in (select c.{_BASE_KEY} from changed_{name} c)"
            changes.connection.execute(f"delete from stage.base_keys where name = '{name}' and key {among}")
            changes.connection.execute(
                f"insert into stage.base_keys select '{name}', h.* from ({base_hashes_sql(name)}) h"
                f" where h.{_BASE_KEY} {among}"
            )


# ---------------------------------------------------------------- which keys they touch


def touch(stage: Stage, settings: Settings, changes: Changes, *, retried: bool) -> int | None:
    """Make the table `touched` of the keys of a stage that changes touch; return how many, or None for all.

    `retried`: the units that were given up at the last build are touched too.
    """
    changed = changes.all_of(stage.depends_on())
    if any(name in changes.as_a_whole for name in changed):
        return None
    queries = _touching(stage, settings, changed)
    if queries is None:
        return None
    if retried:
        queries.append(_given_up_units(stage))
    if not queries:
        return 0
    every = " union ".join(f"({query})" for query in queries)
    touched = changes.connection.sql(f"select distinct * from ({every})").to_arrow_table()
    changes.connection.register("touched", touched)
    return len(touched)


def touched_columns(stage: Stage) -> tuple[str, ...]:
    """Return the columns of `touched` for a stage."""
    if isinstance(stage.shape, Map):
        return STAGE_TABLES[stage.inputs()[0]].key
    if isinstance(stage.shape, Group):
        return stage.shape.by
    if isinstance(stage.shape, Components):
        return ("node",)
    return INCREMENTS[stage.name].keys


def _touching(stage: Stage, settings: Settings, changed: Sequence[str]) -> list[str] | None:
    """Return queries for the keys that changed tables touch; None where they touch everything."""
    shape = stage.shape
    if isinstance(shape, Query):
        increment = INCREMENTS.get(stage.name)
        if increment is None or any(name not in increment.touches for name in changed):
            return None
        return [increment.touching(name, stage.settings_of(settings)) for name in changed]
    if isinstance(shape, Components):
        return _components_touched(stage.name, shape, changed)
    key = touched_columns(stage)
    via = shape.via if isinstance(shape, Group) else None
    if any(not _leads_to(name, key) for name in changed):
        return None
    return [_keys_query(name, key, via, f"changed_{name}") for name in changed]


def _leads_to(name: str, key: Sequence[str]) -> bool:
    """Tell whether what is known of a table's changed rows leads to a key: of base tables it is the article alone."""
    columns = STAGE_TABLES[name].schema.names
    return name not in BASE_TABLES or tuple(key) == (_BASE_KEY,) or not set(columns).issuperset(key)


def _keys_query(name: str, key: Sequence[str], via: str | None, rows: str) -> str:
    """Return a query for the keys of a group (or of a map's rows) that `rows` of a table belong to."""
    columns = STAGE_TABLES[name].schema.names
    if set(columns).issuperset(key):
        return f"select {', '.join(f'c.{column}' for column in key)} from {rows} c"
    named = ", ".join(f"m.{column}" for column in key)
    if "article" in columns:
        return f"select {named} from {via} m where m.article in (select c.article from {rows} c)"
    # A pair across two groups says nothing of either; one that was within a group is touched by what moved its end.
    same = " and ".join(f"n.{column} = m.{column}" for column in key)
    return (
        f"select {named} from {rows} c join {via} m on m.article = c.article_a"
        f" join {via} n on n.article = c.article_b and {same}"
    )


def keys_at_once(total: int) -> int:
    """Return how many of so many keys a stage is given at once."""
    return max(KEYS_AT_ONCE, -(-total // _MOST_SLICES))


def slices(stage: Stage, changes: Changes, *, held: bool = False) -> Iterator[int]:
    """Put all keys of a map or group, some at a time, into the table `touched`; yield how many there are in all.

    So a stage over a large store holds a part of its input in memory, never all. With `held`, also the keys that its
    table has rows of, whatever it reads now.
    """
    key, via = touched_columns(stage), stage.shape.via if isinstance(stage.shape, Group) else None
    queries = [_keys_query(name, key, via, f"stage.{name}") for name in stage.inputs()]
    if held:
        columns = _split_units("c", key) if keeps_units(stage) else ", ".join(f"c.{column}" for column in key)
        queries.append(f"select {columns} from stage.{stage.name} c")
    every = " union ".join(f"({query})" for query in queries)
    yield from _slices_of(changes, changes.connection.sql(f"select distinct * from ({every}) order by all"))


def touched_slices(changes: Changes) -> Iterator[int]:
    """Put the keys of table `touched` there some at a time; yield how many there are in all."""
    yield from _slices_of(changes, changes.connection.sql("select t.* from touched t order by all"))


def portions_of(changes: Changes, portions: Portions) -> Iterator[int]:
    """Put the keys of a query's portions into the table `touched`, some at a time; yield how many there are in all."""
    yield from _slices_of(changes, changes.connection.sql(portions.keys), portions.at_once(PORTION))


def _slices_of(changes: Changes, query: duckdb.DuckDBPyRelation, at_once: int | None = None) -> Iterator[int]:
    keys = query.to_arrow_table()
    at_once = at_once or keys_at_once(len(keys))
    for begin in range(0, len(keys), at_once):
        changes.connection.register("touched", keys.slice(begin, at_once))
        yield len(keys)


def _components_touched(name: str, shape: Components, changed: Sequence[str]) -> list[str]:
    """Return a query for all nodes that share a component, old or new, with a changed node or end of a pair."""
    ends = [f"select c.{shape.nodes[1]} as node from changed_{shape.nodes[0]} c"] if shape.nodes[0] in changed else []
    for table, *columns in shape.edges:
        if table in changed:
            ends += [f"select c.{column} as node from changed_{table} c" for column in columns]
    if not ends:
        return []
    found = " union ".join(ends)
    return [
        f"select n.node from ({found}) n",
        f"select o.{shape.member} as node from {name} o where o.{shape.component} in (select p.{shape.component}"
        f" from {name} p where p.{shape.member} in (select n.node from ({found}) n))",
    ]


def _given_up_units(stage: Stage) -> str:
    parts = _split_units("r", touched_columns(stage))
    return f"select {parts} from stage_rejections r where r.stage = '{stage.name}' and r.again"


def _split_units(at: str, columns: Sequence[str]) -> str:
    """Return the key's columns out of the name of a unit: the opposite of `unit_of`."""
    return ", ".join(
        f"string_split({at}.unit_key, '{UNIT_SEPARATOR}')[{place}] as {column}"
        for place, column in enumerate(columns, 1)
    )


# ---------------------------------------------------------------- putting rows in their place


def output_condition(stage: Stage) -> str:
    """Return the condition on rows `x` of a stage's table that belong to touched keys."""
    shape = stage.shape
    if isinstance(shape, Query):
        return INCREMENTS[stage.name].condition()
    if isinstance(shape, Components):
        return f"x.{shape.member} in (select t.node from touched t)"
    columns = touched_columns(stage)
    if keeps_units(stage):
        return f"x.unit_key in (select {unit_of('t', columns)} from touched t)"
    named, wanted = (", ".join(f"{at}.{column}" for column in columns) for at in ("x", "t"))
    return f"({named}) in (select {wanted} from touched t)"


def keeps_units(stage: Stage) -> bool:
    """Tell whether rows must say which unit they come from: their own columns do not."""
    own = STAGE_TABLES[stage.name].schema.names
    return isinstance(stage.shape, Map | Group) and not set(own).issuperset(touched_columns(stage))


def unit_of(at: str, columns: Sequence[str]) -> str:
    """Return an expression for the name of a unit, whose key stands in these columns of `at`."""
    return f" || '{UNIT_SEPARATOR}' || ".join(f"cast({at}.{column} as varchar)" for column in columns)


def splice(workspace: Workspace, changes: Changes, stage: Stage, outcome: Outcome, condition: str) -> tuple[int, int]:
    """Put a stage's new rows in the place of the old ones that meet `condition`; record what differs.

    Returns what that adds to the sum of the table's row hashes, and to its number of rows.
    """
    links = linking_columns(stage.name)
    named = ", ".join(f"x.{name}" for name in links)
    hashes = f"{row_hash(stage.name)} as __hash, hash({row_hash(stage.name)}, x.unit_key) as __unit_hash"
    units = outcome.units if keeps_units(stage) and outcome.units is not None else _no_units(len(outcome.table))
    fresh = outcome.table.append_column("unit_key", units)
    old = workspace.table(f"select {named}, {hashes}, x.rowid as __row from stage.{stage.name} x where {condition}")
    with workspace.lent(fresh) as incoming:
        new = workspace.table(f"select {named}, {hashes} from {incoming} x")
    is_new, is_gone = _differing(new.column("__unit_hash").to_numpy(), old.column("__unit_hash").to_numpy())
    added, gone = new.filter(pa.array(is_new)), old.filter(pa.array(is_gone))
    if not len(added) and not len(gone):
        return 0, 0
    differing = pa.concat_tables([added.select([*links, "__hash"]), gone.select([*links, "__hash"])])
    changes.record_rows(stage.name, differing.select(links), distinct=_tells_all(stage.name, differing))
    if len(gone):
        with workspace.lent(gone.select(["__row"])) as leaving:
            workspace.connection.execute(
                f"delete from stage.{stage.name} where rowid in (select l.__row from {leaving} l)"
            )
    if len(added):
        with workspace.lent(fresh.filter(pa.array(is_new))) as incoming:
            workspace.connection.execute(f"insert into stage.{stage.name} by name select * from {incoming}")
    return _sum(added) - _sum(gone), len(added) - len(gone)


def _tells_all(name: str, rows: pa.Table) -> bool:
    """Tell by their `__hash` that no two rows are alike in the columns that lead to keys, where these are all columns.

    To look at the hashes is several times quicker than to look at many columns of words.
    """
    if set(linking_columns(name)) != set(STAGE_TABLES[name].schema.names):
        return False
    return len(np.unique(rows.column("__hash").to_numpy())) == len(rows)


def _no_units(rows: int) -> pa.Array:
    return pa.nulls(rows, pa.string())


def _differing(new: Hashes, old: Hashes) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which rows of each side the other side does not have as often."""
    new_hashes, new_counts = np.unique(new, return_counts=True)
    old_hashes, old_counts = np.unique(old, return_counts=True)
    shared, at_new, at_old = np.intersect1d(new_hashes, old_hashes, assume_unique=True, return_indices=True)
    same = shared[new_counts[at_new] == old_counts[at_old]]
    return ~np.isin(new, same), ~np.isin(old, same)


def _sum(rows: pa.Table) -> int:
    """Return the sum of row hashes; Python's whole numbers do not overflow."""
    high, low = (rows.column("__hash").to_numpy() >> shift & _LOW for shift in (_HALF, np.uint64(0)))
    return (int(high.sum(dtype=np.uint64)) << int(_HALF)) + int(low.sum(dtype=np.uint64))
