"""Tests of `retold.actors.ranking`: how probable each candidate for a pronoun or a role is."""

from __future__ import annotations

from retold.actors.clusters import Actor
from retold.actors.ranking import Candidate, Decision, candidate_features, probabilities
from retold.actors.ranking_weights import WEIGHTS
from retold.actors.records import Mention, Role
from retold.actors.salience import Track
from retold.spans import Span


def mention(text: str, kind: str = "pronoun", **facts: object) -> Mention:
    made = Mention(Span(0, len(text)), text, kind, 5, 2, 0)
    for name, value in facts.items():
        setattr(made, name, value)
    return made


def candidate(index: int, last: Mention, **facts: object) -> Candidate:
    actor = Actor(index, str(facts.pop("type", "PERSON")), **facts)  # type: ignore[arg-type]
    track = Track(index, index, last)
    track.note(last)
    return Candidate(actor, track, 5 - last.sentence)


def test_probabilities_leave_room_for_nobody():
    """
    What the candidates do not have is the probability that nobody named here is meant.
    """
    near = candidate(0, mention("Voss", "name", subject=True, speech=True), gender="f")
    far = candidate(1, mention("Dahl", "name", sentence=1))

    chances = probabilities(Decision("person", mention("she", gender="f", subject=True), [near, far], None))

    assert 0.0 < sum(chances) < 1.0
    assert chances[0] > chances[1]


def test_without_candidates_there_are_no_probabilities():
    """
    A text that names nobody.
    """
    assert [] == probabilities(Decision("it", mention("it"), [], None))


def test_the_holder_of_the_office_is_preferred():
    """
    "The minister" is a minister, though somebody else was named since.
    """
    minister = candidate(0, mention("Voss", "name", sentence=3))
    minister.actor.roles[Role("minister")] = 1
    other = candidate(1, mention("Dahl", "name", sentence=4, subject=True))
    nominal = mention("the minister", "nominal", role=Role("minister"), type="PERSON", definite=True)

    chances = probabilities(Decision("role", nominal, [other, minister], None))

    assert chances[1] > 0.5 > chances[0]


def test_every_feature_of_every_kind_is_named_in_the_weights():
    """
    A feature without a weight would be one that nobody fitted.
    """
    one = candidate(0, mention("Voss", "name"), gender="f")
    for kind in ("person", "it", "they", "we", "role", "body"):
        (features,) = candidate_features(Decision(kind, mention("the bank", "nominal", quoted=True), [one], None))
        known = {name for name in features if not name.startswith(("type ", "fit ", "PERSON "))}

        assert known <= WEIGHTS[kind].keys()
