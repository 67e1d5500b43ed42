"""What stands before every page: who may ask, from where, and what a browser may do with the answer.

The defences follow the OWASP cheat sheets on DNS rebinding (the Host header), cross-site requests (Origin and
SameSite) and content security policy. Nothing here knows what a page shows.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import parse_qsl, urlencode

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

LOOPBACK = ("127.0.0.1", "localhost", "::1")
COOKIE = "retold_token"
MOST_BYTES = 64_000  # of what a form may send
MOST_ADDRESS = 8_000
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"x-robots-tag", b"noindex, nofollow, noarchive"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=()"),
)


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in: the address served, the secret that others than this machine need, and whether they may write.

    `token` is None on loopback, where the machine's own users need none.
    """

    host: str
    port: int
    token: str | None = None
    is_writable: bool = False

    @property
    def hosts(self) -> frozenset[str]:
        """The Host headers that mean this server."""
        names = {self.host} if self.host not in {"0.0.0.0", "::", *LOOPBACK} else set(LOOPBACK)
        bracketed = {f"[{name}]" if ":" in name else name for name in names}
        return frozenset(bracketed | {f"{name}:{self.port}" for name in bracketed})

    def is_asked(self, host: str) -> bool:
        """Tell whether a Host header means this server; on every address of a machine, the token is the guard."""
        if self.host in {"0.0.0.0", "::"} and self.token is not None:
            return bool(host)
        return host.lower() in self.hosts


class Guard:
    """Turns away what may not come in, and puts the headers on every answer of what is `inside`."""

    def __init__(self, inside: Application, door: Door) -> None:
        self.inside = inside
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "lifespan":
            await self.inside(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here talks over a socket
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        guarded = _with_headers(send)
        refused = self._refused(scope, headers)
        if refused is not None:
            await _plain(guarded, *refused)
        elif self._door.token is not None and not self._is_known(headers):
            await self._ask_for_token(scope, guarded)
        else:
            await self.inside(scope, _bounded(receive), guarded)

    def _refused(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        if not self._door.is_asked(headers.get("host", "")):
            return 421, "This server answers only under its own name."
        if len(scope.get("raw_path") or b"") + len(scope.get("query_string") or b"") > MOST_ADDRESS:
            return 414, "The address is too long."
        return None if scope["method"] in {"GET", "HEAD"} else self._refused_form(scope, headers)

    def _refused_form(self, scope: Scope, headers: dict[str, str]) -> tuple[int, str] | None:
        if scope["method"] != "POST" or not self._door.is_writable:
            return 405, "These pages can only be read. Start with --corrections to correct them."
        if headers.get("origin") not in {f"{scope.get('scheme', 'http')}://{headers['host']}"}:
            return 403, "The form was sent from another page."
        length = headers.get("content-length", "")
        if not length.isdigit() or int(length) > MOST_BYTES:
            return 413, f"Too much was sent. Expected at most {MOST_BYTES} bytes."
        return None

    def _is_known(self, headers: dict[str, str]) -> bool:
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._is_token(given.strip()):
            return True
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and self._is_token(cookie.value)

    def _is_token(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), (self._door.token or "").encode())

    async def _ask_for_token(self, scope: Scope, send: Send) -> None:
        """Take the token from the address into a cookie, and lead on to the address without it."""
        options = parse_qsl((scope.get("query_string") or b"").decode("latin-1"))
        given = [value for name, value in options if name == "token"]
        if not given or not self._is_token(given[-1]):
            await _plain(send, 401, "A token is needed: open the address that `retold serve` printed.")
            return
        rest = urlencode([(name, value) for name, value in options if name != "token"])
        path = "/" + (scope.get("raw_path") or b"/").decode("latin-1").lstrip("/\\")
        cookie = f"{COOKIE}={self._door.token}; HttpOnly; SameSite=Strict; Path=/"
        headers = [
            (b"location", (f"{path}?{rest}" if rest else path).encode("latin-1")),
            (b"set-cookie", cookie.encode("latin-1")),
            (b"cache-control", b"no-store"),
        ]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def _with_headers(send: Send) -> Send:
    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            present = {name for name, _ in message.get("headers", [])}
            added = [(name, value) for name, value in _HEADERS if name not in present]
            message = {**message, "headers": [*message.get("headers", []), *added]}
        await send(message)

    return sending


def _bounded(receive: Receive) -> Receive:
    """Cut what is sent beyond the length that was announced and allowed."""
    taken = 0

    async def receiving() -> MutableMapping[str, Any]:
        nonlocal taken
        message = await receive()
        if message["type"] == "http.request":
            taken += len(message.get("body", b""))
            if taken > MOST_BYTES:
                return {"type": "http.disconnect"}
        return message

    return receiving


async def _plain(send: Send, status: int, words: str) -> None:
    body = f"{words}\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        *([(b"allow", b"GET, HEAD")] if status == 405 else []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
