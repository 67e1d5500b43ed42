"""Tests of `retold.actors.names`: spellings of one person's name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.actors.names import given_names_clash, name_parts, name_similarity, skeleton, word_similarity

NAMES = st.text(alphabet=st.characters(categories=("Lu", "Ll", "Zs", "Pd")), max_size=24)


@pytest.mark.parametrize(
    ("one", "other"),
    [("dehghan", "dehqan"), ("sergey", "sergei"), ("kharkov", "harkov"), ("mohammed", "mohamed"), ("yousef", "yosef")],
)
def test_spellings_of_one_sound_have_one_skeleton(one, other):
    """
    Ways to write a foreign sound fall together.
    """
    assert skeleton(one) == skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hussein Torgan", "Hossein Torghan"),
        ("Fikri Işık", "Fikri Isik"),
        ("Sergey Valkov", "Sergei Valkov"),
        ("Abdul Rahman al-Sayyid", "Abdel Rahman Sayed"),
        ("Leyla Osman", "Leila Osman"),
        ("Muammar Kadir", "Moammar Qadir"),
    ],
)
def test_spellings_of_one_name_are_probably_one(one, other):
    """
    Transliterations, accents and articles do not part a name.
    """
    assert name_similarity(one, other) >= 0.8


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sergei Valkov", "Sergei Orlin"),
        ("Hossein Torghan", "Hossein Amir-Sadeghian"),
        ("Nadia Tawil", "Behram Tawil"),
        ("George H. Barlow", "George W. Barlow"),
    ],
)
def test_a_shared_word_is_not_enough(one, other):
    """
    A first or a family name alone does not make one person.
    """
    assert name_similarity(one, other) < 0.5
    assert given_names_clash(one, other)


@given(NAMES, NAMES)
def test_likeness_is_symmetric_and_a_probability(one, other):
    """
    The order of two names does not matter.
    """
    assert name_similarity(one, other) == name_similarity(other, one)
    assert 0.0 <= name_similarity(one, other) <= 1.0


@given(NAMES)
def test_a_name_is_like_itself(name):
    """
    Equal names are one, unless nothing is left of them.
    """
    assert name_similarity(name, name) in (0.0, 1.0)


def test_titles_and_particles_are_no_words_of_a_name():
    """
    "President Omar al-Bashar" is Omar Bashar.
    """
    assert ("omar", "bashar") == name_parts("President Omar al-Bashar").words


def test_an_initial_is_like_its_name():
    """
    "J." may be John, and not Mary.
    """
    assert word_similarity("j", "john") > word_similarity("j", "mary")
