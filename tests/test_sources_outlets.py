"""Outlets under one key for all their names."""

from __future__ import annotations

from typing import Any

import pytest

from retold.settings import ReadingSettings
from retold.sources.outlet_names import folded_outlet, known_agency, known_outlet
from retold.sources.outlets import outlet_names, outlets
from retold.tables import STAGE_TABLES

SETTINGS = ReadingSettings()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AP", "The Associated Press"),
        ("France-24", "France 24"),
        ("Komsomolskaya pravda", "Komsomolskaya Pravda"),
        ("The Fen Post", "fen post"),
        ("Lakewire news agency", "Lakewire"),
        ("Hürriyet", "Hurriyet"),
    ],
)
def test_names_of_one_outlet_have_one_key(one: str, other: str):
    """
    Case, accents, hyphens, "the" and a description do not part them.
    """
    assert folded_outlet(one) == folded_outlet(other)


def test_different_outlets_keep_different_keys():
    """
    Also where one name is within the other.
    """
    assert 3 == len({folded_outlet(name) for name in ("Sky News", "Sky News Arabia", "Fen News")})


def test_agencies_are_known():
    """
    By any of their names; an unknown name is none.
    """
    assert known_agency("TASS news agency")
    assert not known_agency("The Guardian")
    assert known_outlet("Lakewire") is None


def names(fields: list[dict[str, Any]], credits: list[dict[str, Any]]):
    return outlet_names(
        STAGE_TABLES["article_fields"].rows(fields), STAGE_TABLES["credits"].rows(credits), settings=SETTINGS
    )


def test_an_article_names_its_outlet_and_those_it_credits():
    """
    A credit below .5 is not asserted; an outlet that is not stated has no row.
    """
    fields = [{"article": "a", "outlet": "Fen Post", "url": "https://www.fen.example/1"}, {"article": "b"}]
    sure = {"article": "a", "begin": 0, "end": 2, "outlet": "AP", "kind": "agency", "probability": 0.9}
    unsure = {**sure, "begin": 5, "end": 9, "outlet": "Reed", "probability": 0.3}

    rows = names(fields, [sure, unsure]).to_pylist()

    assert [("associated press", "AP", None, True), ("fen post", "Fen Post", "fen.example", False)] == [
        (row["outlet"], row["name"], row["host"], row["from_credit"]) for row in rows
    ]


def test_an_outlet_gathers_its_names_and_hosts():
    """
    Its own articles' name goes before a known one, and that before what others call it.
    """
    fields = [
        {"article": "a", "outlet": "Fen Post", "url": "https://fen.example/1"},
        {"article": "b", "outlet": "The Fen Post", "url": "https://m.fen.example/2"},
        {"article": "c", "outlet": "Fen Post", "url": None},
    ]
    credit = {"article": "d", "begin": 0, "end": 2, "outlet": "AP", "kind": "agency", "probability": 0.9}

    agency, post = outlets(names(fields, [credit]), settings=SETTINGS).to_pylist()

    assert ("Associated Press", ["AP"], True, "USA") == (
        agency["name"],
        agency["names"],
        agency["is_agency"],
        agency["country"],
    )
    assert ("Fen Post", ["Fen Post", "The Fen Post"], ["fen.example", "m.fen.example"], False, None) == (
        post["name"],
        post["names"],
        post["hosts"],
        post["is_agency"],
        post["country"],
    )
