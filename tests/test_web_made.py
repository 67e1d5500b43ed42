"""Pages that are kept, compressed."""

from __future__ import annotations

import gzip

from starlette.requests import Request

from retold.web.made import MadePages, made


def asked(**headers):
    """Return a request with these headers."""
    named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/", "headers": named})


def test_a_page_goes_out_compressed_to_those_who_take_it_so():
    """And as it is to others."""
    page = made("<p>A valley.</p>", "snapshot")
    packed = page.answer(asked(accept_encoding="gzip, br"))
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == b"<p>A valley.</p>"
    assert page.answer(asked()).body == b"<p>A valley.</p>"


def test_a_page_that_the_browser_holds_is_not_sent():
    """By its tag, which follows from its bytes alone."""
    page = made("<p>A valley.</p>", "snapshot")
    assert page.tag == made("<p>A valley.</p>", "another").tag
    assert page.answer(asked(if_none_match=page.tag)).status_code == 304


def test_pages_not_asked_for_longest_go_first():
    """When all together would take too much memory."""
    pages = [made(f"<p>{name}</p>", "") for name in "abc"]
    kept = MadePages(most_bytes=len(pages[0].packed) * 2 + len("ab"))
    kept.keep(("a",), pages[0])
    kept.keep(("b",), pages[1])
    assert kept.get(("a",)) is pages[0]
    kept.keep(("c",), pages[2])
    assert [kept.get((name,)) is not None for name in "abc"] == [True, False, True]


def test_long_addresses_count_as_what_is_kept():
    """They are what others type."""
    page = made("<p>A valley.</p>", "")
    kept = MadePages(most_bytes=len(page.packed) + 100)
    kept.keep(("q" * 101,), page)
    assert kept.get(("q" * 101,)) is None


def test_pages_of_an_earlier_snapshot_are_let_go():
    """They may name somebody who was forgotten."""
    old, new = made("<p>Orlau.</p>", "old"), made("<p>Valley.</p>", "new")
    kept = MadePages()
    kept.keep((1, "/"), old)
    kept.keep((2, "/"), new)
    assert kept.get((1, "/")) is None
    assert kept.get((2, "/")) is new
