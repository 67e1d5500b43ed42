"""A local web server that plays many hosts and misbehaves in every way, with a log of all that it was asked.

`Server` runs in a thread of its own. Which host is meant is told by the Host header, so that any name can be resolved
to it. A page is an `Answer`, or a function that writes to the connection itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path

CERTIFICATES = Path(__file__).parent / "watch_certificates"
_REASONS = {200: "OK", 301: "Moved", 302: "Found", 304: "Not Modified", 404: "Not Found", 429: "Too Many Requests"}


@dataclass(frozen=True)
class Request:
    """What was asked, and when."""

    time: float
    host: str
    path: str
    headers: dict[str, str]
    to: str  # the address of ours that was connected to


@dataclass
class Answer:
    """A plain answer; with `etag`, a conditional request for it gets 304."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "text/html; charset=utf-8"
    etag: str | None = None


# How a connection may end: by the other side, or with the server.
_ENDS = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, asyncio.CancelledError)

Writer = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]
Page = Answer | Writer | Callable[[Request], Answer]


class Server:
    """The server, as a context: `with Server() as server`."""

    def __init__(self, *, keep_log: bool = True, certificate: str | None = None) -> None:
        self.pages: dict[tuple[str, str], Page] = {}
        self.default: Callable[[Request], Page | None] = lambda request: None
        self.log: list[Request] = []
        self.port = 0
        self._keep_log = keep_log
        self._certificate = certificate
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    def __enter__(self) -> Server:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(self, *error: object) -> None:
        self._loop.call_soon_threadsafe(self._done.set)
        self._thread.join(10)

    def put(self, host: str, path: str, page: Page) -> str:
        """Serve a page; return its address."""
        self.pages[host, path] = page
        return self.address(host, path)

    def address(self, host: str, path: str) -> str:
        """Return the address of a page of ours."""
        return f"{'https' if self._certificate else 'http'}://{host}:{self.port}{path}"

    def asked(self, host: str, path: str | None = None) -> list[Request]:
        """Return what was asked of a host, without its rules."""
        rules = ("/robots.txt", "/.well-known/tdmrep.json")
        return [
            each for each in self.log if each.host == host and (each.path == path if path else each.path not in rules)
        ]

    async def resolve(self, host: str, port: int) -> list[str]:
        """Resolve every name to this server."""
        return ["127.0.0.1"]

    # ------------------------------------------------------------ serving

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        with contextlib.suppress(asyncio.CancelledError):
            self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        self._done = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        context = None
        if self._certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(CERTIFICATES / f"{self._certificate}.pem")
        server = await asyncio.start_server(self._accept, "0.0.0.0", self.port, ssl=context, backlog=4096)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._done.wait()
        server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            with contextlib.suppress(*_ENDS):
                while await self._answer_one(reader, writer):
                    pass
        finally:
            self._tasks.discard(task)
            with contextlib.suppress(OSError, RuntimeError):
                writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = dict(line.split(": ", 1) for line in head[1:] if ": " in line)
        headers = {name.lower(): value for name, value in headers.items()}
        host = headers["host"].rpartition(":")[0] or headers["host"]
        to = writer.get_extra_info("sockname")[0]
        request = Request(time.monotonic(), host, head[0].split(" ")[1], headers, to)
        if self._keep_log:
            self.log.append(request)
        page = self.pages.get((host, request.path)) or self.default(request) or Answer("none", 404)
        if not isinstance(page, Answer):
            made = page(request) if page.__code__.co_argcount == 1 else page(request, writer)  # type: ignore
            if not isinstance(made, Answer):
                await made
                return False
            page = made
        writer.write(rendered(page, request))
        await writer.drain()
        return True


def rendered(page: Answer, request: Request) -> bytes:
    """Return an answer as it goes over the wire."""
    body = page.body.encode() if isinstance(page.body, str) else page.body
    status = page.status
    headers = {"Content-Type": page.type, **page.headers}
    if page.etag:
        headers["ETag"] = page.etag
        if request.headers.get("if-none-match") == page.etag:
            status, body = 304, b""
    if status != 304:
        headers.setdefault("Content-Length", str(len(body)))
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Status')}", *(f"{name}: {v}" for name, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


# ---------------------------------------------------------------- pages


def rss(addresses: list[str], *, dates: str = "Tue, 12 Mar 2024 14:05:00 GMT") -> str:
    """Return an RSS feed of these pages."""
    items = "".join(
        f"<item><title>Item {number}</title><link>{address}</link><pubDate>{dates}</pubDate></item>"
        for number, address in enumerate(addresses)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>News</title>{items}</channel></rss>'


def article(words: str, *, head: str = "") -> str:
    """Return a page with a headline and a paragraph."""
    return (
        f"<!doctype html><html><head><title>{words[:40]}</title>{head}</head><body><h1>{words[:40]}</h1>"
        f"<p>{words}</p></body></html>"
    )


# ---------------------------------------------------------------- misbehaviour


async def drip(request: Request, writer: asyncio.StreamWriter) -> None:
    """Send one byte a second."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(1)


async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
    """Send chunks without end."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    while not writer.is_closing():
        writer.write(chunk)
        await writer.drain()


async def too_short(request: Request, writer: asyncio.StreamWriter) -> None:
    """Promise more bytes than come."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5000\r\n\r\n" + b"<p>half")
    await writer.drain()
    writer.close()


async def dies(request: Request, writer: asyncio.StreamWriter) -> None:
    """Reset the connection in the middle of the headers."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Ty")
    await writer.drain()
    writer.transport.abort()


async def silent(request: Request, writer: asyncio.StreamWriter) -> None:
    """Take the request, and never answer."""
    await asyncio.sleep(3600)
