"""Words that stand for a state: its government, its people with the article, "the country", "his country"."""

from __future__ import annotations

from collections.abc import Sequence

from retold.actors.clusters import Actor, Actors, attach
from retold.actors.gazetteer import country_names, words
from retold.actors.records import Mention
from retold.actors.salience import Discourse

GOVERNMENT = frozenset({"government", "administration", "regime"})
_OF_STATE = 0.75  # "the Norwegian government" for Norway
_BARE = 0.6  # "the government" for the one last named so
_PEOPLE = 0.6  # "the Americans" for the United States
_OWN = 0.8  # "his country" for the country of his office
_LAST_NAMED = 0.55  # "the country" for the state last named
_PLACES_BACK = 3


def resolve_state(index: int, mentions: Sequence[Mention], actors: Actors, discourse: Discourse) -> bool:
    """Give a nominal that stands for a state its actor; tell whether it is such a nominal, resolved or not."""
    nominal = mentions[index]
    head = nominal.text.split()[-1].lower()
    if nominal.type == "NORP":
        # With the article and without a number, a people is its state, less surely than the state's name.
        if nominal.definite and nominal.country is not None:
            _stand_for(state_of(nominal.country, actors), index, nominal, _PEOPLE, "people for its state")
        return True
    if head in GOVERNMENT and _is_government(index, nominal, mentions, actors):
        return True
    if head in words("country_heads") and not nominal.plural:
        if nominal.definite:
            _country(index, nominal, mentions, actors, discourse)
        return True
    return False


def state_of(country: str, actors: Actors) -> Actor:
    """Return the article's actor for a country (alpha-3 code or folded name); made where no name gives it."""
    found = actors.state(country)
    if found is None:
        key = f"country:{country}" if country in country_names() else None
        found = actors.make("GPE", key=key, country=country, named=False)
    return found


def _stand_for(actor: Actor, index: int, nominal: Mention, probability: float, kind: str) -> None:
    nominal.probability = probability
    nominal.acting = True
    nominal.because(kind, 1.0)
    attach(actor, index, nominal)


def _is_government(index: int, nominal: Mention, mentions: Sequence[Mention], actors: Actors) -> bool:
    if nominal.country is not None:
        _stand_for(state_of(nominal.country, actors), index, nominal, _OF_STATE, "government of a state")
        return True
    if nominal.text.lower() not in ("the government", "its government"):
        return False
    last = actors.last_government
    if last is None or actors.get(last).type != "GPE" or not mentions:
        return False
    _stand_for(actors.get(last), index, nominal, _BARE, "head noun")
    return True


def _country(index: int, nominal: Mention, mentions: Sequence[Mention], actors: Actors, discourse: Discourse) -> None:
    owner = mentions[index - 1] if index else None
    if owner is not None and owner.kind == "pronoun" and owner.span.begin == nominal.span.begin:
        person = actors.of(owner)
        if person is not None and person.country is not None:
            probability = min(_OWN, owner.probability)
            _stand_for(state_of(person.country, actors), index, nominal, probability, "country of a person")
        return
    for mention, actor in discourse.latest(("GPE",))[:_PLACES_BACK]:
        if nominal.sentence - mention.sentence <= 1 and actor.country is not None and mention.kind == "name":
            _stand_for(actor, index, nominal, _LAST_NAMED, "state last named")
            return
