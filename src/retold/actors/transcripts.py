"""Whom "I" and "you" mean in a transcript, where a label opens what each party says: "Meer: I read it", "A: I did"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from retold.actors.clusters import Actor, Actors, attach
from retold.actors.records import Mention
from retold.actors.view import SentenceView

_NAMED = 0.9  # "Meer: I read it on the train."
_SPOKEN_TO = 0.8  # "you" of one of two parties is the other
_ASKED = 0.75  # "A:" is whom the text before the first question presents
_LABEL = re.compile(r": ?\S")
_LETTERS = re.compile(r"(?:(?P<asks>Q|Question)|(?P<answers>A|Answer)) ?[:.] ?\S")

Sides = dict[int, Actor]  # who speaks in a paragraph


def join_transcript(text: str, views: Sequence[SentenceView], mentions: Sequence[Mention], actors: Actors) -> None:
    """Give "I" the one whose label opens its paragraph and "you" the one other party, in place."""
    speaking = _labelled(text, mentions, actors)
    people = {actor.index: actor for actor in speaking.values() if actor.type == "PERSON"}
    spoken_to: Sides = {}
    for paragraph, actor in speaking.items():
        others = [other for index, other in sorted(people.items()) if index != actor.index]
        if len(others) == 1:
            spoken_to[paragraph] = others[0]
    answering = _interviewed(text, views, mentions, actors) if not speaking else None
    if answering is not None:
        asked, answers, actor = answering
        speaking, spoken_to = dict.fromkeys(answers, actor), dict.fromkeys(asked, actor)
    sure = _ASKED if answering is not None else None
    for index, mention in enumerate(mentions):
        if mention.kind == "pronoun" and mention.actor is None:
            _give(index, mention, speaking, spoken_to, sure)


def _give(index: int, pronoun: Mention, speaking: Sides, spoken_to: Sides, sure: float | None) -> None:
    table, probability = (speaking, _NAMED) if pronoun.type == "i" else (spoken_to, _SPOKEN_TO)
    actor = table.get(pronoun.paragraph)
    if pronoun.type in ("i", "you") and actor is not None and actor.type == "PERSON":
        pronoun.probability = sure or probability
        pronoun.because("first person" if pronoun.type == "i" else "second person", 1.5)
        attach(actor, index, pronoun)


def _labelled(text: str, mentions: Sequence[Mention], actors: Actors) -> Sides:
    """Return who speaks in the paragraphs that a name and a colon open."""
    speaking: Sides = {}
    seen: set[int] = set()
    for mention in mentions:
        opens = mention.paragraph not in seen and mention.kind == "name" and mention.type in ("PERSON", "ORG")
        actor = actors.of(mention)
        if opens and actor is not None and _LABEL.match(text, mention.span.end):
            speaking[mention.paragraph] = actor
        seen.add(mention.paragraph)
    return speaking


def _interviewed(
    text: str, views: Sequence[SentenceView], mentions: Sequence[Mention], actors: Actors
) -> tuple[list[int], list[int], Actor] | None:
    """Return the paragraphs of questions and of answers, and the person presented before them; None where none is."""
    asked: list[int] = []
    answers: list[int] = []
    seen: set[int] = set()
    for view in views:
        if view.paragraph not in seen:
            seen.add(view.paragraph)
            label = _LETTERS.match(text, view.parsed.span.begin)
            if label:
                (asked if label["asks"] else answers).append(view.paragraph)
    if not asked or not answers:
        return None
    counts: Counter[int] = Counter()
    for mention in mentions:
        actor = actors.of(mention)
        if mention.paragraph < min(asked) and actor is not None and actor.named and actor.type == "PERSON":
            counts[actor.index] += 1
    if not counts:
        return None
    return asked, answers, actors.get(min(counts, key=lambda index: (-counts[index], index)))
