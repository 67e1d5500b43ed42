"""Bytes of a response: bounded, and decompressed no further than asked."""

from __future__ import annotations

import asyncio
import gzip
import zlib

import pytest

from retold.watch.bodies import in_utf8, read_body, unpacked
from retold.watch.failures import Failure

WORDS = b"The ferry runs again. " * 100


def body_of(content, *, encoding="", most=10_000, step=7, cuts=False):
    async def chunks():
        for begin in range(0, len(content), step):
            yield content[begin : begin + step]

    async def run():
        return await read_body(chunks(), encoding=encoding, most=most, large_answers=asyncio.Semaphore(1), cuts=cuts)

    return asyncio.run(run())


def raw_deflate(content):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (WORDS, ""),
        (WORDS, "identity"),
        (gzip.compress(WORDS, mtime=0), "gzip"),
        (gzip.compress(WORDS, mtime=0), "X-GZIP"),
        (gzip.compress(WORDS[:500], mtime=0) + gzip.compress(WORDS[500:], mtime=0), "gzip"),
        (gzip.compress(WORDS, mtime=0) + b"\0\0", "gzip"),
        (zlib.compress(WORDS), "deflate"),
        (raw_deflate(WORDS), "deflate"),
    ],
)
@pytest.mark.parametrize("step", [64, 100_000])
def test_encodings_are_undone_in_any_pieces(content, encoding, step):
    """
    As servers send them, not only as the standard says.
    """
    assert WORDS == body_of(content, encoding=encoding, step=step)


@pytest.mark.parametrize(
    ("content", "encoding", "detail"),
    [
        (b"x" * 10_001, "", "sent"),
        (gzip.compress(b"x" * 5_000_000, mtime=0), "gzip", "decompressed"),
        (zlib.compress(b"x" * 5_000_000), "deflate", "decompressed"),
        (gzip.compress(WORDS, mtime=0)[:-20], "gzip", "cut off"),
        (b"no gzip", "gzip", "not gzip"),
        (b"..", "br", "asked for gzip"),
        (b"..", "gzip, gzip", "asked for gzip"),
    ],
)
def test_what_is_too_large_or_broken_fails(content, encoding, detail):
    """
    A bomb is put out at the bound.
    """
    with pytest.raises(Failure, match=detail):
        body_of(content, encoding=encoding, step=100_000)


def test_the_begin_of_a_long_file_may_be_enough():
    """
    Of robots.txt the first bytes are read.
    """
    assert b"x" * 10_000 == body_of(b"x" * 50_000, cuts=True)


def test_a_packed_feed_is_unpacked():
    """
    Sitemaps are often gzip files themselves.
    """
    assert WORDS == unpacked(gzip.compress(WORDS, mtime=0), 10_000)
    assert WORDS == unpacked(WORDS, 10_000)


@pytest.mark.parametrize(
    ("content", "content_type", "expected"),
    [
        ("Паром".encode("cp1251"), "text/xml; charset=windows-1251", "Паром"),
        ("café".encode("latin-1"), 'text/html; charset="ISO-8859-1"', "café"),
        ("“café”".encode("cp1252"), "text/html; charset=iso-8859-1", "“café”"),
        ("café".encode(), "text/html; charset=iso-8859-1", "café"),
        ("café".encode(), "text/html", "café"),
        ("café".encode(), "text/html; charset=no-such", "café"),
    ],
)
def test_the_declared_encoding_counts_where_the_bytes_allow(content, content_type, expected):
    """
    Bytes that are UTF-8 throughout are UTF-8 whatever is declared.
    """
    assert expected == in_utf8(content, content_type).decode("utf-8")
