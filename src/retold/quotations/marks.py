"""Quotation marks paired: all kinds of marks, straight ones by position, over several paragraphs, repaired where lost.

One pass, linear in the text: a stack of open marks that is never deeper than three.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retold.spans import Span

# A curly “ closes German quotations, ” opens Swedish ones and » opens Danish ones: the glyph gives a first guess only.
_OPENERS = "“„«‟‹‘‚"
_CLOSERS = "”»›’"
_STRAIGHT = "\"'"
_MARK = re.compile(r"''|``|[“”„‟«»‹›\"‘’‚'`]")
_BEFORE_OPEN = frozenset("([{—–-/:;,.?!…\u00a0")
_AFTER_CLOSE = frozenset(")]}—–-/:;,.?!…\u00a0")
_MAX_DEPTH = 3  # quotations in quotations in quotations; deeper is a list of marks
_LETTERS = re.compile(r"[^\W\d_]")
# Where a quotation whose closing mark is lost ends: before a short reporting clause.
_REPORTING_CLAUSE = re.compile(
    r"[,.?!]\s+(?:(?:he|she|they|it|(?:the\s+)?[\w.’'-]+(?:\s+[A-Z][\w.’'-]+){0,4})\s+"
    r"(?:said|says|added|told|wrote|stated|noted|explained|insisted|warned|stressed)"
    r"|(?:said|says|added|wrote)\s+(?:the\s+|[A-Z]))"
)


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in quotation marks. Each piece (one a paragraph) holds its marks, where it has them."""

    pieces: tuple[Span, ...]
    depth: int  # 0 outside other marks
    single: bool  # ‘ ’ or ' '
    repaired: bool  # a mark is missing on one side

    @property
    def begin(self) -> int:
        """Where the first piece begins."""
        return self.pieces[0].begin

    @property
    def end(self) -> int:
        """Where the last piece ends (exclusive)."""
        return self.pieces[-1].end

    @property
    def span(self) -> Span:
        """From the first mark to the last."""
        return Span(self.begin, self.end)


@dataclass(frozen=True, slots=True)
class _Mark:
    """One mark in a paragraph: its place, family, and what its position and glyph allow."""

    span: Span
    family: str  # "double", "single"
    opens: bool
    closes: bool


def find_marked(text: str, paragraphs: Sequence[Span]) -> list[Marked]:
    """Return all marked stretches of the paragraphs (in order, disjoint), by begin, outer before inner.

    A mark opened again at the head of the next paragraph goes on with the same quotation. A quotation whose closing
    mark is lost ends before its reporting clause, else with its paragraph; one whose opening mark is lost begins with
    its paragraph. Stretches without a letter are left out.
    """
    found: list[Marked] = []
    pending: list[Span] = []  # pieces of a quotation that the paragraph before left open
    for position, paragraph in enumerate(paragraphs):
        marks = _marks(text, paragraph)
        following = paragraphs[position + 1] if position + 1 < len(paragraphs) else None
        pending = _pair_paragraph(text, paragraph, marks, pending, following, found)
    usable = [marked for marked in found if any(_LETTERS.search(text, p.begin, p.end) for p in marked.pieces)]
    return sorted(usable, key=lambda marked: (marked.begin, -marked.end, marked.depth))


def _pair_paragraph(
    text: str,
    paragraph: Span,
    marks: list[_Mark],
    pending: list[Span],
    following: Span | None,
    found: list[Marked],
) -> list[Span]:
    """Add this paragraph's stretches to `found`; return the pieces of a quotation that goes on after it."""
    stack: list[_Mark] = []
    seen_double = False
    last_end = paragraph.begin
    for mark in marks:
        opener = _matching_opener(stack, mark)
        if opener is not None:
            outer = opener == 0 and stack[0].family == "double"
            pieces = (*(pending if outer else ()), Span(stack[opener].span.begin, mark.span.end))
            found.append(Marked(pieces, opener, stack[opener].family == "single", repaired=False))
            del stack[opener:]
            if outer:
                pending = []
            last_end = mark.span.end
        elif mark.opens and len(stack) < _MAX_DEPTH and (mark.family == "double" or mark.closes is False or stack):
            stack.append(mark)
        elif mark.closes and mark.family == "double" and not stack and not seen_double:
            begin = paragraph.begin if last_end == paragraph.begin else last_end
            if _is_lost_opening(text, begin, mark):
                found.append(Marked((*pending, Span(begin, mark.span.end)), 0, single=False, repaired=True))
                pending = []
        seen_double = seen_double or mark.family == "double"
    if pending and not (stack and stack[0].family == "double"):
        found.append(Marked(tuple(pending), 0, single=False, repaired=True))
        pending = []
    return _leave_open(text, paragraph, [m for m in stack if m.family == "double"], pending, following, found)


def _leave_open(
    text: str,
    paragraph: Span,
    still_open: list[_Mark],
    pending: list[Span],
    following: Span | None,
    found: list[Marked],
) -> list[Span]:
    """Close what a paragraph left open: it goes on in the next one, or its closing mark is lost."""
    if not still_open:
        return []
    begin = still_open[0].span.begin
    if following is not None and _begins_with_opening(text, following):
        return [*pending, Span(begin, paragraph.end)]
    clause = _REPORTING_CLAUSE.search(text, begin, paragraph.end)
    end = clause.start() + 1 if clause else paragraph.end
    found.append(Marked((*pending, Span(begin, end)), 0, single=False, repaired=True))
    return []


def _matching_opener(stack: list[_Mark], mark: _Mark) -> int | None:
    """Return the position in `stack` of the mark that `mark` closes; None where it closes none."""
    if not mark.closes:
        return None
    for position in range(len(stack) - 1, -1, -1):
        if stack[position].family == mark.family:
            # A mark that could also open only closes when it can do nothing else, or one of its family is open.
            return position
    return None


def _is_lost_opening(text: str, begin: int, mark: _Mark) -> bool:
    """Tell whether a closing mark without an opening one ends words that were marked (not inches, not a stray)."""
    before = text[mark.span.begin - 1 : mark.span.begin]
    return before in ",.?!…" and before != "" and mark.span.begin - begin > 10


def _begins_with_opening(text: str, paragraph: Span) -> bool:
    found = _MARK.match(text, paragraph.begin, paragraph.end)
    return found is not None and found[0] not in "'’‘‚›‹`"


def _marks(text: str, paragraph: Span) -> list[_Mark]:
    found = []
    for match in _MARK.finditer(text, paragraph.begin, paragraph.end):
        mark = _mark(text, match, paragraph)
        if mark is not None:
            found.append(mark)
    return found


def _mark(  # noqa: PLR0911 - a list of cases, first match decides
    text: str, match: re.Match[str], paragraph: Span
) -> _Mark | None:
    """Return the mark that a match is, by glyph and neighbours; None for apostrophes and primes."""
    begin, end = match.span()
    glyph = match[0]
    before = text[begin - 1] if begin > paragraph.begin else " "
    after = text[end] if end < paragraph.end else " "
    left_free = before.isspace() or before in _BEFORE_OPEN or before in "\"“‘'«„`"
    right_free = after.isspace() or after in _AFTER_CLOSE or after in "\"”’'»“"
    span = Span(begin, end)
    if glyph in "‘’'‚`‹›":
        return _single_mark(glyph, span, before, left_free, right_free)
    if glyph == "``":
        return _Mark(span, "double", opens=True, closes=False)
    if glyph in ('"', "''"):
        return _straight_mark(span, before, after, left_free, right_free)
    opener = glyph in _OPENERS
    if opener and left_free and not after.isspace():
        return _Mark(span, "double", opens=True, closes=False)
    if not opener and not before.isspace() and not (left_free and not right_free and before not in _BEFORE_OPEN):
        return _Mark(span, "double", opens=False, closes=True)
    # The glyph stands against its usual side: „…“, »…«, ”…”.
    if right_free and not before.isspace():
        return _Mark(span, "double", opens=False, closes=True)
    return _Mark(span, "double", opens=True, closes=not opener)


def _straight_mark(span: Span, before: str, after: str, left_free: bool, right_free: bool) -> _Mark | None:
    if before.isdigit() and right_free:
        return _Mark(span, "double", opens=False, closes=True)
    if before.isspace() and not after.isspace():
        return _Mark(span, "double", opens=True, closes=False)
    if after.isspace() and not before.isspace():
        return _Mark(span, "double", opens=False, closes=True)
    if left_free and not right_free and before not in ",.?!…":
        return _Mark(span, "double", opens=True, closes=False)
    return _Mark(span, "double", opens=True, closes=True)  # white space is lost or doubled: parity decides


def _single_mark(glyph: str, span: Span, before: str, left_free: bool, right_free: bool) -> _Mark | None:
    """Return a single mark; an apostrophe inside or at the end of a word after a plural s is none."""
    opens = left_free and not right_free and glyph in "‘'‚`‹›"
    closes = right_free and not before.isspace() and glyph in "’'‘‹›" and not opens
    if closes and before in "sS" and glyph in "’'":
        return _Mark(span, "plural", opens=False, closes=False)
    if not opens and not closes:
        return None
    return _Mark(span, "single", opens=opens, closes=closes)


def enclosing(marked: Iterable[Marked], span: Span) -> Marked | None:
    """Return the least marked stretch with a piece that contains `span`; None outside all marks."""
    holding = [one for one in marked if any(piece.contains(span) for piece in one.pieces)]
    return min(holding, key=lambda one: (one.end - one.begin, one.begin)) if holding else None
