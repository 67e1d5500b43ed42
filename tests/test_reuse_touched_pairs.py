"""Candidate pairs after a change: those of touched articles alone, as if all had been found again."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

from retold.increments import INCREMENTS
from retold.settings import ReuseSettings
from tests.reuse_rows import as_tuples, candidates_in

START = datetime(2026, 5, 1, tzinfo=UTC)
TABLES = ("grams", "article_grams", "common_grams")


def grams_of(rng, grams):
    """The n-grams of one article: some that most have, some that a few have."""
    return {g for g in range(grams) if rng.random() < (0.9 if g < 2 else 0.3 if g < 8 else 0.05)}


def changed(rng, held):
    """Another state of a corpus: articles that came, went, and lost or won n-grams."""
    after = {article: set(grams) for article, grams in held.items() if rng.random() < 0.9}
    for article in rng.sample(sorted(after), len(after) // 10):
        after[article] ^= {rng.randrange(30) for _ in range(3)}
    after.update((f"{rng.randrange(16**3):03x}", grams_of(rng, 30)) for _ in range(rng.randrange(4)))
    return {article: grams for article, grams in after.items() if grams}


def store(held, settings, published):
    """A connection with the counted n-grams of a corpus; and its candidate pairs."""
    connection = duckdb.connect()
    rows = [(article, gram) for article in sorted(held) for gram in sorted(held[article])]
    types = (("article", pa.string()), ("gram", pa.int64()))
    columns = {name: pa.array([row[i] for row in rows], kind) for i, (name, kind) in enumerate(types)}
    connection.register("grams", pa.table(columns))
    return connection, as_tuples(candidates_in(connection, settings, published=published))


def dated(rng, held):
    """Times of publication, which few articles state."""
    return {article: START + timedelta(minutes=rng.randrange(3)) for article in sorted(held) if rng.random() < 0.2}


def differing(before, after):
    """The rows that stand on one side alone, as a table."""
    return [*(row for row in before if row not in set(after)), *(row for row in after if row not in set(before))]


@pytest.mark.parametrize("seed", range(60))
def test_pairs_of_touched_articles_are_those_of_the_whole(seed):
    """
    Pairs without a touched article stay as they were; the others are found again and no more.
    """
    rng = random.Random(seed)
    settings = replace(ReuseSettings(), max_gram_articles=rng.choice([1, 3, 8]), chain_neighbours=rng.choice([1, 2, 3]))
    held = {f"{rng.randrange(16**3):03x}": grams_of(rng, 30) for _ in range(rng.choice([3, 20, 60]))}
    old, before = store({article: grams for article, grams in held.items() if grams}, settings, dated(rng, held))
    after = changed(rng, held)
    new, expected = store(after, settings, dated(rng, after))

    increment = INCREMENTS["candidate_pairs"]
    for name in TABLES:
        rows = differing(*(as_tuples(space.table(name).to_arrow_table()) for space in (old, new)))
        schema = new.table(name).to_arrow_table().schema
        table = pa.table(
            [pa.array(column, f.type) for column, f in zip(zip(*rows, strict=True), schema, strict=True)]
            if rows
            else [pa.array([], f.type) for f in schema],
            schema=schema,
        )
        new.register(f"changed_{name}", table)
    queries = " union ".join(f"({increment.touching(name, settings)})" for name in TABLES)
    new.register("touched", new.sql(f"select distinct * from ({queries})").to_arrow_table())
    touched = set(new.table("touched").to_arrow_table().column(0).to_pylist())
    found = as_tuples(new.sql(increment.instead(settings)).to_arrow_table())

    kept = [pair for pair in before if not touched & set(pair[:2])]
    assert expected == sorted([*kept, *(pair for pair in found if touched & set(pair[:2]))])
    assert len(found) == len(set(found))
