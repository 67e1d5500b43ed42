"""The stage `entities`: what is known of each actor behind the names, from its actors in the articles."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from retold.actors.bodies import is_one_a_state, state_named_in
from retold.actors.gazetteer import entries
from retold.actors.names import name_parts
from retold.evidence import Evidence, log_odds_of, rounded
from retold.settings import ActorsSettings
from retold.tables import STAGE_TABLES

_SURE = 0.97  # no actor is surer
_SHOWN_ACTORS = 10  # pointers kept as evidence


def entities(entity_actors: pa.Table, *, settings: ActorsSettings) -> pa.Table:
    """Describe each entity by its actors: its commonest full name, type, country, roles, all its names with counts.

    Ties go to the longer name, then to the first in the alphabet.
    """
    del settings
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(entity_actors.to_pylist(), key=lambda row: (row["entity"], row["actor"])):
        groups.setdefault(row["entity"], []).append(row)
    return STAGE_TABLES["entities"].rows([_described(rows) for rows in groups.values()])


def _described(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the row of the entity that these actors are."""
    names = _names(rows)
    type_ = _commonest([row["type"] for row in rows if row["type"] not in (None, "OTHER")]) or "OTHER"
    country = _commonest([row["country"] for row in rows if row["country"]])
    return {
        "entity": rows[0]["entity"],
        "name": best_name(names, type_) if names else rows[0]["name"],
        "type": type_,
        "country": country,
        "roles": sorted({role for row in rows for role in row["roles"] or ()}),
        "names": [
            {"name": name, "count": names[name]} for name in sorted(names, key=lambda name: (-names[name], name))
        ],
        "probability": _probability(rows, type_, country),
        "evidence": [_evidence(row, len(rows)).as_row() for row in rows[:_SHOWN_ACTORS]],
    }


def _names(rows: list[dict[str, Any]]) -> dict[str, int]:
    names: dict[str, int] = {}
    for row in rows:
        for each in row["names"] or ():
            names[each["name"]] = names.get(each["name"], 0) + each["count"]
    return names


def best_name(names: dict[str, int], type_: str) -> str:
    """Return the name to show: of persons the commonest with most words, else the usual or the commonest name.

    "Foreign Ministry" is shown only where no name says whose it is.
    """
    if type_ == "PERSON":
        full = {name: count for name, count in names.items() if len(name_parts(name).words) > 1} or names
        return min(full, key=lambda name: (-full[name], -len(name), name))

    def rank(name: str) -> tuple[bool, bool, bool, int, int, str]:
        entry = entries().get(name)
        aside = entry is not None and entry.sort in ("capital", "epithet")
        aside = aside or (is_one_a_state(name) and state_named_in(name) is None)
        return (aside, entry is None or entry.name != name, name.isupper(), -names[name], -len(name), name)

    return min(names, key=rank)


def _commonest(values: list[str]) -> str | None:
    return min(set(values), key=lambda value: (-values.count(value), value), default=None)


def _evidence(row: dict[str, Any], actors: int) -> Evidence:
    """Return the pointer to an actor, with the odds of the best link that joins it to another one."""
    link = row.get("link") if actors > 1 else None
    kind, odds = ("linked actor", log_odds_of(link)) if link else ("actor", 0.0)
    return Evidence(kind, rounded(odds), row["article"], None, None, "local_actors", row["actor"])


def _probability(rows: list[dict[str, Any]], type_: str, country: str | None) -> float:
    """Return how probable it is that an actor of the entity, drawn at random, belongs to it.

    By the best link that each has, lowered by the share of actors whose type or country is another. An actor alone is
    as sure as one name is one actor.
    """
    links = [row["link"] for row in rows if row.get("link") is not None] if len(rows) > 1 else []
    joined = sum(sorted(links)) / len(links) if links else _SURE
    odd = sum(row["type"] not in (type_, "OTHER") or (row["country"] or country) != country for row in rows)
    return rounded(max(0.5, min(_SURE, joined) - odd / len(rows) / 2))
