"""Where records of a web archive begin and end: to go on behind a broken one, and to see where one breaks off."""

from __future__ import annotations

import io
import re
import zlib
from itertools import islice
from typing import BinaryIO, cast

from fastwarc.warc import ArchiveIterator

# What fastwarc raises for a record or a compression that it cannot read, and what reading a header may.
RECORD_ERRORS = (OSError, ValueError, EOFError, OverflowError, MemoryError)
_PANIC = "PanicException"  # importable from nowhere
TRIED_BYTES = 1 << 16
_SCANNED_BYTES = 1 << 20
_GZIP, _ZSTD = b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd"
_BEGIN = re.compile(rb"(?:\A|\n)(WARC/\d\.\d+\r?\n)")
UNKNOWN = -1  # of an archive that cannot be read again, or is compressed in a way that does not tell


def end_of_record(stream: BinaryIO, offset: int) -> int | None:
    """Return the offset behind the record at `offset`, if its length is what it says; None if not; or `UNKNOWN`."""
    head = read_at(stream, offset, TRIED_BYTES)
    if head is None or head.startswith(_ZSTD):
        return UNKNOWN
    if head.startswith(_GZIP):
        return _end_of_member(stream, offset)
    size = _size_of(head)
    if size is None:
        return None
    after = read_at(stream, offset + size, 9) or b""
    rest = after.lstrip(b"\r\n")
    is_next = rest.startswith(b"WARC/") or b"WARC/".startswith(rest)
    return offset + size + len(after) - len(rest) if after.startswith(b"\r\n") and is_next else None


def _size_of(head: bytes) -> int | None:
    """Return the bytes of the record that begins with `head`, its header and its content; None for no record."""
    if not head.startswith(b"WARC/"):
        return None
    blank = re.search(rb"\r?\n\r?\n", head)
    length = re.search(rb"\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r?\n", head[: blank.end()] if blank else b"", re.I)
    return blank.end() + int(length[1]) if blank and length else None


def _end_of_member(stream: BinaryIO, offset: int) -> int | None:
    """Return the offset behind a gzip member that holds one record of the length that it says; None otherwise."""
    unpacker = zlib.decompressobj(31)
    head, seen, consumed, size = b"", 0, 0, None
    stream.seek(offset)
    try:
        while not unpacker.eof and (piece := stream.read(TRIED_BYTES)):
            consumed += len(piece)
            while piece and not unpacker.eof:
                out = unpacker.decompress(piece, _SCANNED_BYTES)
                piece = unpacker.unconsumed_tail
                head = head if len(head) >= TRIED_BYTES else head + out[:TRIED_BYTES]
                seen += len(out)
                size = size or _size_of(head)
                if seen > (TRIED_BYTES if size is None else size + len(b"\r\n\r\n")):
                    return None
    except zlib.error:
        return None
    if not unpacker.eof or size is None or seen < size:
        return None
    return offset + consumed - len(unpacker.unused_data)


def read_at(stream: BinaryIO, offset: int, count: int) -> bytes | None:
    """Return up to `count` bytes at `offset`; None where one cannot seek."""
    try:
        stream.seek(offset)
        return stream.read(count)
    except (OSError, ValueError):
        return None


def is_framed(stream: BinaryIO) -> bool:
    """Tell whether each record is compressed by itself (or none is), so that its offset is one to go on from."""
    head = read_at(stream, 0, len(_ZSTD))
    read_at(stream, 0, 0)
    if head is None or not head.startswith((_GZIP, _ZSTD)):
        return True
    places = _first_places(stream)
    framed = len(places) < 2 or (read_at(stream, places[1], len(_ZSTD)) or b"").startswith((_GZIP, _ZSTD))
    read_at(stream, 0, 0)
    return framed


def _first_places(stream: BinaryIO) -> list[int]:
    """Return the offsets of the first two records, as far as they can be read."""
    try:
        return [record.stream_pos for record in islice(ArchiveIterator(stream, parse_http=False), 2)]
    except BaseException as error:
        if not is_of_records(error):
            raise
        return []


def is_of_records(error: BaseException) -> bool:
    """Tell whether `error` is what fastwarc raises for broken bytes; a fault of its own is no `Exception`."""
    return isinstance(error, RECORD_ERRORS) or type(error).__name__ == _PANIC


def told(stream: BinaryIO) -> int:
    """Return where in the stream we are; 0 where it does not say."""
    try:
        return stream.tell()
    except (OSError, ValueError, AttributeError):
        return 0


def next_record(stream: BinaryIO, begin: int) -> int | None:
    """Return the offset of the first record at `begin` or after it; None at the end, or where one cannot seek."""
    try:
        stream.seek(begin)
    except (OSError, ValueError):
        return None
    offset, kept = begin, b""
    while piece := stream.read(_SCANNED_BYTES):
        window = kept + piece
        for place in _candidates(window):
            if _begins_record(stream, offset - len(kept) + place):
                return offset - len(kept) + place
        offset += len(piece)
        kept = window[-len("WARC/1.0\r\n") :]
        stream.seek(offset)
    return None


def _candidates(window: bytes) -> list[int]:
    places = {match.start(1) for match in _BEGIN.finditer(window)}
    for magic in (_GZIP, _ZSTD):
        places |= {match.start() for match in re.finditer(re.escape(magic), window)}
    return sorted(places)


def _begins_record(stream: BinaryIO, offset: int) -> bool:
    stream.seek(offset)
    head = stream.read(TRIED_BYTES)
    if head.startswith(_GZIP):
        try:
            return zlib.decompressobj(31).decompress(head, 64).startswith(b"WARC/")
        except zlib.error:
            return False
    if head.startswith(_ZSTD):
        return bool(_first_places(cast(BinaryIO, io.BytesIO(head))))
    return head.startswith(b"WARC/")
