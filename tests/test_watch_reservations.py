"""Reservations of text and data mining, wherever they stand."""

from __future__ import annotations

import json

import pytest

from retold.watch.reservations import parse_tdmrep, reservation_in_headers, reservation_in_page


def site(*lines):
    return parse_tdmrep(json.dumps(list(lines)).encode())


def test_the_longest_location_decides():
    """
    A part of a site may be free where the rest is reserved.
    """
    rules = site({"location": "/", "tdm-reservation": 1}, {"location": "/open/*", "tdm-reservation": 0})

    assert rules.of("/n/1") is not None
    assert rules.of("/open/1") is None


def test_the_policy_is_recorded():
    """
    It says where permission is to be had.
    """
    rules = site({"location": "/n", "tdm-reservation": "1", "tdm-policy": "https://a.example/policy"})

    assert "/.well-known/tdmrep.json reserves /n; policy: https://a.example/policy" == str(rules.of("/n/1"))


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1, {}, null]", b'{"location": 3}', b"[" * 50_000])
def test_a_file_that_is_none_says_nothing(content):
    """
    Many sites answer every address with a page.
    """
    assert parse_tdmrep(content).of("/n") is None


@pytest.mark.parametrize(
    ("headers", "is_reserved"),
    [
        ([("tdm-reservation", "1")], True),
        ([("tdm-reservation", " 1 ")], True),
        ([("tdm-reservation", "0")], False),
        ([("x-robots-tag", "noai")], True),
        ([("x-robots-tag", "noindex, noai, noimageai")], True),
        ([("x-robots-tag", "noindex")], False),
        ([("x-robots-tag", "noimageai")], False),
        ([("x-robots-tag", "otherbot: noai")], False),
        ([("x-robots-tag", "otherbot: noindex"), ("x-robots-tag", "noai")], True),
        ([("x-robots-tag", "retold: noai")], True),
        ([], False),
    ],
)
def test_headers_may_reserve(headers, is_reserved):
    """
    A mark for another agent by name is not for us.
    """
    assert is_reserved == (reservation_in_headers(headers) is not None)


@pytest.mark.parametrize(
    ("element", "is_reserved"),
    [
        ('<meta name="tdm-reservation" content="1">', True),
        ("<META NAME=tdm-reservation CONTENT=1>", True),
        ('<meta content="noindex,noai" name="ROBOTS"/>', True),
        ('<meta name="retold" content="noai">', True),
        ('<meta name="otherbot" content="noai">', False),
        ('<meta name="description" content="why noai matters">', False),
        ('<meta name="tdm-reservation" content="0">', False),
    ],
)
def test_meta_elements_may_reserve(element, is_reserved):
    """
    In any order and case of attributes.
    """
    assert is_reserved == (reservation_in_page(f"<html><head>{element}</head>") is not None)
