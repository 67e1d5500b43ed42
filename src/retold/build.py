"""Takes in what was read: texts, readings, words of users, and what was rejected. What follows is in `running.py`."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb
import pyarrow as pa

from retold.engines.cache import ResultCache
from retold.ids import article_id, content_hash
from retold.rereading import (
    drop_unused,
    forget_articles,
    forget_places,
    known_identity,
    original_row,
    place_row,
)
from retold.running import Ran, build
from retold.settings import Settings
from retold.sources.addresses import canonical_address
from retold.sources.records import Reading, Rejected
from retold.sources.sidecar import SIDECAR_NAME
from retold.staleness import stale_stages
from retold.store import Workspace, workers_of
from retold.tables import STAGE_TABLES

# What is done with a store is found here, wherever it is written.
__all__ = ["Ran", "build", "file_of", "run_in_memory", "set_by_hand", "stale_stages", "take_in", "take_out"]

_LINE = re.compile(r"(?::\d+)+$")
_LOOKED_UP_AT_ONCE = 200  # items whose places are looked up together
_TEXTS_AT_ONCE = 2_000  # texts in memory while files are read
_CHARACTERS_AT_ONCE = 20_000_000  # of texts and kept bytes, however few articles have them


# ---------------------------------------------------------------- taking in


def take_in(workspace: Workspace, items: Iterable[Reading | Rejected]) -> list[Rejected]:
    """Write readings to the base tables; return what was rejected.

    A text read again from the same file is the same article with its fields updated, whatever is given with it now.
    What was rejected of a file is forgotten when the file is read again.
    """
    batch = _Batch()
    rejected: list[Rejected] = []
    places: set[str] = set()
    for item, before in _with_known(workspace, items):
        places.add(file_of(item.origin))
        if isinstance(item, Rejected):
            rejected.append(dataclasses.replace(item, original=None))
            batch.keep(item, None, _identity_of(item))
            continue
        text_hash = content_hash(item.text)
        identity = _identity_of(item)
        article = article_id(item.text, url=identity[0], outlet=identity[1])
        if before is not None and before != article:
            article, identity = before, known_identity(workspace, item.origin, before) or identity
        batch.keep(item, article, identity)
        batch.texts[article] = {"article": article, "text": item.text, "text_hash": text_hash}
        batch.characters += len(item.text)
        row = item.as_row(article)
        other = batch.readings.get((article, item.origin), row)
        batch.readings[article, item.origin] = max(
            row, other, key=repr
        )  # one place twice: whichever, but always the same
        if batch.is_full():
            batch.write(workspace)
    batch.write(workspace)
    _forget_old_refusals(workspace, places, rejected)
    _replace_rejections(workspace, places, rejected)
    return rejected


def _forget_old_refusals(workspace: Workspace, places: set[str], rejected: Sequence[Rejected]) -> None:
    """Drop the bytes of pages that were refused when these files were read before, and are not refused now."""
    now = {(item.origin, item.bytes_hash) for item in rejected}
    rows = workspace.connection.sql(
        "select p.origin, p.bytes_hash from stage.original_places p where p.article is null"
    ).fetchall()
    forget_places(workspace, [row for row in rows if file_of(row[0]) in places and row not in now])
    drop_unused(workspace)


class _Batch:
    """Readings on their way to the base tables."""

    def __init__(self) -> None:
        self.texts: dict[str, dict[str, Any]] = {}
        self.readings: dict[tuple[str, str], dict[str, Any]] = {}
        self.originals: dict[str, dict[str, Any]] = {}
        self.places: dict[tuple[str, str], dict[str, Any]] = {}
        self.without: set[tuple[str, str]] = set()  # places that were read now and whose bytes are not to be kept
        self.characters = 0  # of the texts, and bytes of the originals

    def is_full(self) -> bool:
        """Tell whether there is as much as should be in memory."""
        count = max(len(self.texts), len(self.places))
        return count >= _TEXTS_AT_ONCE or self.characters >= _CHARACTERS_AT_ONCE

    def keep(self, item: Reading | Rejected, article: str | None, identity: tuple[str | None, str | None]) -> None:
        """Remember the bytes of an item, where it has them."""
        place = (item.origin, item.bytes_hash)
        if item.original is None:
            self.without.add(place)
            return
        row = place_row(item, article, identity)
        self.places[place] = max(row, self.places.get(place, row), key=repr)
        if item.bytes_hash not in self.originals:
            self.originals[item.bytes_hash] = original_row(item)
            self.characters += len(self.originals[item.bytes_hash]["content"])

    def write(self, workspace: Workspace) -> None:
        """Write what there is, and forget it."""
        forget_places(workspace, sorted(self.without - self.places.keys()))
        _upsert(workspace, "original_places", list(self.places.values()))
        _upsert(workspace, "originals", list(self.originals.values()))
        self.places.clear()
        self.originals.clear()
        self.without.clear()
        _upsert(workspace, "texts", list(self.texts.values()))
        _upsert(workspace, "readings", list(self.readings.values()))
        self.texts.clear()
        self.readings.clear()
        self.characters = 0


def file_of(origin: str) -> str:
    """Return the file that an origin lies in; a row of `metadata.csv` lies in that file."""
    before, sidecar, _ = origin.partition(f"{SIDECAR_NAME} ")
    return before + SIDECAR_NAME if sidecar else _LINE.sub("", origin)


def _identity_of(item: Reading | Rejected) -> tuple[str | None, str | None]:
    """Return the address and the outlet, as given, that stand in the id of an article."""
    url = item.given.get("url")
    return canonical_address(url) if url else None, item.given.get("outlet") or None


def _with_known(
    workspace: Workspace, items: Iterable[Reading | Rejected]
) -> Iterator[tuple[Reading | Rejected, str | None]]:
    """Yield items, each with the article that its text was at its place before this call; None where it was none.

    Standard input is no place that can be read again. Only the places that are read now are looked up, some at a time:
    what this call itself has written of a text does not count.
    """
    known: dict[tuple[str, str], str | None] = {}
    for some in _portions(items):
        named = [(item.origin, "" if isinstance(item, Rejected) else content_hash(item.text)) for item in some]
        sought = [key for key in dict.fromkeys(named) if key[1] and key not in known and file_of(key[0]) != "-"]
        known.update(dict.fromkeys(sought))
        known.update(_readings_at(workspace, sought))
        yield from zip(some, (known.get(key) for key in named), strict=True)


def _portions(items: Iterable[Reading | Rejected]) -> Iterator[list[Reading | Rejected]]:
    """Yield the items some at a time, fewer where their texts are long."""
    some: list[Reading | Rejected] = []
    characters = 0
    for item in items:
        some.append(item)
        characters += 0 if isinstance(item, Rejected) else len(item.text)
        if len(some) >= _LOOKED_UP_AT_ONCE or characters >= _CHARACTERS_AT_ONCE:
            yield some
            some, characters = [], 0
    if some:
        yield some


def _readings_at(workspace: Workspace, sought: Sequence[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Return the articles that were read from these places with these texts' hashes."""
    columns = {"origin": [key[0] for key in sought], "text_hash": [key[1] for key in sought]}
    with workspace.lent(pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})) as asked:
        rows = workspace.connection.sql(
            "select r.origin, t.text_hash, min(r.article) from stage.readings r"
            f" join stage.texts t on t.article = r.article join {asked} a"
            " on a.origin = r.origin and a.text_hash = t.text_hash group by r.origin, t.text_hash"
        ).fetchall()
    return {(origin, text_hash): article for origin, text_hash, article in rows}


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
    kept = [row for row in held if file_of(row[0]) not in files]
    every = sorted({*kept, *rows})
    table = STAGE_TABLES["rejections"].rows({"origin": o, "reason": r, "detail": d} for o, r, d in every)
    workspace.write("rejections", table)


def take_out(workspace: Workspace, articles: Sequence[str]) -> None:
    """Remove articles with their readings and what was said of them by hand."""
    with workspace.lent(pa.table({"article": pa.array(sorted(set(articles)), pa.string())})) as gone:
        for name in ("texts", "readings", "settings_by_hand", "corrections_by_hand"):
            workspace.connection.execute(f"delete from stage.{name} where article in (select x.article from {gone} x)")
    forget_articles(workspace, articles)
    workspace.connection.execute(
        "delete from stage.responses where not exists (select 1 from stage.readings r"
        " where r.origin = stage.responses.origin and r.bytes_hash = stage.responses.bytes_hash)"
    )


def set_by_hand(workspace: Workspace, article: str, fields: dict[str, str]) -> None:
    """Write what a user says of an article; a later word replaces an earlier one, an empty one takes it back."""
    _upsert(
        workspace,
        "settings_by_hand",
        [{"article": article, "field": name, "value": value} for name, value in fields.items()],
    )
    workspace.connection.execute("delete from stage.settings_by_hand where value = ''")


# ---------------------------------------------------------------- in memory


def run_in_memory(readings: Iterable[Reading | Rejected], settings: Settings | None = None) -> dict[str, pa.Table]:
    """Build `readings` without a store; return every stage table by its name."""
    chosen = settings or Settings()
    workspace = Workspace(duckdb.connect(config={"threads": workers_of(chosen.engine)}))
    cache = ResultCache(None)
    try:
        take_in(workspace, readings)
        build(workspace, chosen, cache)
        return {name: workspace.stage_table(name) for name in STAGE_TABLES}
    finally:
        cache.close()
        workspace.connection.close()
