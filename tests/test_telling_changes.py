"""What a copy changed."""

from __future__ import annotations

import pytest

from retold.telling.changes import changes_of, context_around, effect_name
from retold.telling.holdings import holdings_of
from tests.small_affair import affair, tables


def test_changes_inside_marks_are_listed_most_telling_first():
    """
    A number before a modal verb.
    """
    changes = changes_of(holdings_of(affair()), "b2", "a1")

    assert [("nine", "ten", "number"), ("will", "may", "modality")] == [
        (c.old, c.new, c.effect) for c in changes.inside
    ]


def test_changes_are_counted_by_quotation_and_place():
    """
    One quotation of one, two places.
    """
    assert changes_of(holdings_of(affair()), "b2", "a1").sentence == "02 against 01: 1 of 1 quotations, 2 places"


def test_without_quotations_no_share_of_them_is_claimed():
    """
    Places are counted all the same.
    """
    held = holdings_of(affair(quotations=[], retellings=[]))

    assert changes_of(held, "b2", "a1").sentence == "02 against 01: 2 places"


def test_a_reading_stands_in_its_context():
    """
    Old and new beside one another, within the line.
    """
    change = changes_of(holdings_of(affair()), "b2", "a1").inside[0]

    assert change.shown == '"We may never pay [nine > ten] crowns," Ida Holme told Alba.'


def test_lost_marks_are_told():
    """
    Words that stand without the marks of their exemplar.
    """
    changes = changes_of(holdings_of(affair()), "c3", "b2")

    assert changes.lost_sentence == "1 quotation stands without marks, almost word for word."


def test_meaning_is_flagged_once_a_place():
    """
    A variant and a retelling's change of one place are one flag.
    """
    assert len(changes_of(holdings_of(affair()), "b2", "a1").meaning) == 2


def test_a_retelling_decides_for_its_quotation():
    """
    Without its evidence no change within a compared quotation is told as one of meaning, whatever its effect.
    """
    retellings = [{**row, "evidence": []} for row in tables()["retellings"]]
    changes = changes_of(holdings_of(affair(retellings=retellings)), "b2", "a1")

    assert ((), {False}) == (changes.meaning, {change.may_differ for change in changes.inside})


def test_added_marks_are_told():
    """
    Words that stand in marks which their exemplar does not have.
    """
    rows = tables()["retellings"]
    held = holdings_of(affair(retellings=[*rows[:2], {**rows[2], "form": "remarked"}]))

    assert (
        "1 quotation got quotation marks that 02 does not have, almost word for word."
        == changes_of(held, "c3", "b2").added_sentence
    )


def test_nothing_below_the_floor_is_flagged():
    """
    A doubtful change of meaning is not told.
    """
    retellings = [{**row, "probability": 0.4} for row in tables()["retellings"]]

    assert changes_of(holdings_of(affair(variants=[], retellings=retellings)), "b2", "a1").meaning == ()


def test_an_omission_keeps_its_space():
    """
    The reading that was left out took its space with it.
    """
    row = {**tables()["variants"][0], "kind": "omission"}
    row["end"] = row["begin"]
    (change,) = changes_of(holdings_of(affair(variants=[row], retellings=[])), "b2", "a1").inside

    assert change.shown.startswith('"We [left out: will] may never')


@pytest.mark.parametrize(
    ("effect", "count", "expected"), [("name", 1, "1 name"), ("name", 4, "4 names"), ("wording", 2, "2 wording")]
)
def test_effects_are_counted_in_words(effect, count, expected):
    """
    Plurals where there are any.
    """
    assert expected == effect_name(effect, count)


def test_context_does_not_cross_a_line():
    """
    A reading at a line's end has no context after it.
    """
    assert context_around("one\ntwo three\nfour", 8, 13) == ("two ", "")


@pytest.mark.parametrize(("end", "flags"), [("ten", 2), ('ten crowns," Ida Holme told Alba.\n\nGulls came.', 1)])
def test_a_passage_that_was_rewritten_is_no_change_of_a_word(end, flags):
    """
    More than eight words are another telling.
    """
    row = {**tables()["variants"][1]}
    row["end"] = row["begin"] + len(end)
    held = holdings_of(affair(variants=[tables()["variants"][0], row], retellings=[]))
    long = "x " * 9 if flags == 1 else ""
    held.articles["b2"]["text"] = held.text("b2")[: row["end"]] + long + held.text("b2")[row["end"] :]
    if long:
        held.variants["b2"][1]["end"] += len(long)

    assert len(changes_of(held, "b2", "a1").meaning) == flags


def test_a_number_that_was_only_left_out_says_nothing_else():
    """
    Omission is not alteration.
    """
    row = {**tables()["variants"][1]}
    row["end"] = row["begin"]

    assert changes_of(holdings_of(affair(variants=[row], retellings=[])), "b2", "a1").meaning == ()
