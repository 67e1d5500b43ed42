"""Stretches of words that two texts share."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retold.reuse.matching import find_stretches
from retold.reuse.words import words_of
from retold.settings import ReuseSettings
from tests.reuse_rows import COPY, WORKSHOP

SETTINGS = ReuseSettings()
NAMES = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu"
WORD = st.sampled_from(NAMES.split(" "))
TEXT = st.lists(WORD, max_size=60).map(" ".join)


def stretches(text_a, text_b):
    return find_stretches(words_of(text_a), words_of(text_b), settings=SETTINGS)


def numbered(begin, end):
    return " ".join(f"w{i}" for i in range(begin, end))


def test_an_equal_text_is_one_stretch():
    """
    Identical texts need no search.
    """
    (stretch,) = stretches(WORKSHOP, WORKSHOP)

    assert (0, len(words_of(WORKSHOP)), 1.0) == (stretch.begin_a, stretch.end_a, stretch.identity)


def test_moved_paragraphs_are_stretches_of_their_own():
    """
    Two halves that changed places are two stretches.
    """
    first, second = numbered(0, 30), numbered(30, 60)

    found = stretches(f"{first}.\n\n{second}.", f"{second}.\n\n{first}.")

    assert [(0, 30, 30, 60), (30, 60, 0, 30)] == [(s.begin_a, s.end_a, s.begin_b, s.end_b) for s in found]


def test_a_new_sentence_between_copied_ones_is_not_swallowed():
    """
    The copy's own sentence belongs to no stretch.
    """
    first, second = numbered(0, 20), numbered(20, 40)

    found = stretches(f"{first}. {second}.", f"{first}. New words stand here now. {second}.")

    assert [(0, 20), (25, 45)] == [(s.begin_b, s.end_b) for s in found]


def test_changed_words_stay_inside_one_stretch():
    """
    An edit of a few words ends nothing.
    """
    (found,) = stretches(numbered(0, 40), numbered(0, 18) + " new words " + numbered(21, 40))

    assert (0, 40, 0, 39) == (found.begin_a, found.end_a, found.begin_b, found.end_b)


@pytest.mark.timeout(30)
def test_a_text_of_one_repeated_word_and_a_long_shuffled_one_end():
    """
    Repeated seeds are left out; work grows with length.
    """
    repeated = "word " * 400_000
    rng = random.Random(1)
    paragraphs = [" ".join(f"w{rng.randrange(40_000)}" for _ in range(60)) for _ in range(1_500)]
    shuffled = paragraphs[:]
    rng.shuffle(shuffled)

    assert [] == stretches(repeated, repeated[:1_500_000])
    assert 1_450 < len(stretches("\n\n".join(paragraphs), "\n\n".join(shuffled))) < 1_550


@settings(max_examples=150, deadline=None)
@given(TEXT, TEXT)
def test_stretches_never_overlap_within_one_text(text_a, text_b):
    """
    Even where a few words repeat over and over.
    """
    found = stretches(text_a, text_b)
    by_b = sorted(found, key=lambda s: s.begin_b)

    assert all(x.end_a <= y.begin_a for x, y in itertools.pairwise(found))
    assert all(x.end_b <= y.begin_b for x, y in itertools.pairwise(by_b))
    assert all(s.equal >= SETTINGS.min_passage_words for s in found)


def test_a_copy_is_found_in_few_stretches():
    """
    The copy of the example is whole but for its title and what it left out.
    """
    found = stretches(WORKSHOP, COPY)

    assert len(found) <= 4
    assert sum(s.equal for s in found) > 95
