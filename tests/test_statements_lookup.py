"""Is this quotation here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.errors import UsageError
from retold.quotations.lookup import find_words
from tests.statement_rows import quotation

A = "“The old pier will not stand another winter,” Orla Finch said. “Nonsense,” said Mayor Dunn."
B = "‘The old pier may not stand another winter,’ she said."
TEXTS = {"a": A, "b": B}
PIER_A = quotation(
    "q1", "a", A, "“The old pier will not stand another winter,”", source=[{"begin": 46, "end": 56}], statement="tq1"
)
DUNN_A = quotation("q2", "a", A, "“Nonsense,”", speaker="eD", speaker_names=["Ivor Dunn"])
PIER_B = quotation("q3", "b", B, "‘The old pier may not stand another winter,’", source=[{"begin": 45, "end": 48}])
ROWS = [PIER_A, DUNN_A, PIER_B]


def verdicts(words, speaker=None, rows=ROWS):
    return {found.quotation: found.verdict for found in find_words(words, rows, TEXTS, speaker)}


@pytest.mark.parametrize(
    "words",
    [
        "The old pier will not stand another winter",
        '"the OLD pier will not stand: another winter!"',
        "pier will not stand",
    ],
)
def test_words_are_found_whatever_their_case_and_marks(words):
    """
    Case, marks and punctuation make no difference, and a part is enough.
    """
    assert "word for word" == verdicts(words)["q1"]


def test_reworded_words_are_found_with_their_differences():
    """
    What was asked and what stands there are given side by side.
    """
    first, second = find_words("The old pier may not stand another winter", ROWS, TEXTS)

    assert ("q3", "word for word", ()) == (first.quotation, first.verdict, first.differences)
    assert ("q1", "reworded") == (second.quotation, second.verdict)
    assert [("may", "will")] == [(difference.asked, difference.found) for difference in second.differences]
    assert "The old pier will not stand another winter" == second.span.of(A)


def test_one_word_is_found_only_as_it_is():
    """
    A single word has no rewording.
    """
    assert {"q2": "word for word"} == verdicts("nonsense")
    assert {} == verdicts("nonsensical")


def test_words_that_nobody_said_are_not_found():
    """
    Not found is an empty list.
    """
    assert [] == find_words("the harbour is full of herring", ROWS, TEXTS)


@pytest.mark.parametrize(
    ("speaker", "verdict"),
    [("Dunn", "word for word"), ("Ivor Dunn", "word for word"), ("Finch", "in another's mouth")],
)
def test_a_speaker_parts_mouths(speaker, verdict):
    """
    The same words by somebody else are in another's mouth.
    """
    assert {"q2": verdict} == verdicts("Nonsense", speaker)


def test_a_pronoun_puts_words_into_nobodys_mouth():
    """
    Where the source names nobody, the speaker is not known to be another.
    """
    assert "word for word" == verdicts("The old pier may not stand", "Dunn")["q3"]


@pytest.mark.parametrize(("words", "speaker"), [("", None), ("…!?", None), ("word " * 3000, None), ("pier", " ")])
def test_nothing_to_look_for_is_an_error(words, speaker):
    """
    Without a word, with far too many, or with an empty name, the caller is told.
    """
    with pytest.raises(UsageError):
        find_words(words, ROWS, TEXTS, speaker)


def test_function_words_alone_can_be_looked_for():
    """
    A quotation may be made of nothing else.
    """
    assert "q1" in verdicts("will not")


def test_rows_without_text_or_content_are_left_out():
    """
    A quotation of an article not held, or without content, is no find and no failure.
    """
    rows = [{**PIER_A, "article": "z"}, {**PIER_A, "content": None}]

    assert {} == verdicts("pier", rows=rows)


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(ROWS), words=st.text(max_size=40))
def test_any_words_and_order_give_the_same_answer(order, words):
    """
    No text fails but one without words, and the order of rows does not matter.
    """
    try:
        wanted = find_words(words, ROWS, TEXTS)
    except UsageError:
        return

    assert wanted == find_words(words, order, TEXTS)
