"""Corrections by hand in a real browser, end to end: each kind, taken back, exported, replayed on another store."""

from __future__ import annotations

import threading

import pytest

from retold import Corpus
from retold.export.tables import json_line, json_rows
from tests.browsing import chromium, serving, watched
from tests.conftest import ONE_WORKER, differing, law_tables
from tests.test_correcting import copied

pytestmark = pytest.mark.slow

# Each kind: the page, what is opened there, what is typed in, the button, and what the list then says.
KINDS = (
    ("/article/03", "Correct this", None, "Not taken from 01", "not taken from 01"),
    ("/article/12", "Correct this", "09", "In the story of that article", "in the story of 09"),
    ("/article/07", "Correct this", None, "A story of its own", "a story of its own"),
    ("/article/02", "quotations", None, "Not a quotation", "not a quotation"),
    ("/article/04", "quotations", "Ingrid Solvang", "Speaks here", "Ingrid Solvang"),
    ("/article/06", "quotations", None, "Speaker not known", "the speaker is not known"),
    ("/article/13", "names", None, "Somebody else", "somebody else than those of this name"),
    ("/article/12", "names", "Leyla Osman", "Is meant here", "the same as"),
)


@pytest.fixture(scope="module")
def browser():
    """Chromium, or why not."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def story(example_corpus, browser, tmp_path_factory):
    """What was corrected through the pages: the store before and after, and what the pages showed."""
    folder = tmp_path_factory.mktemp("corrected")
    corpus = copied(example_corpus, folder)
    seen = {"before": law_tables(corpus), "folder": folder, "path": corpus.path}
    corpus.close()
    with serving(corpus.path, is_writable=True) as address, watched(browser, address) as (page, complaints):
        for kind in KINDS:
            correct(page, *kind[:4])
        page.goto("/corrections")
        seen["listed"] = page.locator("main").inner_text()
        page.screenshot(path=folder / "corrections.png", full_page=True)
        seen["exported"] = page.request.get("/corrections.jsonl").text()
        seen["after"] = tables_of(corpus.path)
        (folder / "corrections.jsonl").write_text(seen["exported"], encoding="utf-8")
        for _ in KINDS:
            page.goto("/corrections")
            page.get_by_role("button", name="Take back").first.click()
            when_built()
        page.goto("/corrections")
        seen["at last"] = page.locator("main").inner_text()
        seen["undone"] = tables_of(corpus.path)
        seen["complaints"] = complaints
    return seen


def correct(page, link, opened, typed, button, why="as the tape has it"):
    """Open a page, send one of its forms, and wait until the store is built."""
    page.goto(link)
    if opened == "Correct this":
        page.locator("header details.correct > summary").click()
        form = page.locator("header form.correcting", has=page.get_by_role("button", name=button))
    else:
        group = page.locator(f"details.of-{opened}")
        group.locator("> summary").click()
        row = group.locator("li", has=page.locator("details.correct")).first
        row.locator("details.correct > summary").click()
        form = row.locator("form.correcting", has=page.get_by_role("button", name=button))
    if typed:
        form.locator("input[name=value]").fill(typed)
    form.locator("input[name=reason]").fill(why)
    form.get_by_role("button", name=button).click()
    page.wait_for_load_state()
    assert page.url.partition("?")[0].endswith(link)
    when_built()


def when_built():
    """Wait until what was sent is worked in."""
    for thread in threading.enumerate():
        if thread.name == "retold-corrections":
            thread.join()


def tables_of(path):
    corpus = Corpus(path, settings=ONE_WORKER)
    found = law_tables(corpus)
    corpus.close()
    return found


def test_every_kind_of_correction_is_kept_and_listed(story):
    """The list says each in words, with who and why, and that each stands at something."""
    for *_, said in KINDS:
        assert said in story["listed"]
    assert story["listed"].count("as the tape has it") == len(KINDS)
    assert "not attached" not in story["listed"]
    assert story["complaints"] == []


def test_corrections_change_what_they_are_about(story):
    """Copies, stories, quotations and actors are others than before."""
    changed = differing(story["before"], story["after"])

    assert {"corrections", "derivations", "story_articles", "quotations", "entities"} <= set(changed)


def test_all_taken_back_is_as_if_nothing_had_been_corrected(story):
    """Not a row is left over."""
    assert differing(story["before"], story["undone"]) == []
    assert "Nothing was corrected" in story["at last"]


def test_what_the_page_exports_is_what_the_program_exports_and_replays(story, example_corpus, tmp_path):
    """Another store with the same articles becomes the same by importing the file."""
    other = copied(example_corpus, tmp_path / "other")
    other.import_corrections(story["folder"] / "corrections.jsonl")
    written = "".join(f"{json_line(row)}\n" for row in json_rows(other.table("corrections")))

    assert written == story["exported"]
    assert differing(story["after"], law_tables(other)) == []
    other.close()


def test_what_stands_at_nothing_is_listed_as_unattached(story, browser, tmp_path):
    """A store without the articles keeps the corrections, and its page lists them so."""
    (tmp_path / "alone.txt").write_text("The harbour was quiet on Monday, the pilot said.\n" * 3, encoding="utf-8")
    corpus = Corpus(tmp_path / "elsewhere.duckdb", settings=ONE_WORKER)
    corpus.add(tmp_path / "alone.txt")
    corpus.import_corrections(story["folder"] / "corrections.jsonl")
    corpus.close()
    with serving(corpus.path) as address, watched(browser, address) as (page, complaints):
        page.goto("/corrections")
        listed = page.locator("main").inner_text()

    assert listed.count("not attached") == len(KINDS)
    assert "stand at nothing that is found now" in listed
    assert complaints == []
