"""Reporting verbs: what is content, what is cue, who is source."""

from __future__ import annotations

import pytest

from tests.quotation_texts import asserted, find, told


@pytest.mark.parametrize(
    ("text", "source", "cue", "content"),
    [
        ("Ada Voss said that the bridge was safe.", "Ada Voss", "said", "that the bridge was safe"),
        ("The mayor says the harbour is full.", "The mayor", "says", "the harbour is full"),
        ("The bridge is safe, the mayor said.", "the mayor", "said", "The bridge is safe"),
        ("The bridge is safe, said Mayor Ada Voss.", "Mayor Ada Voss", "said", "The bridge is safe"),
        ("The bridge is safe, he added.", "he", "added", "The bridge is safe"),
        ("The minister told reporters that talks had failed.", "The minister", "told", "that talks had failed"),
        ("Voss accused Dashtar of arming the rebels.", "Voss", "accused", "Dashtar of arming the rebels"),
        ("She branded the deal a failure.", "She", "branded", "the deal a failure"),
        ("Voss urged both sides to stop.", "Voss", "urged", "both sides to stop"),
        ("She called on the army to leave the town.", "She", "called on", "the army to leave the town"),
        ("The union warned of a long strike.", "The union", "warned of", "a long strike"),
        ("The minister stressed the importance of the pact.", "The minister", "stressed", "the importance of the pact"),
        ("He also praised the work of the divers.", "He", "also praised", "the work of the divers"),
        ("The envoy spoke out in favor of new talks.", "The envoy", "spoke out in favor of", "new talks"),
        ("She went on to say that the war was lost.", "She", "went on to say", "that the war was lost"),
        ("He lamented that nobody had come.", "He", "lamented", "that nobody had come"),
        ("The company announced a plan to close the mine.", "The company", "announced", "a plan to close the mine"),
        ("She promised to rebuild the school.", "She", "promised", "to rebuild the school"),
    ],
)
def test_a_verb_takes_what_its_frame_says(text: str, source: str, cue: str, content: str):
    """
    Clauses, objects, infinitives, accusations, names and prepositions are found with their source.
    """
    assert [(source, cue, [content])] == told(text)


def test_a_clause_parts_what_it_reports():
    """
    A reporting clause in the middle leaves two pieces of one quotation.
    """
    assert [("he", "said", ["Many of the ferries", "were older than their captains"])] == told(
        "Many of the ferries, he said, were older than their captains."
    )


def test_coordinate_verbs_report_one_thing_each():
    """
    "Criticised … and said …" is two quotations of one source.
    """
    assert [
        ("Voss", "criticised", ["the delay"]),
        ("Voss", "said", ["that the mayor had lied"]),
    ] == told("Voss criticised the delay and said that the mayor had lied.")


def test_a_participle_goes_on_with_the_report():
    """
    "Adding that …" has the source of the verb before it, and is no part of what that one reports.
    """
    assert [
        ("Voss", "said", ["the town was calm"]),
        ("Voss", "adding", ["that shops had opened again"]),
    ] == told("Voss said the town was calm, adding that shops had opened again.")


def test_was_quoted_as_saying_is_one_cue():
    """
    The passive has its subject as source.
    """
    ((source, cue, content),) = told('"The river will rise," Voss was quoted as saying.')

    assert ("Voss", "was quoted as saying", ['"The river will rise,"']) == (source, cue, content)


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("Voss denied that the dam had burst.", "denied"),
        ("The ministry rejected the claim.", "denied"),
        ("Voss said that the dam had not burst.", "affirmed"),
    ],
)
def test_a_report_may_deny_its_content(text: str, polarity: str):
    """
    Denial is the report's, not a negation in what is said.
    """
    assert polarity == asserted(text)[0]["polarity"]


@pytest.mark.parametrize(
    ("text", "attitude"),
    [
        ("Voss said that the dam would hold.", "speech"),
        ("Voss wrote that the dam would hold.", "writing"),
        ("Voss believes that the dam will hold.", "thought"),
        ("Voss refused to close the dam.", "stance"),
    ],
)
def test_attitudes_are_told_apart(text: str, attitude: str):
    """
    Belief and intention are no speech.
    """
    assert attitude == find(text)[0]["attitude"]


@pytest.mark.parametrize(
    "text",
    [
        "She might say that the dam is old.",
        "I think that the dam is old.",
        "If she says that the dam is old, we leave.",
        "The guard asked not to be named.",
        "You know that dams break.",
        "The boats were painted blue and the quay was swept.",
    ],
)
def test_what_nobody_said_is_not_shown(text: str):
    """
    Modal and conditional reports, the writer's own voice and formulas of news stay below one half.
    """
    assert [] == asserted(text)


def test_a_verb_in_what_is_said_is_nested():
    """
    What a quoted person says of others stands inside the quotation.
    """
    outer, inner = find("“They were saying: ‘We will fight.’ Now they are gone,” Voss said.")

    assert outer["quotation"] == inner["inside"]
    assert ["They"] == inner["source_words"]


@pytest.mark.parametrize(
    "text",
    [
        "Do not listen when they tell you that the river is clean.",
        "If he says the plan is dead, the town will cheer.",
        "Nobody has said that the mill will close.",
        "The thermometer said it was minus ten.",
    ],
)
def test_speech_that_nobody_uttered_is_not_shown(text: str):
    """
    Supposed speech, no speaker, and things that show without saying.
    """
    assert [] == told(text)


def test_a_name_in_marks_is_found_where_the_parser_lost_it():
    """
    The object is part of what is reported.
    """
    text = "Stade called the mayor's plan “reckless” and said that she should resign."

    assert ["the mayor's plan “reckless”"] == told(text)[0][2]
