"""The same claim across articles: same actor, type and recipient, one statement or story, and times that agree."""

from __future__ import annotations

import random
import time

import pytest

from retold.actors.events.claims import claim_members
from retold.actors.events.types import TOLD_AS_DONE
from retold.engines.components import connected_components
from retold.settings import EventsSettings
from retold.tables import STAGE_TABLES


def row(event, **given):
    base = {
        "event": event,
        "article": f"a{event}",
        "begin": 0,
        "end": 4,
        "actor": "e1",
        "recipient": "e2",
        "event_type": "AID",
        "polarity": "affirmed",
        "modality": "asserted",
        "story": "s1",
        "dyad": "e1|AID|e2",
        "probability": 0.9,
        "evidence": [],
    }
    return {**base, **given}


def claims(rows):
    table = claim_members(STAGE_TABLES["attributed_events"].rows(rows), settings=EventsSettings())
    return {each["event"]: each["claim"] for each in table.to_pylist()}


def test_events_of_one_story_are_one_claim_whoever_denies_it():
    """
    An assertion and its denial are about the same claim, named after the least event.
    """
    assert {"1": "c1", "2": "c1"} == claims([row("2", polarity="denied"), row("1")])


def test_events_of_two_stories_are_two_claims():
    """
    The same pair may do the same again.
    """
    assert {"1": "c1", "2": "c2"} == claims([row("1"), row("2", story="s2")])


def test_one_statement_is_one_claim_in_any_story():
    """
    A statement that is told again is the same claim.
    """
    assert {"1": "c1", "2": "c1"} == claims([row("1", statement="t1"), row("2", statement="t1", story="s2")])


def test_times_that_differ_part_claims():
    """
    An attack on Monday is not the attack on Friday.
    """
    assert {"1": "c1", "2": "c2"} == claims([row("1", time="2020-03-02"), row("2", time="2020-03-06")])


def test_what_is_only_demanded_is_another_claim():
    """
    That somebody should do a thing does not say that it was done.
    """
    assert {"1": "c1", "2": "c2"} == claims([row("1"), row("2", modality="demanded")])


def test_an_event_that_is_not_asserted_belongs_to_no_claim():
    """
    Below .5 nothing is joined.
    """
    assert {"1": "c1"} == claims([row("1"), row("2", probability=0.4)])


def test_claims_do_not_depend_on_the_order_of_rows():
    """
    The law: one input, one result.
    """
    rows = [row(str(n), time=["2020-03-02", "2020-03", None, "2020-04-01"][n % 4]) for n in range(8)]
    expected = claims(rows)
    for seed in range(5):
        shuffled = list(rows)
        random.Random(seed).shuffle(shuffled)

        assert expected == claims(shuffled)


@pytest.mark.parametrize(
    ("value_a", "value_b", "expected"),
    [
        (None, "2020", True),
        ("2020-03", "2020-03-02", True),
        ("2020-03-02T10:00", "2020-03-02", True),
        ("2020-03-02", "2020-03-03", False),
        ("PRESENT_REF", "2020-03-03", True),
        ("202X", "2024-01-01", True),
    ],
)
def test_times_agree_where_one_may_lie_in_the_other(value_a, value_b, expected):
    """
    Unknown agrees with all; a day agrees with its month and year.
    """
    found = claims([row("1", time=value_a), row("2", time=value_b)])

    assert expected == (found["1"] == found["2"])


def times_agree(*values):
    """Whether two times may be one, by the words of the docs."""
    known = ["" if value in (None, "PAST_REF") else value for value in values]
    return known[0].startswith(known[1]) or known[1].startswith(known[0])


def is_same(one, other):
    """Whether two events are one claim by themselves, pair by pair."""
    if (one["modality"] in TOLD_AS_DONE) != (other["modality"] in TOLD_AS_DONE):
        return False
    at_one_time = times_agree(one["time"], other["time"])
    if one["article"] == other["article"] and one["statement"] == other["statement"]:
        return at_one_time
    if one["statement"] is not None and one["statement"] == other["statement"]:
        return True
    return one["story"] is not None and one["story"] == other["story"] and at_one_time


@pytest.mark.parametrize("seed", range(40))
def test_claims_are_what_pairs_of_events_join(seed):
    """
    No pair is looked at, yet the claims are the components of all pairs that tell the same.
    """
    rng = random.Random(seed)
    homes = {f"a{n}": rng.choice(["s1", "s2", None]) for n in range(6)}
    rows = []
    for number in range(rng.choice([2, 6, 14])):
        article = rng.choice(sorted(homes))
        given = {
            "article": article,
            "story": homes[article],
            "statement": rng.choice([None, None, "t1", "t2", "t3"]),
            "time": rng.choice([None, "2020", "2020-03", "2020-03-02", "2020-04-01", "2021", "PAST_REF"]),
            "modality": rng.choice(["asserted", "asserted", "demanded"]),
        }
        rows.append(row(f"{number:02}", **given))
    pairs = [(a["event"], b["event"]) for a in rows for b in rows if a["event"] < b["event"] and is_same(a, b)]
    parts = connected_components([each["event"] for each in rows], pairs)

    assert {event: f"c{least}" for event, least in parts.items()} == claims(rows)


def test_an_actor_of_thousands_of_articles_takes_bounded_time():
    """
    Work grows with the events of an actor, not with their pairs.
    """
    rows = [row(f"{number:05}", story=f"s{number % 900}", time="2020-03") for number in range(9_000)]
    began = time.process_time()
    found = claims(rows)

    assert 900 == len(set(found.values()))
    assert time.process_time() - began < 20
