"""Tests of `retold.actors.entities`: one actor's description from its actors in the articles."""

from __future__ import annotations

from typing import Any

from retold.actors.entities import best_name, entities
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES


def describe(*rows: dict[str, Any]) -> dict[str, Any]:
    every = [{"entity": "e1", "actor": f"a{i}", "article": f"x{i}", "named": True, **row} for i, row in enumerate(rows)]
    (entity,) = entities(STAGE_TABLES["entity_actors"].rows(every), settings=ActorsSettings()).to_pylist()
    return entity


def row(type_: str, *names: tuple[str, int], country: str | None = None, roles: tuple[str, ...] = ()) -> dict[str, Any]:
    return {
        "name": names[0][0],
        "type": type_,
        "country": country,
        "roles": list(roles),
        "names": [{"name": name, "count": count} for name, count in names],
    }


def test_a_person_is_shown_by_the_commonest_full_name():
    """
    The family name is commoner, and says less.
    """
    entity = describe(row("PERSON", ("Quill", 9), ("Ada Quill", 2)), row("PERSON", ("Adah Quill", 1)))

    assert "Ada Quill" == entity["name"]


def test_a_state_is_not_shown_by_its_capital():
    """
    A capital that acts is a name of the state, not its title.
    """
    assert "Norway" == describe(row("GPE", ("Oslo", 5), ("Norway", 1), country="NOR"))["name"]


def test_counts_and_roles_are_gathered():
    """
    All names are kept, with how often they stand.
    """
    entity = describe(
        row("PERSON", ("Ada Quill", 2), roles=("envoy",)), row("PERSON", ("Ada Quill", 3), roles=("chief",))
    )

    assert [{"name": "Ada Quill", "count": 5}] == entity["names"]
    assert ["chief", "envoy"] == entity["roles"]


def test_disagreement_lowers_the_probability():
    """
    Actors of two kinds make the entity less sure.
    """
    sure = describe(row("ORG", ("RLA", 1)), row("ORG", ("RLA", 1)))
    unsure = describe(row("ORG", ("RLA", 1)), row("GPE", ("RLA", 1)))

    assert unsure["probability"] < sure["probability"]


def test_no_actors_no_entity():
    """
    An empty table gives an empty table.
    """
    assert 0 == entities(STAGE_TABLES["entity_actors"].empty(), settings=ActorsSettings()).num_rows


def test_a_ministry_is_shown_with_its_state():
    """
    "Foreign Ministry" alone would be anybody's.
    """
    names = {"Foreign Ministry": 5, "Iranian Foreign Ministry": 1}

    assert "Iranian Foreign Ministry" == best_name(names, "ORG")


def test_several_entities_at_once_are_described_each_by_its_own_actors():
    """
    In the order of their ids, whatever the order of the rows.
    """
    every = [
        {"entity": entity, "actor": f"a{place}", "article": f"x{place}", "named": True, **row("PERSON", (name, 1))}
        for place, (entity, name) in enumerate([("e2", "Olin Tarr"), ("e1", "Ada Quill"), ("e2", "Tarr")])
    ]

    found = entities(STAGE_TABLES["entity_actors"].rows(every), settings=ActorsSettings()).to_pylist()

    assert [("e1", "Ada Quill"), ("e2", "Olin Tarr")] == [(each["entity"], each["name"]) for each in found]
