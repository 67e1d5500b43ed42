"""Paragraphs of a text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from retold.sources.paragraphs import count_words, split_paragraphs


def test_each_line_is_a_paragraph():
    """
    One line break parts paragraphs as well as two do.
    """
    text = "First one.\r\nSecond one.\n\n  Third.  "

    assert ["First one.", "Second one.", "Third."] == [each.span.of(text) for each in split_paragraphs(text)]


def test_lines_wrapped_at_a_width_are_joined():
    """
    A program that broke lines at 60 characters made no paragraphs.
    """
    line = "the ferry left the quay and went on across the lake and so"
    text = "\n".join([f"It began when {line[:44]}", line, line, line, line, "home again."]) + "\n\nThe end of it all."

    paragraphs = [each.span.of(text) for each in split_paragraphs(text)]

    assert 2 == len(paragraphs)
    assert paragraphs[0].endswith("home again.")


def test_words_of_scripts_without_spaces_are_counted():
    """
    Two characters count as a word.
    """
    assert 3 == count_words("昨日東京港内")


@given(st.text(alphabet="ab .\n\r\t\u2028\u0085\U0001f600é", max_size=200))
def test_paragraphs_hold_every_character_but_white_space(text: str):
    """
    In order, without overlap, and none begins or ends with white space.
    """
    spans = [each.span for each in split_paragraphs(text)]

    assert "".join(text.split()) == "".join("".join(span.of(text).split()) for span in spans)
    assert all(before.end <= after.begin for before, after in pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() for span in spans)
