"""Two articles of a story side by side: paragraphs laid against one another, words that differ marked."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from retold.spans import Span
from retold.telling.holdings import Holdings
from retold.telling.labels import EXCERPT, handle, outlet_name
from retold.telling.stories import StoryTelling
from retold.telling.trees import exemplars_of
from retold.telling.wording import counted
from retold.telling.words import BODY_ROLES, Word, aligned, body_spans, words_of
from retold.web.render import Mark, excerpt

_ROLES = ("title", *BODY_ROLES)
_MIN_EQUAL = 3  # fewer equal words do not make two paragraphs a pair
_MIN_SHARE = 0.3  # of the shorter one's words
_ALONE = 110  # code points shown of a paragraph that only one side has, unless full texts are asked for
_EQUAL = 140  # the same of one that both have word for word
_MAX_PAIRS = 45  # in one story; copies with their exemplars come first


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a paragraph of either side, or of both; `note` says what is not shown."""

    left: Markup
    right: Markup
    kind: str  # equal, changed, left, right
    note: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two articles side by side. The left one is the exemplar where one was probably taken from the other."""

    key: str
    left: str
    right: str
    left_name: str
    right_name: str
    equal: int
    rows: tuple[Row, ...]


def comparisons_of(
    held: Holdings, story: StoryTelling, *, full_text: bool, is_drawn: bool = True
) -> tuple[Comparison, ...]:
    """Return the pairs of a story's articles that share passages, copies with their exemplars first.

    Unless `is_drawn` they have no rows: a page leads to them.
    """
    edges = [(e, a) for a in story.articles for e in exemplars_of(held, story.story, a)]
    pairs = list(edges)
    for place, one in enumerate(story.articles):
        for other in story.articles[place + 1 :]:
            if (one, other) not in edges and (other, one) not in edges and held.shared(one, other):
                pairs.append((one, other))
    return tuple(
        compare(held, left, right, full_text=full_text, is_drawn=is_drawn) for left, right in pairs[:_MAX_PAIRS]
    )


def compare(held: Holdings, left: str, right: str, *, full_text: bool, is_drawn: bool = True) -> Comparison:
    """Lay `right` against `left`, both held."""
    sides = (body_spans(held, left, _ROLES), body_spans(held, right, _ROLES))
    partner = _partners(held, left, right, sides)
    rows: list[Row] = []
    equal = 0
    for one, others in _laid(sides, partner):
        if is_drawn:
            row, count = _row(held, (left, right), one, others, full_text=full_text)
            rows.append(row)
            equal += count
        elif one and others:
            equal += _equal(words_of(held.text(left), [one]), words_of(held.text(right), others))
    return Comparison(
        key=f"{handle(held, left)}-{handle(held, right)}",
        left=left,
        right=right,
        left_name=f"{handle(held, left)} {outlet_name(held, left)}",
        right_name=f"{handle(held, right)} {outlet_name(held, right)}",
        equal=equal,
        rows=tuple(rows),
    )


def _partners(held: Holdings, left: str, right: str, sides: tuple[list[Span], list[Span]]) -> dict[int, int]:
    """Return for each paragraph of the right (by index) the paragraph of the left that has most of its words."""
    texts = (held.text(left), held.text(right))
    words = [[words_of(text, [span]) for span in spans] for text, spans in zip(texts, sides, strict=True)]
    passages = held.shared(left, right)
    partner = {}
    for number, span in enumerate(sides[1]):
        near = [row for row in passages if row["begin_b"] < span.end and span.begin < row["end_b"]]
        among = [
            index
            for index, other in enumerate(sides[0])
            if any(row["begin_a"] < other.end and other.begin < row["end_a"] for row in near)
        ]
        scored = [(_equal(words[0][index], words[1][number]), -index) for index in among]
        best, index = max(scored, default=(0, 0))
        shorter = min(len(words[0][-index]), len(words[1][number])) if scored else 0
        if best >= _MIN_EQUAL and best >= _MIN_SHARE * shorter:
            partner[number] = -index
    return partner


def _equal(left: list[Word], right: list[Word]) -> int:
    return sum(stretch.end_a - stretch.begin_a for stretch in aligned(left, right) if stretch.is_equal)


def _laid(sides: tuple[list[Span], list[Span]], partner: dict[int, int]) -> list[tuple[Span | None, list[Span]]]:
    """Return rows in the order of the left; paragraphs that only the right has follow the one before them."""
    after: dict[int, list[int]] = {}
    last = -1
    for number in range(len(sides[1])):
        if number in partner:
            last = partner[number]
        else:
            after.setdefault(last, []).append(number)
    rows: list[tuple[Span | None, list[Span]]] = [(None, [sides[1][n]]) for n in after.get(-1, [])]
    for index, span in enumerate(sides[0]):
        rows.append((span, [sides[1][n] for n in range(len(sides[1])) if partner.get(n) == index]))
        rows += [(None, [sides[1][n]]) for n in after.get(index, [])]
    return rows


def _row(
    held: Holdings, articles: tuple[str, str], one: Span | None, others: list[Span], *, full_text: bool
) -> tuple[Row, int]:
    left_text, right_text = (held.text(article) for article in articles)
    left = words_of(left_text, [one] if one else [])
    right = words_of(right_text, others)
    if not one or not others:
        spans = others or ([one] if one else [])
        limit = None if full_text else _ALONE
        shown = excerpt(right_text if others else left_text, spans, limit=limit)
        name = handle(held, articles[1] if others else articles[0])
        note = f"{counted(len(right or left), 'word')} only in {name}"
        empty = Markup("")
        return Row(*((empty, shown) if others else (shown, empty)), "right" if others else "left", note), 0
    stretches = aligned(left, right)
    equal = sum(stretch.end_a - stretch.begin_a for stretch in stretches if stretch.is_equal)
    is_equal = equal == len(left) == len(right)
    limit = None if full_text else _EQUAL if is_equal else EXCERPT
    gone = [_over(left, s.begin_a, s.end_a, "gone") for s in stretches if not s.is_equal and s.end_a > s.begin_a]
    new = [_over(right, s.begin_b, s.end_b, "changed") for s in stretches if not s.is_equal and s.end_b > s.begin_b]
    note = f"word for word, {counted(equal, 'word')}" if is_equal else ""
    shown_left, shown_right = (
        excerpt(left_text, [one], gone, limit=limit),
        excerpt(right_text, others, new, limit=limit),
    )
    return Row(shown_left, shown_right, "equal" if is_equal else "changed", note), equal


def _over(words: list[Word], begin: int, end: int, kind: str) -> Mark:
    return Mark(words[begin].begin, words[end - 1].end, kind)
