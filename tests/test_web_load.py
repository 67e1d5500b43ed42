"""Many pages asked of one server: its memory stays, and what it asks the store stays little."""

from __future__ import annotations

import sys
import time

import httpx
import pytest

from benchmarks.pages_load import addresses, memory_of, serving
from benchmarks.pages_store import make_store
from retold import Corpus
from retold.store import Reader
from retold.web.asked import Asked
from retold.web.pages import PAGES
from tests.conftest import ONE_WORKER

_REQUESTS = 50_000
_ARTICLES = 3_000
_MOST_SECONDS = 3_300.0
_MARGIN_MB = 60  # what the second half may hold beyond the most of the first: pages and blocks go on being exchanged


def most_by_halves(store, requests):
    """Ask for `requests` pages one after the other; return the most memory of the server in each half, in MB."""
    deadline = time.monotonic() + _MOST_SECONDS
    halves = ([], [])
    with serving(store) as (address, pid), httpx.Client(base_url=address, timeout=60) as client:
        wanted = addresses(store, seed=1)
        for number in range(requests):
            answer = client.get(next(wanted)[1])
            assert answer.status_code == 200 or "only mentioned" in answer.text
            assert time.monotonic() < deadline, f"{number} requests in {_MOST_SECONDS:.0f} s"
            if number % 100 == 0:
                halves[2 * number >= requests].append(memory_of(pid))
    return max(halves[0]), max(halves[1])


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_memory_stays_over_fifty_thousand_requests(tmp_path):
    """
    What the first half has filled is enough for the second.
    """
    make_store(tmp_path / "pages.duckdb", _ARTICLES)
    first, second = most_by_halves(tmp_path / "pages.duckdb", _REQUESTS)

    assert second <= first + _MARGIN_MB


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    """A store of 120 generated articles, opened."""
    path = tmp_path_factory.mktemp("load") / "pages.duckdb"
    make_store(path, 120, words=120)
    corpus = Corpus(path, settings=ONE_WORKER)
    yield corpus
    corpus.close()


@pytest.mark.parametrize(
    ("pattern", "query", "most"),
    [
        ("/story/{story}", "select x.story from stories x order by x.articles desc limit 1", 36),
        ("/article/{article}", "select x.article from derivations x order by x.probability desc, 1 limit 1", 24),
        ("/statement/{statement}", "select x.statement from statements x order by x.quotations desc, 1 limit 1", 12),
        ("/entity/{entity}", "select x.speaker from statements x group by 1 order by count(*) desc, 1 limit 1", 36),
        ("/", "", 12),
        ("/claims", "", 14),
    ],
)
def test_a_page_asks_the_store_few_questions(corpus, monkeypatch, pattern, query, most):
    """
    However many articles and rows it shows: every question costs, and most of a page's time goes to them.
    """
    names = {pattern.strip("/{}").partition("/")[0]: corpus.rows(query)[0].popitem()[1]} if query else {}
    asked, whole, part = [], Reader.table, Reader.rows
    monkeypatch.setattr(Reader, "table", lambda self, *given: asked.append(given) or whole(self, *given))
    monkeypatch.setattr(Reader, "rows", lambda self, *given: asked.append(given) or part(self, *given))
    with corpus.pinned():
        PAGES[pattern](corpus, Asked(pattern.format(**names), names))

    assert 0 < len(asked) <= most
