"""One address, fetched as its host allows: rules first, then the request, its redirects, and the bounded answer."""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

import httpx

from retold import __version__
from retold.settings import WatchSettings
from retold.watch.bodies import ACCEPTED, read_body
from retold.watch.failures import NETWORK_ERRORS, REFUSED, Failure, failure_of, failure_of_status
from retold.watch.guard import Guard, Place, Refused, placed
from retold.watch.hosts import Clock, Hosts
from retold.watch.reservations import (
    FILE as RESERVATIONS_FILE,
)
from retold.watch.reservations import (
    SiteReservations,
    parse_tdmrep,
    reservation_in_headers,
)
from retold.watch.robots import MOST_BYTES, Robots, parse_robots
from retold.watch.state import WatchState

_ROBOTS_FILE = "/robots.txt"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SUCCESSES = frozenset((200, 203))
_NOT_MODIFIED = 304
_LARGE_AT_ONCE = 8
_STALE_SECONDS = 30 * 86_400.0  # an old robots.txt is believed so long while the new one cannot be had (RFC 9309)
READ_BEFORE = "read before"


def _never(address: str) -> bool:  # noqa: ARG001  # knows no address
    return False


@dataclass(frozen=True, slots=True)
class Network:
    """How the web is reached: what is allowed, and for tests another resolver, other certificates, another clock."""

    guard: Guard = field(default_factory=Guard)
    certificates: ssl.SSLContext | None = None  # None: those of this machine
    clock: Clock = time.time
    permitted: Collection[str] = ()  # hosts whose reservations do not bind the user, who says so by name


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address gave: its last address, the ones before, and the answer's status, headers and content."""

    place: Place
    hops: tuple[str, ...]
    status: int
    headers: tuple[tuple[str, str], ...]
    content: bytes
    checked: str  # which rules were asked, and what they said
    retrieved: float

    def header(self, name: str) -> str | None:
        """Return a header by its name in lower case, as it was sent last."""
        return dict(self.headers).get(name)

    @property
    def is_unchanged(self) -> bool:
        """Whether the host says that nothing changed."""
        return self.status == _NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class _Rules:
    robots: Robots
    reservations: SiteReservations


class Fetcher:
    """Fetches addresses for one round. Every request waits for its host's turn."""

    def __init__(self, state: WatchState, settings: WatchSettings, network: Network) -> None:
        self._state = state
        self._settings = settings
        self._network = network
        self._certificates = network.certificates or httpx.create_ssl_context()
        self.hosts = Hosts(state, settings, network.guard, self._certificates, network.clock)
        self._rules: dict[str, _Rules] = {}
        self._asking: dict[str, asyncio.Lock] = {}
        self._large_answers = asyncio.Semaphore(_LARGE_AT_ONCE)
        contact = f"; {settings.contact}" if settings.contact else ""
        self._agent = f"retold/{__version__} (reads feeds for research{contact})"

    async def fetch(
        self,
        address: str,
        *,
        most: int,
        accept: str,
        headers: Mapping[str, str] | None = None,
        is_page: bool,
        is_read: Callable[[str], bool] = _never,
    ) -> Answer:
        """Return what `address` gives after its redirects; one to a page that `is_read` knows is not followed.

        Raises `Failure`.
        """
        hops: list[str] = []
        current = address
        while True:
            place = _placed(current)
            checked = await self._checked(place)
            answer = await self._ask(place, {"accept": accept, **(headers or {})}, most=most, is_page=is_page)
            if answer.status not in _REDIRECTS:
                break
            hops.append(place.address)
            current = _onward(place, answer, hops, self._settings.max_redirects)
            if is_read(current):
                raise Failure(READ_BEFORE, current[:200], is_final=True)
        if answer.status not in _SUCCESSES and not (answer.is_unchanged and headers):
            raise self._status_failure(place, answer)
        self.hosts.answered(place.door)
        reserved = reservation_in_headers(answer.headers)
        if reserved is not None:
            checked = self._bound(place, str(reserved)) or checked
        return Answer(place, tuple(hops), answer.status, answer.headers, answer.content, checked, answer.retrieved)

    def _noted(self, place: Place, failure: Failure) -> Failure:
        """Count a failure against its host."""
        if failure.of_host:
            self.hosts.failed(place.door, failure)
        return failure

    def _status_failure(self, place: Place, answer: Answer) -> Failure:
        if 200 <= answer.status < 300:
            return Failure("not served", f"HTTP {answer.status}, no content", is_final=True)
        failure = failure_of_status(
            answer.status,
            dict(answer.headers),
            now=self._network.clock(),
            most_patience=self._settings.max_retry_after_seconds,
        )
        if not failure.of_host:
            self.hosts.answered(place.door)
        return self._noted(place, failure)

    def _bound(self, place: Place, said: str) -> str | None:
        """Raise `Failure` for a reservation, unless the user is permitted to read this host; return what to record."""
        if place.host in self._network.permitted:
            return f"{said}; read with permission given for {place.host}"
        raise Failure("mining reserved", said, is_final=True)

    async def _checked(self, place: Place) -> str:
        """Raise `Failure` where a site's rules keep us out; return what they say."""
        rules = await self._rules_of(place)
        self.hosts.slow_down(place.door, rules.robots.delay_seconds)
        refusal = rules.robots.refusal(place.path)
        if refusal is not None:
            raise Failure("robots.txt", f"{refusal} ({place.site}{_ROBOTS_FILE})", is_final=True)
        reserved = rules.reservations.of(place.path)
        if reserved is not None:
            return self._bound(place, str(reserved)) or ""
        return "robots.txt allows it; no reservation of text and data mining found"

    # ------------------------------------------------------------ rules

    async def _rules_of(self, place: Place) -> _Rules:
        known = self._rules.get(place.site)
        if known is not None:
            return known
        async with self._asking.setdefault(place.site, asyncio.Lock()):  # one asks, the others wait
            if place.site not in self._rules:
                robots = await self._robots(place)
                self.hosts.slow_down(place.door, robots.delay_seconds)
                self._rules[place.site] = _Rules(robots, await self._reservations(place))
            return self._rules[place.site]

    async def _robots(self, place: Place) -> Robots:
        kept = self._state.rules(place.site, _ROBOTS_FILE)
        now = self._network.clock()
        if kept is not None and 0 <= now - kept[2] < self._settings.rules_seconds:
            return _robots_from(kept[0], kept[1])
        try:
            status, content = await self._rules_file(place, _ROBOTS_FILE)
        except Failure as failure:
            if failure.reason == REFUSED:
                raise
            if kept is not None and 0 <= now - kept[2] < _STALE_SECONDS:
                return _robots_from(kept[0], kept[1])
            # Without its rules nothing may be read; the pages wait.
            raise Failure(
                failure.reason, f"robots.txt: {failure.detail}", is_final=False, of_host=True, patience=failure.patience
            ) from failure
        self._state.keep_rules(place.site, _ROBOTS_FILE, status=status, content=content, now=now)
        return _robots_from(status, content)

    async def _reservations(self, place: Place) -> SiteReservations:
        kept = self._state.rules(place.site, RESERVATIONS_FILE)
        now = self._network.clock()
        if kept is not None and 0 <= now - kept[2] < self._settings.rules_seconds:
            return parse_tdmrep(kept[1])
        try:
            status, content = await self._rules_file(place, RESERVATIONS_FILE)
        except Failure:
            # Not kept: asked again with the next round.
            return SiteReservations() if kept is None else parse_tdmrep(kept[1])
        self._state.keep_rules(place.site, RESERVATIONS_FILE, status=status, content=content, now=now)
        return parse_tdmrep(content)

    async def _rules_file(self, place: Place, file: str) -> tuple[int, bytes]:
        """Return status and content of a file of rules, after its redirects; raise `Failure` where there is no telling.

        A file that is not there, or that leads in circles or to an address never asked, is a file that says nothing.
        """
        current, hops = f"{place.site}{file}", list[str]()
        while True:
            try:
                at = _placed(current)
                answer = await self._ask(
                    at, {"accept": "text/plain, application/json, */*"}, most=MOST_BYTES, cuts=True
                )
            except Failure as failure:
                if failure.reason == REFUSED and hops:
                    return 404, b""
                raise
            if answer.status not in _REDIRECTS:
                break
            hops.append(at.address)
            try:
                current = _onward(at, answer, hops, self._settings.max_redirects)
            except Failure:
                return 404, b""
        if answer.status == 429 or answer.status >= 500:
            raise self._status_failure(at, answer)
        return answer.status, answer.content

    # ------------------------------------------------------------ one request

    async def _ask(
        self, place: Place, headers: Mapping[str, str], *, most: int, is_page: bool = False, cuts: bool = False
    ) -> Answer:
        """Send one request in its host's turn; the body is read for a success only. Raises `Failure`."""
        seconds, silence = self._settings.total_seconds, self._settings.silence_seconds
        try:
            request = httpx.Request(
                "GET",
                place.address,
                headers={"user-agent": self._agent, "accept-encoding": ACCEPTED, "accept-language": "*", **headers},
                extensions={"timeout": dict.fromkeys(("connect", "read", "write", "pool"), silence)},
            )
        except (httpx.InvalidURL, ValueError, TypeError) as error:
            raise Failure(REFUSED, f"no web address ({error})", is_final=True) from error
        try:
            async with self.hosts.turn(place.door) as transport, asyncio.timeout(seconds):
                response = await transport.handle_async_request(request)
                try:
                    sent = tuple((name.lower(), value) for name, value in response.headers.multi_items())
                    content = b""
                    if response.status_code in _SUCCESSES:
                        _check_type(response.headers.get("content-type", ""), is_page)
                        content = await read_body(
                            response.aiter_raw(),
                            encoding=response.headers.get("content-encoding", ""),
                            most=most,
                            large_answers=self._large_answers,
                            cuts=cuts,
                        )
                finally:
                    await response.aclose()
        except Failure as failure:
            if failure.reason in {"too large", "not an article format"}:
                self.hosts.answered(place.door)
            raise
        except NETWORK_ERRORS as error:
            raise self._noted(place, failure_of(error, seconds=seconds)) from error
        return Answer(place, (), response.status_code, sent, content, "", self._network.clock())


def _placed(address: str) -> Place:
    try:
        return placed(address)
    except Refused as refusal:
        raise Failure(REFUSED, f"{refusal} ({address[:200]})", is_final=True) from refusal


def _onward(place: Place, answer: Answer, hops: list[str], most: int) -> str:
    """Return where a redirect leads. Raises `Failure` for one without a place, in a circle, or after too many."""
    try:
        target = urljoin(place.address, dict(answer.headers).get("location", "")).partition("#")[0]
    except ValueError as error:
        raise Failure("bad redirect", f"HTTP {answer.status} to no web address", is_final=True) from error
    if "location" not in dict(answer.headers):
        raise Failure("bad redirect", f"HTTP {answer.status} without a Location", is_final=True)
    if target in hops:
        raise Failure("redirect loop", f"back to {target[:200]} after {len(hops)} redirects", is_final=True)
    if len(hops) > most:
        raise Failure("redirect loop", f"more than {most} redirects, last to {target[:200]}", is_final=True)
    return target


def _check_type(content_type: str, is_page: bool) -> None:
    """Raise `Failure` for what is no page: pictures, films, archives are not even loaded."""
    kind = content_type.partition(";")[0].strip().lower()
    if is_page and kind.partition("/")[0] in {"image", "video", "audio", "font", "model"}:
        raise Failure("not an article format", kind[:80], is_final=True)


def _robots_from(status: int, content: bytes) -> Robots:
    """Return the rules of a robots.txt that was answered with `status`: a file that is not there allows everything."""
    return parse_robots(content) if status in _SUCCESSES else Robots()
