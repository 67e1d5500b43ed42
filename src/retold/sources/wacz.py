"""WACZ: a zip of web archives. Its members are read where they lie; nothing is ever unpacked to a path."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from retold.settings import ReadingSettings
from retold.sources.archives import Outcome, Passed, Position, read_archive
from retold.sources.encodings import storable
from retold.sources.records import Rejected

_ARCHIVE = re.compile(r".*\.warc(?:\.gz|\.zst)?", re.IGNORECASE)
_ERRORS = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError)

Member = tuple[str, str]  # a member's name, and its origin


def read_wacz(
    source: Path | BinaryIO,
    origin: str,
    *,
    settings: ReadingSettings,
    begin: tuple[str, Position] | None = None,
    passed: Passed | None = None,
) -> Iterator[tuple[str, Outcome]]:
    """Yield the articles of the archives in a WACZ, each with its member's name; `begin` is where to go on.

    A member whose path climbs out of the file is not read, and said.
    """
    try:
        container = zipfile.ZipFile(source)
    except _ERRORS as error:
        yield "", (None, Rejected(origin, "unreadable", f"no WACZ, or one that was cut short: {error}"[:200]))
        return
    with container:
        names = sorted(name for name in set(container.namelist()) if _ARCHIVE.fullmatch(name))
        if not names:
            yield (
                "",
                (None, Rejected(origin, "unreadable", "a zip without any archive in it (archive/*.warc.gz)")),
            )
        for name in names:
            if begin is not None and name < begin[0]:
                continue
            place = f"{origin}/{storable(name)}"
            if is_climbing(name):
                yield name, (None, Rejected(place, "unsafe path", "the member's path climbs out of the file"))
                continue
            start = begin[1] if begin is not None and begin[0] == name else None
            counted = passed or Passed()
            if start is None:
                counted.counts.clear()
            yield from _read_member(container, name, place, settings, start, counted)


def _read_member(
    container: zipfile.ZipFile, name: str, place: str, settings: ReadingSettings, start: Position | None, passed: Passed
) -> Iterator[tuple[str, Outcome]]:
    try:
        with container.open(name) as stream:
            file = cast(BinaryIO, stream)
            for outcome in read_archive(file, place, settings=settings, begin=start, passed=passed):
                yield name, outcome
    except _ERRORS as error:
        yield name, (None, Rejected(place, "unreadable", f"breaks off: {error}"[:200]))


def is_climbing(name: str) -> bool:
    """Tell whether a member's name leads out of its file: an absolute path, a drive, or steps upwards."""
    parts = re.split(r"[/\\]", name)
    return name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name) is not None


def is_wacz(names: list[str]) -> bool:
    """Tell whether a zip with these members is a WACZ."""
    return any(_ARCHIVE.fullmatch(name) for name in names)
