"""What a watch remembers beside the store: sources, waiting pages, hosts, pages fetched and not yet taken in, alerts.

One SQLite file, `STORE.watch`. Every answer is written down in one transaction with what follows from it, so that a
crash loses no page and repeats no request that was answered. A page that was read is remembered by a hash only.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from retold.errors import StoreError
from retold.ids import content_hash
from retold.sources.addresses import canonical_address
from retold.sources.encodings import readable
from retold.sources.feeds import FeedItem
from retold.sources.records import Rejected

_SCHEMA = """
create table if not exists sources (
    address text primary key, host text not null, parent text, is_wanted integer not null default 1,
    kind text, etag text, modified text, content text, problem text,
    failures integer not null default 0, retry_at real not null default 0, checked_at real not null default 0);
create table if not exists pages (
    number integer primary key, key text not null unique, address text, host text, feed text, title text, byline text,
    published text, attempts integer not null default 0, retry_at real not null default 0,
    tried_at real not null default 0);
create index if not exists waiting on pages (host, number) where address is not null;
create table if not exists hosts (
    host text primary key, asked_at real not null default 0, delay real not null default 0,
    retry_at real not null default 0, failures integer not null default 0);
create table if not exists rules (
    site text not null, file text not null, status integer not null, content blob, fetched_at real not null,
    primary key (site, file));
create table if not exists fetched (
    number integer primary key, address text not null, requested text not null, hops text not null,
    retrieved real not null, status integer not null, headers text not null, checked text not null,
    content blob not null, title text, byline text, published text);
create table if not exists verdicts (number integer primary key, origin text not null, reason text, detail text);
create table if not exists told (key text primary key) without rowid;
create table if not exists alerts (
    id text not null, sink text not null, attempts integer not null default 0, record text not null,
    primary key (id, sink));
create table if not exists facts (name text primary key, value text);
"""
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Source:
    """A feed (or page) that is asked every round."""

    address: str
    host: str
    kind: str | None = None
    etag: str | None = None
    modified: str | None = None
    content: str | None = None  # hash of what it held when it was read last
    problem: str | None = None
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page that waits to be read."""

    number: int
    address: str
    host: str
    attempts: int
    title: str | None
    byline: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page as it came, waiting to be taken into the store."""

    number: int
    address: str  # where it was in the end
    requested: str
    hops: tuple[str, ...]  # the addresses between, in order
    retrieved: float  # seconds since 1970, UTC
    status: int
    headers: tuple[tuple[str, str], ...]
    checked: str  # which rules were asked, and what they said
    content: bytes
    title: str | None = None
    byline: str | None = None
    published: str | None = None


@dataclass(frozen=True, slots=True)
class HostRecord:
    """How a host is treated; times are seconds since 1970."""

    host: str
    asked_at: float = 0.0
    delay: float = 0.0
    retry_at: float = 0.0
    failures: int = 0


def page_key(address: str) -> str:
    """Return what a page is remembered by: a hash of its address, however it is decorated."""
    return content_hash("page", canonical_address(address) or address)


def _words_of(page: Fetched) -> str:
    words = readable(page.content)
    return "\n".join((page.requested, *page.hops, page.title or "", page.byline or "", words))


class WatchState:
    """The memory of a watch. Not for two threads at once. Raises `StoreError` where the file cannot be used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None)
            self._connection.execute("pragma auto_vacuum=incremental")
            self._connection.execute("pragma secure_delete=on")  # what is forgotten leaves no bytes behind
            self._connection.execute("pragma journal_mode=wal")
            self._connection.execute("pragma synchronous=normal")
            self._connection.executescript(_SCHEMA)
            self._check_format()
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(
                f"{path}: the memory of the watch cannot be used ({error}). Move it away to begin anew"
            ) from error

    def _check_format(self) -> None:
        stored = self.fact("format")
        if stored is None:
            self.set_fact("format", str(_FORMAT))
        elif int(stored) > _FORMAT:
            raise StoreError(f"{self.path}: written by a newer Retold (format {stored}). Install a newer Retold")

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write several things or none of them."""
        self._connection.execute("begin immediate")
        try:
            yield
        except BaseException:
            self._connection.execute("rollback")
            raise
        self._connection.execute("commit")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    # ------------------------------------------------------------ sources

    def want(self, sources: Iterable[tuple[str, str]]) -> None:
        """Make these (address, host) the sources that are asked; others are remembered and left alone."""
        rows = list(sources)
        with self.together():
            self._connection.execute("update sources set is_wanted = 0")
            self._connection.executemany(
                "insert into sources (address, host) values (?, ?) on conflict (address) do update set is_wanted = 1",
                rows,
            )
            # A sitemap goes on with the index that lists it.
            self._connection.execute(
                "update sources set is_wanted = 1 where parent in (select address from sources where is_wanted)"
            )

    def add_sitemaps(self, parent: str, sources: Iterable[tuple[str, str]]) -> None:
        """Add the sitemaps that an index lists."""
        self._connection.executemany(
            "insert into sources (address, host, parent) values (?, ?, ?) on conflict (address) do nothing",
            [(address, host, parent) for address, host in sources],
        )

    def is_listed(self, address: str) -> bool:
        """Tell whether a source was listed by an index: an index of indexes is not followed further."""
        rows = self._rows("select parent from sources where address = ?", address)
        return bool(rows) and rows[0][0] is not None

    def wanted(self) -> int:
        """Return the number of sources that are asked."""
        return int(self._rows("select count(*) from sources where is_wanted")[0][0])

    def due_source(self, host: str, now: float, since: float) -> Source | None:
        """Return a source at a host to ask now: not asked since `since`, and not told to wait longer."""
        rows = self._rows(
            "select address, host, kind, etag, modified, content, problem, failures from sources"
            " where is_wanted and kind is not 'page' and host = ? and retry_at <= ? and checked_at < ?"
            " order by address limit 1",
            host,
            now,
            since,
        )
        return Source(*rows[0]) if rows else None

    def source_checked(self, address: str, now: float, *, kind: str, etag: str | None, modified: str | None) -> None:
        """Remember that a source answered."""
        self._connection.execute(
            "update sources set kind = coalesce(nullif(?, ''), kind), etag = ?, modified = ?, checked_at = ?,"
            " failures = 0, retry_at = 0 where address = ?",
            (kind, etag, modified, now, address),
        )

    def source_holds(self, address: str, content: str) -> None:
        """Remember what a source held."""
        self._connection.execute("update sources set content = ? where address = ?", (content, address))

    def source_failed(self, address: str, now: float, *, retry_at: float) -> None:
        """Remember that a source did not answer as it should."""
        self._connection.execute(
            "update sources set failures = failures + 1, checked_at = ?, retry_at = ? where address = ?",
            (now, retry_at, address),
        )

    def source_problems(self, address: str, problems: Sequence[Rejected]) -> bool:
        """Remember what is wrong with a source; tell whether that changed, in which case the store will hear of it."""
        problem = json.dumps([(each.reason, each.detail) for each in problems]) if problems else None
        before = self._rows("select problem from sources where address = ?", address)
        if before and before[0][0] == problem:
            return False
        self._connection.execute("update sources set problem = ? where address = ?", (problem, address))
        self.clear_verdicts(address)
        for each in problems:
            self.add_verdict(each)
        return True

    # ------------------------------------------------------------ pages

    def add_pages(self, items: Iterable[tuple[FeedItem, str]], feed: str | None) -> int:
        """Let pages (with their hosts) wait that were never listed before; return how many they are."""
        before = self._connection.total_changes
        self._connection.executemany(
            "insert into pages (key, address, host, feed, title, byline, published) values (?, ?, ?, ?, ?, ?, ?)"
            " on conflict (key) do nothing",
            (
                (page_key(item.address), item.address, host, feed, item.title, item.byline, item.published)
                for item, host in items
            ),
        )
        return self._connection.total_changes - before

    def due_pages(self, host: str, now: float, since: float, most: int) -> list[Page]:
        """Return pages of a host that may be asked for now, and were not since `since`, the longest waiting first."""
        rows = self._rows(
            "select number, address, host, attempts, title, byline, published from pages"
            " where address is not null and host = ? and retry_at <= ? and tried_at < ? order by number limit ?",
            host,
            now,
            since,
            most,
        )
        return [Page(*row) for row in rows]

    def due_hosts(self, now: float, since: float) -> list[str]:
        """Return the hosts with something to ask for, sorted."""
        rows = self._rows(
            "select host from sources where is_wanted and kind is not 'page' and retry_at <= ? and checked_at < ? union"
            " select host from pages where address is not null and retry_at <= ? order by 1",
            now,
            since,
            now,
        )
        return [row[0] for row in rows]

    def waiting(self) -> int:
        """Return how many pages wait to be asked for."""
        return int(self._rows("select count(*) from pages where address is not null")[0][0])

    def page_done(self, number: int) -> None:
        """Remember a page by its hash only: it is never asked for again."""
        self._connection.execute(
            "update pages set address = null, host = null, feed = null, title = null, byline = null, published = null"
            " where number = ?",
            (number,),
        )

    def page_done_at(self, address: str) -> None:
        """Remember a page by its hash only, by its address."""
        rows = self._rows("select number from pages where key = ?", page_key(address))
        for (number,) in rows:
            self.page_done(number)

    def page_seen(self, address: str) -> None:
        """Remember a page that was met at the end of a redirect as read."""
        key = page_key(address)
        self._connection.execute("insert into pages (key) values (?) on conflict (key) do nothing", (key,))
        self.page_done_at(address)

    def is_read(self, address: str) -> bool:
        """Tell whether a page was read (or given up) before."""
        return bool(self._rows("select 1 from pages where key = ? and address is null", page_key(address)))

    def page_failed(self, number: int, now: float, *, retry_at: float, counts: bool) -> None:
        """Let a page wait longer; `counts` makes it one of its attempts."""
        self._connection.execute(
            "update pages set attempts = attempts + ?, retry_at = ?, tried_at = ? where number = ?",
            (int(counts), retry_at, now, number),
        )

    # ------------------------------------------------------------ hosts and their rules

    def host(self, host: str) -> HostRecord:
        """Return how a host is treated."""
        rows = self._rows("select host, asked_at, delay, retry_at, failures from hosts where host = ?", host)
        return HostRecord(*rows[0]) if rows else HostRecord(host)

    def keep_host(self, record: HostRecord) -> None:
        """Remember how a host is treated."""
        self._connection.execute(
            "insert into hosts values (?, ?, ?, ?, ?) on conflict (host) do update set asked_at = excluded.asked_at,"
            " delay = excluded.delay, retry_at = excluded.retry_at, failures = excluded.failures",
            (record.host, record.asked_at, record.delay, record.retry_at, record.failures),
        )

    def rules(self, site: str, file: str) -> tuple[int, bytes, float] | None:
        """Return a site's rules as fetched: HTTP status, content, time; None where they never were."""
        rows = self._rows("select status, content, fetched_at from rules where site = ? and file = ?", site, file)
        return None if not rows else (rows[0][0], zlib.decompress(rows[0][1]), rows[0][2])

    def keep_rules(self, site: str, file: str, *, status: int, content: bytes, now: float) -> None:
        """Remember a site's rules."""
        self._connection.execute(
            "insert or replace into rules values (?, ?, ?, ?, ?)", (site, file, status, zlib.compress(content, 1), now)
        )

    def prune(self, before: float) -> None:
        """Forget hosts and rules that were not met since then."""
        with self.together():
            self._connection.execute("delete from rules where fetched_at < ?", (before,))
            self._connection.execute("delete from hosts where asked_at < ? and retry_at < ?", (before, before))

    # ------------------------------------------------------------ on the way to the store

    def keep_fetched(self, page: Fetched) -> None:
        """Keep a page until the store has it (its number is given anew)."""
        self._connection.execute(
            "insert into fetched (address, requested, hops, retrieved, status, headers, checked, content, title,"
            " byline, published) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                page.address,
                page.requested,
                json.dumps(page.hops),
                page.retrieved,
                page.status,
                json.dumps(page.headers),
                page.checked,
                zlib.compress(page.content, 6),
                page.title,
                page.byline,
                page.published,
            ),
        )

    def fetched(self) -> Iterator[Fetched]:
        """Yield the pages that wait to be taken in, one at a time, as they came."""
        for (number,) in self._rows("select number from fetched order by number"):
            row = self._rows(
                "select number, address, requested, hops, retrieved, status, headers, checked, content, title, byline,"
                " published from fetched where number = ?",
                number,
            )[0]
            yield Fetched(
                number=row[0],
                address=row[1],
                requested=row[2],
                hops=tuple(json.loads(row[3])),
                retrieved=row[4],
                status=row[5],
                headers=tuple((str(name), str(value)) for name, value in json.loads(row[6])),
                checked=row[7],
                content=zlib.decompress(row[8]),
                title=row[9],
                byline=row[10],
                published=row[11],
            )

    def has_news(self) -> bool:
        """Tell whether something waits to be taken into the store."""
        return bool(self._rows("select exists (select 1 from fetched) or exists (select 1 from verdicts)")[0][0])

    def add_verdict(self, rejected: Rejected) -> None:
        """Let the store hear that something could not be read."""
        self._connection.execute(
            "insert into verdicts (origin, reason, detail) values (?, ?, ?)",
            (rejected.origin, rejected.reason, rejected.detail),
        )

    def clear_verdicts(self, origin: str) -> None:
        """Let the store forget what could not be read at `origin`."""
        self._connection.execute("delete from verdicts where origin = ?", (origin,))
        self._connection.execute("insert into verdicts (origin) values (?)", (origin,))

    def verdicts(self) -> tuple[list[str], list[Rejected]]:
        """Return the origins to forget and the rejections to tell, in order."""
        rows = self._rows("select origin, reason, detail from verdicts order by number")
        cleared = [origin for origin, reason, _ in rows if reason is None]
        return cleared, [Rejected(*row) for row in rows if row[1] is not None]

    def taken(self) -> None:
        """Forget what the store has now."""
        with self.together():
            self._connection.execute("delete from fetched")
            self._connection.execute("delete from verdicts")
        self.shrink()

    def shrink(self) -> None:
        """Give back the room of what is forgotten; no file holds it any more."""
        self._connection.execute("pragma incremental_vacuum").fetchall()
        self._connection.execute("pragma wal_checkpoint(truncate)").fetchall()

    def drop_alerts_with(self, is_meant: Callable[[str], bool]) -> None:
        """Forget the alerts whose record is meant."""
        gone = [(number,) for number, record in self._rows("select rowid, record from alerts") if is_meant(record)]
        self._connection.executemany("delete from alerts where rowid = ?", gone)

    def drop_fetched_with(self, is_meant: Callable[[str, str], bool]) -> None:
        """Forget the pages on their way to the store, and what is to be told of others, whose address or words are."""
        gone = [(page.number,) for page in self.fetched() if is_meant(page.address, _words_of(page))]
        self._connection.executemany("delete from fetched where number = ?", gone)
        rows = self._rows("select number, origin, coalesce(detail, '') from verdicts")
        told = [(number,) for number, origin, detail in rows if is_meant(origin, detail)]
        self._connection.executemany("delete from verdicts where number = ?", told)

    def pass_over_with(self, is_meant: Callable[[str], bool]) -> None:
        """Remember pages that wait, and whose address or headline is meant, by their hash only."""
        rows = self._rows("select number, address, title, byline from pages where address is not null")
        for number, *words in rows:
            if is_meant("\n".join(each or "" for each in words)):
                self.page_done(number)

    # ------------------------------------------------------------ alerts

    def untold(self, keys: Iterable[str]) -> set[str]:
        """Return the keys that were not known before."""
        self._connection.execute("create temp table if not exists asked (key text primary key) without rowid")
        self._connection.execute("delete from asked")
        with self.together():
            self._connection.executemany(
                "insert into asked values (?) on conflict do nothing", ((key,) for key in keys)
            )
        return {row[0] for row in self._rows("select key from asked except select key from told")}

    def tell(self, keys: Iterable[str]) -> None:
        """Remember what is known now."""
        self._connection.executemany("insert into told values (?) on conflict do nothing", ((key,) for key in keys))

    def add_alert(self, number: str, sink: str, record: str) -> None:
        """Let an alert wait for a sink."""
        self._connection.execute(
            "insert into alerts (id, sink, record) values (?, ?, ?) on conflict do nothing", (number, sink, record)
        )

    def alerts(self, sink: str) -> list[tuple[str, int, str]]:
        """Return the alerts that wait for a sink: id, attempts so far, record; in the order they came."""
        rows: list[tuple[str, int, str]] = self._rows(
            "select id, attempts, record from alerts where sink = ? order by rowid", sink
        )
        return rows

    def articles_alerted(self) -> list[str]:
        """Return the articles of the alerts that wait."""
        rows = self._rows("select distinct json_extract(record, '$.article') from alerts order by 1")
        return [str(row[0]) for row in rows]

    def drop_alerts(self, articles: Iterable[str]) -> None:
        """Forget the alerts of articles that are gone."""
        self._connection.executemany(
            "delete from alerts where json_extract(record, '$.article') = ?", ((article,) for article in articles)
        )

    def alert_tried(self, number: str, sink: str) -> None:
        """Count an attempt, before it is made."""
        self._connection.execute("update alerts set attempts = attempts + 1 where id = ? and sink = ?", (number, sink))

    def alert_done(self, number: str, sink: str) -> None:
        """Forget an alert that was delivered, or given up."""
        self._connection.execute("delete from alerts where id = ? and sink = ?", (number, sink))

    # ------------------------------------------------------------ facts

    def fact(self, name: str) -> str | None:
        """Return a fact by its name."""
        rows = self._rows("select value from facts where name = ?", name)
        return str(rows[0][0]) if rows else None

    def set_fact(self, name: str, value: str) -> None:
        """Remember a fact."""
        self._connection.execute("insert or replace into facts values (?, ?)", (name, value))

    def _rows(self, query: str, *parameters: object) -> list[tuple]:  # type: ignore[type-arg]
        return self._connection.execute(query, parameters).fetchall()
