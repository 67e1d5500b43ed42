"""Whether a named person is "he" or "she" in this article, where the text itself shows it."""

from __future__ import annotations

from collections.abc import Sequence

from retold.actors.clusters import Actors
from retold.actors.grammar import own_pronouns
from retold.actors.records import Mention
from retold.actors.view import SentenceView

_GENDER = {"he": "m", "she": "f"}


def give_genders(views: Sequence[SentenceView], mentions: Sequence[Mention], actors: Actors) -> None:
    """Give named persons the gender of the pronouns that go on for them, in place, where all of these agree.

    What the text says outweighs what a given name usually is.
    """
    said: dict[int, list[str]] = {}
    shown = {index: own_pronouns(views[index]) for index in {m.sentence for m in mentions if m.kind == "name"}}
    for mention in mentions:
        actor = actors.of(mention)
        if mention.kind == "name" and actor is not None and actor.type == "PERSON":
            gender = _GENDER.get(shown[mention.sentence].get(mention.token, ""))
            if gender is not None:
                said.setdefault(actor.index, []).append(gender)
    for index, genders in said.items():
        actor = actors.get(index)
        if len(set(genders)) == 1 and (actor.gender is None or len(genders) > 1):
            actor.gender = genders[0]
