"""Tests of `retold.actors.things`: signs that "it" and "they" mean no actor."""

from __future__ import annotations

import pytest

from evaluation.training.coreference import parsed_views
from retold.actors.finding import find_mentions
from tests.actors_articles import meant_by


def signs(text: str, pronoun: str) -> frozenset[str]:
    """Return the signs of the first such pronoun."""
    found = find_mentions(text, parsed_views(text))
    return next(each.signs for each in found if each.kind == "pronoun" and each.text.lower() == pronoun)


@pytest.mark.parametrize(
    ("text", "pronoun", "sign"),
    [
        ("A note\nThe letter was long and it had no date.", "it", "thing is subject"),
        ("A note\nThe trains sold well, but they broke.", "they", "thing is subject"),
        ("A note\nThe engine was old. Then it burst on Monday.", "it", "thing before"),
        ("A note\nHarbour Bank closed. It said no more.", "it", "has a mind"),
        ("A note\nHarbour Bank closed. It was the third closure of May.", "it", "is a thing"),
    ],
)
def test_nouns_nearby_and_the_verb_are_signs(text, pronoun, sign):
    """
    A thing that is a subject speaks for itself, and only actors say and want.
    """
    assert sign in signs(text, pronoun)


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Bank closed a branch. It was dark when the staff left.",
        "Harbour Bank closed a branch. It takes an hour to reach the next one.",
        "Harbour Bank closed a branch. It is said that more will follow.",
        "Harbour Bank closed a branch. It was not clear how many will follow.",
    ],
)
def test_it_of_nothing_is_nobody(text):
    """
    Weather, clefts and what is said by nobody have no actor; they are no mentions at all.
    """
    with pytest.raises(IndexError):
        meant_by(text, "It")


def test_it_of_a_firm_that_is_described_is_the_firm():
    """
    "It is a company that …" tells of somebody.
    """
    text = "Harbour Bank closed a branch. It is a company that never explains."

    assert "Harbour Bank" == meant_by(text, "It")
