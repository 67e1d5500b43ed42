"""Readers of the store for many requests at once: a few connections, each used by one thread at a time.

A question that takes too long is interrupted in the database, so that one reader cannot hold up the others.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import anyio
import anyio.to_thread

from retold.corpus import Corpus
from retold.errors import RetoldError
from retold.settings import Settings
from retold.web.keeping import Keeper

Answer = TypeVar("Answer")

_WAITING_SECONDS = 10.0  # for a free reader
_AGAIN_SECONDS = 0.1  # after which what goes on is stopped again
_MEMORY_MB = 224  # of one reader's database: what does not fit is read again, or goes to a file


class TookTooLong(RetoldError):
    """A question was stopped because it took longer than a page may, or no reader was free."""


class Readers:
    """A fixed number of readers of one store."""

    def __init__(self, path: Path, settings: Settings | None = None, *, count: int = 4, seconds: float = 20.0) -> None:
        self._path = path
        self._settings = settings
        self._seconds = seconds
        self._limiter_count = count
        self._limiter: anyio.CapacityLimiter | None = None
        self._free: queue.SimpleQueue[_Seat] = queue.SimpleQueue()
        self._all: list[_Seat] = []
        for _ in range(count):
            corpus = Corpus(path, settings=settings)
            engine = replace(corpus.settings.engine, workers=1, memory_mb=_MEMORY_MB)
            corpus.settings = replace(corpus.settings, engine=engine)
            self._all.append(_Seat(corpus))
            self._free.put(self._all[-1])
        self._keeper = Keeper(self._all[0].corpus.path, self._all[0].corpus.settings)

    @property
    def generation(self) -> int:
        """A number that is another one once readers see another snapshot."""
        return self._keeper.look()

    async def run(self, work: Callable[[Corpus], Answer]) -> Answer:
        """Return what `work` makes of one snapshot of the store, in a thread.

        Raises `TookTooLong`, and whatever `work` raises.
        """
        if self._limiter is None:
            self._limiter = anyio.CapacityLimiter(self._limiter_count)
        return await anyio.to_thread.run_sync(self.run_here, work, limiter=self._limiter, abandon_on_cancel=False)

    def run_here(self, work: Callable[[Corpus], Answer]) -> Answer:
        """Do the same in this thread."""
        try:
            seat = self._free.get(timeout=_WAITING_SECONDS)
        except queue.Empty:
            raise TookTooLong("Too many ask at once. Try again in a moment") from None
        is_late, is_done = threading.Event(), threading.Event()
        given = (seat.corpus, self._seconds, is_late, is_done)
        clock = threading.Thread(target=_interrupt_when_late, args=given, daemon=True)
        clock.start()
        try:
            seat.turn_to(self._keeper.look())
            with seat.corpus.pinned():
                return work(seat.corpus)
        except Exception as error:
            if is_late.is_set():
                raise TookTooLong("This took too long. Ask for less: a story, an article, fewer days") from error
            raise
        finally:
            is_done.set()
            clock.join()  # or it might stop the next one's question
            self._free.put(seat)

    def close(self) -> None:
        """Let go of the store's file."""
        self._keeper.close()
        for seat in self._all:
            seat.leave()


class _Seat:
    """A reader with the snapshot that it was last told to show: it goes on with that until it is told again."""

    def __init__(self, corpus: Corpus) -> None:
        self.corpus = corpus
        self._generation = 0
        self._held = ExitStack()

    def turn_to(self, generation: int) -> None:
        """Look at the store anew where the generation is another one."""
        if generation != self._generation:
            self._held.close()
            self._held.enter_context(self.corpus.pinned())
            self._generation = generation

    def leave(self) -> None:
        """Let go of the store's file."""
        self._held.close()
        self.corpus.close()


def _interrupt_when_late(corpus: Corpus, seconds: float, is_late: threading.Event, is_done: threading.Event) -> None:
    """Stop what is asked after `seconds`, and what is asked after that: between two questions there is none to stop."""
    if is_done.wait(seconds):
        return
    is_late.set()
    corpus.interrupt()
    while not is_done.wait(_AGAIN_SECONDS):
        corpus.interrupt()
