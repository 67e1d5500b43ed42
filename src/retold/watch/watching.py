"""Rounds: ask the sources, take in what they gave, build, tell what is new. Each stops and goes on where it was."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from retold.corpus import Corpus
from retold.errors import StoreError, StoreLocked, UsageError
from retold.progress import StageProgress, unreported
from retold.store import beside, writing
from retold.watch.alerts import Wanted, begin_alerts, drop_gone_alerts, end_alerts, new_alerts
from retold.watch.fetching import Network
from retold.watch.guard import Refused, placed
from retold.watch.intake import take_fetched
from retold.watch.round import Asked, Round
from retold.watch.sinks import Sinks, deliver
from retold.watch.state import WatchState

_NAP_SECONDS = 20.0  # between two looks at the clock: a machine that slept begins its round soon after it woke
_DUE = "alerts due"  # the fact that something was taken in and not yet looked through for alerts


def _silent(line: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a watch goes about its work."""

    network: Network = field(default_factory=Network)
    sinks: Sinks = field(default_factory=Sinks)
    wanted: Wanted = field(default_factory=Wanted)
    say: Callable[[str], None] = _silent  # hears one line for each thing that went wrong
    progress: StageProgress = unreported


@dataclass(frozen=True, slots=True)
class WatchRound:
    """What a round did."""

    asked: Asked
    read: int  # pages that became articles, or articles read again
    rejected: int  # pages that no reader could read, and sources and pages given up
    alerts: int  # new things found that were asked for
    told: int  # alerts that went out, each to one sink
    build_seconds: float
    is_busy: bool = False  # another process was writing: what was fetched waits

    def line(self) -> str:
        """Return the round in one line."""
        asked = self.asked
        parts = [
            f"{_counted(asked.sources, 'source')} answered ({asked.unchanged} unchanged)",
            f"{_counted(asked.listed, 'new page')} listed",
            f"{self.read} read",
            f"{self.rejected} rejected",
        ]
        if asked.failed:
            parts.append(f"{asked.failed} failed{_reasons(asked.reasons)}, to be tried again")
        if asked.waiting:
            parts.append(f"{asked.waiting} wait")
        if self.is_busy:
            parts.append("the store is being written to: what was fetched waits")
        if self.alerts or self.told:
            parts.append(f"{_counted(self.alerts, 'alert')}")
        stopped = "; stopped" if asked.is_stopped else ""
        return f"{', '.join(parts)}; {asked.seconds:.1f} s, build {self.build_seconds:.1f} s{stopped}"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _reasons(reasons: dict[str, int]) -> str:
    ranked = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))
    return f" ({', '.join(f'{reason} {count}' for reason, count in ranked[:4])})" if ranked else ""


class Stop:
    """A wish to stop, from a signal or another thread. What is under way is finished; a build is broken off."""

    def __init__(self) -> None:
        self._wished = threading.Event()
        self._wake: Callable[[], object] | None = None
        self.may_interrupt = False  # whether what runs now is safe to break off at any place

    @property
    def is_wished(self) -> bool:
        """Whether somebody wishes to stop."""
        return self._wished.is_set()

    def wish(self) -> None:
        """Wish to stop."""
        self._wished.set()
        if self._wake is not None:
            self._wake()

    @contextmanager
    def seen_by(self, event: asyncio.Event) -> Iterator[None]:
        """Let the wish wake an event of the running loop."""
        loop = asyncio.get_running_loop()
        self._wake = lambda: loop.call_soon_threadsafe(event.set)
        if self.is_wished:
            event.set()
        try:
            yield
        finally:
            self._wake = None

    def wait(self, seconds: float) -> bool:
        """Wait so long, or until somebody wishes to stop; tell whether somebody does."""
        return self._wished.wait(seconds)


def watch_once(
    corpus: Corpus, sources: Iterable[str] = (), *, options: Options | None = None, stop: Stop | None = None
) -> WatchRound:
    """Ask each source once, read what is new, build, and tell. Without `sources`, those of the last time.

    Raises `UsageError` for a source that is no web address or where there is none, and `StoreLocked` where another
    watch or build of this store is at work.
    """
    with _opened(corpus, sources) as state:
        return _round(corpus, state, options or Options(), stop or Stop(), is_patient=False)


def watch(
    corpus: Corpus,
    sources: Iterable[str] = (),
    *,
    every_seconds: float,
    options: Options | None = None,
    stop: Stop | None = None,
) -> Iterator[WatchRound]:
    """Yield round after round, one every `every_seconds`, until `stop` is wished. Raises as `watch_once` does.

    A machine that slept through several rounds makes one when it wakes. While another process writes to the store, what
    was fetched waits for the next round.
    """
    chosen, wish = options or Options(), stop or Stop()
    clock = chosen.network.clock
    with _opened(corpus, sources) as state:
        while not wish.is_wished:
            begun = clock()
            yield _round(corpus, state, chosen, wish, is_patient=True)
            _wait_until(begun + every_seconds, every_seconds, clock, wish)


def _wait_until(due: float, most: float, clock: Callable[[], float], stop: Stop) -> None:
    """Wait for a time by the wall's clock; a clock that was set back makes nobody wait longer than `most`."""
    while not stop.is_wished and 0 < (left := due - clock()) <= most:
        stop.wait(min(left, _NAP_SECONDS))


@contextmanager
def _opened(corpus: Corpus, sources: Iterable[str]) -> Iterator[WatchState]:
    """Hold the memory of this store's watch, with `sources` as what is asked."""
    wanted = [_source(address) for address in dict.fromkeys(sources)]
    path = beside(corpus.path, "watch")
    with writing(path):
        state = WatchState(path)
        try:
            if wanted:
                state.want(wanted)
            elif not state.wanted():
                raise UsageError("no source to watch. Name feeds or pages: retold watch ADDRESS…, or --list FILE")
            yield state
        except sqlite3.Error as error:
            raise StoreError(
                f"{path}: cannot be written ({error}). Make room, and run the same command again"
            ) from error
        finally:
            state.close()


def _source(address: str) -> tuple[str, str]:
    try:
        place = placed(address)
    except Refused as refusal:
        raise UsageError(f"{address[:200]}: {refusal}. Expected a web address of a feed or page") from refusal
    return place.address, place.door


def _round(corpus: Corpus, state: WatchState, options: Options, stop: Stop, *, is_patient: bool) -> WatchRound:
    sinks = options.sinks.names()
    stop.may_interrupt = True
    began_well = _unless_busy(lambda: _begin_alerts(corpus, state, sinks), options, is_patient)
    stop.may_interrupt = False
    asked = asyncio.run(_ask(corpus, state, options, stop))
    began = time.monotonic()
    taken: tuple[int, int] | None = (0, 0)
    alerts = 0
    stop.may_interrupt = True
    if not stop.is_wished:
        taken = began_well and _unless_busy(lambda: _take_in(corpus, state, options), options, is_patient)
        if sinks and taken and state.fact(_DUE) == "yes":
            alerts = new_alerts(corpus, state, options.wanted, sinks)
            state.set_fact(_DUE, "no")
    build_seconds = time.monotonic() - began
    stop.may_interrupt = False
    read, rejected = taken or (0, 0)
    told = 0
    if not stop.is_wished:
        drop_gone_alerts(corpus, state)
        told = deliver(state, options.sinks, say=options.say)
    return WatchRound(asked, read, rejected, alerts, told, build_seconds, is_busy=taken is None)


def _unless_busy(work: Callable[[], tuple[int, int]], options: Options, is_patient: bool) -> tuple[int, int] | None:
    """Return what `work` returns; None where another process writes to the store, which `say` hears."""
    try:
        return work()
    except StoreLocked as error:
        if not is_patient:
            raise
        options.say(str(error))
        return None


def _begin_alerts(corpus: Corpus, state: WatchState, sinks: tuple[str, ...]) -> tuple[int, int]:
    if not sinks:
        end_alerts(state)
    elif state.fact(_DUE) != "yes":
        begin_alerts(corpus, state)
    return 0, 0


def _take_in(corpus: Corpus, state: WatchState, options: Options) -> tuple[int, int]:
    """Take in what waits; return how many articles were read and how much was rejected."""
    if state.has_news():
        state.set_fact(_DUE, "yes")
    added = take_fetched(corpus, state, progress=options.progress)
    return (0, 0) if added is None else (added.readings, len(added.rejected))


async def _ask(corpus: Corpus, state: WatchState, options: Options, stop: Stop) -> Asked:
    wished = asyncio.Event()
    with stop.seen_by(wished):
        work = Round(
            state, corpus.settings.watch, options.network, say=options.say, stop=wished, progress=options.progress
        )
        return await work.run()
