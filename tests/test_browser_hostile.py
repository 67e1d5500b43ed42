"""Hostile articles, read and built for real, on every page, as data, in the report and in a dossier: inert."""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.request

import pytest

from retold import Corpus
from retold.public_tables import PUBLIC_TABLES
from tests import hostile_articles
from tests.browsing import asked, chromium, every_page, largest, serving, watched
from tests.conftest import ONE_WORKER

PROTOCOLS = (
    "[...document.querySelectorAll('a')].map((a) => new URL(a.href.baseVal ?? a.href, document.baseURI).protocol)"
)
pytestmark = pytest.mark.slow
_MOST = 600_000  # bytes of a page: an endless headline is cut


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """The hostile articles, built."""
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "articles").mkdir()
    hostile_articles.write(folder / "articles")
    built = Corpus(folder / "hostile.duckdb", settings=ONE_WORKER)
    built.add(folder / "articles")
    yield built
    built.close()


@pytest.fixture(scope="module")
def address(corpus):
    """Served, with corrections on: every form is shown too."""
    with serving(corpus.path, is_writable=True) as found:
        yield found


@pytest.fixture(scope="module")
def browser():
    """Chromium, or why not."""
    with chromium() as running:
        yield running


def fetched(address, link):
    with urllib.request.urlopen(address + link) as answer:
        return answer.read()


def test_every_page_stays_inert(browser, address, corpus):
    """No dialog, no request elsewhere, no complaint of the policy, nothing of theirs in the page's own structure."""
    links = every_page(corpus)[:-1]
    links += [f"/article/{row['article']}" for row in corpus.articles().to_pylist()]
    with watched(browser, address) as (page, complaints):
        for link in links:
            page.goto(link)
            assert asked(page, "foreign") == [], link
            assert len(page.content()) < _MOST, link
    assert complaints == []


def test_pages_ask_for_nothing_and_say_so_in_their_policy(address, corpus):
    """The policy has no `unsafe-inline`, and no page needs it."""
    for link in every_page(corpus)[:-1]:
        with urllib.request.urlopen(address + link) as answer:
            policy = answer.headers["content-security-policy"]
            page = answer.read().decode()
        assert "unsafe" not in policy
        assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', page)), link
        assert not re.search(r"""(?:href|src|action)\s*=\s*["']?\s*javascript:""", page), link
        assert "\x00" not in page
        assert "\x1b" not in page


def test_a_click_on_anything_stays_here(browser, address, corpus):
    """No link of a page runs a script; those that leave are plain addresses of the web."""
    with watched(browser, address) as (page, _):
        for link in every_page(corpus)[:-1]:
            page.goto(link)
            targets = page.evaluate(PROTOCOLS)
            assert {"http:", "https:"} >= set(targets), link


@pytest.mark.parametrize("table", list(PUBLIC_TABLES))
def test_data_is_well_formed_whatever_articles_hold(address, corpus, table):
    """JSON parses, CSV has as many cells in every row, and nothing in it begins as a formula for spreadsheets."""
    csv.field_size_limit(10_000_000)
    count = len(corpus.table(table))
    assert len(json.loads(fetched(address, f"/{table}.json"))) == count
    rows = list(csv.reader(io.StringIO(fetched(address, f"/{table}.csv?for_spreadsheet=1").decode(), newline="")))
    assert len(rows) == count + 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-\D", cell)] == []


@pytest.mark.parametrize("kind", ["report", "dossier", "dossier in full"])
def test_files_to_forward_stay_inert(browser, corpus, tmp_path, kind):
    """Opened from the disk without a network: no dialog, no request, no complaint."""
    file = tmp_path / "page.html"
    if kind == "report":
        corpus.report(file)
    else:
        corpus.dossier(largest(corpus), file, full_text=kind.endswith("full"))
    with watched(browser, "file://", offline=True) as (page, complaints):
        page.goto(file.as_uri())
        assert asked(page, "foreign") == []
        assert {"http:", "https:", "file:"} >= set(page.evaluate(PROTOCOLS))
    assert complaints == []


def test_bidi_controls_reorder_nothing_beside_them(browser, address, corpus):
    """What an article turns around stays within its own words."""
    with watched(browser, address) as (page, _):
        for link in every_page(corpus)[:-1]:
            page.goto(link)
            assert asked(page, "unisolated") == [], link
