"""Corrections from the pages: who may, what a form does, and what a page says meanwhile."""

from __future__ import annotations

import threading
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from retold import Corpus
from retold.errors import UsageError
from retold.store import writing
from retold.web.app import Served, create_app
from retold.web.correcting import Busy, Corrector, fields_of, way_back
from retold.web.guard import Door
from tests.conftest import ONE_WORKER
from tests.test_correcting import copied, place

HERE = "http://127.0.0.1:8477"
FORM = {"content-type": "application/x-www-form-urlencoded", "origin": HERE}


def serving(path, *, is_writable):
    app = create_app(Served(path, Door("127.0.0.1", 8477, is_writable=is_writable), ONE_WORKER, readers=2))
    return TestClient(app, base_url=HERE, follow_redirects=False)


@pytest.fixture(scope="module")
def store(example_corpus, tmp_path_factory):
    corpus = copied(example_corpus, tmp_path_factory.mktemp("served"))
    corpus.close()
    return corpus.path


@pytest.fixture(scope="module")
def pages(store):
    with serving(store, is_writable=True) as client:
        yield client


def sent(client, **fields):
    return client.post("/corrections", content=urlencode(fields), headers=FORM)


def when_built(client):
    """Wait until what was sent is worked in."""
    for thread in threading.enumerate():
        if thread.name == "retold-corrections":
            thread.join()
    return client


# ---------------------------------------------------------------- who may


def test_without_corrections_on_nothing_can_be_sent_and_no_form_is_shown(example_corpus):
    """Read-only unless the server was started otherwise."""
    with serving(example_corpus.path, is_writable=False) as client:
        assert 405 == sent(client, place="03", field="copy").status_code
        article = client.get("/article/03").text
        listing = client.get("/corrections").text

    assert "Correct this" not in article
    assert 'method="post"' not in article + listing
    assert "retold serve --corrections" in listing


def test_a_form_of_another_page_changes_nothing(pages):
    """Another site cannot correct by a reader's hand."""
    headers = {**FORM, "origin": "http://evil.example"}

    assert 403 == pages.post("/corrections", content="field=copy&place=03", headers=headers).status_code
    assert 403 == pages.post("/corrections", content="", headers={"content-type": FORM["content-type"]}).status_code


def test_forms_are_shown_where_findings_are(pages):
    """On an article, a statement and an actor."""
    article = pages.get("/article/03").text
    assert "Not taken from" in article
    assert "Not a quotation" in article
    assert "Somebody else" in article
    assert "Not a quotation" in pages.get("/statement/" + _first(pages, "statements", "statement")).text


def _first(client, table, column):
    return client.get(f"/{table}.json").json()[0][column]


# ---------------------------------------------------------------- what is sent


def test_a_correction_is_worked_in_and_taken_back(pages, store):
    """The answer leads back; the listing shows it with a button that takes it back."""
    answer = sent(pages, place="03", field="copy", value="no", reason="they met", back="/article/03?layers=none")
    assert (303, "/article/03?layers=none") == (answer.status_code, answer.headers["location"])
    when_built(pages)
    listing = pages.get("/corrections")
    assert "they met" in listing.text
    assert "Take back" in listing.text
    row = pages.get("/corrections.json").json()[0]
    assert row["attached"]
    assert [] == _copies(store)

    assert 303 == sent(pages, undo=row["correction"]).status_code
    when_built(pages)
    assert [] == pages.get("/corrections.json").json()
    assert 1 == len(_copies(store))


def _copies(store):
    corpus = Corpus(store, settings=ONE_WORKER)
    rows = corpus.table("derivations", where="x.article = ?", parameters=[corpus.article_id("03")]).to_pylist()
    corpus.close()
    return rows


def test_what_cannot_be_corrected_is_said_at_once(pages, example_corpus):
    """And nothing is built."""
    assert 400 == sent(pages, place="03", field="mood").status_code
    assert 400 == sent(pages, field="copy").status_code
    assert 404 == sent(pages, place="nowhere", field="copy", value="no").status_code
    assert 404 == sent(pages, undo="ffff").status_code
    where = place(example_corpus, "02", "Perhaps Norway would like")
    answer = sent(pages, place=where, field="speaker", value="<b>Nobody</b>")
    assert 404 == answer.status_code
    assert "<b>Nobody" not in answer.text


def test_a_form_that_is_none_is_refused(pages):
    """No JSON, no files, no bytes that are no text."""
    for content, kind in ((b"{}", "application/json"), (b"a=%ff", FORM["content-type"]), (b"\xff=1", "text/plain")):
        answer = pages.post("/corrections", content=content, headers={**FORM, "content-type": kind})
        assert 400 == answer.status_code


def test_while_another_process_writes_it_is_said_in_one_line(pages, store):
    """The store's lock is one for all."""
    with writing(store):
        answer = sent(pages, place="03", field="copy", value="no")

    assert 409 == answer.status_code
    assert "is writing to it" in answer.text
    assert str(store.parent) not in answer.text


# ---------------------------------------------------------------- its parts


def test_one_correction_at_a_time(store):
    """A second one is turned away, and the pages say that the store is being built."""
    corrector, goes_on = Corrector(store, ONE_WORKER), threading.Event()
    corrector.start(lambda _: goes_on.wait(20))
    try:
        assert "worked in" in corrector.notice
        with pytest.raises(Busy):
            corrector.start(lambda _: None)
    finally:
        goes_on.set()
        corrector.close()
    assert "" == corrector.notice


def test_a_correction_that_fails_later_is_said_on_the_pages(store):
    """Until the next one goes well; no path is told."""
    corrector, goes_on = Corrector(store, ONE_WORKER), threading.Event()

    def work(_):
        goes_on.wait(20)
        raise UsageError(f"{store}: full")

    corrector.start(work)
    goes_on.set()
    corrector.close()

    assert "not kept" in corrector.notice
    assert str(store.parent) not in corrector.notice
    corrector.start(lambda _: None)
    assert "" == corrector.notice


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "http://evil.example", "", "/a\nb", "x"])
def test_the_way_back_stays_on_this_server(back):
    """An address elsewhere is no way back."""
    assert "/corrections" == way_back({"back": back})


def test_too_long_a_field_is_refused():
    """A reason is a line, not a book."""
    with pytest.raises(UsageError, match="too long"):
        fields_of(urlencode({"reason": "x" * 3000}).encode(), FORM["content-type"])
