"""Tests of big affairs: a happening told by hundreds of reporters in words of their own stays one story."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import duckdb
import pytest

from benchmarks.copies_size import _base_rows as base_rows
from benchmarks.news import START, affair, day
from evaluation.product import MemoryStore
from retold.engines.cache import ResultCache
from retold.ids import article_id
from retold.pipeline import STORIES
from retold.running import build
from retold.settings import EngineSettings, Settings, StoriesSettings
from retold.sources.records import Reading
from retold.store import Workspace
from retold.stories import similarity
from retold.stories.members import cut
from retold.stories.pairs import story_crowds_sql
from retold.stories.similarity import article_counts_sql, term_frequencies_sql
from tests.stories_rows import query

LIMIT = 5000
_DAYS, _A_DAY, _AFFAIR = 10, 150, 300


def frequencies(days_of_term, days):
    """Return frequency and usual frequency of a term that stands in an article of each of `days_of_term`.

    `days` are those of the store's other articles.
    """
    dates = [*days_of_term, *days]
    fields = [
        {"article": f"a{i:04}", "published": datetime(2031, 3, 1, tzinfo=UTC) + timedelta(days=number)}
        for i, number in enumerate(dates)
    ]
    features = [{"article": f"a{i:04}", "kind": "name", "term": "ostan", "count": 1} for i in range(len(days_of_term))]
    counts = query("article_counts", article_counts_sql, article_fields=fields)
    (row,) = query(
        "term_frequencies", term_frequencies_sql, story_features=features, article_fields=fields, article_counts=counts
    )
    return row["frequency"], row["usual"]


def vector(article, term, frequency=1024, crowd_rank=0):
    """Return a row of `story_vectors` for a term of a big affair."""
    return {
        "article": article,
        "kind": "name",
        "term": term,
        "weight": 5000,
        "rank": None,
        "frequency": frequency,
        "crowd_rank": crowd_rank,
    }


def ids(count):
    """Return ids as those of articles: hashes."""
    return sorted(article_id(f"text {i}", url=None, outlet=None) for i in range(count))


def test_a_name_of_one_affair_counts_as_rare():
    """
    It stands in hundreds of articles of two days, and hardly in others: it tells this affair from all else.
    """

    assert (256, 8) == frequencies([20, 21] * 150, list(range(40)) * 20)


def test_a_name_in_the_news_every_day_counts_as_common():
    """
    As many articles have it, but on all days.
    """

    assert (256, 256) == frequencies(list(range(40)) * 8, list(range(40)) * 20)


def test_a_store_of_one_affair_has_no_usual_days():
    """
    Where nothing else is held, nothing says what is usual: frequencies stay as they are.
    """

    assert (256, 256) == frequencies([20, 21] * 150, [])


def test_articles_of_an_affair_are_paired_with_a_few_others_each():
    """
    Pairs grow with the articles, not with their square, and stand for more pairs each.
    """
    articles = ids(1000)
    rows = [vector(article, term) for article in articles for term in ("ostan", "kelar")]

    pairs = query("story_crowds", story_crowds_sql, story_vectors=rows)

    met = Counter(article for row in pairs for article in (row["article_a"], row["article_b"]))
    assert 1000 == len(met)
    assert len(pairs) <= 4 * 1000
    assert {512} == {row["crowd"] for row in pairs}


def test_pairs_of_an_affair_do_not_depend_on_the_order_of_rows():
    """
    Articles are put in a row by digits of their ids.
    """
    rows = [vector(article, term) for article in ids(200) for term in ("ostan", "kelar")]
    shuffled = random.Random(1).sample(rows, len(rows))

    found = [query("story_crowds", story_crowds_sql, story_vectors=each) for each in (rows, shuffled)]

    assert found[0] == found[1]


def test_articles_that_share_one_term_of_an_affair_are_not_compared():
    """
    A place alone is no happening.
    """
    rows = [vector(article, "ostan") for article in ids(100)]

    assert [] == query("story_crowds", story_crowds_sql, story_vectors=rows)


def test_an_affair_of_which_a_sample_was_compared_is_one_story():
    """
    Each article with eight others of two thousand, each pair standing for many.
    """
    chance = random.Random(0)
    articles = [f"a{i:04}" for i in range(2000)]
    links = {}
    for _ in range(4):
        order = chance.sample(articles, len(articles))
        links |= {(min(pair), max(pair)): chance.randrange(2000, 10_000) for pair in pairwise(order)}

    groups = cut(articles, links, limit=LIMIT, crowds=dict.fromkeys(links, 500))

    assert len(max(groups, key=len)) > 0.8 * len(articles)


def test_one_link_does_not_fuse_two_affairs():
    """
    It stands for many pairs, but may be chance: others between the two sides are asked for.
    """
    sides = [[f"{side}{i}" for i in range(10)] for side in "ab"]
    links = {(x, y): 9900 for side in sides for x in side for y in side if x < y}
    bridge = ("a0", "b0")

    groups = cut([*sides[0], *sides[1]], links | {bridge: 6000}, limit=LIMIT, crowds={bridge: 500})

    assert sides == groups


def test_a_group_that_grows_is_not_looked_through_again_and_again():
    """
    Twenty thousand articles, one liker to all than these to one another: a second or two, not its square.
    """
    articles = [f"a{i:05}" for i in range(20_000)]
    links = {("a00000", article): 10_000 for article in articles[1:]}

    groups = cut(articles, links, limit=LIMIT)

    assert [("a00000", "a00001", "a00002")] == [tuple(group) for group in groups if len(group) > 1]


def readings(articles):
    """Return articles as they are read."""
    return [
        Reading(
            each.text,
            each.name,
            "jsonl",
            {"url": f"https://example.org/{each.name}", "title": each.title, "outlet": each.outlet}
            | ({"published": each.published.isoformat()} if each.published else {}),
        )
        for each in articles
    ]


def test_an_affair_that_comes_bit_by_bit_gives_what_one_build_gives(monkeypatch):
    """
    Other days, the affair, and more days: what is usual changes with each, and so do the pairs.
    """
    for name, value in (("_LEAST_BURST", 6), ("_LEAST_USUAL", 2)):  # an affair of twenty is a big one here
        monkeypatch.setattr(similarity, name, value)
    settings = Settings(stories=StoriesSettings(max_term_articles=4))
    ordinary = [[each for number in numbers for each in day(number, 8)] for numbers in (range(6), range(6, 9))]
    parts = [ordinary[0], affair("one", 20, START + timedelta(days=2)), ordinary[1]]
    tables = ("term_frequencies", "story_vectors", "story_crowds", "story_pairs", "story_links", "story_members")

    with MemoryStore(["stories"], settings) as whole, MemoryStore(["stories"], settings) as grown:
        whole.add(readings(each for part in parts for each in part))
        for part in parts:
            grown.add(readings(part))
        found = [[sorted(map(repr, each.table(name).to_pylist())) for name in tables] for each in (whole, grown)]

    assert found[0] == found[1]
    assert all(found[0])


@pytest.mark.slow
def test_a_happening_told_by_hundreds_of_reporters_is_one_story():
    """
    Each in words of his own, among the news of ten days; no article of another happening is put in.
    """
    made = [article for number in range(_DAYS) for article in day(number, _A_DAY)]
    made += affair("one", _AFFAIR, START + timedelta(days=4))
    article_of = {each.name: article_id(each.text, url=each.name, outlet=None) for each in made}
    workspace = Workspace(duckdb.connect(config={"threads": 1}))
    for name, rows in zip(("texts", "blocks", "article_fields"), base_rows(made, article_of), strict=True):
        workspace.append(name, rows)

    build(workspace, Settings(engine=EngineSettings(workers=1)), ResultCache(None), stages=STORIES)

    own = {article_of[each.name] for each in made if each.story == "one"}
    found = workspace.stage_table("story_members").to_pylist()
    largest, size = Counter(row["story"] for row in found if row["article"] in own).most_common(1)[0]
    assert size > 0.5 * _AFFAIR
    assert size == sum(row["story"] == largest for row in found)
