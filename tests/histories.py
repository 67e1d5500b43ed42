"""Random histories of a small corpus, and what they must come to: the tables of one build from nothing."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from typing import Any

import duckdb

from retold.build import build, set_by_hand, take_in, take_out
from retold.correcting import drop, keep
from retold.corrections.fields import (
    ANOTHER_ACTOR,
    COPY,
    FIELDS,
    QUOTATION,
    SAME_ACTOR,
    SPEAKER,
    STORY,
    Correction,
    place_named,
)
from retold.engines.cache import ResultCache
from retold.pipeline import STAGES
from retold.settings import Settings
from retold.sources.records import Reading
from retold.spans import Span
from retold.stage import Stage
from retold.store import Workspace

PEOPLE = ("Anna Korrin", "Pavel Dorn", "Mira Solheim", "Minister Olin Tarr")
PLACES = ("Dashtar", "Khorvan", "Tirband", "Milabad")
OUTLETS = ("Courier", "Herald", "Standard")
DAYS = ("2031-03-03", "2031-03-04", "2031-03-12", "")
PAGES = ("https://valley.example/ferry", "https://valley.example/bridge", "")  # versions of a page are of one family
SENTENCES = (
    "“We will never hand the valley over to the council of the river towns again,” {person} said in {place} on Monday.",
    "{person} told reporters that the ferry from {place} would stay in the harbour until the storm had passed.",
    "At least {number} people were hurt when the old bridge of {place} gave way in the early hours of the morning.",
    "The council of {place} denied on Tuesday that {number} convoys with aid had been turned back at the border.",
    "“We may never hand the valley over to the council of the river towns,” {person} told the Courier.",
    "Officials in {place} counted {number} ballots by hand after the machines had failed for the second time.",
)
FOOTER = "Read every report of the {outlet} on our new pages, and write to the editors with what you know."
# Small numbers, so that a dozen articles cross every limit that a large corpus would.
SMALL = {
    "reuse": {"max_gram_articles": 3, "min_boilerplate_articles": 2, "min_house_articles": 1, "min_house_exemplars": 1},
    "stories": {"max_term_articles": 6, "pair_terms": 8, "max_terms": 12},
}
FAST = ("language", "actors", "quotations")  # sections that need the parse


def stages(*, parsed: bool) -> tuple[Stage, ...]:
    """Return all stages, or those that need no parse."""
    return STAGES if parsed else tuple(stage for stage in STAGES if stage.section not in FAST)


def settings_with(**changes: dict[str, Any]) -> Settings:
    """Return the small settings, with sections changed."""
    chosen = Settings(engine=dataclasses.replace(Settings().engine, workers=1))
    for section in {*SMALL, *changes}:
        values = {**SMALL.get(section, {}), **changes.get(section, {})}
        chosen = dataclasses.replace(chosen, **{section: dataclasses.replace(getattr(chosen, section), **values)})
    return chosen


def article(number: int, chance: random.Random) -> Reading:
    """Return an invented article; many share sentences, footers, names and days."""
    outlet = chance.choice(OUTLETS)
    place, person = chance.choice(PLACES), chance.choice(PEOPLE)
    told = [
        line.format(person=person, place=place, number=chance.choice((3, 14, 250)))
        for line in chance.sample(SENTENCES, chance.randint(1, 4))
    ]
    parts = [f"{chance.choice(('Valley', 'Ferry', 'Bridge', 'Vote'))} Report From {place}", *told]
    if chance.random() < 0.5:
        parts.append(FOOTER.format(outlet=outlet))
    given = {"outlet": outlet, "published": chance.choice(DAYS), "url": chance.choice(PAGES)}
    return Reading("\n\n".join(parts), f"{number}.txt", "text", {key: value for key, value in given.items() if value})


class History:
    """A store in memory on which a history is played out."""

    def __init__(self, stages: Sequence[Stage], cache: ResultCache) -> None:
        self._stages, self._cache = stages, cache
        self.settings = settings_with()
        self.readings: dict[str, Reading] = {}
        self.by_hand: dict[tuple[str, str], str] = {}
        self._workspace = Workspace(duckdb.connect(config={"threads": 1}))

    def close(self) -> None:
        """Let go of the store."""
        self._workspace.connection.close()

    def add(self, readings: Sequence[Reading], *, built: bool = True) -> None:
        """Take in readings, and build unless another step follows first."""
        take_in(self._workspace, readings)
        self.readings.update({reading.origin: reading for reading in readings})
        if built:
            self.build()

    def remove(self, origin: str) -> None:
        """Remove all articles of a place."""
        gone = self._articles(origin)
        take_out(self._workspace, gone)
        self.readings = {o: r for o, r in self.readings.items() if self._held(o)}
        self.by_hand = {key: value for key, value in self.by_hand.items() if key[0] in self.readings}
        self.build()

    def set(self, origin: str, field: str, value: str) -> None:
        """Say what a field of the articles of a place is."""
        for name in self._articles(origin):
            set_by_hand(self._workspace, name, {field: value})
        self.by_hand[origin, field] = value
        self.build()

    def correct(self, chance: random.Random) -> None:
        """Keep a correction of anything at a random place of a random article, held or not, and build."""
        keep(self._workspace, [correction(self._every_article(), chance)])
        self.build()

    def undo(self, chance: random.Random) -> None:
        """Take a random correction back, where there is one."""
        rows = self._workspace.connection.sql("select c.correction from stage.corrections_by_hand c order by 1")
        if every := rows.fetchall():
            drop(self._workspace, chance.choice(every)[0])
        self.build()

    def change(self, settings: Settings) -> None:
        """Go on under other settings."""
        self.settings = settings
        self.build()

    def build(self) -> tuple[str, ...]:
        """Build; return the stages that ran."""
        return build(self._workspace, self.settings, self._cache, stages=self._stages).ran

    def tables(self) -> dict[str, list[str]]:
        """Return every stage table as sorted lines."""
        return _tables(self._workspace, self._stages)

    def from_nothing(self) -> dict[str, list[str]]:
        """Return the tables of one build of what the history has come to."""
        space = Workspace(duckdb.connect(config={"threads": 1}))
        base = ("texts", "readings", "settings_by_hand", "corrections_by_hand", "rejections")
        for name in base:
            space.write(name, self._workspace.stage_table(name))
        build(space, self.settings, self._cache, stages=self._stages)
        tables = _tables(space, self._stages)
        space.connection.close()
        return tables

    def _every_article(self) -> list[tuple[str, int]]:
        query = "select t.article, length(t.text) from stage.texts t order by 1"
        return [(str(name), int(length)) for name, length in self._workspace.connection.sql(query).fetchall()]

    def _articles(self, origin: str) -> list[str]:
        query = "select distinct r.article from stage.readings r where r.origin = ? order by 1"
        return [str(row[0]) for row in self._workspace.connection.sql(query, params=[origin]).fetchall()]

    def _held(self, origin: str) -> bool:
        return bool(self._articles(origin))


def _tables(space: Workspace, stages: Sequence[Stage]) -> dict[str, list[str]]:
    names = [stage.name for stage in stages]
    tables = {name: sorted(map(repr, space.stage_table(name).to_pylist())) for name in names}
    rejected = space.connection.sql("select * from stage.stage_rejections order by all").fetchall()
    return {**tables, "stage_rejections": [repr(row) for row in rejected]}


def differing(first: dict[str, list[str]], second: dict[str, list[str]]) -> list[str]:
    """Return what differs between two sets of tables, in the order of the stages."""
    return [name for name in first if first[name] != second[name]]


def correction(articles: Sequence[tuple[str, int]], chance: random.Random) -> Correction:
    """Return a correction of anything; `articles` are names and lengths of texts. One in eight is of none of them."""

    def place() -> tuple[str, Span]:
        name, length = chance.choice(articles) if articles and chance.random() < 0.875 else ("not held", 90)
        begin = chance.randrange(length)
        return name, Span(begin, min(length, begin + chance.choice((4, 40, 160))))

    (article, span), other, field = place(), place(), chance.choice(FIELDS)
    if field in (SAME_ACTOR, SPEAKER) and (field == SAME_ACTOR or chance.random() < 0.7):
        return Correction(article, span, field, place_named(*other), None, other)
    if field in (COPY, STORY):
        return Correction(article, Span(0, 1), field, *(("no", other[0]) if field == COPY else (other[0], None)))
    return Correction(article, span, field, {QUOTATION: "no", ANOTHER_ACTOR: "", SPEAKER: ""}[field])


CHANGES = (
    {},
    {"reuse": {"gram_words": 4}},
    {"reuse": {"min_shared_grams": 5}},
    {"stories": {"max_days_apart": 2.0}},
    {"stories": {"min_link_probability": 0.7}},
    {"reading": {"min_words": 3}},
)


def play(seed: int, *, steps: int, parsed: bool, cache: ResultCache) -> list[str]:
    """Play out a random history; return the tables in which it ends otherwise than one build from nothing."""
    chance = random.Random(seed)
    history = History(stages(parsed=parsed), cache)
    try:
        number = chance.randint(1, 9)
        history.add([article(i, chance) for i in range(number)])
        for _ in range(steps):
            number = _step(history, number, chance)
        history.build()
        return differing(history.from_nothing(), history.tables())
    finally:
        history.close()


def _step(history: History, number: int, chance: random.Random) -> int:
    kinds = ("add", "add", "add", "again", "remove", "remove", "set", "settings", "correct", "correct", "undo")
    kind = chance.choice(kinds)
    origins = sorted(history.readings)
    if kind == "add" or not origins:
        count = chance.randint(1, 4)
        history.add([article(number + i, chance) for i in range(count)], built=chance.random() < 0.8)
        return number + count
    if kind == "again":  # the same place, other words or fields
        place = chance.choice(origins)
        other = article(0, chance) if chance.random() < 0.5 else history.readings[place]
        history.add([dataclasses.replace(other, origin=place, given={"outlet": chance.choice(OUTLETS)})])
    elif kind == "remove":
        history.remove(chance.choice(origins))
    elif kind == "set":
        field, values = chance.choice((("outlet", (*OUTLETS, "")), ("title", ("A Title", "")), ("published", DAYS)))
        history.set(chance.choice(origins), field, chance.choice(values))
    elif kind == "correct":
        history.correct(chance)
    elif kind == "undo":
        history.undo(chance)
    else:
        history.change(settings_with(**chance.choice(CHANGES)))
    return number
