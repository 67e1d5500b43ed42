"""Words of two texts laid side by side."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retold.spans import Span
from retold.telling.holdings import holdings_of
from retold.telling.words import Word, aligned, body_spans, equal_in_passages, longest_run, words_of
from tests.small_affair import TEXTS, affair


def _words(text: str) -> list[Word]:
    return words_of(text, [Span(0, len(text))])


def test_case_and_apostrophes_do_not_make_another_word():
    """
    House style of marks is no change of words.
    """
    assert [w.folded for w in _words("IT’S 1,200")] == [w.folded for w in _words("it's 1,200")]


@given(st.text("ab ", max_size=30), st.text("ab ", max_size=30))
def test_alignment_covers_both_sides_in_order(one, other):
    """
    Stretches follow one another without gap, and equal ones are equal.
    """
    left, right = _words(one), _words(other)
    stretches = aligned(left, right)

    assert [0, *(s.end_a for s in stretches)] == [*(s.begin_a for s in stretches), len(left)]
    assert [0, *(s.end_b for s in stretches)] == [*(s.begin_b for s in stretches), len(right)]
    assert all(
        [w.folded for w in left[s.begin_a : s.end_a]] == [w.folded for w in right[s.begin_b : s.end_b]]
        for s in stretches
        if s.is_equal
    )


def test_words_of_a_passage_that_are_equal_in_order_are_counted():
    """
    Two of nine words were changed, and a name's spelling.
    """
    held = holdings_of(affair())
    begins = equal_in_passages(held, "b2", "a1")

    assert ["We", "never", "pay", "crowns", "Ida", "told", "Alba"] == [
        word for word in ("We", "never", "pay", "crowns", "Ida", "told", "Alba") if TEXTS["b2"].rindex(word) in begins
    ]
    assert len(begins) == 7


def test_the_longest_run_of_equal_words():
    """
    Runs are of whole words.
    """
    assert longest_run(_words("a b c d e"), _words("x b c d y a")) == 3


def test_titles_are_no_body():
    """
    A headline says again what the body tells.
    """
    held = holdings_of(affair())
    spans = body_spans(held, "a1")

    assert ["The harbour stays shut."] == [s.of(TEXTS["a1"]) for s in spans[1:]]
