"""Builds: what histories of reading leave behind."""

from __future__ import annotations

import dataclasses
import io
import json

import duckdb
import pytest

from retold import build, tables
from retold.build import run_in_memory
from retold.corpus import Corpus
from retold.errors import ModelError, StoreError
from retold.settings import Settings
from retold.sources.records import Reading, Rejected
from retold.stage import Query, Stage
from retold.tables import Column
from tests.conftest import ONE_WORKER, differing, law_tables

TEXT = "Bridge Opens\n\nThe bridge is open again, the mayor said on Monday.\n"


def corpus_in(folder):
    return Corpus(folder / "a.duckdb", settings=ONE_WORKER)


def line(text, **fields):
    return json.dumps({"text": text, **fields}) + "\n"


def test_what_is_rejected_twice_is_one_row(tmp_path):
    """
    Reading a folder again adds nothing, not even to the rejected.
    """
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "empty.txt").write_bytes(b"")
    (tmp_path / "in" / "good.txt").write_text(TEXT)
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path / "in")
    before = law_tables(corpus)

    corpus.add(tmp_path / "in")

    assert [] == differing(before, law_tables(corpus))
    assert 1 == len(corpus.table("rejected"))


@pytest.mark.parametrize(
    ("name", "broken", "mended"),
    [
        ("a.jsonl", line(TEXT) + "{broken\n", line(TEXT)),
        ("metadata.csv", "file,outlet,colour\ngood.txt,Courier,red\n", "file,outlet\ngood.txt,Courier\n"),
        ("empty.txt", "", TEXT),
    ],
)
def test_a_fault_that_was_mended_is_forgotten(tmp_path, name, broken, mended):
    """
    After the file is read again, its old rejections are gone, as in a build from nothing.
    """
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_text(TEXT)
    (folder / name).write_text(broken)
    corpus = corpus_in(tmp_path)
    corpus.add(folder)
    assert len(corpus.table("rejected"))

    (folder / name).write_text(mended)
    corpus.add(folder)

    assert 0 == len(corpus.table("rejected"))


def test_one_text_through_standard_input_from_two_outlets_is_two_articles(tmp_path):
    """
    Standard input is no place: a second text from there is not the first one read again.
    """
    corpus = corpus_in(tmp_path)
    for outlet in ("Courier", "Herald"):
        corpus.add("-", stdin=io.BytesIO(TEXT.encode()), outlet=outlet)

    assert ["Courier", "Herald"] == sorted(corpus.articles().column("outlet").to_pylist())


def test_a_file_read_again_with_another_outlet_is_the_same_article(tmp_path):
    """
    The same text from the same path keeps its id; its fields are updated.
    """
    (tmp_path / "a.txt").write_text(TEXT)
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path / "a.txt")
    (before,) = corpus.articles().to_pylist()
    corpus.add(tmp_path / "a.txt", outlet="Courier")
    (after,) = corpus.articles().to_pylist()

    assert before["article"] == after["article"]
    assert (None, "Courier") == (before["outlet"], after["outlet"])


def test_a_path_that_does_not_exist_writes_nothing(tmp_path):
    """
    It is said before a lock or a folder is made.
    """
    (tmp_path / "a.txt").write_text(TEXT)

    with pytest.raises(Exception, match="no such file"):
        corpus_in(tmp_path / "new").add([tmp_path / "a.txt", tmp_path / "nowhere"])

    assert not (tmp_path / "new").exists()


def test_a_store_does_not_read_itself(tmp_path):
    """
    `retold add .` reads the articles, not the store that it writes.
    """
    (tmp_path / "a.txt").write_text(TEXT)
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path)
    corpus.add(tmp_path)

    assert (1, 0) == (len(corpus.articles()), len(corpus.table("rejected")))


def test_a_missing_model_is_an_error_and_not_an_empty_store(monkeypatch):
    """
    What is wrong with the installation is not blamed on the articles.
    """
    from retold.language import models

    models.load.cache_clear()
    monkeypatch.setattr(models, "file_hash", lambda path: "other")

    with pytest.raises(ModelError):
        run_in_memory([Reading(TEXT, "a.txt", "text")], Settings())
    models.load.cache_clear()


def test_readings_and_rejections_of_one_origin_in_any_order_are_one_result():
    """
    Two readings of one place: whichever is kept, it is always the same one.
    """
    first = Reading(TEXT, "a.txt", "text", {"title": "One"})
    second = dataclasses.replace(first, given={"title": "Two"})
    rejected = Rejected("b.txt", "empty file", "no bytes")

    one = run_in_memory([first, second, rejected])
    other = run_in_memory([rejected, second, first])

    assert one["article_fields"].equals(other["article_fields"])
    assert one["rejections"].equals(other["rejections"])


def test_long_texts_are_written_a_few_at_a_time(monkeypatch):
    """
    However few articles they are, what is in memory at once is bounded; the tables are the same.
    """
    readings = [Reading(f"{TEXT}Number {i} says more.\n", f"{i}.txt", "text") for i in range(5)]
    at_once = run_in_memory(readings)
    written = []
    whole = build._Batch.write
    monkeypatch.setattr(build, "_CHARACTERS_AT_ONCE", 2 * len(readings[0].text))
    monkeypatch.setattr(
        build._Batch, "write", lambda batch, space: (written.append(len(batch.texts)), whole(batch, space))
    )

    portioned = run_in_memory(readings)

    assert [2, 2, 1] == written
    assert at_once["texts"].equals(portioned["texts"])
    assert at_once["article_fields"].equals(portioned["article_fields"])


def test_a_log_left_by_another_program_is_written_back_first(tmp_path):
    """
    Publishing over a store with a log beside it would lose what stands there.
    """
    import subprocess
    import sys

    (tmp_path / "a.txt").write_text(TEXT)
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path / "a.txt")
    corpus.close()
    code = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute(\"set checkpoint_threshold='1GB'\");"
        " c.execute(\"insert into stage.settings_by_hand select article, 'outlet', 'Courier' from stage.texts\");"
        " os._exit(9)"
    )
    subprocess.run([sys.executable, "-c", code, str(corpus.path)], check=False)
    corpus.build()

    assert ["Courier"] == corpus.articles().column("outlet").to_pylist()


def test_a_store_whose_articles_cannot_be_kept_is_not_touched(tmp_path, monkeypatch):
    """
    A changed table of readers needs a migration: nothing is emptied in silence.
    """
    (tmp_path / "a.txt").write_text(TEXT)
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path / "a.txt")
    texts = tables.STAGE_TABLES["texts"]
    wider = dataclasses.replace(texts, columns=(*texts.columns, Column("more", tables.ID, "more")))
    monkeypatch.setitem(tables.STAGE_TABLES, "texts", wider)

    with pytest.raises(StoreError, match="migration"):
        corpus.build()
    monkeypatch.undo()

    assert 1 == len(Corpus(corpus.path).articles())


def test_a_view_of_an_earlier_version_is_replaced_when_reading(tmp_path):
    """
    A store is shown by the program that reads it.
    """
    (tmp_path / "a.txt").write_text(TEXT)
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path / "a.txt")
    corpus.close()
    connection = duckdb.connect(str(corpus.path))
    connection.execute("create or replace view main.sentences as select 1 as other")
    connection.execute("update stage.format set views = 'earlier'")
    connection.close()

    assert len(Corpus(corpus.path).table("sentences"))


def test_changed_settings_run_their_stages_again(tmp_path):
    """
    `status` says so before, and nothing is stale after.
    """
    (tmp_path / "a.txt").write_text(TEXT)
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path / "a.txt")
    reuse = dataclasses.replace(ONE_WORKER.reuse, gram_words=4)
    changed = Corpus(corpus.path, settings=dataclasses.replace(ONE_WORKER, reuse=reuse))

    stale = {row["table"] for row in changed.status().to_pylist() if row["stale"]}
    ran = changed.build().ran

    assert "passages" in stale
    assert "grams" in ran
    assert "parses" not in ran
    assert not any(row["stale"] for row in changed.status().to_pylist())


def test_a_query_may_depend_on_its_settings():
    """
    The SQL is part of what a stage is.
    """
    query = Query(lambda settings: f"select {settings}", reads=())

    assert "select 3" == query.text(3)
    assert "select 1" == Query("select 1", reads=()).text(3)
    assert () == Stage("grams", query).inputs()


def test_what_is_not_english_gets_copies_and_stories_only(tmp_path):
    """
    No parse of another language is taken for a finding, and the summary says so.
    """
    german = (
        "Die Brücke über den Fluss ist seit Montag wieder offen. „Wir haben lange darauf gewartet“, sagte die"
        " Bürgermeisterin Anna Weber vor der Presse. Der Umbau hat drei Jahre gedauert und war teurer als geplant."
    )
    (tmp_path / "de.txt").write_text(f"Brücke wieder offen\n\n{german}\n", encoding="utf-8")
    corpus = corpus_in(tmp_path)
    corpus.add(tmp_path / "de.txt")

    assert ["de"] == corpus.articles().column("language").to_pylist()
    assert 0 == len(corpus.table("mentions", unsure=True))
    assert len(corpus.table("sentences")) >= 3
