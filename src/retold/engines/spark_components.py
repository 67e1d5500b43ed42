"""Connected components of pairs: few are joined in this process, many by SQL loops over tables that fit on no machine.

The loops alternate large-star and small-star: Kiveris and others, "Connected Components in MapReduce and Beyond"
(SoCC 2014). Every step is a minimum, summed up before it travels, and a join in which no task gets all edges of a node.
Each round is written down: what an executor that dies has lost is read again, and plans do not grow with the rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from retold.engines.components import connected_components
from retold.engines.spark_folder import TableFolder

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PAIRS_HERE = 200_000  # so many take a second and 100 MB in this process, where a loop starts a dozen jobs
_HEAVY_EDGES = 10_000  # edges of one node, above which they are no single task's
_FOUND = pa.schema([("node", pa.string()), ("towards", pa.string())])

# Edges point from the greater node to the lesser one.
_EDGES = """
select distinct greatest(e.a, e.b) as node, least(e.a, e.b) as towards from {edges} e where e.a <> e.b
"""
# Each node is tied to the least neighbour of the one that it points to (to that one itself, where it is the least).
# Those that very many point to are few: they are sent to all tasks, and what points to them stays where it lies.
_LARGE_STAR = """
with least_ones as (
    select e.node, min(e.towards) as top from {edges} e group by e.node
),
heavy as (
    select e.towards from {edges} e group by e.towards having count(*) > {heavy}
),
heavy_tops as (
    select h.towards, coalesce(m.top, h.towards) as top from heavy h left join least_ones m on m.node = h.towards
),
light as (
    select /*+ broadcast(h) */ e.node, e.towards from {edges} e anti join heavy h on h.towards = e.towards
)
select distinct s.node, s.towards from (
    select /*+ broadcast(h) */ e.node, h.top as towards from {edges} e join heavy_tops h on h.towards = e.towards
    union all
    select e.node, coalesce(m.top, e.towards) as towards from light e left join least_ones m on m.node = e.towards
) s
"""
# Each node and those that it points to are tied to the least of these; nodes that point to very many likewise.
_SMALL_STAR = """
with least_ones as (
    select e.node, min(e.towards) as top from {edges} e group by e.node
),
heavy as (
    select e.node, min(e.towards) as top from {edges} e group by e.node having count(*) > {heavy}
),
light as (
    select /*+ broadcast(h) */ e.node, e.towards from {edges} e anti join heavy h on h.node = e.node
)
select distinct s.node, s.towards from (
    select m.node, m.top as towards from least_ones m
    union all
    select /*+ broadcast(h) */ e.towards as node, h.top as towards from {edges} e join heavy h on h.node = e.node
    where e.towards <> h.top
    union all
    select e.towards as node, m.top as towards from light e join least_ones m on m.node = e.node
    where e.towards <> m.top
) s
"""
# Stars: each node points to one other, and to none that points on.
_UNFINISHED = """
select 1 as found from (select e.node from {edges} e group by e.node having count(*) > 1) s
union all
select 1 as found from (select distinct e.towards from {edges} e) t join {edges} f on f.node = t.towards
limit 1
"""


def component_names(
    session: SparkSession, folder: TableFolder, name: str, edges: str, *, pairs_here: int = PAIRS_HERE
) -> DataFrame:
    """Return (`node`, `towards`): for each node of view `edges` (columns a, b) that is not its component's least one,
    that least one. `name` tells the work of one stage from that of another; more than `pairs_here` pairs are joined
    by the cluster.
    """
    few = session.sql(f"select e.a, e.b from {edges} e where e.a <> e.b limit {pairs_here + 1}").toArrow()
    if len(few) <= pairs_here:
        return session.createDataFrame(_joined_here(few))
    places = [f"{name}.edges_0", f"{name}.edges_1"]  # a round reads one and writes the other
    now = f"{name}_edges_now"
    _write(session, folder, places[0], _EDGES.format(edges=edges), now)
    turn = 0
    while session.sql(_UNFINISHED.format(edges=now)).take(1):
        for step in (_LARGE_STAR, _SMALL_STAR):
            turn = 1 - turn
            _write(session, folder, places[turn], step.format(edges=now, heavy=_HEAVY_EDGES), now)
    return session.table(now)


def _joined_here(pairs: pa.Table) -> pa.Table:
    found = connected_components([], zip(*(pairs.column(name).to_pylist() for name in ("a", "b")), strict=True))
    rows = sorted((node, least) for node, least in found.items() if node != least)
    return pa.Table.from_pylist([{"node": node, "towards": least} for node, least in rows], schema=_FOUND)


def _write(session: SparkSession, folder: TableFolder, place: str, query: str, view: str) -> None:
    path = folder.for_spark(place)
    session.sql(query).write.mode("overwrite").parquet(path)
    session.read.schema("node string, towards string").parquet(path).createOrReplaceTempView(view)
