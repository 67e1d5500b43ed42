"""Paths to records: every file, line or page becomes a `Reading`, or a `Rejected` with the reason."""

from __future__ import annotations

import dataclasses
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from retold.errors import UnknownFormat
from retold.settings import ReadingSettings
from retold.sources.encodings import bom_of, decode
from retold.sources.files import FORMATS, READ_ERRORS, FoundFile, TooLarge, find_files, open_stream, read_all, with_head
from retold.sources.html import read_page
from retold.sources.jsonl import read_jsonl
from retold.sources.records import Found, Mark, Reading, Rejected
from retold.sources.sidecar import SIDECAR_NAME, Sidecar, read_sidecar
from retold.sources.sniffing import sniffed_format
from retold.sources.text import fault_of_bytes, read_text

__all__ = ["FORMATS", "Found", "Mark", "Reading", "Rejected", "read_paths"]

_HEAD_BYTES = 4096  # enough to tell a format from its first line
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
) -> Iterator[Reading | Rejected]:
    """Yield what `paths` hold: files, folders (all files below), `-` for `stdin`. A file named twice is read once.

    A field is given by, in this order: `metadata.csv`, the file's own record, `outlet`, the folder's name.
    `file_format` (text, html, jsonl) is for files whose name tells none, for those named themselves, and for `stdin`.
    Files that `leave_out` knows, such as the store itself, are passed over.

    Raises `NotFound` for a path that does not exist, and `UnknownFormat` for an unknown `file_format`.
    """
    if file_format is not None and file_format not in FORMATS:
        raise UnknownFormat(f"{file_format}: no such format. Give one of: --format {' | '.join(FORMATS)}")
    sidecars = _Sidecars()
    seen: set[Path] = set()
    for path in paths:
        if os.fspath(path) == "-":
            yield from _read_stdin(stdin, outlet, file_format, settings)
            continue
        for file in find_files(path):
            resolved = file.path.resolve()
            if resolved in seen or file.path.name == SIDECAR_NAME or leave_out(resolved):
                continue
            seen.add(resolved)
            asides = sidecars.beside(file)
            yield from sidecars.take_problems()
            fallback = {"outlet": outlet or (resolved.parent.name if outlet_from_folder else "")}
            outcomes = _read_file(file, file_format, settings)
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
    file: FoundFile, file_format: str | None, settings: ReadingSettings
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    """Yield each outcome of a file with its line number (None where the file is one article)."""
    named = file.root is None
    known = (file_format or file.format) if named else (file.format or file_format)
    if (not named and known is None) or (file.is_beside and not (named and file_format)):
        reason = "not an article format" if file.is_beside else "unknown format"
        yield None, Rejected(file.origin, reason, f"the name ends in {file.path.suffix or 'no known way'!r}")
        return
    if not file.path.is_file():
        yield None, Rejected(file.origin, "unreadable", "not a file")
        return
    try:
        with open_stream(file.path, settings=settings) as stream:
            yield from _read_stream(stream, file.origin, known, settings)
    except TooLarge as error:
        yield None, Rejected(file.origin, "too large", str(error))
    except READ_ERRORS as error:
        yield None, Rejected(file.origin, "unreadable", str(error) or type(error).__name__)


def _read_stdin(
    stdin: BinaryIO | None, outlet: str | None, file_format: str | None, settings: ReadingSettings
) -> Iterator[Reading | Rejected]:
    if stdin is None:
        return
    given = {"outlet": outlet} if outlet else {}
    try:
        for _, outcome in _read_stream(stdin, "-", file_format, settings):
            yield _given_too(outcome, _NOTHING, given)
    except TooLarge as error:
        yield Rejected("-", "too large", str(error))


def _read_stream(
    stream: BinaryIO, origin: str, file_format: str | None, settings: ReadingSettings
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    head = stream.read(_HEAD_BYTES)
    kind = file_format or sniffed_format(head)
    if kind == "jsonl" and bom_of(head) is None:
        yield from _read_lines(head, stream, origin, settings)
        return
    content = head + read_all(stream, settings.max_file_bytes)
    fault = fault_of_bytes(content, origin)
    if fault is not None:
        yield None, fault
    elif kind == "jsonl":
        yield from read_jsonl(io.BytesIO(decode(content).encode("utf-8", "replace")), origin, settings=settings)
    else:
        yield None, (read_page if kind == "html" else read_text)(content, origin, settings=settings)


def _read_lines(
    head: bytes, stream: BinaryIO, origin: str, settings: ReadingSettings
) -> Iterator[tuple[int | None, Reading | Rejected]]:
    fault = fault_of_bytes(head, origin)
    if fault is not None and (fault.reason == "binary" or len(head) < _HEAD_BYTES):
        yield None, fault
        return
    yield from read_jsonl(with_head(head, stream), origin, settings=settings)


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
    if isinstance(outcome, Rejected):
        return outcome
    return dataclasses.replace(outcome, given={**fallback, **outcome.given, **stated})
