"""The deeds that verbs tell of: "Doria backs the rebels", "the rebels receive weapons from Doria"."""

from __future__ import annotations

from collections.abc import Sequence

from retold.actors.events.deeds import Deed, noun_readings, parties_at, verb_readings
from retold.actors.events.grammar import Clause
from retold.actors.events.lexicon import Entry, classes, entries, listed
from retold.actors.events.parties import Cast, Party

_BY_CLAUSE = ("REQUEST",)  # whom a demand is made of may be the subject of what is demanded
_VIOLENT = ("SUPPORT", "ASSAULT", "AID")
_AID = Entry("v", "AID", None, ("from",), frozenset())


def deeds_of_verb(clause: Clause, cast: Cast, verb: int) -> list[Deed]:
    """Return the deeds that a verb tells of: each of its actors with each of its recipients."""
    if clause.tokens[verb].relation in ("amod", "compound", "aux", "auxpass"):
        return []
    readings, named = verb_readings(clause, verb)
    if not readings:
        return _received(clause, cast, verb)
    actors = _actors_of(clause, cast, verb, readings[0])
    if not actors:
        return []
    for entry in readings:
        deeds = _with_reading(clause, cast, verb, entry, named, actors)
        if deeds:
            return deeds
    return []


def _received(clause: Clause, cast: Cast, verb: int) -> list[Deed]:
    """Return the aid that a verb of getting tells of: "the militia receives weapons from smugglers"."""
    goods = clause.patient(verb)
    if clause.lemmas[verb] not in listed("reversed") or goods is None or clause.lemmas[goods] not in classes()["@aid"]:
        return []
    if ("n", clause.lemmas[goods]) in entries():
        return []  # the noun itself is read
    subject = clause.subject(verb)
    recipients = [] if subject is None else cast.parties(clause, subject)
    actors = parties_at(clause, cast, verb, goods, "from", _AID, [party.key for party in recipients])
    return [Deed(_AID, verb, (verb, goods), a, r, "subject") for a in actors for r in recipients if a.key != r.key]


def _actors_of(clause: Clause, cast: Cast, verb: int, entry: Entry) -> list[Party]:
    """Return who acts; of a verb that opens a quotation, whoever the quotation is by."""
    agent = clause.agent(verb)
    found = [] if agent is None else cast.parties(clause, agent)
    speaker = cast.reported(clause.tokens[verb].span)
    if speaker is not None and speaker.key not in {party.key for party in found}:
        return [speaker]
    if not found and agent is None and entry.type == "ASSAULT" and clause.is_passive(verb):
        for noun in clause.after(verb, ("in", "during", "by", "after")):  # "were killed in Dorian airstrikes"
            if any(reading.type == "ASSAULT" for reading in noun_readings(clause, noun)[0]):
                return cast.owners(clause, noun)
    return found


def _with_reading(  # noqa: PLR0911 - a list of cases, first match decides
    clause: Clause, cast: Cast, verb: int, entry: Entry, named: tuple[int, ...], actors: list[Party]
) -> list[Deed]:
    patient = clause.patient(verb)
    if entry.needs:
        if patient is None or not _is_needed(clause, cast, patient, entry):
            return []
        if "obj" not in entry.places and _is_another_s(clause, cast, patient, actors):
            return []
        if "obj" not in entry.places:
            named = tuple(sorted({*named, patient}))
    others = [actor.key for actor in actors]
    for place in entry.places:
        recipients = parties_at(clause, cast, verb, patient, place, entry, others)
        recipients = [party for party in recipients if party.key not in others]
        if recipients:
            return [Deed(entry, verb, named, a, r, place) for a in actors for r in recipients]
    if entry.type in _BY_CLAUSE:
        recipients = [party for party in _asked_in_clause(clause, cast, verb, others) if party.key not in others]
        if recipients:
            return [Deed(entry, verb, named, a, r, "clause") for a in actors for r in recipients]
    if patient is not None and entry.type in _VIOLENT and clause.lemmas[patient] in classes()["@armed"]:
        return [Deed(entry, verb, named, a, None, "cause") for a in actors]  # "backs terrorism"
    if "sym" in entry.places and len(actors) > 1:
        return [Deed(entry, verb, named, a, b, "sym") for i, a in enumerate(actors) for b in actors[i + 1 :]]
    if "none" in entry.places:
        return [Deed(entry, verb, named, a, None, "none") for a in actors]
    return []


def _is_another_s(clause: Clause, cast: Cast, patient: int, actors: Sequence[Party]) -> bool:
    """Tell whether what a verb ends or gives is another's deed: "end Dorian support for the rebels"."""
    if not entries().get(("n", clause.lemmas[patient])):
        return False
    own = {actor.key for actor in actors}
    adjectives = [party for party in cast.owners(clause, patient) if party.kind == "adjective" or party.steps > 1]
    owned = clause.first(patient, "poss")
    adjectives += [] if owned is None else cast.parties(clause, owned)
    return any(party.key not in own for party in adjectives)


def _is_needed(clause: Clause, cast: Cast, patient: int, entry: Entry) -> bool:
    phrase = [
        each for one in clause.conjuncts(patient) for each in (one, *clause.below(one, "compound", "amod", "nmod"))
    ]
    phrase += [each for one in clause.conjuncts(patient) for each in clause.after(one, ("of",))]
    if any(clause.lemmas[each] in entry.needs for each in phrase):
        return True
    if entry.type != "ASSAULT" or entry.places[0] != "obj":
        return False
    return any(party.type in ("GROUP", "GPE") and not party.steps for party in cast.parties(clause, patient))


def _asked_in_clause(clause: Clause, cast: Cast, verb: int, others: Sequence[str]) -> list[Party]:
    """Return of whom something is demanded: the subject of the clause, or whom its verb's complement names."""
    for below in clause.below(verb, "ccomp", "xcomp", "advcl"):
        subject = clause.first(below, "nsubj", "nsubjpass")
        for index in (subject, *clause.after(below, ("from", "by"))):
            found = [] if index is None else cast.parties(clause, index, other_than=others)
            if found:
                return found
    return []
