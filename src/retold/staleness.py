"""What a build would do, and why: read from a store without building it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import pyarrow as pa

from retold.changes import base_changes_sql
from retold.errors import StoreError
from retold.migrations import FORMAT
from retold.pipeline import BASE_TABLES, STAGES
from retold.public_tables import PUBLIC_TABLES
from retold.running import code_hash, expected_hash
from retold.settings import Settings, settings_hash
from retold.stage import Stage

Ask = Callable[[str], pa.Table]
_KINDS = (("is_new", "added"), ("is_gone", "removed"))


def status_table(ask: Ask, settings: Settings) -> pa.Table:
    """Return each public table with its number of rows, whether a build would run for it, and why."""
    why = stale_tables(stale_stages(ask, settings))
    names = list(PUBLIC_TABLES)
    counts = [ask(f"select count(*) from {name}").column(0)[0].as_py() for name in names]
    reasons = pa.array([why.get(name) for name in names], pa.string())
    return pa.table({"table": names, "rows": counts, "stale": [name in why for name in names], "why": reasons})


def stale_stages(ask: Ask, settings: Settings) -> dict[str, str]:
    """Return the stages that a build would run, each with the reason in a few words; `ask` answers a query."""
    if ask("select x.number from stage.format x").column(0)[0].as_py() < FORMAT:
        return dict.fromkeys((stage.name for stage in STAGES), "an earlier version of Retold built it")
    runs = {row["stage"]: row for row in ask("select * from stage.runs x").to_pylist()}
    states = {row["name"]: row["state"] for row in ask("select * from stage.states x").to_pylist()}
    again = {
        row["stage"]: row["units"]
        for row in ask(
            "select r.stage, count(*) as units from stage.stage_rejections r where r.again group by r.stage"
        ).to_pylist()
    }
    why = {name: told for name in BASE_TABLES if (told := _base_changes(ask, name))}
    stale: dict[str, str] = {}
    for stage in STAGES:
        reason = _reason(stage, settings, runs.get(stage.name), states)
        if stage.name in again:
            reason = reason or f"{again[stage.name]} units that ended their worker are tried again"
        for name in stage.depends_on():
            if reason is None and name in why:
                reason = f"{name}: {why[name]}"
            elif reason is None and name in stale:
                reason = f"reads {name}, which is stale"
        if reason is not None:
            stale[stage.name] = reason
    return stale


def stale_tables(stages: Mapping[str, str]) -> dict[str, str]:
    """Return the public tables that show rows of stale `stages`, each with the reason."""
    found = {}
    for table in PUBLIC_TABLES.values():
        shown = re.findall(r"stage\.(\w+)", table.view or "")
        reasons = [stages[name] for name in shown if name in stages]
        if reasons:
            found[table.name] = reasons[0]
    return found


def _reason(stage: Stage, settings: Settings, run: dict[str, object] | None, states: dict[str, str]) -> str | None:
    """Return why a stage itself must run again, whatever happened to the tables of users."""
    if run is None:
        return "never run"
    code = code_hash(stage, settings)
    if run["settings_hash"] != settings_hash(stage.settings_of(settings)):
        return f"settings of [{stage.section}] changed"
    if run["code_hash"] != code:
        return "the code or a library changed"
    return None if run["input_hash"] == expected_hash(stage, code, states) else "what it reads was built anew"


def _base_changes(ask: Ask, name: str) -> str | None:
    """Return what changed in a table of users since the last build, such as `2 articles added, 1 changed`."""
    try:
        rows = ask(base_changes_sql(name)).to_pylist()
    except StoreError:
        return "not known"
    counts = {word: sum(row[flag] for row in rows) for flag, word in _KINDS}
    counts["changed"] = len(rows) - sum(counts.values())
    told = [f"{count} {'article' if count == 1 else 'articles'} {word}" for word, count in counts.items() if count]
    return ", ".join(told) or None
