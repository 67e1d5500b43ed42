"""Whose a body is: "Iranian Foreign Ministry" by its name, "the Foreign Ministry" by the article around it."""

from __future__ import annotations

from collections.abc import Sequence

from retold.actors.bodies import is_body, is_one_a_state, state_named_in
from retold.actors.clusters import Actors
from retold.actors.gazetteer import folded_entries
from retold.actors.known import known_as


def give_countries(actors: Actors, datelines: Sequence[str]) -> None:
    """Give the bodies of an article the country they belong to, in place, where names or the article tell it.

    A name tells it, or what is known of the body. A body that each state has one of, and that no name gives a
    country, is taken for the state's whose city the article is datelined in if the article names that state or no
    other; without such a dateline, for the only one that anybody or anything here is of. Otherwise it stays without.
    """
    state = _state_around(actors, datelines)
    for actor in actors.living():
        if actor.type not in ("ORG", "GROUP") or not actor.named or actor.country is not None:
            continue
        names = sorted(actor.names)
        told = {code for name in names if (code := _told(name)) is not None}
        if len(told) == 1:
            actor.country = min(told)
        elif not told and state is not None and any(is_one_a_state(name) for name in names):
            actor.country = state


def _told(name: str) -> str | None:
    known = known_as(name)
    if known is not None and known.country is not None and known.type != "PERSON":
        return known.country
    return state_named_in(name) if is_body(name) else None


def _state_around(actors: Actors, datelines: Sequence[str]) -> str | None:
    """Return the one state that an article is from or about; nothing where two may be meant."""
    # Persons and towns count: in "Iranian envoys met in Moscow" two states' ministries may be meant.
    named = {actor.country for actor in actors.living() if actor.mentions and actor.country} - {None}
    cities = [folded_entries()[place] for place in datelines if place in folded_entries()]
    home = {city.country for city in cities if city.sort == "capital"}
    if len(home) == 1 and (home <= named or not named):
        return min(filter(None, home), default=None)
    return min(filter(None, named), default=None) if len(named) == 1 else None
