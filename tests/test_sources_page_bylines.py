"""The writers' names in a page's visible byline."""

from __future__ import annotations

import pytest

from retold.sources.page_bylines import visible_writers
from retold.sources.page_text import page_text, parse_page

TITLE = "Ferry burns on the fen"


def writers(byline: str) -> list[tuple[str, str]]:
    page = page_text(parse_page(f"<h1>{TITLE}</h1>{byline}<p>Seventeen people were missing on Thursday.</p>"))
    found = visible_writers(page, frozenset(["ferry burns on the fen"]))
    return [(names, span.of(page.text)) for names, span in found]


@pytest.mark.parametrize(
    ("byline", "names", "shown"),
    [
        ("<p>By Ada Brook</p>", "Ada Brook", "Ada Brook"),
        ("<div class='author'>Ada Brook</div>", "Ada Brook", "Ada Brook"),
        ("<p class='author'>von Ada Brook, FEN RADIO</p>", "Ada Brook", "Ada Brook"),
        ("<p>3 May | 14:07 | Von Ada Brook</p>", "Ada Brook", "Ada Brook"),
        ("<p>By Ada Brook and Ben Reed</p>", "Ada Brook, Ben Reed", "Ada Brook and Ben Reed"),
        ("<a rel='author'>Ada Brook</a>", "Ada Brook", "Ada Brook"),
    ],
)
def test_a_byline_beside_the_title_names_the_writers(byline: str, names: str, shown: str):
    """
    The span slices to the names, without "By", times and desks.
    """
    assert (names, shown) == writers(byline)[0]


@pytest.mark.parametrize(
    "byline",
    [
        "<p>By the sea</p>",
        "<div class='comment'>By Ada Brook</div>",
        "<form><label class='author'>Name *</label></form>",
    ],
)
def test_what_is_no_byline_names_nobody(byline: str):
    """
    A place, a reader's comment, a field of a form.
    """
    assert [] == writers(byline)
