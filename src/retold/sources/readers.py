"""Paths to records: every file, line or page becomes a `Reading`, or a `Rejected` with the reason."""

from __future__ import annotations

import dataclasses
import io
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, cast

from retold.errors import UnknownFormat
from retold.settings import ReadingSettings, settings_hash
from retold.sources.archives import Passed, read_archive
from retold.sources.encodings import bom_of, decode, is_binary, storable, utf16_without_mark
from retold.sources.files import (
    FORMATS,
    READ_ERRORS,
    FoundFile,
    TooLarge,
    find_files,
    open_stream,
    read_all,
    real_path,
    with_head,
)
from retold.sources.journal import Journal, Place
from retold.sources.jsonl import read_json, read_jsonl
from retold.sources.nexis import is_export, read_export
from retold.sources.originals import read_original
from retold.sources.parquet import read_parquet
from retold.sources.records import Found, Mark, Original, Reading, ReadOptions, Rejected
from retold.sources.sidecar import SIDECAR_NAME, Sidecar, read_sidecar
from retold.sources.sniffing import sniffed_format
from retold.sources.tabular import read_table
from retold.sources.text import fault_of_bytes
from retold.sources.wacz import read_wacz
from retold.versions import code_hash

__all__ = ["FORMATS", "Found", "Mark", "Reading", "Rejected", "read_paths"]

_HEAD_BYTES = 4096  # enough to tell a format from its first line
_COMPRESSED = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd")
_ARCHIVES = ("warc", "wacz")
_DELIMITERS = {"csv": None, "tsv": "\t"}
_NOTHING: Mapping[str, str] = {}


def _none(path: Path) -> bool:  # noqa: ARG001  # a test that leaves no file out
    return False


def read_paths(
    paths: Iterable[str | os.PathLike[str]],
    *,
    stdin: BinaryIO | None,
    outlet: str | None,
    outlet_from_folder: bool,
    file_format: str | None,
    settings: ReadingSettings,
    leave_out: Callable[[Path], bool] = _none,
    options: ReadOptions | None = None,
    journal: Journal | None = None,
) -> Iterator[Reading | Rejected]:
    """Yield what `paths` hold: files, folders (all files below), `-` for `stdin`. A file named twice is read once.

    A field is given by, in this order: `metadata.csv`, the file's own record, `outlet`, the folder's name.
    `file_format` (one of `FORMATS`) is for files whose name tells none, for those named themselves, and for `stdin`.
    Files that `leave_out` knows, such as the store itself, are passed over. `options` say how tables are read. With a
    `journal`, what was read of an archive before a stop is not read again.

    Raises `NotFound` for a path that does not exist, and `UnknownFormat` for an unknown `file_format`.
    """
    if file_format is not None and file_format not in FORMATS:
        raise UnknownFormat(f"{file_format}: no such format. Give one of: --format {' | '.join(FORMATS)}")
    wishes = options or ReadOptions()
    sidecars = _Sidecars()
    seen: set[Path] = set()
    for path in paths:
        if os.fspath(path) == "-":
            yield from _read_stdin(stdin, outlet, file_format, settings, wishes)
            continue
        for file in find_files(path):
            resolved = real_path(file.path)
            if resolved in seen or file.path.name == SIDECAR_NAME or leave_out(resolved):
                continue
            seen.add(resolved)
            asides = sidecars.beside(file)
            yield from sidecars.take_problems()
            fallback = {"outlet": outlet or (storable(resolved.parent.name) if outlet_from_folder else "")}
            outcomes = _read_file(file, file_format, settings, wishes, journal)
            yield from _with_given(file, outcomes, asides, {key: value for key, value in fallback.items() if value})
    yield from sidecars.take_problems()


class _Sidecars:
    """The `metadata.csv` files met so far, each read once."""

    def __init__(self) -> None:
        self._read: dict[Path, Sidecar] = {}
        self._problems: list[Rejected] = []

    def beside(self, file: FoundFile) -> list[tuple[Sidecar, str]]:
        """Return the sidecars that may speak of `file`, nearest last, each with the file's name as it writes it."""
        top = file.path.parent if file.root is None else file.root
        folders = [file.path.parent]
        while folders[-1] != top:
            folders.append(folders[-1].parent)
        return [(self._at(folder), file.path.relative_to(folder).as_posix()) for folder in reversed(folders)]

    def take_problems(self) -> list[Rejected]:
        """Return what was wrong in the sidecars read since the last call."""
        problems, self._problems = self._problems, []
        return problems

    def _at(self, folder: Path) -> Sidecar:
        if folder not in self._read:
            path = folder / SIDECAR_NAME
            self._read[folder], problems = read_sidecar(path, path.as_posix())
            self._problems += problems
        return self._read[folder]


def _read_file(
    file: FoundFile, file_format: str | None, settings: ReadingSettings, options: ReadOptions, journal: Journal | None
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    """Yield each outcome of a file with its line number (None where the file is one article)."""
    if file.fault:
        yield None, Rejected(file.origin, "unreadable", file.fault)
        return
    named = file.root is None
    known = (file_format or file.format) if named else (file.format or file_format)
    if (not named and known is None) or (file.is_beside and not (named and file_format)):
        reason = "not an article format" if file.is_beside else "unknown format"
        yield None, Rejected(file.origin, reason, f"the name ends in {file.path.suffix or 'no known way'!r}")
        return
    if not file.path.is_file():
        yield None, Rejected(file.origin, "unreadable", _not_a_file(file.path))
        return
    try:
        yield from _read_known(file, known, settings, options, journal)
    except TooLarge as error:
        yield None, Rejected(file.origin, "too large", str(error))
    except READ_ERRORS as error:
        yield None, Rejected(file.origin, "unreadable", str(error) or type(error).__name__)


def _not_a_file(path: Path) -> str:
    """Return what stands where a file was expected."""
    if path.is_symlink() and not path.exists():
        return "a link that leads nowhere"
    if path.is_fifo() or path.is_socket():
        return "a pipe: expected a file; to read a pipe, lead it to standard input and name -"
    if path.is_char_device() or path.is_block_device():
        return "a device: expected a file"
    return "not a file"


def _read_known(
    file: FoundFile, known: str | None, settings: ReadingSettings, options: ReadOptions, journal: Journal | None
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    kind = known or _sniffed(file.path, settings)
    if kind in _ARCHIVES:
        for item in _journaled(file, kind, settings, options, journal):
            yield None, item
    elif kind == "parquet":
        yield from read_parquet(file.path, file.origin, settings=settings, options=options)
    else:
        with open_stream(file.path, settings=settings) as stream:
            yield from _read_stream(stream, file.origin, kind, settings, options)


def _sniffed(path: Path, settings: ReadingSettings) -> str | None:
    """Return the format that a file without a telling name begins like, if it takes a reader of its own."""
    with path.open("rb") as raw:
        head = raw.read(_HEAD_BYTES)
    if head.startswith(_COMPRESSED) and path.suffix.lower() not in (".gz", ".zst"):
        return "warc"
    with open_stream(path, settings=settings) as stream:
        kind = sniffed_format(stream.read(_HEAD_BYTES))
    return kind if kind in (*_ARCHIVES, "parquet") else None


def _journaled(
    file: FoundFile, kind: str, settings: ReadingSettings, options: ReadOptions, journal: Journal | None
) -> Iterator[Reading | Rejected]:
    """Yield the items of an archive: first what was read before a stop, then what is left."""
    if journal is None:
        yield from (item for _, item in _read_archive(file, kind, settings, None, Passed()))
        return
    own = journal.reading(file.path, file.origin, kind, settings_hash(settings), code_hash())
    if own.place is not None and not own.is_finished:
        member, position = own.place
        inside = f"{file.origin}/{member}" if member else file.origin
        options.tell(f"{inside}: going on after byte {position.offset}, where an earlier command was stopped")
    yield from own.held()
    if own.is_finished:
        return
    passed = Passed(own.passed)
    try:
        for place, item in _read_archive(file, kind, settings, own.place, passed):
            own.add(place, item, passed.settled)
            yield item
    finally:
        own.write()  # where it is stopped: by the user, or by a fault
    own.write(finished=True)


def _read_archive(
    file: FoundFile, kind: str, settings: ReadingSettings, begin: Place | None, passed: Passed
) -> Iterator[tuple[Place | None, Reading | Rejected]]:
    if kind == "wacz":
        for name, (position, item) in read_wacz(file.path, file.origin, settings=settings, begin=begin, passed=passed):
            yield None if position is None else (name, position), item
        return
    start = begin[1] if begin else None
    with file.path.open("rb") as stream:
        for position, item in read_archive(stream, file.origin, settings=settings, begin=start, passed=passed):
            yield None if position is None else ("", position), item


def _read_stdin(
    stdin: BinaryIO | None,
    outlet: str | None,
    file_format: str | None,
    settings: ReadingSettings,
    options: ReadOptions,
) -> Iterator[Reading | Rejected]:
    if stdin is None:
        return
    given = {"outlet": outlet} if outlet else {}
    try:
        for _, outcome in _read_stream(stdin, "-", file_format, settings, options):
            yield _given_too(outcome, _NOTHING, given)
    except TooLarge as error:
        yield Rejected("-", "too large", str(error))


def _read_stream(
    stream: BinaryIO, origin: str, file_format: str | None, settings: ReadingSettings, options: ReadOptions
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    head = stream.read(_HEAD_BYTES)
    kind = file_format or sniffed_format(head)
    if kind in (*_ARCHIVES, "parquet"):
        yield from _read_container(head, stream, origin, kind, settings, options)
    elif kind in _DELIMITERS:
        yield from _read_table(head, stream, origin, kind, settings, options)
    elif kind == "jsonl" and bom_of(head) is None and utf16_without_mark(head) is None:
        yield from _read_lines(head, stream, origin, settings, options)
    else:
        most = settings.max_page_bytes if kind == "html" else settings.max_file_bytes
        yield from _read_whole(head + read_all(stream, most), origin, kind, settings, options)


def _read_whole(
    content: bytes, origin: str, kind: str, settings: ReadingSettings, options: ReadOptions
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    fault = fault_of_bytes(content, origin)
    if fault is not None:
        yield None, fault
    elif kind == "jsonl":
        lines = io.BytesIO(decode(content).encode("utf-8", "replace"))
        yield from read_jsonl(lines, origin, settings=settings, options=options)
    elif kind == "json":
        yield from read_json(content, origin, settings=settings, options=options)
    elif kind == "html":
        yield None, read_original(Original(content, "html"), origin, settings=settings)
    else:
        text = storable(decode(content))
        if kind == "nexis" or is_export(text):
            yield from read_export(text, origin, settings=settings)
        else:
            yield None, read_original(Original(content, "text"), origin, settings=settings)


def _read_container(
    head: bytes, stream: BinaryIO, origin: str, kind: str, settings: ReadingSettings, options: ReadOptions
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    """Read from a pipe what can only be read from a file: it is put into one that the system deletes."""
    with tempfile.TemporaryFile() as spooled:
        shutil.copyfileobj(with_head(head, stream), spooled)
        spooled.seek(0)
        source = cast(BinaryIO, spooled)
        if kind == "parquet":
            yield from read_parquet(source, origin, settings=settings, options=options)
        elif kind == "wacz":
            for _, (_, item) in read_wacz(source, origin, settings=settings):
                yield None, item
        else:
            for _, item in read_archive(source, origin, settings=settings):
                yield None, item


def _read_table(
    head: bytes, stream: BinaryIO, origin: str, kind: str, settings: ReadingSettings, options: ReadOptions
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    if not head.strip():
        yield None, Rejected(origin, "empty file", f"{len(head)} bytes, no text")
    elif is_binary(head, allows_nul=True):
        yield None, Rejected(origin, "binary", "control characters: not a table")
    else:
        whole = with_head(head, stream)
        yield from read_table(whole, origin, settings=settings, options=options, delimiter=_DELIMITERS[kind])


def _read_lines(
    head: bytes, stream: BinaryIO, origin: str, settings: ReadingSettings, options: ReadOptions
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    fault = fault_of_bytes(head, origin)
    if fault is not None and (fault.reason == "binary" or len(head) < _HEAD_BYTES):
        yield None, fault
        return
    yield from read_jsonl(with_head(head, stream), origin, settings=settings, options=options)


def _with_given(
    file: FoundFile,
    outcomes: Iterator[tuple[int | None, Reading | Rejected]],
    asides: list[tuple[Sidecar, str]],
    fallback: Mapping[str, str],
) -> Iterator[Reading | Rejected]:
    """Yield the outcomes with what the sidecars and the command line give, and then the sidecars' idle lines."""
    lines: set[int] = set()
    for line, outcome in outcomes:
        stated: dict[str, str] = {}
        for sidecar, name in asides:
            stated.update(sidecar.fields_of(name))
            stated.update(sidecar.fields_of(f"{name}:{line}") if line else _NOTHING)
        lines |= {line} if line else set()
        yield _given_too(outcome, stated, fallback)
    for sidecar, name in asides:
        for row in sidecar.lines_of(name):
            if int(row.rpartition(":")[2]) not in lines:
                yield Rejected(f"{sidecar.origin} {row}", "metadata.csv", f"no article in this line of {file.origin}")


def _given_too(
    outcome: Reading | Rejected, stated: Mapping[str, str], fallback: Mapping[str, str]
) -> Reading | Rejected:
    if isinstance(outcome, Rejected) and outcome.original is None:
        return outcome
    return dataclasses.replace(outcome, given={**fallback, **outcome.given, **stated})
