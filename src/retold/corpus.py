"""What a user holds: one store, with the verbs of the command line as methods. Every listing is an Arrow table."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import pyarrow as pa

from retold.engines.cache import ResultCache
from retold.errors import NotFound, UsageError
from retold.held import Counted, Held
from retold.opened import OpenedStore
from retold.progress import StageProgress, unreported
from retold.sources.columns import parse_columns
from retold.sources.files import matching_paths
from retold.sources.journal import Journal
from retold.sources.originals import without_originals
from retold.sources.readers import read_paths
from retold.sources.records import GIVEN_FIELDS, Reading, ReadOptions, Rejected, untold
from retold.store import Building, beside

if TYPE_CHECKING:  # a build needs every stage; readers of a store do not wait for them to be loaded
    from retold.build import Ran
    from retold.cluster import Cluster
    from retold.corrections.fields import Correction
    from retold.erasure import Forgetting
    from retold.rereading import Reread
    from retold.watch.evidence import Written
    from retold.watch.watching import Options, WatchRound

logger = logging.getLogger("retold")

SETTABLE_FIELDS = tuple(field for field in GIVEN_FIELDS if field != "url")


def _nothing(building: Building) -> None:
    """Write nothing beside what was read."""


@dataclass(frozen=True, slots=True)
class Added:
    """What `add` did: articles read (each once), the rejected, and the build that followed."""

    files: int
    readings: int
    rejected: tuple[Rejected, ...]
    ran: Ran


class Corpus(OpenedStore):
    """A store of articles and all that Retold found in them.

    `path` need not exist before the first `add`. Settings come from `retold.toml` beside the store unless given.
    """

    # ------------------------------------------------------------ writing

    def add(
        self,
        paths: str | Path | Iterable[str | Path],
        *,
        stdin: BinaryIO | None = None,
        outlet: str | None = None,
        outlet_from_folder: bool = False,
        file_format: str | None = None,
        columns: str | Mapping[str, str] = "",
        originals: bool = True,
        tell: Callable[[str], None] | None = None,
        again: bool = False,
        cluster: Cluster | None = None,
        progress: StageProgress = unreported,
    ) -> Added:
        """Read files and folders (`-` is `stdin`) and build.

        `columns` says which column of a table is read as what (`text=body,title=headline`, or the same as a mapping);
        without it that is guessed, and `tell` gets one line a table that says how. With `originals`, the bytes of
        pages are kept. What cannot be read becomes a row of `rejected`; an archive in which an earlier call was
        stopped is read on from there. Raises `NotFound` for a path that does not exist and `UsageError` for an unknown
        field in `columns`, before anything is written, and `StoreLocked` when another process writes.
        """
        said = parse_columns(columns)
        named = [paths] if isinstance(paths, str | Path) else paths
        wanted = list(dict.fromkeys(found for path in named for found in matching_paths(str(path))))
        for path in wanted:
            if path != "-" and not Path(path).exists():
                raise NotFound(f"{path}: no such file or folder. Expected a path, or - for standard input")
        journal = Journal(beside(self.path, "intake"))
        items = read_paths(
            wanted,
            stdin=stdin,
            outlet=outlet,
            outlet_from_folder=outlet_from_folder,
            file_format=file_format,
            settings=self.settings.reading,
            leave_out=self._is_own,
            options=ReadOptions(said, tell or untold),
            journal=journal,
        )
        read = items if originals else without_originals(items)
        added = self.add_readings(read, progress=progress, again=again, cluster=cluster)
        journal.forget()
        return added

    def add_readings(
        self,
        items: Iterable[Reading | Rejected],
        *,
        progress: StageProgress = unreported,
        also: Callable[[Building], None] = _nothing,
        again: bool = False,
        cluster: Cluster | None = None,
    ) -> Added:
        """Take in what a reader gives, and build; `also` writes what goes with it before the build.

        What was removed before is left out, with a warning, unless `again` is given.
        """
        from retold.build import take_in
        from retold.erasure import admitted

        counted = Counted(items, progress)
        with self._building() as building:
            rejected = take_in(building, admitted(building, counted, again=again))
            also(building)
            ran = self._build(building, progress, cluster=cluster)
        return Added(len(counted.files), counted.readings, tuple(rejected), ran)

    def build(self, *, cluster: Cluster | None = None, progress: StageProgress = unreported) -> Ran:
        """Bring everything up to date; does nothing where nothing changed. With `cluster`, on Spark, with equal rows.

        Raises `ClusterError` for what Spark or its workers report.
        """
        self._must_exist()
        with self._building() as building:
            return self._build(building, progress, cluster=cluster)

    def remove(self, articles: str | Iterable[str], *, progress: StageProgress = unreported) -> Ran:
        """Remove articles (by any name they go by) and all that was found in them. Raises `NotFound`."""
        from retold.erasure import erase

        names = [articles] if isinstance(articles, str) else list(articles)
        for name in names:
            self.article_id(name)  # an unknown one is said before anything is copied
        with self._building() as building:
            gone = [self.article_id(name) for name in names]  # as another process left it a moment ago: none can now
            erase(building, self.path, gone)
            return self._build(building, progress, erased=True)

    def reread(
        self, articles: str | Iterable[str] | None = None, *, progress: StageProgress = unreported
    ) -> tuple[Reread, Ran]:
        """Read kept originals again with this version's reader (of all articles and refused pages, or of some).

        A text that comes out otherwise is another article; the id of the earlier one still finds it. Raises `NotFound`.
        """
        from retold.rereading import reread

        self._must_exist()
        names = [articles] if isinstance(articles, str) else articles
        chosen = None if names is None else [self.article_id(name) for name in names]
        with self._building() as building:
            read = reread(building, self.settings.reading, chosen, progress)
            return read, self._build(building, progress)

    def original(self, article: str) -> list[tuple[str, bytes]]:
        """Return the bytes that the article was read from, with the origin of each; empty where none are kept."""
        rows = self.rows(
            "select p.origin, o.content from stage.original_places p join stage.originals o"
            " on o.bytes_hash = p.bytes_hash where p.article = ? order by p.origin, p.bytes_hash",
            [self.article_id(article)],
        )
        return [(row["origin"], zlib.decompress(row["content"])) for row in rows]

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

    def correct(
        self,
        place: str,
        field: str,
        value: str | None = None,
        *,
        exemplar: str | None = None,
        author: str | None = None,
        reason: str | None = None,
        corrected_at: datetime | None = None,
        progress: StageProgress = unreported,
    ) -> tuple[Correction, Ran]:
        """Say what is so at a place (`ARTICLE`, `ARTICLE:BEGIN-END`, a quotation's id), and build.

        `field` is quotation, speaker, copy, story, same actor or another actor; see `docs/how-to/correct.md`. Raises
        `NotFound` where nothing stands that can be corrected so, `UsageError` for a field or value that is none.
        """
        from retold.correcting import correction_of

        when = corrected_at or datetime.now(UTC).replace(microsecond=0)
        said = {"author": author, "reason": reason, "corrected_at": when}
        with self.pinned():
            correction = correction_of(self, place, field, value, exemplar=exemplar, said=said)
        return correction, self.keep_corrections([correction], progress=progress)

    def keep_corrections(
        self, corrections: Iterable[Correction], *, replace: bool = True, progress: StageProgress = unreported
    ) -> Ran:
        """Keep corrections as they are, and build; with `replace`, in the place of others of the same field there."""
        from retold.correcting import keep

        self._must_exist()
        with self._building() as building:
            keep(building, corrections, replace=replace)
            return self._build(building, progress)

    def undo(self, correction: str, *, progress: StageProgress = unreported) -> Ran:
        """Take a correction back (its id or the start of it), and build. Raises `NotFound`."""
        from retold.correcting import correction_named, drop

        named = correction_named(self, correction)
        with self._building() as building:
            drop(building, named)
            return self._build(building, progress)

    def import_corrections(
        self,
        path: str | Path,
        *,
        tell: Callable[[str], None] | None = None,
        progress: StageProgress = unreported,
    ) -> tuple[int, Ran]:
        """Replay corrections that another store exported (JSON lines), and build; return how many the file holds.

        Those of articles that are not held here are kept, and hold as soon as their article comes. Of a line that is
        no correction `tell` gets a line that says why; the others are replayed. Raises `UsageError` where all are so.
        """
        from retold.correcting import read_corrections

        corrections = read_corrections(Path(path), tell or untold)
        count = len({each.id for each in corrections})
        return count, self.keep_corrections(corrections, replace=False, progress=progress)

    def watch_once(self, sources: Iterable[str] = (), *, options: Options | None = None) -> WatchRound:
        """Ask feeds and pages on the web once, read what is new, build, and tell; the whole of `retold watch --once`.

        Without `sources`, those of the last time. Raises `UsageError` for what is no web address.
        """
        from retold.watch.watching import watch_once

        return watch_once(self, sources, options=options)

    def forgetting(self, entity: str) -> Forgetting:
        """Return what `forget` would remove: an actor's names and the articles that hold one. Raises `NotFound`."""
        from retold.forgetting import forgetting_of

        with self.pinned():
            return forgetting_of(self, entity)

    def forget(self, entity: str, *, progress: StageProgress = unreported) -> tuple[Forgetting, Ran]:
        """Remove every article that names an actor, for good; later ones that do are left out. Raises `NotFound`."""
        from retold.erasure import erase, forget_names

        self.entity_id(entity)  # an unknown one is said before anything is copied
        with self._building() as building:
            planned = self.forgetting(entity)  # what another process added a moment ago is seen: none can write now
            forget_names(building, planned.names)
            erase(building, self.path, planned.articles)
            return planned, self._build(building, progress, erased=True)

    def _build(
        self, building: Building, progress: StageProgress, *, erased: bool = False, cluster: Cluster | None = None
    ) -> Ran:
        if cluster is None:
            ran = self._build_here(building, progress)
        else:
            from retold.cluster import build_on_spark

            # A folder that goes with the build, however that ends.
            own_folder = beside(self.path, "temporary") / "spark"
            ran = build_on_spark(building, self.settings, cluster, own_folder, progress=progress)
        if ran.ran or cluster is not None or building.is_changed():
            building.publish(rewritten=erased)
        if erased:
            from retold.erasure import clear_beside

            clear_beside(self.path)  # a reader may have asked the old snapshot meanwhile
        return ran

    def _build_here(self, building: Building, progress: StageProgress) -> Ran:
        from retold.build import build

        cache = ResultCache(beside(self.path, "cache"))
        try:
            return build(building, self.settings, cache, progress=progress)
        finally:
            cache.close()

    def _building(self) -> Held:
        return Held(self.path, self.settings.engine)

    def _is_own(self, path: Path) -> bool:
        """Tell whether a file is this store, or one of those beside it."""
        return path.name == self.path.name or path.name.startswith(f"{self.path.name}.")

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

    def events(self, *, unsure: bool = False, **filters: Any) -> pa.Table:
        """Return events with the names of actor, recipient and speaker; `filters` are those of `EventFilter`."""
        from retold.telling.events import EventFilter, events_listing

        with self.pinned():
            return events_listing(self, EventFilter(**filters), unsure=unsure)

    def entity(self, name: str) -> pa.Table:
        """Return the row of the actor that `name` means: an id, or one of its names."""
        return self._of("entities", "entity", self.entity_id(name), unsure=True)

    def timeline(self, *, article: str | None = None, story: str | None = None, unsure: bool = False) -> pa.Table:
        """Return the dates that articles name, earliest first, beside when each article was published."""
        from retold.timelines import timeline

        return timeline(self, article=article, story=story, unsure=unsure)

    def roles(self, name: str) -> pa.Table:
        """Return the offices and trades of the actor that `name` means, with when they were told."""
        from retold.timelines import roles_of

        return roles_of(self, name)

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

    def versions(self, article: str) -> pa.Table:
        """Return what changed between the versions of the article's page, oldest first, and if the page says so."""
        from retold.page_versions import versions_of, versions_table

        with self.pinned():
            return versions_table(versions_of(self, article))

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
        """Return each public table with its number of rows, whether a build would run for it, and why."""
        from retold.staleness import status_table

        with self.pinned():
            return status_table(self.ask, self.settings)

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

    def write_evidence(self, name: str, folder: str | Path, *, force: bool = False) -> Written:
        """Write what an article, quotation, statement, event or actor rests on, with checksums, to a folder.

        Raises `NotFound` for an unknown name, and `UsageError` for a folder that holds something.
        """
        from retold.watch.evidence import write_evidence

        return write_evidence(self, name, Path(folder), force=force)

    def report(self, path: str | Path, *, full_text: bool = False) -> None:
        """Write one self-contained page that tells the stories."""
        from retold.web.report import render_report

        with self.pinned():
            page = render_report(self, full_text=full_text)
        Path(path).write_text(page, encoding="utf-8", errors="replace")

    def dossier(self, name: str, path: str | Path, *, full_text: bool = False) -> None:
        """Write one story with its evidence, places, hashes and citation as one self-contained page.

        Raises `NotFound` for a name that means no story.
        """
        from retold.web.dossier import render_dossier

        Path(path).write_text(render_dossier(self, name, full_text=full_text), encoding="utf-8", errors="replace")

    def _listing(self, name: str, **only: Any) -> pa.Table:
        from retold.listings import Only, listing

        return listing(self, name, Only(**only))

    def _of(self, table: str, column: str, key: str, *, unsure: bool) -> pa.Table:
        return self.table(table, unsure=unsure, where=f"x.{column} = ?", parameters=[key])


def _checked(field: str, value: str) -> str:
    if field not in SETTABLE_FIELDS:
        raise UsageError(f"no field {field!r} to set. Expected one of: {', '.join(SETTABLE_FIELDS)}")
    if field in {"published", "modified"} and value:
        from retold.sources.dates import stated_time

        if stated_time(value) is None:
            raise UsageError(f"{field}={value}: not a time. Expected for example 2016-12-28T06:12:00Z or 2016-12-28")
    return value
