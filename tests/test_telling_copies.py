"""One copy against its exemplar."""

from __future__ import annotations

from retold.telling.copies import copy_facts, rival_sentence
from retold.telling.holdings import Holdings, holdings_of
from tests.careful_reader import careful_reader
from tests.small_affair import affair, tables


def _facts(held: Holdings, article: str = "b2", exemplar: str = "a1"):
    return copy_facts(held, article, exemplar, exemplar, probability=0.9, further=[])


def test_a_copy_says_where_it_was_probably_retold_from():
    """
    With the number beside it; fewer than six in ten of its words are equal, so it was retold.
    """
    assert _facts(holdings_of(affair())).taken == "probably retold from 01 (~.90)"


def test_a_credit_is_shown_with_its_words():
    """
    The copy names its exemplar, and how.
    """
    assert _facts(holdings_of(affair())).credit == "Credits Alba: yes (“Holme told Alba”)"


def test_a_copy_that_names_nobody_is_said_to():
    """
    No credit is no accusation.
    """
    held = holdings_of(affair())

    assert _facts(held, "c3", "b2").credit == "Names no outlet that its words come from"


def test_equal_words_are_counted_out_of_the_bodys():
    """
    Of twelve words of the copy's body seven stand in the exemplar.
    """
    facts = _facts(holdings_of(affair()))

    assert facts.equal_words == "7 of its 12 words stand in 01 too, in the same order"


def test_another_version_of_a_page_needs_no_credit():
    """
    An outlet does not credit itself.
    """
    articles = [{**row, "page": "p"} for row in tables()["articles"]]
    facts = _facts(holdings_of(affair(articles=articles)))

    assert (True, "") == (facts.is_version, facts.credit)


def test_a_text_not_held_is_named_where_texts_name_it():
    """
    Nothing more can be said of it.
    """
    facts = copy_facts(holdings_of(affair()), "c3", "lost:Quay Radio", None, probability=0.9, further=[])

    assert facts.taken == "probably taken from a text of Quay Radio, not held (~.90)"


def test_a_rival_explanation_has_its_probability():
    """
    The best other explanation is always told.
    """
    held = holdings_of(affair())

    assert rival_sentence(held, held.derivations["b2"][0]).endswith("a text not held behind both (~.08).")


def test_what_comes_from_elsewhere_names_headings_and_speakers():
    """
    The example's second article has a passage of its own.
    """
    held = holdings_of(careful_reader())
    ids = {name: article for article, name in held.handles.items()}

    assert "“Lorries without lights” (Parviz Sohrabi)" in _facts(held, ids["02"], ids["01"]).elsewhere


def test_the_end_that_a_copy_leaves_out_is_counted():
    """
    Agencies are cut from the end.
    """
    held = holdings_of(careful_reader())
    ids = {name: article for article, name in held.handles.items()}

    assert _facts(held, ids["02"], ids["01"]).left_out[0].startswith("the last ")
