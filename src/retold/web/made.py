"""Pages as they were made, compressed, so that one that many ask for is made and packed once a snapshot."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from starlette.requests import Request
from starlette.responses import Response

_MOST_BYTES = 64_000_000  # of all pages kept, compressed
_LEVEL = 5  # of compression: a higher one saves little and takes longer

Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Made:
    """A page: its tag, the snapshot that it was made of, and its bytes, compressed."""

    tag: str
    snapshot: str
    packed: bytes

    def answer(self, request: Request) -> Response:
        """Return the page, or that the browser holds it already."""
        headers = {
            "etag": self.tag,
            "cache-control": "private, no-cache",
            "vary": "Accept-Encoding",
            "x-retold-snapshot": self.snapshot[:12],
        }
        if self.tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            return Response(self.packed, media_type="text/html", headers={**headers, "content-encoding": "gzip"})
        return Response(gzip.decompress(self.packed), media_type="text/html", headers=headers)


def made(page: str, snapshot: str) -> Made:
    """Return a page as it is kept and sent."""
    whole = page.encode("utf-8", "replace")
    return Made(f'"{sha256(whole).hexdigest()[:24]}"', snapshot, gzip.compress(whole, _LEVEL, mtime=0))


class MadePages:
    """The pages of one snapshot that were asked for last, as many as fit."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._pages: OrderedDict[Key, Made] = OrderedDict()
        self._most_bytes = most_bytes
        self._bytes = 0
        self._snapshot = ""
        self._lock = Lock()

    def get(self, key: Key) -> Made | None:
        """Return the page kept under `key`."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep(self, key: Key, page: Made) -> None:
        """Keep a page; those of another snapshot go, and those that were not asked for longest."""
        with self._lock:
            if page.snapshot != self._snapshot:  # nobody asks for them again, and they may name who was forgotten
                self._pages.clear()
                self._bytes, self._snapshot = 0, page.snapshot
            before = self._pages.pop(key, None)
            self._bytes += _size(key, page) - (_size(key, before) if before else 0)
            self._pages[key] = page
            while self._bytes > self._most_bytes:
                self._bytes -= _size(*self._pages.popitem(last=False))


def _size(key: Key, page: Made) -> int:
    return len(page.packed) + sum(len(str(part)) for part in key)
