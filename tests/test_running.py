"""Builds by touched keys: what came out the same is left where it is, and large tables are written as they come."""

from __future__ import annotations

import duckdb
import pytest

from retold import running
from retold.engines.cache import ResultCache
from retold.engines.local import LocalEngine
from retold.errors import PipelineError
from retold.reuse.candidates import ARTICLE_GRAMS_SQL
from retold.running import build
from retold.settings import EngineSettings, Settings
from retold.stage import Group, Query, Stage
from retold.store import Workspace
from retold.tables import STAGE_TABLES

SETTINGS = Settings(engine=EngineSettings(workers=1))
TEXTS = {"a": "The ferry left at noon.", "b": "The ferry came back.", "c": "Nobody saw the ferry."}


def grams(texts, *, settings):
    """One row an article that says how many words it has, and no rows without a text."""
    rows = [{"article": row["article"], "gram": len(row["text"].split())} for row in texts.to_pylist() if row["text"]]
    return STAGE_TABLES["grams"].rows(rows)


STAGE = Stage("grams", Group(by=("article",)), grams, section="reuse")


def write(space, texts):
    rows = [{"article": article, "text": text, "text_hash": text} for article, text in texts.items()]
    space.write("texts", STAGE_TABLES["texts"].rows(rows))


def built(texts, space=None, stage=STAGE):
    space = space or Workspace(duckdb.connect())
    write(space, texts)
    build(space, SETTINGS, ResultCache(None), stages=[stage])
    return space


def places(space):
    return dict(space.connection.sql("select x.article, x.rowid from stage.grams x").fetchall())


def test_what_comes_out_the_same_after_the_first_build_is_no_change():
    """
    Another text of as many words gives the same row, which is neither deleted nor written again.
    """
    space = built(TEXTS)
    before = places(space)

    built(TEXTS | {"b": "The gulls came back."}, space)

    assert before == places(space)


def test_the_key_of_a_row_is_kept_only_where_its_columns_do_not_say_it():
    """
    An id for each of hundreds of n-grams would double the index.
    """
    space = built(TEXTS)

    assert [(None,)] == space.connection.sql("select distinct x.unit_key from stage.grams x").fetchall()


@pytest.mark.parametrize("many_keys", [False, True])
def test_a_table_too_large_to_be_compared_is_written_anew(monkeypatch, many_keys):
    """
    Its rows are those of a build from nothing.
    """
    monkeypatch.setattr(running, "_MAX_COMPARED", 2)
    monkeypatch.setattr(running, "KEYS_AT_ONCE", 2)
    space = built(TEXTS)
    other = Stage("grams", Group(by=("article",)), grams, section="reuse", version="2", many_keys=many_keys)

    built({"a": "One two.", "c": "", "d": "Three."}, space, other)

    rows = space.connection.sql("select x.article, x.gram from stage.grams x order by all").fetchall()
    assert [("a", 2), ("d", 1)] == rows


def reuse_content(grams, *, settings):
    """One row an article that has n-grams."""
    articles = sorted(set(grams.column("article").to_pylist()))
    return STAGE_TABLES["reuse_content"].rows([{"article": article, "spans": []} for article in articles])


def test_a_large_table_that_comes_out_empty_is_a_change(monkeypatch):
    """
    What followed from its rows goes with them.
    """
    monkeypatch.setattr(running, "_MAX_COMPARED", 2)
    space = Workspace(duckdb.connect())
    after = Stage("reuse_content", Group(by=("article",)), reuse_content, section="reuse")
    other = Stage("grams", Group(by=("article",)), grams, section="reuse", version="2")

    for texts, stage, rows in ((TEXTS, STAGE, 3), (dict.fromkeys(TEXTS, ""), other, 0)):
        write(space, texts)
        build(space, SETTINGS, ResultCache(None), stages=[stage, after])

        assert rows == len(space.stage_table("reuse_content"))


SIZES = Stage("article_grams", Query(ARTICLE_GRAMS_SQL, reads=("grams", "article_fields")), section="reuse")


def test_a_query_written_as_a_whole_has_the_rows_that_the_engine_gives():
    """
    In the same order: they never leave the database, which keeps those of a million articles out of memory.
    """
    space = Workspace(duckdb.connect())
    write(space, TEXTS)

    build(space, SETTINGS, ResultCache(None), stages=[STAGE, SIZES])

    expected = LocalEngine(space.connection, ResultCache(None), workers=1).query(SIZES, SETTINGS).table
    assert expected == space.stage_table("article_grams")
    assert len(TEXTS) == len(expected)


def test_a_query_with_other_columns_than_declared_is_an_error():
    """
    Nothing is written under a wrong name.
    """
    other = Stage(
        "article_grams", Query("select x.article, 1 as words from grams x", reads=("grams",)), section="reuse"
    )
    space = built(TEXTS)

    with pytest.raises(PipelineError, match="declared are"):
        build(space, SETTINGS, ResultCache(None), stages=[STAGE, other])
