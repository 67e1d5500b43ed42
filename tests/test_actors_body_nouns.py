"""Tests of `retold.actors.body_nouns`: nouns that may stand for one body."""

from __future__ import annotations

import pytest

from retold.actors.body_nouns import are_of_one_kind, is_known_noun, singular


@pytest.mark.parametrize(("noun", "other"), [("lender", "bank"), ("carrier", "airline"), ("tabloid", "newspaper")])
def test_nouns_of_one_kind(noun, other):
    """
    Either way round.
    """
    assert are_of_one_kind(noun, other) and are_of_one_kind(other, noun)


@pytest.mark.parametrize(("noun", "other"), [("bank", "airline"), ("court", "union"), ("moss", "bank")])
def test_nouns_of_two_kinds(noun, other):
    """
    Unknown nouns are of no kind.
    """
    assert not are_of_one_kind(noun, other)


def test_plurals_are_cut_but_not_words_of_the_table():
    """
    "Rebels" is a noun of the table, "drivers" is not.
    """
    assert ["rebels", "driver", "company", "press"] == [
        singular(noun) for noun in ("rebels", "drivers", "company", "press")
    ]
    assert is_known_noun("rebels")
