"""The stage of events: scope in quotations, speakers, denials of another's claim, and texts that hold no event."""

from __future__ import annotations

from functools import cache

import pytest

from retold.actors.events.stage import event_spans
from retold.settings import EventsSettings
from retold.tables import STAGE_TABLES
from tests.event_texts import deeds_of, events_of

ACCUSED = "Norwegian minister Ola Berg accused Chile of arming the rebels. Chile has denied that it armed the rebels."
CLAIMED = "Chilean president Ana Torres said there is no basis for Norway's claim that Chile supports the rebels."
LISTED = (
    "The list names "
    + ", ".join(f"village {number} of the north" for number in range(130))
    + " and Chile attacked Peru."
)
NO_EVENTS = (
    "Harwick United beat Calder Rovers and attacked from the first minute of the match, with two goals.",
    "A cold front will hit Norway on Thursday, with heavy snow and strong winds in the hills.",
    "Elsa Brand, who taught botany in Chile for forty years, has died at the age of 91.",
    "In 1415 the army of Norway attacked the town of Morven and burned its mills.",
    "In the second chapter of the novel the wizard attacks Norway and steals its moon.",
    "Could Norway ever attack Chile?",
    "Ten recipes that support a healthy gut",
)


@cache
def found():
    return events_of([ACCUSED, CLAIMED, LISTED, *NO_EVENTS, ""])


def test_an_accusation_is_the_outlet_s_and_what_it_says_the_accuser_s():
    """
    That somebody accuses is told by the article; what the accused did is told by the accuser.
    """
    told = {(e["actor_name"], e["event_type"], e["speaker_name"]) for e in found()[ACCUSED]}

    assert {("Ola Berg", "ACCUSE", None), ("Chile", "AID", "Ola Berg")} <= told


def test_what_is_denied_is_the_denier_s_and_denied():
    """
    Both who asserts and who denies a deed have a row.
    """
    told = {(e["speaker_name"], e["polarity"]) for e in found()[ACCUSED] if e["event_type"] == "AID"}

    assert {("Ola Berg", "affirmed"), ("Chile", "denied")} == told


def test_a_claim_that_another_s_words_deny_is_told_by_both():
    """
    "No basis for Norway's claim that Chile supports": Norway affirms it and the speaker denies it.
    """
    told = {(e["speaker_name"], e["polarity"]) for e in found()[CLAIMED] if e["event_type"] == "SUPPORT"}

    assert ("Ana Torres", "denied") in told


def test_an_accusation_that_is_dismissed_was_made():
    """
    The denial is of what is claimed, not of the claiming.
    """
    claims = [e for e in found()[CLAIMED] if e["event_type"] == "ACCUSE"]

    assert {"affirmed"} >= {e["polarity"] for e in claims}


@pytest.mark.parametrize("text", NO_EVENTS)
def test_texts_without_events_have_none(text):
    """
    Sport, weather, obituaries, history, stories, questions and headlines give null rather than a guess.
    """
    assert set() == deeds_of(found()[text])


def test_a_sentence_of_four_hundred_words_has_no_events():
    """
    A list's parse says nothing; the sentence is left alone and breaks nothing.
    """
    assert [] == found()[LISTED]


def test_an_empty_text_has_no_events():
    """
    No rows in, no rows out.
    """
    names = (
        "texts",
        "parsed_sentences",
        "mention_spans",
        "local_actors",
        "family_quotations",
        "times",
        "article_fields",
    )

    table = event_spans(*(STAGE_TABLES[name].empty() for name in names), settings=EventsSettings())

    assert STAGE_TABLES["event_spans"].schema == table.schema
    assert 0 == table.num_rows


def test_the_same_text_gives_the_same_rows_alone_and_in_company():
    """
    One input, one result: no row depends on the other articles of a batch.
    """
    alone = events_of([ACCUSED])[ACCUSED]

    assert [e["event"] for e in found()[ACCUSED]] == [e["event"] for e in alone]
    assert [e["probability"] for e in found()[ACCUSED]] == [e["probability"] for e in alone]
