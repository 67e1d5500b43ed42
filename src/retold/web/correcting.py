"""Corrections from the pages: a form becomes a correction, and the store is built again behind the pages.

One at a time, under the store's lock; readers go on with the snapshot that they have, and every page says so.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl

from retold.corpus import Corpus
from retold.correcting import correction_named, correction_of
from retold.corrections.fields import FIELDS
from retold.errors import RetoldError, UsageError
from retold.settings import Settings

logger = logging.getLogger("retold")

Work = Callable[[Corpus], object]

_MOST_CHARACTERS = 2_000  # of one field of a form
_MOST_FIELDS = 20
_AT_ONCE_SECONDS = 0.7  # a small store is built, or found locked, before the answer goes out
_BUILDING = "A correction is being worked in: what these pages show is from before it. Load them again in a while."


class Busy(RetoldError):
    """Another correction is being worked in."""


class Corrector:
    """Works corrections into a store, one after the other."""

    def __init__(self, path: Path, settings: Settings | None = None) -> None:
        self._path = path
        self._settings = settings
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._failed = ""

    @property
    def notice(self) -> str:
        """What every page says: that the store is being built, or why the last correction failed; else nothing."""
        return _BUILDING if self._is_building() else self._failed

    def start(self, work: Work) -> None:
        """Do `work` on the store in a thread of its own. Raises `Busy`, and what fails at once: `StoreLocked`."""
        with self._lock:
            if self._is_building():
                raise Busy("Another correction is being worked in. Send this one again when that has ended")
            self._failed = ""
            failures: list[RetoldError] = []
            self._thread = threading.Thread(target=self._do, args=(work, failures), name="retold-corrections")
            self._thread.start()
            self._thread.join(_AT_ONCE_SECONDS)
            if not self._thread.is_alive() and failures:
                self._failed = ""
                raise failures[0]

    def _is_building(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _do(self, work: Work, failures: list[RetoldError]) -> None:
        corpus = Corpus(self._path, settings=self._settings)
        try:
            work(corpus)
        except RetoldError as error:
            failures.append(error)
            self._failed = f"The last correction was not kept. {error}".replace(str(self._path), self._path.name)
        except Exception as error:  # the thread's outermost handler
            logger.exception("a correction failed")
            self._failed = f"The last correction was not kept: a fault of ours ({type(error).__name__})."
        finally:
            corpus.close()

    def close(self) -> None:
        """Wait until what is under way has ended."""
        if self._thread is not None:
            self._thread.join()


def fields_of(body: bytes, media_type: str) -> dict[str, str]:
    """Return the fields of a form as browsers send it. Raises `UsageError` for anything else."""
    if media_type.partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise UsageError("expected a form (application/x-www-form-urlencoded)")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:
        raise UsageError("the form cannot be read. Send it from a page of this store") from error
    if any(len(value) > _MOST_CHARACTERS or "\x00" in value for _, value in pairs):
        raise UsageError(f"a field of the form is too long, or no text. Expected at most {_MOST_CHARACTERS} characters")
    return {name: value.strip() for name, value in pairs}


def work_of(corpus: Corpus, form: Mapping[str, str]) -> Work:
    """Return what a form asks to be done, found in the present snapshot. Raises what the verb `correct` raises."""
    if form.get("undo"):
        named = correction_named(corpus, form["undo"])
        return lambda writer: writer.undo(named)
    if form.get("field") not in FIELDS or not form.get("place"):
        raise UsageError(f"expected place and field, field one of: {', '.join(FIELDS)}")
    said = {
        "author": form.get("author") or None,
        "reason": form.get("reason") or None,
        "corrected_at": datetime.now(UTC).replace(microsecond=0),
    }
    correction = correction_of(
        corpus, form["place"], form["field"], form.get("value"), exemplar=form.get("of") or None, said=said
    )
    return lambda writer: writer.keep_corrections([correction])


def way_back(form: Mapping[str, str]) -> str:
    """Return the page of this server to go back to."""
    back = form.get("back", "")
    is_ours = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable() and back.isascii()
    return back if is_ours else "/corrections"
