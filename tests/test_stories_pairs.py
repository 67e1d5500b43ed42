"""Tests of `retold.stories.pairs`: which articles are worth comparing, and pairs after a change."""

from __future__ import annotations

import random
from dataclasses import replace

import duckdb
import pytest

from retold.settings import Settings, StoriesSettings
from retold.stories.pairs import (
    NUMBERS,
    common_periods_sql,
    pairs_of_portion_sql,
    prepared_for_portions,
    spread_story_pairs_sql,
    story_pairs_sql,
)
from retold.tables import STAGE_TABLES
from tests.parts import Parts

SETTINGS = StoriesSettings()
DAY = 1440
MIDNIGHT = 1_000_000 * 7 * DAY  # where periods of all three lengths begin
BESIDE = ("story_vectors", "story_shapes", "story_crowds", "passages")
WORDS = "pqrstuvw"


def vector(article, word, weight=6000, *, rank=None, period_rank=None):
    """Return a row of `story_vectors`."""
    row = {"article": article, "kind": "name", "term": word, "weight": weight, "frequency": 64}
    return row | {"rank": rank, "period_rank": period_rank}


def shape(article, minute=None):
    """Return a row of `story_shapes`."""
    return {"article": article, "minute": minute, "characters": 100, "names": 3, "numbers": 3, "days": 0}


def store(tables, settings=SETTINGS):
    """Return a connection with tables given as rows, and with what follows from them: periods and pairs."""
    connection = duckdb.connect(config={"threads": 1})
    for name in BESIDE:
        connection.register(name, STAGE_TABLES[name].rows(tables.get(name, [])))
    for name, sql in (("common_periods", common_periods_sql), ("story_pairs", story_pairs_sql)):
        rows = connection.sql(sql(settings)).to_arrow_table().cast(STAGE_TABLES[name].schema)
        connection.register(name, rows)
    return connection


def rows_of(connection, name):
    """Return the rows of a table, sorted."""
    return sorted(connection.table(name).to_arrow_table().to_pylist(), key=repr)


def common(articles, terms="xyz"):
    """Return the tables of articles, each with its minute, that share terms which are common in the store."""
    return {
        "story_vectors": [vector(article, word, period_rank=0) for article in articles for word in terms],
        "story_shapes": [shape(article, minute) for article, minute in articles.items()],
    }


def pairs(tables, settings=SETTINGS):
    """Return the pairs that are found, each with the number of terms."""
    return [
        (row["article_a"], row["article_b"], row["shared"]) for row in rows_of(store(tables, settings), "story_pairs")
    ]


def test_pairs_share_telling_terms_or_passages():
    """
    One shared term is not enough; a passage is, if it is one.
    """
    told = {"a": "xy", "b": "xy", "c": "x", "d": "z"}
    passage = {"begin_a": 0, "end_a": 9, "begin_b": 0, "end_b": 9}
    tables = {
        "story_vectors": [vector(article, word, rank=0) for article, words in told.items() for word in words],
        "story_shapes": [shape(article) for article in told],
        "passages": [
            {"article_a": "c", "article_b": "d", "probability": 0.9, **passage},
            {"article_a": "b", "article_b": "d", "probability": 0.3, **passage},
        ],
    }

    assert [("a", "b", 2), ("c", "d", 0)] == pairs(tables)


@pytest.mark.parametrize(("weight", "days", "found"), [(1000, 0, []), (4000, 0, [("a", "b", 2)]), (4000, 20, [])])
def test_pairs_that_could_come_to_nothing_are_not_looked_at(weight, days, found):
    """
    What they share must be worth something; where many days lie between, more.
    """
    tables = {
        "story_vectors": [vector(article, word, weight, rank=0) for article in "ab" for word in "xy"],
        "story_shapes": [shape("a", MIDNIGHT), shape("b", MIDNIGHT + days * DAY)],
    }

    assert found == pairs(tables)


def test_a_common_term_finds_pairs_within_days():
    """
    In one period or the next one, counted once each; not weeks apart, and not where the day is unknown.
    """
    articles = {"a": MIDNIGHT, "b": MIDNIGHT + 60, "c": MIDNIGHT - 60, "d": MIDNIGHT + 30 * DAY, "e": None}

    assert [("a", "b", 3), ("a", "c", 3), ("b", "c", 3)] == pairs(common(articles))


@pytest.mark.parametrize("days", [0.1, 1, 3, 6, 13])
def test_a_pair_is_found_once_whatever_length_of_periods_finds_it(days):
    """
    The shortest one in which two are together, or side by side.
    """
    articles = {"a": MIDNIGHT + 10, "b": MIDNIGHT + 10 + int(days * DAY)}

    assert [("a", "b", 3)] == pairs(common(articles))


def test_a_term_of_too_many_articles_in_a_period_finds_none_there():
    """
    In a shorter period it may.
    """
    settings = replace(SETTINGS, max_term_articles=4)
    busy = {f"b{i}": MIDNIGHT + i for i in range(5)}
    quiet = {f"q{i}": MIDNIGHT + 5 * DAY + i for i in range(2)}

    assert [("q0", "q1", 3)] == pairs(common(busy | quiet), settings)


def test_one_term_that_is_rare_anytime_and_one_that_is_rare_today_find_a_pair():
    """
    Both count.
    """
    tables = common({"a": MIDNIGHT, "b": MIDNIGHT + 5}, "x")
    tables["story_vectors"] += [vector(article, "y", rank=0) for article in "ab"]

    assert [("a", "b", 2)] == pairs(tables)


def test_terms_that_are_rare_today_must_say_more():
    """
    Two such words are often chance.
    """
    articles = {"a": MIDNIGHT, "b": MIDNIGHT}
    tables = common(articles, "xy") | {
        "story_vectors": [vector(article, word, 4000, period_rank=0) for article in articles for word in "xy"]
    }

    assert [] == pairs(tables)


def random_tables(chance, sizes=(2, 20, 60)):
    """Return tables of a small store whose terms are common in some periods and rare in others."""
    reach = chance.choice([40 * DAY, 40 * DAY, 2 * DAY, 60])
    articles = {f"{chance.randrange(16**4):04x}" for _ in range(chance.choice(sizes))}
    tables = {name: [] for name in BESIDE}
    for article in sorted(articles):
        tables["story_shapes"].append(shape(article, random_minute(chance, reach)))
        tables["story_vectors"] += random_vectors(article, chance)
    for name in ("passages", "story_crowds"):
        tables[name] = [row for _ in range(2) for row in random_pair(name, tables, chance)]
    return tables


def random_minute(chance, reach=40 * DAY):
    """Return a minute of so many, or none."""
    return MIDNIGHT + chance.randrange(reach) if chance.random() < 0.9 else None


def random_vectors(article, chance):
    """Return vectors of a few terms, each of which finds pairs anytime, within days, or never."""
    return [random_vector(article, word, chance) for word in WORDS if chance.random() < 0.6]


def random_vector(article, word, chance):
    """Return a vector; the word says how it finds pairs, mostly."""
    kinds = [{"rank": 0}, {"period_rank": 0}, {"period_rank": 0}, {}]
    kind = kinds[WORDS.index(word) % 4] if chance.random() < 0.9 else chance.choice(kinds)
    return vector(article, word, chance.choice([3000, 6000]), **kind)


def random_pair(name, tables, chance):
    """Return a row of `passages` or `story_crowds`, or none."""
    a, b = sorted(chance.choice(tables["story_shapes"])["article"] for _ in range(2))
    values = {"probability": chance.choice([0.2, 0.9]), "begin_a": 0, "end_a": 9, "begin_b": 0, "end_b": 9}
    held = a == b or any((row["article_a"], row["article_b"]) == (a, b) for row in tables[name])
    return [] if held else [{"article_a": a, "article_b": b} | ({"crowd": 3} if name == "story_crowds" else values)]


def some(rows, chance):
    """Return about a tenth of rows, one at least where there are any."""
    return [row for row in rows if chance.random() < 0.1] or rows[:1]


def dated(tables, chance):
    """Give articles another minute, and change nothing else."""
    for row in some(tables["story_shapes"], chance):
        row["minute"] = random_minute(chance, chance.choice([60, 2 * DAY, 40 * DAY]))


def weighed(tables, chance):
    """Give terms another weight, and change nothing else."""
    for row in some(tables["story_vectors"], chance):
        row["weight"] = chance.choice([2500, 3000, 6000])


def ranked(tables, chance):
    """Let terms find pairs in other ways."""
    for row in some(tables["story_vectors"], chance):
        row["rank"], row["period_rank"] = chance.choice([(None, None), (0, None), (None, 0), (None, 3)])


def told(tables, chance):
    """Let articles go, come, or have other terms."""
    for row in some(tables["story_shapes"], chance):
        article, kept = row["article"], chance.random()
        tables["story_vectors"] = [each for each in tables["story_vectors"] if each["article"] != article]
        if kept < 0.3:
            tables["story_shapes"] = [each for each in tables["story_shapes"] if each["article"] != article]
        else:
            tables["story_vectors"] += random_vectors(article, chance)
    article = f"{chance.randrange(16**4):04x}"
    if article not in {row["article"] for row in tables["story_shapes"]}:
        tables["story_shapes"].append(shape(article, random_minute(chance)))
        tables["story_vectors"] += random_vectors(article, chance)


def paired(tables, chance):
    """Let pairs that passages or affairs find go, and others come."""
    for name in ("passages", "story_crowds"):
        tables[name] = [row for row in tables[name] if chance.random() < 0.5] + random_pair(name, tables, chance)


CHANGES = (dated, weighed, ranked, told, paired)
NAMES = [change.__name__ for change in CHANGES]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("changes", [*((change,) for change in CHANGES), CHANGES], ids=[*NAMES, "all"])
def test_what_a_change_touches_is_found_as_in_the_whole(changes, seed):
    """
    Of periods and of pairs: dates, weights, ways to find pairs, articles and passages that change alone, and together.
    """
    chance = random.Random(seed)
    days = chance.choice([0.0, 0.3, 2.0, 7.0])
    settings = replace(SETTINGS, max_term_articles=chance.choice([1, 2, 3, 6]), max_days_apart=days)
    parts, tables = Parts(Settings(stories=settings)), random_tables(chance, (20, 60))
    for step in range(4):
        for name in BESIDE:
            parts.put(name, tables[name])
        for name in ("common_periods", "story_pairs"):
            parts.bring_up(name)
            assert parts.whole(name) == parts.held(name), (name, step)
        parts.forget()
        tables = {name: [dict(row) for row in rows] for name, rows in tables.items()}
        for change in changes:
            change(tables, chance)


@pytest.mark.parametrize("seed", range(12))
def test_ids_and_numbers_give_the_same_pairs(seed):
    """
    Numbers are given in the order of the ids; some terms are too common in some periods.
    """
    settings = replace(SETTINGS, max_term_articles=1 + seed % 3)
    connection = store(random_tables(random.Random(seed), (150,)), settings)

    found = connection.sql(spread_story_pairs_sql(settings)).to_arrow_table().to_pylist()

    assert rows_of(connection, "common_periods")
    assert rows_of(connection, "story_pairs")
    assert rows_of(connection, "story_pairs") == sorted(found, key=repr)


def by_portions(connection, settings, size):
    """Return the pairs that portions of so many articles find, sorted."""
    for name, query in prepared_for_portions(settings).items():
        connection.execute(f"create temp table {name} as {query}")
    numbers = connection.sql(NUMBERS).to_arrow_table()
    found = []
    for begin in range(0, len(numbers), size):
        connection.register("touched", numbers.slice(begin, size))
        found += connection.sql(pairs_of_portion_sql(settings)).to_arrow_table().to_pylist()
    return sorted(found, key=repr)


@pytest.mark.parametrize("size", [1, 7, 60, 1000])
@pytest.mark.parametrize("seed", range(8))
def test_portions_of_any_size_find_what_the_whole_finds(seed, size):
    """
    Each pair once, with the same counts: by terms, by days, by passages and as in affairs; undated articles too.
    """
    chance = random.Random(seed)
    settings = replace(SETTINGS, max_term_articles=1 + seed % 3, max_days_apart=chance.choice([0.0, 0.3, 2.0, 7.0]))
    connection = store(random_tables(chance, (150,)), settings)

    assert rows_of(connection, "story_pairs")
    assert rows_of(connection, "story_pairs") == by_portions(connection, settings, size)


def test_no_time_at_all_is_a_minute():
    """
    With `max_days_apart` of 0 periods still have a length.
    """
    articles = {"a": MIDNIGHT, "b": MIDNIGHT, "c": MIDNIGHT + DAY}

    assert [("a", "b", 3)] == pairs(common(articles), replace(SETTINGS, max_days_apart=0.0))
