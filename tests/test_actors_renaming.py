"""Tests of `retold.actors.renaming`: other names that the text itself gives."""

from __future__ import annotations

import pytest

from tests.actors_articles import actors


def name_sets(text):
    return [{each["name"] for each in actor["names"]} for actor in actors(text).values() if actor["named"]]


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("The River Liberation Army (RLA) fired. The RLA denied it.\n", {"River Liberation Army", "RLA"}),
        ("The Stone Front, also known as Karsh, fired rockets.\n", {"Stone Front", "Karsh"}),
        ("The Stone Front (also known as Karsh) fired rockets.\n", {"Stone Front", "Karsh"}),
        ("The Stone Front, which is also called Karsh, fired rockets.\n", {"Stone Front", "Karsh"}),
        ("The Stone Front, formerly known as the Hill Brigade, fired.\n", {"Stone Front", "Hill Brigade"}),
        (
            "The River Liberation Army (RLA, also known as Karsh, formerly the Hill Front) fired.\n",
            {"River Liberation Army", "RLA", "Karsh", "Hill Front"},
        ),
    ],
)
def test_another_name_given_in_the_text_is_the_same_actor(text, together):
    """
    Brackets and "also known as" tie names together.
    """
    assert together in name_sets(text)


def test_a_group_once_called_something_else_is_one():
    """
    The other name may be given to a nominal.
    """
    text = "The Karsh militant group fired. The group, once called the Hill Front, denied it.\n"

    assert {"Karsh", "Hill Front"} in name_sets(text)


def test_calling_somebody_is_no_alias():
    """
    "X called Y" is a conversation.
    """
    text = "President Omar Brandt called Erik Salo on Monday.\n"

    assert {"Omar Brandt"} in name_sets(text)


def test_a_possessor_is_not_renamed():
    """
    In "A, B's branch formerly known as C" the other name is A's.
    """
    text = "They fought the Stone Front, Hezbollah's branch formerly known as the Hill Front.\n"

    assert {"Stone Front", "Hill Front"} in name_sets(text)


def test_known_names_of_one_group_are_one():
    """
    What is generally known needs no telling.
    """
    assert {"IS", "ISIL", "Daesh"} in name_sets("IS fired. ISIL denied it. Daesh is a group. They fought IS.\n")


def test_two_bodies_in_a_list_stay_two():
    """
    A comma is no alias.
    """
    sets = name_sets("The Stone Front, the Hill Brigade and Hamas met.\n")

    assert {"Stone Front"} in sets
    assert {"Hill Brigade"} in sets
