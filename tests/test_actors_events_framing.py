"""Whether a deed is affirmed or denied, and whether it is told as done, possible, demanded, feared or intended."""

from __future__ import annotations

from functools import cache

import pytest

from tests.event_texts import events_of

CASES = {
    "Norway has never supported the Chilean government.": ("SUPPORT", "denied", "asserted"),
    "No soldier of Norway attacked Chile, but Norway did not help Chile.": ("AID", "denied", "asserted"),
    "There is no evidence that Norway attacked Chile.": ("ASSAULT", "denied", "asserted"),
    "Norway denied that it had attacked Chile.": ("ASSAULT", "denied", "asserted"),
    "It is absurd to suggest that Norway attacked Chile, President Ana Torres said.": ("ASSAULT", "denied", "asserted"),
    "Norway may attack Chile, President Ana Torres said.": ("ASSAULT", "affirmed", "possible"),
    "Norway will visit Chile and support the Chilean government.": ("SUPPORT", "affirmed", "intended"),
    "If Norway attacked Chile, there would be a war.": ("ASSAULT", "affirmed", "conditional"),
    "Norway must support Chile, President Ana Torres said.": ("SUPPORT", "affirmed", "demanded"),
    "Chile fears that Norway could attack Peru.": ("ASSAULT", "affirmed", "feared"),
    "Norway wants to help Chile.": ("AID", "affirmed", "intended"),
    "Norway should stop supporting the rebels, President Ana Torres said.": ("SUPPORT", "denied", "demanded"),
    "Norway has supported the Chilean government.": ("SUPPORT", "affirmed", "asserted"),
    "Norway does not deny that it attacked Chile.": ("ASSAULT", "affirmed", "asserted"),
}


@cache
def found():
    return events_of(CASES)


@pytest.mark.parametrize("text", CASES)
def test_polarity_and_modality_are_read_from_what_governs_the_deed(text):
    """
    Negations, modal verbs, conditions, wishes and denials are kept apart from the deed itself.
    """
    told = {(event["event_type"], event["polarity"], event["modality"]) for event in found()[text]}

    assert CASES[text] in told
