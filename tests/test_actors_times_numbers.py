"""Tests of `retold.actors.times.numbers`: numbers in words."""

from __future__ import annotations

import pytest

from retold.actors.times.numbers import number_of, numbers_in_words


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("Zero to thirty-one men", [0, 31]), ("Nineteen of twenty two", [19, 22]), ("Someone wrote often.", [])],
)
def test_numbers_in_words_are_read_whole(text, numbers):
    """
    Tens and ones beside each other are one number; words that hold a number are none.
    """
    assert numbers == numbers_in_words(text)


@pytest.mark.parametrize(
    ("text", "number"), [("two dozen", 24), ("1/2", 0.5), ("three hundred", 300), ("a couple", 2), ("several", None)]
)
def test_a_number_in_figures_or_words_has_a_value(text, number):
    """
    Words for many have none.
    """
    assert number == number_of(text)
