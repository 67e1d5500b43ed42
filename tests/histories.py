"""Random histories of a small corpus, and what they must come to: the tables of one build from nothing."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow as pa

from retold.build import build, set_by_hand, take_in
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
from retold.erasure import admitted, erase, forget_names
from retold.pipeline import STAGES
from retold.public_tables import LAW_TABLES
from retold.schema import KEPT_TABLES
from retold.settings import Settings
from retold.sources.records import Reading, Rejected
from retold.spans import Span
from retold.stage import Stage
from retold.store import Workspace

PEOPLE = ("Anna Korrin", "Pavel Dorn", "Mira Solheim", "Minister Olin Tarr", "Anna Dorn")
PLACES = ("Dashtar", "Khorvan", "Tirband", "Milabad")
OUTLETS = ("Courier", "Herald", "Standard", "")  # some articles state none
DAYS = ("2031-03-03", "2031-03-04T06:30:00+02:00", "2031-03-04", "2031-03-12", "")
PAGES = ("https://valley.example/ferry", "https://valley.example/bridge", "")  # versions of a page are of one family
SENTENCES = (
    "“We will never hand the valley over to the council of the river towns again,” {person} said in {place} on Monday.",
    "{person} told reporters that the ferry from {place} would stay in the harbour until the storm had passed.",
    "At least {number} people were hurt when the old bridge of {place} gave way in the early hours of the morning.",
    "The council of {place} denied on Tuesday that {number} convoys with aid had been turned back at the border.",
    "“We may never hand the valley over to the council of the river towns,” {person} told the Courier.",
    "Officials in {place} counted {number} ballots by hand after the machines had failed for the second time.",
    "{person}, the mayor of {place}, accused {other} on 4 March of hiding {number} ballots. He called it “a mistake”.",
    "“I have nothing to add,” she said, “and {other} knows it.” The Herald, citing {person}, had reported talks.",
)
FOOTER = "Read every report of the {outlet} on our new pages, and write to the editors with what you know."
CREDITS = ("By {person}", "{place} (Meridian) –", "Reporting by {person}; editing by {other}", "Source: Meridian News")
# Small numbers, so that a dozen articles cross every limit that a large corpus would.
SMALL = {
    "reuse": {"max_gram_articles": 3, "min_boilerplate_articles": 2, "min_house_articles": 1, "min_house_exemplars": 1},
    "stories": {"max_term_articles": 6, "pair_terms": 8, "max_terms": 12},
}
PARSED_SECTIONS = ("language", "actors", "quotations", "events")
SETTABLE: dict[str, tuple[str, ...]] = {
    "outlet": (*OUTLETS, "Gazette", ""),
    "title": ("A Title", "Ferry Report From Dashtar", ""),
    "byline": ("Anna Korrin", ""),
    "published": DAYS,
    "modified": DAYS,
    "language": ("en", "de", ""),
}
CHANGES: tuple[dict[str, dict[str, Any]], ...] = (
    {},
    {},
    {"reuse": {"gram_words": 4}},
    {"reuse": {"min_shared_grams": 5}},
    {"reuse": {"sample_one_in": 2, "max_gap_words": 2}},
    {"reuse": {"max_pairs_per_article": 1, "min_derivation_words": 5}},
    {"stories": {"max_days_apart": 2.0}},
    {"stories": {"min_link_probability": 0.7}},
    {"stories": {"pair_terms": 3, "min_shared_terms": 1}},
    {"stories": {"max_term_articles": 2, "min_shared_terms": 1}},  # hardly any term finds pairs but within days
    {"reading": {"min_words": 3}},
    {"reading": {"last_year": 2030}},
    {"engine": {"batch_rows": 1}},
    {"engine": {"batch_rows": 7}, "reuse": {"min_passage_words": 6}},
)
PARSED_CHANGES = (
    *CHANGES,
    {"language": {"max_sentence_characters": 100}},
    {"actors": {"min_mention_probability": 0.7}},
    {"actors": {"max_compared_classes": 1, "min_link_probability": 0.8}},
    {"quotations": {"tagger": ""}},
    {"quotations": {"min_direct_words": 1, "min_omission_share": 0.6}},
    {"events": {"max_sentence_words": 12}},
    {"events": {"min_claim_probability": 0.9}},
)


class Stopped(Exception):
    """A build that was stopped on its way."""


def stages(*, parsed: bool) -> tuple[Stage, ...]:
    """Return all stages, or those that need no parse."""
    return STAGES if parsed else tuple(stage for stage in STAGES if stage.section not in PARSED_SECTIONS)


def settings_with(**changes: dict[str, Any]) -> Settings:
    """Return the small settings, with sections changed."""
    chosen = Settings(engine=dataclasses.replace(Settings().engine, workers=1))
    for section in {*SMALL, *changes}:
        values = {**SMALL.get(section, {}), **changes.get(section, {})}
        chosen = dataclasses.replace(chosen, **{section: dataclasses.replace(getattr(chosen, section), **values)})
    return chosen


def article(number: int, chance: random.Random) -> Reading:
    """Return an invented article; many share sentences, footers, names and days."""
    outlet, place = chance.choice(OUTLETS), chance.choice(PLACES)
    person, other = chance.choice(PEOPLE), chance.choice(PEOPLE)
    words = {"person": person, "other": other, "place": place, "outlet": outlet}
    told = [
        line.format(number=chance.choice((3, 14, 250)), **words)
        for line in chance.sample(SENTENCES, chance.randint(1, 4))
    ]
    parts = [f"{chance.choice(('Valley', 'Ferry', 'Bridge', 'Vote'))} Report From {place}", *told]
    if chance.random() < 0.3:
        parts.insert(1, chance.choice(CREDITS).format(**words))
    if chance.random() < 0.5:
        parts.append(FOOTER.format(**words))
    given = {"outlet": outlet, "published": chance.choice(DAYS), "url": chance.choice(PAGES)}
    return Reading("\n\n".join(parts), f"{number}.txt", "text", {key: value for key, value in given.items() if value})


def twin(reading: Reading, number: int, chance: random.Random) -> Reading:
    """Return the same text read at another place, or run by another outlet, or a line shorter."""
    kind = chance.randrange(3)
    given, text = dict(reading.given), reading.text
    if kind == 1:
        given["outlet"] = chance.choice(OUTLETS)
    elif kind == 2:
        parts = text.split("\n\n")
        text = "\n\n".join(parts[:-1]) if len(parts) > 2 else f"{text}\n\nThe report was changed later."
    return dataclasses.replace(reading, origin=f"{number}.txt", text=text, given=given)


class History:
    """A store in memory on which a history is played out."""

    def __init__(self, stages: Sequence[Stage], cache: ResultCache) -> None:
        self._stages, self._cache = stages, cache
        self.settings = settings_with()
        self.readings: dict[str, Reading] = {}
        self.workspace = Workspace(duckdb.connect(config={"threads": 1}))
        self._folder = TemporaryDirectory()  # beside which a store in memory has nothing
        self._path = Path(self._folder.name) / "none.duckdb"

    def close(self) -> None:
        """Let go of the store."""
        self.workspace.connection.close()
        self._folder.cleanup()

    def add(self, items: Sequence[Reading | Rejected], *, built: bool = True, again: bool = False) -> None:
        """Take in what was read, and build unless another step follows first."""
        take_in(self.workspace, admitted(self.workspace, items, again=again))
        self.readings.update({item.origin: item for item in items if isinstance(item, Reading)})
        self._settle()
        if built:
            self.build()

    def remove(self, origin: str) -> None:
        """Remove all articles of a place, for good."""
        erase(self.workspace, self._path, self._articles(origin))
        self._settle()
        self.build()

    def forget(self, name: str) -> None:
        """Remove every article in whose words a name stands, and leave out those that come later."""
        rows = self.workspace.connection.sql(
            "select t.article from stage.texts t where contains(lower(t.text), lower(?)) order by 1", params=[name]
        ).fetchall()
        forget_names(self.workspace, [name])
        erase(self.workspace, self._path, [row[0] for row in rows])
        self._settle()
        self.build()

    def set(self, origin: str, field: str, value: str) -> None:
        """Say what a field of the articles of a place is."""
        for name in self._articles(origin):
            set_by_hand(self.workspace, name, {field: value})
        self.build()

    def correct(self, chance: random.Random) -> None:
        """Keep a correction of anything, and build: of a finding where there is one, or of any place, held or not."""
        places = self._findings() if chance.random() < 0.7 else []
        keep(self.workspace, [correction(self._every_article(), places, chance)])
        self.build()

    def undo(self, chance: random.Random) -> None:
        """Take a random correction back, where there is one."""
        rows = self.workspace.connection.sql("select c.correction from stage.corrections_by_hand c order by 1")
        if every := rows.fetchall():
            drop(self.workspace, chance.choice(every)[0])
        self.build()

    def change(self, settings: Settings) -> None:
        """Go on under other settings."""
        self.settings = settings
        self.build()

    def stop(self, chance: random.Random) -> None:
        """Begin a build, and stop it somewhere on its way; nothing follows yet."""
        left = chance.randrange(1, 40)

        def report(stage: str, done: int, total: int) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise Stopped

        with suppress(Stopped):
            build(self.workspace, self.settings, self._cache, stages=self._stages, progress=report)

    def build(self) -> tuple[str, ...]:
        """Build; return the stages that ran."""
        return build(self.workspace, self.settings, self._cache, stages=self._stages).ran

    def tables(self) -> dict[str, list[str]]:
        """Return every stage table and every public one as sorted lines."""
        return tables_of(self.workspace, self._stages)

    def from_nothing(self, chance: random.Random | None = None) -> dict[str, list[str]]:
        """Return the tables of one build of what the history has come to, read in another order."""
        space = Workspace(duckdb.connect(config={"threads": 1}))
        for name in KEPT_TABLES:
            rows = self.workspace.stage_table(name)
            order = (chance or random.Random(0)).sample(range(len(rows)), len(rows))
            space.write(name, rows.take(pa.array(order, pa.int64())))
        build(space, self.settings, self._cache, stages=self._stages)
        tables = tables_of(space, self._stages)
        space.connection.close()
        return tables

    def _every_article(self) -> list[tuple[str, int]]:
        query = "select t.article, length(t.text) from stage.texts t order by 1"
        return [(str(name), int(length)) for name, length in self.workspace.connection.sql(query).fetchall()]

    def _findings(self) -> list[tuple[str, Span]]:
        """Return the places of names and quotations."""
        query = (
            "select m.article, m.begin, m.end from stage.mention_spans m where m.actor is not null union"
            ' select q.article, q.content[1].begin, q.content[1]."end" from stage.quotation_spans q order by all'
        )
        return [(name, Span(begin, end)) for name, begin, end in self.workspace.connection.sql(query).fetchall()]

    def _articles(self, origin: str) -> list[str]:
        query = "select distinct r.article from stage.readings r where r.origin = ? order by 1"
        return [str(row[0]) for row in self.workspace.connection.sql(query, params=[origin]).fetchall()]

    def _settle(self) -> None:
        """Forget the readings that are not held any more."""
        held = {row[0] for row in self.workspace.connection.sql("select r.origin from stage.readings r").fetchall()}
        self.readings = {origin: reading for origin, reading in self.readings.items() if origin in held}


def tables_of(space: Workspace, stages: Sequence[Stage]) -> dict[str, list[str]]:
    """Return the tables of some stages and all public ones, each as sorted lines."""
    names = [stage.name for stage in stages]
    tables = {name: sorted(map(repr, space.stage_table(name).to_pylist())) for name in names}
    rejected = space.connection.sql("select * from stage.stage_rejections order by all").fetchall()
    public = {
        f"main.{name}": sorted(map(repr, space.connection.sql(f"select * from main.{name}").fetchall()))
        for name in LAW_TABLES
    }
    return {**tables, "stage_rejections": [repr(row) for row in rejected], **public}


def differing(first: dict[str, list[str]], second: dict[str, list[str]]) -> list[str]:
    """Return what differs between two sets of tables, in the order of the stages."""
    return [name for name in first if first[name] != second[name]]


def correction(
    articles: Sequence[tuple[str, int]], findings: Sequence[tuple[str, Span]], chance: random.Random
) -> Correction:
    """Return a correction of anything; `articles` are names and lengths of texts. One in eight is of none of them."""

    def place() -> tuple[str, Span]:
        if findings:
            return chance.choice(findings)
        name, length = chance.choice(articles) if articles and chance.random() < 0.875 else ("not held", 90)
        begin = chance.randrange(length)
        return name, Span(begin, min(length, begin + chance.choice((4, 40, 160))))

    (article, span), other, field = place(), place(), chance.choice(FIELDS)
    if field in (SAME_ACTOR, SPEAKER) and (field == SAME_ACTOR or chance.random() < 0.7):
        return Correction(article, span, field, place_named(*other), None, other)
    if field in (COPY, STORY):
        return Correction(article, Span(0, 1), field, *(("no", other[0]) if field == COPY else (other[0], None)))
    return Correction(article, span, field, {QUOTATION: "no", ANOTHER_ACTOR: "", SPEAKER: ""}[field])


def play(seed: int, *, steps: int, parsed: bool, cache: ResultCache) -> list[str]:
    """Play out a random history; return the tables in which it ends otherwise than one build from nothing."""
    chance = random.Random(seed)
    history = History(stages(parsed=parsed), cache)
    try:
        number = chance.randint(1, 9)
        history.add([article(i, chance) for i in range(number)])
        for _ in range(steps):
            number = _step(history, number, chance, parsed=parsed)
        history.build()
        return differing(history.from_nothing(chance), history.tables())
    finally:
        history.close()


_KINDS = (
    *("add", "add", "add", "twin", "twin", "again", "again", "refused", "remove", "remove", "forget"),
    *("set", "set", "settings", "settings", "correct", "correct", "undo", "stop"),
)


def _step(history: History, number: int, chance: random.Random, *, parsed: bool) -> int:
    kind = chance.choice(_KINDS)
    origins = sorted(history.readings)
    if kind == "add" or not origins:
        count = chance.randint(1, 4)
        some = [article(number + i, chance) for i in range(count)]
        history.add(some, built=chance.random() < 0.8, again=chance.random() < 0.2)
        return number + count
    if kind == "twin":
        history.add([twin(history.readings[chance.choice(origins)], number, chance)])
        return number + 1
    if kind == "again":  # the same place, other words or fields
        place = chance.choice(origins)
        other = article(0, chance) if chance.random() < 0.5 else history.readings[place]
        history.add([dataclasses.replace(other, origin=place, given={"outlet": chance.choice(OUTLETS)})])
    elif kind == "refused":
        history.add([Rejected(f"{number}.txt", "empty file", "0 bytes"), *(history.readings[o] for o in origins[:1])])
    elif kind == "remove":
        history.remove(chance.choice(origins))
    elif kind == "forget":
        history.forget(chance.choice(PEOPLE))
    elif kind == "set":
        field = chance.choice(sorted(SETTABLE))
        history.set(chance.choice(origins), field, chance.choice(SETTABLE[field]))
    elif kind == "correct":
        history.correct(chance)
    elif kind == "undo":
        history.undo(chance)
    elif kind == "stop":
        history.stop(chance)
    else:
        history.change(settings_with(**chance.choice(PARSED_CHANGES if parsed else CHANGES)))
    return number
