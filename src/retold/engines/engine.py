"""What an engine is: four verbs, one for each shape of a stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from retold.settings import Settings
from retold.stage import Stage

UNIT_SEPARATOR = "\x1f"  # between the columns of a unit's name, where its key has several


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage gave: its table, the rows that it rejected, and the unit (key or row) that each row comes from."""

    table: pa.Table
    rejections: pa.Table
    units: pa.Array | None = None  # names of units, one a row of `table`; None where a stage has none
    rejected_units: tuple[str, ...] = ()  # one a row of `rejections`


Progress = Callable[[int, int], None]  # units done, units in all


def silent(done: int, total: int) -> None:  # the signature of a Progress
    """Report no progress."""


class Engine(Protocol):
    """Runs stages over the tables that it holds.

    With `touched`, only for the keys in the table of that name: those of the one table that a map reads, those that a
    group goes by, those of a query's increment, the nodes of components.
    """

    def map(self, stage: Stage, settings: Settings, progress: Progress = silent, *, touched: bool = False) -> Outcome:
        """Run a `Map` stage over every row of its one table."""

    def group(self, stage: Stage, settings: Settings, progress: Progress = silent, *, touched: bool = False) -> Outcome:
        """Run a `Group` stage once for each key."""

    def query(self, stage: Stage, settings: Settings, progress: Progress = silent, *, touched: bool = False) -> Outcome:
        """Run a `Query` stage."""

    def components(
        self, stage: Stage, settings: Settings, progress: Progress = silent, *, touched: bool = False
    ) -> Outcome:
        """Run a `Components` stage."""

    def close(self) -> None:
        """Stop its workers and let go of what it holds."""
