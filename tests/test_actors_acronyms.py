"""Tests of `retold.actors.acronyms`: short names made of the first letters of long ones."""

from __future__ import annotations

import pytest

from retold.actors.acronyms import initials_of, is_short_for, written_as_initials


@pytest.mark.parametrize(
    ("short", "long"),
    [("RLA", "River Liberation Army"), ("F.W.A.", "Farmers' and Weavers' Association"), ("UoS", "University of Storr")],
)
def test_initials_are_written_in_several_ways(short, long):
    """
    Small words may be left out, full stops may stand between the letters.
    """
    assert "".join(letter for letter in short.lower() if letter.isalpha()) in initials_of(long)


@pytest.mark.parametrize(("name", "letters"), [("R.L.A.", "rla"), ("RLA", "rla"), ("RL", None), ("Rla", None)])
def test_initials_are_capitals_and_three_at_least(name, letters):
    """
    Two letters begin too many names, and a word with one capital is a word.
    """
    assert letters == written_as_initials(name)


def test_initials_stand_for_bodies_only():
    """
    A person's initials are nobody's name.
    """
    assert is_short_for("RLA", "River Liberation Army")
    assert is_short_for("River Liberation Army", "RLA")
    assert not is_short_for("JFK", "Jon Fredrik Krag")
