"""Politeness: one request at a time to a host, a pause between two, patience where it asks, back-off where it fails."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from retold.settings import WatchSettings
from retold.watch.failures import Failure
from retold.watch.guard import Guard
from retold.watch.state import HostRecord, WatchState
from retold.watch.transport import CheckedTransport

_ASKING = "asking"  # the fact that a round is under way
Clock = Callable[[], float]  # seconds since 1970
_UNREACHED = frozenset(("no answer", "bad certificate"))
_UNREACHED_IN_A_ROW = 2  # then the host is down, and the rest of it waits for another round
_FAILURES_IN_A_ROW = 6  # of any kind: one bad page may lie beside good ones, but not this often
_LOST_ANSWERS = 2.5  # times the longest answer: a host that cost so much time in a round waits for another one
_SHORT_SECONDS = 30.0  # so long a round waits for a host


@dataclass(slots=True)
class _Host:
    """A host as it is treated now. `free_at` is in seconds of the event loop's clock, which never jumps."""

    name: str
    free_at: float
    delay: float
    retry_at: float  # seconds since 1970
    failures: int
    asked_at: float
    door: asyncio.Lock = field(default_factory=asyncio.Lock)
    transport: CheckedTransport | None = None
    users: int = 0
    began_at: float = 0.0  # the last request, by the event loop's clock
    lost: float = 0.0  # seconds of this round that failures took


class Hosts:
    """All hosts of a round."""

    def __init__(
        self, state: WatchState, settings: WatchSettings, guard: Guard, certificates: ssl.SSLContext, clock: Clock
    ) -> None:
        self._state = state
        self._settings = settings
        self._guard = guard
        self._certificates = certificates
        self._clock = clock
        # After a crash nobody knows when a host was asked last: each is treated as if it had been just now.
        self._asked_before = clock() if state.fact(_ASKING) == "yes" else 0.0
        state.set_fact(_ASKING, "yes")
        self._hosts: dict[str, _Host] = {}

    @asynccontextmanager
    async def turn(self, name: str) -> AsyncIterator[CheckedTransport]:
        """Wait until a request to this host is due; hold its door until the answer has come.

        The pause counts from the end of an answer, so that the host sees it whole however slow the way is.
        """
        host = self._at(name)
        host.users += 1
        try:
            async with host.door:
                loop = asyncio.get_running_loop()
                while (pause := host.free_at - loop.time()) > 0:  # a Crawl-delay may come while we wait
                    await asyncio.sleep(pause)
                host.began_at = loop.time()
                if host.transport is None:
                    host.transport = CheckedTransport(self._guard, self._certificates)
                try:
                    yield host.transport
                except BaseException:
                    await self._drop(host)
                    raise
                finally:
                    host.asked_at = self._clock()
                    host.free_at = loop.time() + host.delay
        finally:
            host.users -= 1

    def slow_down(self, name: str, delay: float) -> None:
        """Heed a host's Crawl-delay."""
        host = self._at(name)
        wanted = max(self._settings.delay_seconds, delay)
        if wanted != host.delay:
            host.free_at += wanted - host.delay
            host.delay = wanted

    def pause_of(self, name: str) -> float:
        """Return the seconds until the host may be asked: its pause, or the patience that it asked for."""
        host = self._at(name)
        back_off = host.retry_at - self._clock()
        pause = host.free_at - asyncio.get_running_loop().time()
        return max(0.0, pause, back_off)

    def is_left(self, name: str) -> bool:
        """Tell whether a host is left alone for so long that the rest of it waits for another round."""
        return self._at(name).retry_at - self._clock() > _SHORT_SECONDS

    def answered(self, name: str) -> None:
        """Remember that a host works."""
        host = self._at(name)
        host.failures, host.retry_at = 0, 0.0

    def failed(self, name: str, failure: Failure) -> None:
        """Count a failure; leave a host alone that asks for it, that is down, or that fails time and again."""
        host = self._at(name)
        host.failures += 1
        host.lost += asyncio.get_running_loop().time() - host.began_at
        allowed = _UNREACHED_IN_A_ROW if failure.reason in _UNREACHED else _FAILURES_IN_A_ROW
        is_costly = host.lost > _LOST_ANSWERS * self._settings.total_seconds
        if failure.patience is not None:
            host.retry_at = self._clock() + max(failure.patience, self._settings.delay_seconds)
        elif host.failures >= allowed or is_costly:
            host.retry_at = self._clock() + backed_off(max(1, host.failures - allowed + 1), self._settings)
        self._keep(host)

    async def leave(self, name: str) -> None:
        """Close the connection to a host, and forget it until it is asked again."""
        host = self._hosts.get(name)
        if host is not None and not host.users:
            await self._drop(host)
            self._keep(host)
            del self._hosts[name]

    async def close(self) -> None:
        """Close every connection."""
        for host in list(self._hosts.values()):
            await self._drop(host)
            self._keep(host)
        self._hosts.clear()
        self._state.set_fact(_ASKING, "no")

    def _at(self, name: str) -> _Host:
        host = self._hosts.get(name)
        if host is None:
            record = self._state.host(name)
            now, loop_now = self._clock(), asyncio.get_running_loop().time()
            delay = max(record.delay, self._settings.delay_seconds)
            # A clock that was set back makes it as if the host had just been asked.
            since = max(0.0, now - max(record.asked_at, self._asked_before))
            most = self._settings.max_retry_after_seconds
            retry_at = min(record.retry_at, now + most)
            host = _Host(name, loop_now + delay - since, delay, retry_at, record.failures, record.asked_at)
            self._hosts[name] = host
        return host

    def _keep(self, host: _Host) -> None:
        self._state.keep_host(HostRecord(host.name, host.asked_at, host.delay, host.retry_at, host.failures))

    async def _drop(self, host: _Host) -> None:
        if host.transport is not None:
            transport, host.transport = host.transport, None
            await transport.aclose()


def backed_off(failures: int, settings: WatchSettings) -> float:
    """Return the seconds to wait after so many failures in a row."""
    return float(min(settings.max_backoff_seconds, settings.backoff_seconds * 2.0 ** min(failures - 1, 40)))
