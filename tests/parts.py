"""Stages brought up to date in part after a change, as a build does it: touched keys, their rows, and what differs."""

from __future__ import annotations

import duckdb

from retold.changes import Changes, output_condition, splice, touch
from retold.engines.cache import ResultCache
from retold.engines.engine import Outcome
from retold.engines.local import LocalEngine
from retold.pipeline import STAGES
from retold.settings import Settings
from retold.stage import REJECTIONS
from retold.store import Workspace
from retold.tables import STAGE_TABLES

BY_NAME = {stage.name: stage for stage in STAGES}


class Parts:
    """The tables of a store in memory, and what has changed in them since the last `forget`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._workspace = Workspace(duckdb.connect(config={"threads": 1}))
        self._changes = Changes(self._workspace.connection)
        self._engine = LocalEngine(self._workspace.connection, ResultCache(None), workers=1)

    def put(self, name, rows):
        """Put rows in the place of those of a stage's table; what differs is a change."""
        outcome = Outcome(STAGE_TABLES[name].rows(rows), REJECTIONS.empty_table())
        splice(self._workspace, self._changes, BY_NAME[name], outcome, "true")

    def bring_up(self, name):
        """Run a query for the keys that changes touch, and for no others; return how many there are."""
        stage = BY_NAME[name]
        touched = touch(stage, self.settings, self._changes, retried=False)
        assert touched is not None, f"{name} would run as a whole"
        if touched and stage.stored:
            outcome = self._engine.query(stage, self.settings, touched=True)
            splice(self._workspace, self._changes, stage, outcome, output_condition(stage))
        elif touched:  # a view
            self._changes.record(name, "select * from touched")
        return touched

    def changed(self, name):
        """Return the rows by which a table's changes lead to keys, sorted."""
        return _sorted(self._workspace.table(f"select * from changed_{name}"))

    def forget(self):
        """Take all tables as they are: nothing has changed."""
        self._changes.forget()

    def whole(self, name):
        """Return what a query gives for all keys, sorted."""
        return _sorted(self._engine.query(BY_NAME[name], self.settings).table)

    def held(self, name):
        """Return the rows of a table, sorted."""
        return _sorted(self._workspace.stage_table(name))


def _sorted(table):
    return sorted(table.to_pylist(), key=repr)
