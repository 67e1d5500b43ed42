"""The pages of the example corpus, through the whole application but the network."""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin

import pyarrow.parquet as pq
import pytest
from markupsafe import escape
from starlette.testclient import TestClient

from retold.corpus import Corpus
from retold.export.tables import csv_lines, json_line, json_rows
from retold.public_tables import PUBLIC_TABLES
from retold.sources.records import Reading
from retold.web.app import Served, create_app
from retold.web.asked import address, page_of
from retold.web.guard import Door
from tests.conftest import EXAMPLES, ONE_WORKER
from tests.raw_requests import sent


@pytest.fixture(scope="module")
def pages(example_corpus):
    app = create_app(Served(example_corpus.path, Door("127.0.0.1", 8477), ONE_WORKER, readers=2))
    with TestClient(app, base_url="http://127.0.0.1:8477", follow_redirects=False) as client:
        yield client


@pytest.fixture(scope="module")
def largest(example_corpus):
    """The story with most articles."""
    return example_corpus.ask("select x.story from stories x order by x.articles desc, x.story").column(0)[0].as_py()


class _Links(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.inline = [], []

    def handle_starttag(self, tag, attrs):
        for name, value in attrs:
            if name in {"href", "src", "action"}:
                self.links.append(value)
            if name == "style" or name.startswith("on"):
                self.inline.append((tag, name))


def parsed(page):
    parser = _Links()
    parser.feed(page)
    return parser


def test_every_link_of_every_kind_of_page_leads_somewhere(pages):
    """From the front page on, two addresses of each kind of page; none fails, none leaves the server."""
    seen, todo = {}, ["/"]
    while todo:
        link = todo.pop(0).partition("#")[0]
        path, _, query = link.partition("?")
        # One option at a time: chosen together they are many, and no other code.
        kind = re.sub(r"[ste]?[0-9a-f]{20}|(?<=outlet/).*", "", path) + query.partition("=")[0]
        if not link.startswith("/") or query.count("=") > 1 or link in seen or list(seen.values()).count(kind) >= 2:
            continue
        seen[link] = kind
        answer = pages.get(link)
        only_mentioned = answer.status_code == 404 and "only mentioned" in answer.text
        assert answer.status_code == 200 or only_mentioned, (link, answer.text[-500:])
        if answer.headers["content-type"].startswith("text/html"):
            todo += parsed(answer.text).links
    assert len(set(seen.values())) > 40


@pytest.mark.parametrize("table", list(PUBLIC_TABLES))
@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_a_table_as_data_is_the_export(pages, example_corpus, table, kind):
    """Byte for byte what `retold export` writes."""
    content = example_corpus.table(table)
    rows = list(json_rows(content))
    lines = map(json_line, rows) if kind == "jsonl" else csv_lines(content.schema.names, rows)
    assert pages.get(f"/{table}.{kind}").text == "".join(f"{line}\n" for line in lines)


def test_a_table_as_json_is_a_list_of_the_same_rows(pages, example_corpus):
    """One JSON document."""
    assert json.loads(pages.get("/stories.json").text) == list(json_rows(example_corpus.table("stories")))


def test_a_table_as_parquet_is_the_table(pages, example_corpus):
    """With its types."""
    read = pq.read_table(io.BytesIO(pages.get("/derivations.parquet").content))
    assert read.equals(example_corpus.table("derivations"))


def test_data_of_a_filtered_listing_is_filtered_and_complete(pages, example_corpus):
    """The options of the address hold for the data; a screen's limit does not."""
    speaker = (
        example_corpus.ask(
            "select e.name from quotations q join entities e on e.entity = q.speaker where q.probability >= 0.5"
            " group by e.name order by count(*) desc, e.name"
        )
        .column(0)[0]
        .as_py()
    )
    expected = len(example_corpus.quotations(speaker=speaker))
    rows = json.loads(pages.get("/quotations.json", params={"speaker": speaker, "limit": 1}).text)
    assert len(rows) == expected > 1


def test_a_story_page_tells_its_statements_and_tree(pages, largest):
    """The stemma is drawn, statements stand in one column an article, and dates and names are there."""
    page = pages.get(f"/story/{largest}").text
    assert "<svg" in page
    assert "How it travelled" in page
    assert "Statements told by more than one article" in page
    assert "Kept apart" in page


def test_statements_can_be_kept_by_how_articles_tell_them(pages, largest):
    """Each way with the number of statements, in the address; one that nobody tells so is said."""
    page = pages.get(f"/story/{largest}").text
    ways = re.findall(rf'/story/{largest}\?only=(\w+)#story-1-statements">[^<]*</a> <span class="tally">(\d+)', page)
    assert {"altered", "name"} <= {way for way, _ in ways}
    for way, count in ways[:4]:
        kept = pages.get(f"/story/{largest}?only={way}").text
        assert kept.count('<th scope="row"><span class="speaker">') == int(count)
    assert pages.get(f"/story/{largest}?only=nothing").status_code == 400


def test_a_story_page_says_what_it_cannot_know_and_that_it_is_for_reading(pages, largest):
    """No recording is held; corrections are off."""
    page = pages.get(f"/story/{largest}").text
    assert "which wording was spoken is not known" in page
    assert "corrections: off" in page


def test_a_story_is_found_by_any_name_of_its_articles(pages, largest):
    """Old links and typed names resolve."""
    links = ("/story/01_agency", f"/story/{largest}")
    by_name, by_id = (pages.get(link).text for link in links)
    begin, end = '<section class="story"', "<footer"
    assert by_name.partition(begin)[2].partition(end)[0] == by_id.partition(begin)[2].partition(end)[0] != ""


def test_an_actor_without_a_name_has_a_page(pages, example_corpus):
    """A group that is only called by a common noun."""
    found = example_corpus.rows(
        "select e.entity, e.name from entities e where e.type = 'GROUP' and len(coalesce(e.names, [])) = 0"
        " order by e.entity limit 1"
    )[0]
    answer = pages.get(f"/entity/{found['entity']}")
    assert answer.status_code == 200
    assert found["name"] in answer.text


@pytest.mark.parametrize("kind", ["", ".csv"])
def test_an_outlet_s_name_may_hold_a_slash(pages, kind):
    """Its address is then looked up as an outlet, not as a page that is not there."""
    answer = pages.get(f"/outlet/Orlau/Aldwater{kind}")
    assert answer.status_code == 404
    assert "Orlau/Aldwater" in answer.text
    assert "no such outlet" in answer.text


@pytest.mark.parametrize("link", ["/story/01/dossier", "/why/01/02", "/collation/01"])
def test_a_story_too_large_for_a_page_is_left_to_the_command_line(pages, monkeypatch, link):
    """The answer names the command."""
    monkeypatch.setattr("retold.web.app.MOST_TOLD", 1)
    monkeypatch.setattr("retold.web.pages.reasons._MOST_WEIGHED", 1)
    monkeypatch.setattr("retold.web.pages.collating._MOST_WITNESSES", 1)
    answer = pages.get(link)
    assert answer.status_code == 400
    assert "Use: retold " in answer.text


def test_an_article_page_holds_every_word_of_its_text(pages, example_corpus):
    """Nothing of the text is lost in marking it up."""
    for row in example_corpus.table("articles").to_pylist():
        page = pages.get(f"/article/{row['article']}").text
        stretches = re.findall(r'<span data-b="(\d+)"[^>]*>(.*?)</span>', page, re.DOTALL)
        for begin, words in stretches:
            plain = words.replace("&lt;", "<").replace("&gt;", ">").replace("&#34;", '"').replace("&#39;", "'")
            plain = plain.replace("&amp;", "&")
            assert row["text"][int(begin) : int(begin) + len(plain)] == plain
        assert sum(len(words.split()) for _, words in stretches) >= 0.95 * len(row["text"].split())


def test_no_page_has_inline_style_or_script(pages, largest):
    """The policy forbids both; a browser would drop them in silence."""
    for link in ("/", f"/story/{largest}", "/article/01_agency", "/compare/01_agency/02_courier", "/quotations"):
        page = pages.get(link).text
        assert parsed(page).inline == []
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]* src=)", page)


def test_nothing_is_loaded_from_elsewhere(pages, largest):
    """Scripts, styles and forms are our own; only links to the articles' addresses lead out."""
    for link in ("/", f"/story/{largest}", "/search?q=valley"):
        page = pages.get(link).text
        for tag in re.findall(r"<(?:script|link|img|iframe|form|source)[^>]*>", page):
            assert not re.search(r'(?:src|href|action)="(?:https?:)?//', tag)


def test_a_page_that_the_browser_holds_is_not_sent_again(pages):
    """By its entity tag."""
    tag = pages.get("/").headers["etag"]
    assert pages.get("/", headers={"if-none-match": tag}).status_code == 304


def test_a_first_view_is_small(pages, largest):
    """At most 100 kB over the wire: page, style and script together."""
    size = 0
    for link in (f"/story/{largest}", "/static/app.css", "/static/app.js"):
        with pages.stream("GET", link) as answer:
            size += len(b"".join(answer.iter_raw()))
    assert size < 100_000


@pytest.mark.parametrize(
    ("link", "status"),
    [
        ("/nothing", 404),
        ("/story/zzzz", 404),
        ("/article/zzzz", 404),
        ("/compare/01_agency/zzzz", 404),
        ("/statement/zzzz", 404),
        ("/entity/zzzz", 404),
        ("/outlet/zzzz", 404),
        ("/quotations?limit=x", 400),
        ("/quotations?unsure=perhaps", 400),
        ("/stories?speaker=x", 400),
        ("/outlets?article=01_agency", 400),
        ("/?since=tomorrow", 400),
        ("/?order=best", 400),
        ("/article/01_agency?layers=everything", 400),
        ("/search?q=%28%29", 400),
        ("/quotations.xml", 404),
        ("/story/01_agency.json?table=nothing", 404),
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(pages, link, status):
    """4xx with a line that says what to do; no trace, no path of this machine."""
    answer = pages.get(link)
    assert answer.status_code == status
    assert "Traceback" not in answer.text
    assert "/tmp" not in answer.text


def test_a_store_that_is_gone_is_said_without_its_folder(example_corpus, tmp_path):
    """And what to do; once it is back the pages are, too."""
    store = Path(shutil.copy(example_corpus.path, tmp_path / "gone.duckdb"))
    app = create_app(Served(store, Door("127.0.0.1", 8477), ONE_WORKER, readers=1))
    with TestClient(app, base_url="http://127.0.0.1:8477") as client:
        assert client.get("/").status_code == 200
        store.unlink()
        answer = client.get("/")
        assert answer.status_code == 503
        assert "gone.duckdb: no such store. Make one: retold add" in answer.text
        assert str(tmp_path) not in answer.text
        shutil.copy(example_corpus.path, store)
        assert client.get("/").status_code == 200


def test_no_page_names_a_folder_of_this_machine(pages):
    """Files are named without their folders; an address of the web stands whole."""
    for link in ("/origins", "/rejected", "/article/01_agency", "/story/01_agency"):
        assert str(EXAMPLES) not in pages.get(link).text
    assert "01_agency_interview.txt" in pages.get("/origins").text


ODD = (
    "news.csv",
    "daily.parquet",
    "a/b",
    "100%",
    "what?",
    "a#1",
    "..",
    ".",
    "%2F",
    "+1",
    "Ünï",
    "ΠΑΠΑΣ",
    "x;y&z",
    "://z",
    "csv",
)


@pytest.fixture(scope="module")
def oddly_named(tmp_path_factory):
    """Articles of outlets whose names are hard to put into an address."""
    corpus = Corpus(tmp_path_factory.mktemp("odd") / "odd.duckdb", settings=ONE_WORKER)
    corpus.add_readings(
        Reading(
            f"Mill {number} shuts\n\nThe mill of town {number} is shut.\n", f"{number}.txt", "text", {"outlet": name}
        )
        for number, name in enumerate(ODD)
    )
    corpus.close()
    return create_app(Served(corpus.path, Door("127.0.0.1", 8477), ONE_WORKER, readers=1))


async def _got(app, link):
    return await sent(app, link.encode("ascii"))


@pytest.mark.parametrize("name", ODD)
def test_an_outlet_of_any_name_is_reached_from_the_listing(oddly_named, name):
    """By a link that a browser leaves as it is, and so is its data."""

    async def read():
        listed = json.loads((await _got(oddly_named, "/outlets.json")).text)
        key = next(row["outlet"] for row in listed if name in row["names"])
        link = address(f"/outlet/{key}")
        return link, await _got(oddly_named, link), await _got(oddly_named, f"{link}.json?table=outlets"), key

    link, page, data, key = asyncio.run(read())
    assert urljoin("http://x/outlets", link) == f"http://x{link}"
    assert page.status == 200
    assert f"<h1><bdi>{escape(name)}</bdi></h1>" in page.text
    assert "1 article in this store" in page.text
    assert [row["outlet"] for row in json.loads(data.text)] == [key]


@pytest.mark.parametrize("name", ODD)
def test_an_outlet_s_name_may_be_typed(oddly_named, name):
    """As it is called, whatever it ends in."""
    page = asyncio.run(_got(oddly_named, page_of("outlet", name)))
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"<h1><bdi>{escape(name)}</bdi></h1>" in page.text


def test_what_ends_like_data_is_data_where_the_rest_is_a_name(pages, example_corpus):
    """And a name that nobody has is said with what was typed."""
    article = example_corpus.article_id("01_agency")
    assert json.loads(pages.get(f"/article/{article}.json?table=articles").text)[0]["article"] == article
    assert "no such outlet" in pages.get("/outlet/nobody.csv").text


def test_an_option_that_makes_no_sense_is_said_before_data_is_sent(pages):
    """Not in the middle of a file."""
    assert pages.get("/outlets.csv?for_spreadsheet=perhaps").status_code == 400


def test_a_form_that_stops_coming_is_not_waited_for(example_corpus, monkeypatch):
    """A reader who sends a letter an hour holds nothing."""
    monkeypatch.setattr("retold.web.app._BODY_SECONDS", 0.01)
    app = create_app(Served(example_corpus.path, Door("127.0.0.1", 8477, is_writable=True), ONE_WORKER, readers=1))
    headers = ((b"origin", b"http://127.0.0.1:8477"), (b"content-length", b"50"))
    answer = asyncio.run(sent(app, b"/corrections", method="POST", headers=headers, body=b"a=", ends=False))
    assert answer.status == 400
    assert "did not come whole" in answer.text
