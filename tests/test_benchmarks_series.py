"""Tests of `benchmarks.series_texts`: look-alikes of many kinds, with truth."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from benchmarks.series_texts import FOURTH, THIRD

BEGAN = datetime(2031, 3, 3, tzinfo=UTC)


EVERY_KIND = [(family, kind) for family in (THIRD, FOURTH) for kind in family.KINDS]


def made(family, kind, seed=0):
    """Return the articles of one series of a kind, and their truth."""
    return family.series("s", kind, BEGAN, words=0, chance=random.Random(seed))


@pytest.mark.parametrize(("family", "kind"), EVERY_KIND)
@pytest.mark.parametrize("seed", [0, 1])
def test_every_kind_is_written_in_full(family, kind, seed):
    """
    No gap is left open, and the same seed gives the same articles.
    """
    records, truths = made(family, kind, seed)

    assert made(family, kind, seed) == (records, truths)
    assert {record["origin"] for record in records} == {truth["origin"] for truth in truths}
    assert not [record for record in records if set("{}[]<>|") & set(record["text"])]
    assert len({truth["story"] for truth in truths}) >= 2


@pytest.mark.parametrize("family", [THIRD, FOURTH])
def test_a_chain_goes_on_from_piece_to_piece(family):
    """
    Other kinds follow nothing.
    """
    for kind in family.KINDS:
        _, truths = made(family, kind)
        followed = {truth["story"]: truth["follows"] for truth in truths}

        assert [None, *sorted(followed)[:-1]] == list(followed.values()) or not family.kinds[kind].is_chain
        assert family.kinds[kind].is_chain or not any(followed.values())


def test_look_alikes_come_from_the_same_outlets_and_some_state_no_date():
    """
    As in life: one outlet tells many, and pages forget their dates.
    """
    stories = defaultdict(set)
    dated = Counter()
    for seed in range(20):
        records, truths = made(THIRD, "fires", seed)
        for record, truth in zip(records, truths, strict=True):
            stories[seed, record["outlet"]].add(truth["story"])
            dated["published" in record] += 1

    assert any(len(told) > 1 for told in stories.values())
    assert 0 < dated[False] < dated[True]


def test_a_dispatch_is_cut_from_its_end():
    """
    What is left of it stands as it stood, from the beginning.
    """
    texts = [[record["text"] for record in made(FOURTH, "memorials", seed)[0]] for seed in range(60)]

    assert any(a != b and a.startswith(b) for told in texts for a in told for b in told)
