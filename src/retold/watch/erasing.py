"""Erasure in the memory of a watch: what waits there to be read, taken in or told, of pages and names that are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import unquote

from retold.errors import StoreError
from retold.watch.state import WatchState

Test = Callable[[str], bool]


def erase_waiting(path: Path, articles: Sequence[str], is_gone: Test, names_somebody: Test) -> None:
    """Drop what a watch's memory holds of removed articles, of addresses that are gone, and of forgotten names.

    `path` need not exist. A page that was to be read is remembered by its hash alone: it is not asked for again. Raises
    `StoreError` where the file cannot be used.
    """
    if not path.exists():
        return

    def tells(words: str) -> bool:
        return names_somebody(words) or names_somebody(unquote(words))  # addresses write é as %C3%A9

    state = WatchState(path)
    try:
        with state.together():
            state.drop_alerts_with(lambda record: any(each in record for each in articles) or tells(record))
            state.drop_fetched_with(lambda address, words: is_gone(address) or tells(f"{address}\n{words}"))
            state.pass_over_with(tells)
        state.shrink()
    except sqlite3.Error as error:
        raise StoreError(
            f"{path}: the memory of the watch cannot be written ({error}). Stop the watch, and try again"
        ) from error
    finally:
        state.close()
