"""What the tellings call things."""

from __future__ import annotations

import pytest

from retold.telling.holdings import holdings_of
from retold.telling.labels import (
    evidence_phrase,
    handle,
    lost_name,
    outlet_name,
    plain,
    shortened,
    speaker_label,
    speaker_name,
    with_words_before,
)
from tests.small_affair import affair, tables


def test_an_outlet_that_nobody_stated_is_said_to_be_not_stated():
    """
    Nothing is guessed.
    """
    held = holdings_of(affair())

    assert ["Alba", "outlet not stated"] == [outlet_name(held, article) for article in ("a1", "c3")]


@pytest.mark.parametrize(
    ("key", "expected"),
    [("lost:dock-press", "Dock Press"), ("lost:Quay Radio", "Quay Radio"), ("lost:0a1b2c3d4e", None)],
)
def test_a_text_not_held_has_the_name_that_texts_give_it(key, expected):
    """
    An outlet's name as texts write it; a hash is no name.
    """
    outlets = [*tables()["outlets"], {"outlet": "dock press", "name": "Dock Press", "names": ["dock press"]}]

    assert expected == lost_name(holdings_of(affair(outlets=outlets)), key)


def test_a_text_not_held_without_a_name_is_a_text_not_held():
    """
    The law of words: no other name for it.
    """
    assert handle(holdings_of(affair()), "lost:0a1b2c3d4e") == "text not held"


def test_a_speaker_comes_with_country_and_role():
    """
    The country by its name, not by its code.
    """
    assert speaker_label(holdings_of(affair()), "e1") == "Ida Holm (Norway, minister)"


def test_a_speaker_nobody_knows_is_said_to_be_unknown():
    """
    Null is unknown.
    """
    assert speaker_name(holdings_of(affair()), None) == "speaker not known"


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [("short", 10, "short"), ("over the hills", 10, "over the…"), ("x" * 20, 10, "x" * 9 + "…"), ("a\n b", 10, "a b")],
)
def test_excerpts_are_cut_between_words(text, limit, expected):
    """
    At most `limit` code points, on one line.
    """
    assert expected == shortened(text, limit)


def test_labels_lose_marks_that_turn_the_writing_direction():
    """
    Joiners stay, since Persian words need them.
    """
    assert plain("a\u202eb\x07 c\u200cd") == "ab c\u200cd"


def test_evidence_quotes_the_words_it_points_at():
    """
    A journalist sees what speaks for a row.
    """
    held = holdings_of(affair())
    item = {"kind": "takes_text", "article": "a1", "begin": 0, "end": 8}

    assert evidence_phrase(held, item) == "01 “Minister” (takes text)"


def test_evidence_without_a_place_is_its_kind():
    """
    Some reasons lie in no single place.
    """
    held = holdings_of(affair())

    assert evidence_phrase(held, {"kind": "family tree", "article": None, "begin": None, "end": None}) == "family tree"


def test_a_short_span_is_quoted_with_the_words_before_it():
    """
    `Tuesday` says little, `published on Tuesday` says why.
    """
    text = "RT's interview, published on Tuesday, was"

    assert with_words_before(text, 29, 36) == "published on Tuesday"


def test_evidence_of_a_copy_names_both_texts():
    """
    Which text takes from which.
    """
    held = holdings_of(affair())
    item = {"kind": "derivation", "article": "b2", "id": "a1", "begin": None, "end": None}

    assert evidence_phrase(held, item) == "02 takes text from 01"
