"""Makes a store of N generated articles without parsing them, for measuring pages and listings at size.

The rows of every public table are written straight into its stage table, with offsets that are true of the generated
texts, in the order in which a build writes them, and the file is published as a build publishes it. What a build keeps
for itself (n-grams, parses, links) is not there, and ids of actors are hashes of names: `retold build` starts afresh.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pyarrow as pa

from benchmarks.lexicon import AGENCIES, FAMILY_NAMES, GIVEN_NAMES, OUTLETS
from benchmarks.pages_rows import Rows, rows_of_article, rows_of_story
from benchmarks.pages_texts import Article, articles_of
from benchmarks.writing import Happening, invent
from retold.held import Held
from retold.pipeline import STAGES
from retold.settings import EngineSettings
from retold.stage import Group
from retold.store import Building
from retold.tables import STAGE_TABLES

WORDS = 350  # of an article, about
_STORIES_AT_ONCE = 1_000
_SIZES = (1, 1, 1, 2, 3, 4, 6, 9)  # articles of a story; most are told once
_LARGE_EVERY, _LARGE = 500, 60  # each so many-th story is told by so many
_STEEPNESS = 0.9  # of the share of news that the best known speakers have (Pareto)
_SCRATCH = "scratch"
_SETTINGS = EngineSettings(workers=1, memory_mb=3_000)


def make_store(path: Path, articles: int, *, words: int = WORDS, seed: int = 0) -> None:
    """Write a store of `articles` generated articles at `path`; the same seed gives the same rows."""
    chance = random.Random(seed)
    with Held(path, _SETTINGS) as building:
        building.connection.execute(f"attach '{path}.{_SCRATCH}' as {_SCRATCH}")
        building.connection.execute("set preserve_insertion_order = true")
        for rows in _chunks(articles, words, chance):
            _keep(building, rows)
        for name in STAGE_TABLES:
            _put_in_order(building, name)
        _finish(building)
        building.connection.execute(f"detach {_SCRATCH}")
        building.publish()
    Path(f"{path}.{_SCRATCH}").unlink()


def _chunks(articles: int, words: int, chance: random.Random) -> Iterator[Rows]:
    """Yield the rows of some stories at a time."""
    rows, written = Rows(), 0
    for number in count():
        size = _LARGE if number % _LARGE_EVERY == _LARGE_EVERY - 1 else chance.choice(_SIZES)
        story = articles_of(number, _with_known_speakers(invent(chance), chance), size, words, chance)
        story = story[: articles - written]
        written += len(story)
        _tell(rows, story, chance)
        if number % _STORIES_AT_ONCE == _STORIES_AT_ONCE - 1 or written >= articles:
            yield rows
            rows = Rows()
        if written >= articles:
            return


def _tell(rows: Rows, story: list[Article], chance: random.Random) -> None:
    name = "s" + min(article.article for article in story)
    for article in story:
        rows_of_article(rows, article, name, chance)
    rows_of_story(rows, story, name)


def _with_known_speakers(happening: Happening, chance: random.Random) -> Happening:
    """Let a few speakers have most of the news, as in the world."""
    people = len(GIVEN_NAMES) * len(FAMILY_NAMES)
    speakers = []
    for _, role in happening.speakers:
        rank = min(people - 1, int(chance.paretovariate(_STEEPNESS) * 3) - 3)
        family, given = divmod(rank, len(GIVEN_NAMES))
        speakers.append((f"{GIVEN_NAMES[given]} {FAMILY_NAMES[family]}", role))
    return replace(happening, speakers=tuple(speakers))


def _keep(building: Building, rows: Rows) -> None:
    """Add rows to the scratch file, in whatever order."""
    for name, table in rows.tables():
        columns = table.schema.names
        with building.lent(table) as incoming:
            selected = ", ".join(f"x.{column}" for column in columns)
            building.connection.execute(
                f"create table if not exists {_SCRATCH}.{name} as select {selected} from {incoming} x where false"
            )
            building.connection.execute(f"insert into {_SCRATCH}.{name} select {selected} from {incoming} x")


def _put_in_order(building: Building, name: str) -> None:
    """Move a table from the scratch file to its stage table, in the order in which its stage writes it."""
    there = building.connection.sql(
        f"select 1 from duckdb_tables() x where x.database_name = '{_SCRATCH}' and x.table_name = '{name}'"
    ).fetchall()
    if not there:
        return
    order = ", ".join(f"x.{column} nulls last" for column in _order(name))
    building.connection.execute(
        f"insert into stage.{name} by name select x.* from {_SCRATCH}.{name} x order by {order}"
    )


def _order(name: str) -> tuple[str, ...]:
    """Return the columns by which a build orders a table: its units first, then its key."""
    stage = next((stage for stage in STAGES if stage.name == name), None)
    key = STAGE_TABLES[name].key
    if (
        stage is not None
        and isinstance(stage.shape, Group)
        and set(stage.shape.by) <= set(STAGE_TABLES[name].schema.names)
    ):
        return (*stage.shape.by, *key)
    if stage is None or "article" not in STAGE_TABLES[name].schema.names:
        return key
    return ("article", *key)


def _finish(building: Building) -> None:
    """Write the tables that sum up others: actors, outlets, and a run of each stage."""
    stage = building.connection.execute
    stage(
        "insert into stage.entities by name select a.entity, any_value(l.name) as name, any_value(l.type) as type,"
        " case when any_value(l.type) = 'PERSON' then list_sort(list(distinct l.roles[1])) else [] end as roles,"
        " [{'name': any_value(l.name), 'count': count(*)}] as names, 0.9 as probability, [] as evidence"
        " from stage.actor_members a join stage.local_actors l on l.actor = a.actor group by a.entity order by a.entity"
    )
    outlets = [
        {"outlet": name.lower(), "name": name, "names": [name], "hosts": [], "is_agency": name in AGENCIES}
        for name in sorted((*AGENCIES, *OUTLETS))
    ]
    building.write("outlets", STAGE_TABLES["outlets"].rows(outlets))
    stage(
        "insert into stage.substitutions by name select lower(o.name) as outlet, 'depot' as reading, 'yard' as"
        " exemplar_reading, 12 as count, 15 as opportunities, 9 as articles, 3 as exemplars, 0.5 as rate_low,"
        " 0.93 as rate_high, 0.8 as probability, [] as evidence from stage.outlets o order by 1"
    )
    runs = [{"stage": stage_.name, "version": stage_.version, "rows": 0, "seconds": 0.0} for stage_ in STAGES]
    with building.lent(pa.Table.from_pylist(runs)) as incoming:
        stage(f"insert into stage.runs by name select * from {incoming}")
