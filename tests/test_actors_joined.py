"""Bodies whose names go on over "and" or a plural possessive."""

from __future__ import annotations

import pytest

from tests.actors_articles import names


@pytest.mark.parametrize(
    "name",
    [
        "Ministry of Health and Welfare",
        "Norberg Institute of Science and Technology",
        "Food and Drug Office",
        "Farmers' Union",
        "Velden Teachers’ Union",
        "Women's Institute",
    ],
)
def test_a_bodys_name_is_whole(name: str):
    """
    Neither "and" nor the possessive ends it.
    """
    assert [name] == names(f"The {name} rejected the plan on Monday.")


def test_two_bodies_stay_two():
    """
    A word for a body on both sides of "and" parts them.
    """
    found = names("The Ministry of Trade and Ministry of Labour staff left.")

    assert ["Ministry of Trade", "Ministry of Labour"] == found


def test_an_owner_without_a_body_is_none():
    """
    "The workers' leader" names nobody.
    """
    assert [] == names("The workers' leader spoke to the farmers' wives.")
