"""Hashes of word n-grams."""

import random
from dataclasses import replace

from retold.reuse.fingerprints import gram_hashes, grams
from retold.settings import ReuseSettings
from retold.spans import Span
from tests.reuse_rows import COPY, WORKSHOP, content_table, texts_table

SETTINGS = ReuseSettings()


def hashes(text, settings=SETTINGS):
    return set(gram_hashes(text, [Span(0, len(text))], settings=settings).tolist())


def test_a_text_shorter_than_one_ngram_has_none():
    """
    Four words give no 5-gram.
    """
    assert set() == hashes("only four words here")


def test_the_same_words_give_the_same_hash_on_every_machine():
    """
    The value itself is fixed: ids of other stores and machines agree.
    """
    assert hashes("One two three four five") == hashes("one, two: three – four FIVE")
    assert {12001910709108269071} == hashes("one two three four five")


def test_the_order_of_words_counts():
    """
    An n-gram is no bag of words.
    """
    assert hashes("one two three four five").isdisjoint(hashes("two one three four five"))


def test_a_sample_is_a_part_of_the_whole_and_the_same_for_every_text():
    """
    Sampling by hash keeps the same n-grams wherever they stand.
    """
    sampled = replace(SETTINGS, sample_one_in=4)

    assert hashes(WORKSHOP, sampled) < hashes(WORKSHOP)
    assert hashes(WORKSHOP, sampled) & hashes(COPY) == hashes(COPY, sampled) & hashes(WORKSHOP)


def test_characters_of_a_spaceless_script_need_twice_as_many():
    """
    Nine characters are too few for an n-gram of ten.
    """
    assert set() == hashes("漢字仮名交文章例")
    assert 3 == len(hashes("漢字仮名交文章例示物語史"))


def test_the_order_of_rows_does_not_matter():
    """
    Any order of articles gives the same table.
    """
    texts = {"c": WORKSHOP, "a": COPY, "b": "short"}
    items = list(texts.items())
    random.Random(1).shuffle(items)

    first = grams(texts_table(texts), content_table(texts), settings=SETTINGS)
    second = grams(texts_table(dict(items)), content_table(dict(items)), settings=SETTINGS)

    assert first.equals(second)
    assert {"a", "c"} == set(first.column("article").to_pylist())


def test_no_articles_give_an_empty_table():
    """
    The schema stays.
    """
    assert 0 == grams(texts_table({}), content_table({}), settings=SETTINGS).num_rows
