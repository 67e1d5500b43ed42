"""All witnesses cut at the same places."""

import random

import pytest

from retold.reuse.apparatus import apparatus_of
from retold.spans import Span

BASE = (
    "The ferry burned at the pier of Lower Kelar on Monday. Nobody was hurt, the harbour master said. Two boats took"
    " the passengers to the market before noon, and the fire was out by one."
)
CHANGED = BASE.replace("Monday", "Tuesday").replace(" before noon", "")
LONGER = CHANGED + " A crane will lift the hull next week, he told the council of the town on the other bank."


def witnesses(*texts):
    return [(text, [Span(0, len(text))]) for text in texts]


def test_entries_cover_the_base_and_tell_what_varies():
    """
    The base is the longest text.
    """
    found = apparatus_of(witnesses(CHANGED, BASE))

    assert 1 == found.base
    assert BASE == "".join(entry.base.of(BASE) for entry in found.entries)
    variants = [
        (e.base.of(BASE), e.readings[0].of(CHANGED) if e.readings[0] else None) for e in found.entries if e.is_variant
    ]
    assert ("Monday", "Tuesday") in variants
    assert any("before noon" in words and reading is None for words, reading in variants)


def test_what_only_a_witness_has_is_an_addition():
    """
    The longest text is the base, so a shorter one adds.
    """
    short = "The ferry burned again at the pier of Lower Kelar on Monday. Nobody was hurt, the harbour master said."
    found = apparatus_of(witnesses(BASE, short))

    assert ["again"] == [addition.span.of(short) for addition in found.additions]


def test_a_moved_sentence_is_told_of():
    """
    With its place in both.
    """
    sentences = [s + "." for s in LONGER.rstrip(".").split(". ")]
    moved = " ".join([sentences[-1], *sentences[:-1]])
    found = apparatus_of(witnesses(LONGER, moved))

    assert found.moves


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_witnesses_changes_nothing_but_their_numbers(seed):
    """
    The same entries, whoever comes first.
    """
    texts = [BASE, CHANGED, LONGER]
    first = apparatus_of(witnesses(*texts))
    order = list(range(3))
    random.Random(seed).shuffle(order)

    other = apparatus_of(witnesses(*(texts[i] for i in order)))

    assert [e.base for e in first.entries] == [e.base for e in other.entries]
    assert [e.readings for e in first.entries] == [
        tuple(e.readings[order.index(i)] for i in range(3)) for e in other.entries
    ]


def test_no_witness_gives_nothing():
    """
    An empty story.
    """
    assert () == apparatus_of([]).entries
