"""What was read of long archives before a stop, kept beside the store, so that the same command goes on from there.

An append-only file of frames. A frame that was not wholly written counts for nothing, and so does what other files,
other options or another version of the code wrote.
"""

from __future__ import annotations

import base64
import json
import os
import time
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from retold.ids import content_hash
from retold.sources.archives import Position
from retold.sources.records import Found, Mark, Original, Reading, Rejected

_HEADER_BYTES = 8  # of a frame: its length and its checksum
_ITEMS_A_FRAME = 200
_SECONDS_A_FRAME = 2.0

Item = Reading | Rejected
Place = tuple[str, Position]  # a member of a container (empty: the file itself), and the record in it


class Journal:
    """The frames of one file; `key` names all that decides what is read, so that other frames are never believed."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def reading(self, file: Path, *options: str) -> FileJournal:
        """Return the journal of one file, with what it holds of it."""
        status = file.stat()
        key = content_hash(str(file.resolve()), str(status.st_size), str(status.st_mtime_ns), *options)
        return FileJournal(self._path, key)

    def forget(self) -> None:
        """Delete it: all that it holds stands in the store now."""
        self._path.unlink(missing_ok=True)


class FileJournal:
    """What the journal holds of one file, and the items that are added to it."""

    def __init__(self, path: Path, key: str) -> None:
        self._path, self._key = path, key
        self._waiting: list[dict[str, Any]] = []
        self._written = time.monotonic()
        self.place: Place | None = None  # the last record that was read
        self.is_finished = False
        self.passed: dict[str, int] = {}  # records that hold no page, up to that one, in its member
        for frame in self._frames():
            self.place, self.is_finished, self.passed = _place_of(frame), bool(frame["finished"]), frame["passed"]

    def held(self) -> Iterator[Item]:
        """Yield what was read before the stop."""
        for frame in self._frames():
            for item in frame["items"]:
                yield _item_of(item)

    def add(self, place: Place | None, item: Item, passed: Mapping[str, int]) -> None:
        """Remember an item; it is on disk with the next frame. Without a place, reading goes on at the one before."""
        self._waiting.append(_as_json(item))
        if place is not None:
            self.place, self.passed = place, dict(passed)
        if len(self._waiting) >= _ITEMS_A_FRAME or time.monotonic() - self._written >= _SECONDS_A_FRAME:
            self.write()

    def write(self, *, finished: bool = False) -> None:
        """Put what waits on disk."""
        if not (self._waiting and self.place) and not finished:
            return
        member, position = self.place or ("", Position(0))
        frame = {
            "key": self._key,
            "member": member,
            "offset": position.offset,
            "done": position.done,
            "finished": finished,
            "passed": self.passed,
            "items": self._waiting,
        }
        content = zlib.compress(json.dumps(frame).encode("ascii"), 1)
        header = len(content).to_bytes(4, "big") + zlib.crc32(content).to_bytes(4, "big")
        with self._path.open("ab") as file:
            file.write(header + content)
            file.flush()
            os.fsync(file.fileno())
        self._waiting, self._written = [], time.monotonic()

    def _frames(self) -> Iterator[dict[str, Any]]:
        if not self._path.exists():
            return
        with self._path.open("rb") as file:
            while len(header := file.read(_HEADER_BYTES)) == _HEADER_BYTES:
                content = file.read(int.from_bytes(header[:4], "big"))
                if zlib.crc32(content) != int.from_bytes(header[4:], "big"):
                    return
                frame: dict[str, Any] = json.loads(zlib.decompress(content))
                if frame["key"] == self._key:
                    yield frame


def _place_of(frame: dict[str, Any]) -> Place:
    return frame["member"], Position(frame["offset"], frame["done"])


def _as_json(item: Item) -> dict[str, Any]:
    shared = {
        "origin": item.origin,
        "given": dict(item.given),
        "retrieved": item.retrieved.isoformat() if item.retrieved else None,
        "bytes_hash": item.bytes_hash,
        "status": item.status,
        "collected_by": item.collected_by,
        "original": _original_json(item.original),
    }
    if isinstance(item, Rejected):
        return {**shared, "reason": item.reason, "detail": item.detail}
    marks = None if item.marks is None else [mark.as_row() for mark in item.marks]
    found = [found.as_row() for found in item.found]
    return {**shared, "text": item.text, "format": item.format, "found": found, "marks": marks}


def _original_json(original: Original | None) -> list[str | None] | None:
    if original is None:
        return None
    return [base64.b64encode(original.content).decode("ascii"), original.format, original.charset]


def _item_of(values: dict[str, Any]) -> Item:
    shared = dict(values)
    shared["retrieved"] = datetime.fromisoformat(values["retrieved"]) if values["retrieved"] else None
    content = values["original"]
    shared["original"] = Original(base64.b64decode(content[0]), content[1], content[2]) if content else None
    if "reason" in values:
        return Rejected(**shared)
    shared["found"] = tuple(Found(**found) for found in values["found"])
    shared["marks"] = None if values["marks"] is None else tuple(Mark(**mark) for mark in values["marks"])
    return Reading(**shared)
