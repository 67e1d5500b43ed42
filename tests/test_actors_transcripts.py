"""Tests of `retold.actors.transcripts`: whom "I" and "you" mean where labels tell who speaks."""

from __future__ import annotations

from tests.actors_articles import meant_by

NAMED = """Ada Voss met Jon Lund.
Ada Voss: Why did you leave the harbour?
Jon Lund: I was tired, and my boat leaked.
"""
LETTERED = """Jon Lund keeps the light at Storr.
Q: Do you miss the town?
A: I miss the bread.
"""


def test_i_is_who_is_named_at_the_beginning_of_the_paragraph():
    """
    A name and a colon open what somebody says.
    """
    assert "Jon Lund" == meant_by(NAMED, "I")
    assert "Jon Lund" == meant_by(NAMED, "my")


def test_you_of_two_parties_is_the_other_one():
    """
    Whoever is asked is the other party.
    """
    assert "Jon Lund" == meant_by(NAMED, "you")


def test_answers_are_those_of_the_person_presented_before_them():
    """
    "Q" and "A" name nobody; the text before the first question does.
    """
    assert ["Jon Lund", "Jon Lund"] == [meant_by(LETTERED, "I"), meant_by(LETTERED, "you")]


def test_questions_without_a_person_before_them_mean_nobody():
    """
    Nothing tells who answers.
    """
    assert meant_by("Notes\nQ: Why?\nA: I was tired.\n", "I") is None
