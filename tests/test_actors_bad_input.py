"""What is hard or broken in the actors layer: null and a low probability, never a guess shown as a fact."""

from __future__ import annotations

import time

import pytest

from retold.actors.mentions import local_actors
from tests.actors_articles import SETTINGS, actors, find, meant_by, names


def test_a_text_in_capitals_names_whom_its_other_sentences_name():
    """
    A capital says nothing there.
    """
    text = "MINISTER FARID RAHMANI LEAVES OFFICE\nFarid Rahmani left on Monday.\n"

    assert "Farid Rahmani" in actors(text, roles=("title",))


def test_a_text_all_in_capitals_makes_no_word_a_name():
    """
    With nothing in small letters, only the model and the gazetteer speak.
    """
    found = names("THE TALKS ABOUT THE HARBOUR WENT ON. NOBODY SAID WHEN THEY WOULD END.\n")

    assert not {"TALKS", "HARBOUR", "NOBODY"} & set(found)


def test_an_unknown_country_has_no_code():
    """
    A place that nobody knows is not given a state.
    """
    found = actors("Ministers from Zarovia met on Monday. Zarovia has signed the treaty with Belmark.\n")

    assert {None} == {row["country"] for row in found.values()}


def test_a_name_of_one_letter_is_kept_as_it_is_written():
    """
    "K." is a name like others, and joins nobody.
    """
    text = "The clerk K. waited. Karl Berg left. K. said nothing.\n"

    assert "Karl Berg" != meant_by(text, "K")


def test_two_people_of_one_full_name_are_told_apart_by_their_ages():
    """
    A plumber of 34 and a judge of 71 are two; the bare name goes on with the last.
    """
    text = (
        "John Marlow, 34, a plumber, sued on Monday. John Marlow, 71, a judge, refused to hear him. "
        "John Marlow said that the name was chance.\n"
    )
    rows = [row for row in find(text).to_pylist() if row["text"] == "John Marlow"]

    assert 2 == len({row["actor"] for row in rows})


def test_one_person_a_year_older_is_one():
    """
    A birthday lies between two reports.
    """
    rows = find("Ada Voss, 34, won in May. Ada Voss, 35, won again.\n").to_pylist()

    assert 1 == len({row["actor"] for row in rows if row["text"] == "Ada Voss"})


def test_a_cycle_of_aliases_ends():
    """
    Three names, each said to be another's.
    """
    text = (
        "The Valley Army, also known as Khamsin, met. Khamsin, also known as the Zarin Front, spoke. "
        "The Zarin Front, also known as the Valley Army, left.\n"
    )
    rows = find(text).to_pylist()

    assert 1 == len({row["actor"] for row in rows if row["text"] in ("Valley Army", "Zarin Front")})


def test_a_list_of_five_thousand_names_is_read():
    """
    Work grows with the number of names, not with its square.
    """
    begun = time.process_time()
    text = ".\n".join(f"{_name(n)} {_name(n * 7 + 1)}th" for n in range(2500)) + ".\n"

    spans = find(text)

    assert spans.num_rows > 1000
    assert local_actors(spans, settings=SETTINGS).num_rows > 500
    assert time.process_time() - begun < 120.0


def _name(number: int) -> str:
    letters = "bdfgklmnprstvz"
    vowels = "aeiou"
    return (
        letters[number % 14].upper()
        + vowels[number // 14 % 5]
        + letters[number // 70 % 14]
        + vowels[number // 980 % 5]
        + letters[number // 4900 % 14]
    )


@pytest.mark.parametrize(
    "text", ["He said so.\n", "The minister left.\n", "It said it would.\n", "“We will,” they said.\n"]
)
def test_a_text_that_names_nobody_means_nobody(text):
    """
    Pronouns and roles without anybody stay without a name.
    """
    rows = find(text).to_pylist()

    assert not any(row["kind"] == "name" for row in rows)
    assert all(row["actor"] is None for row in rows if row["kind"] == "pronoun" and row["probability"] < 0.5)


def test_two_fitting_men_leave_a_low_probability():
    """
    Where two agree alike, the link says so.
    """
    text = "Jens Dahl met Henrik Moen. Later he left.\n"
    (row,) = [row for row in find(text).to_pylist() if row["text"] == "he"]

    assert row["probability"] < 0.9
