"""Who does what to whom: verbs, nouns, light verbs, passives and compound actors."""

from __future__ import annotations

from functools import cache

import pytest

from tests.event_texts import deeds_of, events_of

CASES = {
    "a verb with its object": ("Chile attacked Peru on Monday.", {("Chile", "ASSAULT", "Peru")}),
    "a passive with its agent": ("Peru was attacked by Chile on Monday.", {("Chile", "ASSAULT", "Peru")}),
    "a noun with its own parties": (
        "Chilean support for the rebels has grown, officials in Peru noted.",
        {("Chile", "SUPPORT", "the rebels")},
    ),
    "a light verb": (
        "Finland gave support to the Zambian government.",
        {("Finland", "SUPPORT", "the Zambian government")},
    ),
    "roles turned round": (
        "The militia receives support from Chile and Peru.",
        {("Chile", "SUPPORT", "The militia"), ("Peru", "SUPPORT", "The militia")},
    ),
    "compound actors and recipients": (
        "Norway and Sweden condemned Chile and Peru.",
        {(a, "ACCUSE", b) for a in ("Norway", "Sweden") for b in ("Chile", "Peru")},
    ),
    "two who meet": ("Norway and Chile held talks on Friday.", {("Norway", "CONSULT", "Chile")}),
    "talks between two": (
        "Kenya mediated talks between Norway and Chile.",
        {("Norway", "CONSULT", "Chile"), ("Kenya", "CONSULT", "Norway"), ("Kenya", "CONSULT", "Chile")},
    ),
    "an object that gives the verb its meaning": (
        "Norway imposed sanctions on Chile.",
        {("Norway", "SANCTION", "Chile")},
    ),
    "what is lifted": ("Norway lifted its sanctions against Chile.", {("Norway", "YIELD", "Chile")}),
    "aid that is stopped": ("Norway has suspended its aid to Chile.", {("Norway", "SANCTION", "Chile")}),
    "a threat names what it threatens": (
        "Norway threatened to break off relations with Chile.",
        {("Norway", "THREATEN", "Chile")},
    ),
    "an agreement names what is agreed": (
        "Norway has agreed to help Chile with the repairs.",
        {("Norway", "AGREE", "Chile")},
    ),
    "whose words are rejected": (
        "Norway dismissed the accusations by Chile.",
        {("Norway", "REJECT", "Chile")},
    ),
    "adjectives of two states": (
        "Norwegian and Chilean negotiators met on Friday.",
        {("Norway", "CONSULT", "Chile")},
    ),
    "a count read as a particle": (
        "Chilean rebels seized up to 16 Norwegian engineers on Friday.",
        {("Chilean rebels", "COERCE", "16 Norwegian engineers")},
    ),
}


@cache
def found():
    return events_of(text for text, _ in CASES.values())


@pytest.mark.parametrize("case", CASES)
def test_a_deed_is_found_with_its_parties(case):
    """
    Each way of saying who did what to whom gives the same kind of row.
    """
    text, expected = CASES[case]

    assert expected <= deeds_of(found()[text])


def test_what_is_received_is_no_meeting():
    """
    "Receives support from" is not "receives the envoy of".
    """
    text, _ = CASES["roles turned round"]

    assert "CONSULT" not in {event["event_type"] for event in found()[text]}


def test_the_words_of_an_event_slice_to_what_names_it():
    """
    An event's span holds the word that names the deed.
    """
    text, _ = CASES["a verb with its object"]
    (event,) = found()[text]

    assert "attacked" == text[event["begin"] : event["end"]]


def test_evidence_points_at_actor_and_recipient():
    """
    Who acted and who was acted upon stands in the text where the evidence says.
    """
    text, _ = CASES["a verb with its object"]
    (event,) = found()[text]
    places = {each["kind"]: text[each["begin"] : each["end"]] for each in event["evidence"]}

    assert ("Chile", "Peru", "attacked") == (places["actor"], places["recipient"], places["trigger"])
