"""Which addresses may be asked: the web's, and never this machine or its neighbours unless they are allowed by name.

A name is resolved once for a connection, every answer is checked, and the connection goes to a checked answer: a name
that changes its mind between check and use (DNS rebinding) gains nothing.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

Resolver = Callable[[str, int], Awaitable[list[str]]]

_PORTS = {"http": 80, "https": 443}
_LONGEST_ADDRESS = 8_000


class Refused(Exception):
    """An address that is never asked; the text says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """The parts of a web address that a request needs."""

    address: str  # without fragment
    scheme: str
    host: str  # lower case, ASCII
    port: int

    @property
    def site(self) -> str:
        """Scheme, host and port: what robots.txt speaks for."""
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{shown}" + ("" if _PORTS[self.scheme] == self.port else f":{self.port}")

    @property
    def door(self) -> str:
        """What is asked one request after the other: the host, with its port where that is an unusual one."""
        return self.host if self.port in _PORTS.values() else f"{self.host}:{self.port}"

    @property
    def path(self) -> str:
        """Path and query, as robots.txt sees them."""
        parts = urlsplit(self.address)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def placed(address: str) -> Place:
    """Return the parts of `address`. Raises `Refused` for what is no plain web address."""
    parts = _split(address)
    if parts.scheme not in _PORTS:
        raise Refused(f"a {parts.scheme or 'bare'} address. Expected http:// or https://")
    if parts.username is not None or parts.password is not None:
        raise Refused("an address with a user's name in it")
    try:
        host = (parts.hostname or "").rstrip(".").encode("idna").decode("ascii").lower()
        port = parts.port or _PORTS[parts.scheme]
    except (UnicodeError, ValueError) as error:
        raise Refused(f"no host and port that can be asked ({error})") from error
    if not host or any(not 0x21 <= ord(character) < 0x7F for character in host):
        raise Refused("no host in it")
    whole = parts._replace(path=parts.path or "/", fragment="")
    return Place(whole.geturl(), parts.scheme, host, port)


def _split(address: str) -> SplitResult:
    if len(address) > _LONGEST_ADDRESS:
        raise Refused(f"{len(address)} characters, more than {_LONGEST_ADDRESS}")
    try:
        return urlsplit(address.strip())
    except ValueError as error:  # brackets that hold no IPv6 address
        raise Refused(f"no web address ({error})") from error


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, as this machine's resolver gives them."""
    answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def is_public(address: str) -> bool:
    """Tell whether an address of the internet is meant: not this machine, its network, or a group of machines.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) is judged itself.
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(parsed)
    if inner is not None:
        return is_public(str(inner))
    return parsed.is_global and not parsed.is_multicast and not parsed.is_reserved and not parsed.is_unspecified


def _inner(parsed: ipaddress.IPv4Address | ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if isinstance(parsed, ipaddress.IPv4Address):
        return None
    if parsed in ipaddress.ip_network("64:ff9b::/96") or parsed in ipaddress.ip_network("::/96"):
        return ipaddress.IPv4Address(int(parsed) & 0xFFFFFFFF)
    return parsed.ipv4_mapped or parsed.sixtofour or (parsed.teredo[1] if parsed.teredo else None)


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides where a connection may go. `allowed` are hosts that may lie on this machine or its network."""

    allowed: Collection[str] = ()
    resolver: Resolver = resolve
    is_public: Callable[[str], bool] = field(default=is_public)

    async def address_of(self, host: str, port: int) -> str:
        """Return the one checked address to connect to.

        Raises `Refused` where every answer is private and the host is not allowed by name, `OSError` where the name
        has none.
        """
        answers = await self.resolver(host, port)
        if not answers:
            raise OSError(f"{host}: no address")
        if self.is_allowed(host):
            return answers[0]
        usable = [answer for answer in answers if self.is_public(answer)]
        if not usable:
            raise Refused(
                f"{host} is at {answers[0]}, on this machine or its network. To allow it: --allow-host {host}"
            )
        return usable[0]

    def is_allowed(self, host: str) -> bool:
        """Tell whether a host was allowed by name; `.example.org` allows every host below it."""
        return any(
            host == name.lower() or (name.startswith(".") and host.endswith(name.lower())) for name in self.allowed
        )
