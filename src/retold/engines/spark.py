"""The Spark engine: the four shapes over Parquet tables, for more articles than one machine takes.

The same stage functions and the same SQL as in the local engine; only how rows reach a function differs. Each stage's
table is written to the folder and read from there, so that a lost executor costs its tasks alone, and a build that was
stopped goes on where it stood.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from retold.engines.spark_components import PAIRS_HERE, component_names
from retold.engines.spark_folder import TableFolder
from retold.engines.spark_session import spark_schema, without_words_on_pandas
from retold.engines.spark_tasks import REJECTED, group_function, map_function, table_column, written_schema
from retold.errors import PipelineError
from retold.reuse.candidates import spread_candidate_pairs_sql
from retold.settings import Settings
from retold.stage import Components, Group, Map, Query, Stage
from retold.stories.pairs import spread_story_pairs_sql
from retold.tables import STAGE_TABLES
from retold.versions import library_versions

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

# The same rows by another way: the shared SQL would put a stock phrase, or the ids, of millions of articles into one
# task.
SPREAD: dict[str, Callable[[Any], str]] = {
    "candidate_pairs": spread_candidate_pairs_sql,
    "story_pairs": spread_story_pairs_sql,
}
_KEY = "key_"  # prefix of the key's columns in the union of a group's tables


class SparkEngine:
    """Runs stages over tables of a folder, each a temporary view of one Spark session."""

    def __init__(self, session: SparkSession, folder: TableFolder, *, pairs_here: int = PAIRS_HERE) -> None:
        """Make an engine; components of at most `pairs_here` pairs are joined in this process."""
        self._session = session
        self._folder = folder
        self._pairs_here = pairs_here

    def show(self, name: str, stage: Stage | None = None) -> None:
        """Make a table of the folder known to queries by its name."""
        schema = STAGE_TABLES[name].schema if stage is None else written_schema(stage)
        table = self._session.read.schema(spark_schema(schema)).parquet(self._folder.for_spark(name))
        if REJECTED in table.columns:
            table = table.where(f"{REJECTED} is null")
        table.select(*(f"`{column}`" for column in STAGE_TABLES[name].schema.names)).createOrReplaceTempView(name)

    def run(self, stage: Stage, settings: Settings) -> None:
        """Run a stage, write its table to the folder and show it; a view is only shown."""
        shape = stage.shape
        if isinstance(shape, Map):
            result = self.map(stage, settings)
        elif isinstance(shape, Group):
            result = self.group(stage, settings)
        elif isinstance(shape, Components):
            result = self.components(stage)
        else:
            result = self.query(stage, settings)
        if not stage.stored:
            result.createOrReplaceTempView(stage.name)
            return
        result.write.mode("overwrite").parquet(self._folder.for_spark(stage.name))
        self.show(stage.name, stage)

    def map(self, stage: Stage, settings: Settings) -> DataFrame:
        """Run a `Map` stage over every row of its one table."""
        (name,) = stage.inputs()
        run = map_function(stage, stage.settings_of(settings), library_versions())
        # Without a number of parts: the session's, joined to fewer where there is little to do.
        parted = self._session.table(name).repartition(*(f"`{column}`" for column in STAGE_TABLES[name].key))
        with without_words_on_pandas():
            return parted.mapInArrow(run, spark_schema(written_schema(stage)))

    def group(self, stage: Stage, settings: Settings) -> DataFrame:
        """Run a `Group` stage: its tables in one union of struct columns, grouped once."""
        if not isinstance(stage.shape, Group):
            raise PipelineError(f"stage {stage.name} is no Group")
        shape, inputs = stage.shape, stage.inputs()
        union = self._session.sql(" union all ".join(_tagged(shape, inputs, place) for place in range(len(inputs))))
        run = group_function(stage, stage.settings_of(settings), library_versions())
        grouped = union.groupBy(*(f"{_KEY}{i}" for i in range(len(shape.by))))
        with without_words_on_pandas():
            return grouped.applyInArrow(run, spark_schema(written_schema(stage)))

    def query(self, stage: Stage, settings: Settings) -> DataFrame:
        """Run a `Query` stage."""
        if not isinstance(stage.shape, Query):
            raise PipelineError(f"stage {stage.name} is no Query")
        section = stage.settings_of(settings)
        spread = SPREAD.get(stage.name)
        result = self._session.sql(spread(section) if spread else stage.shape.text(section))
        declared = STAGE_TABLES[stage.name].schema
        if result.columns != declared.names:
            raise PipelineError(f"stage {stage.name} wrote {result.columns}, declared are {declared.names}")
        typed = zip(declared.names, _types(declared), strict=True)
        return result.selectExpr(*(f"cast(`{name}` as {type_}) as `{name}`" for name, type_ in typed))

    def components(self, stage: Stage) -> DataFrame:
        """Find connected components by SQL loops; each is named by its least node."""
        if not isinstance(stage.shape, Components):
            raise PipelineError(f"stage {stage.name} is no Components")
        shape = stage.shape
        pairs = " union all ".join(f"select x.{a} as a, x.{b} as b from {name} x" for name, a, b in shape.edges)
        given, found = f"{stage.name}_edges_given", f"{stage.name}_edges_found"  # stages run side by side
        self._session.sql(pairs).createOrReplaceTempView(given)
        named = component_names(self._session, self._folder, stage.name, given, pairs_here=self._pairs_here)
        named.createOrReplaceTempView(found)
        table, node = shape.nodes
        # Ends of pairs count as nodes, as in the local engine.
        return self._session.sql(
            f"select n.node as {shape.member}, concat('{shape.prefix}', coalesce(s.towards, n.node))"
            f" as {shape.component} from (select x.{node} as node from {table} x union select g.a from {given} g"
            f" union select g.b from {given} g) n left join {found} s on s.node = n.node"
        )


# Queries are put together as text: each function of a column would be a call to Java, which looks for it in all jars.


def _tagged(shape: Group, inputs: Sequence[str], place: int) -> str:
    """Return a query of the rows of one table with their key, in a struct column beside those of the other tables."""
    name = inputs[place]
    own = STAGE_TABLES[name].schema.names
    at, source = "x", f"{name} x"
    if not set(own).issuperset(shape.by):
        member = "article" if "article" in own else "article_a"
        if shape.via is None or member not in own:
            raise PipelineError(f"table {name} has no column {', '.join(shape.by)} and no way to it")
        at, source = "m", f"{name} x join {shape.via} m on m.article = x.{member}"
    columns = [f"{at}.{by} as {_KEY}{i}" for i, by in enumerate(shape.by)]
    for other, other_name in enumerate(inputs):
        schema = STAGE_TABLES[other_name].schema
        given = ", ".join(f"'{column}', x.`{column}`" for column in own)
        rows = f"named_struct({given})" if other == place else "null"
        fields = (f"`{column}`: {type_}" for column, type_ in zip(schema.names, _types(schema), strict=True))
        columns.append(f"cast({rows} as struct<{', '.join(fields)}>) as {table_column(other)}")
    return f"select {', '.join(columns)} from {source}"


def _types(schema: pa.Schema) -> list[str]:
    """Return the types of a table's columns as Spark's SQL writes them."""
    return [field.dataType.simpleString() for field in spark_schema(schema)]
