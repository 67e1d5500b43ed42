"""Brings the search index of a store up to date behind the pages: one thread a store, that goes on where it stopped."""

from __future__ import annotations

import logging
import threading
from pathlib import Path

from retold.corpus import Corpus
from retold.errors import RetoldError
from retold.search_index import IndexBehind, current
from retold.settings import Settings
from retold.web.keeping import step_back

logger = logging.getLogger("retold")

_threads: dict[Path, threading.Thread] = {}
_lock = threading.Lock()
_closing = threading.Event()


class _Stopped(Exception):
    """The server ends; what was added is kept in portions."""


def follow_later(corpus: Corpus) -> None:
    """Begin to bring the index up to date, unless that is under way."""
    with _lock:
        thread = _threads.get(corpus.path)
        if thread is None or not thread.is_alive():
            _closing.clear()
            work = threading.Thread(
                target=_follow, args=(corpus.path, corpus.settings), name="retold-search-index", daemon=True
            )
            _threads[corpus.path] = work
            work.start()


def stop_following() -> None:
    """Let the threads end at their next step, and wait for them."""
    with _lock:
        _closing.set()
        for thread in _threads.values():
            thread.join()
        _threads.clear()


def _follow(path: Path, settings: Settings) -> None:
    step_back()  # pages first
    corpus = Corpus(path, settings=settings)
    try:
        while not (_closing.is_set() or _is_followed(corpus)):
            logger.debug("the search index begins again with a newer snapshot")
    except _Stopped:
        return
    except RetoldError as error:
        logger.warning("the search index was not made: %s", error)
    except Exception:  # the thread's outermost handler
        logger.exception("the search index was not made")
    finally:
        corpus.close()


def _is_followed(corpus: Corpus) -> bool:
    """Bring the index up to the latest snapshot; False where another was published meanwhile."""
    try:
        with corpus.pinned():
            current(corpus, _unless_closing)
    except IndexBehind:
        return False
    return True


def _unless_closing(stage: str, done: int, total: int) -> None:  # noqa: ARG001 (the shape of every progress)
    if _closing.is_set():
        raise _Stopped
