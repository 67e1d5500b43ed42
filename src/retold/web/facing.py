"""Two compared articles as facing paragraphs: equal words plain, differing ones marked where they stand.

A row is a paragraph of the second article with what it stands against in the first; a paragraph that only one of them
has faces an empty cell. A moved passage begins a row of its own, which names where it stood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from retold.reuse.collation import TRANSPOSITION, Segment
from retold.side_by_side import Comparison
from retold.spans import Span
from retold.web.asked import address
from retold.web.render import printable

_LINE_TAIL = re.compile(r"[^\w\n]+(?=\n|$)")
_LONGEST_GAP = 60  # code points between two segments that are shown: more is no article text
_LONGEST_EQUAL = 1_200  # code points of an equal stretch that are shown; the middle of a longer one folds


@dataclass(slots=True)
class Row:
    """A row of two cells; `moved` is the place in the first article that a moved passage stood at."""

    left: list[Markup] = field(default_factory=list)
    right: list[Markup] = field(default_factory=list)
    moved: Span | None = None
    is_changed: bool = False

    @property
    def cells(self) -> tuple[Markup, Markup]:
        """The cells' contents."""
        return Markup("").join(self.left), Markup("").join(self.right)


def facing(comparison: Comparison, segments: Sequence[Segment], kept: Sequence[bool]) -> list[Row]:
    """Return the rows in the order of the second article; `kept` says which segments are pointed at and numbered.

    `segments` are those of the comparison, cut at the ends of lines.
    """
    rows: list[Row] = [Row()]
    number = 0
    before: Segment | None = None
    ends: list[int | None] = [None, None]  # where the words shown last end, in each text
    for segment, is_kept in zip(segments, kept, strict=True):
        number += is_kept
        if segment.op == TRANSPOSITION:
            rows.append(Row(moved=segment.span_a, is_changed=True))
            before, ends = None, [None, None]
            continue
        gaps = _between(comparison, ends, segment)
        if before is not None and _is_new_paragraph(comparison, before, segment):
            tails = [gap.partition("\n")[0] or _tail(comparison, side, ends) for side, gap in enumerate(gaps)]
            _close(rows[-1], tails)
            rows.append(Row())
            gaps = [gap.rpartition("\n")[2] for gap in gaps]
        _close(rows[-1], gaps)
        _put(rows[-1], comparison, segment, number if is_kept else None)
        before = segment
        for side, span in enumerate((segment.span_a, segment.span_b)):
            ends[side] = span.end if len(span) else ends[side]
    return [row for row in rows if row.left or row.right or row.moved]


def _between(comparison: Comparison, ends: Sequence[int | None], segment: Segment) -> list[str]:
    """Return what stands between the words of two segments in each text: marks, stops, ends of lines."""
    found = []
    for place, (text, span) in enumerate(((comparison.text_a, segment.span_a), (comparison.text_b, segment.span_b))):
        end = ends[place]
        begin = text.rfind("\n", 0, span.begin) + 1 if end is None else end
        gap = text[begin : span.begin] if begin <= span.begin and len(span) else ""
        found.append(gap if len(gap) <= _LONGEST_GAP else " ")
    return found


def _tail(comparison: Comparison, side: int, ends: list[int | None]) -> str:
    """Return the marks between the words shown last and the end of their line; they are then shown."""
    end, text = ends[side], (comparison.text_a, comparison.text_b)[side]
    found = _LINE_TAIL.match(text, end) if end is not None else None
    if found is None:
        return ""
    ends[side] = found.end()
    return found.group()


def _close(row: Row, gaps: Sequence[str]) -> None:
    for cell, gap in zip((row.left, row.right), gaps, strict=True):
        if gap.strip() or cell:
            cell.append(Markup("{}").format(printable(gap)))


def _is_new_paragraph(comparison: Comparison, before: Segment, segment: Segment) -> bool:
    """Tell whether a line ends between two segments, in a text that has both."""
    gaps = (
        (comparison.text_a, before.span_a, segment.span_a),
        (comparison.text_b, before.span_b, segment.span_b),
    )
    for text, one, other in gaps:
        between = text[one.end : other.begin] if one.end <= other.begin else "\n"
        if (len(one) and len(other)) and "\n" in between:
            return True
    alone = {side for side, (_, one, _) in enumerate(gaps) if not len(one)} | {
        side for side, (_, _, other) in enumerate(gaps) if not len(other)
    }
    return len(alone) == 2 or (bool(alone) and _ends_a_line(comparison, before, segment))


def _ends_a_line(comparison: Comparison, before: Segment, segment: Segment) -> bool:
    """Tell whether a whole passage stands alone in one text: it gets a row of its own."""
    longest = max(len(segment.span_a), len(segment.span_b), len(before.span_a), len(before.span_b))
    for part, text in ((segment.span_a, comparison.text_a), (segment.span_b, comparison.text_b)):
        if len(part) and text[max(0, part.begin - 2) : part.begin].endswith("\n"):
            return True
    for part, text in ((before.span_a, comparison.text_a), (before.span_b, comparison.text_b)):
        if len(part) == longest and text[part.end : part.end + 2].startswith("\n"):
            return True
    return False


def _put(row: Row, comparison: Comparison, segment: Segment, number: int | None) -> None:
    left, right = segment.span_a.of(comparison.text_a), segment.span_b.of(comparison.text_b)
    if not segment.is_variant:
        row.left.append(Markup("{}").format(_folded(left)))
        row.right.append(Markup("{}").format(_folded(right)))
        return
    row.is_changed = True
    note = f"{segment.effect or segment.op}{', inside quotation marks' if segment.inside_marks else ''}"
    if left:
        row.left.append(
            _marked("del", left, note, _place(comparison.article_a, segment.span_a), number, is_anchor=not right)
        )
    if right:
        row.right.append(
            _marked("ins", right, note, _place(comparison.article_b, segment.span_b), number, is_anchor=True)
        )


def _place(article: str, span: Span) -> str:
    return f"{address(f'/article/{article}')}#char={span.begin},{span.end}"


def _marked(tag: str, words: str, note: str, href: str, number: int | None, *, is_anchor: bool) -> Markup:
    """Return a reading as `<del>` or `<ins>`; one that is pointed at is numbered, linked and says its effect."""
    opening = Markup("<{}{}>").format(Markup(tag), Markup(' class="changed"') if tag == "ins" else Markup(""))
    closing = Markup("</{}>").format(Markup(tag))
    paragraphs = [line for line in words.split("\n") if line.strip()] or [words]
    drawn = Markup("\n\n").join(Markup("{}{}{}").format(opening, printable(line), closing) for line in paragraphs)
    if number is None:
        return drawn
    anchor = Markup(' id="d{}" data-change="{}"').format(number, number) if is_anchor else Markup("")
    return Markup('<a class="reading"{} href="{}" title="{}">{}</a>{}').format(
        anchor,
        href,
        note,
        drawn,
        Markup('<span class="effect">{}</span>').format(note) if is_anchor else Markup(""),
    )


def _folded(words: str) -> str:
    shown = printable(words)
    if len(shown) <= _LONGEST_EQUAL:
        return shown
    half = _LONGEST_EQUAL // 2
    return f"{shown[:half].rsplit(' ', 1)[0]} … {shown[-half:].split(' ', 1)[-1]}"
