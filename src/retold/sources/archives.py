"""Web archives: WARC and WET (plain, gzip, zstd), such as those of Common Crawl and its news crawl.

A page's address, time and status are those of its record, and its origin is the archive's name with the offset of the
record. What is whole in a broken archive is read: after a record whose length lies, the next one is looked for.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from fastwarc.warc import ArchiveIterator, WarcRecordType

from retold.settings import ReadingSettings
from retold.sources.addresses import canonical_address
from retold.sources.encodings import storable
from retold.sources.originals import read_original
from retold.sources.payloads import LOOKS_LIKE_PAGE, decoded
from retold.sources.record_ends import (
    TRIED_BYTES,
    UNKNOWN,
    end_of_record,
    is_framed,
    is_of_records,
    next_record,
    read_at,
    told,
)
from retold.sources.records import Original, Reading, Rejected

BROKEN = "broken record"
_OF_THE_ARCHIVE = (BROKEN, "unreadable")  # faults after which no record can be counted
_TYPES = (
    WarcRecordType.response
    | WarcRecordType.resource
    | WarcRecordType.conversion
    | WarcRecordType.revisit
    | WarcRecordType.continuation
)
_PAGES = frozenset(("text/html", "application/xhtml+xml"))
_TEXTS = frozenset(("text/plain",))
_UNSAID = frozenset(("", "application/octet-stream", "text/xml", "application/xml", "unknown/unknown"))
_READ = _PAGES | _TEXTS | _UNSAID
_MAX_REPAIRS = 1_000  # an archive with more broken records than this is no archive
_SHOWN_TYPES = 6


class Position(NamedTuple):
    """A place in an archive: the offset of a record (of its compressed member), and how many records there are done."""

    offset: int
    done: int = 0


@dataclass(slots=True)
class Page:
    """One record that may be an article, with its payload decoded."""

    position: Position
    record: Any  # of fastwarc; what is asked of it later costs nothing while records are passed over
    status: str
    kind: str  # html or text
    payload: bytes

    @property
    def address(self) -> str:
        """Where the page stood; empty where the record does not say."""
        return _address_of(self.record)

    @property
    def time(self) -> datetime | None:
        """When it was retrieved."""
        time: datetime | None = self.record.record_date
        return time

    @property
    def charset(self) -> str | None:
        """The encoding that the HTTP header declares."""
        charset: str | None = None if self.record.http_headers is None else self.record.http_charset
        return charset


Outcome = tuple[Position | None, Reading | Rejected]  # without a position: no record to go on after


class Passed:
    """The records that hold no page, counted by type: up to now, and up to the record that was handed on last."""

    def __init__(self, counts: Mapping[str, int] | None = None) -> None:
        self.counts: Counter[str] = Counter(counts or {})
        self.settled: Mapping[str, int] = dict(self.counts)


def read_archive(
    stream: BinaryIO,
    origin: str,
    *,
    settings: ReadingSettings,
    begin: Position | None = None,
    passed: Passed | None = None,
) -> Iterator[Outcome]:
    """Yield the articles of an archive, each with the position of its record, from after the record at `begin`.

    `stream` must be able to seek for reading to go on behind a broken record. Records that are no pages (pictures,
    scripts, redirects) are counted by type in one row of `rejected`; `passed` holds those before `begin`.
    """
    counted = passed or Passed()
    for found in pages_of(stream, settings=settings, begin=begin, passed=counted):
        place = place_of(origin, found.position)
        if isinstance(found, Fault):
            position = None if found.reason in _OF_THE_ARCHIVE else found.position
            yield position, Rejected(place, found.reason, found.detail)
        else:
            yield found.position, read_record_page(found, place, settings)
    if counted.counts:
        shown = ", ".join(f"{count} {kind}" for kind, count in _most(counted.counts))
        detail = f"{counted.counts.total()} records that hold no page: {shown}"
        yield None, Rejected(origin, "not a page", detail)


def place_of(origin: str, position: Position) -> str:
    """Return the origin of the record at `position`: the archive's with the offset, and a number within its member."""
    return f"{origin}:{position.offset}" + (f":{position.done}" if position.done else "")


def read_record_page(page: Page, origin: str, settings: ReadingSettings) -> Reading | Rejected:
    """Return the article of a page's record; what its header says is given with it."""
    address = page.address
    given = {"url": address} if canonical_address(address) else {}
    outcome: Reading | Rejected
    if page.status.isdigit() and int(page.status) >= 400:
        outcome = Rejected(origin, "http error", f"HTTP {page.status}: {address}")
    else:
        outcome = read_original(Original(page.payload, page.kind, page.charset), origin, settings=settings)
    return dataclasses.replace(outcome, given=given, retrieved=page.time, status=page.status)


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that cannot be read, and why."""

    position: Position
    reason: str
    detail: str


def pages_of(
    stream: BinaryIO, *, settings: ReadingSettings, begin: Position | None, passed: Passed
) -> Iterator[Page | Fault]:
    """Yield the records that may be articles; the others are counted in `passed` by type.

    A record is handed on when the next one is found where its length says, so that a lying length costs that record
    only.
    """
    framed = is_framed(stream)
    start, done = (begin.offset, begin.done + 1) if begin else (0, 0)
    if begin:
        stream.seek(start)
    for repair in range(_MAX_REPAIRS + 1):
        run = _Run(stream, settings, passed, skipped=done, is_framed=framed)
        yield from run.pages()
        if run.fault is None:
            return
        if repair == _MAX_REPAIRS:
            detail = f"more than {_MAX_REPAIRS} broken records: the rest is not read"
            yield Fault(run.fault.position, "unreadable", detail)
            return
        yield run.fault
        following = next_record(stream, run.broken_at + 1)
        if following is None:
            return
        stream.seek(following)
        done = 0


class _Run:
    """Reading from one place to the end, or to the first record that is broken: then `fault` says what, and where."""

    def __init__(
        self, stream: BinaryIO, settings: ReadingSettings, passed: Passed, *, skipped: int, is_framed: bool
    ) -> None:
        self._is_framed = is_framed
        self._stream, self._settings, self._passed, self._skipped = stream, settings, passed, skipped
        self.broken_at = told(stream)
        self.fault: Fault | None = None

    def pages(self) -> Iterator[Page | Fault]:
        """Yield what is whole."""
        held: Page | Fault | None = None
        position: Position | None = None
        seen, tally = 0, self._passed.settled
        before: Mapping[str, int] = dict(self._passed.counts)  # what was passed over ahead of the last record
        try:
            for record in ArchiveIterator(self._stream, record_types=_TYPES):
                if held is not None:
                    self._passed.settled = tally
                    yield held
                    held = None
                offset = record.stream_pos if self._is_framed else 0
                position = Position(offset, position.done + 1 if position and position.offset == offset else 0)
                self.broken_at = offset
                seen += 1
                if seen <= self._skipped:
                    continue
                before = dict(self._passed.counts)
                held = self._page(record, position)
                tally = dict(self._passed.counts)
                if isinstance(held, Fault) and held.reason == BROKEN:
                    self.fault = held
                    return
        except BaseException as error:
            if not is_of_records(error):
                raise
            end = self._end(position) if position is not None and not position.done else UNKNOWN
            is_whole = end is not None and (end != UNKNOWN or "ecompress" in str(error))
            if is_whole and held is not None:
                self._passed.settled = tally
                yield held
            if end not in (None, UNKNOWN):
                self.broken_at = int(end or 0)
            self.fault = self._broken(error, position, is_whole=is_whole)
            return
        if held is not None:
            self._passed.settled = tally
            yield held
        self.fault = self._cut(position, is_handed_on=held is not None)
        if self.fault is not None and self.fault.position == position:
            self._passed.counts = Counter(before)  # its type may be cut short like the rest of it

    def _cut(self, position: Position | None, *, is_handed_on: bool) -> Fault | None:
        """Return a fault where the archive breaks off within a record that was not handed on; None where it ends."""
        if position is not None and position.done:
            return None
        end = self._end(position) if position is not None else self._end(Position(self.broken_at))
        if end is None and position is not None and not is_handed_on:
            detail = f"the archive breaks off within the record at byte {position.offset}"
            return Fault(position, BROKEN, detail)
        if end == UNKNOWN or (end is None and position is not None):
            return None
        begin = self.broken_at if end is None else end
        rest = read_at(self._stream, begin, TRIED_BYTES) or b""
        if not rest.strip(b"\r\n\x00"):
            return None
        self.broken_at = begin
        return Fault(Position(begin), BROKEN, f"the archive breaks off at byte {begin}, within a record")

    def _broken(self, error: BaseException, position: Position | None, *, is_whole: bool) -> Fault:
        if position is None:
            at = Position(self.broken_at)
            return Fault(at, "unreadable", f"no web archive, or broken at byte {at.offset}: {error}"[:300])
        if is_whole:
            at = Position(self.broken_at)
            return Fault(at, BROKEN, f"no record at byte {at.offset}: {error}"[:300])
        return Fault(
            position,
            BROKEN,
            f"its length lies: where it should end, at byte {position.offset} and after, no record follows ({error})"[
                :300
            ],
        )

    def _end(self, position: Position) -> int | None:
        """Return where the record at `position` and those after it that are whole end; None where it is not whole."""
        end = end_of_record(self._stream, position.offset)
        while end is not None and end != UNKNOWN and (further := end_of_record(self._stream, end)) is not None:
            if further in (UNKNOWN, end):
                break
            end = further
        return end

    def _page(self, record: Any, position: Position) -> Page | Fault | None:
        """Return the record as a page; None for one that holds none, which is counted."""
        kind = record.record_type
        if kind == WarcRecordType.revisit:
            return Fault(position, "revisit", _unchanged(record))
        if kind == WarcRecordType.continuation:
            self._passed.counts["part of a record that is cut in several"] += 1
            return None
        http = record.http_headers
        if http is not None:
            status, content_type = str(http.status_code or ""), record.http_content_type or ""
        else:
            status, content_type = "read", (record.headers.get("Content-Type") or "").partition(";")[0].strip()
        content_type = content_type.lower()
        if not status.startswith("3") and content_type in _READ:
            return self._read(record, position, status, content_type)
        self._passed.counts["redirect" if status.startswith("3") else content_type or "without type"] += 1
        return None

    def _read(self, record: Any, position: Position, status: str, content_type: str) -> Page | Fault | None:
        most = self._settings.max_page_bytes
        left = record.content_length
        if left > most:
            return Fault(position, "too large", f"{left} bytes, more than {most}: {_address_of(record)}")
        payload = record.reader.read(left)
        if len(payload) < left:
            detail = f"breaks off at byte {position.offset}: {len(payload)} bytes of {left} are there"
            return Fault(position, BROKEN, detail)
        http = record.http_headers
        if http is not None:
            payload = decoded(payload, http, most)
            if len(payload) > most:
                return Fault(position, "too large", f"more than {most} bytes when decompressed: {_address_of(record)}")
        if content_type in _UNSAID and not LOOKS_LIKE_PAGE.match(payload[:1000]):
            self._passed.counts[content_type or "without type"] += 1
            return None
        if not payload or payload.isspace():
            return Fault(position, "empty file", f"a record without content: {_address_of(record)}")
        kind = "text" if content_type in _TEXTS else "html"
        return Page(position, record, status, kind, payload)


def _address_of(record: Any) -> str:
    return storable(record.headers.get("WARC-Target-URI") or "").strip("<> ")


def _unchanged(record: Any) -> str:
    when = record.headers.get("WARC-Refers-To-Date")
    where = record.headers.get("WARC-Refers-To-Target-URI") or _address_of(record)
    return f"unchanged since {when or 'an earlier record'}: that record holds the page ({storable(where)})"


def _most(passed: Counter[str]) -> list[tuple[str, int]]:
    ranked = sorted(passed.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(count for _, count in ranked[_SHOWN_TYPES:])
    return [*ranked[:_SHOWN_TYPES], *([("other", rest)] if rest else [])]
