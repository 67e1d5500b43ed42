"""The deeds that nouns and adjectives tell of, by themselves or carried by a light verb.

"Dorian support for the rebels", "Doria gives support to the rebels", "the rebels receive support from Doria".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from retold.actors.events.deeds import ROUND_ABOUT, Deed, noun_readings, parties_after, parties_at, verb_readings
from retold.actors.events.grammar import Clause
from retold.actors.events.lexicon import Entry, entries, listed
from retold.actors.events.parties import Cast, Party
from retold.actors.events.types import MUTUAL
from retold.language.wordlists import words

_AGENT_NOUNS = words("supporter backer ally sponsor patron champion defender friend")
_MUTUAL_PLACES = ("between", "among")


def deeds_of_noun(clause: Clause, cast: Cast, noun: int) -> list[Deed]:
    """Return the deeds that a noun tells of; one that a verb takes as its own object tells nothing more."""
    readings, named = noun_readings(clause, noun)
    readings = tuple(entry for entry in readings if _is_modified(clause, noun, entry))
    if not readings or cast.is_name(clause.tokens[noun].span) or _belongs_to_verb(clause, noun):
        return []
    if clause.lemmas[noun] in _AGENT_NOUNS:
        return _of_agent_noun(clause, cast, noun, readings[0])
    for entry in readings:
        deeds = _noun_with(clause, cast, noun, entry, named)
        if deeds:
            return deeds
    return []


def _is_modified(clause: Clause, noun: int, entry: Entry) -> bool:
    if not entry.needs:
        return True
    before = [clause.tokens[c].text.lower() for c in clause.below(noun, "compound", "amod", "nmod")]
    before += [clause.lemmas[c] for c in clause.after(noun, ("of",))]
    return any(word in entry.needs for word in before)


def _belongs_to_verb(clause: Clause, noun: int) -> bool:
    """Tell whether a verb with its own reading takes the noun as the object that it needs: "impose sanctions"."""
    head = clause.parent(clause.chain_head(noun))
    if head is None or clause.tokens[clause.chain_head(noun)].relation not in ("dobj", "nsubjpass"):
        return False
    readings, _ = verb_readings(clause, head)
    return any(entry.needs and clause.lemmas[noun] in entry.needs and "obj" not in entry.places for entry in readings)


def _told_of(clause: Clause, cast: Cast, noun: int, others: Sequence[str]) -> list[Party]:
    """Return whom an accusation is about: the subject of what it says, "claims that Doria …"."""
    for below in clause.below(noun, "acl", "ccomp", "relcl"):
        subject = clause.first(below, "nsubj", "nsubjpass")
        if subject is not None and clause.below(below, "mark"):
            return cast.parties(clause, subject, other_than=others)
    return []


def _noun_with(  # noqa: PLR0911 - a list of cases, first match decides
    clause: Clause, cast: Cast, noun: int, entry: Entry, named: tuple[int, ...]
) -> list[Deed]:
    carrier, turned = _carrier(clause, noun)
    between = [p for each in clause.after(noun, _MUTUAL_PLACES) for p in cast.parties(clause, each)]
    if len(between) > 1 and entry.type in MUTUAL:
        return [Deed(entry, noun, named, a, b, "between") for i, a in enumerate(between) for b in between[i + 1 :]]
    own = cast.owners(clause, noun)
    own = own or parties_after(clause, cast, noun, [p for p in ROUND_ABOUT if p not in entry.places], ())
    if turned and carrier is not None:
        return _turned(clause, cast, noun, entry, named, carrier, own)
    actors = own or _carrying_subject(clause, cast, carrier) or _of_whom(clause, cast, noun, entry)
    if not actors:
        return []
    others = [actor.key for actor in actors]
    words_of = named if own or carrier is None else tuple(sorted({*named, carrier}))
    for place, there in _noun_recipients(clause, cast, noun, entry, carrier, others):
        found = [party for party in there if party.key not in others]
        if found:
            return [Deed(entry, noun, words_of, a, r, place, not own) for a in actors for r in found]
    told_of = _told_of(clause, cast, noun, others) if entry.type == "ACCUSE" else []
    if told_of:
        return [Deed(entry, noun, words_of, a, r, "clause") for a in actors for r in told_of if r.key not in others]
    if len(actors) > 1 and entry.type in MUTUAL and not own:
        return [Deed(entry, noun, words_of, a, b, "sym", True) for i, a in enumerate(actors) for b in actors[i + 1 :]]
    return []


def _noun_recipients(
    clause: Clause, cast: Cast, noun: int, entry: Entry, carrier: int | None, others: Sequence[str]
) -> Iterable[tuple[str, list[Party]]]:
    """Yield where the recipient of a noun's deed may stand: its own phrase first, then by the verb that carries it."""
    for place in entry.places:
        yield (
            place,
            [p for each in clause.within(noun, (place,)) for p in cast.parties(clause, each, other_than=others)],
        )
    if carrier is not None:
        for place in entry.places:
            if place not in ("in", "of"):
                yield place, parties_after(clause, cast, carrier, (place,), others)
        if "to" in entry.places:
            yield "dat", parties_at(clause, cast, carrier, None, "dat", entry, others)
    first = clause.chain_head(noun)
    preposition = clause.parent(first)
    if entry.type == "REQUEST" and preposition is not None and clause.lemmas[preposition] in ("at", "on", "upon"):
        governor = clause.parent(preposition)  # "Doria intervened at the request of Valis"
        agent = None if governor is None or not clause.is_verb(governor) else clause.agent(governor)
        yield "agent", [] if agent is None else cast.parties(clause, agent)


def _carrier(clause: Clause, noun: int) -> tuple[int | None, bool]:
    """Return the verb that carries a deed's noun, and whether its subject is the recipient."""
    first = clause.chain_head(noun)
    head = clause.parent(first)
    if head is None:
        return None, False
    relation = clause.tokens[first].relation
    if relation == "pobj" and clause.parent(head) is not None:  # "is in talks with", "came under attack by"
        governor = clause.tokens[head].head
        preposition = clause.lemmas[head]
        if preposition not in ("in", "under", "into", "at"):
            return None, False
        light = clause.lemmas[governor] in ("be", "enter", "engage", "hold", "involve", "speak", "come", "participate")
        return (governor, preposition == "under") if light else (None, False)
    if relation not in ("dobj", "nsubjpass", "attr", "oprd"):
        return None, False
    lemma = clause.lemmas[head]
    particles = [clause.lemmas[c] for c in clause.below(head, "prt")]
    names = {lemma, *(f"{lemma}_{particle}" for particle in particles)}
    if names & listed("reversed"):
        return head, True
    light = bool(names & listed("light")) or bool(names & listed("cease"))
    return (head, False) if light else (None, False)


def _carrying_subject(clause: Clause, cast: Cast, carrier: int | None) -> list[Party]:
    if carrier is None:
        return []
    agent = clause.agent(carrier)
    return [] if agent is None else cast.parties(clause, agent)


def _of_whom(clause: Clause, cast: Cast, noun: int, entry: Entry) -> list[Party]:
    return [] if "of" in entry.places else parties_after(clause, cast, noun, ("of",), ())


def _turned(
    clause: Clause, cast: Cast, noun: int, entry: Entry, named: tuple[int, ...], carrier: int, own: list[Party]
) -> list[Deed]:
    """Return the deeds of "receives support from": who receives is the recipient."""
    subject = clause.subject(carrier)
    recipients = [] if subject is None else cast.parties(clause, subject)
    actors = own or parties_after(clause, cast, carrier, ROUND_ABOUT, [party.key for party in recipients])
    return [
        Deed(entry, noun, tuple(sorted({*named, carrier})), actor, recipient, "subject", True)
        for actor in actors
        for recipient in recipients
        if actor.key != recipient.key
    ]


def _of_agent_noun(clause: Clause, cast: Cast, noun: int, entry: Entry) -> list[Deed]:
    """Return what "X is an ally of Y" and "X, a backer of Y" say; a supporter without a name did nothing here."""
    first = clause.chain_head(noun)
    head = clause.parent(first)
    relation = clause.tokens[first].relation
    if head is None or relation not in ("attr", "appos", "oprd", "pobj"):
        return []
    if relation == "pobj" and clause.lemmas[head] != "as":
        return []
    if relation == "pobj":
        governor = clause.parent(head)
        subject = None if governor is None else clause.patient(governor) or clause.subject(governor)
    else:
        subject = head if relation == "appos" else clause.subject(head)
    if subject is None or subject == noun:
        return []
    actors = cast.parties(clause, subject)
    others = [actor.key for actor in actors]
    found = parties_after(clause, cast, noun, ("of",), others) or cast.owners(clause, noun)
    found = [party for party in found if party.key not in others]
    return [Deed(entry, noun, (noun,), a, r, "of") for a in actors for r in found]


def deeds_of_adjective(clause: Clause, cast: Cast, index: int) -> list[Deed]:
    """Return the deeds of "X is opposed to Y"."""
    readings = entries().get(("a", clause.lemmas[index]), ())
    head = clause.parent(index)
    if not readings or head is None:
        return []
    subject = clause.subject(head) if clause.tokens[index].relation == "acomp" else None
    if subject is None:
        return []
    actors = cast.parties(clause, subject)
    others = [actor.key for actor in actors]
    for place in readings[0].places:
        found = [p for p in parties_after(clause, cast, index, (place,), others) if p.key not in others]
        if found:
            return [Deed(readings[0], index, (index,), a, r, place) for a in actors for r in found]
    return []
