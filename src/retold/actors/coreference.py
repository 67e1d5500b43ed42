"""Who is meant, within one article: titles to names, roles to persons, pronouns to whom they stand for.

Sure things first (names, titles beside names, stated aliases), then one pass from left to right for what depends on
what was said before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from retold.actors.appositions import join_beside
from retold.actors.clusters import Actor, Actors, attach, cluster_names
from retold.actors.first_persons import join_first_persons
from retold.actors.gazetteer import same_country, words
from retold.actors.records import Mention, Role
from retold.actors.renaming import apply_alias, stated_aliases
from retold.actors.salience import Discourse, link, role_fit
from retold.actors.states import GOVERNMENT, resolve_state
from retold.actors.view import SentenceView
from retold.evidence import rounded

_CATAPHORA_SENTENCES = 3  # a role that opens an article is named soon or not at all
_OPENING_SENTENCES = 1
_TITLE_LATER = 0.9  # a role whose title one person has, later
_TITLES_LATER = 0.6  # the same, where several have it
_NAMED_NEXT = 0.75  # a role that opens an article, and the first person who then speaks
_APPOSED = 0.8  # two nominals with a comma between them, the second indefinite
_NAMED_SOON = 0.6  # a role without a holder, and a person without a role who speaks later in its paragraph
_LIST_LENGTH = 120  # characters that a list of counterparts may take
_POSSESSIVES = ("his", "her", "their", "its", "my", "our", "your")
_OF_OTHERS = frozenset({"counterpart", "predecessor", "successor", "colleague"})


@dataclass(slots=True)
class Resolved:
    """The mentions of one article, by place, and its actors."""

    mentions: list[Mention] = field(default_factory=list)
    actors: Actors = field(default_factory=Actors)


def resolve(text: str, views: Sequence[SentenceView], mentions: list[Mention], *, floor: float) -> Resolved:
    """Give each mention the actor it means, in place; a link below `floor` leaves the mention without actor."""
    actors = cluster_names(mentions)
    join_beside(text, views, mentions, actors)
    aliases = {link.mention: link for link in stated_aliases(text, mentions)}
    for alias in aliases.values():
        if mentions[alias.other].kind == "name":
            apply_alias(actors, mentions, alias)
    discourse = Discourse(mentions, actors)
    speaker: Mention | None = None
    for index, mention in enumerate(mentions):
        if mention.kind == "nominal" and mention.actor is None:
            _resolve_nominal(index, mentions, actors, discourse)
        elif mention.kind == "pronoun":
            _resolve_pronoun(index, mention, discourse, speaker)
        if index in aliases and mentions[aliases[index].other].kind == "nominal":
            apply_alias(actors, mentions, aliases[index])
        if mention.actor is not None and mention.probability < floor:
            actors.leave(index, mention)
        discourse.add(mention)
        if mention.kind == "nominal" and mention.text.split()[-1].lower() in GOVERNMENT:
            actors.last_government = mention.actor
        if mention.speech and mention.subject and not mention.quoted and mention.actor is not None:
            speaker = mention
    _counterparts(mentions, actors)
    join_first_persons(mentions, actors)
    for mention in mentions:
        mention.probability = rounded(mention.probability)
    return Resolved(mentions, actors)


def _resolve_nominal(index: int, mentions: Sequence[Mention], actors: Actors, discourse: Discourse) -> None:
    """Give a nominal the state, person or body it means, or an actor of its own."""
    nominal = mentions[index]
    before = _apposed(index, mentions)
    actor = actors.of(before) if before is not None else None
    if before is not None and actor is not None:
        _name(index, nominal, actor, _APPOSED, "apposition", before)
        return
    if resolve_state(index, mentions, actors, discourse):
        return
    if nominal.definite and not _belongs_to_another(nominal):
        choice = None
        if nominal.type == "PERSON" and not nominal.plural:
            choice = discourse.person_for_role(nominal)
            if (choice is None or choice.probability < 0.5) and _named_later(index, mentions, actors):
                return
        elif nominal.type in ("ORG", "GROUP"):
            choice = discourse.body_for(nominal)
        if choice is not None and choice.probability >= 0.5:
            link(choice, index, nominal)
            return
    actor = actors.make(nominal.type or "OTHER", country=nominal.country, named=False)
    actor.gender = nominal.gender
    attach(actor, index, nominal)


def _apposed(index: int, mentions: Sequence[Mention]) -> Mention | None:
    """Return the nominal that this one explains: "its commander, a former teacher"."""
    nominal = mentions[index]
    if nominal.definite or nominal.type != "PERSON" or nominal.plural:
        return None
    for before in reversed(mentions[max(0, index - 3) : index]):
        if before.span.end + len(", ") == nominal.span.begin:
            fitting = before.kind == "nominal" and before.type == "PERSON" and not before.plural and before.definite
            return before if fitting else None
    return None


def _belongs_to_another(nominal: Mention) -> bool:
    """Tell whether a nominal brings in somebody new by way of another: "her brother", "his counterpart"."""
    parts = nominal.text.lower().split()
    return parts[0] in _POSSESSIVES and (parts[-1] in words("kin") or parts[-1] in _OF_OTHERS)


def _named_later(index: int, mentions: Sequence[Mention], actors: Actors) -> bool:
    """Resolve a role that stands before its name: an explicit title later, or the first person who then speaks."""
    nominal = mentions[index]
    role = nominal.role
    if role is None:
        return False
    fits = [actor for actor in actors.people() if role_fit(role, actor.roles) >= 2.0 and _may_be(nominal, actor)]
    if fits:
        probability = _TITLE_LATER if len(fits) == 1 else _TITLES_LATER
        _name(index, nominal, fits[0], probability, "title", mentions[fits[0].mentions[0]])
        return True
    later = _first_speaker(index, mentions) if nominal.subject else None
    actor = actors.of(later) if later is not None else None
    if later is None or actor is None or actor.roles or not _may_be(nominal, actor):
        return False
    opening = nominal.sentence <= _OPENING_SENTENCES
    if not opening and (later.paragraph != nominal.paragraph or not later.speech):
        return False
    _name(index, nominal, actor, _NAMED_NEXT if opening else _NAMED_SOON, "named after its role", later)
    return True


def _may_be(nominal: Mention, actor: Actor) -> bool:
    agrees = nominal.gender is None or actor.gender in (None, nominal.gender)
    return agrees and same_country(nominal.country, actor.country)


def _name(index: int, nominal: Mention, actor: Actor, probability: float, kind: str, where: Mention) -> None:
    nominal.probability = probability
    nominal.because(kind, 1.5, where.span)
    attach(actor, index, nominal)


def _first_speaker(index: int, mentions: Sequence[Mention]) -> Mention | None:
    """Return the first person named as a subject soon after a role that opens the article."""
    for later in mentions[index + 1 :]:
        if later.sentence - mentions[index].sentence > _CATAPHORA_SENTENCES:
            return None
        if later.kind == "name" and later.type == "PERSON" and later.subject:
            return later
    return None


def _resolve_pronoun(index: int, pronoun: Mention, discourse: Discourse, speaker: Mention | None) -> None:
    """Give "he", "she", "it" and "they" their actor; other persons, and pronouns in quotations, keep none."""
    if pronoun.quoted or pronoun.type in ("i", "we", "you"):
        return
    if pronoun.type in ("he", "she"):
        choice = discourse.person_for_pronoun(pronoun, speaker)
    else:
        choice = discourse.thing_for_pronoun(pronoun)
    if choice is not None:
        link(choice, index, pronoun)
        if choice.actor.gender is None and pronoun.gender and choice.probability >= 0.8:
            choice.actor.gender = pronoun.gender


def _counterparts(mentions: Sequence[Mention], actors: Actors) -> None:
    """Give the persons after "his Russian and Turkish counterparts, A and B" their countries, and his office."""
    for index, nominal in enumerate(mentions):
        if nominal.kind != "nominal" or not nominal.text.lower().endswith("counterparts"):
            continue
        near = [other for other in mentions[index - 4 if index > 4 else 0 : index + 12] if other is not nominal]
        places = [other.country for other in near if other.kind == "adjective" and nominal.span.contains(other.span)]
        people = [
            other
            for other in near
            if other.kind == "name"
            and other.type == "PERSON"
            and other.sentence == nominal.sentence
            and nominal.span.end <= other.span.begin < nominal.span.end + _LIST_LENGTH
        ]
        if len(places) == len(people):
            owner = next((o for o in near if o.kind == "pronoun" and o.span.begin == nominal.span.begin), None)
            _share_office(people, places, actors.of(owner) if owner else None, actors)


def _share_office(people: Sequence[Mention], places: Sequence[str | None], owner: Actor | None, actors: Actors) -> None:
    role: Role | None = (
        max(owner.roles, key=lambda each: (owner.roles[each], str(each))) if owner and owner.roles else None
    )
    for person, place in zip(people, places, strict=True):
        actor = actors.of(person)
        if actor is not None:
            actor.country = actor.country or place
        person.role = person.role or role
