"""Tests of `retold.actors.genders` and `retold.actors.grammar`: what the clauses of a text show of a name."""

from __future__ import annotations

from tests.actors_articles import actors, find, meant_by


def test_a_clause_tells_whether_somebody_is_a_woman():
    """
    "X said she would" tells it where the given name does not.
    """
    text = "Aroha Tui and Kerewin Moa spoke on Monday. Tui said she was glad. Moa said he was not. She left early.\n"

    assert "Aroha Tui" == meant_by(text, "She")


def test_it_goes_on_for_a_body():
    """
    "X said it would" is no person, whatever the name looks like.
    """
    text = "Zarova Lind said it would cut its dividend. Zarova Lind said it was sorry.\n"

    assert "PERSON" != actors(text)["Zarova Lind"]["type"]


def test_somebody_who_is_ready_is_meant():
    """
    "It was ready to talk" is no empty "it".
    """
    text = "The Harbour Council met on Monday. The Harbour Council said it was ready to talk.\n"

    assert "Harbour Council" == meant_by(text, "it")


def test_an_empty_it_is_nobody():
    """
    "It is important to" means nothing.
    """
    text = "The Harbour Council met on Monday. The council said it is important to talk.\n"

    assert "it" not in {row["text"] for row in find(text).to_pylist()}
