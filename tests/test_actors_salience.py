"""Tests of `retold.actors.salience`: whom roles and pronouns mean, as the learnt weights and the grammar have it."""

from __future__ import annotations

import pytest

from tests.actors_articles import meant_by


def test_the_subject_of_the_clause_above_goes_on():
    """
    "X said he would": who speaks is meant, though another man was named before.
    """
    text = "Jens Dahl met Henrik Moen on Monday. Moen said he would come back in May.\n"

    assert "Henrik Moen" == meant_by(text, "he")


def test_an_object_is_not_the_subject_of_its_verb():
    """
    In "Moen thanked him" two men are told of.
    """
    text = "Mayor Jens Dahl opened the bridge. Engineer Henrik Moen thanked him.\n"

    assert "Jens Dahl" == meant_by(text, "him")


def test_a_quoted_pronoun_is_not_the_speaker():
    """
    Who speaks of "him" speaks of another.
    """
    text = "Jens Dahl resigned on Monday. “He was a fool,” Henrik Moen said.\n"

    assert "Jens Dahl" == meant_by(text, "He")


@pytest.mark.parametrize(
    ("name", "noun"),
    [("Brenholt Bank", "the lender"), ("Skyfare Airlines", "the carrier"), ("Corvale Inc.", "the firm")],
)
def test_a_body_is_called_by_a_noun_of_its_kind(name, noun):
    """
    News varies its words for one body.
    """
    text = f"{name} said on Monday that it would cut jobs. Unions said {noun} had not warned them.\n"

    assert name.rstrip(".") in str(meant_by(text, noun))


def test_a_ship_is_no_company():
    """
    A name of another kind is not what a noun for a body means.
    """
    text = "The Simorga sank off Bral on Monday. The Simorga was built in 1988, the ferry company said.\n"

    assert "Simorga" != meant_by(text, "the ferry company")


def test_an_unnamed_officer_is_who_the_officer_turns_out_to_be():
    """
    The noun that somebody was called by gets its name later.
    """
    text = (
        "A police officer shot a boy in Dalton, a report says.\nThe officer, Brian Mott, said that he was afraid. "
        "The boy ran.\n"
    )

    assert "Brian Mott" == meant_by(text, "A police officer")


def test_a_predicate_is_its_subject():
    """
    "He was a pharmacist" says it of him.
    """
    text = "Nazir Halabi commands 6,000 men. Halabi was a pharmacist in Orla.\n"

    assert "Nazir Halabi" == meant_by(text, "a pharmacist")


def test_a_role_with_a_phrase_stands_before_its_name():
    """
    "The head of the panel, Sir X," with a title between.
    """
    text = "The panel met on Monday. The head of the panel, Sir Ian Wood, said that it was over.\n"

    assert "Ian Wood" == meant_by(text, "The head")
