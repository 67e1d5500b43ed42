"""Tests of `retold.actors.countrymen`: persons who are called by their country alone."""

from __future__ import annotations

import pytest

from tests.actors_articles import find, names


def nominals(text: str) -> list[tuple[str, str | None, str | None]]:
    """Return words, type and country of the nominals, in order."""
    rows = sorted(find(text).to_pylist(), key=lambda row: row["begin"])
    return [(row["text"], row["type"], row["country"]) for row in rows if row["kind"] == "nominal"]


@pytest.mark.parametrize(
    ("text", "words", "country"),
    [
        ("Nobody ran faster. The Dane said he was tired.", "The Dane", "DNK"),
        ("Nobody ran faster. He beat an American on Sunday.", "an American", "USA"),
        ("Nobody ran faster. The Frenchwoman said no.", "The Frenchwoman", "FRA"),
    ],
)
def test_a_person_may_be_called_by_his_country(text, words, country):
    """
    With an article and no noun behind it, such a word is a person.
    """
    assert (words, "PERSON", country) in nominals(text)


@pytest.mark.parametrize("text", ["The French said no.", "The American army left.", "Dane Moen said no."])
def test_a_people_an_adjective_and_a_name_are_none(text):
    """
    What describes a noun, means many, or is somebody's name, is no such person.
    """
    assert not [each for each in nominals(text) if each[0] in ("The French", "The American", "Dane")]


def test_a_given_name_stays_one():
    """
    "Dane" without an article is what somebody is called.
    """
    assert ["Dane Moen"] == names("On Monday Dane Moen said no.")
