"""Builds a store: takes in what was read, runs the stages whose input changed, and reports.

Results per sentence and article are kept by content, so a build repeats no analysis. A stage whose inputs, settings
and code are as they were at its last run is left as it is.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa

from retold.engines.cache import ResultCache
from retold.engines.engine import Engine, Outcome
from retold.engines.local import LocalEngine
from retold.engines.tasks import WORKER_DIED
from retold.ids import article_id, content_hash
from retold.pipeline import BASE_TABLES, STAGES
from retold.progress import StageProgress, unreported
from retold.settings import Settings, settings_hash
from retold.sources.addresses import canonical_address
from retold.sources.records import Reading, Rejected
from retold.sources.sidecar import SIDECAR_NAME
from retold.stage import Components, Group, Map, Query, Stage
from retold.store import Workspace, hash_query, workers_of
from retold.tables import STAGE_TABLES
from retold.versions import library_versions, processor_features

logger = logging.getLogger("retold")

_LINE = re.compile(r":\d+$")
_TEXTS_AT_ONCE = 2_000  # texts in memory while files are read


@dataclass(frozen=True, slots=True)
class Ran:
    """What a build did: the stages that ran, those left as they were, and the seconds it took."""

    ran: tuple[str, ...]
    unchanged: tuple[str, ...]
    seconds: float


# ---------------------------------------------------------------- taking in


def take_in(workspace: Workspace, items: Iterable[Reading | Rejected]) -> list[Rejected]:
    """Write readings to the base tables; return what was rejected.

    A text read again from the same file is the same article with its fields updated, whatever is given with it now.
    What was rejected of a file is forgotten when the file is read again.
    """
    known = _known_readings(workspace)
    batch = _Batch()
    rejected: list[Rejected] = []
    places: set[str] = set()
    for item in items:
        places.add(_file_of(item.origin))
        if isinstance(item, Rejected):
            rejected.append(item)
            continue
        text_hash = content_hash(item.text)
        article = known.get((item.origin, text_hash)) or _id_of(item)
        batch.texts[article] = {"article": article, "text": item.text, "text_hash": text_hash}
        row = item.as_row(article)
        other = batch.readings.get((article, item.origin), row)
        batch.readings[article, item.origin] = max(
            row, other, key=repr
        )  # one place twice: whichever, but always the same
        if len(batch.texts) >= _TEXTS_AT_ONCE:
            batch.write(workspace)
    batch.write(workspace)
    _replace_rejections(workspace, places, rejected)
    return rejected


class _Batch:
    """Readings on their way to the base tables."""

    def __init__(self) -> None:
        self.texts: dict[str, dict[str, Any]] = {}
        self.readings: dict[tuple[str, str], dict[str, Any]] = {}

    def write(self, workspace: Workspace) -> None:
        """Write what there is, and forget it."""
        _upsert(workspace, "texts", list(self.texts.values()))
        _upsert(workspace, "readings", list(self.readings.values()))
        self.texts.clear()
        self.readings.clear()


def _file_of(origin: str) -> str:
    """Return the file that an origin lies in; a row of `metadata.csv` lies in that file."""
    before, sidecar, _ = origin.partition(f"{SIDECAR_NAME} ")
    return before + SIDECAR_NAME if sidecar else _LINE.sub("", origin)


def _id_of(reading: Reading) -> str:
    url = reading.given.get("url")
    address = canonical_address(url) if url else None
    return article_id(reading.text, url=address, outlet=reading.given.get("outlet") or None)


def _known_readings(workspace: Workspace) -> dict[tuple[str, str], str]:
    """Return the articles read from files so far; standard input is no place that can be read again."""
    rows = workspace.connection.sql(
        "select r.origin, t.text_hash, min(r.article) from stage.readings r"
        " join stage.texts t on t.article = r.article group by r.origin, t.text_hash"
    ).fetchall()
    return {(origin, text_hash): article for origin, text_hash, article in rows if _file_of(origin) != "-"}


def _upsert(workspace: Workspace, name: str, rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    table = STAGE_TABLES[name]
    matches = " and ".join(f"x.{column} = stage.{name}.{column}" for column in table.key)
    with workspace.lent(table.rows(rows)) as incoming:
        workspace.connection.execute(
            f"delete from stage.{name} where exists (select 1 from {incoming} x where {matches})"
        )
        workspace.connection.execute(f"insert into stage.{name} select * from {incoming}")


def _replace_rejections(workspace: Workspace, places: set[str], rejected: Sequence[Rejected]) -> None:
    """Forget what was rejected of the files just read, and of the `metadata.csv` beside them; write what is now."""
    files = places | {f"{folder}{slash}{SIDECAR_NAME}" for folder, slash, _ in (p.rpartition("/") for p in places)}
    rows = sorted({(item.origin, item.reason, item.detail) for item in rejected})
    held = workspace.connection.sql("select x.origin, x.reason, x.detail from stage.rejections x").fetchall()
    kept = [row for row in held if _file_of(row[0]) not in files]
    every = sorted({*kept, *rows})
    table = STAGE_TABLES["rejections"].rows({"origin": o, "reason": r, "detail": d} for o, r, d in every)
    workspace.write("rejections", table)


def take_out(workspace: Workspace, articles: Sequence[str]) -> None:
    """Remove articles with their readings and what was said of them by hand."""
    with workspace.lent(pa.table({"article": pa.array(sorted(set(articles)), pa.string())})) as gone:
        for name in ("texts", "readings", "settings_by_hand"):
            workspace.connection.execute(f"delete from stage.{name} where article in (select x.article from {gone} x)")


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
    hashes = {name: workspace.table_hash(name) for name in BASE_TABLES}
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


def stale_stages(ask: Callable[[str], pa.Table], settings: Settings) -> list[str]:
    """Return the stages that a build would run: their input, settings or code is not that of their last run.

    `ask` answers a query on the store.
    """
    rows = ask("select x.stage, x.input_hash, x.output_hash from stage.runs x").to_pylist()
    known = {row["stage"]: (row["input_hash"], row["output_hash"]) for row in rows}
    hashes: dict[str, str | None] = {name: str(ask(hash_query(name)).column(0)[0].as_py()) for name in BASE_TABLES}
    stale = []
    for stage in STAGES:
        inputs = [hashes[name] for name in stage.inputs()]
        expected = None if None in inputs else _input_hash(stage, settings, [str(value) for value in inputs])
        last = known.get(stage.name)
        is_current = last is not None and last[0] == expected
        hashes[stage.name] = last[1] if last is not None and is_current else None
        if not is_current:
            stale.append(stage.name)
    return stale


def _last_runs(workspace: Workspace) -> dict[str, tuple[str, str]]:
    rows = workspace.connection.sql("select x.stage, x.input_hash, x.output_hash from stage.runs x").fetchall()
    return {stage: (input_hash, output_hash) for stage, input_hash, output_hash in rows}


def _input_hash(stage: Stage, settings: Settings, inputs: Sequence[str]) -> str:
    shape = stage.shape.text(stage.settings_of(settings)) if isinstance(stage.shape, Query) else repr(stage.shape)
    section = settings_hash(stage.settings_of(settings))
    return content_hash(stage.name, stage.version, section, shape, library_versions(), *inputs)


def _run_stage(
    workspace: Workspace, engine: Engine, stage: Stage, settings: Settings, *, input_hash: str, progress: StageProgress
) -> str:
    began, cpu_began = time.monotonic(), time.process_time()
    outcome = _outcome(engine, stage, settings, progress)
    workspace.write(stage.name, outcome.table)
    _keep_rejections(workspace, stage, outcome.rejections)
    output_hash = workspace.table_hash(stage.name)
    seconds, cpu_seconds = time.monotonic() - began, time.process_time() - cpu_began
    logger.debug("stage %s: %d rows in %.2f s", stage.name, len(outcome.table), seconds)
    workspace.connection.execute("delete from stage.runs where stage = ?", [stage.name])
    workspace.connection.execute(
        "insert into stage.runs values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            stage.name,
            stage.version,
            settings_hash(stage.settings_of(settings)),
            "" if WORKER_DIED in outcome.rejections.column("reason").to_pylist() else input_hash,  # try again next time
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
