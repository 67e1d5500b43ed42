"""Tests of `evaluation.clustering`: B-cubed and the baseline."""

from __future__ import annotations

import pytest

from evaluation.clustering import b3_f1, b_cubed, tfidf_scores

GOLD = {"a": 1, "b": 1, "c": 2, "d": 2}


@pytest.mark.parametrize(
    ("found", "precision", "recall"),
    [
        ({"a": 1, "b": 1, "c": 2, "d": 2}, 1.0, 1.0),
        ({"a": 1, "b": 1, "c": 1, "d": 1}, 0.5, 1.0),
        ({}, 1.0, 0.5),
    ],
)
def test_b_cubed_counts_for_each_item(found, precision, recall):
    """
    One cluster is imprecise, all alone recalls little; what is missing stands alone.
    """
    scores = b_cubed(GOLD, found)

    assert precision == sum(p for p, _ in scores.values()) / 4
    assert recall == sum(r for _, r in scores.values()) / 4


def test_f1_of_nothing_is_zero():
    """
    No items, no score.
    """

    assert 0.0 == b3_f1([])


def test_the_baseline_parts_what_shares_no_words():
    """
    Two pairs of texts with words of their own are two clusters, whatever the fold.
    """
    texts = {
        "a": "ferry burns lake simorgh ostan",
        "b": "simorgh ferry fire lake ostan",
        "c": "tram late aldwater council",
        "d": "council aldwater late tram vote",
    }
    folds = [frozenset("ab"), frozenset("cd")]

    assert 1.0 == b3_f1(list(tfidf_scores(texts, GOLD, folds).values()))
