"""The Spark engine: the four shapes, and the example corpus equal row for row to the local engine's."""

from __future__ import annotations

import importlib.util
import os
import random
import shutil
import sys
from dataclasses import replace
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner

from benchmarks.spark_equal import copy_unbuilt, differing_tables
from retold.cli import cli
from retold.cluster import Cluster, build_on_spark
from retold.engines import spark_session
from retold.engines.components import connected_components
from retold.engines.spark import SparkEngine
from retold.engines.spark_components import _EDGES, _LARGE_STAR, _SMALL_STAR, _UNFINISHED
from retold.engines.spark_folder import Folder
from retold.engines.spark_session import must_be_installed, one_line, session_on
from retold.engines.spark_tasks import declared_rows, difference
from retold.errors import PipelineError, UsageError
from retold.pipeline import STAGES
from retold.reuse.candidates import candidate_pairs_sql, spread_candidate_pairs_sql
from retold.settings import EngineSettings, ReuseSettings, Settings
from retold.stage import Components, Group, Map, Query, Stage
from retold.store import Workspace
from retold.tables import STAGE_TABLES
from tests.conftest import is_required

SETTINGS = Settings(engine=EngineSettings(workers=1, batch_rows=2))
WANTED = Cluster("local[2]")
# Compiling hundreds of small queries well takes longer than to run them badly.
QUICK_START = (
    "--driver-java-options '-XX:TieredStopAtLevel=1 -XX:+UseSerialGC'"
    " --conf spark.sql.codegen.wholeStage=false --conf spark.sql.codegen.factoryMode=NO_CODEGEN pyspark-shell"
)


@pytest.fixture(scope="module")
def spark():
    """One session for all tests; skipped, saying so, where Java or PySpark is absent."""
    absent = [name for name in ("pyspark", "pandas") if importlib.util.find_spec(name) is None]
    absent += [] if shutil.which("java") else ["java"]
    if absent:
        (pytest.fail if is_required() else pytest.skip)(f"not installed: {', '.join(absent)}")
    from pyspark import cloudpickle

    os.environ.setdefault("PYSPARK_SUBMIT_ARGS", QUICK_START)
    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers cannot import the tests
    with session_on(WANTED.master, batch_rows=SETTINGS.engine.batch_rows) as session:
        yield session


@pytest.fixture
def engine(spark, tmp_path):
    """Return a function that makes an engine over tables of these rows."""

    def holding(**tables):
        made = SparkEngine(spark, Folder(str(tmp_path)))
        for name, rows in tables.items():
            table = STAGE_TABLES[name].rows(rows)
            Folder(str(tmp_path)).write(name, table.to_batches(), table.schema)
            made.show(name)
        return made

    return holding


def rows_of(spark_frame):
    return [row.asDict(recursive=True) for row in spark_frame.collect()]


def texts(*contents):
    return [{"article": f"a{i}", "text": text, "text_hash": f"h{i}"} for i, text in enumerate(contents)]


def block(article, begin):
    return {"article": article, "begin": begin, "end": begin + 1, "role": "body"}


def grams(texts, blocks, *, settings):
    """Give one row an article, which tells in what order its blocks came; fail on some."""
    (row,) = texts.to_pylist()
    if "poison" in row["text"]:
        raise ValueError("poison")
    order = int("".join(str(block["begin"]) for block in blocks.to_pylist()) or 0)
    return STAGE_TABLES["grams"].rows([{"article": row["article"], "gram": order}])


def story_features(texts, *, settings):
    """Give one row a text."""
    rows = [{"article": row["article"], "kind": "name", "term": row["text"]} for row in texts.to_pylist()]
    return STAGE_TABLES["story_features"].rows(rows)


GRAMS = Stage("grams", Group(by=("article",)), grams, section="reuse")

# ---------------------------------------------------------------- the four shapes


@pytest.mark.slow
def test_a_group_sees_its_tables_in_the_order_of_their_keys(engine):
    """
    Spark has no order; one article has two blocks, the other none.
    """
    made = engine(texts=texts("one", "two"), blocks=[block("a0", 7), block("a0", 3)])

    found = sorted((row["article"], row["gram"], row["unit_key"]) for row in rows_of(made.group(GRAMS, SETTINGS)))

    assert [("a0", 37, "a0"), ("a1", 0, "a1")] == found


@pytest.mark.slow
def test_an_article_on_which_a_stage_fails_costs_that_article(engine):
    """
    Its rejection stands beside the rows of the others.
    """
    made = engine(texts=texts("one", "poison"), blocks=[])

    found = rows_of(made.group(GRAMS, SETTINGS))

    rejected = {"origin": "article a1", "reason": "stage failed", "detail": "grams: ValueError: poison"}
    assert [rejected] == [row["rejected"] for row in found if row["rejected"]]
    assert ["a0"] == [row["article"] for row in found if not row["rejected"]]


@pytest.mark.slow
def test_tables_without_the_key_reach_a_group_through_another(engine):
    """
    Two articles of one story are one group.
    """
    members = [{"article": name, "story": "s"} for name in ("a0", "a1")]
    stage = Stage("grams", Group(by=("story",), via="story_members"), grams_of_story, section="reuse")
    made = engine(texts=texts("one", "two"), story_members=members)

    assert [("s", 2)] == [(row["unit_key"], row["gram"]) for row in rows_of(made.group(stage, SETTINGS))]


def grams_of_story(texts, *, settings):
    """Count a story's texts."""
    return STAGE_TABLES["grams"].rows([{"article": "a", "gram": len(texts)}])


@pytest.mark.slow
def test_a_map_gives_each_row_of_each_batch_its_unit(engine):
    """
    Three rows are two batches.
    """
    stage = Stage("story_features", Map(), story_features, section="stories")
    made = engine(texts=texts("x", "y", "z"))

    found = sorted((row["term"], row["unit_key"]) for row in rows_of(made.map(stage, SETTINGS)))

    assert [("x", "a0"), ("y", "a1"), ("z", "a2")] == found


@pytest.mark.slow
def test_components_are_named_by_their_least_node(engine):
    """
    Nodes without a pair are components of their own.
    """
    rows = [{"article_a": a, "article_b": b, "score": 1.0} for a, b in (("a4", "a1"), ("a1", "a3"))]
    shape = Components(
        nodes=("texts", "article"),
        edges=(("story_edges", "article_a", "article_b"),),
        member="article",
        component="component",
        prefix="c",
    )
    made = engine(texts=texts(*"abcde"), story_edges=rows)

    found = {row["article"]: row["component"] for row in rows_of(made.components(Stage("story_components", shape)))}

    assert {"a0": "ca0", "a1": "ca1", "a2": "ca2", "a3": "ca1", "a4": "ca1"} == found


@pytest.mark.slow
def test_a_query_with_other_columns_than_declared_is_refused(engine):
    """
    The pipeline is wrong, and says so.
    """
    made = engine(texts=texts("one"))

    with pytest.raises(PipelineError, match="declared are"):
        made.query(Stage("grams", Query("select t.article from texts t", reads=("texts",))), SETTINGS)


# ---------------------------------------------------------------- whole stores


@pytest.fixture(scope="module")
def built(example_corpus, spark, tmp_path_factory):
    """The example corpus built on Spark, and the cluster whose folder keeps the tables."""
    folder = tmp_path_factory.mktemp("spark")
    cluster = Cluster(WANTED.master, str(folder / "kept"))
    store = copy_unbuilt(example_corpus, folder / "spark.duckdb")
    store.build(cluster=cluster)
    yield store, cluster
    store.close()


@pytest.mark.slow
def test_both_engines_give_the_same_tables(example_corpus, built):
    """
    Row for row, with what builds note of them.
    """
    store, _ = built

    assert {} == differing_tables(example_corpus.path, store.path)


@pytest.mark.slow
def test_either_engine_has_nothing_to_do_after_a_build_on_spark(built):
    """
    The store says what its tables were made from.
    """
    store, cluster = built

    assert ((), ()) == (store.build().ran, store.build(cluster=cluster).ran)


@pytest.mark.slow
def test_what_a_stopped_build_left_in_the_folder_is_taken(example_corpus, built, tmp_path):
    """
    Another build of the same articles runs no stored stage again.
    """
    _, cluster = built
    other = copy_unbuilt(example_corpus, tmp_path / "again.duckdb")

    ran = other.build(cluster=cluster).ran

    assert set() == {stage.name for stage in STAGES if stage.stored} & set(ran)
    assert {} == differing_tables(example_corpus.path, other.path)


# ---------------------------------------------------------------- without Spark


@pytest.mark.parametrize("seed", range(6))
def test_the_spread_query_finds_the_same_pairs(seed):
    """
    No task gets all articles of a common n-gram, and none is lost.
    """
    rng = random.Random(seed)
    ids = sorted({f"{rng.randrange(16**3):03x}" for _ in range(rng.choice([5, 40, 150]))})
    rows = [(a, g) for a in ids for g in range(30) if rng.random() < (1.0 if g < 3 else 0.3 if g < 9 else 0.04)]
    settings = replace(ReuseSettings(), max_gram_articles=rng.choice([1, 4, 10]), chain_neighbours=rng.choice([1, 3]))
    connection = duckdb.connect()
    connection.register("grams", pa.table({"article": [a for a, _ in rows], "gram": [g for _, g in rows]}))

    shared, spread = (sorted(connection.sql(sql(settings)).fetchall()) for sql in SQLS)

    assert shared == spread
    assert shared


SQLS = (candidate_pairs_sql, spread_candidate_pairs_sql)


@pytest.mark.parametrize("shape", ["random", "path", "hub"])
def test_the_loop_over_stars_finds_the_components(shape):
    """
    The same queries in DuckDB, against union-find.
    """
    rng = random.Random(1)
    nodes = [f"n{i:03}" for i in range(200)]
    shuffled = rng.sample(nodes, len(nodes))
    pairs = {
        "random": [(rng.choice(nodes), rng.choice(nodes)) for _ in range(150)],
        "path": list(pairwise(shuffled)),
        "hub": [(nodes[-1], node) for node in nodes],
    }[shape]
    connection = duckdb.connect()
    connection.register("given", pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}))
    connection.execute("create table now as " + _EDGES.format(edges="given"))
    rounds = 0
    while connection.sql(_UNFINISHED.format(edges="now")).fetchall():
        rounds += 1
        for step in (_LARGE_STAR, _SMALL_STAR):
            connection.execute("create table next as " + step.format(edges="now"))
            connection.execute("drop table now")
            connection.execute("alter table next rename to now")

    expected = {node: least for node, least in connected_components([], pairs).items() if node != least}

    assert expected == dict(connection.sql("select n.node, n.towards from now n").fetchall())
    assert rounds <= 10


def test_a_table_of_the_folder_comes_back_as_it_went(tmp_path):
    """
    Times, lists, null and empty, and a table without rows.
    """
    rows = [
        {"article": "a", "origin": "x", "given": [], "marks": None},
        {"article": "b", "origin": "y", "given": [{"field": "outlet", "value": "Meridian"}], "marks": []},
    ]
    folder, table = Folder(str(tmp_path)), STAGE_TABLES["readings"].rows(rows)
    folder.write("readings", table.to_batches(), table.schema)
    folder.write("texts", [], STAGE_TABLES["texts"].schema)

    assert table == folder.read("readings", table.schema).read_all()
    assert 0 == len(folder.read("texts", STAGE_TABLES["texts"].schema).read_all())


def test_a_table_that_is_written_again_is_not_finished(tmp_path):
    """
    A mark speaks of the rows that stood there.
    """
    folder, schema = Folder(f"file://{tmp_path}"), STAGE_TABLES["grams"].schema
    folder.write("grams", [], schema)
    folder.mark("grams", "made from this")
    before = folder.marked("grams")
    folder.write("grams", [], schema)

    assert ("made from this", "") == (before, folder.marked("grams"))


def test_rows_of_a_key_stand_in_the_order_of_the_tables_key():
    """
    Null columns are other tables' rows.
    """
    rows = STAGE_TABLES["blocks"].rows([block("a", 5), block("a", 2)]).combine_chunks().to_struct_array()
    column = pa.chunked_array([rows.chunk(0)[:1], pa.nulls(1, rows.type), rows.chunk(0)[1:]])

    assert [2, 5] == declared_rows(column, "blocks").column("begin").to_pylist()


@pytest.mark.parametrize(
    ("trace", "told"),
    [
        ("Traceback …\nretold.errors.ModelError: no model\n\tat org.apache.spark.X", "parses: no model"),
        ("ModuleNotFoundError: No module named 'retold'\n\tat org.apache", "Install Retold on every worker"),
        ("[PYTHON_VERSION_MISMATCH] Python in worker", "PYSPARK_PYTHON=PATH"),
        ("Cannot call methods on a stopped SparkContext.\n\tat org", "no master answers there"),
        ("Job aborted: ExecutorLostFailure (executor 1 exited)", "spark.executor.memory"),
        ("Caused by: java.io.IOException: no space left\n\tat java.base", "Spark gave up (java.io.IOException: no sp"),
    ],
)
def test_a_trace_becomes_one_line(trace, told):
    """
    It says what was wrong and what to do.
    """
    line = one_line("stage parses", trace)

    assert told in line
    assert "\n" not in line


def test_other_versions_are_named():
    """
    What is the same is not repeated.
    """
    assert "spacy 3.7 instead of 3.8" == difference("retold 1; spacy 3.8", "retold 1; spacy 3.7")


def test_a_missing_extra_is_one_line_with_the_command(monkeypatch):
    """
    The package is not installed.
    """
    monkeypatch.setattr(spark_session, "find_spec", lambda name: None)

    with pytest.raises(UsageError, match=r"pip install 'retold\[spark\]'"):
        must_be_installed()


def test_missing_java_is_one_line_with_the_command(monkeypatch, tmp_path):
    """
    Python's side is there, Java is not.
    """
    monkeypatch.setattr(spark_session, "find_spec", lambda name: True)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(UsageError, match="apt-get install openjdk-17-jre-headless"):
        must_be_installed()


def test_a_cluster_needs_a_folder_that_it_sees(tmp_path):
    """
    Its workers are on other machines.
    """
    space = Workspace(duckdb.connect())

    with pytest.raises(UsageError, match="--spark-folder"):
        build_on_spark(space, SETTINGS, Cluster("spark://head:7077"), tmp_path)


def test_options_of_a_cluster_without_the_engine_are_wrong(tmp_path):
    """
    A build that ran here although a master was named would surprise.
    """
    result = CliRunner().invoke(cli, ["build", "--master", "local[2]", "-s", str(tmp_path / "x.duckdb")])

    assert 2 == result.exit_code
    assert "--engine spark" in result.output
