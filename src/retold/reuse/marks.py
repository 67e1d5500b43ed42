"""Which stretches of a text stand inside quotation marks.

Marks are paired paragraph by paragraph with a stack: curly, straight, low, angle and corner marks, single ones nested.
An opening mark that is never closed reaches to the end of its paragraph, as in quotations of several paragraphs. One
pass over the marks: ten thousand in a row cost no more than ten thousand apart.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retold.spans import Span, merged

MARKS = "“”„‟\"«»‹›「」『』‘’‚'"
_MARK = re.compile(f"[{MARKS}]")
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n\s*|(?<=[.!?…”\"»’」』)])[^\S\n]*\n")
_CLOSERS = {"“": "”", "„": "“”", "‟": "”", "«": "»", "»": "«»", "‹": "›", "「": "」", "『": "』", "‘": "’", "‚": "‘’"}
_SAME = "\"'”"  # may open and close alike
_SINGLE = "‘’‚'‹›"
_MAX_DEPTH = 6  # deeper nesting is no prose


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A stretch between quotation marks: `span` with its marks, `inner` without; `depth` 1 is outermost."""

    span: Span
    inner: Span
    depth: int
    is_closed: bool


@dataclass(frozen=True, slots=True)
class _Open:
    mark: str
    begin: int


def marked_spans(text: str) -> list[MarkedSpan]:
    """Return the stretches of `text` that stand inside quotation marks, in order; nested ones too.

    Apostrophes are no marks. A single mark counts only where it is closed.
    """
    if _MARK.search(text) is None:
        return []
    found: list[MarkedSpan] = []
    for paragraph in _paragraphs(text):
        found.extend(_pair(text, paragraph))
    return sorted(found, key=lambda marked: (marked.span.begin, marked.depth))


def inside_spans(text: str) -> list[Span]:
    """Return the disjoint stretches inside outermost marks, without the marks, in order."""
    return merged(marked.inner for marked in marked_spans(text))


def is_inside(spans: Sequence[Span], begin: int, end: int) -> bool:
    """Tell whether `[begin, end)` lies within one of `spans` (disjoint, in order)."""
    place = bisect_right(spans, begin, key=lambda span: span.begin) - 1
    return place >= 0 and end <= spans[place].end


def _paragraphs(text: str) -> Iterator[Span]:
    begin = 0
    for match in _PARAGRAPH_END.finditer(text):
        yield Span(begin, match.start())
        begin = match.end()
    yield Span(begin, len(text))


def _pair(text: str, paragraph: Span) -> list[MarkedSpan]:
    found: list[MarkedSpan] = []
    stack: list[_Open] = []
    places = [match.start() for match in _MARK.finditer(text, paragraph.begin, paragraph.end)]
    if not places:
        return found
    last_single = _last_closing_singles(text, places)
    for place in places:
        mark = text[place]
        if _is_apostrophe(text, place, stack, last_single):
            continue
        depth = _closes(mark, text, place, stack)
        if depth is not None:
            found.append(_marked(stack[depth], depth, place, place + 1))
            del stack[depth:]
        elif _opens(mark, text, place, stack) and len(stack) < _MAX_DEPTH:
            stack.append(_Open(mark, place))
    end = paragraph.begin + len(text[paragraph.begin : paragraph.end].rstrip())
    found.extend(
        _marked(opened, depth, end, end)
        for depth, opened in enumerate(stack)
        if opened.mark not in _SINGLE and opened.begin + 1 < end
    )
    return found


def _marked(opened: _Open, depth: int, inner_end: int, end: int) -> MarkedSpan:
    return MarkedSpan(Span(opened.begin, end), Span(opened.begin + 1, inner_end), depth + 1, end > inner_end)


def _closes(mark: str, text: str, place: int, stack: list[_Open]) -> int | None:
    """The depth in the stack that `mark` closes; an unclosed single mark above it is given up."""
    for depth in range(len(stack) - 1, -1, -1):
        opened = stack[depth]
        if mark == opened.mark and mark in _SAME:
            return (
                depth
                if _may_close(text, place) or (depth == len(stack) - 1 and not _looks_opening(text, place))
                else None
            )
        if mark in _CLOSERS.get(opened.mark, ""):
            return depth
        if opened.mark not in _SINGLE:
            return None
    return None


def _opens(mark: str, text: str, place: int, stack: list[_Open]) -> bool:
    if mark in "“„‟«‹「『‚":
        return True
    if mark in "‘'":
        return _looks_opening(text, place)
    if mark in "»”":  # inverted guillemets, Scandinavian marks
        return not stack and _looks_opening(text, place)
    return mark == '"' and not any(opened.mark == '"' for opened in stack) and _followed(text, place)


def _followed(text: str, place: int) -> bool:
    return place + 1 < len(text) and not text[place + 1].isspace()


def _looks_opening(text: str, place: int) -> bool:
    before = text[place - 1] if place else " "
    return (before.isspace() or before in "([{—–-/" + MARKS) and _followed(text, place)


def _may_close(text: str, place: int) -> bool:
    return place > 0 and not text[place - 1].isspace()


def _last_closing_singles(text: str, places: list[int]) -> int:
    """The last place in the paragraph where a single mark may close (not inside a word)."""
    closing = [p for p in places if text[p] in "’'" and _may_close(text, p) and not _is_letter(text, p + 1)]
    return closing[-1] if closing else -1


def _is_apostrophe(text: str, place: int, stack: list[_Open], last_single: int) -> bool:
    mark = text[place]
    if mark not in "’'‘":
        return False
    if _is_letter(text, place - 1) and _is_letter(text, place + 1):
        return True
    if mark == "‘" or _looks_opening(text, place):
        return last_single < place  # nothing closes it: 'em, '90s
    single_open = any(opened.mark in "‘'‚" for opened in stack)
    # After an s and before a small letter it is a possessive plural, if a later mark can still close.
    plural = text[place - 1 : place] == "s" and re.match(r"\s[a-z]", text[place + 1 : place + 3]) is not None
    return not single_open or (plural and place < last_single)


def _is_letter(text: str, place: int) -> bool:
    return 0 <= place < len(text) and text[place].isalnum()
