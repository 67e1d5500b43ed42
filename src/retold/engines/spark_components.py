"""Connected components by SQL loops: alternating large-star and small-star, for edges that fit on no one machine.

Kiveris and others, "Connected Components in MapReduce and Beyond" (SoCC 2014). Every step is a join and a minimum, so
a node with a tenth of all edges is summed up before it travels. Each round is written down: what an executor that dies
has lost is read again, and plans do not grow with the rounds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from retold.engines.spark_folder import Folder

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# Edges point from the greater node to the lesser one.
_EDGES = """
select distinct greatest(e.a, e.b) as node, least(e.a, e.b) as towards from {edges} e where e.a <> e.b
"""
# Each node's greater neighbours are tied to its least neighbour (or to itself).
_LARGE_STAR = """
with both_ways as (
    select e.node as a, e.towards as b from {edges} e union all select e.towards as a, e.node as b from {edges} e
),
least_ones as (
    select w.a, least(w.a, min(w.b)) as top from both_ways w group by w.a
)
select distinct w.b as node, m.top as towards from both_ways w join least_ones m on m.a = w.a
where w.b > w.a and w.b <> m.top
"""
# Each node and its lesser neighbours are tied to the least of these.
_SMALL_STAR = """
with least_ones as (
    select e.node, min(e.towards) as top from {edges} e group by e.node
)
select distinct s.node, s.towards from (
    select m.node, m.top as towards from least_ones m
    union all
    select e.towards as node, m.top as towards from {edges} e join least_ones m on m.node = e.node
    where e.towards <> m.top
) s
"""
# Stars: each node points to one other, and to none that points on.
_UNFINISHED = """
select 1 as found from (select e.node from {edges} e group by e.node having count(*) > 1) s
union all
select 1 as found from {edges} e join {edges} f on f.node = e.towards
limit 1
"""


def component_names(session: SparkSession, folder: Folder, name: str, edges: str) -> DataFrame:
    """Return (`node`, `towards`): for each node of view `edges` (columns a, b) that is not its component's least one,
    that least one. `name` tells the work of one stage from that of another.
    """
    places = [f"{name}.edges_0", f"{name}.edges_1"]  # a round reads one and writes the other
    _write(session, folder, places[0], _EDGES.format(edges=edges))
    turn = 0
    while session.sql(_UNFINISHED.format(edges="edges_now")).take(1):
        for step in (_LARGE_STAR, _SMALL_STAR):
            turn = 1 - turn
            _write(session, folder, places[turn], step.format(edges="edges_now"))
    return session.table("edges_now")


def _write(session: SparkSession, folder: Folder, place: str, query: str) -> None:
    path = folder.for_spark(place)
    session.sql(query).write.mode("overwrite").parquet(path)
    session.read.schema("node string, towards string").parquet(path).createOrReplaceTempView("edges_now")
