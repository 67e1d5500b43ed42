"""Tests of `benchmarks.generate`: corpora with truth."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from benchmarks.generate import generate
from benchmarks.writing import LEVELS


def test_the_same_seed_gives_the_same_corpus():
    """
    Records and truth, in the same order.
    """

    assert generate(40, words=120, seed=3) == generate(40, words=120, seed=3)
    assert generate(40, words=120, seed=3) != generate(40, words=120, seed=4)


def test_every_article_has_its_truth():
    """
    As many as asked for, each with a story, and an exemplar within it where it has one.
    """
    records, truths = generate(60, words=120, seed=1)
    story = {truth["origin"]: truth["story"] for truth in truths}

    assert 60 == len(records) == len(story)
    assert {record["origin"] for record in records} == set(story)
    assert all(story[t["exemplar"]] == t["story"] for t in truths if t["exemplar"])


def test_every_kind_of_article_is_there():
    """
    Copies at three levels, updates, two passages in a new article, own reports, and firsts.
    """
    _, truths = generate(300, words=60, seed=0)

    assert {"first", *LEVELS, "update", "passages", "own report"} == {truth["kind"] for truth in truths}


def test_some_clocks_are_wrong_and_some_dates_missing():
    """
    A copy may claim to be older than its exemplar.
    """
    records, truths = generate(300, words=60, seed=0)
    stated = {record["origin"]: record.get("published") for record in records}
    wrong = Counter(
        stated[t["origin"]] is not None and stated[t["origin"]] != t["published"] for t in truths if t["exemplar"]
    )

    assert wrong[True]
    assert None in stated.values()


def test_a_heavy_edit_keeps_less_than_a_light_one():
    """
    Levels are levels: shared words fall.
    """
    records, truths = generate(400, words=200, seed=2)
    words = {record["origin"]: Counter(record["text"].split()) for record in records}
    shares: dict[str, list[float]] = {level: [] for level in LEVELS}
    for truth in truths:
        if truth["kind"] in LEVELS:
            copy, exemplar = words[truth["origin"]], words[truth["exemplar"]]
            shares[truth["kind"]].append((copy & exemplar).total() / exemplar.total())
    light, moderate, heavy = (sum(values) / len(values) for values in shares.values())

    assert light > moderate > heavy > 0.3


@pytest.mark.slow
def test_a_thousand_articles_take_seconds():
    """
    A generator that waits is not used.
    """
    began = time.monotonic()
    generate(1000, words=500)

    assert time.monotonic() - began < 5
