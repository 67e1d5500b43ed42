"""Spans: half-open stretches of code points."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.spans import Span, hull, merged, spans_in, stripped


@st.composite
def spans(draw):
    begin = draw(st.integers(0, 50))
    return Span(begin, begin + draw(st.integers(0, 10)))


def test_a_span_counts_code_points_not_bytes():
    """
    An emoji and a letter with an accent are one code point each.
    """
    text = "🙂é b"

    assert "b" == Span(3, 4).of(text)


@given(st.lists(spans(), max_size=8))
def test_merged_spans_are_disjoint_and_cover_the_same_characters(every):
    """
    The union loses no character and adds none.
    """
    result = merged(every)

    assert {i for s in every for i in range(s.begin, s.end)} == {i for s in result for i in range(s.begin, s.end)}
    assert all(left.end < right.begin for left, right in pairwise(result))


@given(st.text(max_size=30), st.data())
def test_a_stripped_span_lies_within_and_has_no_white_space_at_its_ends(text, data):
    """
    Only white space goes, only at the ends.
    """
    begin = data.draw(st.integers(0, len(text)))
    span = Span(begin, data.draw(st.integers(begin, len(text))))

    result = stripped(text, span)

    assert text[span.begin : span.end].strip() == result.of(text)
    assert span.contains(result)


@pytest.mark.parametrize(
    ("first", "second", "overlaps"),
    [(Span(0, 2), Span(2, 3), False), (Span(0, 3), Span(2, 3), True), (Span(1, 1), Span(0, 3), True)],
)
def test_touching_spans_do_not_overlap(first, second, overlaps):
    """
    The end is exclusive.
    """
    assert overlaps == first.overlaps(second) == second.overlaps(first)


def test_the_hull_of_nothing_is_nothing():
    """
    No spans have no hull.
    """
    assert hull([]) is None
    assert hull([Span(5, 6), Span(1, 2)]) == Span(1, 6)


def test_the_spans_of_a_column_are_read_and_null_has_none():
    """
    Tables hold them as structs
    """
    assert [Span(1, 4), Span(6, 9)] == spans_in([{"begin": 1, "end": 4}, {"begin": 6, "end": 9}])
    assert [] == spans_in(None)
