"""Watching as a whole: network, store, alerts, evidence; stopped, woken, and gone on with."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from retold import Corpus
from retold.cli import _run
from retold.errors import StoreLocked, UsageError
from retold.settings import EngineSettings, Settings
from retold.store import writing
from retold.watch.guard import Guard
from retold.watch.sinks import Sinks
from retold.watch.watching import Options, Stop, _wait_until, watch, watch_once
from tests.conftest import ROOT
from tests.watch_server import Answer, Server, article, rss
from tests.watching import QUICK, network_of

WORDS = (
    "Minister Parviz Rahmani said on Monday that the ferry between Milabad and Sarband will run again. "
    "“We will never close the harbour to the fishermen of Milabad,” Rahmani told reporters. "
)
FEED = "application/rss+xml"
SETTINGS = Settings(engine=EngineSettings(workers=1, memory_mb=1000), watch=QUICK)


@pytest.fixture
def server():
    """A server of its own."""
    with Server() as server:
        yield server


@pytest.fixture
def corpus(tmp_path):
    """A store that does not exist yet."""
    corpus = Corpus(tmp_path / "store.duckdb", settings=SETTINGS)
    yield corpus
    corpus.close()


def feed_of(server, *words, host="harbourtimes.example"):
    """Serve a feed of pages with these words; return its address."""
    pages = [server.put(host, f"/n/{number}", Answer(article(text))) for number, text in enumerate(words)]
    return server.put(host, "/feed", Answer(rss(pages), type=FEED))


# ---------------------------------------------------------------- time


class Clock:
    """A clock that naps move, and that may jump."""

    def __init__(self, *jumps):
        self.now = 1_000_000.0
        self.jumps = list(jumps)
        self.naps = []

    def __call__(self):
        return self.now


class Napping(Stop):
    """A stop whose waiting moves the clock."""

    def __init__(self, clock):
        super().__init__()
        self.clock = clock

    def wait(self, seconds):
        self.clock.naps.append(seconds)
        self.clock.now += self.clock.jumps.pop(0) if self.clock.jumps else seconds
        return self.is_wished


def test_a_machine_that_slept_for_a_day_begins_one_round_when_it_wakes():
    """
    Waiting ends at the first look at the clock after that.
    """
    clock = Clock(20.0, 86_400.0)

    _wait_until(clock.now + 900, 900, clock, Napping(clock))

    assert 2 == len(clock.naps)


def test_a_clock_set_back_makes_nobody_wait_longer():
    """
    At most one interval is waited.
    """
    clock = Clock(20.0, -86_400.0)

    _wait_until(clock.now + 900, 900, clock, Napping(clock))

    assert 2 == len(clock.naps)


def test_after_a_sleep_each_source_is_asked_once(server, corpus):
    """
    The rounds that were slept through are not made up for.
    """
    feed = server.put("harbourtimes.example", "/feed", Answer(rss([]), type=FEED))
    clock = Clock()
    clock.now = time.time()
    clock.jumps = [86_400.0]
    stop = Napping(clock)

    rounds = watch(corpus, [feed], every_seconds=900, options=Options(network_of(server, clock=clock)), stop=stop)
    next(rounds)
    next(rounds)
    rounds.close()

    assert 2 == len(server.asked("harbourtimes.example", "/feed"))


# ---------------------------------------------------------------- usage


@pytest.mark.parametrize("source", ["feeds.txt", "file:///etc/passwd", "http://user:secret@a.example/"])
def test_a_source_that_is_no_web_address_is_wrong_usage(corpus, source):
    """
    It is said at once.
    """
    with pytest.raises(UsageError, match="Expected a web address"):
        watch_once(corpus, [source])


def test_no_source_at_all_is_wrong_usage(corpus):
    """
    Without any, those of the last time are meant.
    """
    with pytest.raises(UsageError, match="no source to watch"):
        watch_once(corpus)


def test_two_watches_of_one_store_are_refused(corpus):
    """
    The second one says who is at work.
    """
    with writing(corpus.path.with_name("store.duckdb.watch")), pytest.raises(StoreLocked, match="is writing"):
        watch_once(corpus, ["http://a.example/feed"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--every", "soon"], "Expected a time such as"),
        (["--every", "1s"], "Expected 10s or more"),
        (["--altered"], "alerts go nowhere"),
        (["--list", "none.txt"], "cannot be read"),
        (["--alert", "'"], "Expected a program"),
    ],
)
def test_wrong_usage_is_one_line(tmp_path, capsys, monkeypatch, arguments, said):
    """
    It says what was expected.
    """
    monkeypatch.chdir(tmp_path)

    code = _run(["watch", "http://a.example/feed", *arguments])

    error = capsys.readouterr().err.strip()
    assert code in {1, 2}
    assert said in error
    assert 1 == len(error.splitlines())


def test_an_empty_list_is_wrong_usage(tmp_path, capsys):
    """
    It says what a list looks like.
    """
    (tmp_path / "feeds.txt").write_text("# none yet\n", encoding="utf-8")

    assert 1 == _run(["watch", "--list", str(tmp_path / "feeds.txt"), "-s", str(tmp_path / "s.duckdb")])
    assert "no address in it. Expected one a line" in capsys.readouterr().err


# ---------------------------------------------------------------- stopping


def test_a_wish_to_stop_ends_a_round_soon_and_the_rest_waits(server, corpus):
    """
    The answer under way is kept; nothing is taken in.
    """
    feed = feed_of(server, *[WORDS] * 40)
    stop = Stop()
    threading.Timer(1.0, stop.wish).start()
    began = time.monotonic()

    (done,) = watch(corpus, [feed], every_seconds=900, options=Options(network_of(server)), stop=stop)

    assert time.monotonic() - began < 10
    assert done.asked.is_stopped
    assert done.asked.waiting > 0
    assert not corpus.path.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_a_signal_ends_a_watch_with_success(server, tmp_path, number):
    """
    A service that is stopped has not failed.
    """
    feed = server.put("localhost", "/feed", Answer(rss([]), type=FEED))
    (tmp_path / "retold.toml").write_text("[watch]\ndelay_seconds = 0.05\n", encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "retold",
        "watch",
        feed,
        "--allow-host",
        "localhost",
        "-s",
        str(tmp_path / "s.duckdb"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True
    ) as watching:
        first = watching.stdout.readline()
        watching.send_signal(number)
        _, error = watching.communicate(timeout=60)

    assert "ROUND 1  1 source answered" in first
    assert 0 == watching.returncode
    assert "the same command goes on" in error


# ---------------------------------------------------------------- the whole way


@pytest.mark.slow
def test_from_a_feed_to_an_article_an_alert_and_its_evidence(server, corpus, tmp_path):
    """
    What is read has its address, time, status and bytes; alerts come once; the evidence holds the response.
    """
    feed = feed_of(server, WORDS * 3)
    sinks = Sinks(lines=tmp_path / "alerts.jsonl")
    options = Options(network_of(server), sinks)

    first, second = corpus.watch_once([feed], options=options), corpus.watch_once(options=options)

    (origin,) = corpus.table("origins").to_pylist()
    assert (1, 0) == (first.read, second.read)
    assert (server.address("harbourtimes.example", "/n/0"), "200", "retold watch") == (
        origin["origin"],
        origin["status"],
        origin["collected_by"],
    )
    assert origin["retrieved"] is not None
    ids = [json.loads(line)["id"] for line in (tmp_path / "alerts.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(ids) == len(set(ids)) == first.alerts > second.alerts == 0

    corpus.write_evidence(origin["article"], tmp_path / "ev")
    folder = tmp_path / "ev/articles" / origin["article"]
    (response,) = json.loads((folder / "response.json").read_text(encoding="utf-8"))
    assert article(WORDS * 3).encode() == (folder / "bytes").read_bytes()
    assert (200, "robots.txt allows it; no reservation of text and data mining found") == (
        response["status"],
        response["checked"],
    )


@pytest.mark.slow
def test_a_removed_article_does_not_come_back(server, corpus):
    """
    Its page is remembered as read; and when that is lost, the store's own memory keeps it out. No response stays.
    """
    options = Options(network_of(server))
    feed = feed_of(server, WORDS * 3, WORDS.replace("ferry", "railway") * 3)
    corpus.watch_once([feed], options=options)
    gone, *_ = corpus.articles().column("article").to_pylist()

    corpus.remove(gone)
    again = corpus.watch_once([feed], options=options)
    corpus.path.with_name("store.duckdb.watch").unlink()
    anew = corpus.watch_once([feed], options=options)

    assert (0, 2) == (again.read, anew.asked.fetched)
    assert 1 == len(corpus.articles())
    assert 1 == corpus.ask("select count(*) from stage.responses").column(0)[0].as_py()


@pytest.mark.slow
def test_a_busy_store_lets_what_was_fetched_wait(server, corpus):
    """
    The next round takes it in, and asks for no page again.
    """
    feed = feed_of(server, WORDS * 3)
    lines = []
    options = Options(network_of(server), say=lines.append)
    rounds = watch(corpus, [feed], every_seconds=0.1, options=options)
    with writing(corpus.path):
        busy = next(rounds)
    free = next(rounds)
    rounds.close()

    assert (True, 0, 1) == (busy.is_busy, busy.read, free.read)
    assert 1 == len(server.asked("harbourtimes.example", "/n/0"))
    assert "is writing to it" in lines[0]


@pytest.mark.slow
def test_what_cannot_be_read_is_a_row_of_rejected(server, corpus):
    """
    Refused addresses, rules, broken pages and feeds: each with its reason, beside what was read.
    """
    server.put("harbourtimes.example", "/robots.txt", Answer("User-agent: *\nDisallow: /n/1", type="text/plain"))
    feed = feed_of(server, WORDS * 3, WORDS, WORDS)
    server.put("harbourtimes.example", "/n/2", Answer("  "))
    bad = server.put("bad.example", "/feed", Answer("gone", 410))
    network = network_of(server, guard=Guard(("harbourtimes.example", "bad.example"), server.resolve))

    done = corpus.watch_once([feed, bad], options=Options(network))

    reasons = {row["reason"] for row in corpus.table("rejected").to_pylist()}
    assert 1 == done.read
    assert {"robots.txt", "not served", "empty file"} == reasons


@pytest.mark.slow
def test_a_mended_feed_leaves_no_row(server, corpus):
    """
    What was wrong is told as long as it is.
    """
    options = Options(network_of(server))
    feed = server.put("harbourtimes.example", "/feed", Answer("<rss><channel>", type=FEED))
    corpus.watch_once([feed], options=options)
    before = len(corpus.table("rejected"))
    feed_of(server, WORDS * 3)
    corpus.watch_once(options=options)

    assert (1, 0) == (before, len(corpus.table("rejected")))


@pytest.mark.slow
def test_the_command_line_reads_a_list_and_tells_one_line_a_round(server, tmp_path, capsys):
    """
    With --once it ends after a round.
    """
    server.put("localhost", "/n/0", Answer(article(WORDS * 3)))
    feed = server.put("localhost", "/feed", Answer(rss(["/n/0"]), type=FEED))
    (tmp_path / "feeds.txt").write_text(f"# ours\n{feed}\n", encoding="utf-8")
    (tmp_path / "retold.toml").write_text("[watch]\ndelay_seconds = 0.05\n", encoding="utf-8")
    store = tmp_path / "s.duckdb"

    code = _run(
        ["watch", "--list", str(tmp_path / "feeds.txt"), "--once", "--allow-host", "localhost", "-s", str(store)]
    )

    (line,) = capsys.readouterr().out.splitlines()
    assert 0 == code
    assert "ROUND 1  1 source answered (0 unchanged), 1 new page listed, 1 read, 0 rejected;" in line
