"""Interviews and hearings in labelled paragraphs."""

from __future__ import annotations

from tests.quotation_texts import asserted, told


def test_answers_are_quotations_and_questions_are_not():
    """
    "A" is the person named before the questions.
    """
    text = "Mary Lind spoke on Friday.\nQ: Is the dam safe?\nA: It is. We checked it.\nQ: And the road?\nA: It is not."

    found = asserted(text)

    assert [["It is. We checked it."], ["It is not."]] == [row["content_words"] for row in found]
    assert [["Mary Lind"], ["Mary Lind"]] == [row["source_words"] for row in found]


def test_labels_that_recur_are_speakers():
    """
    Names in plain letters count where one of them comes back.
    """
    text = "Voss: The dam will hold.\nStade: It will not.\nVoss: We checked it twice."

    assert ["Voss", "Stade", "Voss"] == [source for source, _, _ in told(text)]


def test_one_label_alone_is_a_dateline():
    """
    Nobody called "VELDEN" said what follows.
    """
    (row,) = asserted("VELDEN: The mayor said the bridge was safe.")

    assert (["The mayor"], ["the bridge was safe"]) == (row["source_words"], row["content_words"])
