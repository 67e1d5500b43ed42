"""Canonical addresses."""

from __future__ import annotations

import pytest

from retold.sources.addresses import canonical_address, host_of, page_address, page_key


@pytest.mark.parametrize(
    ("address", "canonical"),
    [
        ("HTTPS://News.Example/a?utm_source=x&id=7#top", "https://news.example/a?id=7"),
        ("http://news.example:80", "http://news.example/"),
        ("https://news.example/a?fbclid=1", "https://news.example/a"),
        ("https://news.example/Path?Page=2", "https://news.example/Path?Page=2"),
        ("mailto:desk@news.example", None),
        ("https://[broken/a", None),
        ("", None),
    ],
)
def test_an_address_loses_only_what_does_not_name_the_page(address: str, canonical: str | None):
    """
    Tracking parameters, fragment, default port and case of the host go; path and other parameters stay.
    """
    assert canonical == canonical_address(address)


def test_a_canonical_address_is_its_own():
    """
    Canonical twice is canonical once.
    """
    once = canonical_address("https://news.example/a b?q=x y&ü=1&utm_id=3")

    assert once is not None
    assert once == canonical_address(once)


def test_the_host_comes_without_www():
    """
    `www.` names no outlet.
    """
    assert "news.example" == host_of("https://www.News.example/a")


@pytest.mark.parametrize(
    "address",
    [
        "https://www.news.example/2024/vote",
        "http://news.example/2024/vote/",
        "https://m.news.example/2024/vote",
        "https://amp.news.example/2024/vote",
        "https://mobile.news.example/2024/vote?utm_source=letter",
        "https://news.example/2024/vote/amp",
        "https://news.example/2024/vote.amp.html",
        "https://news.example/amp/2024/vote",
        "https://news.example/2024/vote?amp=1&fbclid=7",
        "https://news.example/2024/vote?outputType=amp",
        "https://news.example/2024/vote/index.html#top",
        "https://news-example.cdn.ampproject.org/c/s/news.example/2024/vote",
        "https://www.google.com/amp/s/www.news.example/2024/vote/amp/",
        "https://web.archive.org/web/20240312091000/https://news.example/2024/vote",
    ],
)
def test_twins_of_a_page_have_one_key(address: str):
    """
    For telephones, for AMP, in caches, with tracking, with and without www.
    """
    assert "news.example/2024/vote" == page_key(address)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://news.example/a", "https://news.example/b"),
        ("https://news.example/a?id=1", "https://news.example/a?id=2"),
        ("https://news.example/a?page=2", "https://news.example/a"),
        ("https://sport.news.example/a", "https://news.example/a"),
        ("https://amp.example/a", "https://m.example/a"),
        ("https://news.example/ramp", "https://news.example/r"),
    ],
)
def test_other_pages_have_other_keys(one: str, other: str):
    """
    Only what names a twin is left out.
    """
    assert page_key(one) != page_key(other)


def test_parameters_may_stand_in_any_order():
    """
    They name the same page.
    """
    assert page_key("https://news.example/a?x=1&y=2") == page_key("https://news.example/a?y=2&x=1")


@pytest.mark.parametrize(
    ("given", "canonical", "page"),
    [
        ("https://m.news.example/x/7?share=1", "https://www.news.example/2024/vote", "news.example/2024/vote"),
        ("https://news.example/2024/vote", "https://news.example/", "news.example/2024/vote"),
        ("https://news.example/2024/vote", "https://news.example/2024", "news.example/2024/vote"),
        ("https://news.example/2024/vote", "https://other.example/2024/vote", "news.example/2024/vote"),
        ("https://a.co.uk/x", "https://b.co.uk/x", "a.co.uk/x"),
        (None, "https://news.example/2024/vote/amp", "news.example/2024/vote"),
        ("https://news.example/2024/vote", None, "news.example/2024/vote"),
        ("no address", None, None),
    ],
)
def test_the_canonical_link_names_the_page_unless_it_leads_away(given, canonical, page):
    """
    To another site, to the front page or up to a section it is not believed.
    """
    assert page == page_address(given, canonical)
