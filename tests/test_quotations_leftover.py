"""Words in marks without a reporting clause of their own."""

from __future__ import annotations

import pytest

from tests.quotation_texts import asserted, find


def direct(text: str):
    return [row for row in asserted(text) if row["kind"] == "direct"]


def test_a_quotation_split_by_its_cue_is_one_quotation():
    """
    A reporting clause between two marked halves does not make two quotations.
    """
    (row,) = direct("“We will fight,” he said, “and we will win.”")

    assert ["“We will fight,”", "“and we will win.”"] == row["content_words"]


def test_a_quotation_goes_on_after_its_cue():
    """
    Whole marked sentences right after the clause belong to it.
    """
    (row,) = direct("“We will fight,” he said. “And we will win. It will be soon.”")

    assert ["“We will fight,”", "“And we will win. It will be soon.”"] == row["content_words"]


def test_a_paragraph_of_its_own_has_the_speaker_before_it():
    """
    A stand-alone quoted paragraph belongs to who spoke last.
    """
    rows = direct("The dam will hold, Ada Voss said.\n“We checked it twice. Nobody found a crack.”")

    assert [["Ada Voss"]] == [row["source_words"] for row in rows]
    assert [] == rows[0]["cue_words"]


def test_a_paragraph_of_its_own_looks_ahead_where_nobody_spoke():
    """
    Else the speaker of the next paragraph is taken.
    """
    rows = direct("The rain fell all night.\n“We checked it twice. Nobody slept.”\n“It will hold,” Ada Voss said.")

    assert [["Ada Voss"], ["Ada Voss"]] == [row["source_words"] for row in rows]


def test_the_sentence_before_may_introduce_it():
    """
    A colon at the sentence's end points at the words in marks of the next line.
    """
    (row,) = direct("Then the mayor said:\n“The dam will hold, and we will all be here to see it.”")

    assert ["the mayor"] == row["source_words"]


def test_several_paragraphs_are_one_quotation():
    """
    Marks opened again in each paragraph hold one quotation together.
    """
    (row,) = direct("“The dam is old.\n“It will hold all the same,” Ada Voss said.")

    assert ["“The dam is old.", "“It will hold all the same,”"] == row["content_words"]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “quiet zone” is twelve miles wide.",
        "Ivo “the Heron” Orel sold his boat.",
        "“A River of Two Names” was filmed in the valley.",
        "The “monitors” left at noon.",
    ],
)
def test_scare_quotes_nicknames_and_titles_are_no_quotations(text: str):
    """
    Short marked words that nobody is said to have said report nothing.
    """
    assert [] == find(text)


def test_marks_inside_a_report_make_it_mixed():
    """
    The content is the whole reported clause with the marked part.
    """
    (row,) = asserted("Voss said the delay was “a disgrace” to the town.")

    assert ("mixed", ["the delay was “a disgrace” to the town"]) == (row["kind"], row["content_words"])


@pytest.mark.parametrize(
    "text", ["“The dam will hold,”Voss said.", "“The dam will hold, Voss said.", "The dam will hold,” Voss said."]
)
def test_lost_space_and_lost_marks_are_repaired(text: str):
    """
    A quotation with white space or one mark lost is still found.
    """
    (row,) = [row for row in asserted(text) if row["inside"] is None]

    assert ["Voss"] == row["source_words"]
    assert row["content_words"][0].strip("“”").startswith("The dam will hold")
