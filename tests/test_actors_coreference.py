"""Tests of `retold.actors.coreference`: whom names, roles and pronouns mean within an article."""

from __future__ import annotations

import pytest

from tests.actors_articles import actors, meant_by

TWO_MEN = (
    "Danish Trade Minister Karim Holm met his Swedish and Finnish counterparts, Aron Lind and Pekka Salo, in Oslo. "
    "Holm said the talks had gone well. He thanked Lind.\n"
)


def test_a_family_name_means_the_full_name():
    """
    After its first use a name is shortened.
    """
    assert meant_by(TWO_MEN, "Holm") == "Karim Holm"


def test_counterparts_have_their_countries_in_order():
    """
    "His Swedish and Finnish counterparts, A and B": A is Swedish, B Finnish.
    """
    found = actors(TWO_MEN)

    assert ("SWE", "FIN") == (found["Aron Lind"]["country"], found["Pekka Salo"]["country"])


def test_counterparts_share_the_office():
    """
    The counterpart of a trade minister is one.
    """
    assert ["trade minister"] == actors(TWO_MEN)["Aron Lind"]["roles"]


def test_he_is_the_one_who_spoke():
    """
    A pronoun goes to the subject of the speech before it, not to who is merely named.
    """
    assert meant_by(TWO_MEN, "He") == "Karim Holm"


def test_two_people_with_one_family_name_stay_two():
    """
    Brother and sister, colleagues by chance: full names part them.
    """
    found = actors("Governor Behram Tawil said so. Nadine Tawil, a lawyer, disagreed. Karl Berg left.\n")

    assert {"Behram Tawil", "Nadine Tawil", "Karl Berg"} <= found.keys()


def test_two_people_with_one_first_name_stay_two():
    """
    A first name is nobody's alone.
    """
    found = actors("Spokesman Henrik Dahl met Mayor Henrik Moen on Monday. Dahl said that Moen was late.\n")

    assert {"Henrik Dahl", "Henrik Moen"} <= found.keys()


@pytest.mark.parametrize("role", ["the Swedish foreign minister", "the top Swedish diplomat", "the minister"])
def test_a_role_means_its_holder(role):
    """
    Office, country and recency say who is meant.
    """
    text = f"Swedish Foreign Minister Elin Brandt spoke in Rome. Trade was slow, {role} said.\n"

    assert meant_by(text, role) == "Elin Brandt"


def test_a_role_of_another_country_is_somebody_else():
    """
    The Danish minister is not the Swedish one.
    """
    text = "Swedish Foreign Minister Elin Brandt spoke in Rome. The Danish foreign minister said nothing.\n"

    assert meant_by(text, "The Danish foreign minister") != "Elin Brandt"


def test_a_role_that_opens_an_article_is_named_next():
    """
    "The Swedish foreign minister has dismissed …" and then the name: one actor.
    """
    text = (
        "The Swedish foreign minister has dismissed claims that the port is closed.\n"
        "In an interview on Thursday, Elin Brandt said that ships came and went.\n"
    )

    assert meant_by(text, "The Swedish foreign minister") == "Elin Brandt"


def test_she_is_no_man():
    """
    A gender that a title tells keeps a pronoun from the nearer person.
    """
    text = "Spokeswoman Ada Quill met chairman Bo Reker. She said the deal was done.\n"

    assert meant_by(text, "She") == "Ada Quill"


def test_a_capital_that_acts_is_its_country():
    """
    "Oslo has handed over" is Norway; "in Oslo" is a town.
    """
    text = "Norway sent ships. Oslo has handed over the papers. Talks were held in Oslo.\n"

    assert ("Norway", "Oslo") == (meant_by(text, "Oslo"), meant_by(text, "Oslo", place=1))


def test_a_town_is_no_state():
    """
    A capital as a place has the type of a place.
    """
    assert "LOC" == actors("The minister was born in Oslo.\n")["Oslo"]["type"]


def test_a_government_stands_for_its_country():
    """
    "The Norwegian government" is Norway, with less than certainty.
    """
    text = "Norway sent ships. The Norwegian government said it was glad.\n"

    assert meant_by(text, "The Norwegian government") == "Norway"


def test_names_of_one_country_are_one_actor():
    """
    The US, America and Washington, where it acts.
    """
    found = actors("The United States said no. The US will stay. America is large. Washington wants peace.\n")

    assert 4 == sum(each["count"] for each in found["United States"]["names"])


def test_an_unknown_country_is_told_by_its_adjective():
    """
    "Veldrani officers" make Veldran a state, and a minister's country.
    """
    text = "Veldran called up its men. Veldrani Defence Minister Tarek Olwen said Veldran was calm.\n"

    assert "GPE" == actors(text)["Veldran"]["type"]


def test_a_shared_family_name_alone_is_the_main_persons():
    """
    Relatives are told apart by full names; the bare name is whom the article is about.
    """
    text = "Mayor Ada Quill left early. Ada Quill went home with her daughter Berta Quill. Quill said she was tired.\n"

    assert meant_by(text, "Quill") == "Ada Quill"
