"""Hashes of words, many texts at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retold.reuse.alphabet import encoded
from retold.reuse.folding import fold
from retold.reuse.hashing import _POWERS, hashes_of_bytes, hashes_of_words
from retold.reuse.words import surfaces_of, words_of
from retold.spans import Span

PIECES = st.sampled_from(
    ["a", "Bé", "ø", "'", "’", "-", "–", ".", ",", " ", "\n", "12", "3", "U.S.", "e.g.", "“", "”", "_", "Ł", "%"]
)


@given(st.lists(PIECES, max_size=60).map("".join))
def test_bytes_give_the_hashes_that_words_give(text):
    """
    The fast way and the pattern cut and fold alike.
    """
    text_bytes = encoded(text)
    assert text_bytes is not None

    hashes, counts = hashes_of_bytes([text_bytes])

    assert hashes_of_words(surfaces_of(text, [Span(0, len(text))])).tolist() == hashes.tolist()
    assert [len(hashes)] == counts.tolist()


@given(st.lists(st.lists(PIECES, max_size=30).map("".join), max_size=8))
def test_company_changes_no_hash(texts):
    """
    Texts worked on together give what each gives alone.
    """
    every = [found for text in texts if (found := encoded(text)) is not None]

    together, counts = hashes_of_bytes(every)

    alone = [hashes_of_bytes([text])[0].tolist() for text in every]
    assert [h for hashes in alone for h in hashes] == together.tolist()
    assert [len(hashes) for hashes in alone] == counts.tolist()


def test_other_scripts_have_no_bytes():
    """
    They go by the pattern.
    """
    assert encoded("Поезд идёт") is None
    assert encoded("Der Zug fährt – “bald”") is not None


@given(st.lists(PIECES, min_size=130, max_size=200).map("".join))
def test_words_of_a_long_text_are_those_of_the_pattern(text):
    """
    Forms, beginnings and ends.
    """
    words = words_of(text)

    assert [fold(surface) for surface in surfaces_of(text, [Span(0, len(text))])] == words.forms
    assert [words.surface(i) for i in range(len(words))] == surfaces_of(text, [Span(0, len(text))])


def test_a_text_longer_than_a_batch_is_cut_between_words():
    """
    Half a million letters.
    """
    hashes, counts = hashes_of_bytes([b"river mill " * 60_000])

    assert [120_000] == counts.tolist()
    assert 2 == len(set(hashes.tolist()))


@pytest.mark.parametrize("missing", range(1, 7))
def test_texts_that_just_fill_a_batch_are_hashed(missing):
    """
    Each ends with a separator of its own.
    """
    texts = [b"www", b"w" * (_POWERS - missing)]

    hashes, counts = hashes_of_bytes(texts)

    assert [hash for text in texts for hash in hashes_of_bytes([text])[0].tolist()] == hashes.tolist()
    assert [1, 1] == counts.tolist()
