"""How probable each candidate is for a role or a pronoun, "nobody named here" among them.

A conditional logit model (McFadden 1974) over features of rules: each candidate and "nobody" have a score, the sum of
the weights of what is true of it, and probabilities are in proportion to the scores' exponentials. The weights are
fitted by `evaluation/training/coreference.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log
from typing import TYPE_CHECKING

from retold.actors.body_nouns import GENERAL, are_of_one_kind, is_known_noun, singular
from retold.actors.gazetteer import words
from retold.actors.ranking_weights import WEIGHTS
from retold.actors.records import Mention
from retold.actors.role_fit import role_fit
from retold.actors.things import SIGNS
from retold.evidence import rounded
from retold.language.wordlists import words as word_set

if TYPE_CHECKING:
    from retold.actors.clusters import Actor
    from retold.actors.salience import Track

_PLAIN = word_set("the a an this that these those his her its their both all other such same")
_POSSESSIVES = word_set("his her its their my our your")
_GENERAL_PERSONS = word_set(
    """
    man woman boy girl teenager player star veteran suspect defendant accused victim winner writer artist author
    politician leader official lawmaker executive founder chief boss head runner athlete champion resident native
    """
)
_OF_STATE = word_set("minister president premier chancellor king queen ambassador envoy diplomat emir sultan")
_OF_BODIES = word_set(
    """
    chief executive chairman chairwoman chair director manager founder co-founder spokesman spokeswoman
    spokesperson head
    leader secretary coach captain editor publisher commander colonel general officer owner superintendent coordinator
    """
)
_ARTICLE_AND_NOUN = 2  # words of "the minister"
_NEAR, _FAR = 1, 5  # sentences: the one before, and what is no longer near

Features = dict[str, float]


@dataclass(frozen=True, slots=True)
class Candidate:
    """An actor that a mention may mean, what was seen of it, and how many sentences ago."""

    actor: Actor
    track: Track
    gap: int


@dataclass(frozen=True, slots=True)
class Decision:
    """A mention whose actor is asked for, the candidates from the nearest to the farthest, and who spoke last."""

    kind: str  # person (he, she), it, they, we, role, body
    mention: Mention
    candidates: Sequence[Candidate]
    spoke: Actor | None
    speaker: Actor | None = None  # whose words a quoted mention stands in
    sides: frozenset[int] = frozenset()  # the bodies that the speaker is said to speak for, by their number


def probabilities(decision: Decision) -> list[float]:
    """Return the probability of each candidate, 4 decimals; the rest is that of "nobody named here"."""
    weights = WEIGHTS[decision.kind]
    scores = [_score(weights, found) for found in candidate_features(decision)]
    top = max([0.0, *scores])  # "nobody" has a score of 0: its features are those of each candidate, turned round
    parts = [exp(score - top) for score in scores]
    total = sum(parts) + exp(-top)
    return [rounded(part / total) for part in parts]


def _score(weights: dict[str, float], found: Features) -> float:
    """Return the sum of weights, added in the order in which the features were made: that is always the same."""
    total = 0.0
    for name, value in found.items():
        if value:
            total += weights.get(name, 0.0) * value
    return rounded(total)


def candidate_features(decision: Decision) -> list[Features]:
    """Return what is true of each candidate, by name; most are 0 or 1."""
    counts = [candidate.track.count for candidate in decision.candidates]
    most = max(counts, default=0)
    result = []
    for place, candidate in enumerate(decision.candidates):
        found = _salience(decision, candidate, place)
        found["most named"] = float(counts[place] == most)
        found.update(_SPECIAL[decision.kind](decision, candidate))
        result.append(found)
    if decision.kind in ("role", "body"):
        _note_rivals(result)
    return result


def _salience(decision: Decision, candidate: Candidate, place: int) -> Features:
    """Return nearness, grammar and prominence."""
    mention, track, last = decision.mention, candidate.track, candidate.track.last
    same_sentence = candidate.gap == 0
    found = {
        "candidate": 1.0,
        "same sentence": float(same_sentence),
        "sentence before": float(candidate.gap == _NEAR),
        "distance": log(1 + max(0, candidate.gap)),
        "far": float(candidate.gap > _FAR),
        "nearest": float(place == 0),
        "second nearest": float(place == 1),
        "only one": float(len(decision.candidates) == 1),
        "subject": float(last.subject),
        "speaks": float(last.subject and last.speech),
        "both subjects": float(last.subject and mention.subject),
        "subject of its sentence": float(same_sentence and last.subject and mention.possessive),
        "object after object": float(not last.subject and not mention.subject and not mention.possessive),
        "possessor": float(last.possessive),
        "quoted one": float(last.quoted != mention.quoted),
        "in a headline": float(last.shouted),
        "same paragraph": float(last.paragraph == mention.paragraph),
        "paragraph before": float(last.paragraph == mention.paragraph - 1),
        "pronoun before": float(last.kind == "pronoun"),
        "role before": float(last.kind == "nominal"),
        "named": float(candidate.actor.named),
        "count": log(1 + track.count),
        "often a subject": track.subjects / (1 + track.count),
        "first actor": float(track.first == 0),
        "spoke last": float(decision.spoke is candidate.actor and decision.spoke is not None),
        "quoted": float(mention.quoted),
        "speaking": float(mention.subject and mention.speech),
        "plain subject": float(mention.subject and not mention.speech),
        "owner": float(mention.possessive),
    }
    own_clause = track.subject_of if same_sentence else {}
    above = [own_clause[verb] for verb in mention.verbs if verb in own_clause]
    found["subject above"] = float(bool(above))
    found["speaker above"] = float(any(above))
    found["subject of its verb"] = float(bool(mention.verbs) and mention.verbs[0] in own_clause)
    found["speaker above its clause"] = float(mention.is_verbs_subject and any(above))
    previous = track.previous
    found["subject before"] = float(
        previous is not None and previous.subject and mention.sentence - previous.sentence <= _NEAR
    )
    found.update(_combined(mention, candidate))
    if mention.quoted:
        found["quoted, often named"] = log(1 + track.count)
        found["quoted, subject outside"] = float(last.subject and not last.quoted)
    return found


def _combined(mention: Mention, candidate: Candidate) -> Features:
    """Return what nearness and grammar say together: a subject of the sentence before is mostly who goes on."""
    last, gap = candidate.track.last, candidate.gap
    before = gap == _NEAR
    return {
        "subject in the sentence": float(gap == 0 and last.subject),
        "subject of the sentence before": float(before and last.subject),
        "both subjects, sentence before": float(before and last.subject and mention.subject),
        "chain of pronouns": float(gap <= _NEAR and last.kind == "pronoun" and last.subject),
        "no subject, sentence before": float(before and not last.subject and not last.possessive),
        "speaks, sentence before": float(before and last.subject and last.speech),
    }


def _person_features(decision: Decision, candidate: Candidate) -> Features:
    known = candidate.actor.gender is not None and candidate.actor.gender == decision.mention.gender
    alone = known and len(decision.candidates) == 1
    spoke = alone and decision.mention.subject and decision.mention.speech
    return {"gender known": float(known), "only one, of that sex": float(alone), "only one who can speak": float(spoke)}


def _thing_features(decision: Decision, candidate: Candidate) -> Features:
    last, type_ = candidate.track.last, candidate.actor.type
    quoted, signs = decision.mention.quoted, decision.mention.signs
    return {
        **{sign: float(sign in signs) for sign in SIGNS},
        "his own side": float(quoted and decision.kind != "we" and candidate.actor.index in decision.sides),
        f"type {type_}": 1.0,
        "place not acting": float(type_ == "GPE" and not last.acting),
        "several": float(last.plural),
        "several nearest": float(last.plural and candidate.gap <= _NEAR),
        "several, subject": float(last.plural and last.subject),
        "one body, subject": float(not last.plural and last.subject),
        "has a mind, is a body": float("has a mind" in signs and type_ in ("ORG", "GROUP")),
        f"{type_} speaking": float(decision.mention.subject and decision.mention.speech),
        f"{type_} quoted": float(decision.mention.quoted),
    }


def _side_features(decision: Decision, candidate: Candidate) -> Features:
    """Return what speaks for "we" of a person being a body, group or state."""
    actor, speaker = candidate.actor, decision.speaker
    heads = {role.head for role in speaker.roles} if speaker is not None else set()
    country = speaker.country if speaker is not None else None
    stated = actor.index in decision.sides
    return {
        **_thing_features(decision, candidate),
        "stated side": float(stated),
        "stated side, a state": float(stated and actor.type == "GPE"),
        "another side is stated": float(bool(decision.sides) and not stated),
        "of the speaker's country": float(country is not None and country == actor.country),
        "a state, of its officer": float(actor.type == "GPE" and bool(heads & _OF_STATE)),
        "a body, of its manager": float(actor.type in ("ORG", "GROUP") and bool(heads & _OF_BODIES)),
        "speaker without an office": float(not heads),
        "named body": float(actor.named and actor.type in ("ORG", "GROUP")),
    }


def _role_features(decision: Decision, candidate: Candidate) -> Features:
    nominal, actor = decision.mention, candidate.actor
    head = nominal.text.split()[-1].lower()
    fit = role_fit(nominal.role, actor.roles) if nominal.role is not None else 0.0
    general = head in _GENERAL_PERSONS or nominal.role is None  # "the 24-year-old", "the Dane"
    return {
        f"fit {fit:g}": 1.0,
        "no office known": float(not actor.roles),
        "called so before": float(singular(head) in candidate.track.heads),
        "any person": float(general),
        "any person, without an office": float(general and not actor.roles),
        "other words": float(_modifiers_clash(nominal, candidate.track.last)),
        "plain role": float(_is_plain(nominal)),
        "someone's": float(_is_owned(nominal)),
        "same country": float(nominal.country is not None and nominal.country == actor.country),
        "gender known": float(nominal.gender is not None and actor.gender == nominal.gender),
        "gender unknown": float(nominal.gender is not None and actor.gender is None),
    }


def _body_features(decision: Decision, candidate: Candidate) -> Features:
    nominal, actor, track = decision.mention, candidate.actor, candidate.track
    head = singular(nominal.text.split()[-1].lower())
    called = head in track.heads
    in_name = head in track.words or nominal.text.split()[-1].lower() in track.words
    alike = any(are_of_one_kind(head, other) for other in (*track.heads, *track.words))
    other_kind = not alike and not called and any(is_known_noun(each) for each in (*track.heads, *track.words))
    general = head in GENERAL
    armed = head in words("group_heads") and actor.type == "GROUP"
    return {
        "called so before": float(called),
        "in its name": float(in_name and not called),
        "of one kind": float(alike and not called and not in_name),
        "of another kind": float(other_kind and not general),
        "general noun": float(general),
        "general noun for a name": float(general and actor.named),
        "armed group": float(armed),
        "nothing alike": float(not (called or in_name or alike or general or armed)),
        "unknown noun": float(not is_known_noun(head)),
        "other words": float(_modifiers_clash(nominal, track.last)),
        "plain role": float(_is_plain(nominal)),
        "someone's": float(_is_owned(nominal)),
        "same type": float(nominal.type == actor.type),
        "several": float(nominal.plural),
        "several, of a body": float(nominal.plural and actor.type == "ORG"),
        "same country": float(nominal.country is not None and nominal.country == actor.country),
        "country unknown": float(nominal.country is not None and actor.country is None),
    }


_SPECIAL = {
    "person": _person_features,
    "it": _thing_features,
    "they": _thing_features,
    "we": _side_features,
    "role": _role_features,
    "body": _body_features,
}
_BEST_SIGNS = ("called so before", "in its name", "of one kind", "fit 3", "fit 2.2", "fit 2")


def _note_rivals(every: list[Features]) -> None:
    """Tell each candidate whether another one has the noun or the office, and whether it is the nearest that has."""
    holders = [any(found.get(sign) for sign in _BEST_SIGNS) for found in every]
    for place, found in enumerate(every):
        others = sum(holders) - holders[place]
        found["another has it"] = float(others > 0 and not holders[place])
        found["nearest that has it"] = float(holders[place] and not any(holders[:place]))
        found["only one that has it"] = float(holders[place] and others == 0)
        found["the only one, plainly"] = found["only one that has it"] * found["plain role"]
        found["the only one, called so"] = found["only one that has it"] * found["called so before"]


def _modifiers_clash(nominal: Mention, mention: Mention) -> bool:
    """Tell whether both have describing words and share none: "the armed opposition", "the moderate opposition"."""
    if mention.kind != "nominal":
        return False
    one, other = (
        {word for word in each.text.lower().split()[:-1] if word not in _PLAIN and not word.endswith(("'s", "’s"))}
        for each in (nominal, mention)
    )
    return bool(one) and bool(other) and not one & other


def _is_plain(nominal: Mention) -> bool:
    parts = nominal.text.lower().split()
    return len(parts) == _ARTICLE_AND_NOUN and parts[0] == "the"


def _is_owned(nominal: Mention) -> bool:
    parts = nominal.text.lower().split()
    return parts[0] in _POSSESSIVES or any(part.endswith(("'s", "’s", "s'", "s’")) for part in parts[:-1])
