"""Queries brought up to date for touched keys: the rows that one gives as a whole, whatever changed before it."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta

import duckdb
import pyarrow as pa
import pytest

from retold.changes import linking_columns
from retold.increments import INCREMENTS
from retold.pipeline import STAGES
from retold.settings import Settings
from retold.tables import STAGE_TABLES
from tests.parts import Parts

BY_NAME = {stage.name: stage for stage in STAGES}
SETTINGS = Settings()
ARTICLES = tuple(f"a{i}" for i in range(5))
ACTORS = tuple(f"k{i}" for i in range(7))
COUNTRIES = (None, "AAA", "BBB")
EVENTS = ("state_entities", "attributed_events")
KEYS = {
    "local_actors": ("actor", ACTORS),
    "actor_members": ("actor", ACTORS),
    "event_spans": ("event", tuple(f"v{i}" for i in range(8))),
    "spoken_quotations": ("quotation", ("q0", "q1", "q2")),
    "statement_members": ("quotation", ("q0", "q1", "q2")),
    "story_members": ("article", ARTICLES),
}


def row(name, key, chance):
    """Return a row of a table, whatever else stands in others; some point to what is not there."""
    columns = {
        "article": chance.choice(ARTICLES),
        "name": chance.choice(("The those men", "Kessel", "some men")),
        "type": chance.choice(("GPE", "GPE", "PERSON")),
        "named": chance.random() < 0.8,
        "country": chance.choice(COUNTRIES),
        "entity": f"e{chance.choice(ACTORS)}",
        "actor": chance.choice((None, None, None, *ACTORS)),
        "actor_country": chance.choice(COUNTRIES),
        "recipient": chance.choice((None, None, None, *ACTORS)),
        "recipient_country": chance.choice(COUNTRIES),
        "event_type": "CONSULT",
        "quotation": chance.choice((None, "q0", "q1")),
        "speaker": chance.choice((None, "ek1", "ek2")),
        "statement": chance.choice(("t1", "t2")),
        "story": chance.choice(("s1", "s2")),
        "probability": chance.choice((0.3, 0.9)),
        "evidence": [],
    }
    held = STAGE_TABLES[name].schema.names
    return {column: value for column, value in columns.items() if column in held} | {KEYS[name][0]: key}


def changed(world, chance):
    """Return another state of all tables, in which some rows came, went, or are others."""
    after = {name: dict(rows) for name, rows in world.items()}
    for _ in range(chance.randrange(1, 3)):
        name = chance.choice(sorted(after))
        key = chance.choice(KEYS[name][1])
        if key in after[name] and chance.random() < 0.4:
            del after[name][key]
        else:
            after[name][key] = row(name, key, chance)
    return after


def whole(world, names):
    """Return a connection with the tables of a world and of the queries over them, each run as a whole."""
    space = duckdb.connect(config={"threads": 1})
    space.execute("create schema stage; set schema='stage'")
    for name, rows in world.items():
        put(space, name, STAGE_TABLES[name].rows(rows[key] for key in sorted(rows)))
    for name in names:
        put(space, name, asked(space, name, BY_NAME[name].shape.text(BY_NAME[name].settings_of(SETTINGS))))
    return space


def put(space, name, table):
    space.register("given", table)
    space.execute(f"create table stage.{name} as select * from given")
    space.unregister("given")


def asked(space, name, sql):
    return space.sql(sql).to_arrow_table().cast(STAGE_TABLES[name].schema)


def held(space, name):
    return asked(space, name, f"select * from stage.{name}")


def lines(table):
    return Counter(map(repr, table.to_pylist()))


def show_changes(before, after, name):
    """Show what differs in a table as builds do: ids and numbers of rows that went or came. Tell whether any does."""
    old, new = held(before, name), held(after, name)
    differ = (lines(old) - lines(new)) + (lines(new) - lines(old))
    rows = [each for table in (old, new) for each in table.to_pylist() if repr(each) in differ]
    columns = linking_columns(name)
    given = pa.Table.from_pylist([{c: each[c] for c in columns} for each in rows], STAGE_TABLES[name].schema)
    after.register(f"changed_{name}", given.select(columns).group_by(columns, use_threads=False).aggregate([]))
    return bool(rows)


def brought_up_to_date(before, after, name):
    """Return the rows of a query after the change: those of touched keys found again, the others as they were."""
    stage, increment = BY_NAME[name], INCREMENTS[name]
    section = stage.settings_of(SETTINGS)
    touching = [increment.touching(each, section) for each in stage.depends_on() if show_changes(before, after, each)]
    if not touching:
        return lines(held(before, name))
    every = " union ".join(f"({query})" for query in touching)
    after.register("touched", after.sql(f"select distinct * from ({every})").to_arrow_table())
    for each, needed in increment.within.items():
        after.execute(f"create temp view {each} as select x.* from stage.{each} x where {needed}")
    condition = increment.condition()
    found = asked(after, name, f"select x.* from ({stage.shape.text(section)}) x where {condition}")
    for each in increment.within:
        after.execute(f"drop view temp.{each}")
    after.register("old", held(before, name))
    kept = asked(after, name, f"select x.* from old x where not coalesce({condition}, false)")
    return lines(found) + lines(kept)


@pytest.mark.parametrize("seed", range(10))
def test_events_follow_what_changed_in_any_of_their_tables(seed):
    """
    Actors, entities, states' commonest entities, quotations, statements and stories, with nulls and loose ends.
    """
    chance = random.Random(seed)
    world = {name: {} for name in KEYS}
    for _ in range(24):
        world = changed(world, chance)
    before = whole(world, EVENTS)
    for _ in range(5):
        world = changed(world, chance)
        after = whole(world, EVENTS)
        for name in EVENTS:
            assert lines(held(after, name)) == brought_up_to_date(before, after, name)
        before.close()
        before = after
    before.close()


BEGAN = datetime(2031, 3, 3, tzinfo=UTC)
TOLD = ("story_features", "article_fields")
BUSY, QUIET = (50, 30, 10, 10), (25, 25, 25, 25)  # how many articles are of which days


def told(article, chance, weights=BUSY):
    """Return the rows of an article in the tables from which the frequencies of terms follow."""
    (days,) = chance.choices((1, 5, 9, 40), weights)
    often = {"kelar": 0.9 if days < 9 else 0.3, "ostan": 0.9}  # the one is told of in some days mostly
    named = [("name", word) for word in often if chance.random() < often[word]] + [("slot", "dead")]
    features = [{"article": article, "kind": kind, "term": term, "count": 1} for kind, term in named]
    published = BEGAN + timedelta(days=days) if chance.random() < 0.8 else None
    return {"story_features": features, "article_fields": [{"article": article, "published": published}]}


def retold_some(world, chance):
    """Return articles of which a few are gone, told otherwise, dated otherwise, or new; or other dates for them all."""
    if chance.random() < 0.4:
        weights = chance.choice((BUSY, QUIET))
        return {a: world[a] | {"article_fields": told(a, chance, weights)["article_fields"]} for a in sorted(world)}
    after = dict(world)
    for _ in range(chance.randrange(1, 6)):
        article = f"a{chance.randrange(140):03}"
        other = told(article, chance)
        if article not in after or chance.random() < 0.4:
            after[article] = other
        elif chance.random() < 0.5:
            name = chance.choice(TOLD)
            after[article] = after[article] | {name: other[name]}
        else:
            del after[article]
    return after


@pytest.mark.parametrize("seed", range(4))
def test_frequencies_of_terms_follow_terms_and_dates(seed):
    """
    Also where a term is common, and its busiest days are left out: dates that change alone, and go, count.
    """
    chance, parts = random.Random(seed), Parts(SETTINGS)
    parts.put("article_counts", [{"articles": 256, "usual_quarters": 2}])
    parts.forget()
    world, seen = {f"a{i:03}": told(f"a{i:03}", chance) for i in range(110)}, set()
    for _ in range(6):
        for name in TOLD:
            parts.put(name, [row for article in sorted(world) for row in world[article][name]])
        parts.bring_up("term_frequencies")

        assert parts.whole("term_frequencies") == parts.held("term_frequencies")
        seen |= {(row["frequency"], row["usual"]) for row in parts.held("term_frequencies")}
        parts.forget()
        world = retold_some(world, chance)
    assert {True, False} == {usual < frequency for frequency, usual in seen}, "terms of an affair, and others"


def test_a_row_whose_links_to_keys_are_as_they_were_is_told_once():
    """
    The old one and the new one lead to the same keys; where a number differs that may be asked for, both are told.
    """
    parts, pair = Parts(SETTINGS), {"article_a": "a", "article_b": "b"}
    for score, shared in ((0.5, 2), (0.6, 3)):
        parts.forget()
        parts.put("story_links", [pair | {"score": score, "likeness": 9}])
        parts.put("story_pairs", [pair | {"shared": shared, "crowd": 1}])

    assert 1 == len(parts.changed("story_links"))
    assert 2 == len(parts.changed("story_pairs"))
