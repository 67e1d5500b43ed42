"""Why two articles are joined, or are not."""

from __future__ import annotations

import pytest

from retold.errors import NotFound
from retold.telling.holdings import handles_of
from retold.telling.pairs import tell_pair
from tests.careful_reader import careful_reader
from tests.small_affair import affair, tables


def _examples(one: str, other: str):
    corpus = careful_reader()
    ids = {name: article for article, name in handles_of(corpus.table("origins")).items()}
    return tell_pair(corpus, ids[one], ids[other])


def test_a_copy_is_joined_with_its_reasons():
    """
    The derivation with its evidence and weights.
    """
    pair = tell_pair(affair(), "a1", "b2")

    assert pair.way[0].startswith("02 (Bora) is probably taken from 01 (Alba) (~.90).")
    assert [("02 “Holm” (credit)", 2.0)] == [(reason.phrase, reason.weight) for reason in pair.reasons]


def test_a_copy_of_a_copy_is_joined_through_it():
    """
    The way through the tree, texts not held included.
    """
    pair = tell_pair(affair(derivations=tables()["derivations"][:1]), "a1", "c3")

    assert ("03 goes back to 01 through dock-press and 02.",) == pair.way


def test_sisters_go_back_to_one_text():
    """
    Neither from the other, both from a third.
    """
    assert ("Both go back to 01.",) == _examples("02", "03").way


def test_an_improbable_copy_is_said_to_be_improbable():
    """
    Asked about a pair, we say the number; we assert nothing.
    """
    rows = [{**tables()["derivations"][0], "probability": 0.2}]
    pair = tell_pair(affair(derivations=rows, stemmata=[]), "a1", "b2")

    assert pair.way[-1] == "That one of them was taken from the other has a probability of ~.20 only."
    assert () == pair.reasons


def test_two_stories_are_not_joined_and_the_nearest_facts_are_told():
    """
    Words, speakers, days.
    """
    pair = _examples("14", "01")

    assert not pair.is_joined
    assert pair.facts[1:] == ("No speaker in common.", "Their stated dates are 369 days apart.")


def test_dates_that_are_not_stated_are_named():
    """
    What is unknown is said.
    """
    assert tell_pair(affair(), "a1", "b2").facts[-1].endswith("no date is stated in 02.")


def test_an_unknown_article_is_an_error():
    """
    With what to do next.
    """
    with pytest.raises(NotFound, match="retold articles"):
        tell_pair(affair(), "a1", "zz")
