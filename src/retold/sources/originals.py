"""The bytes as they were read, and reading them again."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from retold.ids import bytes_hash
from retold.settings import ReadingSettings
from retold.sources.encodings import decode, storable
from retold.sources.html import read_page
from retold.sources.nexis import FORMAT as NEXIS
from retold.sources.nexis import read_piece
from retold.sources.records import Original, Reading, Rejected
from retold.sources.text import read_text

_NOT_KEPT = frozenset(("empty file", "binary", "too large", "unreadable"))  # nothing in these would be read later


def read_original(original: Original, origin: str, *, settings: ReadingSettings) -> Reading | Rejected:
    """Return what the bytes hold, read by their format, with the bytes beside it.

    A text whose bytes are its characters in UTF-8 goes without them; so does what no reader will ever read.
    """
    content = original.content
    if original.format == "html":
        outcome = read_page(content, origin, settings=settings, charset=original.charset)
    elif original.format == NEXIS:
        outcome = read_piece(storable(decode(content)), origin, settings=settings)
    else:
        outcome = read_text(content, origin, settings=settings)
    if isinstance(outcome, Rejected) and outcome.reason in _NOT_KEPT:
        return outcome
    if isinstance(outcome, Reading) and original.format == "text" and outcome.text.encode("utf-8") == content:
        return outcome
    return dataclasses.replace(outcome, original=original, bytes_hash=bytes_hash(content))


def without_originals(items: Iterable[Reading | Rejected]) -> Iterator[Reading | Rejected]:
    """Yield the items without the bytes that they were read from: for those who keep none."""
    return (dataclasses.replace(item, original=None) for item in items)
