"""Builds a store: takes in what was read, runs the stages whose input changed, and reports.

Results per sentence and article are kept by content, so a build repeats no analysis. A stage whose inputs, settings
and code are as they were at its last run is left as it is.
"""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from retold.engines.cache import ResultCache
from retold.engines.engine import Engine, Outcome
from retold.engines.local import LocalEngine
from retold.ids import article_id, content_hash
from retold.pipeline import BASE_TABLES, STAGES
from retold.settings import Settings, settings_hash
from retold.sources.addresses import canonical_address
from retold.sources.records import Reading, Rejected
from retold.stage import Components, Group, Map, Query, Stage
from retold.store import Workspace, workers_of
from retold.tables import STAGE_TABLES
from retold.versions import library_versions, processor_features

logger = logging.getLogger("retold")

StageProgress = Callable[[str, int, int], None]  # stage, units done, units in all


def unreported(stage: str, done: int, total: int) -> None:
    """Report no progress."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a build did: the stages that ran, those left as they were, and the seconds it took."""

    ran: tuple[str, ...]
    unchanged: tuple[str, ...]
    seconds: float


# ---------------------------------------------------------------- taking in


def take_in(workspace: Workspace, items: Iterable[Reading | Rejected]) -> list[Rejected]:
    """Write readings to the base tables; return what was rejected.

    A text read again from the same origin is the same article with its fields updated, and a rejection of an
    origin that is read again is forgotten.
    """
    known = _known_readings(workspace)
    texts: dict[str, dict[str, Any]] = {}
    readings: dict[tuple[str, str], dict[str, Any]] = {}
    rejected: list[Rejected] = []
    for item in items:
        if isinstance(item, Rejected):
            rejected.append(item)
            continue
        text_hash = content_hash(item.text)
        article = known.get((item.origin, text_hash)) or _id_of(item)
        known[item.origin, text_hash] = article
        texts[article] = {"article": article, "text": item.text, "text_hash": text_hash}
        readings[article, item.origin] = item.as_row(article)
    _upsert(workspace, "texts", list(texts.values()))
    _upsert(workspace, "readings", list(readings.values()))
    _replace_rejections(workspace, {origin for _, origin in readings}, rejected)
    return rejected


def _id_of(reading: Reading) -> str:
    url = reading.given.get("url")
    address = canonical_address(url) if url else None
    return article_id(reading.text, url=address, outlet=reading.given.get("outlet") or None)


def _known_readings(workspace: Workspace) -> dict[tuple[str, str], str]:
    rows = workspace.connection.sql(
        "select r.origin, t.text_hash, min(r.article) from stage.readings r"
        " join stage.texts t on t.article = r.article group by r.origin, t.text_hash"
    ).fetchall()
    return {(origin, text_hash): article for origin, text_hash, article in rows}


def _upsert(workspace: Workspace, name: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    table = STAGE_TABLES[name]
    incoming = table.rows(rows)  # noqa: F841  # DuckDB finds it by its name
    matches = " and ".join(f"x.{column} = stage.{name}.{column}" for column in table.key)
    workspace.connection.execute(f"delete from stage.{name} where exists (select 1 from incoming x where {matches})")
    workspace.connection.execute(f"insert into stage.{name} select * from incoming")


def _replace_rejections(workspace: Workspace, read: set[str], rejected: Sequence[Rejected]) -> None:
    gone = sorted(read | {item.origin for item in rejected})
    if not gone:
        return
    origins = pa.table({"origin": pa.array(gone, pa.string())})  # noqa: F841  # DuckDB finds it by its name
    workspace.connection.execute("delete from stage.rejections where origin in (select x.origin from origins x)")
    unique = {(item.origin, item.reason, item.detail): item for item in rejected}
    rows = [{"origin": o, "reason": r, "detail": d} for o, r, d in sorted(unique)]
    _insert(workspace, "rejections", rows)


def _insert(workspace: Workspace, name: str, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        incoming = STAGE_TABLES[name].rows(rows)  # noqa: F841  # DuckDB finds it by its name
        workspace.connection.execute(f"insert into stage.{name} select * from incoming")


def take_out(workspace: Workspace, articles: Sequence[str]) -> None:
    """Remove articles with their readings and what was said of them by hand."""
    gone = pa.table({"article": pa.array(sorted(set(articles)), pa.string())})  # noqa: F841  # found by its name
    for name in ("texts", "readings", "settings_by_hand"):
        workspace.connection.execute(f"delete from stage.{name} where article in (select x.article from gone x)")


def set_by_hand(workspace: Workspace, article: str, fields: dict[str, str]) -> None:
    """Write what a user says of an article; a later word replaces an earlier one, an empty one takes it back."""
    _upsert(
        workspace,
        "settings_by_hand",
        [{"article": article, "field": name, "value": value} for name, value in fields.items()],
    )
    workspace.connection.execute("delete from stage.settings_by_hand where value = ''")


# ---------------------------------------------------------------- running


def build(
    workspace: Workspace,
    settings: Settings,
    cache: ResultCache,
    *,
    stages: Sequence[Stage] = STAGES,
    progress: StageProgress = unreported,
) -> Ran:
    """Bring every stage table up to date with the base tables."""
    began = time.monotonic()
    engine = LocalEngine(workspace.connection, cache, workers=workers_of(settings.engine))
    ran: list[str] = []
    unchanged: list[str] = []
    hashes = {name: _table_hash(workspace, name) for name in BASE_TABLES}
    known = _last_runs(workspace)
    try:
        for stage in stages:
            input_hash = _input_hash(stage, settings, [hashes[name] for name in stage.inputs()])
            last = known.get(stage.name)
            if last is not None and last[0] == input_hash:
                hashes[stage.name] = last[1]
                unchanged.append(stage.name)
                continue
            hashes[stage.name] = _run_stage(
                workspace, engine, stage, settings, input_hash=input_hash, progress=progress
            )
            ran.append(stage.name)
    finally:
        engine.close()
    return Ran(tuple(ran), tuple(unchanged), time.monotonic() - began)


def stale_stages(workspace_table: Callable[[str], pa.Table], settings: Settings) -> list[str]:
    """Return the stages whose settings or code differ from those of their last run."""
    rows = workspace_table("select r.stage, r.version, r.settings_hash from stage.runs r").to_pylist()
    last = {row["stage"]: (row["version"], row["settings_hash"]) for row in rows}
    now = {stage.name: (stage.version, settings_hash(stage.settings_of(settings))) for stage in STAGES}
    return [name for name, current in now.items() if last.get(name) != current]


def _last_runs(workspace: Workspace) -> dict[str, tuple[str, str]]:
    rows = workspace.connection.sql("select x.stage, x.input_hash, x.output_hash from stage.runs x").fetchall()
    return {stage: (input_hash, output_hash) for stage, input_hash, output_hash in rows}


def _input_hash(stage: Stage, settings: Settings, inputs: Sequence[str]) -> str:
    sql = stage.shape.text(stage.settings_of(settings)) if isinstance(stage.shape, Query) else ""
    section = settings_hash(stage.settings_of(settings))
    return content_hash(stage.name, stage.version, section, sql, library_versions(), *inputs)


def _table_hash(workspace: Workspace, name: str) -> str:
    """Return a hash of a table's rows in any order; only ever compared with hashes of the same store."""
    query = f"select count(*)::varchar || ' ' || coalesce(sum(hash(x)::hugeint), 0)::varchar from stage.{name} x"
    return str(workspace.connection.sql(query).fetchall()[0][0])


def _run_stage(
    workspace: Workspace, engine: Engine, stage: Stage, settings: Settings, *, input_hash: str, progress: StageProgress
) -> str:
    began, cpu_began = time.monotonic(), time.process_time()
    outcome = _outcome(engine, stage, settings, progress)
    workspace.write(stage.name, outcome.table)
    _keep_rejections(workspace, stage, outcome.rejections)
    output_hash = _table_hash(workspace, stage.name)
    seconds, cpu_seconds = time.monotonic() - began, time.process_time() - cpu_began
    logger.debug("stage %s: %d rows in %.2f s", stage.name, len(outcome.table), seconds)
    workspace.connection.execute("delete from stage.runs where stage = ?", [stage.name])
    workspace.connection.execute(
        "insert into stage.runs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            stage.name,
            stage.version,
            settings_hash(stage.settings_of(settings)),
            input_hash,
            output_hash,
            len(outcome.table),
            round(seconds, 3),
            round(cpu_seconds, 3),
            _peak_bytes(),
            f"{library_versions()}; {processor_features()}",
        ],
    )
    return output_hash


def _outcome(engine: Engine, stage: Stage, settings: Settings, progress: StageProgress) -> Outcome:
    def report(done: int, total: int) -> None:
        progress(stage.name, done, total)

    if isinstance(stage.shape, Map):
        return engine.map(stage, settings, report)
    if isinstance(stage.shape, Group):
        return engine.group(stage, settings, report)
    if isinstance(stage.shape, Components):
        return engine.components(stage, settings, report)
    return engine.query(stage, settings, report)


def _keep_rejections(workspace: Workspace, stage: Stage, rejections: pa.Table) -> None:
    workspace.connection.execute("delete from stage.stage_rejections where stage = ?", [stage.name])
    if len(rejections):
        logger.warning("stage %s left out %d rows: see table rejected", stage.name, len(rejections))
        rows = sorted({(row["origin"], row["reason"], row["detail"]) for row in rejections.to_pylist()})
        workspace.connection.executemany(
            "insert into stage.stage_rejections values (?, ?, ?, ?)", [[stage.name, *row] for row in rows]
        )


def _peak_bytes() -> int | None:
    """Return the most memory that this process has held so far; null where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return None
    peak: int = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def run_in_memory(readings: Iterable[Reading | Rejected], settings: Settings | None = None) -> dict[str, pa.Table]:
    """Build `readings` without a store; return every stage table by its name."""
    chosen = settings or Settings()
    workspace = Workspace(duckdb.connect(config={"threads": workers_of(chosen.engine)}))
    cache = ResultCache(None)
    try:
        take_in(workspace, readings)
        build(workspace, chosen, cache)
        return {name: workspace.table(f"select * from stage.{name}") for name in STAGE_TABLES}
    finally:
        cache.close()
        workspace.connection.close()


def cache_path(store: Path) -> Path:
    """Return where a store's kept results live."""
    return store.with_name(f"{store.name}.cache")
