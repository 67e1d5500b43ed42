"""Tests of `retold.actors.aliases`: names that stand for each other in copies."""

from __future__ import annotations

from typing import Any

from retold.actors.aliases import alias_links
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES

SETTINGS = ActorsSettings()


def links(readings: list[tuple[str, str, str]], *, known: dict[str, str | None] | None = None) -> list[dict[str, Any]]:
    """Return the links of a copy `b` of `a`: each reading is a name here, a name there and their type."""
    actors: dict[str, dict[str, Any]] = {}
    mentions, variants = [], []
    for place, (there, here, type_) in enumerate(readings):
        for article, name in (("a", there), ("b", here)):
            key = f"{article}-{name}"
            actors.setdefault(
                key,
                {
                    "actor": key,
                    "article": article,
                    "name": name,
                    "named": True,
                    "type": type_,
                    "country": (known or {}).get(name),
                    "roles": [],
                    "names": [{"name": name, "count": 1}],
                    "aliases": [],
                },
            )
            mentions.append(
                {
                    "mention": f"{article}{place}",
                    "article": article,
                    "begin": place * 50,
                    "end": place * 50 + len(name),
                    "text": name,
                    "kind": "name",
                    "type": type_,
                    "actor": key,
                    "alias": False,
                }
            )
        variants.append(
            {
                "article": "b",
                "begin": place * 50,
                "end": place * 50 + len(here),
                "exemplar": "a",
                "exemplar_begin": place * 50,
                "exemplar_end": place * 50 + len(there),
                "kind": "substitution",
            }
        )
    return alias_links(
        STAGE_TABLES["variants"].rows(variants),
        STAGE_TABLES["mention_spans"].rows(mentions),
        STAGE_TABLES["local_actors"].rows(list(actors.values())),
        settings=SETTINGS,
    ).to_pylist()


def test_a_name_that_stands_twice_for_another_is_another_name():
    """
    Where one text has the one, its copy has the other, again and again.
    """
    found = links([("Stone Front", "Karsh", "GROUP"), ("Stone Front", "Karsh", "GROUP")])

    assert [("a-Stone Front", "b-Karsh")] == [(row["actor_a"], row["actor_b"]) for row in found]


def test_one_place_is_not_enough():
    """
    A single exchange may be a correction.
    """
    assert [] == links([("Stone Front", "Karsh", "GROUP")])


def test_one_place_and_a_like_spelling_are_enough():
    """
    A transliteration needs no second place.
    """
    assert 1 == len(links([("Torghan", "Torqan", "PERSON")]))


def test_other_men_are_not_joined():
    """
    A name put for another man's is no spelling of it.
    """
    assert [] == links([("Ada Quill", "Berta Stone", "PERSON")] * 3)


def test_two_countries_are_never_one():
    """
    A text that says Syria for Iraq is about another country.
    """
    assert [] == links([("Syria", "Iraq", "GPE")] * 3, known={"Syria": "SYR", "Iraq": "IRQ"})


def test_names_that_one_text_keeps_apart_stay_apart():
    """
    A text that has both as two actors speaks against their being one.
    """
    both = [("Stone Front", "Karsh", "GROUP"), ("Stone Front", "Karsh", "GROUP"), ("Karsh", "Karsh", "GROUP")]

    assert [] == links(both)


def test_evidence_points_at_the_places():
    """
    Each aligned reading is a reason.
    """
    (row,) = links([("Stone Front", "Karsh", "GROUP"), ("Stone Front", "Karsh", "GROUP")])

    assert [0, 50] == [each["begin"] for each in row["evidence"] if each["kind"] == "aligned reading"]
