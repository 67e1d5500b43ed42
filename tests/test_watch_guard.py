"""Which addresses may be asked, and which never."""

from __future__ import annotations

import asyncio

import pytest

from retold.watch.guard import Guard, Refused, is_public, placed, resolve


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "ff0e::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "no address"),
    ],
)
def test_private_addresses_are_not_public(address):
    """
    In any disguise.
    """
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_addresses_of_the_internet_are_public(address):
    """
    IPv4 within IPv6 is judged by itself.
    """
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("file:///etc/passwd", "ftp://a.example/", "gopher://a.example/", "a.example/feed", "javascript:alert(1)", ""),
        *(
            "http:///feed",
            "http://user@a.example/",
            "http://user:x@a.example/",
            "http://a.example:99999/",
            "http://[1/",
        ),
        *("http://a b.example/", "https://" + "a" * 9000),
    ],
)
def test_what_is_no_plain_web_address_is_refused(address):
    """
    Only http and https, with a host, without a user.
    """
    with pytest.raises(Refused):
        placed(address)


def test_a_place_has_its_parts():
    """
    The site is what robots.txt speaks for; an unusual port has a door of its own.
    """
    place = placed("HTTPS://News.Example:8443?q=1#top")

    assert ("https://news.example:8443", "news.example:8443", "/?q=1") == (place.site, place.door, place.path)
    assert "news.example" == placed("http://news.example./x").door == placed("https://news.example/").door


def address_of(guard, host="a.example"):
    return asyncio.run(guard.address_of(host, 80))


def resolving(*answers):
    async def resolver(host, port):
        return list(answers)

    return resolver


def test_the_first_public_answer_is_taken():
    """
    Private ones beside it are passed over.
    """
    assert "93.184.216.34" == address_of(Guard((), resolving("10.0.0.1", "93.184.216.34")))


def test_a_name_with_private_answers_only_is_refused():
    """
    The message says how to allow it.
    """
    with pytest.raises(Refused, match=r"a\.example is at 10\.0\.0\.1.*--allow-host a\.example"):
        address_of(Guard(("b.example",), resolving("10.0.0.1")))


@pytest.mark.parametrize("allowed", ["a.example", "A.Example", ".example"])
def test_a_host_allowed_by_name_may_be_private(allowed):
    """
    A leading dot allows what is below.
    """
    assert "10.0.0.1" == address_of(Guard((allowed,), resolving("10.0.0.1")))


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "017700000001"])
def test_odd_spellings_of_loopback_are_refused(host):
    """
    The system reads them as addresses, so the answer is judged, not the spelling.
    """
    with pytest.raises((Refused, OSError)):
        address_of(Guard((), resolve), host)
