"""Canonical addresses."""

from __future__ import annotations

import pytest

from retold.sources.addresses import canonical_address, host_of


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
