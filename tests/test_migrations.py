"""Stores of earlier formats: a backup first, then the articles as they were, built anew."""

from __future__ import annotations

import duckdb
import pytest

from retold.corpus import Corpus
from retold.errors import NewerFormat
from retold.held import Held
from retold.migrations import FORMAT, MIGRATIONS
from retold.staleness import stale_stages
from retold.store import beside
from tests.conftest import ONE_WORKER, differing, law_tables

TEXT = "Bridge Opens\n\nThe bridge is open again, the mayor Anna Korrin said on Monday.\n"
# What a store of format 1 has and had: tables of readers and users, and the books of its builds.
FORMAT_1 = """
create schema stage;
create table stage.format (number bigint, views varchar);
insert into stage.format values (1, 'earlier');
create table stage.texts (article varchar, "text" varchar, text_hash varchar);
create table stage.readings (article varchar, origin varchar, format varchar,
    given struct(field varchar, "value" varchar)[],
    "found" struct(field varchar, "value" varchar, "begin" bigint, "end" bigint)[],
    marks struct("begin" bigint, "end" bigint, "role" varchar)[],
    retrieved timestamptz, bytes_hash varchar, status varchar, collected_by varchar);
create table stage.settings_by_hand (article varchar, field varchar, "value" varchar);
create table stage.rejections (origin varchar, reason varchar, detail varchar);
create table stage.runs (stage varchar, version varchar, settings_hash varchar, input_hash varchar,
    output_hash varchar, rows bigint, seconds double, cpu_seconds double, peak_bytes bigint, versions varchar);
create table stage.stage_rejections (stage varchar, origin varchar, reason varchar, detail varchar);
create table stage.pair_texts (article_a varchar, article_b varchar);
insert into stage.runs values ('blocks', '1', 's', 'i', 'o', 1, 0, 0, 0, 'v');
insert into stage.rejections values ('empty.txt', 'empty file', 'no bytes');
"""


@pytest.fixture
def newly_built(tmp_path):
    """A store of this version with one article that was set by hand."""
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "empty.txt").write_bytes(b"")
    corpus = Corpus(tmp_path / "new.duckdb", settings=ONE_WORKER)
    corpus.add([tmp_path / "a.txt", tmp_path / "empty.txt"])
    corpus.set("a.txt", outlet="Courier")
    return corpus


def as_format_1(path, newer):
    """Write a store as format 1 had it, with the articles of `newer`."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(FORMAT_1)
        connection.execute(f"attach '{newer}' as newer (read_only)")
        connection.execute("delete from stage.rejections")
        for name in ("texts", "readings", "settings_by_hand", "rejections"):
            connection.execute(f"insert into stage.{name} by name select * from newer.stage.{name}")


def test_there_is_a_step_from_every_format():
    """
    A store of any released format can be brought to this one.
    """
    assert list(range(1, FORMAT)) == sorted(MIGRATIONS)


def test_a_store_of_format_1_is_built_anew_with_its_articles(newly_built, tmp_path):
    """
    Its tables are then those of a store of this version, and the old file lies beside it.
    """
    old = tmp_path / "old.duckdb"
    newly_built.close()
    as_format_1(old, newly_built.path)
    held = old.read_bytes()
    corpus = Corpus(old, settings=ONE_WORKER)
    corpus.build()

    assert [] == differing(law_tables(newly_built), law_tables(corpus))
    assert held == beside(old, "backup-format-1").read_bytes()


def test_tables_that_only_an_earlier_version_had_go(newly_built):
    """
    Nothing reads them any more, and no erasure would reach the words in them.
    """
    newly_built.close()
    with duckdb.connect(str(newly_built.path)) as connection:
        before = connection.sql("select count(*) from stage.texts").fetchall()
        connection.execute("create table stage.story_terms as select t.article, t.text as term from stage.texts t")

    with Held(newly_built.path, ONE_WORKER.engine) as building:
        names = {name for (name,) in building.connection.sql("select x.table_name from duckdb_tables() x").fetchall()}

        assert "story_terms" not in names
        assert before == building.connection.sql("select count(*) from stage.texts").fetchall()


def test_status_says_that_an_earlier_version_built_it(newly_built, tmp_path):
    """
    Nothing is asked of tables that it does not have.
    """
    old = tmp_path / "old.duckdb"
    newly_built.close()
    as_format_1(old, newly_built.path)
    with duckdb.connect(str(old), read_only=True) as connection:
        stale = stale_stages(lambda query: connection.sql(query).to_arrow_table(), ONE_WORKER)

    assert {"an earlier version of Retold built it"} == set(stale.values())


def test_a_newer_format_is_refused(newly_built):
    """
    The line says which format it is, and what to do.
    """
    newly_built.close()
    with duckdb.connect(str(newly_built.path)) as connection:
        connection.execute(f"update stage.format set number = {FORMAT + 1}")

    with pytest.raises(NewerFormat, match="Install a newer Retold"):
        Corpus(newly_built.path).articles()
    with pytest.raises(NewerFormat):
        Corpus(newly_built.path).build()
