"""From scores to attributions: the best chain, runs of words, and who may claim a word."""

from __future__ import annotations

from itertools import product

import numpy as np

from retold.quotations.decoding import (
    Tagged,
    attribution_of,
    best_tags,
    chain,
    cues_of,
    runs_of,
    without_conflicts,
)

FREE = chain(np.zeros((6, 5)))


def _sure(tags: list[int], labels: int = 5) -> np.ndarray:
    scores = np.zeros((len(tags), labels))
    scores[range(len(tags)), tags] = 4.0
    return scores


def test_the_best_chain_is_the_best_of_all() -> None:
    """Viterbi finds what trying every sequence finds."""
    random = np.random.default_rng(3)
    steps = chain(random.normal(size=(6, 5)))
    for _ in range(20):
        scores = random.normal(size=(4, 5)).round(4)
        every = list(product(range(5), repeat=4))
        totals = [sum(steps[(5, *tags)[i], tags[i]] + scores[i, tags[i]] for i in range(4)) for tags in every]
        assert best_tags(scores, steps) == list(every[int(np.argmax(totals))])


def test_nothing_goes_on_that_did_not_begin() -> None:
    """An inside of a source never follows a content or nothing."""
    tags = best_tags(_sure([2, 3, 2, 2]), FREE)
    assert all(tag not in (2, 4) or before in (tag, tag - 1) for before, tag in zip([0, *tags], tags, strict=False))


def test_a_gap_parts_two_runs() -> None:
    """Words that go on behind the cue are a piece of their own."""
    assert runs_of([3, 4, 0, 4, 4, 3], 3) == [range(0, 2), range(3, 5), range(5, 6)]


def test_eagerness_finds_a_cue_that_is_not_quite_sure() -> None:
    """A word a little likelier to be no cue is one when the begin of a cue is favoured."""
    scores = np.array([[0.3, 0.0, 0.0], [5.0, 0.0, 0.0]])
    steps = chain(np.zeros((4, 3)))
    assert cues_of(scores, steps)[0] == []
    assert [run for run, _ in cues_of(scores, steps, eagerness=1.0)[0]] == [range(0, 1)]


def test_the_cue_is_neither_source_nor_content() -> None:
    """Words of the cue are left out, whatever their scores."""
    found = attribution_of(range(1, 2), 0.9, _sure([1, 3, 3, 4]), FREE)
    assert found.source == range(0, 1)
    assert found.content == (range(2, 4),)


def test_a_word_is_in_one_content_only() -> None:
    """Of two claims the surer stands, and an attribution without content falls away."""
    weak = Tagged(range(0, 1), None, (range(2, 5),), 0.9, 0.5, 0.6, (0.6,))
    strong = Tagged(range(1, 2), None, (range(3, 6),), 0.8, 0.5, 0.9, (0.9,))
    assert [one.cue for one in without_conflicts([weak, strong])] == [range(1, 2)]


def test_no_words_have_no_tags() -> None:
    """An empty window is no error."""
    assert best_tags(np.zeros((0, 5)), FREE) == []
