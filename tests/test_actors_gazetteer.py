"""Tests of `retold.actors.gazetteer`: what is generally known, and how names are folded."""

from __future__ import annotations

import pytest

from retold.actors.gazetteer import demonyms, entries, folded, given_names, name_index, peoples, role_kinds, words


@pytest.mark.parametrize(
    ("name", "fold"),
    [
        ("The Işık–Brönte Group", "isik bronte group"),
        ("U.S.", "us"),
        ("Pol-e Żur", "pol e zur"),
        ("The", "the"),
        ("", ""),
    ],
)
def test_folding_drops_accents_marks_and_the_article(name, fold):
    """
    Two spellings of one name meet in one folded form.
    """
    assert fold == folded(name)


@pytest.mark.parametrize("names", [("IS", "ISIS", "ISIL", "Daesh", "Islamic State"), ("US", "U.S.", "America", "USA")])
def test_names_of_one_thing_have_one_key(names):
    """
    Well-known other names are facts.
    """
    assert 1 == len({entries()[name].key for name in names})


def test_every_country_has_a_three_letter_code_and_an_adjective():
    """
    All members of the United Nations are there.
    """
    countries = {entry.country for entry in entries().values() if entry.sort == "country"}

    assert len(countries) >= 193
    assert all(code is not None and len(code) == 3 for code in countries)
    assert {"NZL", "COG", "DMA"} == countries - set(demonyms().values())  # no word, or one that is another's too


def test_adjectives_and_peoples_point_to_their_country():
    """
    "Iranian" and "Danes" are words for states.
    """
    assert ("IRN", "DNK") == (demonyms()["Iranian"], peoples()["Danes"])


def test_every_word_list_is_in_lower_case():
    """
    Lists are looked up by folded words.
    """
    assert all(word == word.lower() for word in words("role_heads") | words("titles") | words("org_tails"))


def test_an_unknown_word_list_is_an_error():
    """
    A wrong name is found at once.
    """
    with pytest.raises(KeyError):
        words("no such list")


def test_given_names_are_folded_and_of_one_gender():
    """
    Names that both have tell nothing and are left out.
    """
    assert {"m", "f"} == set(given_names().values())
    assert "andrea" in given_names()


def test_the_index_keeps_adjectives_from_nouns():
    """
    What is both ("Swiss") counts as an adjective.
    """
    assert "adjective" == name_index()[("Swiss",)][0]


def test_general_roles_cover_offices():
    """
    A diplomat may be an ambassador.
    """
    assert "ambassador" in role_kinds()["diplomat"]
