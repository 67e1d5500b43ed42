"""The word lists."""

from __future__ import annotations

import pytest

from retold.quotations.cues import NOUNS, PHRASES, PREPOSITIONS, VERBS
from retold.quotations.weights import ATTITUDES


def test_every_frame_has_a_letter_and_an_attitude_that_we_know():
    """
    The lists hold no other letters and no other attitudes.
    """
    frames = [(letter, frame.attitude) for verb in VERBS.values() for letter, frame in verb.items()]

    assert {"c", "q", "o", "i", "x", "t", "a", "n"} >= {letter for letter, _ in frames}
    assert set(ATTITUDES) >= {attitude for _, attitude in frames}
    assert set(ATTITUDES) >= {frame.attitude for frame in NOUNS.values()}


def test_there_are_some_350_reporting_verbs():
    """
    The lexicon is broad.
    """
    assert len(set(VERBS) | set(PREPOSITIONS) | set(PHRASES)) > 300


@pytest.mark.parametrize(
    ("lemma", "letter", "denies"), [("deny", "c", True), ("reject", "o", True), ("say", "c", False)]
)
def test_denial_stands_with_the_verb(lemma: str, letter: str, denies: bool):
    """
    What is denied is marked where it is listed.
    """
    assert denies == VERBS[lemma][letter].denies
