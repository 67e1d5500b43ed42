"""Ids that any machine computes alike: blake2b of content, never a row number or an engine's own hash."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from retold.spans import Span

ID_BYTES = 10  # 80 bits: a clash among 10 billion ids has a chance below 1e-4


def content_hash(*parts: str | None) -> str:
    """Return 20 hexadecimal digits for `parts`; null and empty differ, and so do ("ab", "c") and ("a", "bc")."""
    digest = blake2b(digest_size=ID_BYTES)
    for part in parts:
        encoded = b"" if part is None else part.encode("utf-8", "surrogatepass")
        digest.update((b"-" if part is None else str(len(encoded)).encode()) + b":" + encoded)
    return digest.hexdigest()


def bytes_hash(content: bytes) -> str:
    """Return the blake2b hash of raw bytes (32 bytes, hexadecimal), as in `origins.bytes_hash`."""
    return blake2b(content, digest_size=32).hexdigest()


def article_id(text: str, *, url: str | None, outlet: str | None) -> str:
    """Return the id of a text in its place: with the canonical address as given, else the outlet as given."""
    if url is not None:
        return content_hash(content_hash(text), "url", url)
    if outlet is not None:
        return content_hash(content_hash(text), "outlet", outlet)
    return content_hash(content_hash(text))


def span_id(kind: str, article: str, spans: Iterable[Span]) -> str:
    """Return the id of a row of `kind` (quotation, mention, event) that stands at `spans` of `article`."""
    return content_hash(kind, article, ";".join(f"{span.begin}-{span.end}" for span in spans))
