"""The visible text of an HTML page, as a browser would lay it out in lines, with what the mark-up says of each line.

An article's text must never change, so this is our own and has a version: a change of any rule here makes new articles
of the same pages, and needs a new `LINEARISATION`. The rules follow `innerText` of the HTML standard where it can be
followed without style sheets: white space folds, blocks and `<br>` break lines, cells are parted by tabs, `<q>` has its
marks. Scripts, styles, `<noscript>`, templates, menus of choices and what is hidden by attribute or inline style are
left out; all else stays, menus and footers too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import etree

from retold.sources.page_hints import NO_HINTS, Hints, hints_of
from retold.spans import Span, stripped

LINEARISATION = 1

_LEFT_OUT_TAGS = """
script style noscript template title meta link iframe object embed applet audio video canvas svg datalist select
textarea rp noframes noembed map area base param source track
"""
_LEFT_OUT = frozenset(_LEFT_OUT_TAGS.split())
_PARAGRAPH_TAGS = """
p h1 h2 h3 h4 h5 h6 blockquote figure ul ol dl table section article aside nav header footer main form hr pre
"""
_PARAGRAPHS = frozenset(_PARAGRAPH_TAGS.split())
_BLOCK_TAGS = """
address body button caption center dd details dialog dir div dt fieldset figcaption hgroup html legend li
listing menu optgroup plaintext search summary tbody tfoot thead tr xmp
"""
_BLOCKS = _PARAGRAPHS | frozenset(_BLOCK_TAGS.split())
_PREFORMATTED = frozenset(["pre", "listing", "plaintext", "xmp"])
_CELLS = frozenset(("td", "th"))
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")  # may break a line, and show nothing
_HIDDEN_STYLE = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
_QUOTES = (("“", "”"), ("‘", "’"))
_MIN_VISIBLE_SHARE = 0.3  # a page that hides more of its text shows it by script: then hiding is not believed
_DROPPED = re.compile(r"<!--.*?-->|<(script|style|noscript|template|title)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_BLOCK_TAG = re.compile(rf"</?(?:br|{'|'.join(sorted(_BLOCKS))})\b[^>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-zA-Z!?][^>]*>")


@dataclass(slots=True)
class Line:
    """A line of the page's text: where it stands, how much of it is links, and the hints of the mark-up around it."""

    span: Span
    link_characters: int
    hints: Hints


@dataclass(slots=True)
class PageText:
    """A page's text with its lines and with the inline elements that name a time or a writer."""

    text: str
    lines: list[Line]
    elements: list[tuple[Any, Span]] = field(default_factory=list)  # `time` and the like, where they are visible


def page_text(root: Any) -> PageText:
    """Return the visible text of the page whose tree has this root."""
    page, has_hidden = _walked(root, believes_hiding=True)
    if not has_hidden:
        return page
    everything, _ = _walked(root, believes_hiding=False)
    return page if len(page.text) >= _MIN_VISIBLE_SHARE * len(everything.text) else everything


def parse_page(html: str) -> Any | None:
    """Return the root of the page's tree; None where there is none, or where it is nested too deeply to be whole."""
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):  # an empty document
        return None
    too_deep = any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)
    return None if too_deep else root


def flat_text(html: str) -> str:
    """Return the text of a page that no tree can be made of: tags taken out, lines broken at block tags."""
    without = _BLOCK_TAG.sub("\n", _DROPPED.sub("", html))
    lines = (_SPACES.sub(" ", unescape(_ANY_TAG.sub("", line))).strip() for line in without.split("\n"))
    return "\n".join(_INVISIBLE.sub("", line) for line in lines if line)


def _walked(root: Any, *, believes_hiding: bool) -> tuple[PageText, bool]:
    """Lay out the text of the tree, without recursion; tell also whether something was left out as hidden."""
    layout = _Layout()
    hints = [NO_HINTS]
    skipped, has_hidden = 0, False
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            hides = not skipped and believes_hiding and _is_hidden(element)
            has_hidden = has_hidden or hides
            if skipped or hides or element.tag in _LEFT_OUT:
                skipped += 1
                continue
            hints.append(hints_of(element, hints[-1]))
            layout.open(element, hints[-1])
            continue
        if skipped:
            skipped -= 1
        else:
            layout.close(element, hints.pop())
        if not skipped and element.tail:
            layout.add(element.tail, hints[-1])
    return layout.page(), has_hidden


def _is_hidden(element: Any) -> bool:
    tag = element.tag
    if tag in ("html", "body"):
        return False
    hidden = element.get("hidden") is not None or _HIDDEN_STYLE.search(element.get("style") or "") is not None
    return hidden or (tag == "dialog" and element.get("open") is None)


class _Layout:
    """Text laid out in lines. Breaks and spaces wait until visible characters follow."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._line_begin = 0
        self._chunks: list[tuple[int, Hints]] = []
        self._lines: list[Line] = []
        self._breaks, self._space, self._tab = 0, False, False
        self._preformatted, self._quotes, self._link_end = 0, 0, -1
        self._open: list[tuple[Any, int]] = []
        self._elements: list[tuple[Any, Span]] = []

    def open(self, element: Any, hints: Hints) -> None:
        """Begin an element and lay out the text before its first child."""
        tag = element.tag
        if tag == "br":
            self._breaks = min(2, self._breaks + 1)
        elif tag in _BLOCKS:
            self._breaks = max(self._breaks, 2 if tag in _PARAGRAPHS else 1)
        elif tag in _CELLS:
            self._tab = bool(self._chunks) and not self._breaks
        elif tag == "a" and self._link_end == self._length:
            self._space = True  # two links side by side are parted by their style
        elif tag == "q":
            self._emit(_QUOTES[self._quotes % 2][0], hints)
            self._quotes += 1
        self._preformatted += tag in _PREFORMATTED
        if hints.is_inline_mark:
            self._open.append((element, self._length))
        if element.text:
            self.add(element.text, hints)

    def close(self, element: Any, hints: Hints) -> None:
        """End an element."""
        tag = element.tag
        self._preformatted -= tag in _PREFORMATTED
        if tag == "q":
            self._quotes -= 1
            self._space = False
            self._emit(_QUOTES[self._quotes % 2][1], hints)
        if tag == "a":
            self._link_end = self._length
        if tag in _BLOCKS:
            self._breaks = max(self._breaks, 2 if tag in _PARAGRAPHS else 1)
        if hints.is_inline_mark:
            opened, begin = self._open.pop()
            self._elements.append((opened, Span(begin, self._length)))

    def add(self, text: str, hints: Hints) -> None:
        """Lay out a run of characters."""
        text = _INVISIBLE.sub("", text)
        if self._preformatted:
            self._add_preformatted(text, hints)
            return
        folded = _SPACES.sub(" ", text)
        words = folded.strip(" ")
        self._space = self._space or folded.startswith(" ")
        if words:
            self._emit(words, hints)
            self._space = folded.endswith(" ")

    def _add_preformatted(self, text: str, hints: Hints) -> None:
        for index, line in enumerate(re.split(r"\r\n?|\n", text)):
            self._breaks = min(2, self._breaks + 1) if index else self._breaks
            if line.strip():
                self._emit(line.rstrip(), hints)

    def _emit(self, text: str, hints: Hints) -> None:
        if self._breaks:
            self._end_line()
            self._put("\n" * self._breaks if self._pieces else "")
            self._line_begin = self._length
        elif self._chunks:
            self._put("\t" if self._tab else " " if self._space else "")
        self._breaks, self._space, self._tab = 0, False, False
        self._put(text)
        self._chunks.append((len(text), hints))

    def _put(self, text: str) -> None:
        if text:
            self._pieces.append(text)
            self._length += len(text)

    def _end_line(self) -> None:
        if self._chunks:
            links = sum(size for size, hints in self._chunks if hints.in_link)
            line = Line(Span(self._line_begin, self._length), links, Hints.of_most(self._chunks))
            self._lines.append(line)
        self._chunks = []

    def page(self) -> PageText:
        """Return all that was laid out."""
        self._end_line()
        text = "".join(self._pieces)
        return PageText(text, self._lines, [(element, stripped(text, span)) for element, span in self._elements])
