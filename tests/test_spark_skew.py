"""What is common on Spark: a footer under a tenth of all articles, half of them of one outlet, a hub of a fifth.

No task gets much more than its share of rows, counted by Spark itself, and the rows that come out are DuckDB's.
"""

from __future__ import annotations

import random
from hashlib import blake2b

import duckdb
import pytest

from retold.engines import spark_components, spark_folder
from retold.engines.components import connected_components
from retold.engines.spark import SparkEngine
from retold.engines.spark_folder import Folder
from retold.engines.spark_session import session_on
from retold.pipeline import STAGES
from retold.settings import Settings
from retold.tables import STAGE_TABLES
from tests.conftest import must_have_spark

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
ARTICLES = 3_000
PARTS = 8
WORST = 2.0  # times its share of a stage's rows that a task may get: without care it would be 4 and more
SETTINGS = Settings()
BY_NAME = {stage.name: stage for stage in STAGES}
# As on a cluster where no table is small: no side of a join is sent to all tasks, no parts are put together.
LARGE = {
    "spark.sql.shuffle.partitions": PARTS,
    "spark.sql.autoBroadcastJoinThreshold": -1,
    "spark.sql.adaptive.autoBroadcastJoinThreshold": -1,
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
    "spark.sql.adaptive.skewJoin.skewedPartitionThresholdInBytes": "1KB",
    "spark.sql.adaptive.skewJoin.skewedPartitionFactor": "1.5",
    "spark.sql.adaptive.advisoryPartitionSizeInBytes": "1KB",
    "spark.sql.files.maxPartitionBytes": "8KB",
    "spark.sql.files.openCostInBytes": "0",
}


@pytest.fixture(scope="module")
def spark():
    """A session that treats small tables as a cluster treats large ones."""
    must_have_spark()
    with session_on("local[2]", batch_rows=SETTINGS.engine.batch_rows, quick=True) as session:
        for name, value in LARGE.items():
            session.conf.set(name, str(value))
        yield session


@pytest.fixture
def engine(spark, tmp_path, monkeypatch):
    """Return a function that makes an engine over tables of these rows, each in many files."""
    monkeypatch.setattr(spark_folder, "_ROWS_A_FILE", 2_000)
    monkeypatch.setattr(spark_components, "_HEAVY_EDGES", 100)

    def holding(**tables):
        folder = Folder(str(tmp_path))
        made = SparkEngine(spark, folder, pairs_here=0)
        for name, rows in tables.items():
            table = STAGE_TABLES[name].rows(rows)
            folder.write(name, table.to_batches(), table.schema)
            made.show(name)
        return made

    return holding


def hashed(*parts):
    return blake2b(" ".join(map(str, parts)).encode(), digest_size=8).hexdigest()


def rows_of_tasks(spark, run):
    """Run something; return for each of Spark's stages the rows that each of its tasks got from others."""
    store = spark.sparkContext._jsc.sc().statusStore()
    first = stages_so_far(store)
    run()
    spark.sparkContext._jsc.sc().listenerBus().waitUntilEmpty()
    found = []
    for number in range(first, stages_so_far(store)):
        attempt = store.lastStageAttempt(number)
        if attempt.status().toString() != "COMPLETE":
            continue  # its shuffle was there already
        tasks = store.taskList(number, attempt.attemptId(), 100_000)
        read = [metrics.get() for i in range(tasks.size()) if (metrics := tasks.apply(i).taskMetrics()).isDefined()]
        found.append([each.shuffleReadMetrics().recordsRead() for each in read])
    return found


def stages_so_far(store):
    from py4j.protocol import Py4JJavaError

    number = 0
    while True:
        try:
            store.lastStageAttempt(number)
        except Py4JJavaError:
            return number
        number += 1


def worst(found):
    """Return the largest share that one task had of its stage's rows, times the number of parts, of large stages."""
    large = [rows for rows in found if sum(rows) >= ARTICLES]
    assert large, found
    return max(max(rows) * PARTS / sum(rows) for rows in large)


def ran(engine, names):
    for name in names:
        engine.run(BY_NAME[name], SETTINGS)


def in_duckdb(names, **tables):
    """Return the rows of the last of these queries over the same tables."""
    connection = duckdb.connect()
    connection.execute("create schema stage; use stage")
    for name, rows in tables.items():
        connection.register("given", STAGE_TABLES[name].rows(rows))
        connection.execute(f"create table {name} as select * from given")
    for name in names:
        stage = BY_NAME[name]
        connection.execute(f"create table {name} as {stage.shape.text(stage.settings_of(SETTINGS))}")
    return sorted(connection.sql(f"select * from {names[-1]}").fetchall())


def read_back(tmp_path, name):
    table = Folder(str(tmp_path)).read(name, STAGE_TABLES[name].schema).read_all()
    return sorted(tuple(row.values()) for row in table.to_pylist())


def footed_grams():
    """Every article shares ten n-grams with another; a tenth have a footer of twelve, half an outlet's menu of six."""
    chance = random.Random(0)
    rows = []
    for number in range(ARTICLES):
        article = hashed("article", number)
        own = {1_000 + number // 2 * 10 + i for i in range(10)}
        footer = set(range(12)) if chance.random() < 0.1 else set()
        menu = set(range(50, 56)) if chance.random() < 0.5 else set()
        rows += [{"article": article, "gram": gram} for gram in sorted(own | footer | menu)]
    return rows


def test_a_footer_under_a_tenth_of_all_articles_is_shared_out(spark, engine, tmp_path):
    """
    Its n-grams pair each article with its next ones, in parts.
    """
    rows = footed_grams()
    fields = [{"article": article} for article in sorted({row["article"] for row in rows})]
    names = [name for name in ("article_grams", "common_grams", "candidate_pairs") if name in BY_NAME]
    made = engine(grams=rows, article_fields=fields)

    found = rows_of_tasks(spark, lambda: ran(made, names))

    assert in_duckdb(names, grams=rows, article_fields=fields) == read_back(tmp_path, "candidate_pairs")
    assert WORST >= worst(found), found


def test_a_paragraph_of_a_large_outlet_is_shared_out(spark, engine, tmp_path):
    """
    One outlet has half of all articles, and one paragraph stands under a fifth of these, a tenth of all.
    """
    chance = random.Random(0)
    fields, paragraphs = [], []
    for number in range(ARTICLES):
        article = hashed("article", number)
        outlet = "large" if chance.random() < 0.5 else f"outlet {number % 40}"
        fields.append({"article": article, "outlet": outlet, "title": f"headline {number}"})
        held = [f"p{number}-{i}" for i in range(8)] + (
            ["footer"] if outlet == "large" and chance.random() < 0.2 else []
        )
        paragraphs += [
            {"article": article, "begin": i, "end": i + 1, "paragraph": hashed(name)} for i, name in enumerate(held)
        ]
    names = ["article_sites", "site_sizes", "outlet_boilerplate", "set_aside"]
    made = engine(article_fields=fields, paragraphs=paragraphs)

    found = rows_of_tasks(spark, lambda: ran(made, names))

    expected = in_duckdb(names, article_fields=fields, paragraphs=paragraphs)
    assert expected == read_back(tmp_path, "set_aside")
    assert expected
    assert WORST >= worst(found), found


def test_an_actor_of_a_fifth_of_all_articles_is_shared_out(spark, engine, tmp_path):
    """
    One node has a fifth of all pairs, and in the end nearly all point to one: no task gets all of them.
    """
    chance = random.Random(0)
    actors = [hashed("actor", number) for number in range(ARTICLES)]
    hub = max(actors)
    pairs = [(hub, actor) for actor in actors[: ARTICLES // 5] if actor != hub]
    pairs += [(chance.choice(actors), chance.choice(actors)) for _ in range(ARTICLES)]
    links = [{"actor_a": a, "actor_b": b, "score": 1.0} for a, b in sorted(set(pairs))]
    stage = BY_NAME["linked_actors"]
    given = {"local_actors": [{"actor": actor} for actor in actors], "actor_links": links, "alias_links": []}
    made = engine(**given)

    found = rows_of_tasks(spark, lambda: ran(made, [stage.name]))

    assert sorted(connected_components(actors, pairs).items()) == read_back(tmp_path, stage.name)
    assert WORST >= worst(found), found
