"""Tests of `retold.stories.members`: average linkage within a component."""

from __future__ import annotations

import random
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from retold.settings import StoriesSettings
from retold.stories.members import cut, cut_texts, story_cuts
from retold.tables import STAGE_TABLES

LIMIT = 5000


def test_a_chain_does_not_fuse_two_happenings():
    """
    One article like both sides does not join the sides, which are not like one another.
    """
    links = {("a", "b"): 9900, ("d", "e"): 9900, ("b", "c"): 9000, ("c", "d"): 6000}

    assert [["a", "b"], ["c"], ["d", "e"]] == cut(list("abcde"), links | {("a", "c"): 0}, limit=LIMIT)


def test_a_pair_never_compared_counts_as_unlike():
    """
    a and c were not compared: the three join only while the average holds.
    """
    links = {("a", "b"): 10_000, ("b", "c"): 9000}

    assert [["a", "b"], ["c"]] == cut(list("abc"), links, limit=LIMIT)
    assert [["a", "b", "c"]] == cut(list("abc"), links, limit=4500)


def test_equal_links_are_joined_in_the_order_of_names():
    """
    A tie does not depend on the order of links.
    """
    links = {("b", "c"): 8000, ("a", "b"): 8000}

    assert [["a", "b"], ["c"]] == cut(list("abc"), links, limit=LIMIT)


def test_links_to_others_are_left_aside():
    """
    A link that leaves the component has no part in it.
    """

    assert [["a"], ["b"]] == cut(["a", "b"], {("a", "x"): 9999}, limit=LIMIT)


def test_a_story_is_named_by_its_least_article():
    """
    An `s` and the id; every article has a story, alone or not.
    """
    components = [{"article": article, "component": "a"} for article in "cab"]
    links = [{"article_a": "b", "article_b": "c", "score": 0.9}]

    found = story_cuts(
        STAGE_TABLES["story_components"].rows(components),
        STAGE_TABLES["story_links"].rows(links),
        settings=StoriesSettings(),
    )

    assert {"a": "sa", "b": "sb", "c": "sb"} == {row["article"]: row["story"] for row in found.to_pylist()}


@given(st.integers(0, 2**32), st.integers(2, 9))
def test_no_order_of_links_matters(seed, size):
    """
    Any order of articles and links gives the same groups, and every article is in one.
    """
    chance = random.Random(seed)
    articles = [f"a{i}" for i in range(size)]
    links = {pair: chance.choice([0, 3000, 5000, 8000, 10_000]) for pair in combinations(articles, 2)}
    shuffled = list(links.items())
    chance.shuffle(shuffled)

    found = cut(articles, links, limit=LIMIT)

    assert found == cut(articles, dict(shuffled), limit=LIMIT)
    assert articles == sorted(article for group in found for article in group)


def test_copies_compared_with_neighbours_only_are_one_story():
    """
    A hundred copies of one text in a chain: each was compared with the next alone.
    """
    names = [f"a{i:03}" for i in range(100)]
    chain = list(pairwise(names))

    assert [names] == cut_texts(names, dict.fromkeys(chain, 9_900), chain, limit=5_000)
    assert 1 < len(cut_texts(names, dict.fromkeys(chain, 9_900), [], limit=5_000))


def test_two_texts_are_as_like_as_their_articles_on_average():
    """
    One like pair among three does not join what two others keep apart.
    """
    links = {("a", "b"): 9_900, ("a", "c"): 9_000, ("b", "c"): 100, ("b", "d"): 100, ("c", "d"): 9_900}

    assert [["a", "b"], ["c", "d"]] == cut_texts(list("abcd"), links, [("a", "b"), ("c", "d")], limit=5_000)
