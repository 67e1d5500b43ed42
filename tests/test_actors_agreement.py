"""Short names that the rest of the article shows."""

from __future__ import annotations

from tests.actors_articles import meant_by, names


def test_a_family_name_at_the_head_of_a_sentence_is_a_name():
    """
    The parser takes it for a common word; the full name elsewhere tells.
    """
    text = "Farmer Jens Dahl waited with Ana Ruiz.\n\nDahl said nothing.\n\nRuiz left the pitch."

    assert ["Jens Dahl", "Ana Ruiz", "Dahl", "Ruiz"] == names(text)
    assert "Jens Dahl" == meant_by(text, "Dahl")


def test_a_describing_word_stays_a_word():
    """
    "Young men" and "Stone by stone" are no names, though Kim Young and Peter Stone are.
    """
    text = "Young men marched behind Kim Young. Stone by stone, Peter Stone built the wall."

    assert ["Kim Young", "Peter Stone"] == names(text)


def test_a_trade_is_a_family_name_where_somebody_has_it():
    """
    "Carpenter said" is Ada Carpenter.
    """
    assert "Ada Carpenter" == meant_by("Ada Carpenter runs the mill.\n\nCarpenter said it would close.", "Carpenter")


def test_a_firm_is_called_by_its_first_word():
    """
    "Brenner" is Brenner Bank.
    """
    assert "Brenner Bank" == meant_by("Brenner Bank cut jobs. Brenner said it would pay.", "Brenner")


def test_letters_behind_a_name_are_no_part_of_it():
    """
    An honour or a seat follows the name.
    """
    assert ["Kim Stade"] == names("Welder Kim Stade CBE was hurt.")
