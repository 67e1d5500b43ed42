"""A build under the store's lock, and the readings on their way to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from retold.faults import fault_of
from retold.progress import StageProgress
from retold.settings import EngineSettings
from retold.sources.records import Reading, Rejected
from retold.store import Building, writing


class Held:
    """A building under the store's lock; what was not published is thrown away at the end."""

    def __init__(self, path: Path, settings: EngineSettings) -> None:
        self._path, self._settings = path, settings
        self._lock = writing(path)

    def __enter__(self) -> Building:
        from retold.erasure import finish_erasure

        self._lock.__enter__()
        try:
            finish_erasure(self._path)
            self._building = Building(self._path, self._settings)
        except BaseException as error:
            self._lock.__exit__(type(error), error, error.__traceback__)
            if (told := fault_of(self._path, error)) is not None:
                raise told from error
            raise
        return self._building

    def __exit__(self, *error: object) -> None:
        try:
            self._building.close()
        finally:
            self._lock.__exit__(None, None, None)
        if (told := fault_of(self._path, error[1])) is not None:
            raise told from None


class Counted:
    """The items of a reader, counted as they pass."""

    def __init__(self, items: Iterable[Reading | Rejected], progress: StageProgress) -> None:
        self._items = items
        self._progress = progress
        self._items_seen = 0
        self.files: set[str] = set()
        self.readings = 0

    def __iter__(self) -> Iterator[Reading | Rejected]:
        from retold.build import file_of

        for item in self._items:
            self.files.add(file_of(item.origin))
            self.readings += isinstance(item, Reading)
            self._items_seen += 1
            self._progress("read", self._items_seen, 0)
            yield item
