"""HTML pages."""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from retold.settings import ReadingSettings
from retold.sources.html import read_page
from retold.sources.page_text import LINEARISATION
from retold.sources.records import Reading, Rejected

PAGE = """<!doctype html><html lang="en-GB"><head><title>Ferry burns on the fen | The Fen Post</title>
<link rel="canonical" href="https://fenpost.example/ferry?utm_source=x">
<meta property="og:site_name" content="The Fen Post">
<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferry burns on the fen",
 "datePublished": "2024-03-14T09:10:00+01:00", "author": [{"name": "Ada Brook"}, {"name": "Ben Reed"}],}</script>
</head><body><nav><ul><li><a href="/">Home</a></li><li><a href="/s">Sport</a></li></ul></nav>
<article><h1>Ferry burns on the fen</h1><p class="byline">By <a rel="author" href="/a">Ada Brook</a></p>
<time datetime="2024-03-14T09:10:00+01:00">14 March 2024</time>
<figure><img src="a.jpg" alt="Smoke"><figcaption>Smoke over the quay. Photo: Fen Pictures</figcaption></figure>
<p>Seventeen people were missing on Thursday after a ferry caught fire on the Long Fen, the harbour master said.</p>
<p>“Every boat we have is out there,” he said. He added that the search would go on through the night.</p>
<aside class="related"><h2>Related</h2><ul><li><a href="/x">The ferry that never sailed</a></li></ul></aside>
<p>The vessel was built in 1988 and passed an inspection in November, the company said in a statement.</p>
</article><footer><p>© 2024 Fen Post Ltd. All rights reserved.</p></footer></body></html>"""


def page(html: str) -> Reading:
    reading = read_page(html.encode(), "page.html", settings=ReadingSettings())
    assert isinstance(reading, Reading)
    return reading


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One  two\n three</p><p>Four</p>", "One two three\n\nFour"),
        ("<div>One</div><div>Two words</div>", "One\nTwo words"),
        ("One<br>two<br><br>three", "One\ntwo\n\nthree"),
        ("<p>T<b>hi</b>s <i>one</i> is</p>", "This one is"),
        ("<p>a&nbsp;b &amp; &#8220;c&#8221;</p>", "a\u00a0b & “c”"),
        ("<p>One<script>var x</script> two<style>p{}</style><noscript>no</noscript></p>", "One two"),
        ("<p>One <span hidden>not</span><span style='display: none'>nor</span>two</p>", "One two"),
        ("<table><tr><td>a b</td><td>c</td></tr><tr><td>d</td><td>e</td></tr></table>", "a b\tc\nd\te"),
        ("<ul><li>One two</li><li>three</li></ul>", "One two\nthree"),
        ("<p>He said <q>yes <q>no</q></q> then</p>", "He said “yes ‘no’” then"),
        ("<pre>one  two\n   three</pre>", "one  two\n   three"),
        ("<p>in\u00adfor\u200bma\u00adtion here</p>", "information here"),
        ("<a>One</a><a>two</a>", "One two"),
        ("<!-- no --><p>One <!-- no -->two</p>", "One two"),
    ],
)
def test_a_page_is_laid_out_like_a_browser_does(html: str, text: str):
    """
    White space folds, blocks and breaks part lines, cells are parted by tabs, what is hidden is left out.
    """
    assert text == page(html).text


def test_the_linearisation_has_not_changed():
    """
    A text must never change: another hash here needs another version, and makes new articles of old pages.
    """
    digest = blake2b(page(PAGE).text.encode(), digest_size=8).hexdigest()

    assert (1, "149118d6881727b8") == (LINEARISATION, digest)


def test_each_line_has_a_role():
    """
    Title, byline, time, caption, body; menus, related links and the footer are set apart.
    """
    reading = page(PAGE)

    roles = {reading.text[mark.begin : mark.end]: mark.role for mark in reading.marks or ()}

    assert "title" == roles["Ferry burns on the fen"]
    assert "byline" == roles["By Ada Brook"]
    assert "dateline" == roles["14 March 2024"]
    assert "caption" == roles["Smoke over the quay. Photo: Fen Pictures"]
    assert "link" == roles["Home"] == roles["Sport"]
    assert "related" == roles["The ferry that never sailed"]
    assert "boilerplate" == roles["© 2024 Fen Post Ltd. All rights reserved."]
    assert 3 == sum(role == "body" for role in roles.values())


def test_marks_cover_the_text_in_order():
    """
    Every character but line breaks stands in one mark.
    """
    reading = page(PAGE)
    marks = reading.marks or ()

    assert all(before.end <= after.begin for before, after in pairwise(marks))
    assert reading.text.split() == " ".join(reading.text[mark.begin : mark.end] for mark in marks).split()


def test_fields_are_found_in_the_mark_up():
    """
    JSON-LD first, also with a comma too many; the address as the page states it.
    """
    found = page(PAGE).found
    first = {each.field: each.value for each in reversed(found)}

    assert "Ferry burns on the fen" == first["title"]
    assert "Ada Brook, Ben Reed" == first["byline"]
    assert "2024-03-14T09:10:00+01:00" == first["published"]
    assert "The Fen Post" == first["outlet"]
    assert "https://fenpost.example/ferry?utm_source=x" == first["url"]
    assert "en-GB" == first["language"]


def test_a_visible_time_has_its_place():
    """
    The span of a `time` element slices to what it shows.
    """
    reading = page(PAGE.replace('datetime="2024-03-14T09:10:00+01:00"', 'datetime="2024-03-14T09:11:00+01:00"'))

    (time,) = [each for each in reading.found if each.value == "2024-03-14T09:11:00+01:00"]

    assert "14 March 2024" == reading.text[time.begin : time.end]


def test_a_page_whose_text_is_all_hidden_shows_it_by_script():
    """
    Hiding nearly everything is not believed.
    """
    assert "One two three" in page("<div style='display:none'><p>One two three four five six</p></div><p>x</p>").text


@pytest.mark.parametrize("tag", ["div", "span", "b", "table"])
def test_a_page_nested_beyond_all_measure_keeps_its_text(tag: str):
    """
    No tree can be made of it: its text is read without tags.
    """
    reading = page(f"<{tag}>" * 20_000 + "<p>Some words here</p>")

    assert "Some words here" == reading.text.strip()


@given(st.text(alphabet="<>/=\"' abpdivh1!-&;#x\n", max_size=200))
@hypothesis_settings(max_examples=150, deadline=None)
def test_any_tag_soup_is_read_or_rejected(html: str):
    """
    Nothing raises, and marks slice the text.
    """
    outcome = read_page(html.encode(), "page.html", settings=ReadingSettings())

    if isinstance(outcome, Rejected):
        return
    assert all(0 <= mark.begin < mark.end <= len(outcome.text) for mark in outcome.marks or ())
