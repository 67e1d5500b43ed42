"""The visible text of an HTML page, as a browser would lay it out in lines, with what the mark-up says of each line.

An article's text must never change, so this is our own and has a version: a change of any rule here makes new articles
of the same pages, and needs a new `LINEARISATION`. The rules follow `innerText` of the HTML standard where it can be
followed without style sheets: white space folds, blocks and `<br>` break lines, cells are parted by tabs, `<q>` has its
marks. Scripts, styles, `<noscript>`, templates, menus of choices and what is hidden by attribute or inline style are
left out; all else stays, menus and footers too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml import etree

from retold.sources.page_hints import NO_HINTS, Hints, hints_of, own_of
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
_CLOSED = _BLOCKS | {"a", "q"}  # the end of any other element changes nothing
_NO_ATTRIBUTES: Mapping[str, str] = {}
_PREFORMATTED = frozenset(["pre", "listing", "plaintext", "xmp"])
_CELLS = frozenset(("td", "th"))
_SPACE_SIGNS = " \t\n\r\f\v"
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
class Box:
    """A block element: its tag, the number of the box around it, and what it is named by (tag and classes)."""

    tag: str
    outer: int
    name: tuple[str, str]


@dataclass(slots=True)
class PageText:
    """A page's text with its lines and with the inline elements that name a time or a writer."""

    text: str
    lines: list[Line]
    elements: list[tuple[Any, Span]] = field(default_factory=list)  # `time` and the like, where they are visible
    boxes: list[Box] = field(default_factory=list)  # a box's number is its place here; the page itself is the first


def page_text(root: Any) -> PageText:
    """Return the visible text of the page whose tree has this root."""
    page, most_hidden = _walked(root, believes_hiding=True)
    # The bound spares most pages with hidden parts a second walk.
    if len(page.text) >= _MIN_VISIBLE_SHARE * (len(page.text) + most_hidden):
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


def _walked(root: Any, *, believes_hiding: bool) -> tuple[PageText, int]:
    """Lay out the text of the tree, without recursion; tell also how many characters at most were left out."""
    layout = _Layout()
    most_hidden = 0
    hints = layout.open(root, root.tag, dict(root.items()), NO_HINTS)
    above = [(root, root.tag, iter(root), hints)]
    while above:
        element, tag, children, hints = above[-1]
        for child in children:
            child_tag = child.tag
            items = child.items()
            attributes = dict(items) if items else _NO_ATTRIBUTES
            if child_tag in _LEFT_OUT or (believes_hiding and _is_hidden(child_tag, attributes)):
                most_hidden += 0 if child_tag in _LEFT_OUT else _most_characters(child)
                if child.tail:
                    layout.add(child.tail, hints)
                continue
            own = layout.open(child, child_tag, attributes, hints)
            if len(child):
                above.append((child, child_tag, iter(child), own))
                break
            if child_tag in _CLOSED or own.is_inline_mark:
                layout.close(child_tag, own)
            if child.tail:
                layout.add(child.tail, hints)
        else:
            above.pop()
            layout.close(tag, hints)
            if above and element.tail:
                layout.add(element.tail, above[-1][3])
    return layout.page(), most_hidden


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    if tag == "body":
        return False
    if not attributes:
        return tag == "dialog"
    if tag == "dialog" and attributes.get("open") is None:
        return True
    style = attributes.get("style")
    return attributes.get("hidden") is not None or (style is not None and _HIDDEN_STYLE.search(style) is not None)


def _most_characters(element: Any) -> int:
    """Return a bound on the characters that an element would lay out, with the breaks and marks around each."""
    return sum(len(text) for text in element.itertext()) + 4 * sum(1 for _ in element.iter()) + 4


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
        self._boxes = [Box("", 0, ("", ""))]

    def open(self, element: Any, tag: str, attributes: Mapping[str, str], around: Hints) -> Hints:
        """Begin an element, lay out the text before its first child, and return its hints."""
        is_block = tag in _BLOCKS
        is_link = tag == "a"
        box = self._box(tag, attributes, around) if is_block or tag in _CELLS else None
        hints = hints_of(own_of(tag, attributes), around, is_link=is_link, box=box)
        if is_block:
            self._breaks = max(self._breaks, 2 if tag in _PARAGRAPHS else 1)
        elif tag == "br":
            self._breaks = min(2, self._breaks + 1)
        elif tag in _CELLS:
            self._tab = bool(self._chunks) and not self._breaks
        elif is_link and self._link_end == self._length:
            self._space = True  # two links side by side are parted by their style
        elif tag == "q":
            self._emit(_QUOTES[self._quotes % 2][0], hints)
            self._quotes += 1
        self._preformatted += tag in _PREFORMATTED
        if hints.is_inline_mark:
            self._open.append((element, self._length))
        text = element.text
        if text:
            self.add(text, hints)
        return hints

    def _box(self, tag: str, attributes: Mapping[str, str], around: Hints) -> int:
        self._boxes.append(Box(tag, around.box, (tag, attributes.get("class") or "")))
        return len(self._boxes) - 1

    def close(self, tag: str, hints: Hints) -> None:
        """End an element."""
        if tag in _BLOCKS:
            self._preformatted -= tag in _PREFORMATTED
            self._breaks = max(self._breaks, 2 if tag in _PARAGRAPHS else 1)
        elif tag == "a":
            self._link_end = self._length
        elif tag == "q":
            self._quotes -= 1
            self._space = False
            self._emit(_QUOTES[self._quotes % 2][1], hints)
        if hints.is_inline_mark:
            opened, begin = self._open.pop()
            self._elements.append((opened, Span(begin, self._length)))

    def add(self, text: str, hints: Hints) -> None:
        """Lay out a run of characters."""
        if self._preformatted:
            self._add_preformatted(_INVISIBLE.sub("", text), hints)
            return
        if not text.strip(_SPACE_SIGNS):
            self._space = True
            return
        folded = _SPACES.sub(" ", text if text.isascii() else _INVISIBLE.sub("", text))
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
        elements = [(element, stripped(text, span)) for element, span in self._elements]
        return PageText(text, self._lines, elements, self._boxes)
