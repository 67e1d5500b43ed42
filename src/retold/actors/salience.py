"""Whom a role or a pronoun means: the actors named before it, ranked by what agrees and how near they stand.

What is weighed follows Lappin and Leass (1994): nearness, subjects, speakers, agreement. The weights are learnt
(`ranking.py`); what grammar forbids is no candidate at all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field

from retold.actors.body_nouns import are_of_one_kind, singular
from retold.actors.clusters import Actor, Actors, attach
from retold.actors.gazetteer import folded, same_country
from retold.actors.ranking import Candidate, Decision, probabilities
from retold.actors.records import Mention

_MOST_CANDIDATES = 25
_WINDOW = 600  # mentions looked back on for the state named last
_REACH = {"person": 10, "it": 4, "they": 4, "we": 12, "role": 60, "body": 60}  # sentences
_SPOKE_WITHIN = 5  # sentences
_SUREST = 0.97
_THINGS = frozenset({"GPE", "ORG", "GROUP", "OTHER"})


@dataclass(slots=True)
class Track:
    """What was seen so far of one actor."""

    actor: int
    first: int  # how many actors had been seen before
    last: Mention
    previous: Mention | None = None  # the mention before the last
    count: int = 0
    subjects: int = 0
    subject_of: dict[int, bool] = field(default_factory=dict)  # verbs of its last sentence, and whether of speech
    heads: set[str] = field(default_factory=set)  # nouns that it was called by, in small letters
    words: set[str] = field(default_factory=set)  # words of its names

    def note(self, mention: Mention) -> None:
        """Add a mention of the actor."""
        if mention.sentence != self.last.sentence:
            self.subject_of = {}
        if mention.is_verbs_subject and mention.verbs:
            self.subject_of[mention.verbs[0]] = mention.speech
        if not self._is_explained_by(mention):
            self.previous, self.last = self.last if self.count else None, mention
        self.count += 1
        self.subjects += mention.subject
        if mention.kind == "nominal":
            self.heads.add(singular(mention.text.split()[-1].lower()))
        elif mention.kind == "name":
            self.words.update(folded(mention.text).split())

    def _is_explained_by(self, mention: Mention) -> bool:
        """Tell whether a nominal only explains the name before it: "Ada Voss, the mayor, said"."""
        named = self.count and self.last.kind == "name" and self.last.sentence == mention.sentence
        return bool(named) and mention.kind == "nominal" and not mention.is_verbs_subject


@dataclass(frozen=True, slots=True)
class Choice:
    """Who was chosen, with which probability, by what."""

    actor: Actor
    probability: float
    kind: str
    anchor: Mention


class Discourse:
    """What has been said so far: the mentions of each actor, in order; asked for whom a later mention means."""

    def __init__(
        self, mentions: Sequence[Mention], actors: Actors, *, observe: Callable[[Decision], None] | None = None
    ) -> None:
        """`observe` is told of every question with its candidates: weights are learnt from that."""
        self._mentions = mentions
        self._actors = actors
        self._seen: list[tuple[Mention, Actor]] = []
        self._tracks: dict[int, Track] = {}  # by actor, the one mentioned last at the end
        self._observe = observe

    def add(self, mention: Mention) -> None:
        """Tell of a mention whose actor is known."""
        actor = self._actors.of(mention)
        if actor is None:
            return
        self._seen.append((mention, actor))
        track = self._tracks.pop(actor.index, None) or Track(actor.index, len(self._tracks), mention)
        track.note(mention)
        self._tracks[actor.index] = track

    def latest(self, test: Sequence[str], *, plural: bool | None = None) -> list[tuple[Mention, Actor]]:
        """Return the seen mentions whose actor has one of the types, latest first."""
        found = [(mention, self._actors.get(actor.index)) for mention, actor in reversed(self._seen[-_WINDOW:])]
        return [(m, a) for m, a in found if a.type in test and (plural is None or m.plural == plural)]

    def whom(
        self,
        kind: str,
        mention: Mention,
        *,
        speaker: Actor | None = None,
        sides: Collection[int] = (),
    ) -> Choice | None:
        """Return whom a mention means; None where nobody seen may be meant.

        `kind` is person (he, she), it, they, we, role or body. `speaker` says the words that a quoted mention stands
        in; `sides` are the bodies that he is said to speak for, by their number.
        """
        candidates = [
            Candidate(actor, track, mention.sentence - track.last.sentence)
            for actor, track in self._reachable(mention, _REACH[kind])
            if _FITS[kind](mention, actor, track) and actor is not speaker
        ][:_MOST_CANDIDATES]
        spoke = self._last_speaker(mention) if mention.speech and mention.subject else None
        decision = Decision(kind, mention, candidates, spoke, speaker, frozenset(sides))
        if self._observe is not None:
            self._observe(decision)
        if not candidates:
            return None
        chances = probabilities(decision)
        best = max(range(len(candidates)), key=lambda place: (chances[place], -place))
        chosen = candidates[best]
        return Choice(chosen.actor, min(chances[best], _SUREST), _REASONS[kind], chosen.track.last)

    def unnamed(self, nominal: Mention) -> Actor | None:
        """Return the actor without a name who was last called by the noun of a nominal; None where nobody was."""
        head = singular(nominal.text.split()[-1].lower())
        for index in reversed(self._tracks):
            actor = self._actors.get(index)
            if not actor.named and head in self._tracks[index].heads and not self._tracks[index].last.plural:
                return actor
        return None

    def _reachable(self, mention: Mention, sentences: int) -> Iterator[tuple[Actor, Track]]:
        """Yield the actors of the last sentences with their tracks, the one mentioned last first."""
        seen: set[int] = set()
        for index in reversed(list(self._tracks)):
            track = self._tracks[index]
            if mention.sentence - track.last.sentence > sentences:
                return
            actor = self._actors.get(index)
            if actor.index not in seen and not _is_bound(mention, track):
                seen.add(actor.index)
                yield actor, track

    def _last_speaker(self, pronoun: Mention) -> Actor | None:
        """Return the actor who spoke last outside marks: "she said" goes on with her."""
        for mention, old in reversed(self._seen[-_WINDOW:]):
            if pronoun.sentence - mention.sentence > _SPOKE_WITHIN:
                return None
            if mention.speech and mention.subject and not mention.quoted:
                actor = self._actors.get(old.index)
                if _genders_agree(pronoun.gender, actor.gender):
                    return actor
        return None


def _is_bound(mention: Mention, track: Track) -> bool:
    """Tell whether grammar keeps two apart: one within the other, or subject and object of one verb."""
    if mention.span.overlaps(track.last.span):
        return not (mention.kind == "pronoun" and mention.possessive and track.last.kind != "nominal")
    return (
        not mention.possessive
        and not mention.is_verbs_subject
        and not mention.text.lower().endswith(("self", "selves"))
        and track.last.sentence == mention.sentence
        and bool(mention.verbs)
        and mention.verbs[0] in track.subject_of
    )


def _is_person(pronoun: Mention, actor: Actor, track: Track) -> bool:
    single = actor.type == "PERSON" and not track.last.plural
    return single and _genders_agree(pronoun.gender, actor.gender)


def _is_thing(_pronoun: Mention, actor: Actor, track: Track) -> bool:
    return actor.type in _THINGS and not (track.last.plural and track.last.kind == "nominal")


def _is_several(_pronoun: Mention, actor: Actor, _track: Track) -> bool:
    return actor.type in _THINGS


def _may_hold(nominal: Mention, actor: Actor, track: Track) -> bool:
    """Tell whether a person may be meant by a role."""
    agrees = actor.type == "PERSON" and _genders_agree(nominal.gender, actor.gender) and not track.last.plural
    return agrees and same_country(nominal.country, actor.country)


def _may_be_called(nominal: Mention, actor: Actor, track: Track) -> bool:
    """Tell whether a body, group or unnamed actor may be meant by a noun."""
    if actor.type not in ("ORG", "GROUP", "OTHER") or not same_country(nominal.country, actor.country):
        return False
    if actor.type == "OTHER" and not _bears(nominal, track):
        return False  # a ship is no company
    return nominal.plural == track.last.plural or track.last.kind != "nominal"


def _bears(nominal: Mention, track: Track) -> bool:
    head = singular(nominal.text.split()[-1].lower())
    return any(head == other or are_of_one_kind(head, other) for other in (*track.heads, *track.words))


_FITS: dict[str, Callable[[Mention, Actor, Track], bool]] = {
    "person": _is_person,
    "it": _is_thing,
    "they": _is_several,
    "we": _is_several,
    "role": _may_hold,
    "body": _may_be_called,
}
_REASONS = {"person": "pronoun", "it": "pronoun", "they": "pronoun", "we": "side", "role": "role", "body": "head noun"}


def _genders_agree(gender_a: str | None, gender_b: str | None) -> bool:
    return gender_a is None or gender_b is None or gender_a == gender_b


def link(choice: Choice, index: int, mention: Mention) -> None:
    """Make the mention one of the chosen actor's, with its probability and what it leans on."""
    mention.probability = choice.probability
    mention.because(choice.kind, 2.0, choice.anchor.span)
    attach(choice.actor, index, mention)
