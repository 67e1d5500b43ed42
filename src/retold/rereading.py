"""The bytes behind the texts: kept compressed, read again by a newer reader, and dropped with their articles.

Reading everything again gives what a build from nothing with the newer reader would give. A text that comes out
otherwise is another article; the text as the earlier reader made it goes to `superseded`, where its id still resolves.
"""

from __future__ import annotations

import dataclasses
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from retold.carrying import carry_corrections
from retold.ids import article_id, content_hash
from retold.progress import StageProgress
from retold.settings import ReadingSettings
from retold.sources.originals import read_original
from retold.sources.records import Original, Reading, Rejected
from retold.store import Workspace
from retold.tables import STAGE_TABLES

_PLACES_AT_ONCE = 200
_LEVEL = 6
_OF_FIELDS = ("field ignored", "metadata.csv")  # reasons that speak of a field, not of the page


@dataclass(frozen=True, slots=True)
class Reread:
    """What reading the kept bytes again gave, in numbers of places."""

    read: int
    changed: int  # texts that came out otherwise
    kept: int  # pages that had been refused and are articles now
    refused: int  # articles that are none for the newer reader


# ---------------------------------------------------------------- keeping


def place_row(item: Reading | Rejected, article: str | None, identity: tuple[str | None, str | None]) -> dict[str, Any]:
    """Return the row of `original_places` for an item that has its bytes."""
    original = item.original or Original(b"", "text")
    return {
        "origin": item.origin,
        "bytes_hash": item.bytes_hash,
        "article": article,
        "format": original.format,
        "charset": original.charset,
        "given": [{"field": name, "value": value} for name, value in sorted(item.given.items())],
        "id_url": identity[0],
        "id_outlet": identity[1],
        "retrieved": item.retrieved,
        "status": item.status,
        "collected_by": item.collected_by,
    }


def original_row(item: Reading | Rejected) -> dict[str, Any]:
    """Return the row of `originals` for an item that has its bytes."""
    content = b"" if item.original is None else item.original.content
    return {"bytes_hash": item.bytes_hash, "content": zlib.compress(content, _LEVEL)}


def known_identity(workspace: Workspace, origin: str, article: str) -> tuple[str | None, str | None] | None:
    """Return the address and outlet in the id of an article that was read at `origin` before; None if not kept."""
    rows = workspace.connection.sql(
        "select p.id_url, p.id_outlet from stage.original_places p where p.origin = ? and p.article = ?"
        " order by p.bytes_hash limit 1",
        params=[origin, article],
    ).fetchall()
    return (rows[0][0], rows[0][1]) if rows else None


def forget_places(workspace: Workspace, places: Sequence[tuple[str, str]]) -> None:
    """Drop the bytes kept of these places (origin, hash); what was read from them stays."""
    if not places:
        return
    origins, hashes = zip(*sorted(set(places)), strict=True)
    table = pa.table({"origin": pa.array(origins, pa.string()), "bytes_hash": pa.array(hashes, pa.string())})
    with workspace.lent(table) as gone:
        workspace.connection.execute(
            f"delete from stage.original_places where exists (select 1 from {gone} x"
            " where x.origin = stage.original_places.origin and x.bytes_hash = stage.original_places.bytes_hash)"
        )


def forget_articles(workspace: Workspace, articles: Sequence[str]) -> None:
    """Drop the bytes of articles that are removed, and their texts as earlier readers made them."""
    with workspace.lent(pa.table({"article": pa.array(sorted(set(articles)), pa.string())})) as gone:
        listed = f"(select x.article from {gone} x)"
        workspace.connection.execute(f"delete from stage.original_places where article in {listed}")
        workspace.connection.execute(
            f"delete from stage.superseded where article in {listed} or replaced_by in {listed}"
        )
    drop_unused(workspace)


def drop_unused(workspace: Workspace) -> None:
    """Drop the bytes that no place has any more."""
    workspace.connection.execute(
        "delete from stage.originals where bytes_hash not in (select p.bytes_hash from stage.original_places p)"
    )


# ---------------------------------------------------------------- reading again


def reread(
    workspace: Workspace, settings: ReadingSettings, articles: Sequence[str] | None, progress: StageProgress
) -> Reread:
    """Read the kept bytes of `articles` again (None: of all, and of the pages that were refused)."""
    counts = {"read": 0, "changed": 0, "kept": 0, "refused": 0}
    places = _places(workspace, articles)
    for place, content in _contents(workspace, places):
        original = Original(zlib.decompress(content), place["format"], place["charset"])
        item = _as_read(read_original(original, place["origin"], settings=settings), place)
        _settle(workspace, place, item, counts)
        counts["read"] += 1
        progress("reread", counts["read"], len(places))
    return Reread(**counts)


def _places(workspace: Workspace, articles: Sequence[str] | None) -> list[dict[str, Any]]:
    query = "select p.* from stage.original_places p"
    if articles is None:
        every: list[dict[str, Any]] = workspace.table(f"{query} order by p.origin, p.bytes_hash").to_pylist()
        return every
    with workspace.lent(pa.table({"article": pa.array(sorted(set(articles)), pa.string())})) as wanted:
        chosen = f"{query} where p.article in (select x.article from {wanted} x) order by p.origin, p.bytes_hash"
        rows: list[dict[str, Any]] = workspace.table(chosen).to_pylist()
        return rows


def _contents(workspace: Workspace, places: list[dict[str, Any]]) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield each place with its compressed bytes, a few at once."""
    for begin in range(0, len(places), _PLACES_AT_ONCE):
        batch = places[begin : begin + _PLACES_AT_ONCE]
        hashes = sorted({place["bytes_hash"] for place in batch})
        rows = workspace.connection.sql(
            "select o.bytes_hash, o.content from stage.originals o where o.bytes_hash in (select unnest(?))",
            params=[hashes],
        ).fetchall()
        contents = dict(rows)
        yield from ((place, contents[place["bytes_hash"]]) for place in batch if place["bytes_hash"] in contents)


def _as_read(item: Reading | Rejected, place: dict[str, Any]) -> Reading | Rejected:
    given = {pair["field"]: pair["value"] for pair in place["given"] or ()}
    return dataclasses.replace(
        item,
        given=given,
        retrieved=place["retrieved"],
        status=place["status"],
        collected_by=place["collected_by"],
        bytes_hash=place["bytes_hash"],
    )


def _settle(workspace: Workspace, place: dict[str, Any], item: Reading | Rejected, counts: dict[str, int]) -> None:
    """Put what was read in the place of what the earlier reader made of the same bytes."""
    old = place["article"]
    new = article_id(item.text, url=place["id_url"], outlet=place["id_outlet"]) if isinstance(item, Reading) else None
    if new != old:
        counts["changed"] += old is not None and new is not None
        counts["kept"] += old is None
        counts["refused"] += new is None
        _set_place(workspace, place, new)
    if isinstance(item, Rejected):
        _reject(workspace, item)
    else:
        if old is None:
            _forgive(workspace, place["origin"])
        text = {"article": new, "text": item.text, "text_hash": content_hash(item.text)}
        _upsert(workspace, "texts", text)
        _upsert(workspace, "readings", item.as_row(str(new)))
    if old is not None and new != old:
        _supersede(workspace, old, new, place)


def _set_place(workspace: Workspace, place: dict[str, Any], article: str | None) -> None:
    workspace.connection.execute(
        "update stage.original_places set article = ? where origin = ? and bytes_hash = ?",
        [article, place["origin"], place["bytes_hash"]],
    )


def _supersede(workspace: Workspace, old: str, new: str | None, place: dict[str, Any]) -> None:
    """Take the old article's reading of this place away; its text is set aside when it was the last one."""
    connection = workspace.connection
    connection.execute("delete from stage.readings where article = ? and origin = ?", [old, place["origin"]])
    connection.execute("update stage.superseded set replaced_by = ? where replaced_by = ?", [new, old])
    connection.execute(
        "insert into stage.superseded select t.article, ?, t.text, ?, ? from stage.texts t where t.article = ?",
        [place["origin"], place["bytes_hash"], new, old],
    )
    if connection.sql("select 1 from stage.readings r where r.article = ? limit 1", params=[old]).fetchall():
        connection.execute("delete from stage.superseded where article = ?", [old])  # it is still an article
        return
    if new is not None:  # what a user said of it holds for the text as it is read now
        connection.execute(
            "insert into stage.settings_by_hand select ?, s.field, s.value from stage.settings_by_hand s"
            " where s.article = ? and not exists (select 1 from stage.settings_by_hand n"
            " where n.article = ? and n.field = s.field)",
            [new, old, new],
        )
    connection.execute("delete from stage.settings_by_hand where article = ?", [old])
    carry_corrections(workspace, old, new)
    connection.execute("delete from stage.texts where article = ?", [old])
    connection.execute("delete from stage.superseded where article = ?", [new])


def _forgive(workspace: Workspace, origin: str) -> None:
    kept = ", ".join(f"'{reason}'" for reason in _OF_FIELDS)
    workspace.connection.execute(f"delete from stage.rejections where origin = ? and reason not in ({kept})", [origin])


def _reject(workspace: Workspace, item: Rejected) -> None:
    _forgive(workspace, item.origin)
    _upsert(workspace, "rejections", item.as_row())


def _upsert(workspace: Workspace, name: str, row: dict[str, Any]) -> None:
    table = STAGE_TABLES[name]
    matches = " and ".join(f"x.{column} = stage.{name}.{column}" for column in table.key)
    with workspace.lent(table.rows([row])) as incoming:
        workspace.connection.execute(
            f"delete from stage.{name} where exists (select 1 from {incoming} x where {matches})"
        )
        workspace.connection.execute(f"insert into stage.{name} select * from {incoming}")
