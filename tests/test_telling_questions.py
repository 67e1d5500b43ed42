"""Readings that copies share against their exemplar."""

from __future__ import annotations

from retold.telling.holdings import holdings_of
from retold.telling.questions import questions_of, rivals_of
from tests.small_affair import affair, span, tables

NO_DESCENT = [{"story": "sa1", "article": "c3", "exemplar": "a1", "probability": 0.9}]


def _shared(effect: str) -> list[dict]:
    rows = tables()["variants"]
    other = {**rows[1], "article": "c3", **span("c3", "ten"), "quotation": None, "effect": effect}
    return [{**rows[1], "effect": effect}, other]


def test_copies_that_agree_against_their_exemplar_are_told():
    """
    Such readings may speak for a text behind both.
    """
    (question,) = questions_of(holdings_of(affair(variants=_shared("wording"), stemmata=NO_DESCENT)), "sa1")

    assert question.sentence == "02 and 03 agree against 01 in 1 place (“ten” for “nine”)."


def test_house_style_is_set_apart():
    """
    Two copyists may both spell as their house does.
    """
    (question,) = questions_of(holdings_of(affair(variants=_shared("spelling"), stemmata=NO_DESCENT)), "sa1")

    assert question.explained == "It is house style, spelling or grammar."


def test_a_reading_by_descent_is_no_question():
    """
    A copy of a copy has its exemplar's readings.
    """
    assert () == questions_of(holdings_of(affair(variants=_shared("wording"))), "sa1")


def test_rivals_are_told_by_article():
    """
    Each derivation with its best other explanation.
    """
    assert [line[:3] for line in rivals_of(holdings_of(affair()), "sa1")] == ["02:", "03:"]
