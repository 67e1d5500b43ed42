"""`python -m benchmarks.archives`: how fast web archives are read, beside fastwarc's bare loop, and with what memory.

Pages are generated. Both loops run over the same gzip archive in this process, by turns; the figure is the median of
the pairs' ratios of processor seconds. `--stream-megabytes` reads a generated stream of that size instead and prints
how much memory it took: nothing of it is ever on disk.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO, cast

from fastwarc.warc import ArchiveIterator, WarcRecordType

from retold.settings import ReadingSettings
from retold.sources.archives import Passed, pages_of

_WORDS = ("council", "ferry", "harbour", "winter", "bridge", "mayor", "vote", "letter", "captain", "engine", "boat")
_KILOBYTE = 1_000


def record(number: int, size: int, random_words: random.Random) -> bytes:
    """Return one response record with a page of about `size` bytes of invented words in mark-up."""
    lines: list[str] = []
    while sum(map(len, lines)) < size:
        words = " ".join(random_words.choices(_WORDS, k=40))
        lines.append(f'<div class="c{random_words.randrange(10**6)}"><p>{words}.</p></div>\n')
    page = f"<html><head><title>Page {number}</title></head><body>{''.join(lines)}</body></html>".encode()
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + page
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/{number}\r\n"
        f"WARC-Date: 2024-03-12T09:10:00Z\r\nWARC-Record-ID: <urn:uuid:{number:032x}>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def archive(records: int, size: int, seed: int) -> bytes:
    """Return a gzip archive, one member a record."""
    random_words = random.Random(seed)
    return b"".join(gzip.compress(record(n, size, random_words), 6) for n in range(records))


def bare_loop(path: Path) -> int:
    """Read every response's payload with fastwarc alone; return the bytes."""
    with path.open("rb") as stream:
        return sum(len(each.reader.read()) for each in ArchiveIterator(stream, record_types=WarcRecordType.response))


def our_loop(path: Path) -> int:
    """Read every page with its address, time, status and charset; return the bytes of the payloads."""
    with path.open("rb") as stream:
        found = pages_of(stream, settings=ReadingSettings(), begin=None, passed=Passed())
        return sum(len(page.payload) for page in found if hasattr(page, "payload"))


def measure(records: int, size: int, *, pairs: int, seed: int) -> dict[str, Any]:
    """Time both loops by turns over one generated archive."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.warc.gz"
        path.write_bytes(archive(records, size, seed))
        times: list[tuple[float, float]] = []
        for _ in range(pairs):
            began = time.process_time()
            wanted = bare_loop(path)
            middle = time.process_time()
            if our_loop(path) != wanted:
                raise SystemExit("the two loops read different bytes")
            times.append((middle - began, time.process_time() - middle))
        ratios = sorted(bare / ours for bare, ours in times)
        return {
            "records": records,
            "compressed_megabytes": round(path.stat().st_size / 1e6, 1),
            "bare_records_per_cpu_second": round(records / statistics.median(bare for bare, _ in times)),
            "our_records_per_cpu_second": round(records / statistics.median(ours for _, ours in times)),
            "share_of_bare_speed": round(statistics.median(ratios), 3),
            "share_lowest_highest": [round(ratios[0], 3), round(ratios[-1], 3)],
        }


class _Stream(io.RawIOBase):
    """Compressed records again and again up to a size, made as they are read; it can seek as a file can."""

    def __init__(self, megabytes: int, size: int, seed: int) -> None:
        super().__init__()
        self._cycle = archive(50, size, seed)
        self._size = max(1, megabytes * 10**6 // len(self._cycle)) * len(self._cycle)
        self._place = 0

    def readable(self) -> bool:
        """Tell that it can be read."""
        return True

    def seekable(self) -> bool:
        """Tell that it can seek."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = base + offset
        return self._place

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill `buffer`."""
        begin = self._place % len(self._cycle)
        piece = self._cycle[begin : begin + min(len(buffer), self._size - self._place)]
        buffer[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)


def measure_stream(megabytes: int, size: int, seed: int) -> dict[str, Any]:
    """Read a generated stream of so many compressed megabytes; return the memory at a tenth of it and at its end."""
    stream = cast(BinaryIO, io.BufferedReader(_Stream(megabytes, size, seed), 1 << 20))
    pages, payload = 0, 0
    peaks: list[int] = []
    began = time.process_time()
    for page in pages_of(stream, settings=ReadingSettings(), begin=None, passed=Passed()):
        pages += 1
        payload += len(getattr(page, "payload", b""))
        if pages % 1000 == 0:
            peaks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    return {
        "compressed_megabytes": megabytes,
        "pages": pages,
        "payload_gigabytes": round(payload / 1e9, 2),
        "cpu_seconds": round(time.process_time() - began, 1),
        "peak_megabytes_at_a_tenth": peaks[len(peaks) // 10] if peaks else None,
        "peak_megabytes": peaks[-1] if peaks else None,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the measurements as one JSON line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archives", description=__doc__)
    parser.add_argument("--records", type=int, default=2_000)
    parser.add_argument("--kilobytes", type=int, default=60, help="of each page, before compression")
    parser.add_argument("--pairs", type=int, default=7)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--stream-megabytes", type=int, help="read a generated stream of this size instead")
    given = parser.parse_args(arguments)
    size = given.kilobytes * _KILOBYTE
    if given.stream_megabytes:
        found = measure_stream(given.stream_megabytes, size, given.seed)
    else:
        found = measure(given.records, size, pairs=given.pairs, seed=given.seed)
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
