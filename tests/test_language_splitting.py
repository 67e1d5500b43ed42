"""Sentences by rule."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.language.splitting import split_sentences
from retold.spans import Span


def split(text: str, limit: int = 2_000) -> list[str]:
    return [span.of(text) for span in split_sentences(text, Span(0, len(text)), max_characters=limit)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mr. Orel met Gen. Ada Voss. They left.", ["Mr. Orel met Gen. Ada Voss.", "They left."]),
        ("The U.S. President came at 5 p.m. Monday.", ["The U.S. President came at 5 p.m. Monday."]),
        ("He left at 6 p.m. She stayed.", ["He left at 6 p.m.", "She stayed."]),
        ("She lives in the U.S. The sea is near.", ["She lives in the U.S.", "The sea is near."]),
        ("J. B. Orel Jr. sat down. Nobody rose.", ["J. B. Orel Jr. sat down.", "Nobody rose."]),
        ("Order No. 5 came on Dec. 28 at last.", ["Order No. 5 came on Dec. 28 at last."]),
        ("Prices rose 3.5 percent. Wages fell.", ["Prices rose 3.5 percent.", "Wages fell."]),
        ("“We go.” She left.", ["“We go.”", "She left."]),
        ("“Why now?” he asked. Nobody knew.", ["“Why now?” he asked.", "Nobody knew."]),
        ("“Why now?” Voss asked.", ["“Why now?” Voss asked."]),
        ("They spoke of peace... It failed.", ["They spoke of peace...", "It failed."]),
        ("They spoke of… nothing at all.", ["They spoke of… nothing at all."]),
        ("It hurt both groups.And then it rained.", ["It hurt both groups.", "And then it rained."]),
        ("The site is harbour.com and it is old.", ["The site is harbour.com and it is old."]),
        ("He laughed (twice!) and left.", ["He laughed (twice!) and left."]),
        ("One line\nAnother line", ["One line", "Another line"]),
        ("  \n \t ", []),
        ("", []),
    ],
)
def test_sentences_end_where_news_ends_them(text: str, expected: list[str]):
    """
    Abbreviations, initials, times, numbers, marks, ellipses and lost white space are told from real ends.
    """
    assert expected == split(text)


def test_a_wrapped_line_goes_on():
    """
    A line break amid a sentence of a wrapped paragraph ends nothing.
    """
    text = "The ferry to the island was late again because\nof the storm that came over the lake."

    assert [text] == split(text)


def test_a_mark_after_lost_space_opens_what_follows():
    """
    Of straight marks, an even one after a stop opens the next sentence, an odd one closes the last.
    """
    assert ["He came home.", '"We won," he said.'] == split('He came home."We won," he said.')
    assert ['He said "we won."', "Then he left."] == split('He said "we won."Then he left.')


def test_a_long_sentence_is_cut_at_white_space():
    """
    No sentence is longer than the limit, and words stay whole where there is white space.
    """
    pieces = split("word " * 100, limit=60)

    assert all(len(piece) <= 60 for piece in pieces)
    assert {"word"} == set(" ".join(pieces).split())


def test_a_word_longer_than_the_limit_is_cut():
    """
    Without white space the limit still holds.
    """
    assert [60, 60, 30] == [len(piece) for piece in split("x" * 150, limit=60)]


@given(st.text(alphabet="aB .!?…\"'“”()\n5", max_size=120))
def test_sentences_cover_the_text_but_for_white_space(text: str):
    """
    Sentences are disjoint, in order, without white space at their ends, and leave out white space only.
    """
    spans = split_sentences(text, Span(0, len(text)), max_characters=40)

    assert all(a.end <= b.begin for a, b in itertools.pairwise(spans))
    assert all(span.of(text) == span.of(text).strip() != "" for span in spans)
    assert "".join(text.split()) == "".join("".join(span.of(text) for span in spans).split())


@pytest.mark.parametrize("text", ['"' * 200_000, ". " * 100_000, "A." * 100_000, "x" * 200_000])
def test_a_monstrous_paragraph_is_split_at_once(text: str):
    """
    200,000 characters of anything take linear time.
    """
    assert split(text)
