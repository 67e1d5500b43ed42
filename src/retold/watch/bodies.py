"""The bytes of a response, bounded as sent and as decompressed: a bomb is put out before it is large."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import AsyncIterator

from retold.sources.encodings import bom_of
from retold.watch.failures import Failure

ACCEPTED = "gzip, deflate"  # what we ask for, and all that we undo
_LARGE_BYTES = 1_000_000  # larger answers take turns, so that memory does not grow with the number of hosts
_GZIP = b"\x1f\x8b"
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,30})", re.IGNORECASE)
_PLAIN = frozenset(("utf8", "utf-8", "us-ascii", "ascii", "utf-7", "utf7"))


class Inflater:
    """Undoes gzip or deflate piece by piece; `most` bounds all that it gives.

    Raises `Failure` for bytes beyond the bound and for what is not compressed as said.
    """

    def __init__(self, encoding: str, most: int) -> None:
        self._encoding = encoding
        self._most = most
        self._given = 0
        self._inner: zlib._Decompress | None = None

    def feed(self, chunk: bytes) -> bytes:
        """Return what `chunk` holds."""
        pieces = []
        while chunk:
            if self._inner is None:
                self._inner = self._begun(chunk)
            try:
                piece = self._inner.decompress(chunk, self._most - self._given + 1)
            except zlib.error as error:
                raise Failure("broken answer", f"not {self._encoding}: {error}", is_final=False) from error
            self._given += len(piece)
            if self._given > self._most:
                raise _too_large(self._most, "decompressed")
            pieces.append(piece)
            chunk = self._inner.unused_data if self._inner.eof else b""
            if self._inner.eof and self._encoding == "gzip" and chunk.startswith(_GZIP):
                self._inner = None  # a further member
            elif self._inner.eof:
                break  # padding
        return b"".join(pieces)

    def finish(self) -> None:
        """Check that the end was reached."""
        if self._inner is not None and not self._inner.eof:
            raise Failure("broken answer", f"the {self._encoding} data are cut off", is_final=False)

    def _begun(self, head: bytes) -> zlib._Decompress:
        if self._encoding == "gzip":
            return zlib.decompressobj(zlib.MAX_WBITS | 16)
        is_wrapped = len(head) > 1 and head[0] & 0x0F == 8 and (head[0] << 8 | head[1]) % 31 == 0
        return zlib.decompressobj(zlib.MAX_WBITS if is_wrapped else -zlib.MAX_WBITS)


def inflater(encoding: str, most: int) -> Inflater | None:
    """Return what undoes a Content-Encoding; None for none. Raises `Failure` for one that we did not ask for."""
    name = encoding.strip().lower().removeprefix("x-")
    if name in {"", "identity"}:
        return None
    if name not in {"gzip", "deflate"}:
        raise Failure("broken answer", f"encoded as {name[:40]}, asked for {ACCEPTED}", is_final=True)
    return Inflater(name, most)


async def read_body(
    chunks: AsyncIterator[bytes], *, encoding: str, most: int, large_answers: asyncio.Semaphore, cuts: bool = False
) -> bytes:
    """Return the decompressed body. Raises `Failure` above `most` bytes, as sent or as decompressed.

    With `cuts`, the first bytes of a longer one are enough.
    """
    undo = inflater(encoding, most)
    sent = 0
    body = bytearray()
    holds_turn = False
    try:
        async for chunk in chunks:
            sent += len(chunk)
            if cuts and len(body) + len(chunk) > most:
                return bytes(body + (chunk if undo is None else b""))[:most]
            if sent > most:
                raise _too_large(most, "sent")
            body += chunk if undo is None else undo.feed(chunk)
            if len(body) > _LARGE_BYTES and not holds_turn:
                await large_answers.acquire()
                holds_turn = True
        if undo is not None:
            undo.finish()
        return bytes(body)
    finally:
        if holds_turn:
            large_answers.release()


def unpacked(content: bytes, most: int) -> bytes:
    """Return what a feed that is itself a gzip file holds (`sitemap.xml.gz`); other content as it is."""
    if not content.startswith(_GZIP):
        return content
    undo = Inflater("gzip", most)
    inner = undo.feed(content)
    undo.finish()
    return inner


def in_utf8(content: bytes, content_type: str) -> bytes:
    """Return text in UTF-8 where the Content-Type names another encoding and the bytes themselves do not disagree."""
    declared = _CHARSET.search(content_type)
    if declared is None or declared.group(1).lower() in _PLAIN or bom_of(content) is not None:
        return content
    try:
        content.decode("utf-8")
        return content  # whatever is declared
    except UnicodeDecodeError:
        pass
    try:
        return content.decode(_python_name(declared.group(1)), "replace").encode("utf-8", "replace")
    except LookupError:
        return content


def _python_name(declared: str) -> str:
    """Return Python's name of an encoding; Latin-1 means windows-1252, as in every browser."""
    name = declared.lower()
    return "cp1252" if name in {"iso-8859-1", "latin1", "latin-1", "iso8859-1"} else name


def _too_large(most: int, how: str) -> Failure:
    return Failure("too large", f"more than {most} bytes {how}", is_final=True)
