"""A deed before it is a row, and where in a sentence its recipients stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from retold.actors.events.grammar import Clause
from retold.actors.events.lexicon import Entry, entries
from retold.actors.events.parties import Cast, Party
from retold.language.wordlists import words

_LOOSE_PARTICLES = words("up")  # "backs up" is "backs"
_IN_PERSON = ("CONSULT", "YIELD")  # what belongs to somebody is not met or freed
ROUND_ABOUT = ("by", "from")  # who did what a noun tells of


@dataclass(frozen=True, slots=True)
class Deed:
    """A deed with one actor and at most one recipient, as the grammar gives it."""

    entry: Entry
    trigger: int  # token of the word that names it
    words: tuple[int, ...]  # tokens that name it, the light verb or particle among them
    actor: Party
    recipient: Party | None
    place: str  # where the recipient was found; "none" without one
    carried: bool = False  # by a light verb

    @property
    def dyad(self) -> tuple[str, str | None]:
        """Who acts on whom."""
        return self.actor.key, None if self.recipient is None else self.recipient.key


def verb_readings(clause: Clause, verb: int) -> tuple[tuple[Entry, ...], tuple[int, ...]]:
    """Return what a verb may mean, its particle counted in, and the tokens that name it."""
    particles = [c for c in clause.below(verb, "prt", "advmod") if c > verb]
    for particle in particles:
        found = entries().get(("v", f"{clause.lemmas[verb]}_{clause.lemmas[particle]}"))
        if found:
            return found, (verb, particle)
    real = [c for c in particles if clause.tokens[c].relation == "prt"]
    if real and clause.lemmas[real[0]] not in _LOOSE_PARTICLES:
        return (), (verb,)
    for child in clause.below(verb, "acomp", "oprd", "dobj", "prep"):  # "shoot dead", "join forces", "stand by"
        found = entries().get(("v", f"{clause.lemmas[verb]}_{clause.lemmas[child]}"))
        if found:
            return found, (verb, child)
    return entries().get(("v", clause.lemmas[verb]), ()), (verb,)


def noun_readings(clause: Clause, noun: int) -> tuple[tuple[Entry, ...], tuple[int, ...]]:
    """Return what a noun may mean, a compound before its head, and the tokens that name it."""
    for child in clause.below(noun, "compound"):
        found = entries().get(("n", f"{clause.lemmas[child]}_{clause.lemmas[noun]}"))
        if found:
            return found, (child, noun)
    return entries().get(("n", clause.lemmas[noun]), ()), (noun,)


def parties_at(
    clause: Clause, cast: Cast, verb: int, patient: int | None, place: str, entry: Entry, others: Sequence[str]
) -> list[Party]:
    """Return who stands at one place of a verb: its object, indirect object, or after a preposition."""
    if place == "obj":
        found = [] if patient is None else cast.parties(clause, patient, other_than=others)
        return [party for party in found if not (party.steps and entry.type in _IN_PERSON and entry.mode != "mediate")]
    if place == "dat":
        given = clause.below(verb, "dative") or ([] if patient is None else clause.below(patient, "nmod"))
        return [
            p
            for each in given
            if clause.tokens[each].part != "ADP"
            for p in cast.parties(clause, each, other_than=others)
        ]
    if place in ("sym", "none", "poss"):
        return []
    for indexes in (clause.after(verb, (place,)), [] if patient is None else clause.within(patient, (place,))):
        found = [party for index in indexes for party in cast.parties(clause, index, other_than=others)]
        if found:
            return found
    return []


def parties_after(
    clause: Clause, cast: Cast, index: int, prepositions: Iterable[str], others: Sequence[str]
) -> list[Party]:
    """Return who stands after the prepositions that hang by a word."""
    return [
        party for each in clause.after(index, prepositions) for party in cast.parties(clause, each, other_than=others)
    ]
