"""Reports without a reporting verb."""

from __future__ import annotations

import pytest

from tests.quotation_texts import told


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("According to the mayor, the bridge is safe.", "the mayor", "According to", ["the bridge is safe"]),
        ("The bridge is safe, according to the mayor.", "the mayor", "according to", ["The bridge is safe"]),
        ("Orel's claim that the dam burst was false.", "Orel", "'s claim", ["that the dam burst"]),
        (
            "The bridge, according to Ada Voss, was never safe.",
            "Ada Voss",
            "according to",
            ["The bridge", "was never safe"],
        ),
        ("In the words of his sister, he is a fool.", "his sister", "In the words of", ["he is a fool"]),
        ("As the minister explained, the road will close.", "the minister", "explained", ["the road will close"]),
    ],
)
def test_prepositions_and_nouns_report(text: str, source: str, cue: str, content: list[str]):
    """
    The sentence without the phrase, or the noun's clause, is the content.
    """
    assert (source, cue, content) in told(text)


def test_a_quoting_noun_may_equal_a_clause():
    """
    "Her answer was to …" reports what follows.
    """
    ((source, cue, content),) = told('Voss\'s answer was to "close the harbour for good."')

    assert ("Voss", "'s answer was") == (source, cue)
    assert ['to "close the harbour for good."'] == content
