"""Rounds over a real local server that misbehaves: each fault is one clear reason, and the round goes on."""

from __future__ import annotations

import gc
import gzip
import itertools
import ssl
import time
import tracemalloc
import zlib

import pytest

from retold.watch.guard import Guard
from tests.watch_server import (
    CERTIFICATES,
    Answer,
    Server,
    article,
    dies,
    drip,
    endless,
    rss,
    silent,
    too_short,
)
from tests.watching import Watching, network_of

WORDS = "The harbour council of Milabad met on Monday and spoke at length about the ferry."
FEED = "application/rss+xml"


@pytest.fixture(scope="module")
def running():
    """One server for all tests of the module."""
    with Server() as server:
        yield server


@pytest.fixture
def server(running):
    """The server, without pages and log."""
    running.pages.clear()
    running.log.clear()
    return running


@pytest.fixture
def watching(server, tmp_path):
    """A watch over the server."""
    watching = Watching(tmp_path / "store.duckdb.watch", server)
    yield watching
    watching.state.close()


def good_feed(server, host="good.example", pages=2):
    """Serve a feed of readable pages; return its address."""
    addresses = [server.put(host, f"/n/{number}", Answer(article(f"{WORDS} {number}"))) for number in range(pages)]
    return server.put(host, "/feed", Answer(rss(addresses), type=FEED))


# ---------------------------------------------------------------- what a round does


def test_a_feed_is_read_and_each_of_its_pages_once(server, watching):
    """
    A second round asks for the feed again and for no page.
    """
    feed = good_feed(server)

    first, second = watching.round(feed), watching.round()

    assert (2, 0) == (first.fetched, second.fetched)
    assert 1 == len(server.asked("good.example", "/n/0")) == len(server.asked("good.example", "/n/1"))


def test_an_unchanged_feed_is_asked_for_with_its_etag(server, watching):
    """
    Conditional requests save the host's bytes and ours.
    """
    feed = server.put("good.example", "/feed", Answer(rss([]), type=FEED, etag='"one"'))

    watching.round(feed)
    second = watching.round()

    assert '"one"' == server.asked("good.example", "/feed")[1].headers["if-none-match"]
    assert 1 == second.unchanged


def test_an_unchanged_feed_is_asked_for_with_its_date(server, watching):
    """
    Last-Modified is sent back as If-Modified-Since.
    """
    modified = {"Last-Modified": "Tue, 12 Mar 2024 14:05:00 GMT"}
    feed = server.put("good.example", "/feed", Answer(rss([]), type=FEED, headers=modified))

    watching.round(feed)
    watching.round()

    assert modified["Last-Modified"] == server.asked("good.example", "/feed")[1].headers["if-modified-since"]


def test_a_feed_that_changes_its_dates_at_every_read_gives_each_page_once(server, watching):
    """
    A date is no news.
    """
    page = server.put("good.example", "/n/0", Answer(article(WORDS)))
    reads = iter(range(100))
    feed = server.put(
        "good.example",
        "/feed",
        lambda request: Answer(rss([page], dates=f"Tue, 12 Mar 2024 14:{next(reads):02}:00 GMT"), type=FEED),
    )

    rounds = [watching.round(feed), watching.round(), watching.round()]

    assert [1, 0, 0] == [each.fetched for each in rounds]
    assert 1 == len(server.asked("good.example", "/n/0"))


def test_a_page_in_two_feeds_with_other_tracking_is_read_once(server, watching):
    """
    How a reader came to a page does not make it another one.
    """
    server.default = lambda request: Answer(article(WORDS)) if request.path.startswith("/n") else None
    one = server.put("good.example", "/a", Answer(rss(["/n?id=7&utm_source=a"]), type=FEED))
    two = server.put("good.example", "/b", Answer(rss(["/n?id=7&utm_source=b"]), type=FEED))

    asked = watching.round(one, two)
    server.default = lambda request: None

    assert 1 == asked.fetched


def test_a_page_behind_two_redirects_is_read_once(server, watching):
    """
    Two addresses that lead to one page are one page.
    """
    page = server.put("good.example", "/n/0", Answer(article(WORDS)))
    links = [
        server.put("good.example", f"/to/{number}", Answer(status=301, headers={"Location": "/n/0"}))
        for number in range(3)
    ]
    feed = server.put("good.example", "/feed", Answer(rss(links), type=FEED))

    watching.round(feed)

    assert [page] == watching.pages()
    assert 1 == len(server.asked("good.example", "/n/0"))


def test_a_sitemap_index_leads_to_its_sitemaps_and_their_pages(server, watching):
    """
    An index is followed one step.
    """
    page = server.put("good.example", "/n/0", Answer(article(WORDS)))
    urls = f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>{page}</loc></url></urlset>"
    inner = server.put("good.example", "/map.xml.gz", Answer(gzip.compress(urls.encode()), type="application/gzip"))
    index = f"<sitemapindex><sitemap><loc>{inner}</loc></sitemap></sitemapindex>"
    source = server.put("good.example", "/index.xml", Answer(index, type="application/xml"))

    watching.round(source)

    assert [page] == watching.pages()


def test_a_source_that_is_a_page_is_read_once(server, watching):
    """
    An address need not be a feed.
    """
    page = server.put("good.example", "/n/0", Answer(article(WORDS)))

    rounds = [watching.round(page), watching.round()]

    assert [page] == watching.pages()
    assert [1, 0] == [each.fetched for each in rounds]


def test_no_host_sees_more_than_its_rate(server, watching):
    """
    Between two requests to one host lies the pause, measured where they arrive.
    """
    watching.round(good_feed(server, "one.example", 6), good_feed(server, "two.example", 6))

    for host in ("one.example", "two.example"):
        times = [each.time for each in server.log if each.host == host]
        assert min(b - a for a, b in itertools.pairwise(times)) >= watching.settings.delay_seconds


@pytest.mark.slow
def test_the_pause_holds_across_a_restart(server, tmp_path):
    """
    A new process waits as long as the old one would have.
    """
    feed = good_feed(server)
    first = Watching(tmp_path / "w", server, delay_seconds=0.5, round_seconds=0.4)
    first.round(feed)
    first.state.close()
    second = Watching(tmp_path / "w", server, delay_seconds=0.5, round_seconds=0.8)
    second.round()
    second.state.close()

    times = [each.time for each in server.log]

    assert len(times) >= 2
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.49


@pytest.mark.slow
def test_memory_stays_flat_over_many_rounds(server, watching):
    """
    Each round lists new pages; what is remembered of old ones lies on disk.
    """
    number = iter(range(1000))
    hosts = [f"host{host}.example" for host in range(5)]
    server.default = lambda request: Answer(article(WORDS)) if request.path.startswith("/n/") else None
    feeds = [
        server.put(host, "/feed", lambda request: Answer(rss([f"/n/{next(number)}" for _ in range(4)]), type=FEED))
        for host in hosts
    ]

    def rounds(count):
        for _ in range(count):
            watching.round(*feeds)
            watching.state.taken()
            server.log.clear()
        gc.collect()
        return tracemalloc.get_traced_memory()[0]

    tracemalloc.start()
    try:
        warm, later = rounds(4), rounds(12)
    finally:
        tracemalloc.stop()
        server.default = lambda request: None

    assert later - warm < 200_000


# ---------------------------------------------------------------- rules


def test_robots_txt_is_obeyed_and_recorded(server, watching):
    """
    A disallowed page is never asked for, and its row says by which rule.
    """
    server.put("good.example", "/robots.txt", Answer("User-agent: *\nDisallow: /n/1\n", type="text/plain"))

    watching.round(good_feed(server))
    _, (rejected,) = watching.state.verdicts()

    assert [] == server.asked("good.example", "/n/1")
    assert ("robots.txt", True) == (rejected.reason, rejected.detail.startswith("Disallow: /n/1"))


def test_a_crawl_delay_lengthens_the_pause(server, watching):
    """
    A host's own word on its rate is the least one.
    """
    server.put("good.example", "/robots.txt", Answer("User-agent: *\nCrawl-delay: 0.4\n", type="text/plain"))

    watching.round(good_feed(server))

    times = [each.time for each in server.log]
    assert min(b - a for a, b in itertools.pairwise(times)) >= 0.4


def test_a_host_whose_robots_txt_is_broken_is_left_alone(server, watching):
    """
    Where there is no telling what is allowed, nothing is read (RFC 9309), and nothing is given up.
    """
    server.put("good.example", "/robots.txt", Answer("fault", 500))
    feed = good_feed(server)

    asked = watching.round(feed)
    server.put("good.example", "/robots.txt", Answer("none", 404))
    time.sleep(0.5)
    later = watching.round()

    assert [] == [each for each in server.asked("good.example") if each.time < server.log[1].time]
    assert (0, 2) == (asked.fetched, later.fetched)


def test_rules_are_asked_for_once_a_day(server, watching):
    """
    Later rounds believe what was read.
    """
    feed = good_feed(server)

    watching.round(feed)
    watching.round()

    assert 1 == len([each for each in server.log if each.path == "/robots.txt"])


@pytest.mark.parametrize(
    ("head", "headers"),
    [
        ('<meta name="tdm-reservation" content="1">', {}),
        ('<META CONTENT="noai, noimageai" NAME="robots">', {}),
        ("", {"tdm-reservation": "1", "tdm-policy": "https://good.example/policy"}),
        ("", {"X-Robots-Tag": "noai"}),
    ],
    ids=["meta", "noai meta", "header", "noai header"],
)
def test_a_reserved_page_is_not_kept(server, watching, head, headers):
    """
    A reservation of text and data mining is obeyed wherever it stands, and recorded.
    """
    page = server.put("good.example", "/n/0", Answer(article(WORDS, head=head), headers=headers))

    watching.round(server.put("good.example", "/feed", Answer(rss([page]), type=FEED)))

    assert [] == watching.pages()
    assert [(page, "mining reserved")] == watching.rejected()


def test_a_site_that_reserves_mining_is_not_asked(server, watching):
    """
    The well-known file speaks for all pages below its location.
    """
    rules = '[{"location": "/n/*", "tdm-reservation": 1, "tdm-policy": "https://good.example/policy.json"}]'
    server.put("good.example", "/.well-known/tdmrep.json", Answer(rules, type="application/json"))

    watching.round(good_feed(server))

    assert ["/feed"] == [each.path for each in server.asked("good.example")]
    assert ["mining reserved"] * 2 == [reason for _, reason in watching.rejected()]


def test_permission_for_a_host_is_recorded_with_the_page(server, tmp_path):
    """
    Who says that a reservation does not bind them finds that beside the page.
    """
    server.put("good.example", "/n/0", Answer(article(WORDS), headers={"tdm-reservation": "1"}))
    feed = server.put("good.example", "/feed", Answer(rss(["/n/0"]), type=FEED))
    watching = Watching(tmp_path / "w", server, network=network_of(server, permitted={"good.example"}))

    watching.round(feed)
    (page,) = watching.state.fetched()
    watching.state.close()

    assert "header tdm-reservation: 1; read with permission given for good.example" == page.checked


# ---------------------------------------------------------------- refused addresses


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/secret", "http://[::ffff:127.0.0.1]:{port}/secret", "http://localhost:{port}/x"]
)
def test_a_redirect_to_this_machine_is_refused(server, tmp_path, target):
    """
    What is allowed by name does not open the door to another name.
    """
    location = target.format(port=server.port)
    page = server.put("good.example", "/n/0", Answer(status=302, headers={"Location": location}))
    feed = server.put("good.example", "/feed", Answer(rss([page]), type=FEED))
    network = network_of(server, guard=Guard(("good.example",), server.resolve))
    watching = Watching(tmp_path / "w", server, network=network)

    watching.round(feed)
    rejected = watching.rejected()
    watching.state.close()

    assert [(page, "refused address")] == rejected
    assert {"good.example"} == {each.host for each in server.log}


def test_a_name_that_resolves_to_another_place_the_second_time_is_refused(server, tmp_path):
    """
    A connection goes to the address that was checked, and each new one is checked anew.
    """
    answers = iter([["127.0.0.1"]] + [["127.0.0.2"]] * 100)
    asked = []

    async def rebinding(host, port):
        asked.append(host)
        return next(answers)

    # The first address stands for a public one; 127.0.0.2 is as private as ever.
    guard = Guard((), rebinding, lambda address: address == "127.0.0.1")
    closing = {"Connection": "close"}
    server.put("rebind.example", "/robots.txt", Answer("none", 404, closing))
    watching = Watching(tmp_path / "w", server, network=network_of(server, guard=guard))

    watching.round(server.put("rebind.example", "/feed", Answer(rss([]), type=FEED)))
    said = watching.said
    watching.state.close()

    assert {"127.0.0.1"} == {each.to for each in server.log}
    assert ["/robots.txt"] == [each.path for each in server.log]
    assert "refused address" in said[0] and "--allow-host rebind.example" in said[0]
    assert len(asked) > 1


def test_items_with_other_schemes_and_users_are_refused(server, watching):
    """
    A feed does not make us read files or use its names and passwords.
    """
    links = ["file:///etc/passwd", "ftp://good.example/x", "http://user:secret@good.example/n"]

    watching.round(server.put("good.example", "/feed", Answer(rss(links), type=FEED)))

    assert ["/feed"] == [each.path for each in server.asked("good.example")]
    assert {"refused address", "no link"} == {reason for _, reason in watching.rejected()}


# ---------------------------------------------------------------- broken answers


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (drip, "too slow"),
        (silent, "too slow"),
        (endless, "too large"),
        (too_short, "broken answer"),
        (dies, "broken answer"),
        (Answer(status=302, headers={"Location": "/n/0"}), "redirect loop"),
        (Answer(gzip.compress(b"x" * 50_000_000), headers={"Content-Encoding": "gzip"}), "too large"),
        (Answer(zlib.compress(b"x" * 50_000_000), headers={"Content-Encoding": "deflate"}), "too large"),
        (Answer(b"\x1f\x8b no gzip at all", headers={"Content-Encoding": "gzip"}), "broken answer"),
        (Answer(gzip.compress(b"<p>" + b"xy" * 90)[:-12], headers={"Content-Encoding": "gzip"}), "broken answer"),
        (Answer(b"..", headers={"Content-Encoding": "br"}), "broken answer"),
        (Answer(b"\x00\x01", type="image/png"), "not an article format"),
        (Answer("gone", 410), "not served"),
        (Answer("fault", 500), "server error"),
        (Answer(status=204), "not served"),
        (Answer(status=301), "bad redirect"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_page_is_rejected_with_its_reason_and_the_others_are_read(server, tmp_path, page, reason):
    """
    One row says what was wrong; the same host's next page is read.
    """
    bad = server.put("good.example", "/n/0", page)
    good = server.put("good.example", "/n/1", Answer(article(WORDS)))
    watching = Watching(tmp_path / "w", server, max_attempts=1, max_page_bytes=1_000_000)

    watching.round(server.put("good.example", "/feed", Answer(rss([bad, good]), type=FEED)))
    result = watching.rejected(), watching.pages()
    watching.state.close()

    assert ([(bad, reason)], [good]) == result


@pytest.mark.slow
@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (drip, "too slow"),
        (endless, "too large"),
        (too_short, "broken answer"),
        (dies, "broken answer"),
        (Answer(status=302, headers={"Location": "/feed"}), "redirect loop"),
        (Answer("<!DOCTYPE rss [<!ENTITY a 'x'><!ENTITY b '&a;&a;'>]><rss/>", type=FEED), "entity expansion"),
        (Answer('<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss/>', type=FEED), "entity expansion"),
        (Answer("<rss><channel></channel>", type=FEED), "broken feed"),
        (Answer('{"items": 7}', type="application/feed+json"), "not a feed"),
        (Answer("none", 404), "not served"),
        (Answer("fault", 500), "server error"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_feed_says_so_once_and_the_others_are_read(server, tmp_path, page, reason):
    """
    One line on the first round, none on the next ones, and the round goes on.
    """
    bad = server.put("bad.example", "/feed", page)
    watching = Watching(tmp_path / "w", server, max_feed_bytes=1_000_000)

    first = watching.round(bad, good_feed(server))
    watching.round()
    said, rejected = watching.said, watching.rejected()
    watching.state.close()

    assert 2 == first.fetched
    assert [(bad, reason)] == rejected
    assert 1 == len(said) and said[0].startswith(f"{bad}: {reason}: ")


def test_a_feed_that_works_again_is_no_longer_rejected(server, watching):
    """
    The store is told to forget what was wrong.
    """
    feed = server.put("good.example", "/feed", Answer("<rss><channel>", type=FEED))
    watching.round(feed)
    good_feed(server)
    watching.round()

    cleared, rejected = watching.state.verdicts()

    assert ([feed], []) == (cleared, rejected)


@pytest.mark.slow
def test_a_busy_host_is_left_alone_as_long_as_it_asks(server, watching):
    """
    Retry-After is honoured for the whole host, and no page is given up for it.
    """
    feed = good_feed(server)
    server.put("good.example", "/n/0", Answer("busy", 429, {"Retry-After": "2"}))

    first = watching.round(feed)
    server.put("good.example", "/n/0", Answer(article(WORDS)))
    second = watching.round()

    times = {each.path: each.time for each in reversed(server.log)}
    assert (1, 1) == (first.fetched, second.fetched)
    assert times["/n/1"] - times["/n/0"] >= 2
    assert [] == watching.rejected()


def test_a_host_that_asks_for_much_patience_waits_for_another_round(server, watching):
    """
    The round does not wait with it.
    """
    feed = good_feed(server, pages=5)
    server.put("good.example", "/n/0", Answer("busy", 503, {"Retry-After": "Tue, 12 Mar 2124 14:05:00 GMT"}))

    first, second = watching.round(feed), watching.round()

    assert (0, 0) == (first.fetched, second.fetched)
    assert ["/feed", "/n/0"] == [each.path for each in server.asked("good.example")]


def test_a_host_that_is_down_is_not_asked_for_page_after_page(server, tmp_path):
    """
    After two connections in vain the rest waits, and the pause doubles.
    """
    asked = []

    async def resolver(host, port):
        asked.append(host)
        raise OSError("no such name")

    network = network_of(server, guard=Guard((), resolver))
    watching = Watching(tmp_path / "w", server, network=network, backoff_seconds=60.0, max_backoff_seconds=600.0)

    watching.round(*(f"http://gone.example/{number}" for number in range(9)))
    record = watching.state.host("gone.example")
    watching.state.close()

    assert 2 == len(asked) == record.failures
    assert 50 < record.retry_at - time.time() <= 60


def test_a_server_that_dies_and_comes_back_loses_nothing(server, watching):
    """
    What failed waits, even when the feed no longer lists it.
    """
    server.put("good.example", "/n/0", dies)
    feed = server.put("good.example", "/feed", Answer(rss(["/n/0"]), type=FEED))

    watching.round(feed)
    server.put("good.example", "/feed", Answer(rss([]), type=FEED))
    page = server.put("good.example", "/n/0", Answer(article(WORDS)))
    time.sleep(0.5)
    watching.round()

    assert [page] == watching.pages()


@pytest.mark.slow
def test_a_feed_of_100000_items_takes_the_first_ones_and_says_so(server, tmp_path):
    """
    The number of items is bounded; what was left out is counted.
    """
    server.put("good.example", "/robots.txt", Answer("User-agent: *\nDisallow: /n/\n", type="text/plain"))
    feed = server.put("good.example", "/feed", Answer(rss([f"/n/{number}" for number in range(100_000)]), type=FEED))
    watching = Watching(tmp_path / "w", server, max_feed_items=500, total_seconds=20.0)

    asked = watching.round(feed)
    said = watching.said
    watching.state.close()

    assert 500 == asked.listed
    assert [f"{feed}: too many items: the first 500 were taken, 99500 left out"] == said


def test_items_without_links_are_counted(server, watching):
    """
    What cannot be asked for is told, and the others are read.
    """
    page = server.put("good.example", "/n/0", Answer(article(WORDS)))
    feed = f"<rss><channel><item><title>Adrift</title></item><item><link>{page}</link></item></channel></rss>"
    source = server.put("good.example", "/feed", Answer(feed, type=FEED))

    watching.round(source)

    assert [page] == watching.pages()
    assert [f"{source}: no link: 1 items of the feed have no address, such as 'Adrift'"] == watching.said


# ---------------------------------------------------------------- certificates


@pytest.mark.parametrize(
    ("certificate", "trusted", "fetched", "reason"),
    [("good", True, 1, ""), ("good", False, 0, "bad certificate"), ("other", True, 0, "bad certificate")],
    ids=["good", "unknown authority", "another name"],
)
def test_the_certificate_must_be_for_the_name(tmp_path, certificate, trusted, fetched, reason):
    """
    The connection goes to a checked address, and TLS still checks the name that was asked for.
    """
    context = ssl.create_default_context(cafile=CERTIFICATES / "authority.pem") if trusted else None
    with Server(certificate=certificate) as secure:
        page = secure.put("secure.example", "/n/0", Answer(article(WORDS)))
        watching = Watching(tmp_path / "w", secure, network=network_of(secure, certificates=context))

        asked = watching.round(page)
        said = " ".join(watching.said)
        watching.state.close()

    assert fetched == asked.fetched
    assert reason in said


def test_after_a_crash_every_host_is_treated_as_just_asked(server, tmp_path):
    """
    What the dead process asked last was not written down.
    """
    feed = server.put("good.example", "/feed", Answer(rss([]), type=FEED))
    watching = Watching(tmp_path / "w", server, delay_seconds=0.5)
    watching.round(feed)
    time.sleep(0.6)
    watching.state.set_fact("asking", "yes")
    began = time.monotonic()

    watching.round()
    watching.state.close()

    assert server.log[-1].time - began >= 0.5
