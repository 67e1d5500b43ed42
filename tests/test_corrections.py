"""What people correct by hand: where a correction holds, what it changes, and that nothing hangs on the way there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retold.corrections.actors import corrected_mentions
from retold.corrections.fields import Correction, place_named, place_of
from retold.quotations.corrected import Corrections
from retold.reuse.derivations import _corrected, _denied
from retold.settings import ActorsSettings
from retold.spans import Span, best_overlapping
from retold.tables import STAGE_TABLES


def quotation(name, begin, end, **given):
    return {
        "quotation": name,
        "content": [{"begin": begin, "end": end}],
        "probability": 0.9,
        "actor": "ida",
        "speaker_probability": 0.8,
        "evidence": [],
        **given,
    }


def corrections(*rows):
    return Corrections(
        STAGE_TABLES["quotation_corrections"].rows(
            {"article": "a1", "field": "quotation", "actor": None, **row} for row in rows
        )
    )


def laid_over(rows, *said):
    rows_of = {"a1": {row["quotation"]: row for row in rows}}
    corrections(*said).lay_over(rows_of)
    return rows_of["a1"]


# ---------------------------------------------------------------- where it holds


def test_a_place_finds_what_overlaps_it_most():
    """A rebuild may move the edges of a finding: most shared characters decide."""
    candidates = {"x": [Span(0, 12)], "y": [Span(10, 40)], "z": [Span(90, 99)]}

    assert best_overlapping([Span(8, 30)], candidates) == "y"


def test_of_findings_that_overlap_alike_the_tighter_one_is_meant_and_then_the_least_id():
    """Never the one that happens to come first."""
    assert best_overlapping([Span(5, 9)], {"a": [Span(0, 50)], "b": [Span(4, 10)]}) == "b"
    assert best_overlapping([Span(5, 9)], {"b": [Span(4, 10)], "a": [Span(4, 10)]}) == "a"


def test_a_place_beside_everything_finds_nothing():
    """Touching is not overlapping."""
    assert best_overlapping([Span(10, 20)], {"x": [Span(0, 10)], "y": [Span(20, 30)]}) is None


def test_a_mention_is_found_for_both_places_of_a_correction():
    """The corrected place and the one that it points at, in whatever order rows come."""
    places = [
        {"correction": "k", "side": "at", "article": "a1", "field": "same actor", "begin": 3, "end": 9},
        {"correction": "k", "side": "to", "article": "a1", "field": "same actor", "begin": 40, "end": 44},
        {"correction": "lost", "side": "at", "article": "a1", "field": "another actor", "begin": 70, "end": 80},
    ]
    mentions = [
        {"mention": "m1", "article": "a1", "begin": 4, "end": 12, "actor": "x"},
        {"mention": "m2", "article": "a1", "begin": 39, "end": 44, "actor": "y"},
    ]
    found = [
        corrected_mentions(
            STAGE_TABLES["correction_places"].rows(places[::way]),
            STAGE_TABLES["placed_mentions"].rows(mentions[::way]),
            settings=ActorsSettings(),
        ).to_pylist()
        for way in (1, -1)
    ]

    assert found[0] == found[1]
    assert [("k", "at", "x"), ("k", "to", "y")] == [(row["correction"], row["side"], row["actor"]) for row in found[0]]


# ---------------------------------------------------------------- what it changes


def test_what_is_no_quotation_keeps_its_row_and_is_not_asserted():
    """With the correction as its first reason."""
    rows = laid_over([quotation("q1", 10, 50), quotation("q2", 60, 90)], {"correction": "k", "begin": 12, "end": 48})

    assert 0.0 == rows["q1"]["probability"]
    assert ("correction", "k") == (rows["q1"]["evidence"][0]["kind"], rows["q1"]["evidence"][0]["id"])
    assert 0.9 == rows["q2"]["probability"]


def test_another_speaker_takes_the_place_of_the_one_that_was_found():
    """As certain as the person who says so."""
    said = {"correction": "k", "begin": 10, "end": 50, "field": "speaker", "actor": "olaf"}

    row = laid_over([quotation("q1", 10, 50)], said)["q1"]

    assert ("olaf", 1.0, 0.9) == (row["actor"], row["speaker_probability"], row["probability"])


def test_a_speaker_who_is_not_known_is_nobody():
    """An empty value: the speaker that was found is wrong."""
    row = laid_over([quotation("q1", 10, 50)], {"correction": "k", "begin": 10, "end": 50, "field": "speaker"})["q1"]

    assert (None, None) == (row["actor"], row["speaker_probability"])


def test_of_two_that_contradict_each_other_the_lesser_id_is_followed():
    """Neither time nor order of the rows decides."""
    said = [
        {"correction": name, "begin": 10, "end": 50, "field": "speaker", "actor": actor}
        for name, actor in (("k2", "pia"), ("k1", "olaf"))
    ]

    for way in (1, -1):
        assert "olaf" == laid_over([quotation("q1", 10, 50)], *said[::way])["q1"]["actor"]


def test_words_that_a_relative_shows_again_are_still_no_quotation():
    """A copy with marks would bring back what was denied: a row that comes later at the same place is denied too."""
    said = corrections({"correction": "k", "begin": 10, "end": 50})
    rows_of = {"a1": {"q1": quotation("q1", 10, 50), "inner": quotation("inner", 20, 30)}}
    said.lay_over(rows_of)
    rows_of["a1"]["q9"] = quotation("q9", 12, 55)
    rows_of["a1"]["q8"] = quotation("q8", 45, 90)
    said.lay_over(rows_of)

    found = {name: row["probability"] for name, row in rows_of["a1"].items()}
    assert {"q1": 0.0, "inner": 0.9, "q8": 0.9, "q9": 0.0} == found


def test_a_correction_waits_for_what_only_a_relative_shows():
    """Nothing stands there at first; then a copy's marks show a quotation."""
    said = corrections({"correction": "k", "begin": 10, "end": 50, "field": "speaker", "actor": "olaf"})
    rows_of = {"a1": {}}
    said.lay_over(rows_of)
    rows_of["a1"]["q9"] = quotation("q9", 10, 50)
    said.lay_over(rows_of)

    assert "olaf" == rows_of["a1"]["q9"]["actor"]


def test_only_the_named_pair_is_no_copy():
    """Another exemplar of the same article stays."""
    said = Correction("b2", Span(0, 9), "copy", "no", "a1")
    denied = _denied(STAGE_TABLES["corrections_by_hand"].rows([said.as_row()]))
    rows = [{"article": "b2", "exemplar": name, "probability": 0.9, "evidence": []} for name in ("a1", "c3")]

    assert [0.0, 0.9] == [_corrected(row, denied)["probability"] for row in rows]


# ---------------------------------------------------------------- what it is


def test_the_id_tells_what_is_said_not_who_said_it_or_when():
    """The same word of two people is one correction."""
    said = Correction("a1", Span(3, 9), "speaker", "")
    again = Correction(
        "a1", Span(3, 9), "speaker", "", "Ida", None, "Per", datetime(2031, 3, 3, tzinfo=UTC), "heard it"
    )

    assert said.id == again.id
    assert said.id != Correction("a1", Span(3, 9), "speaker", "a1:0-2").id


@pytest.mark.parametrize("words", ["a1", "a1:", "a1:3", "a1:3-", "a1:x-9", "in/01:letters.txt", "a1:-3-9"])
def test_what_is_no_place_is_an_article(words):
    """File names may hold anything."""
    assert place_of(words)[1] is None


def test_a_place_is_read_as_it_is_written():
    """By listings, exports and pages."""
    assert ("in:01", Span(3, 9)) == place_of(place_named("in:01", Span(3, 9)))
