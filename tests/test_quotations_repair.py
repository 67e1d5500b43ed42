"""Reporting verbs hung where they belong."""

from __future__ import annotations

import pytest

from retold.quotations.repair import repaired
from tests.quotation_texts import parsed


def head_of(text: str, word: str) -> str:
    sentence = repaired(parsed(text)[0])
    token = next(token for token in sentence.tokens if token.text == word)
    return sentence.tokens[token.head].text


@pytest.mark.parametrize(
    ("text", "word", "head"),
    [
        ("He stressed that any truce requires trust, urging both sides to wait.", "urging", "stressed"),
        ("Voss said no rebel should come to Geneva and called on all others to talk.", "called", "said"),
        ("Voss claimed that the army lost many men, and voiced concern that more would die.", "voiced", "claimed"),
    ],
)
def test_a_verb_goes_back_to_the_reporting_clause(text: str, word: str, head: str):
    """
    A participle of telling, another tense and a comma show whose verb it is.
    """
    assert head == head_of(text, word)


def test_a_verb_of_the_content_stays():
    """
    What fits the reported clause belongs to it.
    """
    assert "came" == head_of("Voss said that the army came and burned the town.", "burned")
