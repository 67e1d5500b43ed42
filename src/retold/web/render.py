"""Mark-up of spans, made on the server: text is escaped first, overlapping marks are split at their boundaries.

Offsets are code points of the article's text, which the browser's scripts could not count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from retold.spans import Span
from retold.telling.holdings import Holdings
from retold.telling.labels import EXCERPT, plain
from retold.telling.statements import Cell

_CUT = "…"
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b]")  # but for white space
WHEN = "when"  # the kind of a mark over words that name a time
_OLD = 120  # code points shown of a reading that is no longer there


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch to be marked: `[begin, end)` of the text, a class of `report.css`, a note, and what stood there.

    An empty stretch only shows what stood there.
    """

    begin: int
    end: int
    kind: str
    note: str = ""
    old: str = ""


def marked_up(text: str, window: Span, marks: Sequence[Mark] = ()) -> Markup:
    """Return `text` within `window` as HTML with its marks.

    Each elementary stretch between two boundaries stands in at most one element, which carries the classes of all
    marks over it; so marks may overlap in any way. What stood there before comes first, as `<del>`.
    """
    kept = sorted((m for m in marks if m.begin <= window.end and m.end >= window.begin), key=_order)
    bounds = {window.begin, window.end}
    for mark in kept:
        bounds |= {max(mark.begin, window.begin), min(mark.end, window.end)}
    ordered = sorted(bounds)
    parts: list[Markup] = []
    for begin, end in zip(ordered, [*ordered[1:], None], strict=True):
        parts += [_old(text, mark) for mark in kept if mark.old and mark.begin == begin]
        if end is not None:
            over = [mark for mark in kept if mark.begin <= begin and end <= mark.end]
            parts.append(_stretch(text[begin:end], over))
    return Markup("").join(parts)


def excerpt(text: str, spans: Sequence[Span], marks: Sequence[Mark] = (), *, limit: int | None = EXCERPT) -> Markup:
    """Return the spans of `text` as HTML, "…" between them, at most `limit` code points in all (None: no limit)."""
    parts: list[Markup] = []
    left = limit
    for span in spans:
        window = span if left is None else _cut(text, span, left)
        parts.append(marked_up(text, window, [m for m in marks if _touches(m, span)]))
        if window.end < span.end:
            parts[-1] += Markup(_CUT)
            break
        if left is not None:
            left -= len(span)
            if left <= 0:
                break
    return Markup(f" {_CUT} ").join(parts)


def cell_words(held: Holdings, cell: Cell, *, limit: int | None = EXCERPT) -> Markup:
    """Return how an article tells a statement, as HTML with the changed words marked."""
    marks = [Mark(m.begin, m.end, "changed", m.effect, m.old) for m in cell.marked]
    if limit is not None:  # the exemplar's readings, struck out, are words of a text of others too
        limit = max(limit - sum(min(len(mark.old), _OLD) for mark in marks), limit // 3)
    return excerpt(held.text(cell.article), cell.spans, marks, limit=limit)


def printable(text: str) -> str:
    """Return `text` with control characters, which HTML forbids, as U+FFFD; white space stays."""
    return _CONTROLS.sub("\ufffd", text)


def _touches(mark: Mark, span: Span) -> bool:
    if mark.begin == mark.end:
        return span.begin <= mark.begin <= span.end
    return mark.begin < span.end and span.begin < mark.end


def _order(mark: Mark) -> tuple[int, int, str, str]:
    return (mark.begin, mark.end, mark.kind, mark.old)


def _cut(text: str, span: Span, limit: int) -> Span:
    """Return the begin of `span` with at most `limit` code points, cut between words where it can be."""
    if len(span) <= limit:
        return span
    end = span.begin + max(limit - 1, 0)
    space = text.rfind(" ", span.begin, end)
    return Span(span.begin, space if space > span.begin else end)


def _old(text: str, mark: Mark) -> Markup:
    words = plain(mark.old)
    shown = words if len(words) <= _OLD else f"{words[: _OLD - 1]}{_CUT}"
    is_new = mark.end > mark.begin
    space = " " if is_new or text[mark.begin : mark.begin + 1].isalnum() else ""
    return Markup('<del title="{}">{}</del>{}').format(mark.note, shown, space) if shown else Markup("")


def _stretch(words: str, over: Sequence[Mark]) -> Markup:
    shown = escape(printable(words))
    if not over:
        return shown
    kinds = " ".join(sorted({mark.kind for mark in over}))
    notes = ", ".join(sorted({mark.note for mark in over if mark.note}))
    tag = "mark" if kinds == WHEN else "del" if any(mark.kind == "gone" for mark in over) else "ins"
    # Put together by hand: a page has thousands of these.
    return Markup(f'<{tag} class="{escape(kinds)}" title="{escape(notes)}">{shown}</{tag}>')
