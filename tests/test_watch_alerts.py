"""What is new since the last look, each told once. Read from the example corpus."""

from __future__ import annotations

import json

import pytest

from retold.watch.alerts import KINDS, Wanted, begin_alerts, drop_gone_alerts, end_alerts, new_alerts
from retold.watch.state import WatchState


@pytest.fixture
def state(tmp_path):
    """A new memory."""
    state = WatchState(tmp_path / "s.watch")
    yield state
    state.close()


def alerts_of(corpus, state, wanted=Wanted()):  # noqa: B008  # frozen
    new_alerts(corpus, state, wanted, ["lines"])
    return [json.loads(record) for _, _, record in state.alerts("lines")]


def test_everything_new_is_told_once(example_corpus, state):
    """
    A second look finds nothing.
    """
    alerts = alerts_of(example_corpus, state)

    assert set(KINDS) == {alert["kind"] for alert in alerts}
    assert len(alerts) == len({alert["id"] for alert in alerts})
    assert 0 == new_alerts(example_corpus, state, Wanted(), ["lines"])


def test_what_stood_there_before_is_no_news(example_corpus, state):
    """
    Alerts begin with what comes after they were asked for.
    """
    begin_alerts(example_corpus, state)

    assert [] == alerts_of(example_corpus, state)


def test_who_asks_again_later_hears_of_what_comes_then(example_corpus, state):
    """
    What came while nobody asked is known.
    """
    begin_alerts(example_corpus, state)
    end_alerts(state)
    state._connection.execute("delete from told")
    begin_alerts(example_corpus, state)

    assert [] == alerts_of(example_corpus, state)


def test_words_are_those_of_the_text(example_corpus, state):
    """
    An alert quotes to the character.
    """
    texts = dict(zip(*example_corpus.ask("select article, text from articles").to_pydict().values(), strict=True))

    quoted = [alert for alert in alerts_of(example_corpus, state) if alert.get("words")]

    assert quoted
    for alert in quoted:
        assert all(part.rstrip("…") in texts[alert["article"]] for part in alert["words"].split(" … "))


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        (Wanted(), set(KINDS)),
        (Wanted(altered=True), {"altered"}),
        (Wanted(speaker="rahmani"), {"statement", "altered", "speaker"}),
        (Wanted(speaker="rahmani", altered=True), {"altered"}),
        (Wanted(copies_of="meridian"), {"copy"}),
        (Wanted(altered=True, copies_of="Meridian"), {"altered", "copy"}),
        (Wanted(speaker="nobody at all"), set()),
        (Wanted(copies_of="merid"), set()),
    ],
)
def test_filters_keep_what_was_asked_for(example_corpus, state, wanted, kinds):
    """
    A speaker by part of a name, an outlet by its whole name.
    """
    assert kinds == {alert["kind"] for alert in alerts_of(example_corpus, state, wanted)}


def test_an_alert_of_a_removed_article_is_dropped(example_corpus, state):
    """
    What is gone is not told afterwards.
    """
    held = len(alerts_of(example_corpus, state))
    state.add_alert("gone", "lines", json.dumps({"id": "gone", "kind": "copy", "article": "f" * 20}))

    drop_gone_alerts(example_corpus, state)

    assert held == len(state.alerts("lines"))


def test_a_copy_names_both_places(example_corpus, state):
    """
    With outlets and the probability.
    """
    copy, *_ = alerts_of(example_corpus, state, Wanted(copies_of="Meridian"))

    assert "Meridian" == copy["from_outlet"]
    assert copy["probability"] >= 0.5
    assert copy["article"] != copy["from_article"]


def test_a_new_quotation_of_a_known_statement_is_no_new_statement(example_corpus, state):
    """
    Ids of groups move with their members; what is known are the quotations.
    """
    alerts = alerts_of(example_corpus, state)
    (statement, *_) = [a for a in alerts if a["kind"] == "statement" and a["quotations"] > 1]
    quotations = example_corpus.ask(
        "select quotation from quotations where statement = ? order by 1", [statement["statement"]]
    )
    last = quotations.column(0).to_pylist()[-1]
    from retold.ids import content_hash

    state._connection.execute("delete from told where key = ?", [content_hash("quotation", last)])
    state._connection.execute("delete from alerts")
    again = alerts_of(example_corpus, state, Wanted())

    assert statement["statement"] not in {a["statement"] for a in again if a["kind"] == "statement"}
