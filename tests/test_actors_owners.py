"""Tests of `retold.actors.owners`: whose a body is."""

from __future__ import annotations

from retold.actors.clusters import Actors
from retold.actors.owners import give_countries


def article(bodies: list[str], states: list[str]) -> Actors:
    """Return the actors of an article with these bodies and states."""
    actors = Actors()
    for code in states:
        actors.make("GPE", key=f"country:{code}", country=code).mentions.append(0)
    for name in bodies:
        actors.make("ORG").names[name] = 1
    return actors


def countries(actors: Actors, *datelines: str) -> list[str | None]:
    give_countries(actors, datelines)
    return [actor.country for actor in actors.living() if actor.type == "ORG"]


def test_a_name_tells_its_country():
    """
    Other states in the article do not matter.
    """
    assert ["IRN", "TUR"] == countries(article(["Iranian Foreign Ministry", "Central Bank of Turkey"], ["RUS"]))


def test_the_only_state_named_has_the_ministry():
    """
    Nobody else's can be meant.
    """
    assert ["NOR"] == countries(article(["Foreign Ministry"], ["NOR"]))


def test_of_two_states_the_dateline_decides():
    """
    A report from a capital means that capital's ministry.
    """
    assert ["NOR"] == countries(article(["Foreign Ministry"], ["NOR", "SWE"]), "oslo")


def test_of_two_states_without_a_dateline_none_is_guessed():
    """
    A wrong country would join two ministries.
    """
    assert [None] == countries(article(["Foreign Ministry"], ["NOR", "SWE"]))


def test_a_dateline_of_a_state_that_is_not_the_matter_tells_nothing():
    """
    A correspondent may sit in a neighbouring capital.
    """
    assert [None] == countries(article(["Foreign Ministry"], ["SWE", "FIN"]), "oslo")


def test_what_a_state_has_many_of_gets_no_country():
    """
    A health department may be a town's.
    """
    assert [None] == countries(article(["Health Department"], ["NOR"]))


def test_a_person_of_another_state_leaves_doubt():
    """
    The envoy's own ministry may be meant.
    """
    actors = article(["Foreign Ministry"], ["NOR"])
    actors.make("PERSON", country="SWE").mentions.append(1)

    assert [None] == countries(actors)
