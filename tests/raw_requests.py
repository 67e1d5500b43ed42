"""Requests as they stand on the wire, to an application without a network: any bytes as an address, any method."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import unquote

HOST = "127.0.0.1:8477"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


async def sent(app, target: bytes, *, method: str = "GET", headers=(), body: bytes = b"", ends: bool = True) -> Answer:
    """Return the answer to one request; what the application raises is raised. A body that never `ends` goes on."""
    raw_path, _, query = target.partition(b"?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(raw_path.decode("ascii")),  # as the server reads it
        "raw_path": raw_path,
        "query_string": query,
        "headers": [(b"host", HOST.encode()), *headers],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8477),
        "root_path": "",
    }
    messages = [{"type": "http.request", "body": body, "more_body": not ends}]
    answered: list[dict] = []

    async def receive():
        if messages:
            return messages.pop()
        return await asyncio.Event().wait()  # nothing more comes

    async def send(message):
        answered.append(message)

    await app(scope, receive, send)
    begun = [message for message in answered if message["type"] == "http.response.start"]
    content = b"".join(message.get("body", b"") for message in answered if message["type"] == "http.response.body")
    told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in begun[0]["headers"]}
    return Answer(begun[0]["status"], told, content)
