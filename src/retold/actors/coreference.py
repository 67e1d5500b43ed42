"""Who is meant, within one article: titles to names, roles to persons, pronouns to whom they stand for.

Sure things first (names, titles beside names, stated aliases), then one pass from left to right for what depends on
what was said before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from retold.actors.appositions import join_beside
from retold.actors.clusters import Actor, Actors, attach, cluster_names
from retold.actors.first_persons import SpeakersBeside, join_first_persons, join_reported, stated_sides
from retold.actors.gazetteer import same_country, words
from retold.actors.genders import give_genders
from retold.actors.ranking import Decision
from retold.actors.records import Mention, Role
from retold.actors.renaming import apply_alias, stated_aliases
from retold.actors.role_fit import role_fit
from retold.actors.salience import Discourse, link
from retold.actors.states import GOVERNMENT, resolve_state
from retold.actors.transcripts import join_transcript
from retold.actors.view import SentenceView
from retold.evidence import rounded

_CATAPHORA_SENTENCES = 3  # a role that opens an article is named soon or not at all
_OPENING_SENTENCES = 1
_TITLE_LATER = 0.9  # a role whose title one person has, later
_TITLES_LATER = 0.6  # the same, where several have it
_NAMED_NEXT = 0.75  # a role that opens an article, and the first person who then speaks
_APPOSED = 0.8  # two nominals with a comma between them, the second indefinite
_NAMED_SOON = 0.6  # a role without a holder, and a person without a role who speaks later in its paragraph
_NAMED_LATER = 0.85  # "a police officer", and then "the officer, Brian Mott"
_FIRST_NAME = 0.7  # "a Dutch doctor", and then the first name that nothing explains
_NAMED_WITHIN = 3  # sentences
_LIST_LENGTH = 120  # characters that a list of counterparts may take
_POSSESSIVES = ("his", "her", "their", "its", "my", "our", "your")
_SURE_OF_GENDER = 0.9  # a pronoun as sure as this tells whether its actor is a man
_SURE_OF_SIDE = 0.6  # "we" is often nobody's side in particular
_OF_OTHERS = frozenset({"counterpart", "predecessor", "successor", "colleague"})


@dataclass(slots=True)
class Resolved:
    """The mentions of one article, by place, and its actors."""

    mentions: list[Mention] = field(default_factory=list)
    actors: Actors = field(default_factory=Actors)


def resolve(
    text: str,
    views: Sequence[SentenceView],
    mentions: list[Mention],
    *,
    floor: float,
    observe: Callable[[Decision], None] | None = None,
) -> Resolved:
    """Give each mention the actor it means, in place; a link below `floor` leaves the mention without actor.

    What stands outside of quotation marks comes first: whose words the rest is then says whom it can mean. `observe`
    is told of every choice among candidates before it is made.
    """
    actors = cluster_names(mentions)
    give_genders(views, mentions, actors)
    join_beside(text, views, mentions, actors)
    aliases = {link.mention: link for link in stated_aliases(text, mentions)}
    for alias in aliases.values():
        if mentions[alias.other].kind == "name":
            apply_alias(actors, mentions, alias)
    discourse = Discourse(mentions, actors, observe=observe)
    for index, mention in enumerate(mentions):
        if mention.kind == "nominal" and mention.actor is None:
            _resolve_nominal(index, mentions, actors, discourse)
        elif mention.kind == "nominal" and mention.definite:
            _join_earlier(mention, mentions, actors, discourse)
        elif mention.kind == "pronoun" and not mention.quoted:
            _resolve_pronoun(index, mention, discourse, None)
        if index in aliases and mentions[aliases[index].other].kind == "nominal":
            apply_alias(actors, mentions, aliases[index])
        if mention.actor is not None and mention.probability < floor:
            actors.leave(index, mention)
        discourse.add(mention)
        if mention.kind == "nominal" and mention.text.split()[-1].lower() in GOVERNMENT:
            actors.last_government = mention.actor
    _counterparts(mentions, actors)
    join_first_persons(mentions, actors)
    join_transcript(text, views, mentions, actors)
    join_reported(mentions, actors)
    _resolve_quoted(text, mentions, actors, floor, observe)
    for mention in mentions:
        mention.probability = rounded(mention.probability)
    return Resolved(mentions, actors)


def _resolve_quoted(
    text: str,
    mentions: Sequence[Mention],
    actors: Actors,
    floor: float,
    observe: Callable[[Decision], None] | None,
) -> None:
    """Give "he", "it" and "they" between quotation marks whom they mean, who is not the speaker, and "we" his side."""
    discourse = Discourse(mentions, actors, observe=observe)
    speakers, sides = SpeakersBeside(mentions, actors), stated_sides(text, mentions, actors)
    for index, mention in enumerate(mentions):
        if mention.kind == "pronoun" and mention.quoted and mention.actor is None:
            found = speakers.of(mention)
            speaker = found.actor if found else None
            if mention.type == "we":
                _resolve_side(index, mention, discourse, speaker, sides)
            else:
                own = sides.get(speaker.index, set()) if speaker is not None else set()
                _resolve_pronoun(index, mention, discourse, speaker, own)
            if mention.actor is not None and mention.probability < floor:
                actors.leave(index, mention)
        discourse.add(mention)


def _resolve_side(
    index: int, pronoun: Mention, discourse: Discourse, speaker: Actor | None, sides: dict[int, set[int]]
) -> None:
    """Give "we" of a speaking person the body or state that he speaks for."""
    if speaker is None or speaker.type != "PERSON":
        return
    choice = discourse.whom("we", pronoun, speaker=speaker, sides=sides.get(speaker.index, set()))
    if choice is not None and choice.probability >= _SURE_OF_SIDE:
        link(choice, index, pronoun)


def _resolve_nominal(index: int, mentions: Sequence[Mention], actors: Actors, discourse: Discourse) -> None:
    """Give a nominal the state, person or body it means, or an actor of its own."""
    nominal = mentions[index]
    before = _apposed(index, mentions) or _subject_of_predicate(index, mentions)
    actor = actors.of(before) if before is not None else None
    if before is not None and actor is not None:
        _name(index, nominal, actor, _APPOSED, "apposition", before)
        return
    if resolve_state(index, mentions, actors, discourse):
        return
    if nominal.definite and not _belongs_to_another(nominal):
        choice = None
        if nominal.type == "PERSON" and not nominal.plural:
            choice = discourse.whom("role", nominal)
            if (choice is None or choice.probability < 0.5) and _named_later(index, mentions, actors):
                return
        elif nominal.type in ("ORG", "GROUP"):
            choice = discourse.whom("body", nominal)
        if choice is not None and choice.probability >= 0.5:
            link(choice, index, nominal)
            return
    elif _name_first_heard_of(index, mentions, actors):
        return
    actor = actors.make(nominal.type or "OTHER", country=nominal.country, named=False)
    actor.gender = nominal.gender
    attach(actor, index, nominal)


def _join_earlier(nominal: Mention, mentions: Sequence[Mention], actors: Actors, discourse: Discourse) -> None:
    """Join an earlier actor without a name to the one whose name now stands beside the noun that it was called by.

    "A police officer shot a boy … The officer, Brian Mott": the first mention is of him.
    """
    actor = actors.of(nominal)
    earlier = discourse.unnamed(nominal)
    if actor is None or earlier is None or earlier is actor or not actor.named or earlier.type != actor.type:
        return
    if not _may_be(nominal, earlier) or (earlier.gender and actor.gender and earlier.gender != actor.gender):
        return
    for place in earlier.mentions:
        mentions[place].probability = min(mentions[place].probability, _NAMED_LATER)
        mentions[place].because("named after its role", 1.5, nominal.span)
    actors.merge(actor.index, earlier.index)


def _name_first_heard_of(index: int, mentions: Sequence[Mention], actors: Actors) -> bool:
    """Give somebody whom an article opens with, "a Dutch doctor held by gunmen", the first name that nothing explains.

    The name must be a person's, soon, the subject of a sentence, not named before, and without an office of its own.
    """
    nominal = mentions[index]
    opens = nominal.sentence <= _OPENING_SENTENCES and nominal.subject and not nominal.shouted
    if not opens or nominal.type != "PERSON" or nominal.plural or nominal.definite:
        return False
    place = next((i for i in range(index + 1, len(mentions)) if _is_person_named(mentions[i])), None)
    if place is None or mentions[place].sentence - nominal.sentence > _NAMED_WITHIN:
        return False
    actor = actors.of(mentions[place])
    if actor is None or not mentions[place].subject or actor.roles or not _may_be(nominal, actor):
        return False
    if any(mentions[other].kind == "name" and other < place for other in actor.mentions):
        return False
    _name(index, nominal, actor, _FIRST_NAME, "named after its role", mentions[place])
    return True


def _is_person_named(mention: Mention) -> bool:
    return mention.kind == "name" and mention.type == "PERSON"


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


def _subject_of_predicate(index: int, mentions: Sequence[Mention]) -> Mention | None:
    """Return whom a predicate noun describes: "he was a pharmacist", "Hale became a judge"."""
    nominal = mentions[index]
    if not nominal.predicate or nominal.plural or nominal.type != "PERSON":
        return None
    for before in reversed(mentions[max(0, index - 8) : index]):
        if before.sentence != nominal.sentence:
            return None
        if before.is_verbs_subject and before.verbs[:1] == nominal.verbs[:1]:
            single = not before.plural and before.type in ("PERSON", "he", "she")
            return before if single and before.actor is not None else None
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


def _resolve_pronoun(
    index: int, pronoun: Mention, discourse: Discourse, speaker: Actor | None, sides: Collection[int] = ()
) -> None:
    """Give "he", "she", "it" and "they" their actor, never `speaker`; first and second persons keep none."""
    kind = {"he": "person", "she": "person", "it": "it", "they": "they"}.get(pronoun.type or "")
    choice = discourse.whom(kind, pronoun, speaker=speaker, sides=sides) if kind else None
    if choice is not None:
        link(choice, index, pronoun)
        if choice.actor.gender is None and pronoun.gender and choice.probability >= _SURE_OF_GENDER:
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
