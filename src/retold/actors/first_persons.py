"""Whom "I" and "we" mean in words between marks: who speaks beside them, or spoke last before them.

"We" is a body, group or state that speaks itself; of a person it may be any side, so it stays open.
"""

from __future__ import annotations

from collections.abc import Sequence

from retold.actors.clusters import Actor, Actors, attach
from retold.actors.records import Mention

_BESIDE = 0.92  # the reporting clause stands in the same sentence
_NEAR = 0.85  # in the same paragraph
_BEFORE = 0.65  # in the paragraph before, where this one has none
_SIDES = ("ORG", "GROUP", "GPE")


def join_first_persons(mentions: Sequence[Mention], actors: Actors) -> None:
    """Give the first persons in marks the actor who speaks, in place; those without a speaker beside them stay open."""
    speakers = [
        (mention, actor)
        for mention in mentions
        if mention.speech and mention.subject and not mention.quoted and (actor := actors.of(mention)) is not None
    ]
    by_paragraph: dict[int, list[tuple[Mention, Actor]]] = {}
    for mention, actor in speakers:
        by_paragraph.setdefault(mention.paragraph, []).append((mention, actor))
    for index, pronoun in enumerate(mentions):
        if pronoun.kind != "pronoun" or not pronoun.quoted or pronoun.type not in ("i", "we"):
            continue
        found = _speaker_of(pronoun, by_paragraph)
        if found is None:
            continue
        speaker, actor, sure = found
        one = actor.type in ("PERSON", "OTHER") and not speaker.plural
        fits = one if pronoun.type == "i" else actor.type in _SIDES
        if fits:
            pronoun.probability = sure * speaker.probability
            pronoun.because("first person", 1.5, speaker.span)
            attach(actor, index, pronoun)


def _speaker_of(
    pronoun: Mention, by_paragraph: dict[int, list[tuple[Mention, Actor]]]
) -> tuple[Mention, Actor, float] | None:
    here = by_paragraph.get(pronoun.paragraph, [])
    beside = [one for one in here if one[0].sentence == pronoun.sentence]
    for found, sure in ((beside, _BESIDE), (here, _NEAR)):
        if found:
            near = min(found, key=lambda one: (abs(one[0].sentence - pronoun.sentence), one[0].span))
            return *near, sure
    before = by_paragraph.get(pronoun.paragraph - 1, [])
    return (*before[-1], _BEFORE) if before else None
