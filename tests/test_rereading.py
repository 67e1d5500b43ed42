"""Kept originals: dropped with their articles, and read again as a build from nothing would read them."""

from __future__ import annotations

import dataclasses
import zlib

import duckdb
import pytest

from retold.build import set_by_hand, take_in, take_out
from retold.names import article_named
from retold.progress import unreported
from retold.rereading import reread
from retold.settings import ReadingSettings
from retold.sources import originals
from retold.sources.originals import read_original
from retold.sources.records import Original, Reading, Rejected
from retold.store import Workspace

SETTINGS = ReadingSettings()
BASE = ("texts", "readings", "settings_by_hand", "rejections")
PAGE = b"<html><body><h1>Ferry stays</h1><p>The council met on Monday and voted to keep the ferry.</p></body></html>"
WALL = b"<html><head><title>Just a moment...</title></head><body><p>Please verify you are human.</p></body></html>"


def item(content: bytes, origin: str, file_format: str = "html", **given: str):
    read = read_original(Original(content, file_format), origin, settings=SETTINGS)
    return dataclasses.replace(read, given=given)


def workspace(*items) -> Workspace:
    made = Workspace(duckdb.connect())
    take_in(made, items)
    return made


def base_rows(made: Workspace) -> dict[str, list]:
    return {name: made.connection.sql(f"select * from stage.{name} x order by x").fetchall() for name in BASE}


def count(made: Workspace, table: str) -> int:
    return made.connection.sql(f"select count(*) from stage.{table}").fetchall()[0][0]


def newer(monkeypatch, change):
    """Put a reader in place that makes other texts of pages, as a newer version would."""
    older = originals.read_page

    def read(content, origin, **options):
        return change(older(content, origin, **options))

    monkeypatch.setattr(originals, "read_page", read)


def with_sign(read):
    return dataclasses.replace(read, text=f"{read.text}\n§") if isinstance(read, Reading) else read


def refuse(read):
    return Rejected(read.origin, "index page", "newer rule") if isinstance(read, Reading) else read


def accept(read):
    return Reading("A text that the newer reader finds.", read.origin, "html") if isinstance(read, Rejected) else read


def test_the_bytes_of_a_page_are_kept_once_and_compressed():
    """
    Two places of the same bytes share them.
    """
    made = workspace(item(PAGE, "a.html"), item(PAGE, "b.html"))

    assert (1, 2) == (count(made, "originals"), count(made, "original_places"))
    ((content,),) = made.connection.sql("select o.content from stage.originals o").fetchall()
    assert PAGE == zlib.decompress(content)


def test_a_plain_text_is_its_own_original():
    """
    It is not kept twice; one in another encoding is kept.
    """
    made = workspace(
        item("The café is open.".encode(), "a.txt", "text"), item("The bar café.".encode("cp1252"), "b.txt", "text")
    )

    assert [("b.txt",)] == made.connection.sql("select p.origin from stage.original_places p").fetchall()


def test_a_refused_page_keeps_its_bytes():
    """
    A newer reader may find an article in it.
    """
    made = workspace(item(WALL, "a.html"))

    assert [("a.html", None)] == made.connection.sql(
        "select p.origin, p.article from stage.original_places p"
    ).fetchall()


def test_bytes_are_dropped_with_their_article():
    """
    Removing leaves nothing of it behind.
    """
    made = workspace(item(PAGE, "a.html"))
    ((article,),) = made.connection.sql("select t.article from stage.texts t").fetchall()

    take_out(made, [article])

    assert [0, 0, 0] == [count(made, name) for name in ("originals", "original_places", "superseded")]


def test_bytes_that_another_article_needs_stay():
    """
    The same page under two addresses is two articles.
    """
    made = workspace(item(PAGE, "a.html", url="https://a.example/1"), item(PAGE, "b.html", url="https://b.example/1"))
    rows = made.connection.sql("select r.article from stage.readings r where r.origin = 'a.html'").fetchall()

    take_out(made, [rows[0][0]])

    assert (1, 1) == (count(made, "originals"), count(made, "original_places"))


def test_reading_a_file_again_without_its_bytes_drops_them():
    """
    `--no-originals` holds for what is read now.
    """
    made = workspace(item(PAGE, "a.html"))

    take_in(made, [dataclasses.replace(item(PAGE, "a.html"), original=None)])

    assert (0, 0, 1) == (count(made, "originals"), count(made, "original_places"), count(made, "texts"))


def test_the_same_reader_changes_nothing():
    """
    Reading again is no event.
    """
    made = workspace(item(PAGE, "a.html"), item(WALL, "b.html"))
    before = base_rows(made)

    read = reread(made, SETTINGS, None, unreported)

    assert before == base_rows(made)
    assert (2, 0, 0, 0) == (read.read, read.changed, read.kept, read.refused)


@pytest.mark.parametrize("change", [with_sign, refuse, accept])
def test_reading_everything_again_is_a_build_from_nothing(monkeypatch, change):
    """
    Whatever the newer reader makes of the pages: other texts, fewer articles, more.
    """
    content = {"a.html": PAGE, "b.html": WALL, "c.html": PAGE.replace(b"Monday", b"Tuesday")}
    made = workspace(*(item(page, name, outlet="Fen Post") for name, page in content.items()))
    newer(monkeypatch, change)

    reread(made, SETTINGS, None, unreported)

    fresh = workspace(*(item(page, name, outlet="Fen Post") for name, page in content.items()))
    assert base_rows(fresh) == base_rows(made)
    places = "select * from stage.original_places p order by p.origin"
    assert fresh.connection.sql(places).fetchall() == made.connection.sql(places).fetchall()


def test_the_text_of_the_earlier_reader_is_not_lost(monkeypatch):
    """
    It is set aside with the article that took its place; what was said by hand goes with it.
    """
    made = workspace(item(PAGE, "a.html"))
    ((old, text),) = made.connection.sql("select t.article, t.text from stage.texts t").fetchall()
    set_by_hand(made, old, {"outlet": "Fen Post"})
    newer(monkeypatch, with_sign)

    reread(made, SETTINGS, [old], unreported)

    ((new,),) = made.connection.sql("select t.article from stage.texts t").fetchall()
    rows = made.connection.sql("select x.article, x.text, x.replaced_by from stage.superseded x").fetchall()
    assert [(old, text, new)] == rows
    assert [(new, "outlet", "Fen Post")] == made.connection.sql("select * from stage.settings_by_hand").fetchall()


def test_an_article_that_was_first_read_without_an_outlet_keeps_that_id(monkeypatch):
    """
    The id holds what was given at the first reading, and reading again believes that too.
    """
    made = workspace(item(PAGE, "a.html"))
    take_in(made, [item(PAGE, "a.html", outlet="Fen Post")])
    newer(monkeypatch, with_sign)

    reread(made, SETTINGS, None, unreported)

    fresh = workspace(item(PAGE, "a.html"))
    take_in(fresh, [item(PAGE, "a.html", outlet="Fen Post")])
    assert base_rows(fresh) == base_rows(made)


def test_a_text_that_is_also_read_elsewhere_stays_an_article(monkeypatch):
    """
    A plain text of the same words is not read otherwise.
    """
    page = item(PAGE, "a.html")
    made = workspace(page, item(page.text.encode(), "a.txt", "text"))
    newer(monkeypatch, with_sign)

    reread(made, SETTINGS, None, unreported)

    assert (2, 0) == (count(made, "texts"), count(made, "superseded"))


def test_the_id_of_the_earlier_text_still_finds_the_article(monkeypatch):
    """
    And so does the start of it.
    """
    made = workspace(item(PAGE, "a.html"))
    ((old,),) = made.connection.sql("select t.article from stage.texts t").fetchall()
    newer(monkeypatch, with_sign)
    reread(made, SETTINGS, None, unreported)
    ((new,),) = made.connection.sql("select t.article from stage.texts t").fetchall()
    made.connection.execute("set schema='main'")

    assert [new, new] == [article_named(made.table, name) for name in (old, old[:8])]
