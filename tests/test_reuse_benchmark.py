"""The generator of planted copies, and what is measured on it."""

import pytest

from benchmarks.copies import collation_milliseconds, measure
from benchmarks.copies_texts import LEVELS, make
from retold.settings import ReuseSettings


def test_the_same_seed_gives_the_same_articles():
    """
    Figures can be repeated.
    """
    assert make(30, seed=4) == make(30, seed=4)
    assert make(30, seed=4) != make(30, seed=5)


@pytest.mark.parametrize("level", LEVELS)
def test_the_truth_slices_to_sentences_on_both_sides(level):
    """
    Word for word where nothing was edited; else a sentence for a sentence.
    """
    articles = {article.name: article for article in make(60)}

    for copy in (article for article in articles.values() if article.level == level):
        exemplar = articles[copy.exemplar]
        pairs = [(copy.text[a:b], exemplar.text[c:d]) for (a, b), (c, d) in zip(copy.copied, copy.taken, strict=True)]
        assert all(mine.endswith(".") and theirs.endswith(".") for mine, theirs in pairs)
        assert level != "passages" or all(mine == theirs for mine, theirs in pairs)


def test_the_families_share_no_words():
    """
    Tuning on one says nothing of the other; function words aside.
    """
    words = [
        {word for article in make(10, family=family) for word in article.text.split() if len(word) > 5}
        for family in ("development", "test")
    ]

    assert len(words[0] & words[1]) < 0.1 * len(words[0])


def test_every_copy_is_found_at_every_level():
    """
    A small run of the benchmark itself; twenty articles an outlet are enough to learn its footer.
    """
    figures = measure(make(800), ReuseSettings())

    assert dict.fromkeys(LEVELS, 1.0) == figures["recall"]
    assert 1.0 == figures["precision"]
    assert all(score > 0.96 for score in figures["character_f1"].values())


def test_three_articles_are_collated_in_milliseconds():
    """
    Warm; the bound is for a busy machine.
    """
    assert collation_milliseconds()["retold"] < 100
