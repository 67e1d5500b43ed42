"""The pages of events, claims, the timeline, the collation and the citation: filters, data, and what they say."""

from __future__ import annotations

import csv
import io
import json

import pytest
from starlette.testclient import TestClient

from retold.cli import _run
from retold.export.tables import json_line, json_rows
from retold.telling.events import EventFilter, claims_in, claims_of, claims_shown, events_listing
from retold.telling.holdings import holdings_of
from retold.web.app import Served, create_app
from retold.web.guard import Door
from tests.browsing import largest
from tests.conftest import ONE_WORKER


@pytest.fixture(scope="module")
def pages(example_corpus):
    app = create_app(Served(example_corpus.path, Door("127.0.0.1", 8477), ONE_WORKER, readers=2))
    with TestClient(app, base_url="http://127.0.0.1:8477", follow_redirects=False) as client:
        yield client


def printed(capsys, corpus, *arguments):
    """What a verb writes to the standard output."""
    capsys.readouterr()
    assert 0 == _run([*arguments, "-s", str(corpus.path)])
    return capsys.readouterr().out


@pytest.mark.parametrize(
    ("link", "verb"),
    [
        ("/claims.jsonl", ("claims", "--json", "--limit", "1000")),
        ("/claims.jsonl?polarity=denied", ("claims", "--json", "--limit", "1000", "--polarity", "denied")),
        ("/timeline.jsonl", ("timeline", "--json", "--all")),
        ("/timeline.jsonl?article=01", ("timeline", "--json", "--all", "--article", "01")),
        ("/collation/01.csv", ("collation", "01")),
    ],
)
def test_data_is_what_the_verb_prints(pages, example_corpus, capsys, link, verb):
    """Line for line."""
    expected = printed(capsys, example_corpus, *verb)
    assert pages.get(link).text.splitlines() == expected.splitlines() != []


@pytest.mark.parametrize("words", ["13 March 2024", "13/03/2024", "2024-03-13T00:00:00Z"])
@pytest.mark.parametrize("page", ["events", "claims"])
def test_a_day_may_be_written_in_any_way_that_articles_write_it(pages, page, words):
    """It means the same events."""
    answer = pages.get(f"/{page}.jsonl", params={"since": words})
    assert answer.status_code == 200
    assert answer.text == pages.get(f"/{page}.jsonl?since=2024-03-13").text != ""


def test_the_citation_as_data_is_that_of_the_verb(pages, example_corpus, capsys):
    """Field by field."""
    rows = {row["field"]: row["value"] for row in csv.DictReader(io.StringIO(pages.get("/cite.csv").text))}
    expected = json.loads(printed(capsys, example_corpus, "cite", "--json"))
    assert rows["result"] == expected["result"]
    assert rows["methods"] == expected["methods"]
    assert json.loads(rows["models"]) == expected["models"]


def test_events_of_a_filter_are_those_of_the_export(pages, example_corpus):
    """The table's own columns, and only rows that fit."""
    expected = example_corpus.table("events", where="x.event_type = 'ACCUSE'")
    lines = pages.get("/events.jsonl?type=accuse").text
    assert lines == "".join(f"{json_line(row)}\n" for row in json_rows(expected)) != ""


def test_a_screen_of_claims_is_a_part_of_all_of_them(example_corpus):
    """In the same order, with the same counts, whatever the filter."""
    for wanted, disputed in ((EventFilter(), False), (EventFilter(polarity="denied"), False), (EventFilter(), True)):
        every = claims_of(example_corpus, wanted, disputed=disputed)
        shown, total = claims_shown(example_corpus, wanted, disputed=disputed, limit=3, offset=1)
        assert (every[1:4], len(every)) == (shown, total)


def test_a_claim_says_who_denies_it(pages):
    """The one who denies stands on the side of those who deny."""
    page = pages.get("/claims?polarity=denied").text
    cards = page.split('<article class="claim item">')[1:]
    assert cards
    assert all("Denied by nobody" not in card for card in cards)


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("/events?type=NOTHING", 400),
        ("/events?polarity=perhaps", 400),
        ("/claims?since=tomorrow", 400),
        ("/claims?claim=zzzz", 404),
        ("/timeline?article=zzzz", 404),
        ("/timeline?until=soon", 400),
        ("/collation/01?base=zzzz", 404),
        ("/collation/01?base=09", 404),
        ("/collation/overdue?changed=perhaps", 400),
        ("/story/zzzz/dossier", 404),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(pages, link, status):
    """4xx, with what was expected."""
    assert pages.get(link).status_code == status


def test_an_empty_choice_says_what_to_do(pages):
    """And leads back to all."""
    for link, back in (("/claims?actor=nobody", "/claims"), ("/events?actor=nobody", "/events")):
        assert f'href="{back}">Show all' in pages.get(link).text
    assert 'href="/timeline">Show all' in pages.get("/timeline?since=3000").text


def test_the_collation_marks_the_others_against_the_base(pages, example_corpus):
    """The chosen base comes before the others and has no marks of its own."""
    page = pages.get(f"/collation/{largest(example_corpus)}?base=02").text
    rows = page.partition("<tbody>")[2].split("<tr")[1:]
    heads = page.partition("<thead>")[2].partition("</thead>")[0]
    assert heads.index("<b>02</b>") < heads.index("<b>01</b>")
    numbered = [row for row in rows if ">+</th>" not in row]
    assert all("<ins" not in row.partition("</td>")[0] for row in numbered)
    assert any("<ins" in row for row in numbered)


def test_only_places_that_differ_are_kept_when_asked_for(pages):
    """Common stretches are left out."""
    every, changed = (pages.get(f"/collation/01{option}").text for option in ("", "?changed=1"))
    assert 'class="item common"' in every
    assert 'class="item common"' not in changed


def test_the_timeline_can_be_cut_by_days(pages):
    """By the days that are named, not those of publication."""
    rows = json.loads(pages.get("/timeline.json?since=1930&until=1940").text)
    assert rows
    assert all("1930" <= row["earliest"] <= "1941" for row in rows)


def test_the_dossier_is_sent_as_a_file(pages):
    """A browser keeps it instead of showing it under these pages' policy."""
    answer = pages.get("/story/01/dossier")
    assert answer.headers["content-disposition"] == 'attachment; filename="dossier-01.html"'
    assert "@software{retold" in answer.text


def test_claims_of_a_story_are_its_events_told_as_done(example_corpus):
    """Every one in one claim, with those who say so; the story's page and the report tell these."""
    story = largest(example_corpus)
    held = holdings_of(example_corpus, stories=[story])
    rows = events_listing(example_corpus, EventFilter(story=story)).to_pylist()
    expected = {row["event"] for row in rows if row["claim"] and row["modality"] in ("asserted", "possible")}
    found = claims_in(held, story)
    assert expected == {each.event for claim in found for each in claim.told} != set()
    every = {claim.claim: claim for claim in claims_of(example_corpus, EventFilter(story=story))}
    alone = [claim for claim in found if {told.article for told in every[claim.claim].told} <= set(held.members[story])]
    assert [(c.actor, c.asserted_by, c.denied_by, c.origins) for c in alone] == [
        (every[c.claim].actor, every[c.claim].asserted_by, every[c.claim].denied_by, every[c.claim].origins)
        for c in alone
    ]
