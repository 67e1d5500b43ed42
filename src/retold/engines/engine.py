"""What an engine is: four verbs, one for each shape of a stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from retold.settings import Settings
from retold.stage import Stage


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage gave: its table, and the rows that it rejected."""

    table: pa.Table
    rejections: pa.Table


Progress = Callable[[int, int], None]  # units done, units in all


def silent(done: int, total: int) -> None:  # the signature of a Progress
    """Report no progress."""


class Engine(Protocol):
    """Runs stages over the tables that it holds."""

    def map(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:
        """Run a `Map` stage over every row of its one table."""

    def group(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:
        """Run a `Group` stage once for each key."""

    def query(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:
        """Run a `Query` stage."""

    def components(self, stage: Stage, settings: Settings, progress: Progress = silent) -> Outcome:
        """Run a `Components` stage."""

    def close(self) -> None:
        """Stop its workers and let go of what it holds."""
