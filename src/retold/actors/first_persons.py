"""Whom "I" and "we" mean in words between marks: who speaks beside them, or spoke last before them, or his side.

"We" is a body, group or state that speaks itself; of a person it is a side, which his roles may state.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from retold.actors.clusters import Actor, Actors, attach
from retold.actors.records import Mention

_BESIDE = 0.92  # the reporting clause stands in the same sentence
_NEAR = 0.85  # in the same paragraph
_BEFORE = 0.65  # in the paragraph before, where this one has none
_PARAGRAPHS_OF_ONE_SPEECH = 6  # a long speech goes on over paragraphs that name no speaker
_REPORTED = 0.85  # "I was young, said Lund", without marks
_GOING_ON = 0.7  # and the next sentences of the paragraph
_SIDES = ("ORG", "GROUP", "GPE")
_LINK = re.compile(r"^ (?:of|for|at|with|from)(?: the)? $")
_MEMBERS = frozenset({"lawyer", "attorney", "critic", "analyst", "rival", "opponent", "former", "ex", "patient", "fan"})


@dataclass(frozen=True, slots=True)
class Beside:
    """Who speaks beside a mention, at which mention, and how sure that is."""

    mention: Mention
    actor: Actor
    sure: float


class SpeakersBeside:
    """The actors who speak outside marks, asked for the one whose words a quoted mention stands in."""

    def __init__(self, mentions: Sequence[Mention], actors: Actors) -> None:
        self._by_paragraph: dict[int, list[tuple[Mention, Actor]]] = {}
        outside = {mention.paragraph for mention in mentions if not mention.quoted}
        self._all_quoted = {mention.paragraph for mention in mentions} - outside
        for mention in mentions:
            actor = actors.of(mention)
            if mention.speech and mention.subject and not mention.quoted and actor is not None:
                self._by_paragraph.setdefault(mention.paragraph, []).append((mention, actor))

    def of(self, quoted: Mention) -> Beside | None:
        """Return who speaks in the sentence, else in the paragraph, else at the end of the paragraph before."""
        here = self._by_paragraph.get(quoted.paragraph, [])
        beside = [one for one in here if one[0].sentence == quoted.sentence]
        for found, sure in ((beside, _BESIDE), (here, _NEAR)):
            if found:
                return Beside(*min(found, key=lambda one: (abs(one[0].sentence - quoted.sentence), one[0].span)), sure)
        for back in range(1, _PARAGRAPHS_OF_ONE_SPEECH + 1):
            before = self._by_paragraph.get(quoted.paragraph - back, [])
            if before:
                return Beside(*before[-1], _BEFORE)
            if quoted.paragraph - back not in self._all_quoted:
                return None
        return None


def join_first_persons(mentions: Sequence[Mention], actors: Actors) -> None:
    """Give the first persons in marks the actor who speaks, in place; those without a speaker beside them stay open.

    "We" of a person stays open too: `ranking` weighs which of the bodies named is his side.
    """
    speakers = SpeakersBeside(mentions, actors)
    for index, pronoun in enumerate(mentions):
        if pronoun.kind != "pronoun" or not pronoun.quoted or pronoun.type not in ("i", "we"):
            continue
        found = speakers.of(pronoun)
        if found is None:
            continue
        one = found.actor.type in ("PERSON", "OTHER") and not found.mention.plural
        if one if pronoun.type == "i" else found.actor.type in _SIDES:
            pronoun.probability = found.sure * found.mention.probability
            pronoun.because("first person", 1.5, found.mention.span)
            attach(found.actor, index, pronoun)


def join_reported(mentions: Sequence[Mention], actors: Actors) -> None:
    """Give "I" outside marks the person whose reporting clause its own hangs by, in place: "I was young, said Lund".

    Sentences of the same paragraph behind such a one go on with it.
    """
    going_on: dict[int, tuple[Mention, Actor]] = {}
    subjects: dict[int, list[Mention]] = {}  # by sentence
    for mention in mentions:
        if mention.is_verbs_subject:
            subjects.setdefault(mention.sentence, []).append(mention)
    for index, pronoun in enumerate(mentions):
        if pronoun.kind != "pronoun" or pronoun.type != "i" or pronoun.quoted or pronoun.actor is not None:
            continue
        said_by, sure = _reporting(pronoun, subjects.get(pronoun.sentence, ()), actors), _REPORTED
        if said_by is None and pronoun.paragraph in going_on:
            said_by, sure = going_on[pronoun.paragraph], _GOING_ON
        if said_by is not None:
            going_on[pronoun.paragraph] = said_by
            pronoun.probability = sure * said_by[0].probability
            pronoun.because("first person", 1.5, said_by[0].span)
            attach(said_by[1], index, pronoun)


def _reporting(pronoun: Mention, subjects: Sequence[Mention], actors: Actors) -> tuple[Mention, Actor] | None:
    """Return which of a sentence's subjects has a verb of speech above the pronoun's own clause, behind it."""
    for other in subjects:
        if other.span.begin < pronoun.span.end:
            continue
        actor = actors.of(other)
        above = other.speech and bool(other.verbs) and other.verbs[0] in pronoun.verbs[1:]
        if above and actor is not None and actor.type == "PERSON" and not other.plural:
            return other, actor
    return None


def stated_sides(text: str, mentions: Sequence[Mention], actors: Actors) -> dict[int, set[int]]:
    """Return for each person, by number, the bodies and states that its roles say it speaks or works for.

    "Its director", "the ministry's spokesman", "Harbour Bank chairman", "a spokesman for the Guard".
    """
    sides: dict[int, set[int]] = {}
    for index, nominal in enumerate(mentions):
        person = actors.of(nominal)
        if nominal.kind != "nominal" or person is None or person.type != "PERSON" or _is_outside(nominal):
            continue
        for other in (*mentions[max(0, index - 3) : index], *mentions[index + 1 : index + 5]):
            body = actors.of(other)
            if body is None or body.type not in _SIDES or body is person:
                continue
            behind = nominal.span.end <= other.span.begin and _LINK.match(text[nominal.span.end : other.span.begin])
            if behind or nominal.span.contains(other.span):
                sides.setdefault(person.index, set()).add(body.index)
    return sides


def _is_outside(nominal: Mention) -> bool:
    return any(part in _MEMBERS for part in nominal.text.lower().replace("-", " ").split())
