"""Tests of `benchmarks.series_third`: look-alikes of many kinds, with truth."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import UTC, datetime

import pytest

from benchmarks.series_third import KINDS, kinds, series

BEGAN = datetime(2031, 3, 3, tzinfo=UTC)


def made(kind, seed=0):
    """Return the articles of one series of a kind, and their truth."""
    return series("s", kind, BEGAN, words=0, chance=random.Random(seed))


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_in_full(kind):
    """
    No gap is left open, and the same seed gives the same articles.
    """
    records, truths = made(kind)

    assert made(kind) == (records, truths)
    assert {record["origin"] for record in records} == {truth["origin"] for truth in truths}
    assert not [record for record in records if set("{}[]<>|") & set(record["text"])]
    assert len({truth["story"] for truth in truths}) >= 2


def test_a_chain_goes_on_from_piece_to_piece():
    """
    Other kinds follow nothing.
    """
    for kind in KINDS:
        _, truths = made(kind)
        followed = {truth["story"]: truth["follows"] for truth in truths}

        assert [None, *sorted(followed)[:-1]] == list(followed.values()) or not kinds()[kind].is_chain
        assert kinds()[kind].is_chain or not any(followed.values())


def test_look_alikes_come_from_the_same_outlets_and_some_state_no_date():
    """
    As in life: one outlet tells many, and pages forget their dates.
    """
    stories = defaultdict(set)
    dated = Counter()
    for seed in range(20):
        records, truths = made("fires", seed)
        for record, truth in zip(records, truths, strict=True):
            stories[seed, record["outlet"]].add(truth["story"])
            dated["published" in record] += 1

    assert any(len(told) > 1 for told in stories.values())
    assert 0 < dated[False] < dated[True]
