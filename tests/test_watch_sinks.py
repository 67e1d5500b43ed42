"""Where alerts go: each once, files never half written."""

from __future__ import annotations

import json
import sys

import feedparser
import pytest

from retold.errors import UsageError
from retold.watch.sinks import Sinks, deliver, title_of, write_feed
from retold.watch.state import WatchState

RECORD = {
    "id": "a" * 20,
    "kind": "altered",
    "article": "b" * 20,
    "outlet": "Harbour Times",
    "url": "https://harbourtimes.example/n/1",
    "title": "Ferry <runs> & stops",
    "speaker_name": "Rahmani",
    "words": "we will \x07 sail; $(touch /tmp/x)",
    "from_outlet": "Meridian",
    "from_words": "we may sail",
    "probability": 0.91,
}


@pytest.fixture
def state(tmp_path):
    """A memory in which one alert waits for every sink."""
    state = WatchState(tmp_path / "s.watch")
    for sink in ("command", "feed", "lines"):
        state.add_alert(RECORD["id"], sink, json.dumps(RECORD))
    yield state
    state.close()


def test_a_command_gets_the_alert_as_json_and_no_shell_sees_it(state, tmp_path):
    """
    What the news say is never run.
    """
    script = tmp_path / "sink.py"
    script.write_text("import sys; open(sys.argv[1], 'a').write(sys.stdin.read())", encoding="utf-8")
    sinks = Sinks(command=f"{sys.executable} {script} {tmp_path / 'got.jsonl'}")

    sent = deliver(state, sinks, say=print), deliver(state, sinks, say=print)

    assert (1, 0) == sent
    assert RECORD == json.loads((tmp_path / "got.jsonl").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"{sys.executable} -c 'raise SystemExit(3)'", "ended with 3"),
        (f"{sys.executable} -c 'import time; time.sleep(60)'", "did not end within 1 s"),
        ("/no/such/program", "cannot be run"),
    ],
)
def test_a_command_that_fails_is_tried_again_and_given_up_in_the_end(state, command, said):
    """
    One line a round, and the watch goes on.
    """
    lines = []

    sent = [deliver(state, Sinks(command=command, seconds=1), say=lines.append) for _ in range(6)]

    assert [0] * 6 == sent
    assert all(said in line for line in lines[:5])
    assert "given up after 5 attempts" in lines[5]
    assert [] == state.alerts("command")


@pytest.mark.parametrize("command", ["", "  ", "'unclosed"])
def test_a_command_that_is_none_is_wrong_usage(command):
    """
    It is said before the first round.
    """
    with pytest.raises(UsageError, match="Expected a program"):
        Sinks(command=command).check()


def test_a_file_in_no_folder_is_wrong_usage(tmp_path):
    """
    Likewise.
    """
    with pytest.raises(UsageError, match="no such folder"):
        Sinks(feed=tmp_path / "none" / "feed.xml").check()


def test_json_lines_hold_each_alert_once_even_after_a_crash(state, tmp_path):
    """
    An alert whose delivery was not written down is not written twice, and half a line stays alone.
    """
    path = tmp_path / "alerts.jsonl"
    path.write_text(json.dumps(RECORD) + "\n" + '{"id": "cc', encoding="utf-8")
    state.add_alert("d" * 20, "lines", json.dumps({**RECORD, "id": "d" * 20}))

    deliver(state, Sinks(lines=path), say=print)

    lines = path.read_text(encoding="utf-8").splitlines()
    assert [RECORD["id"], None, "d" * 20] == [json.loads(line)["id"] if line.endswith("}") else None for line in lines]


def test_the_feed_is_one_that_readers_understand(state, tmp_path):
    """
    Marks in the news stay text; characters that XML cannot hold are replaced.
    """
    path = tmp_path / "alerts.xml"

    deliver(state, Sinks(feed=path), say=print)
    parsed = feedparser.parse(path.read_bytes())

    assert not parsed.bozo
    assert "Altered quotation: Rahmani, in Harbour Times" == parsed.entries[0].title
    assert "Ferry <runs> & stops" in parsed.entries[0].content[0].value
    assert f"urn:retold:alert:{RECORD['id']}" == parsed.entries[0].id


def test_the_feed_keeps_earlier_alerts_behind_the_new_ones(tmp_path):
    """
    The newest first, each once, and no more than a reader needs.
    """
    path = tmp_path / "alerts.xml"
    for begin in (0, 150):
        write_feed(path, [{**RECORD, "id": f"{number:020x}"} for number in range(begin, begin + 160)])

    ids = [entry.id.rpartition(":")[2] for entry in feedparser.parse(path.read_bytes()).entries]

    assert [f"{number:020x}" for number in range(309, 109, -1)] == ids
    assert [path] == list(tmp_path.iterdir())


def test_a_feed_file_of_somebody_else_is_begun_anew(tmp_path):
    """
    What cannot be read is replaced.
    """
    path = tmp_path / "alerts.xml"
    path.write_text("<feed", encoding="utf-8")

    write_feed(path, [RECORD])

    assert 1 == len(feedparser.parse(path.read_bytes()).entries)


def test_alerts_wait_where_a_file_cannot_be_written(state, tmp_path):
    """
    Nothing is lost, and one line says why.
    """
    lines = []

    sent = deliver(state, Sinks(lines=tmp_path), say=lines.append)

    assert 0 == sent
    assert "cannot write there" in lines[0]
    assert 1 == len(state.alerts("lines"))


def test_a_copy_of_a_text_not_held_is_called_so():
    """
    No guess stands as a name.
    """
    record = {"kind": "copy", "outlet": None, "from_article": "lost:x", "share": 0.5}

    assert "Copy: outlet not stated, of a text not held (50% of its words)" == title_of(record)
