"""Tests of `retold.actors.bodies`: two names of one body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.actors.bodies import body_similarity, body_words, is_body

WORDS = ["US", "Iranian", "River", "council", "of", "ministry", "army", "RLA", "Liberation", "Rivers", "defence"]
NAMES = st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("US Department of the Interior", "United States Interior Department"),
        ("Iranian Ministry of Roads", "Roads Ministry of Iran"),
        ("Council of Elders", "Elders Council"),
        ("River Defence Organisation", "River Defense Organization"),
        ("RLA Navy", "River Liberation Army Navy"),
        ("Iranian Foreign Ministry", "Iran's Ministry of Foreign Affairs"),
        ("UN River Council", "United Nations River Council"),
        ("Harbour Bank plc", "Harbour Bank"),
        ("River Police Service", "River Police"),
        ("River Revolutionary Guard Corps", "River Revolution Guards Corps"),
        ("River Co-operation Council", "River Cooperation Council"),
        ("Royal Thai River Navy", "Thai River Navy"),
    ],
)
def test_order_states_and_initials_do_not_part_a_body(one, other):
    """
    Outlets write a body's name in their own manner.
    """
    assert body_similarity(one, other) >= 0.9


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Iranian Foreign Ministry", "Iraqi Foreign Ministry"),
        ("River Liberation Army", "River Liberation Army Navy"),
        ("Senate Finance Committee", "Senate Water Committee"),
        ("Harbour Workers Union", "Harbour Masters Union"),
        ("Security Council", "National Security Council"),
    ],
)
def test_a_word_of_substance_makes_two_bodies(one, other):
    """
    Bodies of one state share most of their words.
    """
    assert body_similarity(one, other) < 0.5


def test_a_country_that_only_one_name_has_leaves_doubt():
    """
    "Interior Ministry" is probably the one just named with its country, and need not be.
    """
    assert 0.5 <= body_similarity("Interior Ministry", "Iranian Interior Ministry") <= 0.7


def test_a_ministry_may_be_named_by_one_of_its_fields():
    """
    "Health Ministry" is short for one of health and welfare, and of nothing else.
    """
    assert 0.5 <= body_similarity("Health Ministry", "Ministry of Health and Welfare") <= 0.7
    assert body_similarity("Education Ministry", "Ministry of Higher Education") < 0.5


@given(NAMES, NAMES)
def test_likeness_of_bodies_is_symmetric_and_a_probability(one, other):
    """
    The order of two names does not matter.
    """
    assert body_similarity(one, other) == body_similarity(other, one)
    assert 0.0 <= body_similarity(one, other) <= 1.0


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Bank of Ruritania", True),
        ("Harbour Council", True),
        ("Liwa Marlow", True),
        ("Ada Quill", False),
        ("UN", False),
    ],
)
def test_a_body_is_told_by_its_words(name, expected):
    """
    Persons' names are compared by sounds, bodies' by words.
    """
    assert expected is is_body(name)


def test_states_are_one_word_and_plurals_are_cut():
    """
    "United States" and "American" are the same sign.
    """
    assert ("@USA", "force", "union") == body_words("The United States Forces Union")
    assert body_words("American Forces Union") == body_words("U.S. Force Union")
