"""What a user holds: one store, with the verbs of the command line as methods. Every listing is an Arrow table."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from retold.engines.cache import ResultCache
from retold.errors import NotFound, UsageError
from retold.names import article_named, group_named
from retold.progress import StageProgress, unreported
from retold.public_tables import PUBLIC_TABLES
from retold.settings import Settings, load_settings
from retold.sources.readers import read_paths
from retold.sources.records import GIVEN_FIELDS, Reading, Rejected
from retold.store import Building, Reader, beside, writing

if TYPE_CHECKING:  # a build needs every stage; readers of a store do not wait for them to be loaded
    from retold.build import Ran

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
        self.path = Path(path).resolve()  # one lock and one file, by whatever name it is called
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
        wanted = list(dict.fromkeys(str(path) for path in ([paths] if isinstance(paths, str | Path) else paths)))
        for path in wanted:
            if path != "-" and not Path(path).exists():
                raise NotFound(f"{path}: no such file or folder. Expected a path, or - for standard input")
        items = read_paths(
            wanted,
            stdin=stdin,
            outlet=outlet,
            outlet_from_folder=outlet_from_folder,
            file_format=file_format,
            settings=self.settings.reading,
            leave_out=self._is_own,
        )
        return self.add_readings(items, progress=progress)

    def add_readings(self, items: Iterable[Reading | Rejected], *, progress: StageProgress = unreported) -> Added:
        """Take in what a reader gives, and build."""
        from retold.build import take_in

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
        from retold.build import take_out

        names = [articles] if isinstance(articles, str) else list(articles)
        gone = [self.article_id(name) for name in names]
        with self._building() as building:
            take_out(building, gone)
            return self._build(building, progress)

    def set(self, article: str, *, progress: StageProgress = unreported, **fields: str) -> Ran:
        """Say what a field of an article is (outlet, title, byline, published, …); an empty value takes it back.

        Raises `UsageError` for an unknown field or a time that cannot be read, `NotFound` for an unknown article.
        """
        from retold.build import set_by_hand

        named = self.article_id(article)
        checked = {name: _checked(name, value) for name, value in fields.items()}
        with self._building() as building:
            set_by_hand(building, named, checked)
            return self._build(building, progress)

    def _build(self, building: Building, progress: StageProgress) -> Ran:
        from retold.build import build

        cache = ResultCache(beside(self.path, "cache"))
        try:
            ran = build(building, self.settings, cache, progress=progress)
        finally:
            cache.close()
        if ran.ran or building.is_changed():
            building.publish()
        return ran

    def _building(self) -> _Held:
        return _Held(self)

    def _is_own(self, path: Path) -> bool:
        """Tell whether a file is this store, or one of those beside it."""
        return path.name == self.path.name or path.name.startswith(f"{self.path.name}.")

    # ------------------------------------------------------------ reading

    def ask(self, query: str, parameters: list[object] | None = None) -> pa.Table:
        """Return the answer to an SQL query over the public tables. Raises `NotFound` when there is no store."""
        return self._opened().table(query, parameters)

    @contextmanager
    def pinned(self) -> Iterator[None]:
        """Ask several questions of one snapshot: what another process publishes meanwhile is seen afterwards."""
        with self._opened().pinned():
            yield

    def _opened(self) -> Reader:
        if self._reader is None:
            self._reader = Reader(self.path, self.settings.engine)
        return self._reader

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

    def article_id(self, name: str) -> str:
        """Return the id of the article that `name` means (id, start of one, start of its file's name)."""
        return article_named(self.ask, name)

    def story_id(self, name: str) -> str:
        """Return the id of the story that `name` means: its own, or that of an article in it."""
        try:
            return group_named(
                self.ask, name, table="stories", column="story", members="story_articles", member="article"
            )
        except NotFound:
            article = self.article_id(name)
            return group_named(
                self.ask, article, table="stories", column="story", members="story_articles", member="article"
            )

    def statement_id(self, name: str) -> str:
        """Return the id of the statement that `name` means: its own, or that of a quotation that tells it."""
        return group_named(
            self.ask, name, table="statements", column="statement", members="quotations", member="quotation"
        )

    def entity_id(self, name: str) -> str:
        """Return the id of the entity that `name` means: its id, a mention's, or one of its names."""
        by_name = self.ask(
            "select x.entity from entities x"
            " where list_contains(list_transform(x.names, lambda n: lower(n.name)), lower(?)) order by x.entity",
            [name],
        )
        by_name = by_name.column(0).to_pylist()
        if len(by_name) == 1:
            return str(by_name[0])
        if by_name:
            raise UsageError(f"{name!r}: {len(by_name)} actors have this name ({', '.join(by_name)}). Give the id")
        return group_named(self.ask, name, table="entities", column="entity", members="mentions", member="mention")

    # ------------------------------------------------------------ listings: every one an Arrow table

    def articles(self) -> pa.Table:
        """Return the articles."""
        return self.table("articles")

    def stories(self) -> pa.Table:
        """Return the stories, with the number of their independent `origins`."""
        return self._listing("stories")

    def entities(self, *, unsure: bool = False) -> pa.Table:
        """Return the actors behind the names."""
        return self.table("entities", unsure=unsure)

    def quotations(self, *, speaker: str | None = None, article: str | None = None, unsure: bool = False) -> pa.Table:
        """Return quotations with their words; `speaker` keeps those whose speaker has a name with these characters."""
        return self._listing("quotations", speaker=speaker, article=article, unsure=unsure)

    def statements(self, *, speaker: str | None = None) -> pa.Table:
        """Return statements, the most told first, with the name of their speaker."""
        return self._listing("statements", speaker=speaker)

    def statement(self, name: str, *, unsure: bool = False) -> pa.Table:
        """Return the retellings of the statement that `name` means (its id, or that of a quotation that tells it)."""
        return self._of("retellings", "statement", self.statement_id(name), unsure=unsure)

    def entity(self, name: str) -> pa.Table:
        """Return the row of the actor that `name` means: an id, or one of its names."""
        return self._of("entities", "entity", self.entity_id(name), unsure=True)

    def stemma(self, name: str) -> pa.Table:
        """Return the family tree of the story that `name` means: an id, or any name of an article in it."""
        return self._of("stemmata", "story", self.story_id(name), unsure=False)

    def altered(self, article: str | None = None) -> pa.Table:
        """Return the variants inside quotation marks, of one article or of all."""
        where, parameters = "x.inside_marks", list[object]()
        if article is not None:
            where, parameters = f"{where} and x.article = ?", [self.article_id(article)]
        return self.table("variants", where=where, parameters=parameters)

    def compare(self, first: str, second: str) -> pa.Table:
        """Return two articles against each other, stretch by stretch, in the order of the second."""
        from retold.side_by_side import compare_articles

        with self.pinned():
            return compare_articles(self, first, second).table()

    def check(self, words: str, *, speaker: str | None = None) -> pa.Table:
        """Return where a quotation has `words`: word for word, reworded, or in another's mouth; no rows: not found."""
        from retold.lookup import check_words, places_table

        with self.pinned():
            return places_table(check_words(self, words, speaker))

    def why(self, first: str, second: str) -> str:
        """Return why two articles are joined or are not, as sentences."""
        from retold.telling.pairs import tell_pair

        with self.pinned():
            return " ".join(tell_pair(self, self.article_id(first), self.article_id(second)).sentences)

    def status(self) -> pa.Table:
        """Return each public table with its number of rows, and what is out of date."""
        from retold.build import stale_stages

        with self.pinned():
            stale = set(stale_stages(self.ask, self.settings))
            counts = [self.ask(f"select count(*) from {name}").column(0)[0].as_py() for name in PUBLIC_TABLES]
        return pa.table(
            {"table": list(PUBLIC_TABLES), "rows": counts, "stale": [name in stale for name in PUBLIC_TABLES]}
        )

    # ------------------------------------------------------------ files

    def export(
        self,
        table: str,
        path: str | Path,
        *,
        kind: str | None = None,
        unsure: bool = False,
        for_spreadsheet: bool = False,
    ) -> None:
        """Write a public table to a file; `kind` (jsonl, csv, parquet) is taken from its name when not given."""
        from retold.export.tables import write

        target = Path(path)
        chosen = kind or target.suffix.removeprefix(".")
        write(self.table(table, unsure=unsure), target, chosen, for_spreadsheet=for_spreadsheet)

    def report(self, path: str | Path, *, full_text: bool = False) -> None:
        """Write one self-contained page that tells the stories."""
        from retold.web.report import render_report

        with self.pinned():
            page = render_report(self, full_text=full_text)
        Path(path).write_text(page, encoding="utf-8")

    def _listing(self, name: str, **options: Any) -> pa.Table:
        from retold.listings import listing

        return listing(self, name, **options)

    def _of(self, table: str, column: str, key: str, *, unsure: bool) -> pa.Table:
        return self.table(table, unsure=unsure, where=f"x.{column} = ?", parameters=[key])

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
