"""What an HTTP record holds, without its transfer and content encodings, in bounded memory."""

from __future__ import annotations

import io
import re
import zlib
from typing import Any

from fastwarc.stream_io import BrotliReader, GzipReader

LOOKS_LIKE_PAGE = re.compile(rb"\s*(?:<!doctype\s+html|<html|<head|<body|<!--)", re.IGNORECASE)
_GZIP = b"\x1f\x8b\x08"
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
_PIECE_BYTES = 1 << 20
_ENCODING_ERRORS = (OSError, ValueError, EOFError, zlib.error)  # of bytes that are not encoded as they say


def decoded(payload: bytes, headers: Any, most: int) -> bytes:
    """Return a payload without its transfer and content encodings, at most one byte more than `most`.

    Many crawlers keep the headers and undo the encodings: what is not encoded as declared is taken as it is.
    """
    if payload.startswith(b"<"):
        return payload  # most are as they should be, and looking up headers takes time
    if "chunked" in (headers.get("Transfer-Encoding") or "").lower():
        payload = _unchunked(payload)
    encoding = (headers.get("Content-Encoding") or "").strip().lower()
    try:
        if payload.startswith(_GZIP):
            return _most_of(GzipReader(io.BytesIO(payload)), most)
        if encoding == "deflate":
            return _inflated(payload, most)
        if encoding == "br" and not LOOKS_LIKE_PAGE.match(payload[:1000]):
            return _most_of(BrotliReader(io.BytesIO(payload)), most)
    except _ENCODING_ERRORS:
        return payload
    return payload


def _most_of(reader: Any, most: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while size <= most:
        piece = bytes(reader.read(min(_PIECE_BYTES, most + 1 - size)))
        if not piece:
            break
        pieces.append(piece)
        size += len(piece)
    return b"".join(pieces)


def _inflated(payload: bytes, most: int) -> bytes:
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):  # servers send deflate with its header and without
        try:
            return zlib.decompressobj(window).decompress(payload, most + 1)
        except zlib.error:
            continue
    return payload


def _unchunked(payload: bytes) -> bytes:
    """Return the content of a chunked body; as it is where it is not chunked."""
    pieces: list[bytes] = []
    position = 0
    while (head := _CHUNK.match(payload, position)) is not None:
        size = int(head[1], 16)
        if size == 0:
            return b"".join(pieces)
        pieces.append(payload[head.end() : head.end() + size])
        position = head.end() + size
        position += 2 if payload.startswith(b"\r\n", position) else payload.startswith(b"\n", position)
    return b"".join(pieces) if pieces and position >= len(payload) else payload
