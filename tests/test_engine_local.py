"""The local engine: units, cached results, workers that die."""

from __future__ import annotations

import dataclasses
import pickle

import duckdb
import pyarrow as pa
import pytest

from retold.engines.cache import ResultCache
from retold.engines.local import LocalEngine
from retold.engines.tasks import Task, run_units
from retold.engines.worker import Worker
from retold.errors import PipelineError, WorkerDied, WorkerError
from retold.pipeline import STAGES
from retold.settings import EngineSettings, Settings
from retold.stage import Group, Map, Stage
from retold.store import Workspace
from retold.tables import STAGE_TABLES

SETTINGS = Settings(engine=EngineSettings(workers=1, batch_rows=4))
SENTENCES = [f"The council of town {i} met on Monday." for i in range(12)]


def workspace(**tables):
    space = Workspace(duckdb.connect())
    for name, rows in tables.items():
        space.write(name, STAGE_TABLES[name].rows(rows))
    return space


def texts(*contents):
    return [{"article": f"a{i}", "text": text, "text_hash": f"h{i}"} for i, text in enumerate(contents)]


def blocks(*contents):
    return [{"article": f"a{i}", "begin": 0, "end": len(text), "role": "body"} for i, text in enumerate(contents)]


def sentence_rows():
    return [{"sentence_hash": f"{i:02}", "text": text} for i, text in enumerate(SENTENCES)]


def stage_named(name):
    return next(stage for stage in STAGES if stage.name == name)


def grams(texts, blocks, *, settings):
    """Give one row an article, and fail on some."""
    (row,) = texts.to_pylist()
    if "poison" in row["text"]:
        raise ValueError("poison")
    return STAGE_TABLES["grams"].rows([{"article": row["article"], "gram": len(blocks)}])


def test_a_group_sees_all_rows_of_its_key_and_absent_tables_empty():
    """
    One article has two blocks, the other none.
    """
    space = workspace(texts=texts("one", "two"), blocks=[*blocks("one"), blocks("one")[0] | {"begin": 1}])
    engine = LocalEngine(space.connection, ResultCache(None), workers=1)

    outcome = engine.group(Stage("grams", Group(by=("article",)), grams, section="reuse"), SETTINGS)

    assert [("a0", 2), ("a1", 0)] == [(row["article"], row["gram"]) for row in outcome.table.to_pylist()]


def test_an_article_on_which_a_stage_fails_costs_that_article(caplog):
    """
    It is rejected with the reason, and the rest goes on.
    """
    space = workspace(texts=texts("one", "poison", "three"))
    engine = LocalEngine(space.connection, ResultCache(None), workers=1)

    outcome = engine.group(Stage("grams", Group(by=("article",)), grams, section="reuse"), SETTINGS)

    assert ["a0", "a2"] == outcome.table.column("article").to_pylist()
    assert [{"origin": "article a1", "reason": "stage failed", "detail": "grams: ValueError: poison"}] == (
        outcome.rejections.to_pylist()
    )


def lines(texts, blocks):
    """Rows of a stage that takes many articles at once: one a block, none without blocks."""
    known = texts.column("article").to_pylist()
    return [{"article": row["article"], "gram": row["end"]} for row in blocks.to_pylist() if row["article"] in known]


def many(write):
    """Return a stage that takes many keys, and the sizes of the calls to it."""
    calls = []

    def grams(texts, blocks, *, settings):
        calls.append(len(texts))
        return STAGE_TABLES["grams"].rows(write(texts, blocks))

    return Stage("grams", Group(by=("article",)), grams, section="reuse", many_keys=True), calls


def test_many_keys_at_once_give_each_key_its_own_rows():
    """
    One call for the keys of a task; a key without rows of one table, and one without results, cost nothing.
    """
    space = workspace(texts=texts("one", "two", "three"), blocks=[*blocks("one"), blocks("", "", "three")[2]])
    stage, calls = many(lines)
    engine = LocalEngine(space.connection, ResultCache(None), workers=1)

    outcome = engine.group(stage, dataclasses.replace(SETTINGS, engine=EngineSettings(batch_rows=64)))

    assert [3] == calls
    assert [("a0", 3), ("a2", 5)] == [(row["article"], row["gram"]) for row in outcome.table.to_pylist()]
    assert ["a0", "a2"] == outcome.units.to_pylist()


def test_one_key_of_many_that_fails_costs_that_key():
    """
    Each then runs alone, and the failure belongs to its article.
    """

    def fail_on_poison(texts, blocks):
        if "poison" in texts.column("text").to_pylist():
            raise ValueError("poison")
        return lines(texts, blocks)

    space = workspace(texts=texts("one", "poison", "three"), blocks=blocks("one", "poison", "three"))
    stage, _ = many(fail_on_poison)
    engine = LocalEngine(space.connection, ResultCache(None), workers=1)

    outcome = engine.group(stage, dataclasses.replace(SETTINGS, engine=EngineSettings(batch_rows=64)))

    assert ["a0", "a2"] == outcome.table.column("article").to_pylist()
    assert ["article a1"] == outcome.rejections.column("origin").to_pylist()
    assert ("a1",) == outcome.rejected_units


def test_rows_of_many_keys_in_another_order_are_refused():
    """
    They could not be given to the keys that they belong to.
    """
    space = workspace(texts=texts("one", "two"), blocks=blocks("one", "two"))
    stage, _ = many(lambda texts, blocks: lines(texts, blocks)[::-1])
    engine = LocalEngine(space.connection, ResultCache(None), workers=1)

    with pytest.raises(PipelineError, match="in the order of the keys"):
        engine.group(stage, dataclasses.replace(SETTINGS, engine=EngineSettings(batch_rows=64)))


def test_a_task_travels_with_its_own_rows_only():
    """
    What a worker is sent does not grow with the table that a slice was cut from.
    """
    whole = STAGE_TABLES["sentence_texts"].rows(sentence_rows() * 1000)
    sent = Task("parses", None, (whole.slice(0, 2),), (((0, 2),),))

    content = pickle.dumps(sent)

    assert len(content) < 5_000
    assert sent.tables[0].equals(pickle.loads(content).tables[0])


@pytest.mark.parametrize("name", ["paragraphs", "reuse_content", "grams"])
@pytest.mark.parametrize("batch_rows", [1, 40, 4_000])
def test_the_stages_that_take_many_keys_give_the_rows_of_one_at_a_time(name, batch_rows):
    """
    Whatever the batch, in the order of the articles; texts without words or in other scripts among them.
    """
    contents = [f"The ferry of town {i} left the harbour at noon.\nNobody was on board of it then." for i in range(9)]
    contents[3], contents[5], contents[6] = "", "渡轮在黎明时分载着四十人离开港口到傍晚仍未返回", contents[7]
    space = workspace(texts=texts(*contents), blocks=blocks(*contents))
    spans = [{"article": f"a{i}", "spans": [{"begin": 0, "end": len(text)}]} for i, text in enumerate(contents)]
    space.write("reuse_content", STAGE_TABLES["reuse_content"].rows(spans))
    stage = stage_named(name)
    engine = LocalEngine(space.connection, ResultCache(None), workers=1)
    alone = dataclasses.replace(stage, many_keys=False)

    together = engine.group(stage, dataclasses.replace(SETTINGS, engine=EngineSettings(batch_rows=batch_rows)))
    apart = engine.group(alone, SETTINGS)

    assert apart.table.equals(together.table)
    assert apart.units.to_pylist() == together.units.to_pylist()
    assert len(apart.table) > 7


def test_a_table_without_the_key_and_no_way_to_it_is_refused():
    """
    The pipeline is wrong, and says so.
    """
    space = workspace(texts=texts("one"))
    engine = LocalEngine(space.connection, ResultCache(None), workers=1)

    with pytest.raises(PipelineError, match="no way to it"):
        engine.group(Stage("grams", Group(by=("story",)), grams, section="reuse"), SETTINGS)


def test_what_was_computed_is_not_computed_again():
    """
    With every result kept, a stage that would fail never runs.
    """
    stage = stage_named("parses")
    space = workspace(sentence_texts=sentence_rows())
    cache = ResultCache(None)
    first = LocalEngine(space.connection, cache, workers=1).map(stage, SETTINGS).table
    broken = Stage(stage.name, Map(), stage.function, section=stage.section, cached=True, version=stage.version)

    def never(sentence_texts, *, settings):
        raise AssertionError("computed again")

    never.__name__ = "parses"
    object.__setattr__(broken, "function", never)
    again = LocalEngine(space.connection, cache, workers=1).map(broken, SETTINGS).table

    assert first.equals(again)


def test_a_damaged_cache_is_thrown_away(tmp_path):
    """
    It holds nothing that cannot be computed again.
    """
    path = tmp_path / "store.duckdb.cache"
    path.write_bytes(b"no database" * 500)

    cache = ResultCache(path)
    cache.put("parses", [(b"key", b"value")])

    assert {b"key": b"value"} == cache.get("parses", [b"key", b"other"])


@pytest.mark.parametrize("sizes", [[12], [5, 7], [1] * 12, [4, 0, 8]])
def test_a_map_gives_each_unit_its_own_rows(sizes):
    """
    Parsed together, parted by the rows they came from: the same as parsed apart.
    """
    table = STAGE_TABLES["sentence_texts"].rows(sentence_rows())
    stage = stage_named("parses")
    begins = [sum(sizes[:i]) for i in range(len(sizes))]
    units = [((begin, size),) for begin, size in zip(begins, sizes, strict=True)]

    results = [rows for rows, _ in run_units(stage, [table], units, Settings().language)]
    ((whole, rejections),) = run_units(stage, [table], [((0, 12),)], Settings().language)

    assert sizes == [len(result) for result in results]
    assert pa.concat_tables(results).equals(whole)
    assert 0 == len(rejections)


def task(name="parses"):
    table = STAGE_TABLES["sentence_texts"].rows(sentence_rows()[:2])
    return Task(name, Settings().language, (table,), (((0, 2),),))


@pytest.mark.slow
def test_a_worker_that_is_killed_is_found_out():
    """
    Its result is not waited for in vain.
    """
    worker = Worker()
    worker.process.kill()
    worker.submit(task())

    with pytest.raises(WorkerDied, match="died"):
        worker.result()
    worker.close()


@pytest.mark.slow
def test_a_task_of_no_stage_is_said():
    """
    The worker's own trace comes back in the error.
    """
    worker = Worker()
    worker.submit(task("unheard_of"))

    with pytest.raises(WorkerError, match="unheard_of"):
        worker.result()
    worker.close()


@pytest.mark.slow
def test_a_worker_killed_in_the_middle_changes_nothing():
    """
    It is replaced, its task is run again, and the table is the same.
    """
    space = workspace(sentence_texts=sentence_rows())
    stage = stage_named("parses")
    expected = LocalEngine(space.connection, ResultCache(None), workers=1).map(stage, SETTINGS).table
    engine = LocalEngine(space.connection, ResultCache(None), workers=2)
    engine.map(stage, SETTINGS)
    engine._workers[0].process.kill()

    table = engine.map(stage, SETTINGS).table
    engine.close()

    assert expected.equals(table)
