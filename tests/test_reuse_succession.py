"""Versions of one page."""

import pytest

from retold.reuse.succession import VERSION_WEIGHTS, version_signs, version_weights
from retold.reuse.witnesses import shared_of, witnesses_of
from retold.spans import Span
from tests.reuse_rows import blocks_table, content_table, credits_table, fields_table, texts_table

OLD = "Mill burns\n\nA mill has burnt in Vik, and 12 people are missing after the fire, the brigade said."
NEW = "Mill burns\n\nA mill has burnt in Vik, and 14 people are missing after the fire, the brigade said in 2031."


def shared(text_a, text_b):
    texts = {"a": text_a, "b": text_b}
    found = witnesses_of(
        texts_table(texts), blocks_table(texts), content_table(texts), fields_table(texts), credits_table(texts)
    )
    passages = [(Span(0, len(text_a)), Span(0, len(text_b)))]
    return shared_of(found["a"], found["b"], passages)


@pytest.mark.parametrize("name", ["numbers grown", "later year named", "more places put in", "more put in"])
def test_a_sign_speaks_for_the_later_version(name):
    """
    Tolls grow, later years are named, words are put in.
    """
    assert version_signs(shared(OLD, NEW))[name] > 0


def test_turned_round_every_sign_changes():
    """
    No sign depends on which id is less.
    """
    forth, back = version_signs(shared(OLD, NEW)), version_signs(shared(NEW, OLD))

    assert {name: -sign for name, sign in back.items()} == forth


def test_equal_texts_say_nothing():
    """
    No sign, no weight.
    """
    assert {} == version_weights(shared(OLD, OLD))


def test_every_sign_has_a_weight():
    """
    The fitted weights cover what is measured.
    """
    assert set(version_signs(shared(OLD, NEW))) <= set(VERSION_WEIGHTS)
