"""How probable a deed is by what speaks for it. Weights are log-odds, fitted on sentences of our own writing."""

from __future__ import annotations

from math import log

from retold.actors.events.deeds import Deed
from retold.actors.events.types import folded_type
from retold.evidence import rounded

_SORTS = {"v": 1.6, "n": 1.1, "a": 1.0}
_GENRES = {"question": -3.5, "sport": -3.5, "weather": -3.5, "culture": -3.5, "story": -3.0, "history": -3.5}
_HEADLINE = -0.3
_STEP = -0.3  # a recipient or actor that only owns the noun in its place
_NO_RECIPIENT = -0.8
_BOTH_POLITICAL = 0.6
_ONE_POLITICAL = -1.0
_NONE_POLITICAL = -3.0
_PLACES = {"obj": 0.4, "between": 0.4, "subject": 0.2, "clause": -0.3, "in": -0.4, "of": -0.2}
_LONG_SENTENCE = -1.5  # the parse of a list or a run-on sentence is a guess
_LONG = 90  # tokens
_SMOOTHING, _INDIFFERENT = 0.03, 0.3  # an agreeing probability of about .3 speaks neither for nor against
_TOLD_AS = {
    "demanded": ("REQUEST",),
    "feared": ("THREATEN", "ACCUSE"),
    "intended": ("AGREE", "THREATEN"),
    "conditional": ("THREATEN", "AGREE", "REQUEST"),
}
_LEAST_AGREEMENT, _MOST_AGREEMENT = -1.2, 0.8


def reasons_of(deed: Deed, *, genre: str | None, headline: bool, tokens: int) -> list[tuple[str, float]]:
    """Return what speaks for and against a deed, each with its weight."""
    found = [("trigger", _SORTS[deed.entry.sort])]
    parties = [deed.actor] if deed.recipient is None else [deed.actor, deed.recipient]
    political = sum(party.is_political for party in parties)
    if deed.recipient is None and deed.place != "cause":
        found.append(("no recipient", _NO_RECIPIENT))
        found.append(("public actor", 0.0 if political else _NONE_POLITICAL))
    else:
        found.append(("public actors", (_NONE_POLITICAL, _ONE_POLITICAL, _BOTH_POLITICAL)[political]))
    found.append(("place", _PLACES.get(deed.place, 0.0)))
    steps = sum(party.steps for party in parties)
    if steps:
        found.append(("through a noun", _STEP * steps))
    if genre is not None:
        found.append((genre, _GENRES[genre]))
    if headline:
        found.append(("headline", _HEADLINE))
    if tokens > _LONG:
        found.append(("long sentence", _LONG_SENTENCE))
    return [(kind, weight) for kind, weight in found if weight]


def certainty_of(deed: Deed) -> float:
    """Return how sure the parties are that coreference gave, 0 to 1."""
    sure = deed.actor.probability
    return sure if deed.recipient is None else sure * deed.recipient.probability


def agreement_of(types: dict[str, float], event_type: str, polarity: str, modality: str) -> float:
    """Return the weight of what a model of types says of a pair, given its probability of each type.

    The model knows PLOVER's own convention, under which a refused deed is a rejection and an announced one an agreement
    or a threat: those types agree as well.
    """
    agreeing = {event_type, folded_type(event_type, polarity, modality), *_TOLD_AS.get(modality, ())}
    agreeing.update(("REJECT",) if polarity == "denied" else ())
    share = sum(types.get(name, 0.0) for name in sorted(agreeing))
    return rounded(max(_LEAST_AGREEMENT, min(_MOST_AGREEMENT, log((share + _SMOOTHING) / _INDIFFERENT))))
