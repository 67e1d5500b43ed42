"""The words of contents."""

from __future__ import annotations

import pytest

from retold.quotations.tellings import number_of, stem_of, tellings_of
from tests.statement_rows import quotation, table


def telling(text, content, **given):
    (found,) = tellings_of(table("spoken_quotations", [quotation("q1", "a", text, content, **given)]), {"a": text})
    return found


@pytest.mark.parametrize(("word", "value"), [("1,200", "1200"), ("seventeen", "17"), ("one", None), ("pier", None)])
def test_numbers_have_one_form(word, value):
    """
    Digits and words give the same number.
    """
    assert value == number_of(word)


def test_function_words_have_no_stem():
    """
    They tell no content apart.
    """
    assert ["", "pier", "pier"] == [stem_of(word) for word in ("the", "piers", "pier's")]


def test_a_mixed_quotation_knows_which_words_stand_in_marks():
    """
    Only the words between the marks are marked.
    """
    found = telling("She called it “a wet ruin” of a pier.", "it “a wet ruin” of a pier", kind="mixed")

    assert [False, True, True, True, False, False, False] == list(found.marked)


def test_a_direct_quotation_without_marks_is_not_marked():
    """
    Marks that an outlet lost are lost, whatever the kind says.
    """
    found = telling("The pier is a ruin, she said.", "The pier is a ruin", kind="direct")

    assert not any(found.marked)


def test_a_direct_piece_whose_closing_mark_is_lost_is_marked():
    """
    One mark at an edge is enough.
    """
    found = telling('The pier is a ruin," she said.', 'The pier is a ruin,"', kind="direct")

    assert all(found.marked)


def test_a_name_is_known_by_its_capital_but_not_at_the_head_of_a_sentence():
    """
    The first word's capital says nothing unless a name goes on.
    """
    assert {"orla", "finch"} == telling("x", "x").names | telling(
        "Boats of Orla Finch left", "Boats of Orla Finch left"
    ).names


def test_quotations_of_articles_without_text_are_left_out():
    """
    Nothing can be compared without words.
    """
    assert [] == tellings_of(table("spoken_quotations", [quotation("q1", "a", "x", "x")]), {})
