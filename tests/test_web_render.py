"""Mark-up of spans."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st

from retold.spans import Span
from retold.telling.holdings import holdings_of
from retold.telling.statements import statements_of
from retold.web.render import Mark, cell_words, excerpt, marked_up, printable
from tests.small_affair import affair

TEXT = 'We will "never" pay <b>nine</b> crowns 😀 now'
_spans = st.tuples(st.integers(0, len(TEXT)), st.integers(0, len(TEXT))).map(sorted)
_marks = st.lists(
    st.builds(lambda s, kind: Mark(s[0], s[1], kind), _spans, st.sampled_from(["changed", "gone"])), max_size=6
)


def _plain(markup: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", markup))


@given(_spans, _marks)
def test_marks_change_no_character_however_they_overlap(window, marks):
    """
    Without its tags the mark-up is the text, to the character.
    """
    assert _plain(marked_up(TEXT, Span(*window), marks)) == TEXT[window[0] : window[1]]


@given(_marks)
def test_elements_are_never_nested(marks):
    """
    Overlapping marks are split at their boundaries.
    """
    tags = re.findall(r"</?(?:ins|del)", marked_up(TEXT, Span(0, len(TEXT)), marks))

    assert all(tag[1] != "/" for tag in tags[::2])
    assert all(tag[1] == "/" for tag in tags[1::2])


def test_text_is_escaped_before_it_is_marked():
    """
    Nothing in an article is mark-up of ours.
    """
    assert "&lt;b&gt;" in marked_up(TEXT, Span(0, len(TEXT)))


def test_what_stood_there_comes_first():
    """
    The old reading, struck; then the new one, underlined.
    """
    shown = marked_up("may pay", Span(0, 7), [Mark(0, 3, "changed", "modality", "will <i>")])

    assert shown == ('<del title="modality">will &lt;i&gt;</del> <ins class="changed" title="modality">may</ins> pay')


def test_a_reading_that_was_left_out_shows_where_it_stood():
    """
    An empty stretch is a place.
    """
    assert marked_up("does want", Span(0, 9), [Mark(5, 5, "changed", "negation", "not")]) == (
        'does <del title="negation">not</del> want'
    )


def test_excerpts_are_cut_between_words_over_all_their_spans():
    """
    Forty code points in all, whatever the number of spans.
    """
    text = "word " * 40
    shown = excerpt(text, [Span(0, 30), Span(50, 90)], limit=40)

    assert shown.endswith("…")
    assert len(_plain(shown)) <= 40 + len(" … …")


def test_a_cut_mark_is_marked_as_far_as_it_is_shown():
    """
    The rest is not there to be marked.
    """
    assert excerpt("one two three", [Span(0, 13)], [Mark(4, 13, "changed")], limit=9) == (
        'one <ins class="changed" title="">two</ins>…'
    )


def test_offsets_are_code_points():
    """
    An emoji is one.
    """
    assert marked_up("😀ab", Span(0, 3), [Mark(1, 2, "changed")]) == '😀<ins class="changed" title="">a</ins>b'


def test_control_characters_are_replaced():
    """
    HTML forbids them.
    """
    assert printable("a\x00b\n") == "a\ufffdb\n"


def test_a_cell_marks_the_words_that_its_retelling_changed():
    """
    Both changes of the second article, with their old readings.
    """
    held = holdings_of(affair())
    (statement,) = statements_of(held, "sa1")

    assert cell_words(held, statement.cell("b2")).count("<del") == 2
