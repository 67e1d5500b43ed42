"""Tests of `retold.stories.background`: how common words are anywhere."""

from __future__ import annotations

from retold.stories.background import STOP_WORDS, is_common, share_of


def test_an_unknown_name_is_rarer_than_a_country():
    """
    A name nobody knows tells more than that of a country in the news.
    """

    assert share_of("name", "zarkovic") < share_of("name", "iran")


def test_a_form_of_a_common_word_is_common():
    """
    Lists are of words, terms are stems: both are known.
    """

    assert share_of("word", "president") == share_of("word", "president".removesuffix("s"))
    assert is_common("ministers")


def test_small_numbers_and_years_tell_little():
    """
    "3" and "2031" stand in many articles, "4521" in few.
    """

    assert share_of("number", "3") == share_of("number", "2031") > share_of("number", "4521")


def test_a_number_of_many_digits_is_no_error():
    """
    A string of digits of any length has a share.
    """

    assert 0 < share_of("number", "9" * 5000) < 1


def test_every_share_lies_between_0_and_1():
    """
    Shares are shares, for stop words as well.
    """

    assert all(0 < share_of(kind, term) < 1 for kind in ("word", "name", "lead") for term in (*STOP_WORDS, "zeppelin"))
