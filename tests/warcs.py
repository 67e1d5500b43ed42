"""Small web archives of invented pages, and broken ones, made byte by byte."""

from __future__ import annotations

import gzip
import io
import zipfile

PAGE = (
    "<html><head><title>{title}</title></head><body><h1>{title}</h1>"
    "<p>The harbour council of Sorvik met on Monday and voted to keep the {title} ferry, the mayor said.</p>"
    "<p>“We need the boat more than the bridge,” said Anna Korrin, who leads the council of the town.</p>"
    "<p>The vote ends a quarrel that has lasted for two winters, and the crew went back to work on Tuesday.</p>"
    "</body></html>"
)
TITLES = ("Red", "Blue", "Green", "White", "Black")


def page(title: str) -> bytes:
    return PAGE.format(title=title).encode()


def record(
    body: bytes,
    url: str,
    *,
    kind: str = "response",
    status: str = "200 OK",
    content_type: str = "text/html; charset=utf-8",
    headers: str = "",
    warc_headers: str = "",
    length: int | None = None,
    date: str = "2024-03-12T09:10:00Z",
) -> bytes:
    """Return one record; `length` lies about how long it is."""
    block = body
    inner = content_type
    if kind in ("response", "revisit"):
        block = f"HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\n{headers}\r\n".encode() + body
        inner = "application/http; msgtype=response"
    size = len(block) if length is None else length
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\n{warc_headers}"
        f"Content-Type: {inner}\r\nContent-Length: {size}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def pages() -> list[bytes]:
    return [record(page(title), f"https://sorvik.example/{title.lower()}") for title in TITLES]


def zipped(records: list[bytes]) -> bytes:
    return b"".join(gzip.compress(each, mtime=0) for each in records)


def wacz(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        for name, content in members.items():
            container.writestr(name, content)
    return buffer.getvalue()
