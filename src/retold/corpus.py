"""What a user holds: one store, with the verbs of the command line as methods. Every listing is an Arrow table."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from retold.build import Ran, StageProgress, build, cache_path, set_by_hand, take_in, take_out, unreported
from retold.engines.cache import ResultCache
from retold.errors import NotFound, UsageError
from retold.names import article_named, group_named
from retold.public_tables import PUBLIC_TABLES
from retold.settings import Settings, load_settings
from retold.sources.readers import read_paths
from retold.sources.records import GIVEN_FIELDS, Reading, Rejected
from retold.store import Building, Reader, writing

logger = logging.getLogger("retold")

ASSERTED = 0.5  # rows below this probability are kept, and hidden unless asked for
SETTABLE_FIELDS = tuple(field for field in GIVEN_FIELDS if field != "url")


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: articles read (each once), the rejected, and the build that followed."""

    files: int
    readings: int
    rejected: tuple[Rejected, ...]
    ran: Ran


class Corpus:
    """A store of articles and all that Retold found in them.

    `path` need not exist before the first `add`. Settings come from `retold.toml` beside the store unless given.
    """

    def __init__(self, path: str | Path = "retold.duckdb", *, settings: Settings | None = None) -> None:
        self.path = Path(path)
        self.settings = settings or load_settings(self.path.parent / "retold.toml")
        self._reader: Reader | None = None

    # ------------------------------------------------------------ writing

    def add(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        stdin: BinaryIO | None = None,
        outlet: str | None = None,
        outlet_from_folder: bool = False,
        file_format: str | None = None,
        progress: StageProgress = unreported,
    ) -> Added:
        """Read files and folders (`-` is `stdin`) and build.

        What cannot be read becomes a row of `rejected`. Raises `NotFound` for a path that does not exist, before
        anything is written, and `StoreLocked` when another process writes.
        """
        wanted = [str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)]
        items = read_paths(
            wanted,
            stdin=stdin,
            outlet=outlet,
            outlet_from_folder=outlet_from_folder,
            file_format=file_format,
            settings=self.settings.reading,
        )
        return self.add_readings(items, progress=progress)

    def add_readings(self, items: Iterable[Reading | Rejected], *, progress: StageProgress = unreported) -> Added:
        """Take in what a reader gives, and build."""
        counted = _Counted(items, progress)
        with self._building() as building:
            rejected = take_in(building, counted)
            ran = self._build(building, progress)
        return Added(len(counted.files), counted.readings, tuple(rejected), ran)

    def build(self, *, progress: StageProgress = unreported) -> Ran:
        """Bring everything up to date; does nothing where nothing changed."""
        self._must_exist()
        with self._building() as building:
            return self._build(building, progress)

    def remove(self, articles: str | Iterable[str], *, progress: StageProgress = unreported) -> Ran:
        """Remove articles (by any name they go by) and all that was found in them. Raises `NotFound`."""
        names = [articles] if isinstance(articles, str) else list(articles)
        gone = [self.article(name) for name in names]
        with self._building() as building:
            take_out(building, gone)
            return self._build(building, progress)

    def set(self, article: str, *, progress: StageProgress = unreported, **fields: str) -> Ran:
        """Say what a field of an article is (outlet, title, byline, published, …); an empty value takes it back.

        Raises `UsageError` for an unknown field or a time that cannot be read, `NotFound` for an unknown article.
        """
        named = self.article(article)
        checked = {name: _checked(name, value) for name, value in fields.items()}
        with self._building() as building:
            set_by_hand(building, named, checked)
            return self._build(building, progress)

    def _build(self, building: Building, progress: StageProgress) -> Ran:
        cache = ResultCache(cache_path(self.path))
        try:
            ran = build(building, self.settings, cache, progress=progress)
        finally:
            cache.close()
        building.publish()
        return ran

    def _building(self) -> _Held:
        return _Held(self)

    # ------------------------------------------------------------ reading

    def ask(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to an SQL query over the public tables. Raises `NotFound` when there is no store."""
        if self._reader is None:
            self._reader = Reader(self.path, self.settings.engine)
        return self._reader.table(query, parameters)

    def table(
        self, name: str, *, unsure: bool = False, where: str = "", parameters: list[object] | None = None
    ) -> pa.Table:
        """Return a public table in the order of its key; with `unsure`, also rows below a probability of .5.

        Raises `UsageError` for an unknown table.
        """
        if name not in PUBLIC_TABLES:
            raise UsageError(f"no table {name!r}. Expected one of: {', '.join(PUBLIC_TABLES)}")
        declared = PUBLIC_TABLES[name]
        conditions = [where] if where else []
        if not unsure and "probability" in declared.schema.names:
            conditions.append(f"(x.probability is null or x.probability >= {ASSERTED})")
        filtered = f"where {' and '.join(conditions)}" if conditions else ""
        columns = ", ".join(f"x.{column}" for column in declared.schema.names)
        order = ", ".join(f"x.{column} nulls first" for column in declared.key)
        answer = self.ask(f"select {columns} from {name} x {filtered} order by {order}", parameters)
        return answer.cast(declared.schema)

    def article(self, name: str) -> str:
        """Return the id of the article that `name` means (id, start of one, start of its file's name)."""
        return article_named(self.ask, name)

    def story(self, name: str) -> str:
        """Return the id of the story that `name` means: its own, or that of an article in it."""
        try:
            return group_named(
                self.ask, name, table="stories", column="story", members="story_articles", member="article"
            )
        except NotFound:
            article = self.article(name)
            return group_named(
                self.ask, article, table="stories", column="story", members="story_articles", member="article"
            )

    def statement(self, name: str) -> str:
        """Return the id of the statement that `name` means: its own, or that of a quotation that tells it."""
        return group_named(
            self.ask, name, table="statements", column="statement", members="quotations", member="quotation"
        )

    def entity(self, name: str) -> str:
        """Return the id of the entity that `name` means: its id, a mention's, or one of its names."""
        folded = "select x.entity from entities x where list_contains(list_transform(x.names, lambda n: lower(n.name)), lower(?))"
        by_name = self.ask(f"{folded} order by x.entity", [name]).column(0).to_pylist()
        if len(by_name) == 1:
            return str(by_name[0])
        if by_name:
            raise UsageError(f"{name!r}: {len(by_name)} actors have this name ({', '.join(by_name)}). Give the id")
        return group_named(self.ask, name, table="entities", column="entity", members="mentions", member="mention")

    def articles(self) -> pa.Table:
        """Return the articles."""
        return self.table("articles")

    def stories(self) -> pa.Table:
        """Return the stories."""
        return self.table("stories")

    def entities(self, *, unsure: bool = False) -> pa.Table:
        """Return the actors behind the names."""
        return self.table("entities", unsure=unsure)

    def quotations(self, *, speaker: str | None = None, article: str | None = None, unsure: bool = False) -> pa.Table:
        """Return quotations; `speaker` keeps those whose speaker has a name that holds these characters."""
        conditions: list[str] = []
        parameters: list[object] = []
        if speaker is not None:
            conditions.append(
                "x.speaker in (select e.entity from entities e"
                " where len(list_filter(e.names, lambda n: contains(lower(n.name), lower(?)))) > 0)"
            )
            parameters.append(speaker)
        if article is not None:
            conditions.append("x.article = ?")
            parameters.append(self.article(article))
        return self.table("quotations", unsure=unsure, where=" and ".join(conditions), parameters=parameters)

    def close(self) -> None:
        """Let go of the store's file."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _must_exist(self) -> None:
        if not self.path.exists():
            raise NotFound(f"{self.path}: no such store. Make one: retold add FOLDER -s {self.path}")


class _Held:
    """A building under the store's lock; what was not published is thrown away at the end."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self._lock = writing(corpus.path)

    def __enter__(self) -> Building:
        self._lock.__enter__()
        try:
            self._building = Building(self._corpus.path, self._corpus.settings.engine)
        except BaseException as error:
            self._lock.__exit__(type(error), error, error.__traceback__)
            raise
        return self._building

    def __exit__(self, *error: object) -> None:
        try:
            self._building.close()
        finally:
            self._lock.__exit__(None, None, None)


class _Counted:
    """The items of a reader, counted as they pass."""

    def __init__(self, items: Iterable[Reading | Rejected], progress: StageProgress) -> None:
        self._items = items
        self._progress = progress
        self.files: set[str] = set()
        self.readings = 0

    def __iter__(self) -> Iterator[Reading | Rejected]:
        for item in self._items:
            self.files.add(item.origin)
            self.readings += isinstance(item, Reading)
            self._progress("read", len(self.files), 0)
            yield item


def _checked(field: str, value: str) -> str:
    if field not in SETTABLE_FIELDS:
        raise UsageError(f"no field {field!r} to set. Expected one of: {', '.join(SETTABLE_FIELDS)}")
    if field in {"published", "modified"} and value:
        from retold.sources.dates import stated_time

        if stated_time(value) is None:
            raise UsageError(f"{field}={value}: not a time. Expected for example 2016-12-28T06:12:00Z or 2016-12-28")
    return value
