"""The product as evaluations use it: readings in, tables out, only the stages that those tables need, all in memory."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from types import TracebackType

import duckdb
import pyarrow as pa

from retold.build import build, take_in
from retold.engines.cache import ResultCache
from retold.pipeline import STAGES
from retold.settings import Settings
from retold.sources.records import Reading
from retold.stage import Stage
from retold.store import Workspace


def stages_for(tables: Iterable[str], stages: Sequence[Stage] = STAGES) -> tuple[Stage, ...]:
    """Return the stages that write `tables` or anything that they need, in order."""
    wanted = set(tables)
    for stage in reversed(stages):
        if stage.name in wanted:
            wanted.update(stage.inputs())
            via = getattr(stage.shape, "via", None)
            if via is not None:
                wanted.add(via)
    return tuple(stage for stage in stages if stage.name in wanted)


class MemoryStore:
    """A store without a file. One worker, so that seconds of this process are all seconds."""

    def __init__(self, tables: Iterable[str], settings: Settings | None = None) -> None:
        given = settings or Settings()
        self._settings = dataclasses.replace(given, engine=dataclasses.replace(given.engine, workers=1))
        self._stages = stages_for(tables)
        self._workspace = Workspace(duckdb.connect(config={"threads": 2}))
        self._cache = ResultCache(None)

    def __enter__(self) -> MemoryStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._cache.close()
        self._workspace.connection.close()

    def add(self, readings: Iterable[Reading]) -> None:
        """Take in `readings` and bring the tables up to date."""
        take_in(self._workspace, list(readings))
        build(self._workspace, self._settings, self._cache, stages=self._stages)

    def table(self, name: str) -> pa.Table:
        """Return a stage table."""
        return self._workspace.stage_table(name)

    def articles(self) -> dict[str, str]:
        """Return the article of each origin."""
        table = self._workspace.table("select r.origin, r.article from stage.readings r")
        return dict(zip(table.column("origin").to_pylist(), table.column("article").to_pylist(), strict=True))

    def cpu_seconds(self) -> dict[str, float]:
        """Return the processor seconds of each stage's last run."""
        table = self._workspace.table("select r.stage, r.cpu_seconds from stage.runs r")
        return dict(zip(table.column("stage").to_pylist(), table.column("cpu_seconds").to_pylist(), strict=True))


def reading_of(text: str, origin: str) -> Reading:
    """Return a labelled text as a reading, its characters untouched."""
    return Reading(text=text, origin=origin, format="jsonl")
