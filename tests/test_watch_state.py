"""What a watch remembers: nothing lost by a crash, nothing asked for twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from retold.errors import StoreError
from retold.sources.feeds import FeedItem
from retold.sources.records import Rejected
from retold.watch.state import Fetched, HostRecord, WatchState
from tests.conftest import ROOT
from tests.watch_server import Answer, Server, article, rss
from tests.watching import Watching

PAGE = "https://harbourtimes.example/n/1"
FETCHED = Fetched(0, PAGE, PAGE, ("https://a.example/to",), 1_710_252_300.0, 200, (("etag", "x"),), "ok", b"<p>\xff")


@pytest.fixture
def state(tmp_path):
    """A new memory."""
    state = WatchState(tmp_path / "s.watch")
    yield state
    state.close()


def test_a_fetched_page_comes_back_as_it_was(state):
    """
    Bytes, headers, redirects and times.
    """
    state.keep_fetched(FETCHED)

    (page,) = state.fetched()

    assert FETCHED == Fetched(0, *(getattr(page, name) for name in Fetched.__slots__[1:]))


def test_what_the_store_has_is_forgotten(state):
    """
    Bytes and rejections wait only until then.
    """
    state.keep_fetched(FETCHED)
    state.add_verdict(Rejected(PAGE, "not served", "HTTP 404"))

    state.taken()

    assert not state.has_news()


def test_a_page_that_was_read_is_remembered_by_a_hash_only(state, tmp_path):
    """
    The memory does not say what was read.
    """
    state.add_pages([(FeedItem(PAGE, "Ferry"), "harbourtimes.example")], None)
    (page,) = state.due_pages("harbourtimes.example", 0.0, 1.0, 10)
    state.page_done(page.number)

    again = state.add_pages([(FeedItem(PAGE + "?utm_source=x"), "harbourtimes.example")], None)

    assert (0, 0, True) == (again, state.waiting(), state.is_read(PAGE))
    state._connection.execute("vacuum")
    assert b"harbourtimes" not in (tmp_path / "s.watch").read_bytes()


def test_several_things_are_written_together_or_not_at_all(state):
    """
    An error in between takes everything back.
    """
    with pytest.raises(KeyError), state.together():
        state.set_fact("a", "1")
        raise KeyError

    assert state.fact("a") is None


def test_sources_no_longer_wanted_are_left_alone(state):
    """
    What is asked is what was named last.
    """
    state.want([("https://a.example/", "a.example"), ("https://b.example/", "b.example")])
    state.want([("https://b.example/", "b.example")])

    assert ["b.example"] == state.due_hosts(10.0, 10.0)


def test_hosts_are_remembered(state):
    """
    Patience and failures outlive a process.
    """
    record = HostRecord("a.example", 1.0, 2.0, 3.0, 4)

    state.keep_host(record)

    assert record == state.host("a.example")


def test_a_file_that_is_no_memory_of_ours_is_an_error_in_one_line(tmp_path):
    """
    It says what to do.
    """
    path = tmp_path / "s.watch"
    path.write_bytes(b"no database at all" * 100)

    with pytest.raises(StoreError, match="Move it away to begin anew"):
        WatchState(path)


def test_a_newer_memory_is_refused(tmp_path):
    """
    What we do not know we do not touch.
    """
    state = WatchState(tmp_path / "s.watch")
    state.set_fact("format", "99")
    state.close()

    with pytest.raises(StoreError, match="newer Retold"):
        WatchState(tmp_path / "s.watch")


_WATCHER = """
import sys
from pathlib import Path
from retold.watch.guard import Guard
from retold.watch.fetching import Network
from tests.watching import Watching

async def resolve(host, port):
    return ["127.0.0.1"]

network = Network(Guard((".example",), resolve))
watching = Watching(Path(sys.argv[1]), None, network=network, delay_seconds=0.02)
watching.round(*sys.argv[2:])
print("done", watching.state.waiting())
"""


@pytest.mark.slow
def test_killed_at_any_moment_nothing_is_read_twice_or_lost(tmp_path):
    """
    By the server's own log: at most the one request to each host that was under way at a kill comes again.
    """
    path = tmp_path / "s.watch"
    kills = 0
    with Server() as server:
        feeds, pages = [], []
        for number in range(4):
            host = f"host{number}.example"
            own = [server.put(host, f"/n/{item}", Answer(article(f"Words {item} " * 9))) for item in range(30)]
            pages += own
            feeds.append(server.put(host, "/feed", Answer(rss(own), type="application/rss+xml")))
        for seconds in (1.2, 0.9, 1.1, 1.0, 60.0):
            watcher = subprocess.Popen([sys.executable, "-c", _WATCHER, str(path), *feeds], cwd=ROOT)
            try:
                watcher.wait(seconds)
                break
            except subprocess.TimeoutExpired:
                watcher.send_signal(signal.SIGKILL)
                watcher.wait()
                kills += 1
        time.sleep(0.2)
        watching = Watching(path, server, delay_seconds=0.02)
        watching.round(*feeds)
        kept = watching.pages()
        watching.state.close()
        asked = [server.address(each.host, each.path) for each in server.log if each.path.startswith("/n/")]

    assert kills
    assert sorted(pages) == kept
    assert len(asked) - len(set(asked)) <= 4 * kills
