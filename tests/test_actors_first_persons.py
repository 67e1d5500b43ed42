"""Whom "I" and "we" between marks mean."""

from __future__ import annotations

from tests.actors_articles import meant_by


def test_i_is_who_speaks_beside_it():
    """
    The reporting clause of its own sentence decides, then that of its paragraph.
    """
    text = "Ada Voss said the bridge was safe. “I drove over it,” Peter Stade said. “Nobody asked me.”"

    assert ["Peter Stade", "Peter Stade"] == [meant_by(text, "I"), meant_by(text, "me")]


def test_we_is_a_body_that_speaks():
    """
    A ministry says "we" of itself; a person's side stays open.
    """
    text = "The ministry said: “We regret the delay.” “We are ready,” Ada Voss said."

    assert ["The ministry", None] == [meant_by(text, "We", place=0), meant_by(text, "We", place=1)]


def test_i_outside_marks_is_nobody():
    """
    The writer is no actor of the article.
    """
    assert meant_by("Ada Voss said the bridge was safe. I drove over it.", "I") is None


def test_i_without_marks_is_who_reports_its_own_clause():
    """
    "I was young, said Lund": papers leave marks out; the paragraph goes on with her.
    """
    text = "I was young, said Mara Lund, who keeps the light. I had no work."

    assert ["Mara Lund", "Mara Lund"] == [meant_by(text, "I", place=0), meant_by(text, "I", place=1)]
