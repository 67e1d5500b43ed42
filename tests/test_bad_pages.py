"""Pages that are broken in every way: each is read, or rejected with a reason, in bounded memory and time."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from retold.settings import ReadingSettings
from retold.sources.blocks import blocks
from retold.sources.fields import article_fields
from retold.sources.html import read_page
from retold.sources.metadata import metadata
from retold.sources.readers import Reading, Rejected, read_paths
from retold.tables import STAGE_TABLES

SETTINGS = ReadingSettings()
BODY = "<h1>Ferry stays</h1><p>The council met on Monday and voted to keep the ferry, said the mayor of Sorvik.</p>"
HUGE = 200_000_000


def read(path: Path):
    return list(
        read_paths([path], stdin=None, outlet=None, outlet_from_folder=False, file_format=None, settings=SETTINGS)
    )


def page(body: str = BODY, head: str = "") -> str:
    return f"<!doctype html><html><head><title>Ferry stays</title>{head}</head><body>{body}</body></html>"


def fields(html: str):
    """Return the row of `article_fields` and the rows of `metadata` of a page."""
    reading = read_page(html.encode(), "a.html", settings=SETTINGS)
    texts = STAGE_TABLES["texts"].rows([{"article": "a", "text": reading.text, "text_hash": "h"}])
    readings = STAGE_TABLES["readings"].rows([reading.as_row("a")])
    stretches = blocks(texts, readings, settings=SETTINGS)
    said = metadata(texts, stretches, readings, STAGE_TABLES["settings_by_hand"].empty(), settings=SETTINGS)
    (row,) = article_fields(texts, readings, stretches, said, settings=SETTINGS).to_pylist()
    return row, said.to_pylist()


@pytest.mark.parametrize("name", ["a.html", "a.html.gz"])
def test_a_page_of_200_megabytes_is_too_large(tmp_path: Path, name: str):
    """
    Compressed or not: no more of it is read than the limit of a page.
    """
    path = tmp_path / name
    if name.endswith(".gz"):
        with gzip.open(path, "wb", compresslevel=1) as file:
            file.write(b"<html><p>")
            for _ in range(HUGE // 10**7):
                file.write(b"word word " * 10**6)
    else:
        path.write_bytes(b"<html><p>")
        with path.open("r+b") as file:
            file.truncate(HUGE)

    assert [(path.as_posix(), "too large")] == [(item.origin, item.reason) for item in read(path)]


@pytest.mark.parametrize("tag", ["div", "p", "b", "table", "blockquote"])
def test_nesting_100_000_deep_keeps_the_words(tag: str):
    """
    As text without tags, where no tree can be made.
    """
    html = page(f"<{tag}>" * 100_000 + BODY + f"</{tag}>" * 100_000)

    reading = read_page(html.encode(), "a.html", settings=SETTINGS)

    assert isinstance(reading, Reading)
    assert "voted to keep the ferry" in reading.text


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "windows-1252"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-8"),
        ("shift_jis", "utf-8"),
        ("x-nothing", "utf-8"),
        ("", "utf-8"),
        ("", "utf-16"),
        ("", "utf-16-le"),
        ("utf-8", "utf-16-be"),
    ],
)
def test_whatever_charset_is_declared_the_letters_are_right(declared: str, encoding: str):
    """
    What the bytes say themselves comes first: a charset that lies, one that nobody knows, none at all.
    """
    html = page(BODY.replace("Sorvik", "Sørvik"), f'<meta charset="{declared}">' if declared else "")

    reading = read_page(html.encode(encoding), "a.html", settings=SETTINGS)

    assert "mayor of Sørvik" in reading.text


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("&amp the ferry", "& the ferry"),
        ("&#0; &#xD800; &#x110000; ferry", "ferry"),
        ("&nosuchthing; ferry", "&nosuchthing; ferry"),
        ("&#8220ferry&#8221", "“ferry”"),
        ("&#150; ferry", "– ferry"),
        ("&&&;;; ferry", "&&&;;; ferry"),
    ],
)
def test_broken_entities_cost_no_word(broken: str, words: str):
    """
    And what they give can be stored.
    """
    reading = read_page(page(f"{BODY}<p>Here is {broken}.</p>").encode(), "a.html", settings=SETTINGS)

    assert words in reading.text
    reading.text.encode("utf-8")


@pytest.mark.parametrize(
    "html",
    [
        "<html><body></body></html>",
        "<html></html>",
        "<!doctype html>",
        "<html><head><title>Ferry stays where it is</title></head></html>",
        "<html><body><script>" + "document.write('words and words');" * 100 + "</script></body></html>",
        "<html><body><noscript>Please turn on scripts.</noscript><div id='app'></div></body></html>",
    ],
)
def test_a_page_without_words_is_too_short(html: str):
    """
    An empty body, a title alone, a page that scripts would build.
    """
    assert "too short" == read_page(html.encode(), "a.html", settings=SETTINGS).reason


@pytest.mark.parametrize("date", ["1246-05-03T10:00:00Z", "2199-01-01", "0001-01-01", "9999-12-31T23:59:59Z"])
def test_a_date_outside_the_years_of_news_is_kept_and_not_asserted(date: str):
    """
    A slip of a page is no publication.
    """
    row, said = fields(page(head=f'<meta property="article:published_time" content="{date}">'))

    assert row["published"] is None
    assert [True] == [each["probability"] < 0.5 for each in said if each["field"] == "published"]


def test_of_ten_dates_the_one_that_is_labelled_is_the_publication():
    """
    The others stand in the text.
    """
    others = "".join(
        f"<p>The ferry of {n} March 20{n:02} was late, as the log of the harbour tells.</p>" for n in range(10, 19)
    )

    row, _ = fields(page(f"<p>Published: 12 March 2024</p>{BODY}{others}"))

    assert "2024-03-12" == row["published"].date().isoformat()


def test_a_byline_of_2_000_characters_is_cut_and_its_words_are_not_lost():
    """
    No writer has such a name; the text is as it was.
    """
    long = "Ann Korrin of the harbour desk " * 65
    html = page(f'<p class="byline">By {long}</p>{BODY}', f'<meta name="author" content="{long}">')

    row, _ = fields(html)
    reading = read_page(html.encode(), "a.html", settings=SETTINGS)

    assert row["byline"] is None or len(row["byline"]) <= 1000
    assert long.strip() in reading.text


def test_an_archive_a_table_and_pages_are_read_in_one_go(tmp_path: Path):
    """
    Files, patterns and folders of any kind beside each other; each fault costs its own row.
    """
    from tests.warcs import pages, zipped

    (tmp_path / "a.warc.gz").write_bytes(zipped(pages()))
    (tmp_path / "b.csv").write_text('title,body\nFerry,The council voted on Monday to keep the ferry.\nBroken,"x\n')
    (tmp_path / "c.json").write_text(
        json.dumps({"articles": [{"title": "T", "content": "The ferry stays, said the mayor."}]})
    )
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "d.html").write_text(page())
    (tmp_path / "pages" / "e.parquet").write_bytes(b"PAR1 and no more")
    paths = [tmp_path / name for name in ("a.warc.gz", "b.csv", "c.json", "pages")]

    items = [item for path in paths for item in read(path)]

    assert 8 == sum(isinstance(item, Reading) for item in items)
    assert ["broken line", "unreadable"] == sorted(item.reason for item in items if isinstance(item, Rejected))
