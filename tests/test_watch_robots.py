"""robots.txt, by RFC 9309."""

from __future__ import annotations

import time

import pytest

from retold.watch.robots import Robots, matches_pattern, normalised, parse_robots


def allows(rules, path):
    return parse_robots(rules.encode()).refusal(path) is None


@pytest.mark.parametrize(
    ("rules", "path", "expected"),
    [
        ("", "/x", True),
        ("User-agent: *\nDisallow:", "/x", True),
        ("User-agent: *\nDisallow: /", "/x", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b", False),
        ("User-agent: *\nDisallow: /*.php$", "/x.php", False),
        ("User-agent: *\nDisallow: /*.php$", "/x.php?y", True),
        ("User-agent: *\nDisallow: /x?*id=", "/x?a=1&id=2", False),
        ("User-agent: other\nDisallow: /", "/x", True),
        ("User-agent: *\nDisallow: /\n\nUser-agent: Retold\nAllow: /", "/x", True),
        ("User-agent: retold/2.0\nDisallow: /", "/x", False),
        ("User-agent: retold-extra\nDisallow: /", "/x", True),
        ("User-agent: other\nUser-agent: RETOLD\nDisallow: /x", "/x", False),
        ("User-agent: retold\nDisallow: /a\n\nUser-agent: retold\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /b\n\nUser-agent: retold\nDisallow: /a", "/b", True),
        ("User-agent: retold\n", "/x", True),
        ("user-agent : *\r\ndisallow : /x # no\r\n", "/x", False),
        ("User-agent: *\rDisallow: /x", "/x", False),
        ("Disallow: /x", "/x", True),
        ("User-agent: *\nSitemap: https://a.example/s\nDisallow: /x", "/x", False),
        ("User-agent: *\nDisallow: /é", "/%C3%A9", False),
        ("User-agent: *\nDisallow: /a%7eb", "/a~b", False),
        ("User-agent: *\nDisallow: /a%2fb", "/a/b", True),
        ("\ufeffUser-agent: *\nDisallow: /x", "/x", False),
        ("<html>not found</html>", "/x", True),
    ],
)
def test_rules_are_read_as_the_rfc_says(rules, path, expected):
    """
    The longest matching pattern decides; our own group goes before that for all.
    """
    assert expected == allows(rules, path)


def test_the_refusal_names_the_rule():
    """
    It is recorded with the page.
    """
    assert "Disallow: /n" == parse_robots(b"User-agent: *\nDisallow: /n").refusal("/n/1")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ("User-agent: *\nCrawl-delay: 7.5", 7.5),
        ("User-agent: *\nCrawl-delay: 7\nUser-agent: retold\nCrawl-delay: 2", 2.0),
        ("User-agent: *\nCrawl-delay: soon", 0.0),
        ("User-agent: *\nCrawl-delay: -3", 0.0),
        ("User-agent: *\nCrawl-delay: nan", 0.0),
    ],
)
def test_the_crawl_delay_is_that_of_our_group(rules, expected):
    """
    What is no number is no delay.
    """
    assert expected == parse_robots(rules.encode()).delay_seconds


def test_a_pattern_of_many_stars_takes_no_long_time():
    """
    Pieces are looked for once, from left to right.
    """
    began = time.process_time()

    assert not matches_pattern("/" + "*a" * 2000 + "$", "/" + "a" * 1999 + "b")
    assert time.process_time() - began < 1


def test_a_pattern_may_not_use_its_end_twice():
    """
    `/a*a$` needs two of them.
    """
    assert not matches_pattern("/a*a$", "/a")
    assert matches_pattern("/a*a$", "/aa")


def test_a_fault_keeps_us_out_of_everything():
    """
    Where rules cannot be had nothing may be read.
    """
    assert "unreachable" == Robots(fault="unreachable").refusal("/x")


def test_escapes_are_compared_in_one_form():
    """
    Unreserved characters mean the same escaped or not.
    """
    assert "/~a%2F%C3%A9" == normalised("/%7ea%2fé")
