"""Tests of `retold.stories.terms`: words as terms."""

from __future__ import annotations

import pytest

from retold.stories.terms import folded, stem


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("Rahmani’s", "rahmani"),
        ("Işık", "isik"),
        ("ŁÓDŹ", "lodz"),
        ("don't", "dont"),
        ("STRASSE", "strasse"),
        ("Straße", "strasse"),
    ],
)
def test_a_word_is_folded_to_plain_letters(word, expected):
    """
    Case, accents, apostrophes and possessives do not make two words of one.
    """

    assert expected == folded(word)


@pytest.mark.parametrize(
    "forms",
    [
        ("fight", "fights", "fighting", "fighter"),
        ("party", "parties"),
        ("ship", "shipped", "shipping"),
        ("operate", "operation", "operations"),
    ],
)
def test_forms_of_one_word_have_one_stem(forms):
    """
    Retellings swap forms of a word; its stem stays.
    """

    assert 1 == len({stem(form) for form in forms})


@pytest.mark.parametrize("word", ["vla", "us", "glass", "x"])
def test_short_words_and_double_s_stay(word):
    """
    Nothing is cut from what would lose its meaning.
    """

    assert word == stem(word)
