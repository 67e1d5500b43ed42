"""The Spark engine: the four shapes, and stores equal row for row to the local engine's."""

from __future__ import annotations

import json
import os
import random
import sys
import threading
from dataclasses import replace
from itertools import pairwise

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner

from benchmarks.generate import generate
from benchmarks.spark_equal import copy_unbuilt, differing_tables
from retold import Corpus
from retold.cli import cli
from retold.cluster import Cluster, build_on_spark
from retold.engines import spark_session
from retold.engines.components import connected_components
from retold.engines.spark import SparkEngine
from retold.engines.spark_components import _EDGES, _LARGE_STAR, _SMALL_STAR, _UNFINISHED, PAIRS_HERE
from retold.engines.spark_errors import one_line, translated
from retold.engines.spark_folder import AddressFolder, Folder, is_path
from retold.engines.spark_order import run_side_by_side
from retold.engines.spark_session import _question, must_answer, must_be_installed, session_on, without_words_on_pandas
from retold.engines.spark_tasks import declared_rows, difference, written
from retold.errors import ClusterError, PipelineError, UsageError
from retold.pipeline import STAGES
from retold.reuse.candidates import candidate_pairs_sql, spread_candidate_pairs_sql
from retold.settings import EngineSettings, ReuseSettings, Settings
from retold.stage import REJECTIONS, Components, Group, Map, Query, Stage
from retold.store import Workspace
from retold.tables import STAGE_TABLES
from retold.versions import library_versions
from tests import test_stories_pairs as stories
from tests.conftest import EXAMPLES, ONE_WORKER, SEEDS, must_have_spark
from tests.parts import BY_NAME
from tests.reuse_rows import as_tuples, candidates_in

SETTINGS = Settings(engine=EngineSettings(workers=1, batch_rows=2))
WANTED = Cluster("local[2]")
GENERATED, WORDS = 300, 120  # articles, and words of each


@pytest.fixture(scope="module")
def spark():
    """One session for all tests; skipped, saying so, where Java or PySpark is absent."""
    must_have_spark()
    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # workers cannot import the tests
    with session_on(WANTED.master, batch_rows=SETTINGS.engine.batch_rows, quick=True) as session:
        yield session


@pytest.fixture
def engine(spark, tmp_path):
    """Return a function that makes an engine over tables of these rows."""

    def holding(pairs_here=PAIRS_HERE, **tables):
        made = SparkEngine(spark, Folder(str(tmp_path)), pairs_here=pairs_here)
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
@pytest.mark.parametrize("pairs_here", [0, 2])
def test_components_are_named_by_their_least_node(engine, pairs_here):
    """
    Nodes without a pair are components of their own; the cluster's loop and the driver agree.
    """
    rows = [{"article_a": a, "article_b": b, "score": 1.0} for a, b in (("a4", "a1"), ("a1", "a3"))]
    shape = Components(
        nodes=("texts", "article"),
        edges=(("story_edges", "article_a", "article_b"),),
        member="article",
        component="component",
        prefix="c",
    )
    made = engine(pairs_here=pairs_here, texts=texts(*"abcde"), story_edges=rows)

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


@pytest.mark.slow
def test_pairs_of_stories_within_days_are_those_of_the_local_engine(engine):
    """
    Terms that are common in some periods; no task numbers all articles.
    """
    chance = random.Random(5)
    settings = replace(SETTINGS, stories=replace(SETTINGS.stories, max_term_articles=2))
    tables = stories.random_tables(chance, (60,))
    here = stories.store(tables, settings.stories)

    made = engine(**tables, common_periods=stories.rows_of(here, "common_periods"))

    for name in ("common_periods", "story_pairs"):
        found = sorted(rows_of(made.query(BY_NAME[name], settings)), key=repr)
        assert found
        assert stories.rows_of(here, name) == found


# ---------------------------------------------------------------- whole stores


def written_articles(folder, count, words, *, seed=0):
    """Write generated articles as JSON lines; return the file."""
    path = folder / "generated.jsonl"
    records, _ = generate(count, words=words, seed=seed)
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def mixed_corpus(tmp_path_factory):
    """The example corpus, the seeds where they are at hand, and generated articles in one store, built here.

    One build of all starts as many of Spark's jobs as one of a few.
    """
    folder = tmp_path_factory.mktemp("mixed")
    corpus = Corpus(folder / "local.duckdb", settings=ONE_WORKER)
    corpus.add([EXAMPLES, *([SEEDS] if SEEDS.is_dir() else []), written_articles(folder, GENERATED, WORDS)])
    yield corpus
    corpus.close()


@pytest.fixture(scope="module")
def built(mixed_corpus, spark, tmp_path_factory):
    """The same articles built on Spark, and the cluster by the path of its folder.

    The build itself names the folder by an address that only Spark understands.
    """
    folder = tmp_path_factory.mktemp("spark")
    store = copy_unbuilt(mixed_corpus, folder / "spark.duckdb")
    store.build(cluster=Cluster(WANTED.master, address_of(spark, folder / "kept")))
    yield store, Cluster(WANTED.master, str(folder / "kept"))
    store.close()


def address_of(spark, folder):
    """Return the address of a folder on another file system than Arrow's: a link of Hadoop's `viewfs`."""
    folder.mkdir(exist_ok=True)
    hadoop = spark.sparkContext._jsc.hadoopConfiguration()
    hadoop.set(f"fs.viewfs.mounttable.{folder.parent.name}.link./linked", f"file://{folder}")
    return f"viewfs://{folder.parent.name}/linked"


@pytest.mark.slow
@pytest.mark.timeout(1800)  # whichever of them comes first builds both stores
def test_both_engines_give_the_same_tables(mixed_corpus, built):
    """
    Row for row, with what builds note of them: the example corpus and generated articles.
    """
    store, _ = built

    assert {} == differing_tables(mixed_corpus.path, store.path)
    assert GENERATED < store.articles().num_rows


@pytest.mark.slow
@pytest.mark.seeds
@pytest.mark.timeout(1800)
def test_the_seeds_are_among_the_tables_that_are_the_same(built):
    """
    Five real articles; skipped, saying so, where they are absent.
    """
    if not SEEDS.is_dir():
        absent = "the seed articles are not part of this repository: ../shared/seeds is absent"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(absent)
    store, _ = built
    read = store.ask("select distinct x.article from origins x where x.origin like '%/seeds/%'")

    assert len(list(SEEDS.glob("*.txt"))) == read.num_rows


@pytest.mark.slow
def test_a_table_comes_back_from_an_address_as_it_went(spark, tmp_path):
    """
    The mark that it is finished too, until it is written again.
    """
    folder = AddressFolder(address_of(spark, tmp_path / "kept"), spark, tmp_path / "scratch")
    table = STAGE_TABLES["texts"].rows(texts("one", "two"))
    before = folder.marked("texts")
    folder.write("texts", table.to_batches(), table.schema)
    folder.mark("texts", "made from this")
    marked, found = folder.marked("texts"), folder.read("texts", table.schema).read_all()
    folder.write("texts", [], table.schema)

    assert ("", "made from this", "") == (before, marked, folder.marked("texts"))
    assert (table, 0) == (found, folder.read("texts", table.schema).read_all().num_rows)


@pytest.mark.slow
def test_a_process_of_python_that_ends_is_one_line(spark):
    """
    As the system ends those that take too much memory.
    """

    def die(batches):
        os._exit(137)
        yield from batches

    told = r"^stage grams: a Python process .* spark\.executor\.memoryOverhead"
    with pytest.raises(ClusterError, match=told), translated("stage grams"), without_words_on_pandas():
        spark.range(2).mapInArrow(die, "id long").collect()


@pytest.mark.slow
def test_an_address_that_spark_does_not_know_is_one_line(spark, tmp_path):
    """
    It says how to bring the file system.
    """
    with pytest.raises(ClusterError, match=r"no file system nowhere://.*spark\.jars\.packages"):
        AddressFolder("nowhere://bucket/x", spark, tmp_path)


@pytest.mark.long
@pytest.mark.timeout(6 * 3600)
def test_both_engines_give_the_same_tables_of_five_thousand_articles(spark, tmp_path):
    """
    Common n-grams, crowded terms and large stories are met only in numbers.
    """
    local = Corpus(tmp_path / "local.duckdb", settings=ONE_WORKER)
    local.add(written_articles(tmp_path, 5_000, WORDS, seed=1))
    store = copy_unbuilt(local, tmp_path / "spark.duckdb")
    store.build(cluster=WANTED)

    assert {} == differing_tables(local.path, store.path)
    assert () == store.build().ran


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_either_engine_has_nothing_to_do_after_a_build_on_spark(built):
    """
    The store says what its tables were made from.
    """
    store, cluster = built

    assert ((), ()) == (store.build().ran, store.build(cluster=cluster).ran)


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_what_a_stopped_build_left_in_the_folder_is_taken(mixed_corpus, built, tmp_path):
    """
    Another build of the same articles runs no stored stage again, by whichever name the folder goes.
    """
    _, cluster = built
    other = copy_unbuilt(mixed_corpus, tmp_path / "again.duckdb")

    ran = other.build(cluster=cluster).ran

    assert set() == {stage.name for stage in STAGES if stage.stored} & set(ran)
    assert {} == differing_tables(mixed_corpus.path, other.path)


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

    shared, spread = (as_tuples(candidates_in(connection, settings, sql)) for sql in SQLS)

    assert shared == spread
    assert shared


SQLS = (candidate_pairs_sql, spread_candidate_pairs_sql)


@pytest.mark.parametrize("heavy", [2, 1_000])
@pytest.mark.parametrize("shape", ["random", "path", "hub", "two hubs"])
def test_the_loop_over_stars_finds_the_components(shape, heavy):
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
        "two hubs": [(nodes[150 - 100 * (i % 2)], node) for i, node in enumerate(nodes)] + [(nodes[7], nodes[8])],
    }[shape]
    connection = duckdb.connect()
    connection.register("given", pa.table({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]}))
    connection.execute("create table now as " + _EDGES.format(edges="given"))
    rounds = 0
    while connection.sql(_UNFINISHED.format(edges="now")).fetchall():
        rounds += 1
        for step in (_LARGE_STAR, _SMALL_STAR):
            connection.execute("create table next as " + step.format(edges="now", heavy=heavy))
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
        ("ImportError: libarrow.so: failed to map segment from shared object\n\tat", "spark.executor.pyspark.memory"),
        ("[PYTHON_VERSION_MISMATCH] Python in worker", "PYSPARK_PYTHON=PATH"),
        ("Cannot call methods on a stopped SparkContext.\n\tat org", "no master answers there"),
        ("Job aborted: ExecutorLostFailure (executor 1 exited)", "spark.executor.memory"),
        ("Caused by: java.io.IOException: it broke\n\tat java.base", "Spark gave up (java.io.IOException: it broke"),
        ("Caused by: java.io.IOException: No space left on device\n\tat java.base", "spark.local.dir"),
        ('java.io.IOException: Cannot run program "/opt/py": error=2', "a worker has no Python at /opt/py"),
        (
            "Caused by: java.io.EOFException\nPython worker exited unexpectedly (crashed)",
            "spark.executor.memoryOverhead",
        ),
        ("java.lang.OutOfMemoryError: Java heap space\n\tat", "spark.executor.memory"),
        ('UnsupportedFileSystemException: No FileSystem for scheme "s3a"\n\tat', "no file system s3a://"),
        ("ClassNotFoundException: Class org.apache.hadoop.fs.s3a.S3AFileSystem not found\n", "spark.jars.packages"),
        ("All masters are unresponsive! Giving up.", "--master URL"),
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


def test_an_old_java_is_one_line_with_the_command(monkeypatch, tmp_path):
    """
    Spark itself would say which class file has which version.
    """
    monkeypatch.setattr(spark_session, "find_spec", lambda name: True)
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"1.8.0_392\"' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))

    with pytest.raises(UsageError, match=r"is Java 8 .*apt-get install openjdk-17-jre-headless"):
        must_be_installed()


@pytest.mark.parametrize("master", ["spark://127.0.0.1:1", "spark://127.0.0.1", "spark://127.0.0.1:1,[::1]:1"])
def test_a_master_that_is_not_there_is_told_soon(monkeypatch, master):
    """
    Spark itself asks for some minutes.
    """
    monkeypatch.setattr(spark_session, "_MASTER_SECONDS", 0.3)

    with pytest.raises(ClusterError, match="no master answers at spark://"):
        must_answer(master)


def test_a_worker_that_does_not_see_the_folder_says_so(tmp_path):
    """
    The question that each worker is asked, asked here.
    """
    ((_, seen),) = _question(str(tmp_path))(None)
    ((_, unseen),) = _question(str(tmp_path / "not"))(None)

    assert library_versions() == seen
    assert "does not see" in unseen
    assert "--spark-folder" in unseen


def test_a_unit_for_which_the_memory_was_too_little_is_not_rejected():
    """
    With more memory it has rows: the build ends, and names the setting.
    """
    nothing = STAGE_TABLES["grams"].empty()
    rejected = [{"origin": "article a", "reason": "worker died", "detail": "grams: out of memory"}]

    with pytest.raises(ClusterError, match=r"article a.*spark\.executor\.pyspark\.memory"):
        written(GRAMS, [(nothing, pa.Table.from_pylist(rejected, schema=REJECTIONS))], ["a"])


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("/mnt/x", True),
        ("file:///x", True),
        ("file:/x", True),
        ("x/y", True),
        ("hdfs://h/x", False),
        ("s3a://b", False),
    ],
)
def test_paths_and_addresses_are_told_apart(place, expected):
    """
    What is no path is Spark's to reach.
    """
    assert expected == is_path(place)


@pytest.mark.parametrize("name", ["{}", "file://{}", "file:{}"])
def test_a_folder_by_any_of_its_names_is_the_same(tmp_path, name):
    """
    Spark and Hadoop write paths with one slash and with three.
    """
    assert tmp_path / "grams" == Folder(name.format(tmp_path)).path("grams")


def test_what_another_store_left_in_the_folder_is_replaced(tmp_path):
    """
    Its rows and its mark are gone when the table is written.
    """
    folder, schema = Folder(str(tmp_path)), STAGE_TABLES["grams"].schema
    rows = STAGE_TABLES["grams"].rows([{"article": "of another", "gram": 1}])
    folder.write("grams", rows.to_batches(), schema)
    folder.mark("grams", "made from other texts")
    (tmp_path / "grams" / "part-9.parquet").write_bytes(b"broken off")
    folder.write("grams", [], schema)

    assert (0, "") == (folder.read("grams", schema).read_all().num_rows, folder.marked("grams"))


def test_a_place_that_cannot_be_written_is_one_line(tmp_path):
    """
    It names the option.
    """
    (tmp_path / "file").write_text("")

    with pytest.raises(ClusterError, match="--spark-folder"):
        Folder(str(tmp_path / "file")).write("grams", [], STAGE_TABLES["grams"].schema)


def ordered(stages, reads):
    """Return stages of these names; `reads` says what each depends on."""
    return [Stage(name, Query("", reads=reads.get(name, ()))) for name in stages]


def test_stages_run_side_by_side_but_never_before_what_they_read():
    """
    Of four, the two that need nothing run together.
    """
    begun, together = [], threading.Barrier(2, timeout=30)

    def run(stage):
        begun.append(stage.name)
        if stage.name in "ab":
            together.wait()

    stages = ordered("abcd", {"c": ("a", "b"), "d": ("c", "elsewhere")})
    run_side_by_side(stages, run, at_once=2, report=lambda names, done: None, stop=lambda: None)

    assert ["c", "d"] == begun[2:]
    assert {"a", "b"} == set(begun[:2])


def test_after_a_stage_that_failed_no_other_begins():
    """
    What is under way is told to stop, and the failure is raised.
    """
    begun, stopped = [], []

    def run(stage):
        begun.append(stage.name)
        raise ClusterError(stage.name)

    with pytest.raises(ClusterError, match="a"):
        run_side_by_side(
            ordered("abc", {"b": ("a",)}), run, at_once=1, report=lambda *_: None, stop=lambda: stopped.append(1)
        )

    assert (["a"], [1]) == (begun, stopped)


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
