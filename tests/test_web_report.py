"""The report: one page, self-contained, safe, and the same for the same tables."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise

import pytest

from retold.web.report import render_report
from tests.careful_reader import HandMadeCorpus, careful_reader
from tests.small_affair import affair, tables

HOSTILE = '</title><script>alert(1)</script><img src=x onerror="alert(2)">\u202e'
VOID = {"meta", "br", "img", "link", "input", "hr"}


class _Outline(HTMLParser):
    """Collects tags, attributes and unclosed elements of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)


@pytest.fixture(scope="module")
def page() -> str:
    """The report on the example corpus."""
    return render_report(careful_reader())


@pytest.fixture(scope="module")
def outline(page) -> _Outline:
    """Its elements."""
    return _Outline(page)


def test_every_element_is_closed(outline):
    """
    Well-formed to the end.
    """
    assert ([], []) == (outline.wrong, outline.open)


def test_nothing_is_fetched(outline):
    """
    No element names anything outside the page; links are only followed by hand.
    """
    fetching = [(tag, attrs) for tag, attrs in outline.tags if {"src", "srcset", "data", "poster"} & attrs.keys()]

    assert [] == fetching
    assert [] == [attrs for tag, attrs in outline.tags if tag in ("link", "iframe", "object", "embed", "img", "form")]


@pytest.mark.parametrize("tag", ["style", "script"])
def test_the_policy_names_the_hash_of_style_and_script(page, tag):
    """
    The browser runs what we wrote and nothing else.
    """
    (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, flags=re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()

    assert f"{tag}-src &#39;sha256-{digest}&#39;" in page or f"{tag}-src 'sha256-{digest}'" in page


def test_no_attribute_carries_style_or_script(outline):
    """
    The policy would refuse them.
    """
    names = {name for _, attrs in outline.tags for name in attrs}

    assert [] == sorted(name for name in names if name == "style" or name.startswith("on"))


def test_hostile_fields_are_inert():
    """
    A headline, an outlet, a name and a path are text, whatever they hold.
    """
    rows = tables()
    articles = [{**row, "title": HOSTILE, "byline": HOSTILE, "url": "javascript:alert(3)"} for row in rows["articles"]]
    articles[0]["outlet"] = HOSTILE
    corpus = affair(
        articles=articles,
        stories=[{**rows["stories"][0], "title": HOSTILE}],
        entities=[{**rows["entities"][0], "name": HOSTILE}],
        rejected=[{"origin": HOSTILE, "reason": HOSTILE, "detail": HOSTILE}],
    )
    page = render_report(corpus, title=HOSTILE)

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "javascript:" not in page
    assert [] == _Outline(page).wrong


def test_hostile_texts_are_inert():
    """
    An article's words are escaped in every excerpt.
    """
    rows = tables()
    text = rows["articles"][0]["text"]
    evil = text.replace("We will never", "<b>ll never").replace("The harbour stays", "<script>s ays()")
    articles = [{**rows["articles"][0], "text": evil}, *rows["articles"][1:]]
    page = render_report(affair(articles=articles), full_text=True)

    assert "&lt;b&gt;ll never" in page
    assert page.count("<script>") == 1


def test_pieces_of_articles_are_cut_unless_full_texts_are_asked_for():
    """
    Excerpts of at most 300 code points.
    """
    long = "word " * 100
    rows = tables()
    text = rows["articles"][0]["text"] + "\n\n" + long
    articles = [{**rows["articles"][0], "text": text}, *rows["articles"][1:]]
    end = {"article": "a1", "begin": len(text) - len(long), "end": len(text) - 1, "role": "body"}
    corpus = affair(articles=articles, blocks=[*rows["blocks"], end])

    assert long.strip() not in render_report(corpus)
    assert long.strip() in render_report(corpus, full_text=True)


def test_the_same_tables_give_the_same_page(page):
    """
    No time, no random number, no order of a set.
    """
    assert page == render_report(careful_reader())


def test_an_empty_store_gives_a_page():
    """
    It says that there is no story yet.
    """
    assert "No story in this store yet." in render_report(HandMadeCorpus())


def test_counts_stand_beside_origins(page):
    """
    In the list of stories already.
    """
    assert "8 articles, 2 origins;" in page


@pytest.mark.parametrize(
    "part",
    [
        "How it travelled",
        "What was changed",
        "Statements told by more than one article",
        "Only in one article",
        "Side by side",
        "Names",
        "Kept apart",
        "Dates",
        "What was not read",
        "How sure is this?",
        "Cite",
    ],
)
def test_the_page_has_all_its_parts(page, part):
    """
    Everything that a story has is told.
    """
    assert part in page


def test_headings_go_down_one_level_at_a_time(outline):
    """
    A screen reader's outline has no holes.
    """
    levels = [int(tag[1]) for tag, _ in outline.tags if re.fullmatch(r"h[1-6]", tag)]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_what_scrolls_can_be_reached_by_key(outline):
    """
    Scrolling regions take the focus and have a name.
    """
    regions = [attrs for _, attrs in outline.tags if attrs.get("class", "").split(" ")[0] in ("scroll", "tree")]

    assert all(attrs.get("tabindex") == "0" and attrs.get("aria-label") for attrs in regions)


def test_ids_are_unique(outline):
    """
    Each link has one goal.
    """
    ids = [attrs["id"] for _, attrs in outline.tags if "id" in attrs]

    assert len(ids) == len(set(ids))


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "paper"),
        ("ink", "card"),
        ("ink", "tint"),
        ("quiet", "paper"),
        ("quiet", "card"),
        ("quiet", "tint"),
        ("link", "paper"),
        ("link", "card"),
        ("new", "new-back"),
        ("old", "old-back"),
        ("old", "card"),
        ("flag", "flag-back"),
    ],
)
def test_words_stand_out_from_their_ground(scheme, ink, paper):
    """
    At least 4.5 to 1, as WCAG AA asks of text, by day and by night.
    """
    style = files("retold.web").joinpath("templates", "report.css").read_text(encoding="utf-8")
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", style.split(":root")[scheme + 1]))
    one, other = sorted((_luminance(colours[ink]), _luminance(colours[paper])), reverse=True)

    assert (one + 0.05) / (other + 0.05) >= 4.5
