"""Reporting clauses at the sentence's end, read word by word."""

from __future__ import annotations

import pytest

from retold.quotations.trailing import trailing_attribution
from tests.quotation_texts import tree


@pytest.mark.parametrize(
    ("text", "source", "cue"),
    [
        (
            "Nine people fell ill after a fair on Lake Ilm, the head of the clinic said.",
            "the head of the clinic",
            "said",
        ),
        ("The mine will close in May, Ivo Orel, the union's chairman, said.", "Ivo Orel, the union's chairman", "said"),
        ("The mine will close in May, minister Ada Voss has told the Herald.", "minister Ada Voss", "has told"),
        ("The mine will close in May, the union said on Monday.", "the union", "said"),
    ],
)
def test_a_comma_a_noun_and_a_verb_end_the_sentence(text: str, source: str, cue: str):
    """
    An addressee, a time or a place may follow; an apposition belongs to the name.
    """
    found = trailing_attribution(tree(text))

    assert found is not None
    assert found.source is not None
    assert (source, [cue]) == (found.source.span.of(text), [span.of(text) for span in found.cue])


@pytest.mark.parametrize(
    "text",
    [
        "The union said that the mine will close.",
        "He sat down, took his pen, and wrote a letter to the mayor.",
        "When it rained, the union said nothing.",
        "Boats came and left.",
    ],
)
def test_other_sentences_have_none(text: str):
    """
    A verb with a complement or an object of its own is no trailing clause.
    """
    assert trailing_attribution(tree(text)) is None
